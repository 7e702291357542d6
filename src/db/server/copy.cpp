// Copies of whole databases.
#include "db/server/copy.hpp"

#include "db/server/changing.hpp"
#include "db/server/databases.hpp"
#include "db/server/properties.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace gmig::db::server {
namespace {

/// "gmif": while a copy is being made, under a name of its own, its maker holds an advisory lock of
/// this class on that name.
constexpr int fork_class = 0x676d6966;

/// From this size on files are copied, with a checkpoint before and after, instead of every page
/// being logged. Where that is quicker depends on how busy the disk is, for the checkpoints' sake:
/// measured from 30 MB on a quiet one, from 250 MB on a busy one. Too late costs less than too
/// early, whose checkpoint slows the whole server.
constexpr std::int64_t big = 256LL << 20U;

/// A new database is open to PUBLIC until that is revoked: nobody but a superuser comes in before.
constexpr const char* shut = " CONNECTION LIMIT 0";

std::string fork_lock(const char* function) {
    return fmt::format("SELECT pg_catalog.{}({}, pg_catalog.hashtext($1))", function, fork_class);
}

void remove_fork(Server& server, const std::string& name) noexcept {
    try {
        server.execute("DROP DATABASE IF EXISTS " + quoted_name(name));
    } catch (const std::exception&) {
        return;  // another role's, or somebody has connected: the next one will try
    }
}

void remove_leftovers(Server& server) {
    for (const Row& row : server.rows("SELECT d.datname FROM pg_catalog.pg_database d"
                                      " WHERE d.datname ~ '^gmig_fork_[0-9]{14}_[0-9a-f]{12}$'"
                                      " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a"
                                      "  WHERE a.datid = d.oid)")) {
        const std::string name = row.front().value_or("");
        if (server.holds(fork_lock("pg_try_advisory_lock"), {name})) {
            remove_fork(server, name);
            server.rows(fork_lock("pg_advisory_unlock"), {name});
        }
    }
}

/// The copy that is being made, under a name of gmig's own; taken away again when it gets no other.
class Fork {
public:
    explicit Fork(Server& server)
        : server_(server),
          name_(server.text("SELECT 'gmig_fork_' || pg_catalog.to_char(pg_catalog.now()"
                            " AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS') || '_' || $1",
                            {random_digits()})) {
        server_.rows(fork_lock("pg_try_advisory_lock"), {name_});
    }
    Fork(const Fork&) = delete;
    Fork& operator=(const Fork&) = delete;
    ~Fork() {
        if (!named_) {
            remove_fork(server_, name_);
        }
    }

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string quoted() const { return quoted_name(name_); }
    void become(const std::string& name) {
        const std::array<Query, 1> rename{
            Query{"ALTER DATABASE " + quoted() + " RENAME TO " + quoted_name(name), {}}};
        // Whoever has found it meanwhile has no business there.
        without_sessions(server_, {name_}, "naming the copy", true,
                         [&] { server_.driver().write(rename); });
        named_ = true;
    }

private:
    Server& server_;
    std::string name_;
    bool named_ = false;
};

std::int64_t size_of(Server& server, const std::string& database) {
    const std::string text =
        server.text("SELECT pg_catalog.pg_database_size($1::name)", {database});
    std::int64_t bytes = 0;
    std::from_chars(text.data(), text.data() + text.size(), bytes);
    return bytes;
}

std::string template_statement(Server& server, const std::string& from, const std::string& to) {
    constexpr int with_strategy = 15;
    std::string statement = "CREATE DATABASE " + quoted_name(to) + " TEMPLATE " + quoted_name(from);
    if (server.major() >= with_strategy) {
        statement += size_of(server, from) >= big ? " STRATEGY file_copy" : " STRATEGY wal_log";
    }
    return statement + shut;
}

/// Why CREATE DATABASE … TEMPLATE is not for this role or this moment; empty: it is.
std::string against_template(Server& server, const CopyRequest& request) {
    if (!server.holds("SELECT datistemplate OR pg_catalog.pg_has_role(datdba, 'USAGE')"
                      " FROM pg_catalog.pg_database WHERE datname = $1",
                      {request.from.database})) {
        return "only its owner may copy database " + printable(request.from.database) +
               " as it stands";
    }
    const std::vector<Session> standing = request.disconnect
                                              ? std::vector<Session>()
                                              : lasting_sessions(server, {request.from.database});
    return standing.empty() ? "" : "sessions stand in it: " + listed(standing);
}

bool copied_by_template(Server& server, const CopyRequest& request, const Fork& fork,
                        std::string& because) {
    const std::string& from = request.from.database;
    const std::string statement = template_statement(server, from, fork.name());
    if (request.disconnect) {
        without_sessions(server, {from}, "copying database " + printable(from), true,
                         [&] { server.execute(statement); });
        return true;
    }
    try {
        server.execute(statement);
        return true;
    } catch (const Error& error) {
        if (!was_in_use(error)) {
            throw;
        }
        because = "a session came into it meanwhile";
        return false;
    }
}

/// A copy that was made shut.
void open_to_named(Server& server, const Fork& fork) {
    server.execute("REVOKE ALL ON DATABASE " + fork.quoted() + " FROM PUBLIC");
    server.execute("ALTER DATABASE " + fork.quoted() + " CONNECTION LIMIT -1");
}

Copied fill(Server& server, const CopyRequest& request, const Fork& fork) {
    Copied copied{
        .method = CopyMethod::Template, .because = against_template(server, request), .bytes = 0};
    if (copied.because.empty() && copied_by_template(server, request, fork, copied.because)) {
        open_to_named(server, fork);
        return copied;
    }
    copied.method = CopyMethod::Dump;
    server.execute(create_statement(server, fork.name(), request.from.database) + shut);
    open_to_named(server, fork);
    fill_by_dump(server, request.from.database, fork.name());
    return copied;
}

/// What the role may not set is left out, and told: the copy can be used without it.
void copy_properties(Server& server, const CopyRequest& request, const Fork& fork) {
    Properties wanted = properties_of(server, request.from.database);
    std::erase_if(wanted.grants, [](const Grant& grant) { return grant.grantee.empty(); });
    wanted.comment.clear();
    for (const std::string& statement :
         changes_of_properties(fork.name(), properties_of(server, fork.name()), wanted, false)) {
        try {
            server.execute(statement);
        } catch (const Error& error) {
            if (error.kind() != Error::Kind::Database) {
                throw;
            }
            if (request.note) {
                request.note("not copied: " + printable(statement) + ": " + error.what());
            }
        }
    }
}

void prepare_copy(const Server& server, const CopyRequest& request, const Fork& fork) {
    if (!request.prepare) {
        return;
    }
    const std::unique_ptr<Driver> copy = server.connect(fork.name());
    request.prepare(*copy);
}

}  // namespace

Copied copy_database(const CopyRequest& request, const OpenOptions& options) {
    OpenOptions writing = options;
    writing.writing = true;
    Server server(request.from, writing, {request.from.database, request.to.database});
    server.require_there(request.from);
    server.require_absent(request.to.database);
    server.require_createdb("a copy is to be made", "");
    remove_leftovers(server);
    Fork fork(server);
    Copied copied = fill(server, request, fork);
    fault_point("fork.copied");
    throw_if_interrupted();
    prepare_copy(server, request, fork);
    fault_point("fork.prepared");
    throw_if_interrupted();
    copy_properties(server, request, fork);
    copied.bytes = size_of(server, fork.name());
    fork.become(request.to.database);
    fault_point("fork.named");
    return copied;
}

}  // namespace gmig::db::server
