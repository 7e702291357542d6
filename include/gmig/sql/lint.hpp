#pragma once

#include <gmig/model/finding.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/sql/statement.hpp>

#include <memory>
#include <string>
#include <vector>

namespace gmig::sql {

/// What lint has to know besides the text.
struct LintOptions {
    Dialect dialect = Dialect::Postgresql;
    /// Whether who executes it sets a lock_timeout of its own, as gmig does: then only a migration
    /// that takes it away is GM416.
    bool runner_sets_lock_timeout = true;
};

/// One part as lint reads it.
struct LintPart {
    const Migration* migration = nullptr;
    /// The migration's up part; of a JSON migration what it renders to, whose path is the file's:
    /// then the places of findings are those of the rendered text.
    const Script* up = nullptr;
};

/// A finding that a directive lint-ignore (the statement's) or lint-ignore-file waves through.
struct IgnoredLint {
    Finding finding;
    Where by;  ///< the directive
};

struct LintResult {
    std::vector<Finding> findings;  ///< by place; default severities; `where` has line and column
    std::vector<IgnoredLint> ignored;  ///< likewise
    /// Directives that ignored nothing, or name no rule of lint's: GM451.
    std::vector<Finding> unused;
};

/// The dangerous-DDL rules (docs/lint has a page for each): what a migration does to a database
/// that is in use while it runs, or to the clients of it. One after the other in the order of
/// execution, since what a rule says of a statement depends on what came before it: a table that
/// the branch itself makes is empty and nobody's, a column's old type is where it was declared
/// last, a foreign key's index may stand three migrations back.
///
/// Textual: PostgreSQL by its own parse tree, SQLite by gmig's lexer; what a DO, EXECUTE or
/// function does is not seen, and said so (GM442). Never throws for what is in a text: what cannot
/// be parsed is GM451.
class Linter {
public:
    explicit Linter(const LintOptions& options);
    Linter(const Linter&) = delete;
    Linter& operator=(const Linter&) = delete;
    ~Linter();

    /// A migration that the databases in use have: only learned from.
    void learn(const LintPart& part);
    /// A migration that the branch adds: judged, and learned from as the branch's own.
    LintResult judge(const LintPart& part);
    /// What was judged so far is in use from now on, as if its branch had been merged: between the
    /// migrations of a whole history that is judged one by one.
    void land();

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace gmig::sql
