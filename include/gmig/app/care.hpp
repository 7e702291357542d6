#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/migration.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// What one verify part said.
struct Verified {
    MigrationId id;
    std::string name;
    bool ok = false;
    std::string problem;  ///< when it is not
    Where where;
};
struct VerifyResult {
    std::string environment;
    std::vector<Verified> checked;
    std::size_t without_verify = 0;  ///< executed migrations that have no verify part
};
/// Runs the verify part of one executed migration, or of all, against the environment; changes
/// nothing. Error{Usage} when the named one is not executed or has no verify part.
VerifyResult verify(const Request& request, const std::string& word);

enum class MarkAs : bool { Pending, Executed };
struct MarkOptions {
    std::string migration;
    MarkAs as{};
    bool dry_run = false;
};
struct MarkResult {
    MigrationId id;
    std::string name;
    bool changed = true;    ///< false: it was so already
    bool verified = false;  ///< its verify part said so (or, for pending, said no)
};
/// States a fact by hand. Executed: its verify part, if it has one, must succeed first. Pending:
/// must fail first. Without a verify part, and on shared and production environments, --confirm
/// NAME is wanted. The operation log keeps it.
MarkResult mark(const Request& request, const MarkOptions& options);

/// What a crash left, and what was done about it.
struct RecoverResult {
    std::string environment;
    std::vector<std::string> found;
    std::vector<std::string> done;
    bool dry_run = false;
};
/// Completes the journal of files, resumes migrations that were interrupted outside a transaction,
/// and drops invalid indexes that their statements left. Error{Recover} where a hand is needed.
RecoverResult recover(const Request& request, bool dry_run);

/// One line of `doctor`.
struct Diagnosis {
    enum class Verdict : std::uint8_t { Good, Note, Bad };
    Verdict verdict{};
    std::string subject;  ///< "configuration", "repository", "ledger", …
    std::string message;
    std::string remedy;
};
/// What is set up, what is missing, how old facts are, what was interrupted. Never throws for what
/// it finds.
std::vector<Diagnosis> doctor(const Request& request);

/// Makes a database that says another name (a restored backup) the environment that was asked for,
/// with an identity of its own. Wants --confirm NAME.
std::string adopt_environment(const Request& request);

}  // namespace gmig::app
