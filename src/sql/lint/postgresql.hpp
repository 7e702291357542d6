#pragma once

#include "sql/lint/report.hpp"
#include "sql/lint/tree.hpp"
#include <gmig/sql/statement.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql::lint {

/// One statement's tree, {"CreateStmt": …}; null where libpg_query does not take it as one
/// statement.
Json tree_of(std::string_view statement);

/// Whether a statement can change what a rule asks the catalog about. By its first words: a
/// history of thousands of migrations is parsed to learn from it.
bool is_worth_learning(std::string_view statement);

/// A statement as the rules that are PostgreSQL's alone see it.
struct Subject {
    const Statement& statement;
    const Json& tree;
    const std::vector<PlacedAct>& acts;  ///< places are the part's
    Scene& scene;
    std::size_t transaction = 0;  ///< statements with the same number run in the same one
    bool in_utc = false;          ///< the migration has set its time zone to UTC

    [[nodiscard]] std::size_t place() const { return statement.offset; }
    /// Of a node with a location of its own.
    [[nodiscard]] std::size_t place(const Json& node) const {
        return statement.offset + location(node);
    }
    [[nodiscard]] bool in_use(const ObjectName& table) const { return scene.catalog.in_use(table); }
};

/// search_path as a statement leaves it: what names are understood by from there on.
void follow_search_path(const Json& tree, Names& names);

/// Likewise the time zone: whether it is known to be UTC.
void follow_time_zone(const Json& tree, bool& in_utc);

// The rules, by the statements that they are about.
void judge_alter_table(const Json& node, Subject& subject, const Names& names);
void judge_index(const Json& node, Subject& subject, const Names& names);
void judge_drop_index(const Json& node, Subject& subject, const Names& names);
void judge_reindex(const Json& node, Subject& subject, const Names& names);
void judge_vacuum(const Json& node, Subject& subject, const Names& names);
void judge_cluster(const Json& node, Subject& subject, const Names& names);
void judge_move_all(const Json& node, Subject& subject, const Names& names);
void judge_refresh(const Json& node, Subject& subject, const Names& names);
void judge_truncate(const Json& node, Subject& subject, const Names& names);
void judge_lock(const Json& node, Subject& subject, const Names& names);
void judge_enum(const Json& node, Subject& subject, const Names& names);
void judge_rename(const Json& node, Subject& subject, const Names& names);
void judge_cascade(const Json& node, Subject& subject, const Names& names);
void judge_drop_owned(const Json& node, Subject& subject, const Names& names);
void judge_domain(const Json& node, Subject& subject, const Names& names);

/// GM441: at most one finding a statement.
void judge_reach(Subject& subject);
/// GM442.
void judge_unseen(Subject& subject);

}  // namespace gmig::sql::lint
