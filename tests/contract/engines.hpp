#pragma once

#include <gmig/db/driver.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace gmig::db {

/// One engine under the contract, and what of it the contract cannot say portably.
struct Engine {
    const char* name;  ///< the instance's name: "Sqlite"
    Dialect dialect;
    /// Makes a new, empty database (in `folder`, if it is a file) and returns its URL.
    std::string (*new_database)(const std::filesystem::path& folder);
    /// Statements that leave something in the session, and a query that then yields a row.
    const char* leave_in_session;
    const char* is_left;
    /// A statement that runs for a minute.
    const char* slow;
};

/// Every engine, one line each in engines.cpp.
std::vector<Engine> engines();

}  // namespace gmig::db
