#include "db/postgresql/introspection/notes.hpp"

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

/// 2200 is the namespace `public`, which the server makes at its birth and which is the user's.
constexpr std::string_view comments_query = R"(
SELECT classoid, objoid, objsubid, description
FROM pg_description
WHERE objoid >= {first} OR (objoid = 2200 AND classoid = 2615)
)";

constexpr std::string_view privileges_query = R"(
SELECT o.catalog, o.number, o.part,
       CASE x.grantee WHEN 0 THEN '' ELSE pg_get_userbyid(x.grantee) END,
       x.privilege_type, bool_or(x.is_grantable)
FROM (SELECT 1259 AS catalog, oid AS number, 0 AS part, relowner AS owner, relacl AS list
      FROM pg_class WHERE relacl IS NOT NULL AND oid >= {first}
      UNION ALL
      SELECT 1259, a.attrelid, a.attnum, c.relowner, a.attacl
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE a.attacl IS NOT NULL AND a.attrelid >= {first}
      UNION ALL
      SELECT 1255, oid, 0, proowner, proacl
      FROM pg_proc WHERE proacl IS NOT NULL AND oid >= {first}
      UNION ALL
      SELECT 1247, oid, 0, typowner, typacl
      FROM pg_type WHERE typacl IS NOT NULL AND oid >= {first}
      UNION ALL
      SELECT 2615, oid, 0, nspowner, nspacl
      FROM pg_namespace WHERE nspacl IS NOT NULL AND (oid >= {first} OR oid = 2200)
     ) o, aclexplode(o.list) x
WHERE x.grantee <> o.owner
GROUP BY 1, 2, 3, 4, 5
)";

ObjectId object_or_part(Cells& cells) {
    const auto catalog = static_cast<Catalog>(cells.number());
    const ObjectNumber number = cells.number();
    return {catalog, number, static_cast<std::uint16_t>(cells.number())};
}

}  // namespace

Notes Notes::read(const Ask& ask) {
    Notes notes;
    for (Row& row : ask(question(comments_query))) {
        Cells cells(row);
        const ObjectId id = object_or_part(cells);
        notes.comments_[id] = cells.text();
    }
    for (Row& row : ask(question(privileges_query))) {
        Cells cells(row);
        const ObjectId id = object_or_part(cells);
        schema::Grant grant;
        grant.role = cells.text();
        grant.privilege = cells.text();
        grant.grantable = cells.flag();
        notes.privileges_[id].push_back(std::move(grant));
    }
    for (auto& [id, grants] : notes.privileges_) {
        std::ranges::sort(grants);
    }
    return notes;
}

std::string Notes::comment(const ObjectId& id) const {
    const auto found = comments_.find(id);
    return found == comments_.end() ? std::string() : found->second;
}

std::vector<schema::Grant> Notes::privileges(const ObjectId& id, bool untouched,
                                             Granted by_default) const {
    if (untouched && by_default != Granted::Nothing) {
        return {{"", by_default == Granted::Execute ? "EXECUTE" : "USAGE", false}};
    }
    const auto found = privileges_.find(id);
    return found == privileges_.end() ? std::vector<schema::Grant>() : found->second;
}

}  // namespace gmig::db::postgresql
