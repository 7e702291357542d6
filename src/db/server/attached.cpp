// What stays with a database, whatever it is called.
#include "db/server/databases.hpp"

namespace gmig::db::server {
namespace {

std::vector<std::string> names(Driver& driver, const std::string& question,
                               const std::string& prefix) {
    std::vector<std::string> result;
    for (const Row& row : driver.query({question, {}})) {
        result.push_back(prefix + row.at(0).value_or(""));
    }
    return result;
}

}  // namespace

Attached attached_to(Driver& driver) {
    Attached attached;
    attached.prepared = names(driver,
                              "SELECT gid FROM pg_catalog.pg_prepared_xacts"
                              " WHERE database = pg_catalog.current_database() ORDER BY gid",
                              "");
    attached.replication = names(driver,
                                 "SELECT subname FROM pg_catalog.pg_subscription s"
                                 " JOIN pg_catalog.pg_database d ON d.oid = s.subdbid"
                                 " WHERE d.datname = pg_catalog.current_database()"
                                 " ORDER BY subname",
                                 "the subscription ");
    for (std::string& slot : names(driver,
                                   "SELECT slot_name FROM pg_catalog.pg_replication_slots"
                                   " WHERE database = pg_catalog.current_database()"
                                   " AND NOT temporary ORDER BY slot_name",
                                   "the replication slot ")) {
        attached.replication.push_back(std::move(slot));
    }
    return attached;
}

}  // namespace gmig::db::server
