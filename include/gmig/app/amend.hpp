#pragma once

#include <gmig/app/diff.hpp>
#include <gmig/app/request.hpp>
#include <gmig/model/finding.hpp>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

struct AmendOptions {
    std::string migration;  ///< a word; empty: the latest one that is not published
    bool diff = false;      ///< what it does is worked out again from the project's schema file
    RenameAnswers renames;
    bool dry_run = false;
    /// Called with the steps before consent is asked for.
    std::function<void(const SchemaChange&)> announce{};
};

/// What is, or would be, done to a migration.
enum class AmendAction : std::uint8_t {
    Write,     ///< its file is written anew
    Change,    ///< what has changed in it is taken through the database
    Rollback,  ///< its down part runs
    Execute,   ///< its up part runs
    Record,    ///< its row becomes what the file says
    Remove,    ///< its row and its file go
};
/// "write", "amend", "rollback", "execute", "record", "remove".
std::string_view to_string(AmendAction action);

struct AmendStep {
    AmendAction action{};
    MigrationId id;
    std::string name;
};

enum class AmendState : std::uint8_t { NothingToDo, Planned, Done, Refused };
/// "nothing to do", "planned", "done", "refused".
std::string_view to_string(AmendState state);

struct AmendResult {
    AmendState state = AmendState::NothingToDo;
    std::string environment;
    MigrationId id;  ///< of the migration that is amended
    std::string name;
    std::string path;
    std::vector<AmendStep> plan;
    std::size_t done = 0;  ///< steps of the plan
    SchemaChange change;   ///< its losses are those of rows that are there
    std::vector<std::string> notes;
    std::vector<Finding> refusals;
    std::string text;  ///< what its file becomes, when that is written
};

/// Takes what was edited in a migration through a local database that has executed it: the
/// difference between what the ledger's texts build, with the old text of it and with the new one,
/// in one transaction with the ledger's row. Rows stay. Before, both ways are tried on a shadow,
/// with whatever is executed behind it.
///
/// What no difference of schemas carries (statements on rows, objects that schema values do not
/// model) wants --accept-data-loss: then the migration, and those executed after it, are taken out
/// by their down parts and put in again, all in one transaction. Without a statement left in it the
/// migration is removed.
///
/// Refused (`refusals`): what is published, or executed in a shared or production environment;
/// several heads; the removal of another one's parent. Throws Error{Guard} for an environment that
/// is not local, for renames in question and without consent to losses; Error{History} for a
/// migration that has no file; Error{Database} where the database refuses. Nothing has changed
/// then.
AmendResult amend(const Request& request, const AmendOptions& options);

}  // namespace gmig::app
