#include "schema/json/arguments.hpp"
#include "schema/json/making.hpp"
#include "schema/json/words_for.hpp"
#include <gmig/schema/difference.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/schema/rendering.hpp>

#include <algorithm>

namespace gmig::schema {
namespace {

constexpr std::size_t width = 100;

/// A value over several lines, what fits into one line apart.
std::string pretty(const JsonValue& value, std::size_t depth);

std::string in_one_line(const JsonValue& value) {
    if (value.type != JsonValue::Type::Object && value.type != JsonValue::Type::Array) {
        return canonical_json(value);
    }
    std::string text;
    for (const JsonValue& item : value.items) {
        text += (text.empty() ? "" : ", ") + in_one_line(item);
    }
    for (const JsonMember& member : value.members) {
        text +=
            (text.empty() ? "" : ", ") + json_string(member.key) + ": " + in_one_line(member.value);
    }
    return value.type == JsonValue::Type::Object ? "{" + text + "}" : "[" + text + "]";
}

std::string pretty(const JsonValue& value, std::size_t depth) {
    std::string line = in_one_line(value);
    const bool nested =
        value.type == JsonValue::Type::Object || value.type == JsonValue::Type::Array;
    if (!nested || line.size() + 2 * depth <= width) {
        return line;
    }
    const std::string indent(2 * (depth + 1), ' ');
    std::string text;
    for (const JsonValue& item : value.items) {
        text += (text.empty() ? "\n" : ",\n") + indent + pretty(item, depth + 1);
    }
    for (const JsonMember& member : value.members) {
        text += (text.empty() ? "\n" : ",\n") + indent + json_string(member.key) + ": " +
                pretty(member.value, depth + 1);
    }
    text += "\n" + std::string(2 * depth, ' ');
    return value.type == JsonValue::Type::Object ? "{" + text + "}" : "[" + text + "]";
}

std::string comment_before(const Schema& before, const SetComment& set);

/// What takes a step back that no word says; nothing where the two schemas have to tell.
struct Inverse {
    const Schema& before;
    using Result = std::optional<Modification>;
    Result operator()(const CreateTable& one) const { return DropTable{one.table.name}; }
    Result operator()(const AlterColumn& one) const {
        return AlterColumn{one.table, one.to, one.from, {}};
    }
    Result operator()(const AddColumn& one) const { return DropColumn{one.table, one.column.name}; }
    Result operator()(const AddConstraint& one) const {
        return DropConstraint{one.table, one.constraint};
    }
    Result operator()(const DropConstraint& one) const {
        return AddConstraint{one.table, one.constraint};
    }
    Result operator()(const RenameConstraint& one) const {
        return RenameConstraint{one.table, one.to, one.constraint};
    }
    Result operator()(const AlterTableOptions& one) const {
        return AlterTableOptions{one.to, one.from};
    }
    Result operator()(const AlterInheritance& one) const {
        return AlterInheritance{one.to, one.from};
    }
    Result operator()(const CreateIndex& one) const { return DropIndex{one.index}; }
    Result operator()(const DropIndex& one) const {
        return CreateIndex{one.index, Concurrently::No};
    }
    Result operator()(const RenameIndex& one) const {
        Index renamed = one.index;
        renamed.name.name = one.to;
        return RenameIndex{renamed, one.index.name.name};
    }
    Result operator()(const CreateObject& one) const { return DropObject{one.object}; }
    Result operator()(const DropObject& one) const { return CreateObject{one.object}; }
    Result operator()(const AlterObject& one) const { return AlterObject{one.to, one.from}; }
    Result operator()(const SetComment& one) const {
        SetComment former = one;
        former.comment = comment_before(before, one);
        return former;
    }
    Result operator()(const GrantPrivilege& one) const {
        return RevokePrivilege{one.object, one.column, one.grant};
    }
    Result operator()(const RevokePrivilege& one) const {
        return GrantPrivilege{one.object, one.column, one.grant};
    }
    Result operator()(const auto& /*said by a word, or SQL*/) const { return std::nullopt; }
};

template <class Map>
std::string comment_in(const Map& map, const typename Map::key_type& key) {
    const auto found = map.find(key);
    return found == map.end() ? "" : found->second.comment;
}

std::string comment_of_part(const Schema& before, const SetComment& set) {
    const auto table = before.tables.find(set.object.name);
    if (table == before.tables.end()) {
        const auto domain = before.domains.find(set.object.name);
        if (domain == before.domains.end()) {
            return "";
        }
        const auto check = std::ranges::find(domain->second.checks, set.part, &Constraint::name);
        return check == domain->second.checks.end() ? "" : check->comment;
    }
    if (set.what == SetComment::Part::Column) {
        const Column* const column = table->second.column(set.part);
        return column == nullptr ? "" : column->comment;
    }
    const auto found = std::ranges::find(table->second.constraints, set.part, &Constraint::name);
    return found == table->second.constraints.end() ? "" : found->comment;
}

std::string comment_before(const Schema& before, const SetComment& set) {
    if (set.what != SetComment::Part::Whole) {
        return comment_of_part(before, set);
    }
    const Name& name = set.object.name;
    switch (set.object.kind) {
        case Kind::Namespace:
            return comment_in(before.namespaces, name.name);
        case Kind::Extension:
            return comment_in(before.extensions, name.name);
        case Kind::Enum:
            return comment_in(before.enums, name);
        case Kind::Domain:
            return comment_in(before.domains, name);
        case Kind::CompositeType:
            return comment_in(before.composites, name);
        case Kind::Sequence:
            return comment_in(before.sequences, name);
        case Kind::Table:
            return comment_in(before.tables, name);
        case Kind::Index:
            return comment_in(before.indexes, name);
        case Kind::View:
            return comment_in(before.views, name);
        case Kind::Routine:
            return comment_in(before.routines, set.object);
        case Kind::Trigger:
            return comment_in(before.triggers, set.object);
        case Kind::Policy:
            return comment_in(before.policies, set.object);
    }
    return "";
}

std::string sql_of(const Schema& before, const Modification& modification) {
    std::string text;
    for (const RenderedStep& step : render(before, {&modification, 1})) {
        for (const std::string& statement : step.statements) {
            text += (text.empty() ? "" : ";\n") + statement;
        }
    }
    return text;
}

std::string sql_of_all(const Schema& before, std::span<const Modification> modifications) {
    std::string text;
    for (const RenderedStep& step : render(before, modifications)) {
        for (const std::string& statement : step.statements) {
            text += statement + ";\n";
        }
    }
    return text;
}

/// SQL for one dialect: another one's would be another text.
JsonValue text_for(std::string text, Dialect dialect) {
    if (text.empty()) {
        text = "SELECT 1";  // nothing is to be done, and that is meant
    }
    return json_object({{std::string(to_string(dialect)), json_text(std::move(text))}});
}

JsonValue as_sql(const Schema& before, const Schema& after, const Modification& modification) {
    JsonValue value =
        json_modification("sql", {{"up", text_for(sql_of(before, modification), before.dialect)}});
    if (const auto* raw = std::get_if<RawSql>(&modification)) {
        if (raw->down) {
            add_member(value, "down", text_for(*raw->down, before.dialect));
        }
    } else if (const auto back = std::visit(Inverse{before}, modification)) {
        add_member(value, "down", text_for(sql_of(after, *back), before.dialect));
    }
    return value;
}

JsonValue all_as_sql(std::span<const Modification> modifications, const Schema& before,
                     const Schema& after) {
    const std::string up = sql_of_all(before, modifications);
    const std::vector<Modification> back = difference(after, before);
    return json_modification("sql", {{"up", text_for(up, before.dialect)},
                                     {"down", text_for(sql_of_all(after, back), before.dialect)}});
}

std::vector<JsonValue> values_of(std::span<const Modification> modifications, const Schema& before,
                                 const Schema& after) {
    std::vector<JsonValue> values;
    for (const Modification& modification : modifications) {
        if (auto value = words_for(modification, before.dialect)) {
            values.push_back(*std::move(value));
        } else if (before.dialect == Dialect::Sqlite) {
            return {all_as_sql(modifications, before, after)};
        } else {
            values.push_back(as_sql(before, after, modification));
        }
    }
    return values;
}

}  // namespace

std::string write_json(std::span<const Modification> modifications, const Schema& before,
                       const Schema& after, std::span<const std::string> head) {
    std::string text = "{\n  \"formatVersion\": 1,\n";
    for (const std::string& member : head) {
        text += "  " + member + ",\n";
    }
    text += "  \"modifications\": [";
    std::string separator = "\n";
    for (const JsonValue& value : values_of(modifications, before, after)) {
        text += separator + "    " + pretty(value, 2);
        separator = ",\n";
    }
    return text + (modifications.empty() ? "]\n}\n" : "\n  ]\n}\n");
}

}  // namespace gmig::schema
