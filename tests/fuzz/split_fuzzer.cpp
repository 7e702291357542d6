// Whatever the bytes, the sql layer either names a place or cuts them into statements that are the
// text again, the same as SQLite and PostgreSQL's parser cut it.
#include <gmig/sql/fingerprint.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/sql/lint.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/error.hpp>

#include <pg_query.h>
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gmig;

void expect(bool holds, const char* property, std::string_view text) {
    if (!holds) {
        std::fprintf(stderr, "broken: %s\n%.*s\n", property, static_cast<int>(text.size()),
                     text.data());
        std::abort();
    }
}

bool is_comment(const sql::Token& token) {
    return token.kind == sql::TokenKind::LineComment || token.kind == sql::TokenKind::BlockComment;
}

void check_tokens(std::string_view text, Dialect dialect) {
    std::size_t end = 0;
    sql::Lexer lexer(text, dialect);
    const auto is_gap = [&](std::size_t to) {
        const auto gap = text.substr(end, to - end);
        return gap.find_first_not_of(" \t\n\v\f\r\xEF\xBB\xBF") == std::string_view::npos;
    };
    for (sql::Token token; lexer.next(token);) {
        expect(token.offset >= end && !token.text.empty(), "tokens go on", text);
        expect(is_gap(token.offset), "only blanks lie between tokens", text);
        end = token.offset + token.text.size();
    }
    expect(is_gap(text.size()), "only blanks lie behind the last token", text);
}

/// Comments and semicolons only.
bool is_nothing(std::string_view gap, Dialect dialect) {
    sql::Lexer lexer(gap, dialect);
    for (sql::Token token; lexer.next(token);) {
        if (!is_comment(token) && token.kind != sql::TokenKind::Semicolon) {
            return false;
        }
    }
    return true;
}

void check_whole(std::string_view text, Dialect dialect,
                 const std::vector<sql::Statement>& statements) {
    std::size_t end = 0;
    std::string joined;
    for (const auto& statement : statements) {
        expect(statement.offset >= end, "statements go on", text);
        expect(text.substr(statement.offset, statement.text.size()) == statement.text,
               "a statement stands where it says", text);
        expect(is_nothing(text.substr(end, statement.offset - end), dialect),
               "nothing is lost between statements", text);
        end = statement.offset + statement.text.size();
        joined += std::string(statement.text) + "\n;\n";
    }
    expect(is_nothing(text.substr(end), dialect), "nothing is lost behind the last", text);
    expect(sql::fingerprint(joined, dialect) == sql::fingerprint(text, dialect),
           "what lies between statements does not count", text);
}

void check_against_parser(const std::string& text, const std::vector<sql::Statement>& statements) {
    const auto whole = pg_query_split_with_parser(text.c_str());
    expect(whole.error == nullptr, "the parser takes the whole", text);
    expect(static_cast<std::size_t>(whole.n_stmts) == statements.size(), "as many statements",
           text);
    for (std::size_t index = 0; index < statements.size(); ++index) {
        const auto begin = static_cast<std::size_t>(whole.stmts[index]->stmt_location);
        const auto size = static_cast<std::size_t>(whole.stmts[index]->stmt_len);
        const auto& ours = statements[index];
        expect(begin <= ours.offset && ours.offset + ours.text.size() <= begin + size,
               "each within the parser's", text);
    }
    pg_query_free_split_result(whole);
}

void check_refused_by_parser(const std::string& text) {
    const auto whole = pg_query_split_with_parser(text.c_str());
    expect(whole.error != nullptr, "the parser refuses the whole too", text);
    pg_query_free_split_result(whole);
}

/// sqlite3_complete() calls a text complete at a statement's end, and nowhere before.
void check_against_sqlite(const std::vector<sql::Statement>& statements) {
    for (std::size_t index = 0; index + 1 < statements.size(); ++index) {
        const std::string text(statements[index].text);
        expect(sqlite3_complete((text + "\n;").c_str()) == 1, "SQLite ends it there", text);
        sql::Lexer lexer(text, Dialect::Sqlite);
        for (sql::Token token; lexer.next(token);) {
            if (token.kind == sql::TokenKind::Semicolon) {
                expect(sqlite3_complete(text.substr(0, token.offset + 1).c_str()) == 0,
                       "SQLite ends it no sooner", text);
            }
        }
    }
}

void check_split(const Script& script, Dialect dialect, sql::Grammar grammar) {
    const bool parser = dialect == Dialect::Postgresql && grammar == sql::Grammar::Parser;
    std::vector<sql::Statement> statements;
    try {
        statements = sql::split(script, dialect, grammar);
    } catch (const Error& error) {
        expect(error.kind() == Error::Kind::Migration && error.where().line > 0 &&
                   error.where().column > 0,
               "an error has a place", script.text);
        if (parser && std::string_view(error.what()).starts_with("PostgreSQL 15's parser")) {
            check_refused_by_parser(script.text);
        }
        return;
    }
    check_whole(script.text, dialect, statements);
    if (parser) {
        check_against_parser(script.text, statements);
    }
    // A byte order mark is white space to SQLite's tokenizer, but not to sqlite3_complete().
    if (dialect == Dialect::Sqlite && script.text.find("\xEF\xBB\xBF") == std::string::npos) {
        check_against_sqlite(statements);
    }
    for (const auto& statement : statements) {
        sql::concurrent_indexes(statement.text);
    }
    sql::data_losses(script, dialect);
}

void check_prepare(const Script& script, Dialect dialect, sql::Grammar grammar) {
    try {
        sql::prepare(script, dialect, {grammar, false, false});
    } catch (const Error& error) {
        expect(error.kind() == Error::Kind::Migration && error.where().line > 0, "a place",
               script.text);
    }
}

/// Learned from or judged: every finding has a place, and the same text says the same.
void check_lint(const Script& script, Dialect dialect) {
    Migration migration;
    migration.up = script;
    const sql::LintPart part{&migration, &migration.up};
    sql::Linter linter({.dialect = dialect});
    const auto first = linter.judge(part);
    for (const Finding& each : first.findings) {
        expect(is_lint(each.code) && each.where.line > 0, "a finding has a place", script.text);
    }
    linter.land();
    linter.learn(part);
    linter.judge(part);
    expect(sql::Linter({.dialect = dialect}).judge(part).findings == first.findings,
           "the same text says the same", script.text);
}

}  // namespace

// The first byte chooses the dialect, the grammar and the transaction mode.
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const auto dialect = (data[0] & 1U) != 0 ? Dialect::Postgresql : Dialect::Sqlite;
    const auto grammar = (data[0] & 2U) != 0 ? sql::Grammar::Lexer : sql::Grammar::Parser;
    const auto mode = (data[0] & 4U) != 0 ? TransactionMode::Off : TransactionMode::On;
    const Script script{std::string(data + 1, data + size), "fuzz.sql", 1, mode};
    check_tokens(script.text, dialect);
    sql::directive_offsets(script.text, dialect);
    check_split(script, dialect, grammar);
    check_prepare(script, dialect, grammar);
    check_lint(script, dialect);
    return 0;
}
