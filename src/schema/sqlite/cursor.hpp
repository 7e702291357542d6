#pragma once

#include <gmig/sql/reader.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace gmig::schema {

/// Steps through a definition of SQLite's token by token and takes pieces of its text. Throws
/// Error{Migration} where something else stands than has to.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text), reader_(text, Dialect::Sqlite) {}

    [[nodiscard]] bool at_end() const { return reader_.at_end(); }
    [[nodiscard]] const sql::Token& token() const { return reader_.token(); }
    [[nodiscard]] bool is(std::string_view keyword) const { return reader_.is(keyword); }
    [[nodiscard]] bool is_sign(char sign) const { return reader_.is_sign(sign); }
    /// Whether these two keywords stand here, one behind the other.
    [[nodiscard]] bool are(std::string_view keyword, std::string_view next) const;
    void advance();
    bool accept(std::string_view keyword);
    bool accept_sign(char sign);
    void expect(std::string_view keyword);
    void expect_sign(char sign);

    /// A name, unquoted. SQLite takes 'x' for one.
    std::string name();
    /// The name of an object, whose database is left out.
    std::string object_name();
    /// "IF NOT EXISTS", if it stands here.
    void skip_if_not_exists();
    /// What stands between the brackets that open here; behind them afterwards.
    std::string_view bracketed();
    /// From the current token to the end of the text.
    std::string_view rest();
    /// From this offset to the end of the last token that was stepped over.
    [[nodiscard]] std::string_view since(std::size_t offset) const;

    [[noreturn]] void fail(std::string_view expected) const;

private:
    std::string_view text_;
    sql::Reader reader_;
    std::size_t end_ = 0;  ///< of the token before this one
};

/// Whether this token can be a name: a word, a quoted identifier or a string.
bool is_name(const sql::Token& token);

/// The name that a token stands for.
std::string name_in(const sql::Token& token);

/// "COLLATE x": what SQLite has built in bare and in capitals.
std::string collate_clause(std::string_view collation);

/// Whether SQLite takes two names for one: it ignores the case of ASCII letters.
bool is_same_name(std::string_view one, std::string_view other);

}  // namespace gmig::schema
