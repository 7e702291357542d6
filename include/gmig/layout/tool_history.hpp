#pragma once

#include <gmig/layout/migrations.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/history.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// The table in which a tool keeps what it executed.
struct HistoryTable {
    std::string_view name;    ///< the tool's default: "schema_migrations"
    std::string_view schema;  ///< PostgreSQL: where it stands by default; empty: in search_path
    /// Columns that it must have to be this tool's, and no other's of the same name.
    std::span<const std::string_view> columns;
    /// It keeps no more than the highest version: whatever sorts up to it counts as executed.
    bool high_water = false;
};
/// Nothing for gmig's own layout.
std::optional<HistoryTable> history_table(Kind layout);

/// What became of a version, as the tool's row says.
enum class ToolState : std::uint8_t {
    Done,
    Failed,      ///< begun and not ended: golang-migrate's dirty, Prisma's row without finished_at
    RolledBack,  ///< taken back, so that it is pending again; told for people
};

/// A row of the table in one form for all tools.
struct ToolRow {
    std::string version;     ///< in the layout's normal form (see Migration::version)
    std::string name{};      ///< as the tool names it, where it does
    std::string checksum{};  ///< in the tool's own form, where it keeps one
    ToolState state = ToolState::Done;
    Timestamp executed_at{};
    std::int64_t duration_us = 0;
    std::string executed_by{};
    std::string note{};  ///< the tool's message about a failure

    bool operator==(const ToolRow&) const = default;
};

/// What the table says.
struct ToolHistory {
    Kind layout = Kind::Gmig;
    std::string table;          ///< as shown: "public.schema_migrations"
    std::vector<ToolRow> rows;  ///< in the order of execution, as far as the table tells
};

/// The columns that are read, and rows of them as one form: pure, so that each tool's rules (a row
/// per attempt, versions with or without dashes, rows that are no migration: Flyway's baseline,
/// goose's version 0) stand beside its file names. Error{Environment} naming table and row where a
/// value is nothing that the tool writes.
std::span<const std::string_view> history_columns(Kind layout);
ToolHistory read_tool_history(Kind layout, const std::string& table,
                              std::span<const std::vector<std::optional<std::string>>> rows);

/// The tool's own checksum of a migration's file, in the form of its table; empty for tools that
/// keep none. sqlx: SHA-384 of the bytes; Prisma: SHA-256; Flyway: CRC32 of the lines.
std::string tool_checksum(Kind layout, std::string_view bytes);

/// A tree's migrations and the files that they were read from.
struct TreeOfFiles {
    const History* history = nullptr;
    std::span<const FileContent> files{};
};

/// The tool's rows as facts about migrations: entries by id, and GM903 for what nothing follows
/// from (a dirty version, a failed row, the same version twice).
///
/// A version is the migration of that version in `here`, else in `base`; else a row without a file,
/// with an id that its version and name give. Of a high-water tool every migration up to its
/// version is executed. What an entry's checksum is: where the tool keeps checksums, that of
/// whichever file (here's or the base's) has the tool's one, and if none has, one that no file has,
/// so that it counts as edited; otherwise the base's where the base has it, and here's where it has
/// not.
Facts facts_of(const ToolHistory& history, const TreeOfFiles& here, const TreeOfFiles& base,
               const std::function<Fingerprint(const Migration&)>& fingerprint_of);

}  // namespace gmig::layout
