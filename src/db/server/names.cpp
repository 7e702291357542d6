// Which databases stand beside one.
#include "db/server/databases.hpp"
#include "db/server/server.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <charconv>

namespace gmig::db::server {
namespace {

constexpr std::string_view between = "__";

std::int64_t number_from(const std::string& text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace

Target beside(const Target& base, std::string_view name) {
    constexpr std::size_t longest = 63;
    const std::string database = base.database + std::string(between) + std::string(name);
    if (database.size() > longest) {
        throw Error(Error::Kind::Usage, "the database would be called " + printable(database) +
                                            ", and PostgreSQL keeps no more than 63 bytes of a "
                                            "name")
            .next("a shorter name");
    }
    return sister(base, database);
}

std::vector<DatabaseBeside> databases_beside(const Target& base, const OpenOptions& options) {
    Server server(base, options, {});
    const std::string prefix = base.database + std::string(between);
    std::vector<DatabaseBeside> found;
    for (const Row& row : server.rows(
             "SELECT datname, CASE WHEN pg_catalog.has_database_privilege(oid, 'CONNECT')"
             " OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')"
             " THEN pg_catalog.pg_database_size(oid) END FROM pg_catalog.pg_database"
             " WHERE pg_catalog.starts_with(datname::text, $1::text) AND datname::text <> $1::text"
             " ORDER BY datname::text COLLATE \"C\"",
             {prefix})) {
        const std::string database = row.at(0).value_or("");
        found.push_back({.name = database.substr(prefix.size()),
                         .target = sister(base, database),
                         .bytes = number_from(row.at(1).value_or("0"))});
    }
    return found;
}

bool database_exists(const Target& target, const OpenOptions& options) {
    return Server(target, options, {}).exists(target.database);
}

}  // namespace gmig::db::server
