#pragma once

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

/// Writes it, and gmig.head, as one journaled operation (see new_migration); a dry run only says
/// what it would write. Error{History} when there are several heads.
WrittenMigration write_migration(const Request& request, const Workspace& workspace,
                                 const MigrationText& text, bool dry_run);

}  // namespace gmig::app
