#include "sql/pattern.hpp"

namespace gmig::sql {
namespace {

/// Takes the part before the separator off the text.
std::string_view take_until(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

bool fits(const Reader& reader, std::string_view alternatives) {
    while (!reader.at_end() && !alternatives.empty()) {
        const auto one = take_until(alternatives, '|');
        if (reader.is(one) || (one.size() == 1 && reader.is_sign(one.front()))) {
            return true;
        }
    }
    return false;
}

/// Steps over one token, or over brackets and all in them.
void skip_group(Reader& reader) {
    std::size_t depth = 0;
    do {
        depth += reader.is_sign('(') ? 1U : 0U;
        depth -= depth > 0 && reader.is_sign(')') ? 1U : 0U;
        reader.advance();
    } while (depth > 0 && !reader.at_end());
}

bool take_element(Reader& reader, std::string_view element, std::string_view next) {
    if (element == "$") {
        return reader.at_end();
    }
    if (element == "()") {
        if (reader.is_sign('(')) {
            skip_group(reader);
        }
        return true;
    }
    if (element == "**") {
        while (!reader.at_end() && !fits(reader, next)) {
            skip_group(reader);
        }
        return true;
    }
    const bool optional = element.ends_with('?');
    const bool found = element == "*" ? !reader.at_end()
                                      : fits(reader, element.substr(0, element.size() - optional));
    if (found) {
        reader.advance();
    }
    return found || optional;
}

}  // namespace

bool matches(Reader statement, std::string_view pattern) {
    while (!pattern.empty()) {
        const auto element = take_until(pattern, ' ');
        if (!take_element(statement, element, pattern.substr(0, pattern.find(' ')))) {
            return false;
        }
    }
    return true;
}

}  // namespace gmig::sql
