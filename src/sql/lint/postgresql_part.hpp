#pragma once

#include "sql/lint/followed.hpp"

namespace gmig::sql::lint {

/// One migration, statement by statement: the rules that are PostgreSQL's alone.
class PostgresqlPart {
public:
    explicit PostgresqlPart(Scene& scene) : scene_(scene), lock_waits_(scene) {}

    /// How names in the next statement are understood.
    [[nodiscard]] const Names& names() const { return names_; }
    /// The catalog does not have the acts yet.
    void judge(const Statement& statement, const Json& tree, const std::vector<PlacedAct>& acts);
    /// Behind the last statement; the catalog has everything.
    void finish() { row_changes_.finish(scene_); }

private:
    void count_transaction(const Json& tree);

    Scene& scene_;
    Names names_;
    std::size_t transaction_ = 1;
    bool explicit_ = false;  ///< between a BEGIN and its COMMIT
    bool in_utc_ = false;
    LateValidation late_validation_;
    NewEnumValues new_enum_values_;
    RowChanges row_changes_;
    LockWaits lock_waits_;
};

}  // namespace gmig::sql::lint
