#pragma once

#include <gmig/app/known.hpp>
#include <gmig/app/origin.hpp>
#include <gmig/app/request.hpp>
#include <gmig/model/history.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// That an environment has executed a migration, as far as is known without asking it over a
/// network: a SQLite file's ledger is read now, of others what this clone last saw.
struct Execution {
    std::string environment;
    FactsSource source = FactsSource::Unknown;
    Timestamp as_of;  ///< of what is known
    Timestamp at;
    std::string by;                ///< empty: not known
    std::int64_t duration_us = 0;  ///< 0: not known
    bool interrupted = false;      ///< it had begun, outside a transaction
    bool same_text = true;         ///< the file still says what was executed
};

struct LogOptions {
    std::string ref;   ///< empty: the work tree
    bool all = false;  ///< every local branch, and the work tree
};

/// The history, newest first, and where it is executed; with `all` the union of every branch's.
struct LogResult {
    struct Line {
        MigrationId id;
        std::string name;
        std::string path;
        std::vector<MigrationId> parents;
        std::vector<std::string> branches;  ///< with `all`: which have it; "work tree" among them
        std::string description;            ///< the first comment line of the up part
        std::vector<Execution> executed;
    };
    std::vector<Line> migrations;  ///< children before their parents
    std::vector<MigrationId> heads;
    std::vector<Finding> findings;
    std::vector<KnownFacts> environments;  ///< of gmig.json
};
LogResult log(const Request& request, const LogOptions& options);

struct ShowOptions {
    std::string migration;
    bool executed = false;  ///< the texts that the ledger keeps
};

/// One migration in full.
struct ShowResult {
    Migration migration;
    Fingerprint fingerprint;
    std::string source;                    ///< "migrations/x.sql", "ledger:x"
    std::optional<Timestamp> executed_at;  ///< with `executed`
    std::string executed_by;
    Committed committed = Committed::Unknown;
    std::optional<Origin> origin{};  ///< the commit that added the file
    std::vector<Execution> executed{};
    std::vector<KnownFacts> environments{};  ///< of gmig.json
    /// How the text that an environment executed became the file's.
    struct Difference {
        std::string environment;
        std::string part;  ///< "up", "down", "verify"
        std::string diff;  ///< unified
    };
    std::vector<Difference> differences{};
    std::vector<std::string> notes{};
};
/// With `executed` the environment is asked; without, none is over a network.
ShowResult show(const Request& request, const ShowOptions& options);

/// For scripts: `version` is that of the migration with all its ancestors.
struct RevParseResult {
    MigrationId id;
    std::string name;
    Checksum checksum;
    Fingerprint fingerprint;
    Version version;
};
RevParseResult rev_parse(const Request& request, const std::string& word);

}  // namespace gmig::app
