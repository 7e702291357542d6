#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// One operation of this work tree's log.
struct OperationLine {
    std::int64_t number = 0;
    std::string kind{};   ///< empty: its record is damaged
    std::string command;  ///< as it was written
    Timestamp at;
    std::string by;
    std::string environment{};  ///< empty: no database
    bool finished = true;       ///< false: it was interrupted
    std::string final_because{};
    std::int64_t undoes = 0;     ///< 0: none
    std::int64_t undone_by = 0;  ///< 0: none
};

/// The newest first.
std::vector<OperationLine> operation_log(const Request& request);

/// One operation in full.
struct ShownOperation {
    OperationLine line;
    struct File {
        std::string path;  ///< relative to the project's root
        std::optional<std::string> before;
        std::optional<std::string> after;
    };
    std::vector<File> files{};
    struct Change {
        std::string kind{};  ///< "execute", "rollback", "rename", "amend", …
        MigrationId id;
        std::string name;
        bool undone = false;
    };
    /// What it did to the ledger, in its order.
    std::vector<Change> changes{};
    std::string head_before{};  ///< of what moves git's HEAD: a branch or a commit
    std::string head_after{};
    /// Why the ledger's part cannot be told here; empty when it can.
    std::string ledger_unknown{};
};
/// Error{Usage} for a number that there is not, Error{Recover} for a damaged record.
ShownOperation show_operation(const Request& request, std::int64_t number);

struct UndoOptions {
    std::optional<std::size_t> number;  ///< none: the newest that has not been taken back
    bool dry_run = false;
};

/// What was, or would be, taken back.
struct UndoResult {
    std::int64_t number = 0;  ///< 0: there was nothing to take back
    std::string kind{};
    std::string environment{};
    struct Step {
        std::string action;  ///< "roll back", "execute", "restore row", "write file", …
        MigrationId id;
        std::string name;  ///< of the migration, or the file's path
    };
    std::vector<Step> steps{};
    std::size_t done = 0;
    std::vector<std::string> losses{};  ///< data that goes
    std::vector<std::string> notes{};   ///< data that does not come back
    bool dry_run = false;
};

/// Takes an operation back: git's HEAD, then the ledger and its schema, the newest change first,
/// each in a transaction with a line in the ledger's log, then files and index. It can be
/// interrupted: the same command goes on.
///
/// Error{History} where things have moved on since (another change of the ledger after it, a file
/// with other bytes, another database of that name), naming what: nothing has changed then.
/// Error{Usage} for what cannot be taken back or has been. Consent as for a rollback.
UndoResult undo(const Request& request, const UndoOptions& options);

}  // namespace gmig::app
