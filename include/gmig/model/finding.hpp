#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/error.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gmig {

enum class Severity : std::uint8_t { Information, Warning, Error };

/// What gmig can find wrong. The number is stable and public: GM101 is code 101.
enum class Code : std::uint16_t {
    EditedAfterExecution = 101,
    ExecutedMissing = 102,
    ExecutedRenamed = 103,
    DownOrVerifyEdited = 104,
    Override = 105,
    CosmeticEdit = 106,
    IdentityLost = 107,
    OutOfOrder = 201,
    DivergedHeads = 202,
    VersionCollision = 203,
    DuplicateId = 204,
    MissingParent = 205,
    Cycle = 206,
    StaleHeadFile = 207,
    UnreadableMigration = 208,
    TouchesSameObject = 301,
    DoesNotCommute = 302,
    MergedHistoryDoesNotExecute = 303,
    // Lint, docs/lint: what a migration does to a database in use. Both dialects, or PostgreSQL.
    AddsRequiredColumn = 401,
    DefaultRewritesTable = 402,
    ChangesColumnType = 403,
    SetsNotNull = 404,
    IndexLocksWrites = 405,
    IndexDropLocks = 406,
    ConcurrentlyIfNotExists = 407,
    ConstraintScansTable = 408,
    ValidatesAtOnce = 409,
    ConstraintBuildsIndex = 410,
    RenamesColumn = 411,
    RenamesTable = 412,
    DropsColumn = 413,
    DropsTable = 414,
    TruncatesTable = 415,
    NoLockTimeout = 416,
    ForeignKeyWithoutIndex = 417,
    EnumValueInTransaction = 418,
    ChangesRows = 419,
    RewritesTable = 420,
    PartitionLocksTable = 421,
    LocksTable = 422,
    // SQLite.
    DoubleQuotedString = 431,
    UnsafeTableRebuild = 432,
    AddsRefusedColumn = 433,
    // What lint says of itself, and of what it cannot see.
    ReachesOutside = 441,
    CannotSeeInside = 442,
    NotLinted = 451,
    UnknownFacts = 901,
    FactsTakenAway = 902,
    ToolHistory = 903,  ///< another tool's history table is in a state that nothing follows from
};

/// "GM101".
std::string to_string(Code code);
/// "edited-after-execution".
std::string_view title(Code code);
/// Whether it is one of lint's: GM401 to GM499.
bool is_lint(Code code);
/// The severity it has unless gmig.json says otherwise.
Severity default_severity(Code code);
/// "information", "warning", "error", and back.
std::string_view to_string(Severity severity);
std::optional<Severity> severity_from(std::string_view text);
/// The code of "GM101"; nothing for a code that does not exist.
std::optional<Code> code_from(std::string_view text);
/// All of them, by number.
std::span<const Code> all_codes();

/// What a finding's migration is held against: the later one that is executed, the other one of a
/// collision, what it was before an edit or a rename.
struct Counterpart {
    MigrationId id;
    std::string name;
    std::string path;  ///< empty when no file of the result has it

    auto operator<=>(const Counterpart&) const = default;
};

/// One thing found: a value, never thrown.
struct Finding {
    Code code{};
    Severity severity = Severity::Error;
    MigrationId id;    ///< empty when it is about no single migration
    std::string name;  ///< the migration's name; empty likewise
    Where where;       ///< the file, and the line if one is meant
    std::string message;
    std::string remedy;  ///< a command, or what to do in one line
    std::optional<Counterpart> other{};
    bool blocks = true;  ///< false where a check found it to be no doing of the branch

    auto operator<=>(const Finding&) const = default;
};

}  // namespace gmig
