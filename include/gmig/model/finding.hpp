#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/error.hpp>

#include <cstdint>
#include <optional>
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
    UnknownFacts = 901,
    FactsTakenAway = 902,
};

/// "GM101".
std::string to_string(Code code);
/// "edited-after-execution".
std::string_view title(Code code);
/// The severity it has unless gmig.json says otherwise.
Severity default_severity(Code code);
/// "information", "warning", "error", and back.
std::string_view to_string(Severity severity);
std::optional<Severity> severity_from(std::string_view text);
/// The code of "GM101"; nothing for a code that does not exist.
std::optional<Code> code_from(std::string_view text);

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
