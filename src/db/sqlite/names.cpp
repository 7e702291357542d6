#include "db/sqlite/names.hpp"

#include <gmig/support/text.hpp>

namespace gmig::db::sqlite {
namespace {

std::string quoted(std::string_view text, char mark) {
    std::string result(1, mark);
    for (const char byte : text) {
        result.append(byte == mark ? 2 : 1, byte);
    }
    return result + mark;
}

}  // namespace

std::string quoted_identifier(std::string_view name) {
    return quoted(name, '"');
}

std::string quoted_text(std::string_view text) {
    return quoted(text, '\'');
}

bool is_gmigs(std::string_view name) {
    constexpr std::string_view prefix = "gmig_";
    return ascii_lower(name.substr(0, prefix.size())) == prefix;
}

}  // namespace gmig::db::sqlite
