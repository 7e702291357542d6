#pragma once

#include "layout/reading.hpp"
#include <gmig/schema/json_migration.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// A native .json file into the set; what is wrong with it is reported.
void read_native_json(Reading& reading, const FileContent& file, std::string_view text);

/// The content of a JSON migration into `migration`, whose path is set; nothing, and a finding,
/// when it cannot be used.
std::optional<schema::JsonMigration> take_json(Reading& reading, std::string_view text,
                                               schema::Vocabulary vocabulary, Migration& migration);

/// A new native JSON migration.
std::string new_json_text(const MigrationId& id, const std::vector<MigrationId>& parents,
                          std::string_view description);

/// As with_identity, of a native JSON file: the values of "id" and "parents" are put in the place
/// of those that are there, or in front of the other keys; nothing else changes.
std::string with_json_identity(std::string_view bytes, const MigrationId& id,
                               const std::vector<MigrationId>& parents);

/// Whether a native file's bytes are JSON: no SQL begins with a brace.
bool is_json(std::string_view bytes);

}  // namespace gmig::layout
