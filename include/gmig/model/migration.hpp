#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gmig {

/// One part (up, down or verify) of a migration: its text, and where in which file it stands, so
/// that an error in it can be shown there. A part begins at the start of a line; `text` is in
/// canonical form (LF, no BOM) with directive lines still in it (they are comments).
struct Script {
    std::string text;
    std::string path;  ///< as shown to people: relative to the project's root, or "ledger:NAME"
    std::uint32_t first_line = 1;
    TransactionMode transaction = TransactionMode::On;

    auto operator<=>(const Script&) const = default;
    /// The place of byte `offset` of the text.
    [[nodiscard]] Where where(std::size_t offset) const;
};

/// Where a migration's id comes from.
enum class Identity : bool {
    Derived,  ///< from its name, or from its version and slug in a foreign layout
    Written,  ///< stands in the file
};

/// One migration as a tree has it.
struct Migration {
    MigrationId id;
    std::string name;       ///< the stem: "2026-11-20-101806-add-categories"
    std::string version{};  ///< by which another tool keys it; empty in the native layout
    std::vector<MigrationId> parents;  ///< none for the root
    Identity identity = Identity::Written;
    std::string path;  ///< the file of the up part, relative to the project's root

    /// A JSON migration: {formatVersion, modifications} in canonical form; `up` and `down` have no
    /// text until it is rendered for a schema. Empty for SQL.
    std::string modifications{};
    std::vector<Where> modification_places{};  ///< where each of them stands in the file
    Script up;
    std::optional<Script> down;
    std::optional<Script> verify;
    Checksum checksum;
    std::optional<Checksum> down_checksum;
    std::optional<Checksum> verify_checksum;

    bool irreversible = false;  ///< said so: no down part is missed
    bool empty = false;         ///< said so: an up part without a statement is meant
    bool grammar_off = false;   ///< newer syntax than the parser's: split by gmig's own lexer
    std::vector<MigrationId> replaces;
    /// The directives lint-ignore-file=GM405: that rule is not reported for it. A lint-ignore=GM405
    /// is about the statement behind it alone, and stands in `up`'s text.
    std::vector<std::string> lint_ignores;
};

}  // namespace gmig
