#include "schema/difference/part.hpp"

#include <gmig/sql/reader.hpp>

#include <algorithm>
#include <utility>

namespace gmig::schema {
namespace {

bool continues_a_name(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '_' || letter == '$' || letter == '"';
}

template <class Map>
void append_keys(std::vector<Part>& parts, Kind kind, const Map& objects) {
    for (const auto& [key, object] : objects) {
        parts.push_back(whole(key_of(kind, key)));
    }
}

bool has_object(const Schema& schema, const Key& key) {
    switch (key.kind) {
        case Kind::Namespace:
            return schema.namespaces.contains(key.name.name);
        case Kind::Extension:
            return schema.extensions.contains(key.name.name);
        case Kind::Enum:
            return schema.enums.contains(key.name);
        case Kind::Domain:
            return schema.domains.contains(key.name);
        case Kind::CompositeType:
            return schema.composites.contains(key.name);
        case Kind::Sequence:
            return schema.sequences.contains(key.name);
        case Kind::Table:
            return schema.tables.contains(key.name);
        case Kind::Index:
            return schema.indexes.contains(key.name);
        case Kind::View:
            return schema.views.contains(key.name);
        case Kind::Routine:
            return schema.routines.contains(key);
        case Kind::Trigger:
            return schema.triggers.contains(key);
        case Kind::Policy:
            return schema.policies.contains(key);
    }
    return false;
}

}  // namespace

Part whole(Key key) {
    return {std::move(key)};
}

Part column_part(const Name& table, std::string column) {
    return {{Kind::Table, table, ""}, Part::What::Column, std::move(column)};
}

Part constraint_part(const Name& table, std::string constraint) {
    return {{Kind::Table, table, ""}, Part::What::Constraint, std::move(constraint)};
}

Part relation_part(const Schema& schema, const Name& name) {
    return whole({schema.views.contains(name) ? Kind::View : Kind::Table, name, ""});
}

Key key_of(Kind kind, const Name& name) {
    return {kind, name, ""};
}

Key key_of(Kind kind, const std::string& name) {
    return {kind, {"", name}, ""};
}

Key key_of(Kind /*kind*/, const Key& key) {
    return key;
}

std::set<std::string> identifiers(const Expression& expression, Dialect dialect) {
    std::set<std::string> result;
    for (sql::Reader reader(expression.text(), dialect); !reader.at_end(); reader.advance()) {
        const sql::TokenKind kind = reader.token().kind;
        if (kind == sql::TokenKind::Word || kind == sql::TokenKind::QuotedIdentifier) {
            result.insert(sql::name_of(reader.token(), dialect));
        }
    }
    return result;
}

bool mentions(std::string_view text, const Name& name) {
    const std::string written = quoted(name, Dialect::Postgresql);
    for (std::size_t at = text.find(written); at != std::string_view::npos;
         at = text.find(written, at + 1)) {
        const std::size_t end = at + written.size();
        if ((at == 0 || !continues_a_name(text[at - 1])) &&
            (end == text.size() || !continues_a_name(text[end]))) {
            return true;
        }
    }
    return false;
}

std::vector<Part> parts_of(const Table& table) {
    std::vector<Part> parts;
    parts.reserve(table.columns.size() + table.constraints.size());
    for (const Column& column : table.columns) {
        parts.push_back(column_part(table.name, column.name));
    }
    for (const Constraint& constraint : table.constraints) {
        parts.push_back(constraint_part(table.name, constraint.name));
    }
    return parts;
}

std::vector<Part> all_parts(const Schema& schema) {
    std::vector<Part> parts;
    append_keys(parts, Kind::Namespace, schema.namespaces);
    append_keys(parts, Kind::Extension, schema.extensions);
    append_keys(parts, Kind::Enum, schema.enums);
    append_keys(parts, Kind::Domain, schema.domains);
    append_keys(parts, Kind::CompositeType, schema.composites);
    append_keys(parts, Kind::Sequence, schema.sequences);
    append_keys(parts, Kind::Table, schema.tables);
    append_keys(parts, Kind::Index, schema.indexes);
    append_keys(parts, Kind::View, schema.views);
    append_keys(parts, Kind::Routine, schema.routines);
    append_keys(parts, Kind::Trigger, schema.triggers);
    append_keys(parts, Kind::Policy, schema.policies);
    for (const auto& [name, table] : schema.tables) {
        std::ranges::move(parts_of(table), std::back_inserter(parts));
    }
    return parts;
}

bool has(const Schema& schema, const Part& part) {
    if (part.what == Part::What::Whole) {
        return has_object(schema, part.object);
    }
    const auto table = schema.tables.find(part.object.name);
    if (table == schema.tables.end()) {
        return false;
    }
    return part.what == Part::What::Column ? table->second.column(part.name) != nullptr
                                           : constraint_of(table->second, part.name) != nullptr;
}

const Constraint* constraint_of(const Table& table, std::string_view name) {
    const auto found = std::ranges::find(table.constraints, name, &Constraint::name);
    return found == table.constraints.end() ? nullptr : &*found;
}

std::vector<Name> parents_of(const Table& table) {
    std::vector<Name> parents = table.inherits;
    if (table.partition_of) {
        parents.push_back(table.partition_of->parent);
    }
    return parents;
}

}  // namespace gmig::schema
