#include "sql/pieces.hpp"
#include "sql/refusal.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <pg_query.h>

#include <string>

namespace gmig::sql {
namespace {

/// libpg_query's split of one piece. pg_query_exit() is never called: with a thread's end after it,
/// memory is freed twice.
class Split {
public:
    explicit Split(const std::string& text) : result_(pg_query_split_with_parser(text.c_str())) {}
    Split(const Split&) = delete;
    Split& operator=(const Split&) = delete;
    ~Split() { pg_query_free_split_result(result_); }

    const PgQuerySplitResult* operator->() const { return &result_; }

private:
    PgQuerySplitResult result_;
};

[[noreturn]] void refuse_syntax(const Script& script, const Statement& piece,
                                const PgQueryError& error) {
    // Characters, not bytes; from 1; 0 where the parser names no place.
    const auto character = static_cast<std::size_t>(error.cursorpos > 0 ? error.cursorpos - 1 : 0);
    refuse(script, piece.offset + byte_offset(piece.text, character),
           "PostgreSQL 15's parser says: " + printable(error.message),
           "if a newer server takes this, put the line \"-- gmig: grammar=off\" into the file");
}

/// From the first token to the last.
Statement trimmed(std::string_view text, std::size_t begin, std::size_t size) {
    const auto part = text.substr(begin, size);
    Reader reader(part, Dialect::Postgresql);
    const auto first = reader.token().offset;
    auto last = first;
    for (; !reader.at_end(); reader.advance()) {
        last = reader.token().offset + reader.token().text.size();
    }
    return {begin + first, part.substr(first, last - first)};
}

/// What the parser makes of the whole text, where it takes that but not the lexer's pieces (END as
/// the name of a column in a body between BEGIN ATOMIC and END, say). Empty where it does not.
std::vector<Statement> parsed_whole(const Script& script) {
    std::vector<Statement> statements;
    const Split split(script.text);
    for (int index = 0; split->error == nullptr && index < split->n_stmts; ++index) {
        const PgQuerySplitStmt& part = *split->stmts[index];
        statements.push_back(trimmed(script.text, static_cast<std::size_t>(part.stmt_location),
                                     static_cast<std::size_t>(part.stmt_len)));
    }
    return statements;
}

}  // namespace

std::vector<Statement> parsed(const Script& script, std::vector<Statement> pieces) {
    std::string text;
    for (const Statement& piece : pieces) {
        text.assign(piece.text);
        const Split split(text);
        if (split->error == nullptr && split->n_stmts == 1) {
            continue;
        }
        auto statements = parsed_whole(script);
        if (statements.empty() && split->error != nullptr) {
            refuse_syntax(script, piece, *split->error);
        }
        return statements;
    }
    return pieces;
}

}  // namespace gmig::sql
