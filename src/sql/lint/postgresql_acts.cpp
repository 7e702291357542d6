#include "sql/lint/postgresql_acts.hpp"

#include "sql/lint/postgresql_types.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace gmig::sql::lint {
namespace {

// TableLikeOption of parsenodes.h.
constexpr unsigned like_constraints = 1U << 2U;
constexpr unsigned like_indexes = 1U << 6U;

Column column_of(const Json& definition) {
    const Json& type = member(definition, "typeName");
    Column column{.type = type_text(type), .not_null = is_serial(type)};
    for (const Json& item : member(definition, "constraints")) {
        const std::string kind = text(member(item, "Constraint"), "contype");
        column.not_null = column.not_null || kind == "CONSTR_NOTNULL" || kind == "CONSTR_PRIMARY" ||
                          kind == "CONSTR_IDENTITY";
    }
    return column;
}

void add_constraint(Relation& relation, const Json& node, const ObjectName& table,
                    const std::string& column, const Names& names) {
    auto made = constraint_of(node, table, column, names);
    if (!made) {
        return;
    }
    if (made->kind == Constraint::Kind::PrimaryKey) {
        for (const std::string& key : made->columns) {
            relation.columns[key].not_null = true;
        }
    }
    relation.constraints.push_back(*std::move(made));
}

void add_element(MakesRelation& act, const Json& element, const Names& names) {
    if (const Json& definition = member(element, "ColumnDef"); definition.is_object()) {
        const std::string name = text(definition, "colname");
        const bool key = act.relation.columns[name].not_null;
        act.relation.columns[name] = column_of(definition);
        act.relation.columns[name].not_null |= key;
        for (const Json& item : member(definition, "constraints")) {
            add_constraint(act.relation, member(item, "Constraint"), act.name, name, names);
        }
    } else if (const Json& like = member(element, "TableLikeClause"); like.is_object()) {
        const unsigned options = like.value("options", 0U);
        act.sources.push_back({.name = names.of_relation(member(like, "relation")),
                               .constraints = (options & like_constraints) != 0,
                               .indexes = (options & like_indexes) != 0});
    } else {
        add_constraint(act.relation, member(element, "Constraint"), act.name, {}, names);
    }
}

bool is_temporary(const Json& range) {
    return text(range, "relpersistence") == "t" || text(range, "schemaname") == "pg_temp";
}

void read_create_table(const Json& tree, const Names& names, Acts& acts) {
    const Json& range = member(tree, "relation");
    MakesRelation act{.name = names.of_relation(range), .relation = {}};
    act.relation.temporary = is_temporary(range);
    act.relation.partitioned = member(tree, "partspec").is_object();
    act.if_not_exists = flag(tree, "if_not_exists");
    const Json& bound = member(tree, "partbound");
    act.is_default_partition = flag(bound, "is_default");
    for (const Json& parent : member(tree, "inhRelations")) {
        // A partition has its parent's indexes; a child that inherits has none of them.
        act.sources.push_back(
            {.name = names.of_relation(parent), .constraints = true, .indexes = bound.is_object()});
    }
    for (const Json& element : member(tree, "tableElts")) {
        add_element(act, element, names);
    }
    acts.push_back({std::move(act)});
}

void read_into(const Json& into, bool is_view, bool if_not_exists, const Names& names, Acts& acts) {
    const Json& range = member(into, "rel");
    MakesRelation act{.name = names.of_relation(range), .relation = {}};
    act.relation.kind = is_view ? Relation::Kind::MaterializedView : Relation::Kind::Table;
    act.relation.temporary = is_temporary(range);
    act.if_not_exists = if_not_exists;
    acts.push_back({std::move(act)});
}

void read_create_table_as(const Json& tree, const Names& names, Acts& acts) {
    read_into(member(tree, "into"), text(tree, "objtype") == "OBJECT_MATVIEW",
              flag(tree, "if_not_exists"), names, acts);
}

void read_select(const Json& tree, const Names& names, Acts& acts) {
    if (const Json& into = member(tree, "intoClause"); into.is_object()) {
        read_into(into, false, false, names, acts);
    }
}

void read_view(const Json& tree, const Names& names, Acts& acts) {
    const Json& range = member(tree, "view");
    MakesRelation act{.name = names.of_relation(range), .relation = {}};
    act.relation.kind = Relation::Kind::View;
    act.relation.temporary = is_temporary(range);
    act.if_not_exists = flag(tree, "replace");
    acts.push_back({std::move(act)});
}

/// GIN, BRIN and the like are no help to a foreign key; WHERE a IS NOT NULL is no harm.
void read_index(const Json& tree, const Names& names, Acts& acts) {
    Index index{.name = {}, .table = names.of_relation(member(tree, "relation"))};
    const std::string method = text(tree, "accessMethod");
    for (const Json& item : member(tree, "indexParams")) {
        const Json& element = member(item, "IndexElem");
        index.columns.push_back(text(element, "name"));
        add_columns_in(member(element, "expr"), index.computed_from);
    }
    std::string name = text(tree, "idxname");
    if (name.empty()) {
        name = index.table.name;
        for (const std::string& column : index.columns) {
            name += "_" + (column.empty() ? "expr" : column);
        }
        name += "_idx";
    }
    index.name = {index.table.schema, std::move(name)};
    if (method != "btree" && method != "hash") {
        index.columns.clear();
    }
    const Json& where = member(tree, "whereClause");
    add_columns_in(where, index.computed_from);
    const auto proven = proven_not_null(where);
    index.partial = where.is_object() &&
                    (proven.empty() || text(member(where, "NullTest"), "nulltesttype").empty());
    acts.push_back({MakesIndex{std::move(index)}});
}

void read_drop(const Json& tree, const Names& names, Acts& acts) {
    struct Kind {
        std::string_view word;
        Relation::Kind kind;
    };
    constexpr std::array kinds{Kind{"OBJECT_TABLE", Relation::Kind::Table},
                               Kind{"OBJECT_FOREIGN_TABLE", Relation::Kind::Table},
                               Kind{"OBJECT_VIEW", Relation::Kind::View},
                               Kind{"OBJECT_MATVIEW", Relation::Kind::MaterializedView}};
    const std::string word = text(tree, "removeType");
    const bool if_exists = flag(tree, "missing_ok");
    const bool cascade = text(tree, "behavior") == "DROP_CASCADE";
    const auto* const kind = std::ranges::find(kinds, word, &Kind::word);
    for (const Json& object : member(tree, "objects")) {
        ObjectName name = names.of_object(object);
        if (kind != kinds.end()) {
            acts.push_back({DropsRelation{std::move(name), kind->kind, if_exists, cascade}});
        } else if (word == "OBJECT_INDEX") {
            acts.push_back({DropsIndex{std::move(name)}});
        } else if (word == "OBJECT_SCHEMA") {
            acts.push_back(
                {DropsSchema{text(member(object, "String"), "sval"), if_exists, cascade}});
        }
    }
}

void read_rename(const Json& tree, const Names& names, Acts& acts) {
    const std::string kind = text(tree, "renameType");
    const ObjectName from = names.of_relation(member(tree, "relation"));
    const std::string old = text(tree, "subname");
    const std::string chosen = text(tree, "newname");
    if (kind == "OBJECT_COLUMN") {
        acts.push_back({RenamesColumn{from, old, chosen}});
    } else if (kind == "OBJECT_TABCONSTRAINT") {
        acts.push_back({RenamesConstraint{from, old, chosen}});
    } else if (kind == "OBJECT_INDEX") {
        acts.push_back({RenamesIndex{from, {from.schema, chosen}}});
    } else if (kind == "OBJECT_SCHEMA") {
        acts.push_back({RenamesSchema{old, chosen}});
    } else if (kind == "OBJECT_TABLE" || kind == "OBJECT_VIEW" || kind == "OBJECT_MATVIEW" ||
               kind == "OBJECT_FOREIGN_TABLE") {
        acts.push_back({RenamesRelation{from, {from.schema, chosen}}});
    } else {
        read_renamed_object(tree, kind, names, acts);
    }
}

void read_set_schema(const Json& tree, const Names& names, Acts& acts) {
    const Json& range = member(tree, "relation");
    if (range.is_object() && text(tree, "objectType") != "OBJECT_SEQUENCE") {
        const ObjectName from = names.of_relation(range);
        acts.push_back({RenamesRelation{from, names.of(text(tree, "newschema"), from.name)}});
    } else {
        read_renamed_object(tree, text(tree, "objectType"), names, acts);
    }
}

bool has_where(const Json& tree) {
    const Json& where = member(tree, "whereClause");
    const Json& constant = member(member(where, "A_Const"), "boolval");
    return where.is_object() && !flag(constant, "boolval");
}

void read_rows(const Json& tree, bool deletes, const Names& names, Acts& acts) {
    acts.push_back({ChangesRows{.table = names.of_relation(member(tree, "relation")),
                                .all = !has_where(tree),
                                .deletes = deletes}});
}

/// Its join is what WHERE is elsewhere.
void read_merge(const Json& tree, const Names& names, Acts& acts) {
    const Json& constant = member(member(member(tree, "joinCondition"), "A_Const"), "boolval");
    for (const Json& item : member(tree, "mergeWhenClauses")) {
        const Json& clause = member(item, "MergeWhenClause");
        const std::string command = text(clause, "commandType");
        const bool deletes = command == "CMD_DELETE";
        if (deletes || command == "CMD_UPDATE") {
            const bool all = flag(constant, "boolval") && !member(clause, "condition").is_object();
            const ObjectName table = names.of_relation(member(tree, "relation"));
            acts.push_back({ChangesRows{table, all, deletes}});
        }
    }
}

struct AlterTable {
    ObjectName table;
    const Names& names;
    Acts& acts;
};

void add_column(const Json& command, AlterTable& alter) {
    const Json& definition = member(command, "def");
    const Json& column = member(definition, "ColumnDef");
    std::string name = text(column, "colname");
    const std::size_t place = location(column);
    alter.acts.push_back({AddsColumn{alter.table, name, column_of(column)}, place});
    for (const Json& item : member(column, "constraints")) {
        const Json& node = member(item, "Constraint");
        if (auto made = constraint_of(node, alter.table, name, alter.names)) {
            alter.acts.push_back({AddsConstraint{alter.table, *std::move(made)}, location(node)});
        }
    }
}

void drop_column(const Json& command, AlterTable& alter) {
    alter.acts.push_back(
        {DropsColumn{alter.table, text(command, "name"), flag(command, "missing_ok")}});
}

void set_type(const Json& command, AlterTable& alter) {
    const Json& column = member(member(command, "def"), "ColumnDef");
    alter.acts.push_back(
        {SetsType{alter.table, text(command, "name"), type_text(member(column, "typeName"))},
         location(column)});
}

void set_not_null(const Json& command, AlterTable& alter) {
    alter.acts.push_back({SetsNullable{alter.table, text(command, "name"), true}});
}

void drop_not_null(const Json& command, AlterTable& alter) {
    alter.acts.push_back({SetsNullable{alter.table, text(command, "name"), false}});
}

void add_table_constraint(const Json& command, AlterTable& alter) {
    const Json& node = member(member(command, "def"), "Constraint");
    if (auto made = constraint_of(node, alter.table, {}, alter.names)) {
        alter.acts.push_back({AddsConstraint{alter.table, *std::move(made)}, location(node)});
    }
}

void drop_constraint(const Json& command, AlterTable& alter) {
    alter.acts.push_back({DropsConstraint{alter.table, text(command, "name")}});
}

void validate_constraint(const Json& command, AlterTable& alter) {
    alter.acts.push_back({ValidatesConstraint{alter.table, text(command, "name")}});
}

struct Command {
    std::string_view subtype;
    void (*read)(const Json& command, AlterTable& alter);
};

constexpr std::array commands{
    Command{"AT_AddColumn", add_column},
    Command{"AT_DropColumn", drop_column},
    Command{"AT_AlterColumnType", set_type},
    Command{"AT_SetNotNull", set_not_null},
    Command{"AT_DropNotNull", drop_not_null},
    Command{"AT_AddConstraint", add_table_constraint},
    Command{"AT_DropConstraint", drop_constraint},
    Command{"AT_ValidateConstraint", validate_constraint},
};

void read_alter_table(const Json& tree, const Names& names, Acts& acts) {
    if (text(tree, "objtype") == "OBJECT_TYPE" || text(tree, "objtype") == "OBJECT_INDEX") {
        return;
    }
    AlterTable alter{names.of_relation(member(tree, "relation")), names, acts};
    for (const Json& item : member(tree, "cmds")) {
        const Json& command = member(item, "AlterTableCmd");
        const std::string subtype = text(command, "subtype");
        const auto* const found = std::ranges::find(commands, subtype, &Command::subtype);
        if (found != commands.end()) {
            found->read(command, alter);
        }
    }
}

struct Node {
    std::string_view name;
    void (*read)(const Json& tree, const Names& names, Acts& acts);
};

constexpr std::array nodes{
    Node{"CreateStmt", read_create_table},
    Node{"CreateTableAsStmt", read_create_table_as},
    Node{"SelectStmt", read_select},
    Node{"ViewStmt", read_view},
    Node{"IndexStmt", read_index},
    Node{"DropStmt", read_drop},
    Node{"RenameStmt", read_rename},
    Node{"AlterObjectSchemaStmt", read_set_schema},
    Node{"AlterTableStmt", read_alter_table},
    Node{"CreateEnumStmt", read_type},
    Node{"CreateRangeStmt", read_type},
    Node{"CreateDomainStmt", read_domain},
    Node{"CompositeTypeStmt", read_composite},
    Node{"CreateFunctionStmt", read_function},
    Node{"MergeStmt", read_merge},
};

constexpr std::array<std::string_view, 5> about_rows{"SelectStmt", "InsertStmt", "UpdateStmt",
                                                     "DeleteStmt", "MergeStmt"};

void read_node(const std::string& node, const Json& tree, const Names& names, Acts& acts) {
    const auto* const found = std::ranges::find(nodes, node, &Node::name);
    if (found != nodes.end()) {
        found->read(tree, names, acts);
    }
}

void read_schema(const Json& tree, Acts& acts) {
    const Names inside{.default_schema = text(tree, "schemaname")};
    for (const Json& element : member(tree, "schemaElts")) {
        for (const auto& [node, content] : element.items()) {
            read_node(node, content, inside, acts);
        }
    }
}

}  // namespace

std::vector<PlacedAct> acts_in(const Json& statement, const Names& names) {
    Acts acts;
    for (const auto& [node, tree] : statement.items()) {
        read_node(node, tree, names, acts);
        if (node == "CreateSchemaStmt") {
            read_schema(tree, acts);
        }
        if (std::ranges::find(about_rows, node) == about_rows.end()) {
            continue;
        }
        for (const Json* const rows : nodes_in(statement, "UpdateStmt")) {
            read_rows(*rows, false, names, acts);
        }
        for (const Json* const rows : nodes_in(statement, "DeleteStmt")) {
            read_rows(*rows, true, names, acts);
        }
    }
    return acts;
}

}  // namespace gmig::sql::lint
