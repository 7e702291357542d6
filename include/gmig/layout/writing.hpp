#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/time.hpp>

#include <span>
#include <string>
#include <vector>

namespace gmig::layout {

/// A migration that is to be written.
struct NewMigration {
    std::string words;  ///< what it does, in the user's words
    Timestamp now;
    MigrationId id;                    ///< native layout
    std::vector<MigrationId> parents;  ///< native layout
    std::string up{};                  ///< the parts' SQL; empty: for the user to write
    std::string down{};                ///< left out in layouts that have no down part
    bool json = false;  ///< native layout: a JSON migration; `up` is then all of it, or empty
};

/// Its files, with paths relative to the folder, the one with the up part first. In a foreign
/// layout as its tool makes them: the next number in the existing ones' width, or a stamp that is
/// later than the newest; both parts where the existing ones have both, or there is a text for
/// both; for Flyway a .conf besides where the text has what looks like a placeholder, which is
/// then none. `existing` is in order. Error{Usage} when the words leave nothing for a name.
std::vector<FileContent> new_migration_files(Kind layout, std::span<const Migration> existing,
                                             const NewMigration& what);

/// A part's text as its tool executes it in one piece: between marks where the tool ends a
/// statement at each semicolon that ends a line (goose, sql-migrate), as it is elsewhere.
std::string in_one_piece(Kind layout, const std::string& text);

}  // namespace gmig::layout
