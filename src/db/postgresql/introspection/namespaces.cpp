// Schemas and extensions.
#include "db/postgresql/introspection/reading.hpp"

#include <map>

namespace gmig::db::postgresql {
namespace {

constexpr std::string_view namespaces_query = R"(
SELECT n.oid, n.nspname FROM pg_namespace n
WHERE {user} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 2615 AND e.objid = n.oid
                                                       AND e.deptype = 'e')
)";

/// plpgsql is in every new database.
constexpr std::string_view extensions_query = R"(
SELECT x.oid, x.extname, n.nspname
FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace
WHERE x.oid >= {first} AND x.extname <> 'plpgsql'
)";

/// Reads a file for each extension that the server has, so it is not asked without need.
constexpr std::string_view available_query = R"(
SELECT a.name, a.comment FROM pg_available_extensions() a(name, version, comment)
)";

}  // namespace

void read_namespaces(Reading& reading) {
    for (Row& row : reading.ask(question(namespaces_query))) {
        Cells cells(row);
        const ObjectId id{Catalog::Namespace, cells.number()};
        schema::Namespace space;
        space.name = cells.text();
        space.comment = reading.notes.comment(id);
        if (space.name == "public" && space.comment == "standard public schema") {
            space.comment.clear();
        }
        space.privileges = reading.notes.privileges(id);
        reading.schema.namespaces.emplace(space.name, space);
    }
}

void read_extensions(Reading& reading) {
    std::vector<Row> rows = reading.ask(question(extensions_query));
    if (rows.empty()) {
        return;
    }
    std::map<std::string, std::string> own_comments;
    for (Row& row : reading.ask(question(available_query))) {
        Cells cells(row);
        std::string name = cells.text();
        own_comments[std::move(name)] = cells.text();
    }
    for (Row& row : rows) {
        Cells cells(row);
        const ObjectId id{Catalog::Extension, cells.number()};
        schema::Extension extension;
        extension.name = cells.text();
        extension.in_schema = cells.text();
        extension.comment = reading.notes.comment(id);
        if (extension.comment == own_comments[extension.name]) {
            extension.comment.clear();
        }
        reading.uses.know(id, {schema::Kind::Extension, {"", extension.name}, ""});
        reading.schema.extensions.emplace(extension.name, extension);
    }
}

}  // namespace gmig::db::postgresql
