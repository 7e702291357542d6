// GM416. Source: PostgreSQL 15's documentation, 20.11 (lock_timeout), 13.3 Explicit Locking.
#include "sql/lint/followed.hpp"

#include <algorithm>
#include <array>

namespace gmig::sql::lint {
namespace {

/// What bounds the waiting for a lock.
bool bounds_waiting(std::string_view setting) {
    return setting == "lock_timeout" || setting == "statement_timeout";
}

std::string value_of(const Json& argument) {
    const Json& constant = member(argument, "A_Const");
    if (const Json& number = member(constant, "ival"); number.is_object()) {
        return std::to_string(number.value("ival", 0));
    }
    return text(member(constant, "sval"), "sval");
}

/// '0', '0s': no limit.
bool is_limit(const std::string& value) {
    return value.find_first_of("123456789") != std::string::npos;
}

}  // namespace

void LockWaits::set(const Subject& subject, bool limited, bool local) {
    limit_ =
        Limit{limited, subject.place(), local ? std::optional(subject.transaction) : std::nullopt};
}

void LockWaits::see_setting(const Subject& subject) {
    const Json& set_statement = member(subject.tree, "VariableSetStmt");
    const std::string kind = text(set_statement, "kind");
    if (kind == "VAR_RESET_ALL") {
        set(subject, false, false);
    } else if (bounds_waiting(text(set_statement, "name"))) {
        const Json& values = member(set_statement, "args");
        const bool limited = kind == "VAR_SET_VALUE" && values.is_array() && !values.empty() &&
                             is_limit(value_of(values[0]));
        const bool lifts = text(set_statement, "name") == "lock_timeout";
        if (limited || lifts) {
            set(subject, limited, flag(set_statement, "is_local"));
        }
    }
    if (!subject.tree.contains("SelectStmt")) {
        return;
    }
    for (const Json* const call : nodes_in(subject.tree, "FuncCall")) {
        const auto name = words(member(*call, "funcname"));
        const Json& arguments = member(*call, "args");
        const bool sets = !name.empty() && name.back() == "set_config" && arguments.size() == 3;
        if (sets && value_of(arguments[0]) == "lock_timeout") {
            const Json& local = member(member(arguments[2], "A_Const"), "boolval");
            set(subject, is_limit(value_of(arguments[1])), flag(local, "boolval"));
        }
    }
}

void LockWaits::warn(Subject& subject, const Lock& lock, const Limit* taken_away) {
    warned_ = true;
    const std::string mode(to_string(lock.mode));
    const std::string table = shown(lock.relation);
    const std::string waits = mode + " on " + table +
                              " without a lock_timeout: while it waits for one long query, every "
                              "query that conflicts with it waits behind it";
    if (taken_away != nullptr) {
        subject.scene.report.add(
            Code::NoLockTimeout, taken_away->place,
            "takes the lock_timeout away, and then the migration asks for " + waits,
            "take this statement out, or give it a limit: SET LOCAL lock_timeout = '5s'");
        return;
    }
    subject.scene.report.add(Code::NoLockTimeout, subject.place(), "asks for " + waits,
                             "before it: SET LOCAL lock_timeout = '5s'; and run the migration "
                             "again when it gave up");
}

void LockWaits::see(Subject& subject, const std::vector<Lock>& locks) {
    see_setting(subject);
    const bool stands =
        limit_ && limit_->transaction.value_or(subject.transaction) == subject.transaction;
    const bool limited = stands ? limit_->limited : by_runner_;
    // NOWAIT has the lock at once, or fails.
    if (limited || warned_ || flag(member(subject.tree, "LockStmt"), "nowait")) {
        return;
    }
    const auto strong = std::ranges::find_if(locks, [&](const Lock& lock) {
        return lock.mode >= LockMode::ShareRowExclusive && subject.in_use(lock.relation);
    });
    if (strong != locks.end()) {
        warn(subject, *strong, stands && by_runner_ ? &*limit_ : nullptr);
    }
}

}  // namespace gmig::sql::lint
