#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/time.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// "Add categories!" as a slug, "add-categories": ASCII letters and digits, lower case, one dash
/// between. Error{Usage} when nothing is left, or a part would not fit into 63 bytes with its
/// stamp.
std::string slug_of(std::string_view words);

/// `max(now, newest + 1 s)` as a stamp and the slug: the name of a migration to be written after
/// one named `newest` (empty: none).
std::string next_name(Timestamp now, std::string_view newest, std::string_view slug);

/// The text of a new native migration, still without a statement; with several parents, of a merge
/// migration that says it is empty.
std::string new_migration_text(const MigrationId& id, const std::vector<MigrationId>& parents,
                               std::string_view description);

/// The bytes of a native file with the header directive naming this id and these parents: an
/// existing header line is replaced, other directives on it stay, else it is put in front (after a
/// BOM; with the file's own newlines). In a JSON file, the keys "id" and "parents" are. Changes no
/// checksum.
std::string with_identity(std::string_view bytes, const MigrationId& id,
                          const std::vector<MigrationId>& parents,
                          Dialect dialect = Dialect::Postgresql);

/// What gmig.head says while there is no migration.
inline constexpr std::string_view no_head = "none";

/// The one line of gmig.head, with its newline; for an empty id that there is none.
std::string head_file_text(const MigrationId& head);

/// What `gmig init` puts into .gitattributes for a folder: eol=lf, whatever the checkout's setting.
std::string gitattributes_line(std::string_view folder);

}  // namespace gmig::layout
