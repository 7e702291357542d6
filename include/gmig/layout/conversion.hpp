#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/model/migration.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// A migration of another tool's as a file of gmig's own layout.
struct ConvertedMigration {
    MigrationId id;                    ///< as it was, so that ledgers' rows stay its own
    std::string before;                ///< its name in the tool's layout
    std::string name;                  ///< its name now: the same, made to fit where it does not
    std::string text;                  ///< of NAME.sql
    bool irreversible = false;         ///< there is no statement in a down part
    std::vector<std::string> notes{};  ///< what is otherwise now, for people
};

/// Migrations of a foreign layout (in the tool's order) in gmig's own: ids, parents and both parts
/// stay as they are, so that every checksum stays the same; transaction=off where the tool ran the
/// up part so; `irreversible` where there is no way back. Lines that start with `-- gmig:` are
/// directives from then on: those about lint stay, others go. Names are shortened to 63 bytes, and
/// signs that a native name cannot hold become dashes; none is given twice, in any case of letters.
///
/// Each file is read again before it is given back. Error{Migration} at the tool's file where that
/// gives something else (a text that ends within a literal, a comment that looks like a directive),
/// and for JSON.
std::vector<ConvertedMigration> converted(std::span<const Migration> migrations, Dialect dialect);

/// By which a tool keys the migration that has this name after conversion, in the tool's normal
/// form; nothing where it cannot be one of the tool's.
std::optional<std::string> version_in_name(Kind tool, std::string_view name);

/// gmig.json with this project's "layout" as gmig's own and without "mode", which is for other
/// tools' layouts; all else, comments too, stays byte for byte. `path` is for messages.
std::string with_native_layout(std::string_view bytes, const std::string& path,
                               const std::string& project);

}  // namespace gmig::layout
