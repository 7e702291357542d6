#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/migration.hpp>
#include <gmig/schema/modification.hpp>

#include <string>
#include <vector>

namespace gmig::app {

struct DescribeOptions {
    std::string migration;  ///< a word; empty: the head
    bool down = false;      ///< the down part instead
    bool words = true;      ///< false: only the SQL, for which no shadow is needed
};

/// What a part of a migration does, in words and as SQL.
struct DescribeResult {
    MigrationId id;
    std::string name;
    std::string path;
    bool down = false;
    bool alone = false;  ///< runs outside a transaction

    /// What it does to the schema, by the difference between before it and after it.
    struct Change {
        std::vector<std::string> summaries;
        std::vector<schema::Mark> marks;
    };
    std::vector<Change> changes;
    /// Statements that are no DDL (they change data, say), each on one line, shortened.
    std::vector<std::string> others;
    /// What the statements' text says that no change above is marked with: rows deleted, a table
    /// dropped and made again.
    std::vector<schema::Mark> marks;
    std::string sql;
    std::vector<std::string> notes;
};

/// Throws Error{Usage} for a word that means no migration, and for a down part that is not there;
/// what replay throws, when words are wanted.
DescribeResult describe(const Request& request, const DescribeOptions& options);

}  // namespace gmig::app
