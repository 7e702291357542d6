#pragma once

#include <gmig/model/ids.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace gmig::db {

/// A database's URL, taken apart by gmig itself: `sqlite:PATH` (relative to `base`;
/// `sqlite::memory:` too), `postgres://…` and `postgresql://…` as libpq documents them (connection
/// URIs).
struct Target {
    Dialect dialect = Dialect::Sqlite;
    std::string
        location;       ///< the SQLite file's path, or the whole PostgreSQL URL, secrets included
    std::string shown;  ///< for people, logs and ledgers: without password or secret parameter
    std::string database;  ///< the database's name; for SQLite the file's name
    bool has_password = false;
};

/// Throws Error{Usage} for what is no such URL. Neither the error nor anything else ever shows a
/// part of the URL behind "://" up to the last '@', nor a parameter's value.
Target parse_url(std::string_view url, const std::filesystem::path& base);

/// Whether a connection to it stays on this machine: SQLite, a socket, a loopback address. What the
/// URL leaves open libpq takes from the environment (PGHOST, PGHOSTADDR, PGSERVICE), which
/// `variable` gives. False where it cannot be told.
bool on_this_machine(const Target& target,
                     const std::function<std::optional<std::string>(const char*)>& variable);

/// `text` (a library's message, say) with everything secret of the URL taken out: the password,
/// decoded and as written, in any piece of three characters or more of a malformed one.
std::string redact(std::string text, std::string_view url);

}  // namespace gmig::db
