#pragma once

#include <gmig/app/request.hpp>
#include <gmig/model/migration.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace gmig::app {

struct BaselineOptions {
    std::string name;           ///< of the migration that is written, in words; empty: "baseline"
    bool accept_drift = false;  ///< what the migration does not build is let be
    bool dry_run = false;
    /// Called with what the database has otherwise than the migration builds, each in words, before
    /// it is refused or accepted.
    std::function<void(const std::vector<std::string>& differences)> announce{};
};

struct BaselineResult {
    std::string environment;
    MigrationId id;
    std::string name;
    std::string path;                        ///< relative to the project's root
    std::string text{};                      ///< the up part; empty where no migration is written
    bool writes = false;                     ///< the folder had no migrations: this one is written
    bool changed = true;                     ///< false: it was recorded there already
    std::size_t pending = 0;                 ///< migrations behind it, to be executed there
    std::vector<std::string> differences{};  ///< that were accepted
    std::vector<std::string> unmodelled{};   ///< likewise: what gmig has no words for
    std::vector<std::string> notes{};
};

/// Begins with a database that has a schema already, and an empty ledger. Without migrations: its
/// schema becomes the first one, with its way back, in the project's layout; both parts are tried
/// on a shadow first, and up must give that very schema. With migrations: the first of them must
/// build what the database has. Either way that one is recorded as executed, and nothing is run
/// there. Files and ledger are one operation ("baseline"), which can be taken back.
///
/// Error{Guard}: what the migration does not build, without accept_drift; --confirm NAME is missing
/// on a shared or production environment; another tool executes there. Error{History}: the ledger
/// has other migrations. Error{Usage}: the database is empty, a name where none is written, a
/// layout that has no SQL.
BaselineResult baseline(const Request& request, const BaselineOptions& options);

}  // namespace gmig::app
