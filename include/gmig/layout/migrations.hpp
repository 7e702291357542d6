#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/finding.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/model/override.hpp>
#include <gmig/support/file.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// The canonical form of a part for checksums and the ledger: newlines as LF, no BOM, directive
/// lines left out, trailing blank lines dropped. Applying it twice changes nothing.
std::string canonical_part(std::string_view part, Dialect dialect);

/// What the tripwire file says.
struct HeadFile {
    std::string path;
    std::optional<MigrationId> head;  ///< none when it says "none", or is not one line with an id
    std::string problem;              ///< in the latter case: why ("conflict markers", …)
};

/// What a tree's folder holds.
struct MigrationSet {
    std::vector<Migration> migrations;  ///< in no particular order
    /// GM203; GM208: files that are no usable migration, or (as warnings) that another tool's
    /// layout does not execute. A migration whose one trouble is that its up part holds no
    /// statement yet is in `migrations` all the same: its place in the history is known.
    std::vector<Finding> findings;
    std::optional<HeadFile> head;  ///< gmig.head, when there is one
    std::vector<Override> overrides;
};

inline constexpr std::string_view head_file_name = "gmig.head";
inline constexpr std::string_view overrides_file_name = "gmig.overrides";

/// Whether a file at this path (relative to the migrations folder) is any of gmig's business:
/// whoever lists a tree reads only these.
bool wants(Kind layout, std::string_view path);

/// Reads a folder's files. Pure: bytes in, migrations out; never throws for what is in a file: that
/// is a finding GM208 with its place. `folder` is put before paths that are shown.
MigrationSet read_migrations(Kind layout, Dialect dialect, std::span<const FileContent> files,
                             const std::string& folder);

/// Of the up part's tokens; of a JSON migration, of its modifications in canonical form.
Fingerprint fingerprint_of(const Migration& migration, Dialect dialect);

/// The first file that cannot be read as a migration is thrown as Error{Migration}, for commands
/// that write. GM203, warnings, and migrations that are in the set (one without a statement yet:
/// running it is what is refused, by sql::prepare) stay findings.
void throw_unreadable(const MigrationSet& set);

/// The layout that a folder's file names fit; nothing when they fit none (or there are none), or
/// several: VERSION_NAME.sql may be dbmate's, goose's, sql-migrate's, node-pg-migrate's or sqlx's.
std::optional<Kind> detect(std::span<const std::string> paths);

/// The same; where names do not tell, the marks in the files do.
std::optional<Kind> detect(std::span<const FileContent> files);

}  // namespace gmig::layout
