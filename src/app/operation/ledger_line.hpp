#pragma once

#include <gmig/db/ledger.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace gmig::app {

/// A line of a ledger's operation log, its detail read.
struct LedgerLine {
    db::Operation line;
    std::optional<LedgerEntry> before;        ///< the row that stood there, as far as it was kept
    std::optional<db::Texts> before_texts{};  ///< of a row that went or was replaced
    std::string back;                         ///< SQL; empty: none
    std::int64_t undoes = 0;                  ///< 0: nothing
    /// The id that the line's migration has now, where rows followed a rename since and ids are
    /// names.
    MigrationId present{};
    bool intact = true;  ///< false: edited by hand, or of a newer gmig
};

/// Reads a line's detail.
LedgerLine read_line(const db::Operation& operation);

/// Whether it tells of an import: of the ledger as a whole (then it has no id), or of a row. Former
/// gmigs wrote "adopt", as for a row whose new content was agreed on (docs/decisions/0015).
bool is_import(const LedgerLine& line);

/// Of those lines (all of their kind and all that take one back, the newest first) the imports that
/// stand.
std::vector<db::Operation> standing_imports(std::span<const db::Operation> newest_first);
/// The kinds of lines that it has to be given.
inline constexpr std::array<std::string_view, 3> import_kinds{"import", "adopt", "undo"};

/// What gmig rolled back or marked by the lines that stand (all of a log, the newest first): one
/// that the ledger has no row of is pending by gmig's doing.
std::unordered_set<MigrationId> taken_out_of(std::span<const db::Operation> newest_first);

/// What of a run is to be taken back: a log is a stack, whose top has to be that run's.
struct Standing {
    std::vector<LedgerLine> lines;  ///< the newest first
    /// What stands above some of them; nothing may be done then.
    std::optional<LedgerLine> above;
    bool known = false;  ///< the log has lines of that run, whether or not they were taken back
};

/// `lines`: all of a log, the newest first. Lines that take others back, and those that were taken
/// back, do not count, nor do a migration that failed and rows of other runs that follow a file's
/// new name.
Standing standing_of_run(std::span<const LedgerLine> lines, const std::string& run_id);

}  // namespace gmig::app
