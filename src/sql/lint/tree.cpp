#include "sql/lint/tree.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::sql::lint {
namespace {

const Json nothing;

struct ConstraintWord {
    std::string_view word;
    Constraint::Kind kind;
    std::string_view suffix;  ///< of the name that PostgreSQL chooses
};

constexpr std::array constraint_words{
    ConstraintWord{"CONSTR_CHECK", Constraint::Kind::Check, "check"},
    ConstraintWord{"CONSTR_FOREIGN", Constraint::Kind::ForeignKey, "fkey"},
    ConstraintWord{"CONSTR_UNIQUE", Constraint::Kind::Unique, "key"},
    ConstraintWord{"CONSTR_PRIMARY", Constraint::Kind::PrimaryKey, "pkey"},
    ConstraintWord{"CONSTR_EXCLUSION", Constraint::Kind::Exclusion, "excl"},
};

struct Serial {
    std::string_view name;
    std::string_view type;
};

constexpr std::array serials{
    Serial{"serial", "int4"},  Serial{"serial4", "int4"},     Serial{"bigserial", "int8"},
    Serial{"serial8", "int8"}, Serial{"smallserial", "int2"}, Serial{"serial2", "int2"},
};

std::string modifier(const Json& node) {
    const Json& constant = member(node, "A_Const");
    const Json& number = member(constant, "ival");
    if (number.is_object()) {
        return std::to_string(number.value("ival", 0));
    }
    if (member(constant, "sval").is_object()) {
        return text(member(constant, "sval"), "sval");
    }
    const auto parts = words(member(member(node, "ColumnRef"), "fields"));
    return parts.empty() ? "?" : parts.back();
}

/// ADD CONSTRAINT t_a_b_fkey; a CHECK is named after the one column that it is about, if it is one.
std::string chosen_name(const ObjectName& table, const Constraint& made, std::string_view suffix) {
    std::string name = table.name;
    const bool plain = made.kind == Constraint::Kind::PrimaryKey ||
                       (made.kind == Constraint::Kind::Check && made.columns.size() != 1);
    if (!plain) {
        for (const std::string& column : made.columns) {
            name += "_" + column;
        }
    }
    return name + "_" + std::string(suffix);
}

std::vector<std::string> columns_of(const Json& node, Constraint::Kind kind,
                                    const std::string& column) {
    if (kind == Constraint::Kind::Check) {
        std::vector<std::string> columns;
        add_columns_in(member(node, "raw_expr"), columns);
        return columns;
    }
    if (!column.empty()) {
        return {column};
    }
    return words(member(node, kind == Constraint::Kind::ForeignKey ? "fk_attrs" : "keys"));
}

}  // namespace

const Json& member(const Json& node, const char* key) {
    if (!node.is_object()) {
        return nothing;
    }
    const auto found = node.find(key);
    return found == node.end() ? nothing : *found;
}

std::string text(const Json& node, const char* key) {
    const Json& found = member(node, key);
    return found.is_string() ? found.get<std::string>() : std::string();
}

bool flag(const Json& node, const char* key) {
    const Json& found = member(node, key);
    return found.is_boolean() && found.get<bool>();
}

std::vector<std::string> words(const Json& list) {
    std::vector<std::string> found;
    if (list.is_array()) {
        for (const Json& item : list) {
            if (const Json& word = member(item, "String"); word.is_object()) {
                found.push_back(text(word, "sval"));
            }
        }
    }
    return found;
}

std::size_t location(const Json& node) {
    const Json& found = member(node, "location");
    return found.is_number_unsigned() ? found.get<std::size_t>() : 0;
}

ObjectName Names::of(std::string schema, std::string name) const {
    if (schema.empty()) {
        schema = default_schema;
    }
    return {schema == "public" ? std::string() : std::move(schema), std::move(name)};
}

ObjectName Names::of_relation(const Json& range) const {
    const Json& inside = member(range, "RangeVar");
    const Json& node = inside.is_object() ? inside : range;
    return of(text(node, "schemaname"), text(node, "relname"));
}

ObjectName Names::of_words(std::vector<std::string> parts) const {
    if (parts.empty()) {
        return {};
    }
    std::string name = std::move(parts.back());
    return of(parts.size() > 1 ? std::move(parts[parts.size() - 2]) : std::string(),
              std::move(name));
}

