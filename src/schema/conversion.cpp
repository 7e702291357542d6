#include "schema/conversion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

namespace gmig::schema {
namespace {

/// "numeric(10,2)[]" is numeric with 10 and 2, an array.
struct Type {
    std::string name;
    std::vector<int> limits;
    bool array = false;
};

Type type_of(std::string_view text) {
    Type type;
    while (text.ends_with("[]")) {
        type.array = true;
        text.remove_suffix(2);
    }
    const std::size_t open = text.find('(');
    const std::size_t close = text.find(')');
    type.name = text.substr(0, open);
    if (open == std::string_view::npos || close == std::string_view::npos) {
        return type;
    }
    type.name += text.substr(close + 1);
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const char* at = inside.data();
    const char* const end = at + inside.size();
    while (at != end) {
        int limit = 0;
        const auto read = std::from_chars(at, end, limit).ptr;
        if (read != at) {
            type.limits.push_back(limit);
        }
        at = read == at ? at + 1 : read;
    }
    return type;
}

int limit(const Type& type, std::size_t at) {
    return at < type.limits.size() ? type.limits[at] : 0;
}

bool is_among(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::find(names, name) != names.end();
}

/// No smaller limit: more digits, and as many behind the point.
bool is_wider(const Type& from, const Type& to) {
    if (to.limits.empty()) {
        return true;
    }
    if (from.limits.empty() || limit(from, 0) > limit(to, 0)) {
        return false;
    }
    return to.name != "numeric" || limit(from, 1) == limit(to, 1);
}

/// Where a number stands among those that hold one another.
std::size_t width(std::string_view name) {
    constexpr std::array<std::string_view, 4> integers{"smallint", "integer", "bigint", "numeric"};
    return static_cast<std::size_t>(std::ranges::find(integers, name) - integers.begin());
}

}  // namespace

bool keeps_its_form(std::string_view from_text, std::string_view to_text) {
    const Type from = type_of(from_text);
    const Type to = type_of(to_text);
    if (from.array != to.array) {
        return false;
    }
    if (from.name == to.name) {
        const bool has_length = is_among(to.name, {"character", "bit"});
        return from.limits == to.limits || (!has_length && is_wider(from, to));
    }
    const auto is_text = [](const Type& type) {
        return is_among(type.name, {"text", "character varying"});
    };
    return is_text(from) && is_text(to) && to.limits.empty();
}

bool keeps_every_value(std::string_view from_text, std::string_view to_text) {
    const Type from = type_of(from_text);
    const Type to = type_of(to_text);
    if (keeps_its_form(from_text, to_text)) {
        return true;
    }
    if (from.array != to.array) {
        return to_text == "text";
    }
    const bool is_open = is_among(to.name, {"text", "character varying"}) && to.limits.empty();
    const bool grows = width(from.name) < width(to.name) && width(to.name) < 4 && to.limits.empty();
    const bool longer = from.name == to.name && !to.limits.empty() && is_wider(from, to);
    return is_open || grows || longer || (from.name == "real" && to.name == "double precision");
}

}  // namespace gmig::schema
