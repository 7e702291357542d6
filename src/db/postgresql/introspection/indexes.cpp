#include "db/postgresql/introspection/reading.hpp"

#include <fmt/format.h>

namespace gmig::db::postgresql {
namespace {

using schema::Index;
using schema::IndexPart;

/// A row for each part and included column of an index, in order. An operator class is the default
/// where it is so for the column's very type, or, when that has none, for one like it. A constraint
/// has its index by an internal dependency.
constexpr std::string_view indexes_query = R"(
SELECT i.indexrelid, n.nspname, ic.relname, i.indrelid, i.indisunique, am.amname, {nulls},
       CASE part WHEN 1 THEN pg_get_expr(i.indpred, i.indrelid) END,
       CASE part WHEN 1 THEN array_to_string(ic.reloptions, E'\n') END,
       part > i.indnkeyatts, a.attname,
       CASE i.indkey[part - 1] WHEN 0 THEN pg_get_indexdef(i.indexrelid, part, false) END,
       i.indoption[part - 1],
       CASE WHEN i.indcollation[part - 1] NOT IN (0, coalesce(a.attcollation, 100))
            THEN {collation} END,
       CASE WHEN NOT oc.opcdefault OR exact.oid <> oc.oid OR ia.attoptions IS NOT NULL THEN
            CASE WHEN ocn.nspname = 'pg_catalog' THEN quote_ident(oc.opcname)
                 ELSE format('%I.%I', ocn.nspname, oc.opcname) END
            || coalesce(' (' || (SELECT string_agg(format('%I=%L', split_part(o, '=', 1),
                                                          substr(o, strpos(o, '=') + 1)), ', ')
                                 FROM unnest(ia.attoptions) o) || ')', '') END
FROM pg_index i
     JOIN pg_class ic ON ic.oid = i.indexrelid
     JOIN pg_namespace n ON n.oid = ic.relnamespace
     JOIN pg_am am ON am.oid = ic.relam
     CROSS JOIN LATERAL generate_series(1, i.indnatts::int) part
     JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = part
     LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[part - 1]
                             AND i.indkey[part - 1] <> 0
     LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[part - 1]
     LEFT JOIN pg_namespace ocn ON ocn.oid = oc.opcnamespace
     LEFT JOIN pg_opclass exact ON exact.opcmethod = oc.opcmethod AND exact.opcdefault
                               AND exact.opcintype = coalesce(a.atttypid, ia.atttypid)
WHERE i.indexrelid >= {{first}} AND NOT ic.relispartition AND {{user}}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1259 AND e.objid = i.indexrelid
                                            AND (e.deptype = 'e' OR e.refclassid = 2606
                                                                AND e.deptype = 'i'))
ORDER BY i.indexrelid, part
)";

constexpr unsigned descending_bit = 1;
constexpr unsigned nulls_first_bit = 2;

/// Begins an index, or goes on with the one that the row before was of.
struct IndexRow {
    ObjectId id;
    schema::Name name;
    ObjectNumber table;
};

Index& begin_index(Reading& reading, const IndexRow& row, const schema::Key& table, Cells& cells) {
    Index& index = reading.schema.indexes[row.name];
    const bool is_new = index.name.name.empty();
    const bool unique = cells.flag();
    std::string method = cells.text();
    const bool nulls_not_distinct = cells.flag();
    std::optional<schema::Expression> where = cells.expression();
    std::vector<std::string> options = cells.sorted_lines();
    if (!is_new) {
        return index;
    }
    index.name = row.name;
    index.table = table.name;
    index.unique = unique;
    index.method = std::move(method);
    index.nulls_not_distinct = nulls_not_distinct;
    index.where = std::move(where);
    index.options = std::move(options);
    index.comment = reading.notes.comment(row.id);
    reading.uses.know(row.id, key_of(index));
    reading.uses.collect(row.id, index.uses, table, Uses::OwnColumns::List);
    return index;
}

void add_part(Index& index, Cells cells) {
    const bool is_included = cells.flag();
    IndexPart part;
    part.column = cells.text();
    if (is_included) {
        index.include.push_back(std::move(part.column));
        return;
    }
    part.expression = cells.expression().value_or(schema::Expression());
    const unsigned options = cells.number();
    part.descending = (options & descending_bit) != 0;
    part.nulls_first = (options & nulls_first_bit) != 0;
    part.collation = cells.text();
    part.opclass = cells.text();
    index.parts.push_back(std::move(part));
}

}  // namespace

void read_indexes(Reading& reading) {
    constexpr int nulls_not_distinct_came = 15;
    const std::string query = fmt::format(
        fmt::runtime(indexes_query),
        fmt::arg("nulls",
                 reading.major >= nulls_not_distinct_came ? "i.indnullsnotdistinct" : "false"),
        fmt::arg("collation", collation_name("i.indcollation[part - 1]")));
    for (Row& row : reading.ask(question(query))) {
        Cells cells(row);
        const ObjectId id{Catalog::Relation, cells.number()};
        schema::Name name = cells.name();
        const IndexRow index{id, std::move(name), cells.number()};
        if (const schema::Key* table = reading.uses.key({Catalog::Relation, index.table})) {
            Index& begun = begin_index(reading, index, schema::Key(*table), cells);
            add_part(begun, cells);
        }
    }
}

}  // namespace gmig::db::postgresql
