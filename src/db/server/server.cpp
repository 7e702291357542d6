#include "db/server/server.hpp"

#include "db/postgres_url.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::db::server {
namespace {

constexpr const char* usual_maintenance = "postgres";
constexpr const char* other_maintenance = "template1";

std::string doubled(std::string_view text, char quote) {
    std::string result(1, quote);
    for (const char letter : text) {
        result.append(letter == quote ? 2 : 1, letter);
    }
    return result + quote;
}

OpenOptions for_maintenance(OpenOptions options) {
    options.statement_timeout.clear();
    return options;
}

/// Whether the server was reached and said this of the database that it was asked for. libpq hands
/// on no SQLSTATE of a connection that was refused.
bool says(const Error& error, const std::string& text) {
    return error.kind() == Error::Kind::Environment &&
           std::string(error.what()).find(text) != std::string::npos;
}

bool is_missing(const Error& error, const std::string& database) {
    return says(error, "database \"" + database + "\" does not exist");
}

std::unique_ptr<Driver> open_beside(const Target& near, const OpenOptions& options,
                                    const std::vector<std::string>& meant, bool one_place) {
    const bool is_meant = std::ranges::find(meant, usual_maintenance) != meant.end();
    if (!is_meant) {
        try {
            return open(sister(near, usual_maintenance), options);
        } catch (const Error& error) {
            if (!is_missing(error, usual_maintenance) &&
                (one_place || !is_shut(error, usual_maintenance))) {
                throw;
            }
        }
    }
    return open(sister(near, other_maintenance), options);
}

}  // namespace

std::string quoted_name(std::string_view name) {
    return doubled(name, '"');
}

// Every session of gmig's has standard_conforming_strings on.
std::string quoted_text(std::string_view text) {
    return doubled(text, '\'');
}

bool is_shut(const Error& error, const std::string& database) {
    return says(error, "permission denied for database \"" + database + "\"") ||
           (says(error, "no pg_hba.conf entry") && says(error, "database \"" + database + "\""));
}

Target sister(const Target& target, const std::string& database) {
    Target result = target;
    result.location = with_database(target.location, database);
    result.shown = printable(with_database(target.shown, database));
    result.database = database;
    return result;
}

std::string random_digits() {
    constexpr std::size_t digits = 12;
    return sha256_hex(random_bytes(digits)).substr(0, digits);
}

Server::Server(const Target& near, OpenOptions options, const std::vector<std::string>& meant,
               bool one_place)
    : near_(near),
      options_(for_maintenance(std::move(options))),
      driver_(open_beside(near_, options_, meant, one_place)),
      major_(driver_->server().major) {}

std::vector<Row> Server::rows(const std::string& sql, std::vector<Value> values) {
    return driver_->query({sql, std::move(values)});
}

std::string Server::text(const std::string& sql, std::vector<Value> values) {
    const std::vector<Row> found = rows(sql, std::move(values));
    return found.empty() ? "" : found.front().front().value_or("");
}

bool Server::exists(const std::string& database) {
    return !rows("SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1", {database}).empty();
}

void Server::require_there(const Target& target) {
    if (!exists(target.database)) {
        throw Error(Error::Kind::Usage,
                    "there is no database " + printable(quoted_name(target.database)))
            .at({.file = target.shown})
            .state("nothing has changed");
    }
}

void Server::require_absent(const std::string& database) {
    if (exists(database)) {
        throw Error(Error::Kind::Usage,
                    "there is a database " + printable(quoted_name(database)) + " already")
            .at({.file = near_.shown})
            .state("nothing has changed");
    }
}

void Server::require_createdb(const std::string& what, const std::string& advice) {
    if (holds("SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles"
              " WHERE rolname = current_user")) {
        return;
    }
    const std::string role = printable(text("SELECT pg_catalog.quote_ident(current_user)"));
    throw Error(Error::Kind::Environment,
                what + ", and the role " + role + " may not make databases (CREATEDB)")
        .at({.file = near_.shown})
        .state("nothing has changed")
        .next("ALTER ROLE " + role + " CREATEDB" + advice);
}

std::unique_ptr<Driver> Server::connect(const std::string& database) const {
    return open(sister(near_, database), options_);
}

std::string locale_provider(int major) {
    constexpr int with_icu = 15;
    constexpr int with_rules = 16;
    constexpr int with_builtin = 17;
    if (major < with_icu) {
        return "''";
    }
    const std::string locale = major >= with_builtin ? "datlocale" : "daticulocale";
    std::string provider =
        "CASE datlocprovider WHEN 'i' THEN pg_catalog.format("
        "' LOCALE_PROVIDER icu ICU_LOCALE %L', " +
        locale + ")";
    if (major >= with_rules) {
        provider += " || COALESCE(pg_catalog.format(' ICU_RULES %L', daticurules::text), '')";
    }
    if (major >= with_builtin) {
        provider +=
            " WHEN 'b' THEN pg_catalog.format("
            "' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', " +
            locale + ")";
    }
    return provider + " ELSE ' LOCALE_PROVIDER libc' END";
}

std::string create_statement(Server& server, const std::string& name, const std::string& like) {
    return server.text(
        "SELECT 'CREATE DATABASE ' || $1 || pg_catalog.format(' TEMPLATE template0"
        " ENCODING %L LC_COLLATE %L LC_CTYPE %L',"
        " pg_catalog.pg_encoding_to_char(encoding), datcollate, datctype) || " +
            locale_provider(server.major()) + " FROM pg_catalog.pg_database WHERE datname = $2",
        {quoted_name(name), like});
}

}  // namespace gmig::db::server
