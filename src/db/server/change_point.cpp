// A mark of what is in a database, and what two of them say.
#include "db/json_text.hpp"
#include "db/server/databases.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/json.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace gmig::db::server {
namespace {

constexpr const char* not_told = "it cannot be told";

// Temporary tables and gmig's own are nobody's content. Large objects are, though their table is a
// catalog.
constexpr const char* own_spaces =
    "SELECT oid FROM pg_catalog.pg_namespace WHERE nspname <> 'information_schema'"
    " AND nspname <> 'gmig' AND NOT pg_catalog.starts_with(nspname::text, 'pg_')";

std::string rows_of(const std::string& from_where) {
    return "SELECT x FROM (SELECT " + from_where + ") AS r (x)";
}

/// The catalogs' rows of these namespaces, most of them as their number and the transaction that
/// wrote them.
std::string schema_rows() {
    const std::string space = "(SELECT oid FROM space)";
    const std::string table = "(SELECT oid FROM relation)";
    std::string sql =
        rows_of("'n' || oid || ':' || xmin FROM pg_catalog.pg_namespace WHERE oid IN " + space);
    const auto add = [&](const std::string& what) { sql += " UNION ALL " + rows_of(what); };
    // TRUNCATE writes a new row of pg_class, which is no change of the schema.
    add("pg_catalog.concat_ws(',', 'c', oid, relname, relnamespace, relowner, relam, reltablespace,"
        " relkind, relpersistence, relnatts, relchecks, relrowsecurity, relforcerowsecurity,"
        " relreplident, relispartition, relacl, reloptions, relpartbound) FROM"
        " pg_catalog.pg_class WHERE oid IN " +
        table);
    add("'a' || attrelid || ',' || attnum || ':' || xmin FROM pg_catalog.pg_attribute"
        " WHERE attrelid IN " +
        table);
    for (const auto& [catalog, column] :
         std::array<std::pair<const char*, const char*>, 4>{{{"pg_attrdef", "adrelid"},
                                                             {"pg_rewrite", "ev_class"},
                                                             {"pg_trigger", "tgrelid"},
                                                             {"pg_policy", "polrelid"}}}) {
        add(std::string("'") + catalog + "' || oid || ':' || xmin FROM pg_catalog." + catalog +
            " WHERE " + column + " IN " + table);
    }
    add("'pg_index' || indexrelid || ':' || xmin FROM pg_catalog.pg_index WHERE indrelid IN " +
        table);
    add("'pg_inherits' || inhrelid || ',' || inhseqno || ':' || xmin FROM pg_catalog.pg_inherits");
    for (const auto& [catalog, column] : std::array<std::pair<const char*, const char*>, 10>{
             {{"pg_proc", "pronamespace"},
              {"pg_type", "typnamespace"},
              {"pg_constraint", "connamespace"},
              {"pg_operator", "oprnamespace"},
              {"pg_opclass", "opcnamespace"},
              {"pg_opfamily", "opfnamespace"},
              {"pg_collation", "collnamespace"},
              {"pg_conversion", "connamespace"},
              {"pg_ts_config", "cfgnamespace"},
              {"pg_statistic_ext", "stxnamespace"}}}) {
        add(std::string("'") + catalog + "' || oid || ':' || xmin FROM pg_catalog." + catalog +
            " WHERE " + column + " IN " + space);
    }
    for (const char* catalog :
         {"pg_enum", "pg_cast", "pg_extension", "pg_event_trigger", "pg_publication", "pg_language",
          "pg_default_acl", "pg_foreign_server", "pg_foreign_data_wrapper"}) {
        add(std::string("'") + catalog + "' || oid || ':' || xmin FROM pg_catalog." + catalog);
    }
    add("'d' || classoid || ',' || objoid || ',' || objsubid || ':' || d.xmin"
        " FROM pg_catalog.pg_description d WHERE objoid IN " +
        table);
    return sql;
}

std::string digest_of(const std::string& rows) {
    return "(SELECT pg_catalog.md5(COALESCE(pg_catalog.string_agg(x, ' ' ORDER BY x"
           " COLLATE \"C\"), '')) FROM (" +
           rows + ") AS rows (x))";
}

std::string point_query() {
    return std::string("WITH space AS (") + own_spaces +
           "), relation AS (SELECT oid, relfilenode, relkind FROM pg_catalog.pg_class"
           "  WHERE relnamespace IN (SELECT oid FROM space)),"
           " counted AS (SELECT relid, n_tup_ins, n_tup_upd, n_tup_del"
           "  FROM pg_catalog.pg_stat_all_tables WHERE relid IN (SELECT oid FROM relation)"
           "  OR relid IN ('pg_catalog.pg_largeobject'::pg_catalog.regclass,"
           " 'pg_catalog.pg_largeobject_metadata'::pg_catalog.regclass))"
           " SELECT pg_catalog.current_setting('track_counts'),"
           " (SELECT COALESCE(EXTRACT(epoch FROM stats_reset)::text, '')"
           "  FROM pg_catalog.pg_stat_database WHERE datname = pg_catalog.current_database())"
           " || ' ' || (SELECT COALESCE(EXTRACT(epoch FROM stats_reset)::text, '')"
           "  FROM pg_catalog.pg_stat_bgwriter),"
           " (SELECT COALESCE(pg_catalog.sum(n_tup_ins + n_tup_upd + n_tup_del), 0)"
           "  FROM counted), " +
           digest_of(
               "SELECT relid || ':' || n_tup_ins || ',' || n_tup_upd || ',' || n_tup_del"
               " FROM counted WHERE n_tup_ins + n_tup_upd + n_tup_del > 0") +
           ", " +
           digest_of("SELECT oid || ':' || relfilenode FROM relation WHERE relkind IN ('r', 'm')") +
           ", " +
           digest_of(
               "SELECT c.oid || ':' || COALESCE(pg_catalog.pg_sequence_last_value(c.oid)::text,"
               " '') FROM relation c WHERE CASE WHEN relkind = 'S' THEN"
               " pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT') ELSE false END") +
           ", " + digest_of(schema_rows());
}

struct Point {
    std::string since;
    long long total = 0;
    std::string rows;
    std::string files;
    std::string sequences;
    std::string schema;
};

std::optional<Point> point_from(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    try {
        const JsonValue object = parse_json(text, "change point", {.comments = false});
        const auto member = [&](std::string_view key) {
            const JsonValue* value = object.find(key);
            return value == nullptr ? std::string() : value->text;
        };
        return Point{.since = member("since"),
                     .total = std::stoll("0" + member("total")),
                     .rows = member("rows"),
                     .files = member("files"),
                     .sequences = member("sequences"),
                     .schema = member("schema")};
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

std::string change_point(Driver& driver) {
    enum Column : std::uint8_t { Tracked, Since, Total, Rows, Files, Sequences, Schema };
    const Row row = driver.query({point_query(), {}}).at(0);
    if (row.at(Tracked) != "on") {
        return "";
    }
    return JsonObject()
        .text("since", row.at(Since).value_or(""))
        .text("total", row.at(Total).value_or("0"))
        .text("rows", row.at(Rows).value_or(""))
        .text("files", row.at(Files).value_or(""))
        .text("sequences", row.at(Sequences).value_or(""))
        .text("schema", row.at(Schema).value_or(""))
        .str();
}

std::vector<std::string> changes_between(const std::string& earlier, const std::string& later) {
    const std::optional<Point> before = point_from(earlier);
    const std::optional<Point> after = point_from(later);
    if (!before || !after || before->since != after->since) {
        return {not_told};
    }
    const bool same_schema = before->schema == after->schema;
    // A table that is gone takes its counters with it; nothing else makes them less.
    if (same_schema && after->total < before->total) {
        return {not_told};
    }
    std::vector<std::string> changes;
    if (before->total != after->total || before->rows != after->rows ||
        before->sequences != after->sequences || (same_schema && before->files != after->files)) {
        changes.emplace_back("rows");
    }
    if (!same_schema) {
        changes.emplace_back("schema");
    }
    return changes;
}

}  // namespace gmig::db::server
