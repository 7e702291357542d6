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

    [[nodiscard]] std::size_t place() const { return statement.offset; }
    /// Of a node with a location of its own.
    [[nodiscard]] std::size_t place(const Json& node) const {
        return statement.offset + location(node);
    }
    [[nodiscard]] bool in_use(const ObjectName& table) const { return scene.catalog.in_use(table); }
};

/// One migration, statement by statement: the rules that are PostgreSQL's alone.
class PostgresqlPart {
public:
    explicit PostgresqlPart(Scene& scene) : scene_(scene) {}

    /// How names in the next statement are understood.
    [[nodiscard]] const Names& names() const { return names_; }
    /// The catalog does not have the acts yet.
    void judge(const Statement& statement, const Json& tree, const std::vector<PlacedAct>& acts);
    /// Behind the last statement; the catalog has everything.
    void finish();

private:
    void count_transaction(const Json& tree);

    Scene& scene_;
    Names names_;
    std::size_t transaction_ = 1;
    bool explicit_ = false;
};

/// search_path as a statement leaves it: what names are understood by from there on.
void follow_search_path(const Json& tree, Names& names);

// The rules, by the statements that they are about.
void judge_index(const Json& node, Subject& subject, const Names& names);
void judge_drop_index(const Json& node, Subject& subject, const Names& names);
void judge_reindex(const Json& node, Subject& subject, const Names& names);

}  // namespace gmig::sql::lint
