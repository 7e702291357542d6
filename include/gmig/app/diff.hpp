#pragma once

#include <gmig/app/files.hpp>
#include <gmig/app/request.hpp>
#include <gmig/app/run.hpp>
#include <gmig/schema/rendering.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What the user says about things that have gone while others came.
struct RenameAnswers {
    std::vector<std::string> given;  ///< "old=new" (a table), "table.old=new" (a column)
    bool none = false;               ///< whatever is not given is no rename
};

/// The steps from one schema to another, and back.
struct SchemaChange {
    std::string from;  ///< for people
    std::string to;
    std::vector<schema::RenderedStep> steps{};
    std::vector<schema::RenderedStep> back{};
    std::vector<schema::Modification> modifications{};  ///< what the steps are made of
    std::vector<std::string> losses{};  ///< data that the steps destroy: "column article.body"
    std::vector<std::string> notes{};   ///< what is not compared, and what is not changed

    [[nodiscard]] bool empty() const { return steps.empty(); }
};

struct DiffOptions {
    std::string name;  ///< of the migration to be written, in words; empty: none is
    std::string from;  ///< a state's word; empty: what the work tree's migrations build
    std::string to;    ///< empty: schema.sql, or env:local where there is none
    RenameAnswers renames;
    bool json = false;  ///< as a JSON migration, in gmig's own layout
    bool execute = false;
    bool dry_run = false;
    /// Called with the steps before consent is asked for.
    std::function<void(const SchemaChange&)> announce{};
};

struct DiffResult {
    SchemaChange change;
    std::string text;  ///< the up part's SQL, or the JSON migration; empty without a difference
    std::optional<WrittenMigration> written;  ///< also of a dry run
    std::optional<RunResult> executed;
};

/// The difference of two states; with a name as a migration with both parts, in the project's
/// layout, written as new_migration() does, after the steps were announced and agreed to. Before
/// it is written both parts are run on a shadow: up must give `to` and down must give `from`, else
/// Error{Internal}.
///
/// Throws Error{Usage} for words that name no state and renames that name nothing; Error{Guard}
/// where a rename is in question or consent is missing and nobody can be asked: nothing has
/// changed then.
DiffResult diff(const Request& request, const DiffOptions& options);

}  // namespace gmig::app
