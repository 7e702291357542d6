#include "db/server/mark.hpp"

namespace gmig::db::server {

MaintenanceSetting maintenance_setting(Server& server, const std::string& database) {
    MaintenanceSetting setting;
    for (const Row& row :
         server.rows("SELECT *, COALESCE(value::pg_catalog.bool, false) FROM (SELECT"
                     " COALESCE(pg_catalog.shobj_description(d.oid, 'pg_database'), ''),"
                     " (SELECT pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)"
                     "  FROM pg_catalog.pg_db_role_setting s"
                     "  CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
                     "  WHERE s.setdatabase = d.oid AND s.setrole = 0"
                     "  AND pg_catalog.split_part(c, '=', 1) = 'default_transaction_read_only')"
                     " FROM pg_catalog.pg_database d WHERE d.datname = $1) AS now (comment, value)",
                     {database})) {
        setting.comment = row.at(0).value_or("");
        setting.read_only = row.at(1);
        setting.binds = row.at(2) == "t";
        setting.mark = mark_from(setting.comment);
    }
    return setting;
}

}  // namespace gmig::db::server
