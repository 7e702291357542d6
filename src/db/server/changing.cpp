// Databases that are made, renamed and taken away.
#include "db/server/changing.hpp"

#include "db/server/databases.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <array>
#include <optional>

namespace gmig::db::server {
namespace {

OpenOptions to_write(OpenOptions options) {
    options.writing = true;
    return options;
}

}  // namespace

bool was_in_use(const Error& error) {
    return error.kind() == Error::Kind::Database &&
           std::string(error.what()).find("SQLSTATE 55006") != std::string::npos;
}

void without_sessions(Server& server, const std::vector<std::string>& databases,
                      const std::string& purpose, bool disconnect,
                      const std::function<void()>& work) {
    const std::vector<Session> standing =
        disconnect ? sessions_in(server, databases) : lasting_sessions(server, databases);
    require_closable(standing, purpose, disconnect);
    try {
        std::optional<Closing> closing;
        if (disconnect) {
            close_sessions(server, databases);
            closing.emplace(server, databases);
        }
        work();
    } catch (const Error& error) {
        if (was_in_use(error)) {
            require_closable(sessions_in(server, databases), purpose, disconnect);
        }
        throw;
    }
}

void create_database(const Target& target, const std::optional<Target>& like,
                     const OpenOptions& options) {
    Server server(target, to_write(options), {});
    server.require_absent(target.database);
    server.require_createdb("a database is to be made", "");
    const std::string name = quoted_name(target.database);
    server.execute(like ? create_statement(server, target.database, like->database)
                        : "CREATE DATABASE " + name + " TEMPLATE template0");
    server.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
}

void rename_database(const Target& from, const Target& to, bool disconnect,
                     const OpenOptions& options) {
    Server server(from, to_write(options), {from.database, to.database});
    server.require_there(from);
    server.require_absent(to.database);
    const std::array<Query, 1> rename{Query{
        "ALTER DATABASE " + quoted_name(from.database) + " RENAME TO " + quoted_name(to.database),
        {}}};
    without_sessions(server, {from.database}, "renaming database " + printable(from.database),
                     disconnect, [&] { server.driver().write(rename); });
}

void destroy_database(const Target& target, bool disconnect, const OpenOptions& options) {
    Server server(target, to_write(options), {target.database});
    if (!server.exists(target.database)) {
        return;
    }
    without_sessions(
        server, {target.database}, "destroying database " + printable(target.database), disconnect,
        [&] { server.execute("DROP DATABASE IF EXISTS " + quoted_name(target.database)); });
}

}  // namespace gmig::db::server
