#include "db/sqlite/replaced.hpp"

#include "db/sqlite/alone.hpp"
#include "db/sqlite/databases.hpp"
#include "db/sqlite/files.hpp"
#include "db/sqlite/transaction.hpp"

#include <filesystem>

namespace gmig::db::sqlite {
namespace {

std::optional<Replaced> replacement_at(const Target& target, const OpenOptions& options) {
    if (!sqlite::database_exists(target, options)) {
        return std::nullopt;
    }
    ConnectionOptions reading = connection_to(target, options);
    reading.query_only = true;
    Connection connection(reading);
    return replacement_of(connection);
}

Target candidate_target(const Target& live, const std::string& path) {
    Target target = live;
    target.location = path;
    target.database = std::filesystem::path(path).filename().string();
    target.shown = "sqlite:" + target.database;
    return target;
}

/// The candidate that `live` was replaced by, while it is still there and says so.
std::optional<Target> leftover(const Target& live, const Replaced& replaced,
                               const OpenOptions& options) {
    const Target candidate = candidate_target(live, replaced.candidate);
    std::error_code ignored;
    if (replaced.live != path_of(live) || !sqlite::database_exists(candidate, options) ||
        std::filesystem::equivalent(live.location, candidate.location, ignored) ||
        replacement_at(candidate, options) != replaced) {
        return std::nullopt;
    }
    return candidate;
}

void drop_note(const Target& live, const OpenOptions& options) {
    Connection connection(connection_to(live, options));
    Transaction transaction(connection, Transaction::Mode::Writing);
    forget_replacement(connection);
    if (const int code = transaction.try_commit(); code != SQLITE_OK) {
        throw connection.failure(code);
    }
}

}  // namespace

std::string path_of(const Target& target) {
    std::error_code failed;
    const std::filesystem::path path = std::filesystem::weakly_canonical(target.location, failed);
    return failed ? target.location : path.string();
}

std::optional<Replaced> replacement_of(Connection& connection) {
    if (connection.query_afresh("SELECT 1 FROM main.sqlite_schema WHERE name = 'gmig_replacement'")
            .empty()) {
        return std::nullopt;
    }
    const std::vector<Row> rows =
        connection.query_afresh("SELECT token, candidate, live FROM main.gmig_replacement");
    if (rows.empty()) {
        return std::nullopt;
    }
    return Replaced{rows.front()[0].value_or(""), rows.front()[1].value_or(""),
                    rows.front()[2].value_or("")};
}

void note_replacement(Connection& connection, const Replaced& replaced) {
    forget_replacement(connection);
    connection.query_afresh(
        "CREATE TABLE main.gmig_replacement (token TEXT NOT NULL, candidate TEXT NOT NULL, "
        "live TEXT NOT NULL)");
    connection.query("INSERT INTO main.gmig_replacement VALUES ($1, $2, $3)",
                     {replaced.token, replaced.candidate, replaced.live});
}

void forget_replacement(Connection& connection) {
    connection.query_afresh("DROP TABLE IF EXISTS main.gmig_replacement");
}

std::string leftover_of_replacement(const Target& live, const OpenOptions& options) {
    try {
        const std::optional<Replaced> replaced = replacement_at(live, options);
        const std::optional<Target> candidate =
            replaced ? leftover(live, *replaced, options) : std::nullopt;
        return candidate ? candidate->location : "";
    } catch (const Error& error) {
        if (error.kind() == Error::Kind::Signal) {
            throw;
        }
        return {};  // a base that cannot be read has databases beside it all the same
    }
}

void settle_replacement(const Target& live, const OpenOptions& options) {
    try {
        const std::optional<Replaced> replaced = replacement_at(live, options);
        if (!replaced) {
            return;
        }
        if (const auto candidate = leftover(live, *replaced, options)) {
            remove_alone(open_alone(*candidate, "removed", false, options), *candidate);
        }
        drop_note(live, options);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Lock && error.kind() != Error::Kind::Guard) {
            throw;
        }
    }
}

}  // namespace gmig::db::sqlite
