#include "sql/control.hpp"
#include "sql/pattern.hpp"
#include "sql/refusal.hpp"
#include "sql/rules.hpp"

#include <algorithm>

namespace gmig::sql {
namespace {

void refuse_for_postgresql(const Script& script, const std::vector<Statement>& statements) {
    refuse_kept_authorization(script, statements);
    if (script.transaction == TransactionMode::On) {
        refuse_used_enum_value(script, statements);
    }
    for (const Statement& statement : statements) {
        refuse_unlocking(script, statement);
    }
}

}  // namespace

Runnable prepare(const Script& script, Dialect dialect, const RunnableOptions& options) {
    Runnable runnable;
    auto& statements = runnable.statements;
    statements = split(script, dialect, options.grammar);
    if (statements.empty() && !options.allow_empty) {
        refuse(script, 0, "there is no statement here",
               "write one, or say that none is meant: \"-- gmig: empty\"");
    }
    if (script.transaction == TransactionMode::On) {
        runnable.dropped_wrapper = drop_wrapper(statements, dialect);
    }
    refuse_transaction_control(script, dialect, statements);
    for (const Statement& statement : statements) {
        refuse_by_rule(script, dialect, statement);
        if (!options.own_history) {
            refuse_own_tables(script, dialect, statement);
        }
    }
    if (dialect == Dialect::Postgresql) {
        refuse_for_postgresql(script, statements);
    } else {
        runnable.has_pragma =
            std::any_of(statements.begin(), statements.end(), [](const Statement& statement) {
                return matches(Reader(statement.text, Dialect::Sqlite), "PRAGMA");
            });
    }
    return runnable;
}

bool can_have_transaction(Dialect dialect, const Statement& statement) {
    const Reader reader(statement.text, dialect);
    if (matches(reader, "CALL") || matches(reader, "DO") || matches(reader, "PRAGMA")) {
        return false;
    }
    const Script in_transaction{};  // nobody is told where it stands
    try {
        refuse_by_rule(in_transaction, dialect, {0, statement.text});
        return true;
    } catch (const Error&) {
        return false;
    }
}

}  // namespace gmig::sql
