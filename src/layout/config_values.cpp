#include "layout/config_values.hpp"

#include "layout/limits.hpp"
#include "layout/url.hpp"
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace gmig::layout {
namespace {

bool is_name(std::string_view text) {
    const auto fits = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '_' || letter == '-';
    };
    return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, fits);
}

bool has_control_character(std::string_view text) {
    return std::ranges::any_of(
        text, [](char byte) { return (byte >= 0 && byte < ' ') || byte == '\x7F'; });
}

bool is_duration(std::string_view text) {
    constexpr std::array<std::string_view, 7> units{"", "us", "ms", "s", "min", "h", "d"};
    constexpr std::size_t most_digits = 9;
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    return digits > 0 && digits <= most_digits &&
           std::ranges::find(units, text.substr(digits)) != units.end();
}

bool is_ref_part(std::string_view part) {
    return !part.empty() && !part.starts_with('.') && !part.ends_with(".lock");
}

/// The rules of git-check-ref-format(1) that a name under refs/ can break.
bool is_ref(std::string_view text) {
    return text.starts_with("refs/") && !has_control_character(text) &&
           text.find_first_of(" ~^:?*[\\") == std::string_view::npos &&
           text.find("..") == std::string_view::npos && text.find("@{") == std::string_view::npos &&
           !text.ends_with('.') && std::ranges::all_of(split_on(text, '/'), is_ref_part);
}

}  // namespace

void ConfigText::refuse(std::size_t offset, const std::string& message) const {
    throw Error(Error::Kind::Usage, message).at(locate(text_, offset, path_));
}

void ConfigText::expect(const JsonValue& value, JsonValue::Type type) const {
    if (value.type != type) {
        refuse(value.offset, "this must be " + std::string(described(type)) + ", not " +
                                 std::string(described(value.type)));
    }
}

bool ConfigText::boolean(const JsonValue& value) const {
    expect(value, JsonValue::Type::Boolean);
    return value.boolean;
}

std::string ConfigText::word(const JsonValue& value) const {
    expect(value, JsonValue::Type::String);
    if (value.text.empty() || has_control_character(value.text)) {
        refuse(value.offset, "this must be a word, neither empty nor with control characters");
    }
    return value.text;
}

std::size_t ConfigText::choice(const JsonValue& value,
                               std::span<const std::string_view> known) const {
    expect(value, JsonValue::Type::String);
    const auto found = std::ranges::find(known, std::string_view(value.text));
    if (found == known.end()) {
        refuse(value.offset, unknown_word("value", value.text, known));
    }
    return static_cast<std::size_t>(found - known.begin());
}

std::string ConfigText::name(const JsonMember& member) const {
    if (!is_name(member.key)) {
        refuse(member.offset, "the name \"" + printable(member.key) +
                                  "\" must have 1 to 63 of a to z, 0 to 9, _ and -");
    }
    return member.key;
}

std::string ConfigText::path_below(const JsonValue& value) const {
    const std::string given = word(value);
    if (given.starts_with('/') || given.find('\\') != std::string::npos) {
        refuse(value.offset, "this must be a path relative to gmig.json, with / between its parts");
    }
    std::vector<std::string> parts;
    for (const std::string_view part : split_on(given, '/')) {
        if (part == ".." || ascii_lower(part) == ".git") {
            refuse(value.offset, "this path must stay below gmig.json's folder and out of .git");
        }
        if (!part.empty() && part != ".") {
            parts.emplace_back(part);
        }
    }
    if (parts.empty()) {
        refuse(value.offset, "this path must name something below gmig.json's folder");
    }
    return join(parts, "/");
}

std::string ConfigText::url(const JsonValue& value) const {
    expect(value, JsonValue::Type::String);
    if (const auto problem = problem_of_url(value.text)) {
        refuse(value.offset, *problem);
    }
    return value.text;
}

std::string ConfigText::duration(const JsonValue& value) const {
    expect(value, JsonValue::Type::String);
    if (!is_duration(value.text)) {
        refuse(value.offset, "this must be a time as PostgreSQL takes it, \"5s\" or \"500ms\" say");
    }
    return value.text;
}

std::string ConfigText::ref(const JsonValue& value) const {
    expect(value, JsonValue::Type::String);
    if (!is_ref(value.text)) {
        refuse(value.offset, "this must be the full name of a ref, \"refs/gmig/ledger\" say");
    }
    return value.text;
}

EnvironmentKind ConfigText::environment_kind(const JsonValue& value) const {
    constexpr std::array<std::string_view, 3> known{"local", "shared", "production"};
    return *environment_kind_from(known[choice(value, known)]);
}

std::string ConfigText::table_name(const JsonValue& value) const {
    std::string name = word(value);
    const std::vector<std::string_view> parts = split_on(name, '.');
    const bool is_whole =
        parts.size() <= 2 && std::ranges::none_of(parts, &std::string_view::empty);
    if (!is_whole || name.find('$') != std::string::npos) {
        refuse(value.offset,
               "\"" + printable(name) + "\" is no table, \"table\" or \"schema.table\"");
    }
    return name;
}

Kind ConfigText::layout(const JsonValue& value) const {
    return static_cast<Kind>(choice(value, kind_names()));
}

Dialect ConfigText::dialect(const JsonValue& value) const {
    constexpr std::array<std::string_view, 2> known{"sqlite", "postgresql"};
    return choice(value, known) == 0 ? Dialect::Sqlite : Dialect::Postgresql;
}

Policy ConfigText::policy(const JsonValue& value) const {
    constexpr std::array<std::string_view, 2> known{"linear", "dag"};
    return choice(value, known) == 0 ? Policy::Linear : Policy::Dag;
}

Mode ConfigText::mode(const JsonValue& value) const {
    constexpr std::array<std::string_view, 2> known{"watch", "adopt"};
    return choice(value, known) == 0 ? Mode::Watch : Mode::Adopt;
}

Severity ConfigText::severity(const JsonValue& value) const {
    constexpr std::array<std::string_view, 3> known{"information", "warning", "error"};
    return *severity_from(known[choice(value, known)]);
}

std::optional<Severity> ConfigText::severity_or_off(const JsonValue& value) const {
    constexpr std::array<std::string_view, 4> known{"information", "warning", "error", "off"};
    return severity_from(known[choice(value, known)]);
}

}  // namespace gmig::layout