ObjectName Names::of_object(const Json& object) const {
    if (const Json& list = member(object, "List"); list.is_object()) {
        return of_words(words(member(list, "items")));
    }
    if (const Json& type = member(object, "TypeName"); type.is_object()) {
        return of_words(words(member(type, "names")));
    }
    if (const Json& routine = member(object, "ObjectWithArgs"); routine.is_object()) {
        return of_words(words(member(routine, "objname")));
    }
    return of({}, text(member(object, "String"), "sval"));
}

std::string type_text(const Json& type_name) {
    const auto parts = words(member(type_name, "names"));
    if (parts.empty()) {
        return {};
    }
    std::string type = parts.back();
    const auto* const serial = std::ranges::find(serials, type, &Serial::name);
    if (serial != serials.end()) {
        type = serial->type;
    }
    if (parts.size() > 1 && parts.front() != "pg_catalog" && parts.front() != "public") {
        type = parts.front() + "." + type;
    }
    std::string modifiers;
    if (const Json& list = member(type_name, "typmods"); list.is_array()) {
        for (const Json& item : list) {
            modifiers += (modifiers.empty() ? "" : ",") + modifier(item);
        }
    }
    const bool is_array = member(type_name, "arrayBounds").is_array();
    return type + (modifiers.empty() ? "" : "(" + modifiers + ")") + (is_array ? "[]" : "");
}

bool is_serial(const Json& type_name) {
    const auto parts = words(member(type_name, "names"));
    return parts.size() == 1 &&
           std::ranges::find(serials, parts.front(), &Serial::name) != serials.end();
}

bool has_option(const Json& options, std::string_view name) {
    if (!options.is_array()) {
        return false;
    }
    return std::ranges::any_of(options, [&](const Json& item) {
        const Json& option = member(item, "DefElem");
        const std::string value = text(member(member(option, "arg"), "String"), "sval");
        return text(option, "defname") == name && value != "false" && value != "off";
    });
}

std::vector<const Json*> nodes_in(const Json& tree, const char* name) {
    std::vector<const Json*> found;
    std::vector<const Json*> open{&tree};
    while (!open.empty()) {
        const Json& node = *open.back();
        open.pop_back();
        if (const Json& inside = member(node, name); inside.is_object()) {
            found.push_back(&inside);
        }
        if (node.is_structured()) {
            for (const Json& child : node) {
                open.push_back(&child);
            }
        }
    }
    return found;
}

void add_columns_in(const Json& expression, std::vector<std::string>& columns) {
    for (const Json* const node : nodes_in(expression, "ColumnRef")) {
        const auto parts = words(member(*node, "fields"));
        if (!parts.empty() && std::ranges::find(columns, parts.back()) == columns.end()) {
            columns.push_back(parts.back());
        }
    }
}

std::vector<std::string> proven_not_null(const Json& expression) {
    std::vector<std::string> columns;
    std::vector<const Json*> open{&expression};
    while (!open.empty()) {
        const Json& node = *open.back();
        open.pop_back();
        const Json& test = member(node, "NullTest");
        if (text(test, "nulltesttype") == "IS_NOT_NULL") {
            const auto parts = words(member(member(member(test, "arg"), "ColumnRef"), "fields"));
            columns.insert(columns.end(), parts.empty() ? parts.end() : parts.end() - 1,
                           parts.end());
        }
        const Json& both = member(node, "BoolExpr");
        if (text(both, "boolop") == "AND_EXPR") {
            for (const Json& part : member(both, "args")) {
                open.push_back(&part);
            }
        }
    }
    return columns;
}

std::optional<Constraint> constraint_of(const Json& node, const ObjectName& table,
                                        const std::string& column, const Names& names) {
    const std::string word = text(node, "contype");
    const auto* const found = std::ranges::find(constraint_words, word, &ConstraintWord::word);
    if (found == constraint_words.end()) {
        return std::nullopt;
    }
    Constraint made{.kind = found->kind, .name = text(node, "conname")};
    made.columns = columns_of(node, made.kind, column);
    made.proves_not_null = proven_not_null(member(node, "raw_expr"));
    if (made.kind == Constraint::Kind::ForeignKey) {
        made.references = names.of_relation(member(node, "pktable"));
    }
    made.validated = !flag(node, "skip_validation");
    made.uses_index = !text(node, "indexname").empty();
    made.place = location(node);
    if (made.name.empty()) {
        made.name = chosen_name(table, made, found->suffix);
    }
    return made;
}

}  // namespace gmig::sql::lint
