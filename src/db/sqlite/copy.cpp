// Copies and new databases: under a name of gmig's own until they are whole.
#include "db/sqlite/copy.hpp"

#include "db/sqlite/backup.hpp"
#include "db/sqlite/databases.hpp"
#include "db/sqlite/files.hpp"
#include "db/sqlite/maintenance.hpp"
#include "db/sqlite/open.hpp"
#include "db/sqlite/replaced.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/support/fault.hpp>

#include <filesystem>

namespace gmig::db::sqlite {
namespace {

std::string pragma(Connection& connection, const std::string& name) {
    return connection.query_afresh("PRAGMA main." + name).front().front().value_or("");
}

// A copy is its maker's alone until it has its name, and worthless until then: it needs no journal,
// and one sync at its end (Unfinished::publish).
ConnectionOptions private_connection(const Unfinished& copy, const OpenOptions& options) {
    return connection_to(copy.target(), options);
}

void write_afresh(Connection& connection) {
    connection.query_afresh("PRAGMA journal_mode = OFF");
    connection.query_afresh("PRAGMA synchronous = OFF");
}

/// Takes out what belongs to the place that was copied and not to the copy.
void take_out_gmigs_state(const Unfinished& copy, const OpenOptions& options) {
    Connection connection(private_connection(copy, options));
    {
        Transaction transaction(connection, Transaction::Mode::Writing);
        open_to_writers(connection);
        forget_replacement(connection);
        if (const int code = transaction.try_commit(); code != SQLITE_OK) {
            throw connection.failure(code);
        }
    }
    connection.query_afresh("PRAGMA wal_checkpoint(TRUNCATE)");
}

void prepare_copy(const Unfinished& copy, const CopyRequest& request, OpenOptions options) {
    if (!request.prepare) {
        return;
    }
    options.writing = true;
    const std::unique_ptr<Driver> driver = open_sqlite(copy.target(), options);
    request.prepare(*driver);
}

}  // namespace

void write_copy(Connection& from, const Unfinished& copy, const OpenOptions& options) {
    {
        Connection into(private_connection(copy, options));
        write_afresh(into);
        Backup(from, into).run_to_end();
    }
    take_out_gmigs_state(copy, options);
}

void create_database(const Target& target, const std::optional<Target>& like,
                     const OpenOptions& options) {
    require_free(target);
    Unfinished made(target, std::nullopt);
    {
        Connection connection(private_connection(made, options));
        if (like && sqlite::database_exists(*like, options)) {
            ConnectionOptions reading = connection_to(*like, options);
            reading.query_only = true;
            Connection other(reading);
            for (const char* setting : {"page_size", "encoding", "auto_vacuum", "journal_mode"}) {
                connection.query_afresh(std::string("PRAGMA ") + setting + " = '" +
                                        pragma(other, setting) + "'");
            }
        }
        // The first write makes the first page.
        connection.query_afresh("PRAGMA user_version = 0");
    }
    made.publish();
}

Copied copy_database(const CopyRequest& request, const OpenOptions& options) {
    require_database(request.from);
    settle_replacement(request.from, options);
    require_free(request.to);
    Unfinished copy(request.to, request.from.location);
    {
        Connection from(connection_to(request.from, options));
        const Transaction snapshot(from, Transaction::Mode::Reading);
        from.query("SELECT 1 FROM main.sqlite_schema LIMIT 1");
        write_copy(from, copy, options);
    }
    fault_point("fork.copied");
    prepare_copy(copy, request, options);
    fault_point("fork.prepared");
    copy.publish();
    fault_point("fork.named");
    Copied copied{.method = CopyMethod::Backup};
    copied.bytes = static_cast<std::int64_t>(std::filesystem::file_size(request.to.location));
    return copied;
}

}  // namespace gmig::db::sqlite
