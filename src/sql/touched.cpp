#include "sql/tree_walk.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/sql/touched.hpp>
#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>
#include <pg_query.h>

#include <algorithm>
#include <array>
#include <string>

namespace gmig::sql {
namespace {

using Json = nlohmann::json;

/// A member of a statement's node, and what the statement does to the object named there.
struct Target {
    std::string_view node;
    std::string_view member;
    std::string_view kind;
    Touch touch;
};

constexpr std::array targets{
    Target{"CreateStmt", "relation", "table", Touch::Creates},
    Target{"CreateStmt", "inhRelations", "table", Touch::Alters},
    Target{"CreateTableAsStmt", "into", "table", Touch::Creates},
    Target{"ViewStmt", "view", "view", Touch::Creates},
    Target{"IndexStmt", "relation", "table", Touch::Alters},
    Target{"IndexStmt", "idxname", "index", Touch::Creates},
    Target{"CreateTrigStmt", "relation", "table", Touch::Alters},
    Target{"CreateTrigStmt", "funcname", "function", Touch::Reads},
    Target{"CreateFunctionStmt", "funcname", "function", Touch::Creates},
    Target{"AlterFunctionStmt", "func", "function", Touch::Alters},
    Target{"CreateEnumStmt", "typeName", "type", Touch::Creates},
    Target{"AlterEnumStmt", "typeName", "type", Touch::Alters},
    Target{"CreateDomainStmt", "domainname", "type", Touch::Creates},
    Target{"AlterDomainStmt", "typeName", "type", Touch::Alters},
    Target{"CompositeTypeStmt", "typevar", "type", Touch::Creates},
    Target{"CreateRangeStmt", "typeName", "type", Touch::Creates},
    Target{"AlterTypeStmt", "typeName", "type", Touch::Alters},
    Target{"DefineStmt", "defnames", "function", Touch::Creates},
    Target{"CreateSeqStmt", "sequence", "sequence", Touch::Creates},
    Target{"AlterSeqStmt", "sequence", "sequence", Touch::Alters},
    Target{"CreateSchemaStmt", "schemaname", "schema", Touch::Creates},
    Target{"CreateExtensionStmt", "extname", "extension", Touch::Creates},
    Target{"AlterExtensionStmt", "extname", "extension", Touch::Alters},
    Target{"CreatePolicyStmt", "table", "table", Touch::Alters},
    Target{"AlterPolicyStmt", "table", "table", Touch::Alters},
    Target{"RuleStmt", "relation", "relation", Touch::Alters},
    Target{"CreateStatsStmt", "relations", "table", Touch::Alters},
    Target{"RefreshMatViewStmt", "relation", "view", Touch::WritesData},
    Target{"TruncateStmt", "relations", "table", Touch::WritesData},
    Target{"CopyStmt", "relation", "table", Touch::WritesData},
};

/// Statements about objects of any kind: where their names stand, and where their kind.
struct AnyKind {
    std::string_view node;
    std::string_view member;
    std::string_view kind;
    Touch touch;
};

constexpr std::array any_kinds{
    AnyKind{"DropStmt", "objects", "removeType", Touch::Drops},
    AnyKind{"AlterTableStmt", "relation", "objtype", Touch::Alters},
    AnyKind{"RenameStmt", "relation", "renameType", Touch::Alters},
    AnyKind{"RenameStmt", "object", "renameType", Touch::Alters},
    AnyKind{"CommentStmt", "object", "objtype", Touch::Alters},
    AnyKind{"GrantStmt", "objects", "objtype", Touch::Alters},
    AnyKind{"AlterOwnerStmt", "relation", "objectType", Touch::Alters},
    AnyKind{"AlterOwnerStmt", "object", "objectType", Touch::Alters},
    AnyKind{"AlterObjectSchemaStmt", "relation", "objectType", Touch::Alters},
    AnyKind{"AlterObjectSchemaStmt", "object", "objectType", Touch::Alters},
    AnyKind{"SecLabelStmt", "object", "objtype", Touch::Alters},
};

struct KindName {
    std::string_view tree;
    std::string_view kind;
    bool of_table = false;  ///< its name stands behind that of the table that it is a part of
};

constexpr std::array object_kinds{
    KindName{"OBJECT_TABLE", "table"},
    KindName{"OBJECT_FOREIGN_TABLE", "table"},
    KindName{"OBJECT_VIEW", "view"},
    KindName{"OBJECT_MATVIEW", "view"},
    KindName{"OBJECT_INDEX", "index"},
    KindName{"OBJECT_SEQUENCE", "sequence"},
    KindName{"OBJECT_FUNCTION", "function"},
    KindName{"OBJECT_PROCEDURE", "function"},
    KindName{"OBJECT_ROUTINE", "function"},
    KindName{"OBJECT_AGGREGATE", "function"},
    KindName{"OBJECT_TYPE", "type"},
    KindName{"OBJECT_DOMAIN", "type"},
    KindName{"OBJECT_SCHEMA", "schema"},
    KindName{"OBJECT_EXTENSION", "extension"},
    KindName{"OBJECT_COLUMN", "table", true},
    KindName{"OBJECT_TABCONSTRAINT", "table", true},
    KindName{"OBJECT_TRIGGER", "table", true},
    KindName{"OBJECT_POLICY", "table", true},
    KindName{"OBJECT_RULE", "relation", true},
    KindName{"OBJECT_ATTRIBUTE", "type", true},
    KindName{"OBJECT_DOMCONSTRAINT", "type", true},
};

/// Those whose names in the tree say it all, and those that name nothing.
constexpr std::array<std::string_view, 16> self_telling{
    "SelectStmt", "InsertStmt",      "UpdateStmt",         "DeleteStmt",
    "MergeStmt",  "VariableSetStmt", "VariableShowStmt",   "TransactionStmt",
    "LockStmt",   "VacuumStmt",      "ReindexStmt",        "ClusterStmt",
    "NotifyStmt", "CheckPointStmt",  "ConstraintsSetStmt", "DiscardStmt"};

constexpr std::array<std::string_view, 9> about_rows{"InsertStmt", "UpdateStmt",   "DeleteStmt",
                                                     "MergeStmt",  "TruncateStmt", "CopyStmt",
                                                     "DoStmt",     "CallStmt",     "ExecuteStmt"};

template <class Rows, class Member>
bool holds(const Rows& rows, std::string_view name, Member member) {
    return std::ranges::find(rows, name, member) != rows.end();
}

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

/// Gathers from one statement after the other.
class Gatherer {
public:
    explicit Gatherer(const Script& script) : script_(script) {}

