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
    /// Columns that it must have to be this tool's, and no other's of the same name. They are what
    /// is read, in this order.
    std::span<const std::string_view> columns;
    std::string_view order;      ///< of them: by which its rows are read
    bool only_these = false;     ///< a table with more columns is another tool's
    bool high_water = false;     ///< it keeps the highest version alone (see ToolRow::up_to)
    std::string_view run;        ///< the tool's command that executes what is pending
    std::string_view take_back;  ///< likewise that takes the newest back; empty: it has none
};
/// Nothing for gmig's own layout.
std::optional<HistoryTable> history_table(Kind layout);
/// The layouts whose tools have one.
std::vector<Kind> layouts_with_history();

/// What became of a version, as the tool's row says.
enum class ToolState : std::uint8_t {
    Done,
    Failed,      ///< begun and not ended: golang-migrate's dirty, Prisma's row without finished_at
    RolledBack,  ///< taken back, so that it is pending again; told for people
};

/// A row of the table in one form for all tools.
struct ToolRow {
    std::string version;     ///< in the layout's normal form (see Migration::version)
    std::string name{};      ///< as the tool names it, where it does: the file's stem
    std::string checksum{};  ///< in the tool's own form, where it keeps one
    ToolState state = ToolState::Done;
    /// Whatever sorts before it counts as executed, too: a high-water mark, Flyway's baseline.
    bool up_to = false;
    Timestamp executed_at{};  ///< 0 where the tool does not say
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

    bool operator==(const ToolHistory&) const = default;
};

/// Rows of HistoryTable::columns, in the table's order, as one form: pure, so that each tool's
/// rules (a row per attempt, versions with or without dashes, rows that are no migration: Flyway's
/// repeatable ones, goose's version 0) stand beside its file names. Values are texts as SQLite or
/// PostgreSQL gives them; bytes are hexadecimal, with or without \x. Error{Environment} naming
/// table and row where a value is nothing that the tool writes; times are shown only, and one that
/// cannot be read is unknown.
ToolHistory read_tool_history(Kind layout, const std::string& table,
                              std::span<const std::vector<std::optional<std::string>>> rows);

/// The tool's own checksum of a migration's file, in the form of its table; empty for tools that
/// keep none. sqlx: SHA-384 of the bytes; Prisma: SHA-256; Flyway: CRC32 of the lines;
/// postgrator: MD5.
std::string tool_checksum(Kind layout, std::string_view bytes);
/// Whether a tool takes a file for the one with that checksum. Prisma takes other line ends, and
/// its former form without leading zeros; postgrator can be told to take other line ends.
bool fits_tool_checksum(Kind layout, std::string_view bytes, const std::string& checksum);

/// A tree's migrations and the files that they were read from.
struct TreeOfFiles {
    const History* history = nullptr;  ///< null: there is no such tree
    std::span<const FileContent> files{};
    std::string_view folder{};  ///< put before the files' paths, as in read_migrations
};

/// The trees in which a row's file is looked for.
struct ToolTrees {
    TreeOfFiles here;
    TreeOfFiles base;
    TreeOfFiles head{};  ///< HEAD's: names what neither of them has
    /// Where both have a file of a version it is the base's: in an environment that others share.
    bool base_first = false;
};

/// The tool's rows as facts about migrations: entries by sequence, the tool, and GM903 for what
/// nothing follows from (a dirty version, a failed row, the same version twice, a high-water mark
/// that no file has). The rest of Facts is the caller's.
///
/// A row is the migration of its version (Prisma: of its name) in `here`, else in `base`, else in
/// `head`; else one without a file, with an id that its version and name give. Of one that counts
/// `up_to` its version every migration before it is executed, but for a file that the base lacks
/// where the base has the version's own file: the tool will never execute that one.
///
/// What an entry's checksum is: where the tool keeps checksums, that of whichever file has the
/// tool's one, and if none has, one that no file has, so that it counts as edited; otherwise the
/// base's where the base has it, and here's where it has not.
Facts facts_of(const ToolHistory& history, const ToolTrees& trees,
               const std::function<Fingerprint(const Migration&)>& fingerprint_of);

}  // namespace gmig::layout
