#include "db/postgresql/introspection/uses.hpp"

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

/// Types, routines and relations that an extension has brought.
constexpr std::string_view members_query = R"(
SELECT d.classid, d.objid, x.extname
FROM pg_depend d JOIN pg_extension x ON x.oid = d.refobjid
WHERE d.deptype = 'e' AND d.refclassid = 3079 AND d.objid >= {first}
  AND d.classid IN (1247, 1255, 1259)
)";

/// `n` is what an object needs; `a` what it goes away with, as a column of an index.
constexpr std::string_view dependencies_query = R"(
SELECT d.classid, d.objid, d.refclassid, d.refobjid, a.attname
FROM pg_depend d
     LEFT JOIN pg_attribute a ON d.refclassid = 1259 AND d.refobjsubid > 0
                             AND a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.deptype IN ('n', 'a') AND d.objid >= {first} AND d.refobjid >= {first}
  AND d.classid IN (1247, 1255, 1259, 2604, 2606, 2618, 2620, 3256)
  AND d.refclassid IN (1247, 1255, 1259, 2606, 3079)
  AND NOT (d.classid = 2604 AND d.deptype = 'a')
)";

ObjectId object(Cells& cells) {
    const auto catalog = static_cast<Catalog>(cells.number());
    return {catalog, cells.number()};
}

}  // namespace

void Uses::know(const ObjectId& id, schema::Key key) {
    keys_[id] = std::move(key);
}

void Uses::know_derived(ObjectNumber type, const ObjectId& from) {
    derived_[type] = from;
}

void Uses::collect(const ObjectId& id, std::vector<schema::Use>& list, schema::Key self,
                   OwnColumns columns) {
    collected_.insert_or_assign(id, Collected{&list, std::move(self), columns});
}

const schema::Key* Uses::key(ObjectId id) const {
    if (const auto found = keys_.find(id); found != keys_.end()) {
        return &found->second;
    }
    const auto derived = id.catalog == Catalog::Type ? derived_.find(id.number) : derived_.end();
    // A type is derived at most twice: the array of a relation's rows.
    return derived == derived_.end() || derived->second == id ? nullptr : key(derived->second);
}

void Uses::read(const Ask& ask) {
    read_members(ask);
    for (Row& row : ask(question(dependencies_query))) {
        take(Cells(row));
    }
    for (auto& [id, collected] : collected_) {
        std::vector<schema::Use>& list = *collected.list;
        std::ranges::sort(list);
        list.erase(std::unique(list.begin(), list.end()), list.end());
    }
}

void Uses::read_members(const Ask& ask) {
    for (Row& row : ask(question(members_query))) {
        Cells cells(row);
        const ObjectId id = object(cells);
        know(id, {schema::Kind::Extension, {"", cells.text()}, ""});
    }
}

void Uses::take(Cells cells) {
    const auto found = collected_.find(object(cells));
    if (found == collected_.end()) {
        return;
    }
    const ObjectId needed = object(cells);
    const Collected& collected = found->second;
    const schema::Key* const used = key(needed);
    // A table needs its parent, too, which stands elsewhere in its value.
    const bool is_parent = found->first.catalog == Catalog::Relation &&
                           needed.catalog == Catalog::Relation &&
                           collected.columns == OwnColumns::Leave;
    if (used == nullptr || is_parent) {
        return;
    }
    std::string column = cells.text();
    const bool is_self = *used == collected.self;
    if (!is_self || (collected.columns == OwnColumns::List && !column.empty())) {
        collected.list->push_back({*used, std::move(column)});
    }
}

}  // namespace gmig::db::postgresql
