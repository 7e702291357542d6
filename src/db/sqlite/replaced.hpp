#pragma once

#include "db/sqlite/connection.hpp"
#include <gmig/db/driver.hpp>

#include <optional>
#include <string>

// How a replacement that was cut short is known: before `candidate` is written into `live`, a token
// and both paths are put into a table of gmig's own in it, gmig_replacement. So `live` has the
// table with its own path exactly when it was replaced (a copy of the candidate that somebody made
// by hand has it with another's); and a candidate whose token is in that `live` is a leftover. The
// table is dropped in `live` as soon as the leftover is gone.
namespace gmig::db::sqlite {

struct Replaced {
    std::string token;
    std::string candidate;  ///< its path
    std::string live;       ///< the path_of() what it is written into
    bool operator==(const Replaced&) const = default;
};

/// One path for all names of a file.
std::string path_of(const Target& target);

/// What a database says of its last replacement; nothing: it is settled.
std::optional<Replaced> replacement_of(Connection& connection);
/// Within a transaction of the caller's.
void note_replacement(Connection& connection, const Replaced& replaced);
void forget_replacement(Connection& connection);

/// The path of the candidate that was written into `live` and is still there; empty: none is.
std::string leftover_of_replacement(const Target& live, const OpenOptions& options);

/// Ends a replacement of `live` that was cut short after the swap: removes the leftover. What
/// cannot be done now, because others are using one of the two, is left for the next time.
void settle_replacement(const Target& live, const OpenOptions& options);

}  // namespace gmig::db::sqlite
