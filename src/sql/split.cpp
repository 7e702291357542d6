#include "sql/pieces.hpp"
#include "sql/refusal.hpp"
#include <gmig/support/text.hpp>

#include <utility>

namespace gmig::sql {

std::vector<Statement> split(const Script& script, Dialect dialect, Grammar grammar) {
    // Both libraries stop at a NUL without a word, and neither checks its input's encoding.
    const auto nul = script.text.find('\0');
    if (nul != std::string::npos) {
        refuse(script, nul, "a NUL byte stands here");
    }
    if (const auto invalid = find_invalid_utf8(script.text)) {
        refuse(script, *invalid, "this is not UTF-8", "save the file as UTF-8");
    }
    auto pieces = Cutter(script, dialect).statements();
    const bool parse = dialect == Dialect::Postgresql && grammar == Grammar::Parser;
    return parse ? parsed(script, std::move(pieces)) : pieces;
}

}  // namespace gmig::sql
