#pragma once

#include "app/changes.hpp"
#include <gmig/app/diff.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What working a migration out again came to.
struct Rederived {
    bool nothing_left = false;        ///< the schema file wants what precedes it
    std::vector<std::string> losses;  ///< data that the migration destroys and did not before
    std::vector<std::string> notes;
    std::vector<std::string> used;  ///< answers that named a rename in it
};

/// Works the last migration of a history out again, into `changes`: where its text is what a
/// difference gives, the whole of it; else what the schema file wants besides is put behind the
/// text that somebody wrote, and its way back in front of the down part. What is to be written
/// builds what the schema file says, on a shadow, else Error{Internal}. Error{Usage} without a
/// schema file.
Rederived rederive(const Request& request, const Workspace& workspace, const History& history,
                   const RenameAnswers& answers, FolderChanges& changes);

}  // namespace gmig::app
