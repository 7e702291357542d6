#include "schema/json/contember_values.hpp"

#include "schema/json/lowering.hpp"
#include "schema/json/making.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>

namespace gmig::schema {

const std::string& text_in(const JsonValue& object, std::string_view key) {
    const JsonValue* const found = object.find(key);
    if (found == nullptr || found->type != JsonValue::Type::String || found->text.empty()) {
        refuse("\"" + std::string(key) + "\" has to be given, as a text");
    }
    return found->text;
}

const JsonValue& object_in(const JsonValue& object, std::string_view key) {
    const JsonValue* const found = object.find(key);
    if (found == nullptr || found->type != JsonValue::Type::Object) {
        refuse("\"" + std::string(key) + "\" has to be given, as an object");
    }
    return *found;
}

JsonValue name_value(const std::string& table) {
    return json_text(text_of({"public", table}, Dialect::Postgresql));
}

namespace {

/// A column's type in gmig's words.
std::string type_of(const JsonValue& column) {
    const std::string& type = text_in(column, "columnType");
    const JsonValue* const list = column.find("list");
    const bool is_list = list != nullptr && list->boolean;
    const JsonValue* const kind = column.find("type");
    const Name name{"public", type};
    if (kind == nullptr || kind->text != "Enum") {
        return "native:" + type + (is_list && !type.ends_with("[]") ? "[]" : "");
    }
    return is_list ? "native:" + quoted(name, Dialect::Postgresql) + "[]"
                   : "enum:" + text_of(name, Dialect::Postgresql);
}

}  // namespace

JsonValue definition_of(const JsonValue& column) {
    JsonValue definition = json_object({{"type", json_text(type_of(column))}});
    if (const JsonValue* const nullable = column.find("nullable")) {
        add_member(definition, "nullable", json_flag(nullable->boolean));
    }
    if (const JsonValue* const collation = column.find("collation")) {
        add_member(definition, "collation", *collation);
    }
    if (const JsonValue* const sequence = column.find("sequence")) {
        const JsonValue* const precedence = sequence->find("precedence");
        const bool always = precedence != nullptr && precedence->text == "ALWAYS";
        add_member(definition, "identity", json_text(always ? "always" : "by default"));
    }
    return definition;
}

JsonValue view_value(const std::string& name, const JsonValue& view) {
    std::string query = text_in(view, "sql");
    query.erase(query.find_last_not_of("; \t\n") + 1);
    JsonValue value =
        json_object({{"name", name_value(name)}, {"query", json_text(std::move(query))}});
    if (const JsonValue* const materialized = view.find("materialized")) {
        // It may also be an object with settings.
        add_member(
            value, "materialized",
            json_flag(materialized->type != JsonValue::Type::Boolean || materialized->boolean));
    }
    return value;
}

std::string cut_name(std::string name) {
    constexpr std::size_t longest = 63;
    if (name.size() > longest) {
        name.resize(find_invalid_utf8(name.substr(0, longest)).value_or(longest));
    }
    return name;
}

void append(std::vector<JsonValue>& values, std::vector<JsonValue> more) {
    std::ranges::move(more, std::back_inserter(values));
}

void forget_column(NamesByColumns& names, const std::string& column) {
    std::erase_if(names, [&](const auto& one) {
        return std::ranges::find(one.first, column) != one.first.end();
    });
}

void rename_in(NamesByColumns& names, const std::string& from, const std::string& to) {
    NamesByColumns renamed;
    for (const auto& [columns, name] : names) {
        std::vector<std::string> now = columns;
        std::ranges::replace(now, from, to);
        renamed[now] = name;
    }
    names = std::move(renamed);
}

}  // namespace gmig::schema
