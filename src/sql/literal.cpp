#include "sql/literal.hpp"

namespace gmig::sql {

std::string_view between_quotes(std::string_view text) {
    const auto open = text.find_first_of("'$");
    const auto quote = text[open] == '$' ? text.find('$', open + 1) - open + 1 : 1;
    return text.substr(open + quote, text.size() - open - 2 * quote);
}

}  // namespace gmig::sql
