#include "db/postgresql/introspection/reading.hpp"
#include <gmig/support/text.hpp>

namespace gmig::db::postgresql {
namespace {

constexpr std::string_view views_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relkind = 'm', c.relispopulated, pg_get_viewdef(c.oid),
       array_to_string(c.reloptions, E'\n'), r.oid
FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename = '_RETURN'
WHERE c.relkind IN ('v', 'm') AND c.oid >= {first} AND {user}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1259 AND e.objid = c.oid
                                            AND e.deptype = 'e')
)";

schema::Expression query_of(const std::string& printed) {
    std::string_view query = trim(printed);
    if (query.ends_with(';')) {
        query.remove_suffix(1);
    }
    return {query, Dialect::Postgresql};
}

void take_view_columns(Reading& reading, ObjectNumber relation, schema::View& view) {
    for (const CatalogColumn& column : reading.columns[relation]) {
        view.columns.emplace_back(column.name, column.column.type);
        if (column.column.default_value) {
            reading.schema.unmodelled.push_back("default of view column " + shown(view.name) + "." +
                                                column.name);
        }
    }
}

}  // namespace

void read_views(Reading& reading) {
    for (Row& row : reading.ask(question(views_query))) {
        Cells cells(row);
        const ObjectId id{Catalog::Relation, cells.number()};
        schema::Name name = cells.name();
        schema::View& view = reading.schema.views[name];
        view.name = std::move(name);
        view.materialized = cells.flag();
        view.populated = cells.flag();
        view.query = query_of(cells.text());
        view.options = cells.sorted_lines();
        view.comment = reading.notes.comment(id);
        view.privileges = reading.notes.privileges(id);
        take_view_columns(reading, id.number, view);
        reading.uses.know(id, key_of(view));
        reading.uses.collect({Catalog::Rewrite, cells.number()}, view.uses, key_of(view));
    }
}

}  // namespace gmig::db::postgresql
