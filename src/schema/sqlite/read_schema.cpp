#include "schema/sqlite/definition.hpp"
#include <gmig/schema/sqlite.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace gmig::schema {
namespace {

class SchemaReader {
public:
    explicit SchemaReader(std::span<const std::string> shadow_tables) {
        for (const std::string& table : shadow_tables) {
            left_out_.insert(ascii_lower(table));
        }
        schema_.dialect = Dialect::Sqlite;
    }

    void read(const SqliteObject& object);
    Schema take();

private:
    [[nodiscard]] bool is_left_out(std::string_view name) const;
    void read_text(const SqliteObject& object);
    [[nodiscard]] const Table* table(std::string_view name) const;
    void declare_table(Name& name) const;
    void declare_references(Constraint& key) const;
    void declare_columns(Index& index) const;

    std::set<std::string> left_out_;
    Schema schema_;
    std::vector<Index> indexes_;
    std::vector<Trigger> triggers_;
};

bool SchemaReader::is_left_out(std::string_view name) const {
    const std::string lower = ascii_lower(name);
    return lower.starts_with("sqlite_") || lower.starts_with("gmig_") || left_out_.contains(lower);
}

void SchemaReader::read(const SqliteObject& object) {
    if (object.sql.empty() || is_left_out(object.name) || is_left_out(object.table)) {
        return;
    }
    try {
        read_text(object);
    } catch (const Error&) {
        schema_.unmodelled.push_back(object.type + " " + object.name);
    }
}

void SchemaReader::read_text(const SqliteObject& object) {
    if (object.type == "table") {
        Table table = read_sqlite_table(object.sql);
        schema_.tables.emplace(table.name, std::move(table));
    } else if (object.type == "index") {
        indexes_.push_back(read_sqlite_index(object.sql));
    } else if (object.type == "view") {
        View view = read_sqlite_view(object.sql);
        schema_.views.emplace(view.name, std::move(view));
    } else {
        Trigger trigger;
        trigger.name = object.name;
        trigger.table.name = object.table;
        trigger.definition = Expression(object.sql, Dialect::Sqlite);
        triggers_.push_back(std::move(trigger));
    }
}

const Table* SchemaReader::table(std::string_view name) const {
    const auto found = std::ranges::find_if(
        schema_.tables, [&](const auto& entry) { return is_same_name(entry.first.name, name); });
    return found == schema_.tables.end() ? nullptr : &found->second;
}

void SchemaReader::declare_table(Name& name) const {
    if (schema_.tables.contains(name) || schema_.views.contains(name)) {
        return;
    }
    if (const Table* found = table(name.name)) {
        name = found->name;
    }
}

void declare_column(const Table& table, std::string& name) {
    for (const Column& column : table.columns) {
        if (is_same_name(column.name, name)) {
            name = column.name;
        }
    }
}

void SchemaReader::declare_references(Constraint& key) const {
    declare_table(key.target);
    const auto target = schema_.tables.find(key.target);
    if (target != schema_.tables.end()) {
        for (std::string& column : key.target_columns) {
            declare_column(target->second, column);
        }
    }
}

void SchemaReader::declare_columns(Index& index) const {
    declare_table(index.table);
    const auto found = schema_.tables.find(index.table);
    if (found == schema_.tables.end()) {
        return;
    }
    for (IndexPart& part : index.parts) {
        declare_column(found->second, part.column);
        const Column* column = found->second.column(part.column);
        const std::string own =
            column == nullptr || column->collation.empty() ? "BINARY" : column->collation;
        part.collation = part.collation == own ? "" : part.collation;
    }
}

Schema SchemaReader::take() {
    for (auto& [name, table] : schema_.tables) {
        for (Constraint& constraint : table.constraints) {
            declare_references(constraint);
        }
    }
    for (Index& index : indexes_) {
        declare_columns(index);
        schema_.indexes.emplace(index.name, std::move(index));
    }
    for (Trigger& trigger : triggers_) {
        declare_table(trigger.table);
        schema_.triggers.emplace(key_of(trigger), std::move(trigger));
    }
    std::ranges::sort(schema_.unmodelled);
    return std::move(schema_);
}

}  // namespace

Schema read_sqlite(std::span<const SqliteObject> objects,
                   std::span<const std::string> shadow_tables) {
    SchemaReader reader(shadow_tables);
    for (const SqliteObject& object : objects) {
        reader.read(object);
    }
    return reader.take();
}

}  // namespace gmig::schema
