#include "sql/control.hpp"

#include "sql/pattern.hpp"
#include "sql/refusal.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <span>
#include <string>

namespace gmig::sql {
namespace {

enum class Control : std::uint8_t { None, Begin, Commit, Savepoint, Release, RollbackTo, Other };

struct Pattern {
    std::string_view pattern;
    Control control;
};

// The first that fits counts.
constexpr Pattern postgresql_patterns[] = {
    {"BEGIN WORK|TRANSACTION? $", Control::Begin},
    {"START TRANSACTION $", Control::Begin},
    {"COMMIT|END WORK|TRANSACTION? $", Control::Commit},
    {"SAVEPOINT *", Control::Savepoint},
    {"RELEASE", Control::Release},
    {"ROLLBACK WORK|TRANSACTION? TO", Control::RollbackTo},
    {"BEGIN|COMMIT|END|ROLLBACK|ABORT", Control::Other},
    {"START|PREPARE|SET TRANSACTION", Control::Other},
    {"SET SESSION CHARACTERISTICS", Control::Other},
};
constexpr Pattern sqlite_patterns[] = {
    {"BEGIN DEFERRED|IMMEDIATE|EXCLUSIVE? TRANSACTION? $", Control::Begin},
    {"COMMIT|END TRANSACTION? $", Control::Commit},
    {"SAVEPOINT *", Control::Savepoint},
    {"RELEASE", Control::Release},
    {"ROLLBACK TRANSACTION? TO", Control::RollbackTo},
    {"BEGIN|COMMIT|END|ROLLBACK", Control::Other},
};

Control control_of(const Statement& statement, Dialect dialect) {
    const std::span<const Pattern> patterns = dialect == Dialect::Postgresql
                                                  ? std::span<const Pattern>(postgresql_patterns)
                                                  : std::span<const Pattern>(sqlite_patterns);
    const Reader reader(statement.text, dialect);
    const auto found =
        std::find_if(patterns.begin(), patterns.end(),
                     [&](const Pattern& candidate) { return matches(reader, candidate.pattern); });
    return found == patterns.end() ? Control::None : found->control;
}

std::string savepoint_name(const Statement& statement, Dialect dialect) {
    Reader reader(statement.text, dialect);
    if (reader.accept("ROLLBACK")) {
        while (!reader.at_end() && !reader.accept("TO")) {
            reader.advance();
        }
    } else {
        reader.accept("RELEASE");
    }
    reader.accept("SAVEPOINT");
    // SQLite ignores the case of quoted names too.
    const auto name = reader.name();
    return dialect == Dialect::Sqlite ? ascii_lower(name) : name;
}

struct Savepoint {
    std::string name;
    std::size_t offset;
};

/// Follows the savepoints of a part.
class Savepoints {
public:
    Savepoints(const Script& script, Dialect dialect) : script_(script), dialect_(dialect) {}

    void take(Control control, const Statement& statement) {
        const auto name = savepoint_name(statement, dialect_);
        if (control == Control::Savepoint) {
            open_.push_back({name, statement.offset});
            return;
        }
        const auto found = std::find_if(open_.rbegin(), open_.rend(),
                                        [&](const Savepoint& point) { return point.name == name; });
        if (found == open_.rend()) {
            refuse(script_, statement.offset, "no SAVEPOINT of this name stands before this",
                   "add the SAVEPOINT, or remove this statement");
        }
        open_.erase(control == Control::Release ? std::prev(found.base()) : found.base(),
                    open_.end());
    }

    void finish() const {
        if (!open_.empty()) {
            refuse(script_, open_.front().offset, "this SAVEPOINT is never released",
                   "add RELEASE SAVEPOINT, or remove it: gmig runs the part in one transaction");
        }
    }

private:
    const Script& script_;
    Dialect dialect_;
    std::vector<Savepoint> open_;
};

[[noreturn]] void refuse_control(const Script& script, const Statement& statement,
                                 Dialect dialect) {
    const Reader reader(statement.text, dialect);
    const auto word = std::string(reader.token().text);
    if (script.transaction == TransactionMode::Off) {
        refuse(script, statement.offset,
               word + ": under transaction=off gmig runs each statement by itself",
               "remove the transaction control; what belongs in one transaction goes into a "
               "migration without transaction=off");
    }
    refuse(
        script, statement.offset,
        word + ": gmig runs the part in a transaction of its own, which this would end or change",
        "remove it; one plain BEGIN and a COMMIT around everything may stay");
}

bool is_idle_pragma(const Statement& statement, Dialect dialect) {
    return dialect == Dialect::Sqlite &&
           matches(Reader(statement.text, dialect), "PRAGMA FOREIGN_KEYS");
}

}  // namespace

bool drop_wrapper(std::vector<Statement>& statements, Dialect dialect) {
    const auto last = std::find_if(statements.rbegin(), statements.rend(),
                                   [&](const auto& one) { return !is_idle_pragma(one, dialect); });
    if (last == statements.rend() || control_of(*last, dialect) != Control::Commit) {
        return false;
    }
    const auto commit = std::prev(last.base());
    const auto begin = std::find_if(statements.begin(), commit, [&](const Statement& statement) {
        return control_of(statement, dialect) != Control::None;
    });
    if (begin == commit || control_of(*begin, dialect) != Control::Begin) {
        return false;
    }
    statements.erase(commit);
    statements.erase(begin);
    return true;
}

void refuse_transaction_control(const Script& script, Dialect dialect,
                                const std::vector<Statement>& statements) {
    Savepoints savepoints(script, dialect);
    for (const Statement& statement : statements) {
        const auto control = control_of(statement, dialect);
        if (control == Control::None) {
            continue;
        }
        const bool is_savepoint = control == Control::Savepoint || control == Control::Release ||
                                  control == Control::RollbackTo;
        if (!is_savepoint || script.transaction == TransactionMode::Off) {
            refuse_control(script, statement, dialect);
        }
        savepoints.take(control, statement);
    }
    savepoints.finish();
}

}  // namespace gmig::sql
