// Enums, domains and composite types.
#include "db/postgresql/introspection/reading.hpp"

#include <fmt/format.h>

namespace gmig::db::postgresql {
namespace {

/// All types, since every table has one, and every type another, of its arrays.
constexpr std::string_view types_query = R"(
SELECT t.oid, t.typtype, n.nspname, t.typname, t.typrelid, element.oid, t.typacl IS NULL,
       relation.relkind = 'c',
       CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull,
       CASE t.typtype WHEN 'd' THEN pg_get_expr(t.typdefaultbin, 0) END,
       CASE WHEN t.typcollation <> base.typcollation THEN {collation} END
FROM pg_type t
     JOIN pg_namespace n ON n.oid = t.typnamespace
     LEFT JOIN pg_type element ON element.typarray = t.oid
     LEFT JOIN pg_class relation ON relation.oid = t.typrelid
     LEFT JOIN pg_type base ON base.oid = t.typbasetype
WHERE t.oid >= {{first}} AND {{user}}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1247 AND e.objid = t.oid
                                            AND e.deptype = 'e')
)";

constexpr std::string_view labels_query = R"(
SELECT enumtypid, enumlabel FROM pg_enum
WHERE enumtypid >= {first} ORDER BY enumtypid, enumsortorder
)";

struct TypeRow {
    ObjectId id;
    schema::Name name;
    ObjectNumber relation;
    bool untouched;  ///< by GRANT and REVOKE
};

using Labels = std::unordered_map<ObjectNumber, std::vector<std::string>>;

Labels read_labels(const Reading& reading) {
    Labels labels;
    for (Row& row : reading.ask(question(labels_query))) {
        Cells cells(row);
        const ObjectNumber type = cells.number();
        labels[type].push_back(cells.text());
    }
    return labels;
}

template <typename Type>
Type described_type(const Reading& reading, const TypeRow& row, ObjectId commented) {
    Type type;
    type.name = row.name;
    type.comment = reading.notes.comment(commented);
    type.privileges = reading.notes.privileges(row.id, row.untouched, Granted::Usage);
    return type;
}

void add_enum(Reading& reading, const TypeRow& row, Labels& labels) {
    auto type = described_type<schema::Enum>(reading, row, row.id);
    type.values = std::move(labels[row.id.number]);
    reading.uses.know(row.id, {schema::Kind::Enum, row.name, ""});
    reading.schema.enums.emplace(row.name, std::move(type));
}

void add_domain(Reading& reading, const TypeRow& row, Cells cells) {
    auto type = described_type<schema::Domain>(reading, row, row.id);
    type.type = cells.text();
    type.not_null = cells.flag();
    type.default_value = cells.expression();
    type.collation = cells.text();
    const schema::Key key{schema::Kind::Domain, row.name, ""};
    reading.uses.know(row.id, key);
    auto& kept = reading.schema.domains.emplace(row.name, std::move(type)).first->second;
    reading.uses.collect(row.id, kept.uses, key);
    reading.domains[row.id.number] = &kept;
}

void add_composite(Reading& reading, const TypeRow& row) {
    auto type = described_type<schema::CompositeType>(reading, row, row.id);
    for (const CatalogColumn& column : reading.columns[row.relation]) {
        const std::string& collation = column.column.collation;
        type.attributes.emplace_back(
            column.name, column.column.type + (collation.empty() ? "" : " COLLATE " + collation));
    }
    const schema::Key key{schema::Kind::CompositeType, row.name, ""};
    const ObjectId relation{Catalog::Relation, row.relation};
    reading.uses.know(relation, key);
    auto& kept = reading.schema.composites.emplace(row.name, std::move(type)).first->second;
    reading.uses.collect(relation, kept.uses, key);
}

void add_type(Reading& reading, Cells cells, Labels& labels) {
    const ObjectId id{Catalog::Type, cells.number()};
    const char kind = cells.letter();
    schema::Name name = cells.name();
    const ObjectNumber relation = cells.number();
    if (const ObjectNumber element = cells.number(); element != 0) {
        reading.uses.know_derived(id.number, {Catalog::Type, element});
    }
    if (relation != 0) {
        reading.uses.know_derived(id.number, {Catalog::Relation, relation});
    }
    const TypeRow row{id, std::move(name), relation, cells.flag()};
    const bool stands_alone = cells.flag();
    if (kind == 'e') {
        add_enum(reading, row, labels);
    } else if (kind == 'd') {
        add_domain(reading, row, cells);
    } else if (stands_alone) {
        add_composite(reading, row);
    }
}

}  // namespace

void read_types(Reading& reading) {
    Labels labels = read_labels(reading);
    const std::string query = fmt::format(fmt::runtime(types_query),
                                          fmt::arg("collation", collation_name("t.typcollation")));
    for (Row& row : reading.ask(question(query))) {
        add_type(reading, Cells(row), labels);
    }
}

}  // namespace gmig::db::postgresql
