// A database takes another one's place.
#include "db/server/changing.hpp"
#include "db/server/databases.hpp"
#include "db/server/mark.hpp"
#include "db/server/properties.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <array>
#include <optional>
#include <utility>

namespace gmig::db::server {
namespace {

/// What the server says when the database was written to at the last moment.
constexpr const char* moved_mark = "gmig: written to meanwhile: ";

/// With PostgreSQL 15 a session that is ended brings its counters to where all see them before it
/// is gone; before, they travelled by themselves.
constexpr int with_exact_counters = 15;

std::string counters_of(const std::string& oid) {
    return fmt::format(
        "pg_catalog.concat_ws(',', pg_catalog.pg_stat_get_db_tuples_inserted({0}),"
        " pg_catalog.pg_stat_get_db_tuples_updated({0}),"
        " pg_catalog.pg_stat_get_db_tuples_deleted({0}))",
        oid);
}

Error moved(const Replacement& replacement, const std::vector<std::string>& changes) {
    return Error(Error::Kind::Guard,
                 "database " + printable(replacement.live.database) +
                     " has moved on since it was looked at: " + join(changes, ", ") + " changed")
        .state("nothing has changed");
}

/// What is compared at the last moment: all that was written to the database up to now, by
/// whomever. Looks first, so that whatever is written while it looks for changes counts as unseen.
std::string looked_at(Server& server, const Replacement& replacement, const std::string& oid) {
    std::string counters = server.text("SELECT " + counters_of(oid));
    OpenOptions reading = server.options();
    reading.writing = false;
    const std::unique_ptr<Driver> live =
        open(sister(server.near(), replacement.live.database), reading);
    const std::vector<std::string> changes =
        server::changes_between(*replacement.unmoved_since, server::change_point(*live));
    if (!changes.empty()) {
        throw moved(replacement, changes);
    }
    return counters;
}

/// Fails when the counters are others than those that were seen. It stands behind the renames,
/// which have waited until no session is left.
Query refuse_when_moved(const std::string& oid, const std::string& counters) {
    return {fmt::format("SELECT CASE WHEN c = $1 THEN 0 ELSE ($2 || c)::pg_catalog.int4 END"
                        " FROM (SELECT {} AS c OFFSET 0) AS now",
                        counters_of(oid)),
            {counters, moved_mark}};
}

/// What the server says when a statement was tried, and could have been run.
constexpr const char* tried_mark = "gmig: tried";

/// Error{Guard} when this role may not give the candidate what the live database has: found out
/// before any session is closed, and one by one, so that somebody else can do it.
void require_permitted(Server& server, const Replacement& replacement) {
    const std::string& candidate = replacement.candidate.database;
    const Properties now = properties_of(server, candidate);
    const Properties wanted = properties_of(server, replacement.live.database);
    for (const std::string& statement : changes_of_properties(candidate, now, wanted, true)) {
        const std::array<Query, 2> attempt{
            Query{statement, {}}, Query{"SELECT $1::pg_catalog.int4", {std::string(tried_mark)}}};
        try {
            server.driver().write(attempt);
        } catch (const Error& error) {
            if (std::string(error.what()).find(tried_mark) != std::string::npos) {
                continue;
            }
            throw Error(Error::Kind::Guard, "the role may not give " + printable(candidate) +
                                                " what " + printable(replacement.live.database) +
                                                " has (" + error.what() + ")")
                .at({.file = replacement.candidate.shown})
                .state("nothing has changed")
                .next("as a role that may: " + statement);
        }
    }
}

struct Swap {
    std::vector<Query> renames;
    std::vector<Query> properties;
};

Swap swap_of(Server& server, const Replacement& replacement) {
    const std::string& live = replacement.live.database;
    const std::string& candidate = replacement.candidate.database;
    const auto rename = [](const std::string& from, const std::string& to) {
        return Query{"ALTER DATABASE " + quoted_name(from) + " RENAME TO " + quoted_name(to), {}};
    };
    Swap swap;
    swap.renames = {rename(live, replacement.old.database), rename(candidate, live)};
    const bool in_maintenance = maintenance_setting(server, candidate).mark.has_value();
    for (std::string& statement : changes_of_properties(
             live, properties_of(server, candidate), properties_of(server, live), in_maintenance)) {
        swap.properties.push_back({std::move(statement), {}});
    }
    return swap;
}

/// Whether it has happened: false when the live database was written to since it was looked at, or
/// was written to by what is none of its content.
bool try_swap(Server& server, const Replacement& replacement) {
    const std::string oid = server.text("SELECT oid FROM pg_catalog.pg_database WHERE datname = $1",
                                        {replacement.live.database});
    Swap swap = swap_of(server, replacement);
    std::vector<Query> queries = std::move(swap.renames);
    if (replacement.unmoved_since) {
        queries.push_back(refuse_when_moved(oid, looked_at(server, replacement, oid)));
    }
    std::move(swap.properties.begin(), swap.properties.end(), std::back_inserter(queries));
    try {
        without_sessions(server, {replacement.live.database, replacement.candidate.database},
                         "putting " + printable(replacement.candidate.database) +
                             " in the place of " + printable(replacement.live.database),
                         true, [&] {
                             fault_point("promote.gate");
                             throw_if_interrupted();
                             server.driver().write(queries);
                         });
        return true;
    } catch (const Error& error) {
        if (std::string(error.what()).find(moved_mark) == std::string::npos) {
            throw;
        }
        return false;
    }
}

void require_both(Server& server, const Replacement& replacement) {
    for (const Target* target : {&replacement.live, &replacement.candidate}) {
        server.require_there(*target);
    }
    server.require_absent(replacement.old.database);
}

}  // namespace

void replace_database(const Replacement& replacement, const OpenOptions& options) {
    OpenOptions writing = options;
    writing.writing = true;
    Server server(
        replacement.live, writing,
        {replacement.live.database, replacement.candidate.database, replacement.old.database});
    require_both(server, replacement);
    require_permitted(server, replacement);
    fault_point("promote.before");
    throw_if_interrupted();
    if (replacement.unmoved_since && server.major() < with_exact_counters && replacement.note) {
        replacement.note(
            "before PostgreSQL 15 what is written in the last half second is not seen");
    }
    // A session that is closed may take temporary tables with it, and ANALYZE writes too: what was
    // written is looked at again then, and was either content or not.
    constexpr int most_tries = 5;
    int tries = 0;
    while (!try_swap(server, replacement)) {
        if (++tries == most_tries) {
            throw moved(replacement, {"something"});
        }
    }
    fault_point("promote.swapped");
    fault_point("promote.done");
}

}  // namespace gmig::db::server
