#include "schema/json/arguments.hpp"
#include "schema/json/vocabulary.hpp"
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace gmig::schema {
namespace {

using Type = JsonValue::Type;

constexpr std::array<std::string_view, 5> actions{"no action", "restrict", "cascade", "set null",
                                                  "set default"};
constexpr std::array<std::string_view, 2> identities{"always", "by default"};
constexpr std::array<std::string_view, 6> relations{"m:1",        "1:1",       "m:n",
                                                    "ManyHasOne", "OneHasOne", "ManyHasMany"};
constexpr std::array<std::string_view, 2> dialects{"postgresql", "sqlite"};

void check_object(const JsonCheck& check, const JsonValue& value, const Shape& shape,
                  std::string_view also = {});

void check_choice(const JsonCheck& check, const JsonValue& value,
                  std::span<const std::string_view> choices) {
    check.expect(value, Type::String);
    if (std::ranges::find(choices, value.text) == choices.end()) {
        check.refuse(value.offset, unknown_word("value", value.text, choices));
    }
}

void check_text(const JsonCheck& check, const JsonValue& value) {
    check.expect(value, Type::String);
    if (value.text.empty()) {
        check.refuse(value.offset, "this text is empty");
    }
}

void check_texts(const JsonCheck& check, const JsonValue& value) {
    check.expect(value, Type::Array);
    if (value.items.empty()) {
        check.refuse(value.offset, "this list is empty");
    }
    for (const JsonValue& item : value.items) {
        check_text(check, item);
    }
}

void check_name(const JsonCheck& check, const JsonValue& value) {
    check_text(check, value);
    const auto name = name_from(value.text, check.dialect);
    if (!name) {
        check.refuse(value.offset,
                     "this is no name: NAME, or SCHEMA.NAME, a part with a dot or a "
                     "quote in it in double quotes");
    }
    if (check.dialect == Dialect::Sqlite && !name->schema.empty()) {
        check.refuse(value.offset,
                     "SQLite has no schemas; a name with a dot in it stands in double quotes");
    }
}

/// A text for all dialects, or one for each of them; then the project's has to be there.
const JsonValue& text_for_dialect(const JsonCheck& check, const JsonValue& value) {
    if (value.type != Type::Object) {
        check_text(check, value);
        return value;
    }
    for (const JsonMember& member : value.members) {
        if (std::ranges::find(dialects, member.key) == dialects.end()) {
            check.refuse(member.offset, unknown_word("dialect", member.key, dialects));
        }
        check_text(check, member.value);
    }
    return check.require(value, to_string(check.dialect), "this has to be given for each dialect");
}

void check_type(const JsonCheck& check, const JsonValue& value) {
    const JsonValue& text = text_for_dialect(check, value);
    if (!native_type(text.text, check.dialect)) {
        check.refuse(text.offset, unknown_type(text.text));
    }
}

void check_value(const JsonCheck& check, const JsonValue& value) {
    if (value.type == Type::Object) {
        constexpr std::array<Argument, 1> arguments{Argument{"sql", Want::Sql, true}};
        check_object(check, value, {"a value in SQL", arguments});
    } else if (value.type == Type::Array) {
        check.refuse(value.offset, "this must be a value, or {\"sql\": \"an expression\"}");
    }
}

void check_whole(const JsonCheck& check, const JsonValue& value) {
    check.expect(value, Type::Number);
    if (canonical_json(value).find_first_of(".e") != std::string::npos) {
        check.refuse(value.offset, "this must be a whole number");
    }
}

void check_each(const JsonCheck& check, const JsonValue& value, const auto& check_one) {
    check.expect(value, Type::Array);
    for (const JsonValue& item : value.items) {
        check_one(item);
    }
}

void check_fields(const JsonCheck& check, const JsonValue& value, const Shape& shape) {
    if (value.type == Type::Array) {
        for (const JsonValue& item : value.items) {
            check_object(check, item, shape, "name");
            check_text(check, check.require(item, "name", "a column has a name"));
        }
        return;
    }
    if (value.type != Type::Object) {
        check.refuse(value.offset, "this must be an object of columns by name, or a list of them");
    }
    for (const JsonMember& member : value.members) {
        if (member.key.empty()) {
            check.refuse(member.offset, "a column has a name");
        }
        check_object(check, member.value, shape);
    }
}

void check_parts(const JsonCheck& check, const JsonValue& value, const Shape& shape) {
    check.expect(value, Type::Array);
    if (value.items.empty()) {
        check.refuse(value.offset, "this list is empty");
    }
    for (const JsonValue& item : value.items) {
        if (item.type == Type::String) {
            check_text(check, item);
            continue;
        }
        check_object(check, item, shape);
        if ((item.find("column") == nullptr) == (item.find("expression") == nullptr)) {
            check.refuse(item.offset, "a part of an index is a \"column\" or an \"expression\"");
        }
    }
}

void check_scalar_argument(const JsonCheck& check, const JsonValue& value, Want want) {
    switch (want) {
        case Want::Text:
            return check_text(check, value);
        case Want::Name:
            return check_name(check, value);
        case Want::Flag:
            return check.expect(value, Type::Boolean);
        case Want::Whole:
            return check_whole(check, value);
        case Want::Type:
            return check_type(check, value);
        case Want::Value:
            return check_value(check, value);
        case Want::OnDelete:
            return check_choice(check, value, actions);
        case Want::Identity:
            return check_choice(check, value, identities);
        case Want::Relation:
            return check_choice(check, value, relations);
        default:
            text_for_dialect(check, value);
    }
}

void check_argument(const JsonCheck& check, const JsonValue& value, const Argument& argument) {
    switch (argument.want) {
        case Want::Words:
            return check_texts(check, value);
        case Want::Sqls:
            return check_each(check, value,
                              [&](const JsonValue& item) { text_for_dialect(check, item); });
        case Want::Nested:
            return check_object(check, value, *argument.shape);
        case Want::NestedList:
            return check_each(check, value, [&](const JsonValue& item) {
                check_object(check, item, *argument.shape);
            });
        case Want::Fields:
            return check_fields(check, value, *argument.shape);
        case Want::Parts:
            return check_parts(check, value, *argument.shape);
        case Want::Anything:
            return;
        default:
            return check_scalar_argument(check, value, argument.want);
    }
}

void check_place(const JsonCheck& check, const JsonMember& member, const Argument& argument) {
    const bool fits = argument.in == In::Both ||
                      (argument.in == In::Postgresql) == (check.dialect == Dialect::Postgresql);
    if (!fits) {
        check.refuse(member.offset,
                     std::string(check.dialect == Dialect::Sqlite ? "SQLite" : "PostgreSQL") +
                         " has no \"" + std::string(argument.key) + "\"");
    }
}

void check_object(const JsonCheck& check, const JsonValue& value, const Shape& shape,
                  std::string_view also) {
    check.expect(value, Type::Object);
    for (const JsonMember& member : value.members) {
        if (member.key == also) {
            continue;
        }
        const auto found = std::ranges::find(shape.arguments, member.key, &Argument::key);
        if (found == shape.arguments.end()) {
            std::vector<std::string_view> known;
            for (const Argument& argument : shape.arguments) {
                known.push_back(argument.key);
            }
            check.refuse(member.offset,
                         unknown_word("argument of " + std::string(shape.what), member.key, known));
        }
        check_place(check, member, *found);
        check_argument(check, member.value, *found);
    }
    for (const Argument& argument : shape.arguments) {
        if (argument.required) {
            check.require(value, argument.key, shape.what);
        }
    }
}

}  // namespace

void JsonCheck::refuse(std::size_t offset, const std::string& message) const {
    throw Error(Error::Kind::Migration, message)
        .at(locate(text, offset, path))
        .state("nothing has changed")
        .next("edit " + path);
}

void JsonCheck::expect(const JsonValue& value, JsonValue::Type type) const {
    if (value.type != type) {
        refuse(value.offset, "this must be " + std::string(described(type)) + ", and it is " +
                                 std::string(described(value.type)));
    }
}

const JsonValue& JsonCheck::require(const JsonValue& object, std::string_view key,
                                    std::string_view what) const {
    const JsonValue* const found = object.find(key);
    if (found == nullptr) {
        refuse(object.offset, std::string(what) + ": \"" + std::string(key) + "\" is missing");
    }
    return *found;
}

void check_modification(const JsonCheck& check, const JsonValue& modification) {
    check.expect(modification, Type::Object);
    const JsonValue& name = check.require(modification, "modification", "a modification");
    check.expect(name, Type::String);
    const Word* const word = word_of(name.text);
    if (word == nullptr) {
        std::vector<std::string_view> known;
        for (const Word& one : words()) {
            known.push_back(one.name);
        }
        check.refuse(name.offset, unknown_word("modification", name.text, known));
    }
    if (check.dialect == Dialect::Sqlite && !word->lacking.empty()) {
        check.refuse(name.offset, "SQLite has no " + std::string(word->lacking) + " (" +
                                      std::string(word->name) + ")");
    }
    check_object(check, modification, {word->name, word->arguments}, "modification");
}

}  // namespace gmig::schema
