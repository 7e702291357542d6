// What is done to a SQLite file when nobody else has it.
#include "db/sqlite/alone.hpp"

#include "db/sqlite/databases.hpp"
#include "db/sqlite/files.hpp"
#include "db/sqlite/replaced.hpp"
#include "db/sqlite/transaction.hpp"

#include <filesystem>

namespace gmig::db::sqlite {

std::unique_ptr<Connection> open_alone(const Target& target, const char* what, bool disconnect,
                                       const OpenOptions& options) {
    require_database(target);
    refuse_link(target);
    ConnectionOptions alone = connection_to(target, options);
    alone.alone = true;
    try {
        auto connection = std::make_unique<Connection>(alone);
        connection->execute("BEGIN EXCLUSIVE");
        connection->execute("COMMIT");
        connection->query_afresh("PRAGMA wal_checkpoint(TRUNCATE)");
        return connection;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Lock) {
            throw Error(error).state(nothing_changed);
        }
        throw Error(Error::Kind::Guard,
                    "another program has " + target.shown + " open, and it cannot be " + what +
                        " under its hands" +
                        (disconnect ? ": nobody can be disconnected from a SQLite file" : ""))
            .state(nothing_changed)
            .next("stop the programs that `fuser -v " + target.database +
                  "` names, and run the command again");
    }
}

void remove_alone(std::unique_ptr<Connection> connection, const Target& target) {
    // While nobody can come in: and what is left in its -wal, nothing, goes after it.
    std::error_code failed;
    std::filesystem::remove(target.location, failed);
    if (failed) {
        throw Error(Error::Kind::Environment,
                    target.shown + " cannot be removed: " + failed.message())
            .state(nothing_changed);
    }
    connection.reset();
    remove_database_files(target.location);
}

void rename_database(const Target& from, const Target& to, bool disconnect,
                     const OpenOptions& options) {
    require_database(from);
    require_free(to);
    settle_replacement(from, options);
    const std::unique_ptr<Connection> alone = open_alone(from, "renamed", disconnect, options);
    remove_companions(from.location);
    move_file(from.location, to);
}

void destroy_database(const Target& target, bool disconnect, const OpenOptions& options) {
    if (!sqlite::database_exists(target, options)) {
        return;
    }
    settle_replacement(target, options);
    remove_alone(open_alone(target, "removed", disconnect, options), target);
}

}  // namespace gmig::db::sqlite
