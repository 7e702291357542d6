#pragma once

#include "app/changes.hpp"
#include <gmig/app/files.hpp>
#include <gmig/app/workspace.hpp>

#include <string>

namespace gmig::app {

/// A migration to be written after the head.
struct MigrationText {
    std::string command;  ///< for the journal: "new"
    std::string words;    ///< what it does
    std::string up{};     ///< SQL; empty: for the user to write
    std::string down{};
    bool json = false;  ///< `up` is then a whole JSON migration without id and parents, or empty
};

/// A migration's files, and gmig.head, gathered and not yet written.
struct GatheredMigration {
    FolderChanges changes;
    Migration migration;  ///< as the layout will read it
};

/// What is to be written for it. Error{History} when there are several heads; Error{Usage} for JSON
/// in a foreign layout.
GatheredMigration gather_migration(const Request& request, const Workspace& workspace,
                                   const MigrationText& text);

/// Writes it, and gmig.head, as one journaled operation (see new_migration); a dry run only says
/// what it would write. Error{History} when there are several heads.
WrittenMigration write_migration(const Request& request, const Workspace& workspace,
                                 const MigrationText& text, bool dry_run);

}  // namespace gmig::app
