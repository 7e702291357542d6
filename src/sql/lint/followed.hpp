#pragma once

#include "sql/lint/locks.hpp"
#include "sql/lint/postgresql.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace gmig::sql::lint {

// Rules about what one statement of a migration means for another. Each sees the statements in
// their order.

/// GM409: a constraint that is validated in the transaction that added it NOT VALID.
class LateValidation {
public:
    void see(Subject& subject);

private:
    using Key = std::pair<ObjectName, std::string>;
    std::map<Key, std::size_t> added_;  ///< and the transaction
};

/// GM418: a value that an enum gets, and a use of it in the same transaction.
class NewEnumValues {
public:
    void see(Subject& subject, const Names& names);

private:
    struct Value {
        std::string text;
        ObjectName type;
        std::size_t transaction = 0;
    };
    void warn_of_use(Subject& subject);

    std::vector<Value> values_;
};

/// GM419: rows that change in the transaction in which their table does.
class RowChanges {
public:
    void see(Subject& subject, const std::vector<Lock>& locks);
    void finish(Scene& scene);

private:
    struct Change {
        ObjectName table;
        std::size_t transaction = 0;
        std::size_t place = 0;
        bool deletes = false;
    };
    std::vector<Change> rows_;
    std::set<std::pair<ObjectName, std::size_t>> altered_;
};

/// GM416: a strong lock that is waited for without a limit.
class LockWaits {
public:
    explicit LockWaits(const Scene& scene) : by_runner_(scene.options.runner_sets_lock_timeout) {}

    void see(Subject& subject, const std::vector<Lock>& locks);

private:
    /// What a SET leaves: a limit, none, or what the session had.
    struct Limit {
        bool limited = false;
        std::size_t place = 0;                     ///< of the SET
        std::optional<std::size_t> transaction{};  ///< of SET LOCAL: the only one that it is for
    };
    void see_setting(const Subject& subject);
    void set(const Subject& subject, bool limited, bool local);
    void warn(Subject& subject, const Lock& lock, const Limit* taken_away);

    bool by_runner_;
    std::optional<Limit> limit_;
    bool warned_ = false;
};

}  // namespace gmig::sql::lint
