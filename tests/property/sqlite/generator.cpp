#include "sqlite/generator.hpp"

#include <gmig/schema/name.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace gmig::property {
namespace {

const std::vector<std::string> column_names{
    "id",     "slug",   "body",   "Title",  "order",       "group",   "made_on", "a b", "we\"ird",
    "it's",   "ünï",    "x-y",    "1st",    "rowid",       "_rowid_", "oid",     "n",   "Status",
    "select", "brack]", "back`t", "parent", "category_id", "total",   "key",     "a.b"};
const std::vector<std::string> table_names{"article", "category", "Order",   "my table", "user",
                                           "tag",     "it''s",    "new_tag", "x\"y",     "log"};
const std::vector<std::string> types{
    "",     "INTEGER", "INT",         "TEXT", "TEXT",           "REAL",
    "BLOB", "NUMERIC", "VARCHAR(20)", "DATE", "NUMERIC(10, 2)", "UNSIGNED BIG INT",
    "TEXT"};
const std::vector<std::string> strict_types{"INTEGER", "INT",  "TEXT", "TEXT",
                                            "REAL",    "BLOB", "ANY"};
const std::vector<std::string> conflicts{"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"};

bool is_taken(const SchemaModel& schema, const std::string& name) {
    const auto is_it = [&](const auto& each) {
        return ascii_lower(each.name) == ascii_lower(name);
    };
    return std::ranges::any_of(schema.tables, is_it) ||
           std::ranges::any_of(schema.indexes, is_it) || std::ranges::any_of(schema.views, is_it) ||
           std::ranges::any_of(schema.triggers, is_it);
}

std::string free_name(Random& random, const SchemaModel& schema,
                      const std::vector<std::string>& names, const std::string& suffix) {
    std::string name = random.one_of(names) + suffix;
    while (is_taken(schema, name)) {
        name += std::to_string(random.below(10));
    }
    return name;
}

/// What a type takes as a literal, odd ones too.
std::string value_for(Random& random, const std::string& type) {
    if (type == "BLOB") {
        return random.one_of({"x'00ff'", "x''"});
    }
    if (type == "TEXT" || type == "VARCHAR(20)" || type.empty() || type == "ANY") {
        return random.one_of({"''", "'it''s'", "'a;b -- c'", "'7'"});
    }
    return random.one_of({"0", "7", "-1", "+3"});
}

std::string default_for(Random& random, const ColumnModel& column) {
    if (column.type == "BLOB" || random.percent(70)) {
        return value_for(random, column.type);
    }
    if (column.type == "TEXT" || column.type.empty()) {
        return random.one_of({"CURRENT_TIMESTAMP", "current_date", "lower('ABC')", "Yes", "NULL"});
    }
    return random.one_of({"NULL", "1 + 2", "abs(-5)", "0"});
}

/// An expression over some columns that SQLite takes in a check or an index.
std::string truth_about(Random& random, const std::string& column) {
    const std::string name = spelled(random, column);
    switch (random.below(5)) {
        case 0:
            return "length(" + name + ") < 1000";
        case 1:
            return name + " IS NULL OR " + name + " <> 'n)o'";
        case 2:
            return "typeof(" + name + ") IN ('text', 'integer', 'null', 'real', 'blob')";
        case 3:
            return "coalesce(" + name + ", 1) IS NOT  -- never (\n 'x''y'";
        default:
            return name + " IS NULL OR typeof(" + name + ") <> 'blob'";
    }
}

std::string expression_of(Random& random, const std::string& column) {
    const std::string name = spelled(random, column);
    return random.one_of({"lower(", "length(", "abs("}) + name + ")" +
           random.one_of({"", " || 'x'", " + 1"});
}

std::string free_column(Random& random, const TableModel& table) {
    for (;;) {
        std::string name = random.one_of(column_names);
        if (std::ranges::none_of(table.columns, [&](const ColumnModel& each) {
                return ascii_lower(each.name) == ascii_lower(name);
            })) {
            return name;
        }
    }
}

std::vector<std::string> plain_columns(const TableModel& table) {
    std::vector<std::string> names;
    for (const ColumnModel& column : table.columns) {
        if (column.generated.empty()) {
            names.push_back(column.name);
        }
    }
    return names;
}

void choose_rules(Random& random, ColumnModel& column) {
    column.not_null = random.percent(30);
    if (column.not_null && random.percent(15)) {
        column.not_null_conflict = random.one_of(conflicts);
    }
    if (random.percent(column.not_null ? 70 : 25)) {
        column.default_value = default_for(random, column);
        if (column.not_null && ascii_lower(column.default_value) == "null") {
            column.default_value = value_for(random, column.type);
        }
    }
    column.collation = random.percent(12) ? random.one_of({"NOCASE", "RTRIM", "BINARY"}) : "";
}

ColumnModel new_column(Random& random, const TableModel& table) {
    ColumnModel column;
    column.name = free_column(random, table);
    column.type = random.one_of(table.strict ? strict_types : types);
    const std::vector<std::string> plain = plain_columns(table);
    if (!plain.empty() && random.percent(12)) {
        column.type = table.strict ? "ANY" : column.type;
        column.generated = "coalesce(" + spelled(random, random.one_of(plain)) + ", 5)";
        column.stored = random.percent(40);
        return column;
    }
    choose_rules(random, column);
    return column;
}

std::vector<std::string> some_columns(Random& random, const TableModel& table, std::size_t most,
                                      bool plain_only) {
    std::vector<std::string> result;
    for (std::size_t count = 1 + random.below(most); count > 0; --count) {
        const ColumnModel& column = random.one_of(table.columns);
        const bool fits = !plain_only || column.generated.empty();
        if (fits && std::ranges::find(result, column.name) == result.end()) {
            result.push_back(column.name);
        }
    }
    if (result.empty()) {
        result.push_back(std::ranges::find(table.columns, "", &ColumnModel::generated)->name);
    }
    return result;
}

std::string order(Random& random) {
    return random.percent(75) ? ""
                              : random.one_of({"DESC", "COLLATE NOCASE", "COLLATE RTRIM DESC"});
}

const ColumnModel& column_of(const TableModel& table, const std::string& name) {
    return *std::ranges::find(table.columns, name, &ColumnModel::name);
}

KeyModel primary_key(Random& random, const TableModel& table) {
    KeyModel key;
    key.kind = KeyModel::Kind::Primary;
    key.columns = some_columns(random, table, random.percent(70) ? 1 : 3, true);
    const bool integer = column_of(table, key.columns[0]).type == "INTEGER";
    if (key.columns.size() == 1 && integer && !table.without_rowid) {
        key.autoincrement = random.percent(40);
        key.only_in_column = !key.autoincrement && random.percent(15);
    } else {
        for (std::size_t count = key.columns.size(); count > 0; --count) {
            key.orders.push_back(order(random));
        }
    }
    key.conflict = random.percent(10) ? random.one_of(conflicts) : "";
    key.name = random.percent(15) ? random.one_of({"pk", "The Key"}) : "";
    return key;
}

KeyModel new_key(Random& random, const SchemaModel& schema, const TableModel& table) {
    KeyModel key;
    key.name = random.percent(30) ? random.one_of({"c1", "c 2", "Check", "fk_x"}) : "";
    switch (random.below(3)) {
        case 0:
            key.kind = KeyModel::Kind::Unique;
            key.columns = some_columns(random, table, 2, false);
            for (std::size_t count = key.columns.size(); count > 0; --count) {
                key.orders.push_back(order(random));
            }
            key.conflict = random.percent(20) ? random.one_of(conflicts) : "";
            return key;
        case 1: {
            key.kind = KeyModel::Kind::Foreign;
            key.columns = some_columns(random, table, 2, true);
            const TableModel& target =
                schema.tables.empty() || random.percent(20) ? table : random.one_of(schema.tables);
            key.target = target.name;
            if (!target.columns.empty() && random.percent(80)) {
                for (std::size_t at = 0; at < key.columns.size(); ++at) {
                    key.target_columns.push_back(random.one_of(target.columns).name);
                }
            }
            key.actions =
                random.one_of({"", " ON DELETE CASCADE",
                               " ON UPDATE SET NULL ON DELETE "
                               "CASCADE",
                               " ON DELETE SET DEFAULT"}) +
                random.one_of({"", "", " MATCH FULL"}) +
                random.one_of({"", "", " DEFERRABLE INITIALLY DEFERRED", " NOT DEFERRABLE"});
            return key;
        }
        default:
            key.kind = KeyModel::Kind::Check;
            key.check = truth_about(random, random.one_of(table.columns).name);
            return key;
    }
}

TableModel new_table(Random& random, const SchemaModel& schema) {
    TableModel table;
    table.name = free_name(random, schema, table_names, "");
    if (random.percent(4)) {
        table.module = random.one_of(
            {"fts5(title, body)", "fts5(title, body, tokenize = porter)", "rtree(id, x0, x1)"});
        return table;
    }
    table.strict = random.percent(20);
    for (std::size_t count = 1 + random.below(6); count > 0; --count) {
        table.columns.push_back(new_column(random, table));
    }
    table.columns[0].generated.clear();
    table.without_rowid = random.percent(15);
    if (table.without_rowid || random.percent(70)) {
        table.keys.push_back(primary_key(random, table));
    }
    for (std::size_t count = random.below(4); count > 0; --count) {
        table.keys.push_back(new_key(random, schema, table));
    }
    return table;
}

std::vector<const TableModel*> ordinary(const SchemaModel& schema) {
    std::vector<const TableModel*> tables;
    for (const TableModel& table : schema.tables) {
        if (table.module.empty()) {
            tables.push_back(&table);
        }
    }
    return tables;
}

std::optional<IndexModel> new_index(Random& random, const SchemaModel& schema) {
    const auto tables = ordinary(schema);
    if (tables.empty()) {
        return std::nullopt;
    }
    const TableModel& table = *random.one_of(tables);
    IndexModel index;
    index.name = free_name(random, schema, table_names, "_idx");
    index.table = table.name;
    index.unique = random.percent(15);
    index.columns = some_columns(random, table, 3, false);
    for (const std::string& column : index.columns) {
        const std::string part =
            random.percent(80) ? spelled(random, column) : expression_of(random, column);
        const std::string how = order(random);
        index.parts.push_back(part + (how.empty() ? "" : " " + how));
    }
    if (random.percent(20)) {
        index.columns.push_back(random.one_of(table.columns).name);
        index.where = spelled(random, index.columns.back()) + " IS NOT NULL";
    }
    return index;
}

std::string a_query(Random& random, const SchemaModel& schema) {
    const auto tables = ordinary(schema);
    if (tables.empty() || random.percent(5)) {
        return "SELECT x, 'a;b' FROM nowhere";
    }
    const TableModel& table = *random.one_of(tables);
    const std::string name = spelled(random, table.name);
    const std::string column = spelled(random, random.one_of(table.columns).name);
    switch (random.below(3)) {
        case 0:
            return "SELECT * FROM " + name;
        case 1:
            return "WITH q AS (SELECT " + column + " AS c FROM " + name + ") SELECT c, 1 FROM q";
        default:
            return "SELECT t." + column + ", count(*) FROM " + name + " AS t GROUP BY 1";
    }
}

ViewModel new_view(Random& random, const SchemaModel& schema) {
    ViewModel view;
    view.name = free_name(random, schema, table_names, " view");
    view.query = a_query(random, schema);
    if (view.query.find('*') == std::string::npos && random.percent(40)) {
        view.columns = " (one, [two 2])";
    }
    return view;
}

std::optional<TriggerModel> new_trigger(Random& random, const SchemaModel& schema) {
    const auto tables = ordinary(schema);
    if (tables.empty()) {
        return std::nullopt;
    }
    TriggerModel trigger;
    trigger.name = free_name(random, schema, table_names, "_tr");
    const TableModel& table = *random.one_of(tables);
    const TableModel& other = *random.one_of(tables);
    const std::string column = spelled(random, random.one_of(table.columns).name);
    trigger.on = table.name;
    trigger.when = random.one_of({"AFTER INSERT", "BEFORE DELETE", "AFTER UPDATE OF "});
    if (trigger.when.ends_with("OF ")) {
        trigger.when += column;
    }
    trigger.body = "BEGIN UPDATE " + spelled(random, other.name) + " SET " +
                   spelled(random, other.columns[0].name) + " = 1 WHERE 0; SELECT ';'; END";
    if (!schema.views.empty() && random.percent(30)) {
        trigger.on = random.one_of(schema.views).name;
        trigger.when = "INSTEAD OF INSERT";
    }
    return trigger;
}

template <class T>
void add(std::vector<T>& to, std::optional<T> what) {
    if (what) {
        to.push_back(std::move(*what));
    }
}

/// What SQLite would not take any more goes with the column.
void drop_column(TableModel& table, SchemaModel& schema, const std::string& name) {
    std::erase_if(table.columns, [&](const ColumnModel& each) {
        return each.name == name || each.generated.find(name) != std::string::npos;
    });
    const auto names_it = [&](const KeyModel& key) {
        if (key.kind == KeyModel::Kind::Check) {
            return true;
        }
        return std::ranges::any_of(key.columns, [&](const std::string& column) {
            return std::ranges::find(table.columns, column, &ColumnModel::name) ==
                   table.columns.end();
        });
    };
    std::erase_if(table.keys, names_it);
    table.without_rowid =
        table.without_rowid && std::ranges::any_of(table.keys, [](const KeyModel& key) {
            return key.kind == KeyModel::Kind::Primary;
        });
    std::erase_if(schema.indexes, [&](const IndexModel& index) {
        return index.table == table.name &&
               std::ranges::any_of(index.columns, [&](const std::string& column) {
                   return std::ranges::find(table.columns, column, &ColumnModel::name) ==
                          table.columns.end();
               });
    });
}

bool is_in_primary_key(const TableModel& table, const std::string& column) {
    return std::ranges::any_of(table.keys, [&](const KeyModel& key) {
        return key.kind == KeyModel::Kind::Primary &&
               std::ranges::find(key.columns, column) != key.columns.end();
    });
}

void change_column(Random& random, TableModel& table) {
    ColumnModel& column = table.columns[random.below(table.columns.size())];
    if (is_in_primary_key(table, column.name)) {
        return;
    }
    ColumnModel other = new_column(random, table);
    other.name = column.name;
    const bool alone = std::ranges::count(table.columns, "", &ColumnModel::generated) < 2;
    if (alone || other.generated.find(column.name) != std::string::npos) {
        other.generated.clear();
    }
    const bool used = std::ranges::any_of(table.keys, [&](const KeyModel& key) {
        return std::ranges::find(key.columns, column.name) != key.columns.end();
    });
    const bool referred = std::ranges::any_of(table.columns, [&](const ColumnModel& each) {
        return each.generated.find(column.name) != std::string::npos;
    });
    if (used || referred) {
        other.generated.clear();
    }
    switch (random.below(4)) {
        case 0:
            column.type = other.type;
            column.default_value.clear();  // which may not fit a STRICT column
            break;
        case 1:
            column.default_value = column.generated.empty() ? other.default_value : "";
            break;
        case 2:
            column.not_null = column.generated.empty() && !column.not_null;
            column.not_null_conflict.clear();
            break;
        default:
            column = other;
    }
}

void change_primary_key(Random& random, TableModel& table) {
    std::erase_if(table.keys,
                  [](const KeyModel& key) { return key.kind == KeyModel::Kind::Primary; });
    table.without_rowid = random.percent(20);
    if (table.without_rowid || random.percent(70)) {
        table.keys.push_back(primary_key(random, table));
    }
}

void change_strictness(TableModel& table) {
    table.strict = !table.strict;
    for (ColumnModel& column : table.columns) {
        const bool known = std::ranges::find(strict_types, column.type) != strict_types.end();
        if (table.strict) {
            column.type = known ? column.type : "ANY";
            column.default_value.clear();
        }
    }
}

void change_table(Random& random, SchemaModel& schema, TableModel& table) {
    if (!table.module.empty()) {
        return;
    }
    switch (random.below(9)) {
        case 8:
            change_strictness(table);
            return;
        case 0:
        case 1:
            table.columns.push_back(new_column(random, table));
            return;
        case 2:
            if (table.columns.size() > 1) {
                const std::string name = random.one_of(table.columns).name;
                const TableModel before = table;
                drop_column(table, schema, name);
                if (std::ranges::count(table.columns, "", &ColumnModel::generated) == 0) {
                    table = before;
                }
            }
            return;
        case 3:
            change_column(random, table);
            return;
        case 4:
            table.keys.push_back(new_key(random, schema, table));
            return;
        case 5:
            if (!table.keys.empty()) {
                const std::size_t at = random.below(table.keys.size());
                if (table.keys[at].kind != KeyModel::Kind::Primary) {
                    table.keys.erase(table.keys.begin() + static_cast<std::ptrdiff_t>(at));
                }
            }
            return;
        case 6:
            change_primary_key(random, table);
            return;
        default:
            std::rotate(table.columns.begin(), table.columns.begin() + 1, table.columns.end());
    }
}

void drop_table(SchemaModel& schema, std::size_t at) {
    const std::string name = schema.tables[at].name;
    schema.tables.erase(schema.tables.begin() + static_cast<std::ptrdiff_t>(at));
    std::erase_if(schema.indexes, [&](const IndexModel& index) { return index.table == name; });
    std::erase_if(schema.triggers, [&](const TriggerModel& each) { return each.on == name; });
}

template <class T>
void drop_one(Random& random, std::vector<T>& of) {
    if (!of.empty()) {
        of.erase(of.begin() + static_cast<std::ptrdiff_t>(random.below(of.size())));
    }
}

void change_view(Random& random, SchemaModel& schema) {
    if (schema.views.empty()) {
        return;
    }
    ViewModel& view = schema.views[random.below(schema.views.size())];
    if (random.percent(60)) {
        view.query = a_query(random, schema);
        view.columns.clear();
        return;
    }
    const std::string name = view.name;
    std::erase_if(schema.triggers, [&](const TriggerModel& each) { return each.on == name; });
    std::erase_if(schema.views, [&](const ViewModel& each) { return each.name == name; });
}

void mutate(Random& random, SchemaModel& schema) {
    switch (random.below(14)) {
        case 0:
            schema.tables.push_back(new_table(random, schema));
            return;
        case 1:
            if (!schema.tables.empty()) {
                drop_table(schema, random.below(schema.tables.size()));
            }
            return;
        case 2:
            add(schema.indexes, new_index(random, schema));
            return;
        case 3:
            drop_one(random, schema.indexes);
            return;
        case 4:
            schema.views.push_back(new_view(random, schema));
            return;
        case 5:
            change_view(random, schema);
            return;
        case 6:
            add(schema.triggers, new_trigger(random, schema));
            return;
        case 7:
            drop_one(random, schema.triggers);
            return;
        default:
            if (!schema.tables.empty()) {
                change_table(random, schema, schema.tables[random.below(schema.tables.size())]);
            }
    }
}

/// Of two keys of the same columns SQLite makes one index, in the order of whichever the text has
/// first: that is nothing a schema says.
void drop_doubles(SchemaModel& schema) {
    for (TableModel& table : schema.tables) {
        std::vector<std::vector<std::string>> seen;
        std::stable_partition(table.keys.begin(), table.keys.end(), [](const KeyModel& key) {
            return key.kind == KeyModel::Kind::Primary;
        });
        std::erase_if(table.keys, [&](const KeyModel& key) {
            const bool counts =
                key.kind == KeyModel::Kind::Primary || key.kind == KeyModel::Kind::Unique;
            const bool known = counts && std::ranges::find(seen, key.columns) != seen.end();
            seen.push_back(counts ? key.columns : std::vector<std::string>{});
            return known;
        });
    }
}

std::string value(Random& random, const TableModel& table, const ColumnModel& column,
                  const std::string& number) {
    if (!column.not_null && random.percent(15)) {
        return "NULL";
    }
    if (column.type == "BLOB") {
        return "x'00" + std::string(number.size() % 2, '0') + number + "'";
    }
    if (table.strict || column.type == "INTEGER" || random.percent(40)) {
        return column.type == "TEXT" ? "'" + number + "'" : number;
    }
    return "'Text " + number + "'";
}

/// `serial` makes each value another one.
std::string row(Random& random, const TableModel& table, std::size_t& serial) {
    std::vector<std::string> columns;
    std::vector<std::string> values;
    for (const ColumnModel& column : table.columns) {
        if (column.generated.empty()) {
            columns.push_back(schema::quoted(column.name, Dialect::Sqlite));
            values.push_back(value(random, table, column, std::to_string(++serial)));
        }
    }
    return "INSERT OR IGNORE INTO " + schema::quoted(table.name, Dialect::Sqlite) + " (" +
           join(columns, ", ") + ") VALUES (" + join(values, ", ") + ")";
}

}  // namespace

SchemaModel generated(Random& random) {
    SchemaModel schema;
    for (std::size_t count = 1 + random.below(4); count > 0; --count) {
        schema.tables.push_back(new_table(random, schema));
    }
    for (std::size_t count = random.below(4); count > 0; --count) {
        add(schema.indexes, new_index(random, schema));
    }
    for (std::size_t count = random.below(3); count > 0; --count) {
        schema.views.push_back(new_view(random, schema));
    }
    for (std::size_t count = random.below(3); count > 0; --count) {
        add(schema.triggers, new_trigger(random, schema));
    }
    drop_doubles(schema);
    return schema;
}

SchemaModel mutated(Random& random, SchemaModel schema) {
    for (std::size_t count = 1 + random.below(6); count > 0; --count) {
        mutate(random, schema);
    }
    drop_doubles(schema);
    return schema;
}

std::vector<std::string> rows(Random& random, const SchemaModel& schema) {
    std::vector<std::string> result;
    std::size_t serial = 0;
    for (const TableModel* table : ordinary(schema)) {
        for (std::size_t count = 1 + random.below(5); count > 0; --count) {
            result.push_back(row(random, *table, serial));
        }
    }
    return result;
}

}  // namespace gmig::property