    void add(const Statement& statement);
    Touches take() {
        settle(touches_);
        return std::move(touches_);
    }

    void add_unseen(const Statement& statement, const std::string& what, bool data) {
        const std::string text = what + " at " + to_string(script_.where(statement.offset));
        touches_.unseen.push_back(text);
        if (data) {
            touches_.data.push_back(text);
        }
    }

private:
    void add_node(const Statement& statement, const std::string& node, const Json& tree,
                  const Named& named);
    void add_targets(const std::string& node, const Json& tree);
    void add_of_any_kind(const std::string& node, const Json& tree);
    void add_any_kind(const AnyKind& rule, const Json& tree);
    void add_rows(const Statement& statement, const std::string& node, const Json& tree,
                  const Named& named);
    void add_names(const std::vector<Name>& names, std::string_view kind, Touch touch);

    const Script& script_;
    Touches touches_;
};

void Gatherer::add_names(const std::vector<Name>& names, std::string_view kind, Touch touch) {
    for (const Name& name : names) {
        if (name.schema == "pg_catalog" || name.schema == "information_schema") {
            continue;
        }
        touches_.objects.push_back({std::string(kind), name.schema, name.name, touch});
        if (!name.schema.empty()) {
            touches_.objects.push_back({"schema", "", name.schema, Touch::Reads});
        }
    }
}

void Gatherer::add_any_kind(const AnyKind& rule, const Json& tree) {
    const std::string word = tree.value(std::string(rule.kind), "");
    const auto* const found = std::ranges::find(object_kinds, word, &KindName::tree);
    const auto member = tree.find(std::string(rule.member));
    if (member == tree.end()) {
        return;
    }
    const bool known = found != object_kinds.end();
    const bool of_table = known && found->of_table;
    // A relation that is named as such is the table already.
    const bool cut = of_table && rule.member != "relation";
    add_names(objects_in(*member, cut), known ? found->kind : "object",
              of_table ? Touch::Alters : rule.touch);
}

void Gatherer::add_targets(const std::string& node, const Json& tree) {
    const bool replaces = tree.value("replace", false);
    const bool is_view = tree.value("objtype", "") == "OBJECT_MATVIEW";
    for (const Target& rule : targets) {
        const auto member = rule.node == node ? tree.find(std::string(rule.member)) : tree.end();
        if (member != tree.end()) {
            const Touch touch =
                replaces && rule.touch == Touch::Creates ? Touch::Replaces : rule.touch;
            add_names(target_in(*member), is_view ? "view" : rule.kind, touch);
        }
    }
}

void Gatherer::add_of_any_kind(const std::string& node, const Json& tree) {
    for (const AnyKind& rule : any_kinds) {
        if (rule.node == node) {
            add_any_kind(rule, tree);
        }
    }
    if (node == "RenameStmt" && tree.contains("relation") && !tree.contains("subname")) {
        add_names({{.schema = tree["relation"].value("schemaname", ""),
                    .name = tree.value("newname", "")}},
                  "relation", Touch::Creates);
    }
}

void Gatherer::add_rows(const Statement& statement, const std::string& node, const Json& tree,
                        const Named& named) {
    const bool copies = node == "CreateTableAsStmt" && tree.value("objtype", "") == "OBJECT_TABLE";
    const bool calls = node == "SelectStmt" && !named.functions.empty();
    const bool is_stored = node == "RuleStmt" || node == "CreateFunctionStmt";
    if (!is_stored) {
        add_names(named.written, "table", Touch::WritesData);
    }
    if (is_one_of(about_rows, node) || copies || calls || (!is_stored && !named.written.empty())) {
        Reader reader(statement.text, Dialect::Postgresql);
        touches_.data.push_back(printable(reader.token().text) + " at " +
                                to_string(script_.where(statement.offset)));
    }
}

void Gatherer::add_node(const Statement& statement, const std::string& node, const Json& tree,
                        const Named& named) {
    add_targets(node, tree);
    add_of_any_kind(node, tree);
    add_names(named.relations, "relation", Touch::Reads);
    add_names(named.functions, "function", Touch::Reads);
    add_names(named.types, "type", Touch::Reads);
    add_rows(statement, node, tree, named);
    const bool known = is_one_of(self_telling, node) || holds(targets, node, &Target::node) ||
                       holds(any_kinds, node, &AnyKind::node);
    if (!known) {
        Reader reader(statement.text, Dialect::Postgresql);
        add_unseen(statement, printable(reader.token().text), false);
    }
    if (node == "CreateFunctionStmt") {
        add_unseen(statement, "the inside of the function", false);
    }
    if (tree.value("behavior", "") == "DROP_CASCADE" && node != "GrantStmt") {
        add_unseen(statement, "what CASCADE takes along", false);
    }
}

void Gatherer::add(const Statement& statement) {
    const std::string text(statement.text);
    const PgQueryParseResult parsed = pg_query_parse(text.c_str());
    const Json tree = Json::parse(parsed.error == nullptr ? parsed.parse_tree : "", nullptr, false);
    pg_query_free_parse_result(parsed);
    if (tree.is_discarded()) {
        add_unseen(statement, "a statement that the parser does not know", true);
        return;
    }
    for (const Json& part : tree["stmts"]) {
        const Named named = walk(part["stmt"]);
        for (const auto& [node, content] : part["stmt"].items()) {
            add_node(statement, node, content, named);
        }
    }
}

}  // namespace

Touches touched(const Script& script, const RunnableOptions& options) {
    Gatherer gatherer(script);
    for (const Statement& statement : prepare(script, Dialect::Postgresql, options).statements) {
        if (options.grammar == Grammar::Lexer) {
            gatherer.add_unseen(statement, "a statement under grammar=off", true);
        } else {
            gatherer.add(statement);
        }
    }
    return gatherer.take();
}

}  // namespace gmig::sql
