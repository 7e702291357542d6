#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/history.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

struct LogOptions {
    std::string ref;   ///< empty: the work tree
    bool all = false;  ///< every local branch, and the work tree
};

/// The history, newest first; with `all` the union of every branch's.
struct LogResult {
    struct Line {
        MigrationId id;
        std::string name;
        std::string path;
        std::vector<MigrationId> parents;
        std::vector<std::string> branches;  ///< with `all`: which have it; "work tree" among them
        std::string description;            ///< the first comment line of the up part
    };
    std::vector<Line> migrations;  ///< children before their parents
    std::vector<MigrationId> heads;
    std::vector<Finding> findings;
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
};
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
