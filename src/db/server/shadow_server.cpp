#include "db/server/shadow_server.hpp"

#include "db/server/properties.hpp"
#include "db/server/server.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

namespace gmig::db {
namespace {

// Names are always quoted: bare words that begin with gmig_ are the ledger's to a driver. This one
// says when it was made, so that a database without its comment, left by a gmig that was killed
// between the two statements, is known as well.
constexpr const char* new_name =
    "SELECT 'gmig_shadow_' || pg_catalog.to_char(pg_catalog.now() AT TIME ZONE 'UTC',"
    " 'YYYYMMDDHH24MISS') || '_' || $1";

constexpr const char* leftovers =
    "SELECT d.datname FROM pg_catalog.pg_database d"
    " WHERE d.datname ~ '^gmig_shadow_[0-9]{14}_[0-9a-f]{12}$'"
    " AND pg_catalog.substr(d.datname::text, 13, 14) < pg_catalog.to_char((pg_catalog.now()"
    " - interval '1 hour') AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISS')"
    " AND COALESCE(pg_catalog.shobj_description(d.oid, 'pg_database'), 'gmig shadow')"
    " LIKE 'gmig shadow%'"
    " AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)";

/// The settings of `near` that say what a migration's text means.
constexpr const char* settings =
    "SELECT name, value"
    " FROM (SELECT pg_catalog.split_part(c, '=', 1) AS name,"
    " pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1) AS value"
    " FROM pg_catalog.pg_db_role_setting s"
    " JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase"
    " CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
    " WHERE d.datname = pg_catalog.current_database() AND s.setrole = 0) AS set"
    " WHERE name IN ('search_path', 'TimeZone', 'DateStyle', 'IntervalStyle',"
    " 'check_function_bodies')";

/// CREATE DATABASE with the encoding and locale of the database that is asked.
std::string create_statement(int major) {
    return "SELECT pg_catalog.format('CREATE DATABASE \"%s\" TEMPLATE template0 ENCODING %L"
           " LC_COLLATE %L LC_CTYPE %L', $1::text, pg_catalog.pg_encoding_to_char(encoding),"
           " datcollate, datctype) || " +
           server::locale_provider(major) +
           " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()";
}

OpenOptions for_shadows(OpenOptions options) {
    options.writing = true;
    options.statement_timeout.clear();
    return options;
}

}  // namespace

ShadowServer::ShadowServer(const Target& near, const OpenOptions& options)
    : near_(near),
      options_(for_shadows(options)),
      driver_(open(near_, options_)),
      major_(driver_->server().major) {
    require_createdb();
    remove_leftovers();
}

void ShadowServer::require_createdb() {
    const std::string may = text(
        {"SELECT rolsuper OR rolcreatedb FROM pg_catalog.pg_roles WHERE rolname = current_user",
         {}});
    if (may == "t") {
        return;
    }
    const std::string role = printable(text({"SELECT pg_catalog.quote_ident(current_user)", {}}));
    throw Error(Error::Kind::Environment,
                "a shadow database is needed to try migrations on, and the role " + role +
                    " may not make databases (CREATEDB)")
        .at({.file = near_.shown})
        .state("nothing has changed")
        .next("ALTER ROLE " + role +
              " CREATEDB, or give the environment a \"shadow\" in gmig.json: the URL of a server "
              "where it may");
}

void ShadowServer::remove_leftovers() {
    try {
        for (const Row& row : driver_->query({leftovers, {}})) {
            driver_->query({"DROP DATABASE IF EXISTS \"" + row.front().value_or("") + "\"", {}});
        }
    } catch (const Error&) {
        return;  // another role's, or somebody has connected: the next one will try
    }
}

std::string ShadowServer::text(const Query& query) {
    const std::vector<Row> rows = driver_->query(query);
    return rows.empty() ? "" : rows.front().front().value_or("");
}

std::string ShadowServer::create(const std::optional<std::string>& template_name) {
    std::string name = text({new_name, {server::random_digits()}});
    try {
        driver_->query({template_name
                            ? "CREATE DATABASE \"" + name + "\" TEMPLATE \"" + *template_name + "\""
                            : text({create_statement(major_), {name}}),
                        {}});
        const std::string who = printable(driver_->server().user);
        driver_->query(
            {text({"SELECT pg_catalog.format('COMMENT ON DATABASE \"%s\" IS %L', $1::text,"
                   " 'gmig shadow: temporary, made at ' || pg_catalog.now() || ' by ' ||"
                   " $2)",
                   {name, who}}),
             {}});
        for (const Row& row : driver_->query({settings, {}})) {
            const server::Setting setting{
                .role = {}, .name = row.at(0).value_or(""), .value = row.at(1).value_or("")};
            driver_->query({server::setting_statement(name, setting), {}});
        }
        // What is in it need not survive anything.
        driver_->query({"ALTER DATABASE \"" + name + "\" SET synchronous_commit TO off", {}});
    } catch (...) {
        drop(name);
        throw;
    }
    return name;
}

void ShadowServer::drop(const std::string& name) noexcept {
    constexpr int with_force = 13;
    try {
        driver_->query({"DROP DATABASE IF EXISTS \"" + name + "\"" +
                            (major_ >= with_force ? " WITH (FORCE)" : ""),
                        {}});
    } catch (const std::exception&) {
        return;  // it has no session any more: the next shadow's making removes it
    }
}

std::unique_ptr<Driver> ShadowServer::connect(const std::string& name) const {
    return open(server::sister(near_, name), options_);
}

}  // namespace gmig::db
