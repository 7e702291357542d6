#pragma once

#include <gmig/sql/lexer.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// Reads tokens one by one, comments left out. Cheap to copy, to look ahead.
class Reader {
public:
    Reader(std::string_view text, Dialect dialect) : lexer_(text, dialect), dialect_(dialect) {
        advance();
    }

    [[nodiscard]] bool at_end() const { return at_end_; }
    /// The current token; empty at the end.
    [[nodiscard]] const Token& token() const { return token_; }
    void advance();

    [[nodiscard]] bool is(std::string_view keyword) const { return is_word(token_, keyword); }
    [[nodiscard]] bool is_sign(char sign) const;
    /// Steps over this keyword, if it is the current token.
    bool accept(std::string_view keyword);
    bool accept_sign(char sign);
    /// The current token as a name, unquoted, and folded as the dialect folds it (PostgreSQL:
    /// unquoted words to lower case); steps over it. Empty when it is no name.
    std::string name();
    /// The parts of a name with dots in it; empty when there is none here.
    std::vector<std::string> qualified_name();

private:
    Lexer lexer_;
    Dialect dialect_;
    Token token_;
    bool at_end_ = false;
};

/// The name that a word or a quoted identifier stands for. Not decoded: U&"\0061".
std::string name_of(const Token& token, Dialect dialect);

/// "schema.table".
std::string dotted(const std::vector<std::string>& parts);

}  // namespace gmig::sql
