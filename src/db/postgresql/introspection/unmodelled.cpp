// What is there and has no value, in words.
#include "db/postgresql/introspection/reading.hpp"

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

constexpr std::string_view unmodelled_query = R"(
SELECT u.words FROM (
SELECT p.tableoid AS catalog, p.oid AS number,
       format('%s %I.%I(%s)', CASE p.prokind WHEN 'a' THEN 'aggregate' ELSE 'window function' END,
              n.nspname, p.proname, oidvectortypes(p.proargtypes)) AS words
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prokind IN ('a', 'w') AND {user}
UNION ALL
SELECT o.tableoid, o.oid, format('operator %s', o.oid::regoperator)
FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid >= {first} AND {user}
UNION ALL
SELECT o.tableoid, o.oid, format('operator class %I.%I', n.nspname, o.opcname)
FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace WHERE {user}
UNION ALL
SELECT o.tableoid, o.oid, format('operator family %I.%I', n.nspname, o.opfname)
FROM pg_opfamily o JOIN pg_namespace n ON n.oid = o.opfnamespace WHERE {user}
UNION ALL
SELECT c.tableoid, c.oid, format('cast (%s as %s)', format_type(c.castsource, NULL),
                                 format_type(c.casttarget, NULL))
FROM pg_cast c
UNION ALL
SELECT r.tableoid, r.oid, format('rule %I on %I.%I', r.rulename, n.nspname, c.relname)
FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND {user}
UNION ALL
SELECT t.tableoid, t.oid, format('event trigger %I', t.evtname) FROM pg_event_trigger t
UNION ALL
SELECT c.tableoid, c.oid, format('foreign table %I.%I', n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'f' AND {user}
UNION ALL
SELECT s.tableoid, s.oid, format('foreign server %I', s.srvname) FROM pg_foreign_server s
UNION ALL
SELECT w.tableoid, w.oid, format('foreign data wrapper %I', w.fdwname)
FROM pg_foreign_data_wrapper w
UNION ALL
SELECT t.tableoid, t.oid, format('text search configuration %I.%I', n.nspname, t.cfgname)
FROM pg_ts_config t JOIN pg_namespace n ON n.oid = t.cfgnamespace WHERE {user}
UNION ALL
SELECT t.tableoid, t.oid, format('text search dictionary %I.%I', n.nspname, t.dictname)
FROM pg_ts_dict t JOIN pg_namespace n ON n.oid = t.dictnamespace WHERE {user}
UNION ALL
SELECT t.tableoid, t.oid, format('text search parser %I.%I', n.nspname, t.prsname)
FROM pg_ts_parser t JOIN pg_namespace n ON n.oid = t.prsnamespace WHERE {user}
UNION ALL
SELECT t.tableoid, t.oid, format('text search template %I.%I', n.nspname, t.tmplname)
FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace WHERE {user}
UNION ALL
SELECT s.tableoid, s.oid, format('statistics %I.%I', n.nspname, s.stxname)
FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {user}
UNION ALL
SELECT p.tableoid, p.oid, format('publication %I', p.pubname) FROM pg_publication p
UNION ALL
SELECT c.tableoid, c.oid, format('collation %I.%I', n.nspname, c.collname)
FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace WHERE {user}
UNION ALL
SELECT c.tableoid, c.oid, format('conversion %I.%I', n.nspname, c.conname)
FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace WHERE {user}
UNION ALL
SELECT d.tableoid, d.oid,
       format('default privileges of role %I%s for %s', pg_get_userbyid(d.defaclrole),
              coalesce(' in schema ' || quote_ident(n.nspname), ''),
              CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                                   WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types'
                                   ELSE 'schemas' END)
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
UNION ALL
SELECT t.tableoid, t.oid,
       format('%s %I.%I', CASE WHEN t.typtype = 'r' THEN 'range type' ELSE 'base type' END,
              n.nspname, t.typname)
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE {user} AND (t.typtype = 'r' OR t.typtype IN ('b', 'p') AND t.typcategory <> 'A')
UNION ALL
SELECT t.tableoid, t.oid, format('transform for %s', format_type(t.trftype, NULL))
FROM pg_transform t
UNION ALL
SELECT l.tableoid, l.oid, format('language %I', l.lanname) FROM pg_language l
WHERE l.lanname <> 'plpgsql'
UNION ALL
SELECT a.tableoid, a.oid, format('access method %I', a.amname) FROM pg_am a
UNION ALL
SELECT c.tableoid, c.oid,
       format('%s %I.%I', CASE WHEN c.reloftype <> 0 THEN 'type of typed table'
                               ELSE 'replica identity of table' END, n.nspname, c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND (c.reloftype <> 0 OR c.relreplident IN ('i', 'f')) AND {user}
UNION ALL
SELECT c.tableoid, c.oid, format('invalid index %I.%I', n.nspname, c.relname)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND {user}
) u
WHERE u.number >= {first}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = u.catalog AND e.objid = u.number
                                            AND e.deptype IN ('e', 'i'))
)";

/// Before PostgreSQL 14 the numbers of subscriptions are for superusers only; no extension has any.
constexpr std::string_view subscriptions_query = R"(
SELECT format('subscription %I', s.subname) FROM pg_subscription s
WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
)";

}  // namespace

void read_unmodelled(Reading& reading) {
    std::vector<std::string>& words = reading.schema.unmodelled;
    for (const std::string_view query : {unmodelled_query, subscriptions_query}) {
        for (Row& row : reading.ask(question(query))) {
            words.push_back(Cells(row).text());
        }
    }
    std::ranges::sort(words);
}

}  // namespace gmig::db::postgresql
