#include "sqlite/model.hpp"

#include <gmig/schema/name.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::property {
namespace {

std::string in_quotes(const std::string& name, char quote) {
    std::string result(1, quote);
    for (const char letter : name) {
        result += letter;
        result += letter == quote ? std::string(1, quote) : "";
    }
    return result + quote;
}

bool is_bare(const std::string& name) {
    return schema::quoted(ascii_lower(name), Dialect::Sqlite) == ascii_lower(name);
}

std::string blank(Random& random) {
    return random.percent(90) ? " " : random.one_of({"\n", "  ", " /* a, b ( */ ", " -- it's (\n"});
}

std::string word(Random& random, const std::string& text) {
    return random.percent(80) ? text : ascii_lower(text);
}

std::string list(Random& random, const KeyModel& key) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < key.columns.size(); ++at) {
        const std::string order = at < key.orders.size() ? key.orders[at] : "";
        parts.push_back(spelled(random, key.columns[at]) +
                        (order.empty() ? random.one_of({"", "", " ASC"}) : " " + order));
    }
    return "(" + join(parts, ", ") + (key.autoincrement ? " AUTOINCREMENT)" : ")");
}

std::string named(Random& random, const KeyModel& key) {
    return key.name.empty() ? "" : "CONSTRAINT " + spelled(random, key.name) + blank(random);
}

std::string conflict(const std::string& how) {
    return how.empty() ? "" : " ON CONFLICT " + how;
}

std::string reference(Random& random, const KeyModel& key) {
    std::vector<std::string> columns;
    for (const std::string& column : key.target_columns) {
        columns.push_back(spelled(random, column));
    }
    return word(random, "REFERENCES") + " " + spelled(random, key.target) +
           (columns.empty() ? "" : " (" + join(columns, ",") + ")") + key.actions;
}

std::string in_table(Random& random, const KeyModel& key) {
    const std::string start = named(random, key);
    switch (key.kind) {
        case KeyModel::Kind::Primary:
            return start + "PRIMARY KEY " + list(random, key) + conflict(key.conflict);
        case KeyModel::Kind::Unique:
            return start + "UNIQUE" + list(random, key) + conflict(key.conflict);
        case KeyModel::Kind::Foreign: {
            std::vector<std::string> columns;
            for (const std::string& column : key.columns) {
                columns.push_back(spelled(random, column));
            }
            return start + "FOREIGN KEY (" + join(columns, ", ") + ") " + reference(random, key);
        }
        case KeyModel::Kind::Check:
            return start + word(random, "CHECK") + blank(random) + "(" + key.check + ")";
    }
    return {};
}

std::string in_column(Random& random, const KeyModel& key) {
    const std::string start = named(random, key);
    switch (key.kind) {
        case KeyModel::Kind::Primary:
            return start + word(random, "PRIMARY KEY") +
                   (key.only_in_column ? " DESC" : random.one_of({"", " ASC"})) +
                   conflict(key.conflict) + (key.autoincrement ? " AUTOINCREMENT" : "");
        case KeyModel::Kind::Unique:
            return start + "UNIQUE" + conflict(key.conflict);
        case KeyModel::Kind::Foreign:
            return start + reference(random, key);
        case KeyModel::Kind::Check:
            return start + "CHECK (" + key.check + ")";
    }
    return {};
}

bool fits_in_column(const KeyModel& key, const ColumnModel& column) {
    return key.columns.size() == 1 && key.columns[0] == column.name &&
           (key.orders.empty() || key.orders[0].empty());
}

std::string default_clause(Random& random, const std::string& value) {
    const bool brackets = value.find_first_of("( ") != std::string::npos || random.percent(20);
    return word(random, "DEFAULT") + " " + (brackets ? "(" + value + ")" : value);
}

std::vector<std::string> attributes(Random& random, const ColumnModel& column) {
    std::vector<std::string> clauses;
    if (column.not_null) {
        clauses.push_back(random.one_of({"", "CONSTRAINT nn "}) + word(random, "NOT NULL") +
                          conflict(column.not_null_conflict));
    }
    if (!column.default_value.empty()) {
        clauses.push_back(default_clause(random, column.default_value));
    }
    if (!column.collation.empty()) {
        clauses.push_back("COLLATE " + word(random, column.collation));
    }
    if (!column.generated.empty()) {
        clauses.push_back(random.one_of({"GENERATED ALWAYS AS (", "AS ("}) + column.generated +
                          (column.stored ? ") STORED" : random.one_of({")", ") VIRTUAL"})));
    }
    return clauses;
}

std::string create(Random& random, const TableModel& table) {
    if (!table.module.empty()) {
        return "CREATE VIRTUAL TABLE " + spelled(random, table.name) + " USING " + table.module;
    }
    std::vector<std::string> parts;
    std::vector<bool> done(table.keys.size());
    for (const ColumnModel& column : table.columns) {
        std::vector<std::string> clauses = attributes(random, column);
        for (std::size_t at = 0; at < table.keys.size(); ++at) {
            const KeyModel& key = table.keys[at];
            if (fits_in_column(key, column) && (key.only_in_column || random.percent(60))) {
                done[at] = true;
                clauses.insert(
                    clauses.begin() + static_cast<std::ptrdiff_t>(random.below(clauses.size() + 1)),
                    in_column(random, key));
            }
        }
        parts.push_back(spelled(random, column.name) +
                        (column.type.empty() ? "" : blank(random) + word(random, column.type)) +
                        (clauses.empty() ? "" : " ") + join(clauses, blank(random)));
    }
    for (std::size_t at = 0; at < table.keys.size(); ++at) {
        if (!done[at]) {
            parts.push_back(in_table(random, table.keys[at]));
        }
    }
    std::vector<std::string> options;
    if (table.strict) {
        options.push_back(word(random, "STRICT"));
    }
    if (table.without_rowid) {
        options.push_back(word(random, "WITHOUT ROWID"));
    }
    return "CREATE TABLE " + spelled(random, table.name) + blank(random) + "(" +
           join(parts, "," + blank(random)) + ") " + join(options, ", ");
}

}  // namespace

std::string spelled(Random& random, const std::string& name) {
    if (is_bare(name) && random.percent(60)) {
        return name;
    }
    const char quote = random.one_of(std::vector<char>{'"', '"', '`', '['});
    if (quote == '[') {
        return name.find(']') == std::string::npos ? "[" + name + "]" : in_quotes(name, '"');
    }
    return in_quotes(name, quote);
}

std::vector<std::string> statements(Random& random, const SchemaModel& schema) {
    std::vector<std::string> result;
    for (const TableModel& table : schema.tables) {
        result.push_back(create(random, table));
    }
    for (const IndexModel& index : schema.indexes) {
        result.push_back(std::string(index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ") +
                         spelled(random, index.name) + " ON " + spelled(random, index.table) +
                         " (" + join(index.parts, "," + blank(random)) + ")" +
                         (index.where.empty() ? "" : " WHERE " + index.where));
    }
    for (const ViewModel& view : schema.views) {
        result.push_back("CREATE VIEW " + spelled(random, view.name) + view.columns + " " +
                         word(random, "AS") + blank(random) + view.query);
    }
    for (const TriggerModel& trigger : schema.triggers) {
        result.push_back("CREATE TRIGGER " + spelled(random, trigger.name) + " " + trigger.when +
                         " ON " + spelled(random, trigger.on) + blank(random) + trigger.body);
    }
    return result;
}

}  // namespace gmig::property
