#include "sql/lint/alter_table.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace gmig::sql::lint {
namespace {

/// "numeric(10,2)" in its parts.
struct TypeParts {
    std::string_view name;
    std::vector<int> modifiers;
    bool readable = true;  ///< its modifiers are numbers
    bool is_array = false;
};

TypeParts parts_of(std::string_view type) {
    TypeParts parts;
    if (type.ends_with("[]")) {
        parts.is_array = true;
        type.remove_suffix(2);
    }
    const auto open = type.find('(');
    parts.name = type.substr(0, open);
    if (open == std::string_view::npos) {
        return parts;
    }
    for (const std::string_view word :
         split_on(type.substr(open + 1, type.size() - open - 2), ',')) {
        int number = 0;
        const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
        parts.readable =
            parts.readable && read.ec == std::errc() && read.ptr == word.data() + word.size();
        parts.modifiers.push_back(number);
    }
    return parts;
}

/// Types whose values are stored alike, so that none is computed (pg_cast.castmethod 'b'), and
/// whose indexes order them alike (as citext does not).
struct Alike {
    std::string_view from;
    std::string_view to;
};

constexpr std::array alike{
    Alike{"varchar", "text"},
    Alike{"text", "varchar"},
    Alike{"cidr", "inet"},
};

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

/// For types whose modifier is a limit, none being the widest: varchar_support(),
/// varbit_support() and numeric_support() of PostgreSQL.
bool widens(const TypeParts& from, const TypeParts& to) {
    if (to.modifiers.empty()) {
        return true;
    }
    if (from.modifiers.empty()) {
        return false;
    }
    if (to.name == "numeric") {
        const auto scale = [](const TypeParts& type) {
            return type.modifiers.size() > 1 ? type.modifiers[1] : 0;
        };
        return to.modifiers[0] >= from.modifiers[0] && scale(from) == scale(to);
    }
    return to.modifiers[0] >= from.modifiers[0];
}

/// For types whose modifier is a precision of at most 6, none being 6: TemporalSimplify().
int precision_of(const TypeParts& type) {
    constexpr int finest = 6;
    return type.modifiers.empty() ? finest : type.modifiers[0];
}

bool sharpens(const TypeParts& from, const TypeParts& to) {
    return precision_of(to) >= precision_of(from);
}

}  // namespace

bool keeps_rows(const std::string& from_text, const std::string& to_text) {
    if (from_text == to_text) {
        return true;
    }
    const TypeParts from = parts_of(from_text);
    const TypeParts to = parts_of(to_text);
    if (from.is_array || to.is_array || !from.readable || !to.readable) {
        return false;
    }
    if (from.name != to.name) {
        const bool stored_alike = std::ranges::any_of(
            alike, [&](const Alike& pair) { return pair.from == from.name && pair.to == to.name; });
        return stored_alike && to.modifiers.empty();
    }
    if (is_one_of(to.name, {"varchar", "varbit", "numeric"})) {
        return widens(from, to);
    }
    return is_one_of(to.name, {"timestamp", "timestamptz", "time", "timetz"}) && sharpens(from, to);
}

bool keeps_rows_in_utc(const std::string& from_text, const std::string& to_text) {
    const TypeParts from = parts_of(from_text);
    const TypeParts to = parts_of(to_text);
    const auto is_time = [](const TypeParts& type) {
        return is_one_of(type.name, {"timestamp", "timestamptz"}) && !type.is_array;
    };
    return is_time(from) && is_time(to) && from.name != to.name && sharpens({}, to);
}

}  // namespace gmig::sql::lint
