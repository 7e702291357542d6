#pragma once

#include <gmig/db/driver.hpp>
#include <gmig/model/migration.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::db {

/// The ledger's own rows, for its own history (migrations/), stand under this project.
inline constexpr const char* own_project = "gmig";

/// The migrations of the ledger's own history, in their order.
std::vector<Migration> own_migrations();

/// How a database's ledger stands to the history that this gmig has built in.
struct OwnHistory {
    std::vector<Migration> missing;  ///< known here and not executed there, in their order
    std::int64_t executed = 0;
    /// The version of the gmig that executed the last one that is not known here.
    std::optional<std::string> newer_version;
};

/// Reads it. The table gmig_ledger must be there. Throws Error{History} when it cannot be read, or
/// says that another text was executed than the one known here.
OwnHistory own_history_in(Driver& driver);

}  // namespace gmig::db
