#pragma once

#include <gmig/sql/lexer.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace gmig::sql {

/// Brackets and CASE … END within each other.
inline constexpr std::size_t max_nesting = 1'000;

/// Height of the tree that a statement's operators make: 1+1+1 makes one of 2. PostgreSQL as it is
/// shipped gives up on 5,000 additions and on 9,000 UNIONs ("stack depth limit exceeded");
/// libpg_query's tree writer overflows a stack of 8 MB, and kills the process, between 60,000 and
/// 80,000. (Its bare parser, which keeps its stack on the heap, takes a million.)
inline constexpr std::size_t max_height = 10'000;

/// Follows a statement's tokens and knows how deep they are nested, and where a semicolon ends it.
class Nesting {
public:
    Nesting() { reset(); }

    enum class Fault : std::uint8_t { None, TooNested, TooHigh };
    /// Takes the next token (comments are passed over). A semicolon inside brackets or BEGIN ATOMIC
    /// … END is a token as others are.
    Fault see(const Token& token);
    /// Whether a semicolon here would end a PostgreSQL statement.
    [[nodiscard]] bool at_top() const;
    /// A new statement begins.
    void reset();

private:
    enum class Kind : std::uint8_t { Statement, Bracket, Case, Body };
    /// What is open. The height of a finished segment (what stands between commas, say) goes into
    /// `finished`; `inside` is the height of the highest bracket within the current one.
    struct Level {
        Kind kind = Kind::Statement;
        std::size_t operators = 0;
        std::size_t links = 0;
        std::size_t inside = 0;
        std::size_t finished = 0;

        void separate();
        void end_statement();
        [[nodiscard]] std::size_t height() const;
    };

    Fault open(Kind kind);
    Fault close();
    Fault close_bracket();
    Fault see_word(const Token& token);
    Fault see_sign(char sign);
    [[nodiscard]] Fault judged() const;

    std::vector<Level> levels_;
    bool after_begin_ = false;
    /// Behind AS or a point, where CASE and END are names.
    bool expects_name_ = false;
};

}  // namespace gmig::sql
