#include "app/baseline/left_out.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// Pairs of what it is and whose; sorted, so that what is said of several objects stands together.
constexpr const char* postgresql_query = R"(
WITH objects AS (
  SELECT c.oid, c.relowner AS owner, n.nspname AS space, n.nspname || '.' || c.relname AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
  UNION ALL
  SELECT p.oid, p.proowner, n.nspname, n.nspname || '.' || p.proname || '()'
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  UNION ALL
  SELECT t.oid, t.typowner, n.nspname, n.nspname || '.' || t.typname
    FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype IN ('e', 'd')
  UNION ALL
  SELECT s.oid, s.nspowner, s.nspname, s.nspname FROM pg_catalog.pg_namespace s
   WHERE s.nspname <> 'public'),
own AS (
  SELECT o.* FROM objects o
   WHERE o.space NOT IN ('information_schema', 'gmig') AND o.space NOT LIKE 'pg~_%' ESCAPE '~'
     AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d
                      WHERE d.objid = o.oid AND d.deptype = 'e')),
sayings AS (
  SELECT 'belongs to ' || pg_catalog.pg_get_userbyid(own.owner)
         || ', and in a database made from the file to whoever executes it' AS what, own.name
    FROM own JOIN pg_catalog.pg_roles r ON r.rolname = current_user
   WHERE own.owner <> r.oid
  UNION ALL
  SELECT 'has a statistics target, which is not in the file', own.name || '.' || a.attname
    FROM own JOIN pg_catalog.pg_attribute a ON a.attrelid = own.oid
   WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attstattarget >= 0
  UNION ALL
  SELECT 'is marked by CLUSTER ON, which is not in the file', own.name
    FROM own JOIN pg_catalog.pg_index i ON i.indrelid = own.oid
   WHERE i.indisclustered
  UNION ALL
  SELECT 'has a tablespace of its own, which is not in the file', own.name
    FROM own JOIN pg_catalog.pg_class c ON c.oid = own.oid
   WHERE c.reltablespace <> 0)
SELECT what, name FROM sayings ORDER BY what, name)";

std::string sentence_of(const std::string& what, const std::vector<std::string>& names) {
    constexpr std::size_t enough = 5;
    const std::size_t shown = std::min(names.size(), enough);
    std::string all =
        join({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
    if (names.size() > shown) {
        all += " and " + std::to_string(names.size() - shown) + " more";
    }
    return printable(all + ": " + what);
}

}  // namespace

std::vector<std::string> left_out_of_baseline(db::Driver& driver) {
    if (driver.dialect() != Dialect::Postgresql) {
        return {};
    }
    std::vector<std::string> sentences;
    std::vector<std::string> names;
    const std::vector<db::Row> rows = driver.query({.sql = postgresql_query, .values = {}});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        names.push_back(rows[i][1].value_or(""));
        if (i + 1 == rows.size() || rows[i + 1][0] != rows[i][0]) {
            sentences.push_back(sentence_of(rows[i][0].value_or(""), names));
            names.clear();
        }
    }
    return sentences;
}

}  // namespace gmig::app
