#pragma once

#include <gmig/app/connection.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace gmig::app {

/// Of each migration that others may have executed by now: where ("origin/main").
using Published = std::unordered_map<MigrationId, std::string>;

/// What the trees of published_branches() have.
Published published_migrations(const Request& request, const Workspace& workspace);

/// Both sides of what may be amended.
struct AmendSides {
    const History& history;
    const Facts& facts;
    const Assessment& assessment;
    const Published& published;
};

/// Whether row and file say the same, down and verify parts too.
bool is_as_executed(const Migration& file, const LedgerEntry& row);

/// The one that a word means; without one the latest that is not published, or nothing where each
/// is. Error{Usage} where that one is as it was executed, or is not executed, while earlier ones
/// that are not published have been edited: it names them. Error{History} for a migration that only
/// the ledger has.
///
/// `takes_unedited`: the latest is meant even so.
const Assessed* choose_to_amend(const AmendSides& sides, const std::string& word,
                                bool takes_unedited);

/// What the files and the ledger do not agree on besides: in words, for none of it changes.
std::vector<std::string> notes_on_others(const AmendSides& sides, const MigrationId& amended);

}  // namespace gmig::app
