#pragma once

#include <gmig/app/files.hpp>
#include <gmig/app/request.hpp>

#include <string>
#include <vector>

namespace gmig::app {

struct RevertOptions {
    std::string migration;  ///< a word, in the work tree
    std::string name;       ///< of the new one, in words; empty: "revert" and what it takes back
    bool dry_run = false;
};

struct RevertResult {
    WrittenMigration written;  ///< also of a dry run
    MigrationId reverted;
    std::string reverted_name;
    std::string up;  ///< as written
    std::string down;
    bool derived = false;             ///< by the difference of two schemas: there was no down part
    std::vector<std::string> losses;  ///< data that executing it drops: "column article.body"
    std::vector<std::string> notes;
};

/// A new migration after the head that takes an older one back: up is its down part, down its up
/// part (of a JSON migration as SQL). Without a down part: the difference between what all
/// migrations build and what they build without it, where those that follow run without it. Tried
/// on a shadow after everything else, up and down, before it is written as new_migration() does;
/// no database is touched.
///
/// Throws Error{Guard} where there is no such inverse, Error{Database, Migration} with its place
/// where it does not run; nothing has changed then.
RevertResult revert(const Request& request, const RevertOptions& options);

}  // namespace gmig::app
