#pragma once

#include "sql/lint/report.hpp"
#include <gmig/sql/statement.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace gmig::sql::lint {

/// Tables that a part of SQLite makes again (rows copied, the old table dropped): what of that is
/// no loss, and what goes wrong on the way (GM432, and GM413 of columns that are left out).
class SqliteRebuilds {
public:
    SqliteRebuilds(Scene& scene, const std::vector<Statement>& statements);

    /// Whether it drops a table whose rows stay, in the one that is made in its place.
    [[nodiscard]] bool explains(const PlacedAct& act) const;
    void judge(const Statement& statement, const std::vector<PlacedAct>& acts);
    /// A rebuilt table is in use as it was before.
    void keep_in_use(Catalog& catalog) const;
    void finish();

private:
    /// A table as it was before its rebuild.
    struct Former {
        std::size_t place = 0;
        bool whole = false;               ///< all its columns are known
        std::set<std::string> columns{};  ///< those in use
    };

    void find_rebuilds(const std::vector<Statement>& statements);
    void see_pragma(const Statement& statement);
    void see_rename(const RenamesRelation& act, std::size_t place);
    void see_drop(const DropsRelation& act, std::size_t place);
    /// Renamed, or dropped: `to` is empty.
    void see_column(const ObjectName& table, const std::string& from, const std::string& to);

    Scene& scene_;
    /// By the name that is dropped: the rebuilt table's own, or the one that it was put aside as.
    std::map<ObjectName, ObjectName> rebuilt_;
    std::map<ObjectName, Former> former_;
    bool legacy_renames_ = false;
    bool foreign_keys_ = false;
};

}  // namespace gmig::sql::lint
