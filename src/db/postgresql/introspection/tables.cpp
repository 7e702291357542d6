// Columns, sequences and tables.
#include "db/postgresql/introspection/reading.hpp"

#include <fmt/format.h>

namespace gmig::db::postgresql {
namespace {

/// Of extensions' tables, too: foreign keys may point to them.
constexpr std::string_view columns_query = R"(
SELECT a.attrelid, a.attnum, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.attinhcount = 0, a.attidentity, a.attgenerated, d.oid, pg_get_expr(d.adbin, d.adrelid),
       CASE WHEN a.attcollation <> t.typcollation THEN {collation} END
FROM pg_attribute a
     JOIN pg_class c ON c.oid = a.attrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     JOIN pg_type t ON t.oid = a.atttypid
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE a.attrelid >= {{first}} AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'c', 'f') AND {{user}}
ORDER BY a.attrelid, a.attnum
)";

/// The column that it goes with: `i` for an identity column's, `a` for one that OWNED BY says.
constexpr std::string_view sequences_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u', format_type(s.seqtypid, NULL),
       s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
       d.deptype = 'i', d.refobjid, d.refobjsubid, tn.nspname, t.relname
FROM pg_sequence s
     JOIN pg_class c ON c.oid = s.seqrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_depend d ON d.classid = 1259 AND d.objid = c.oid AND d.refclassid = 1259
                          AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
     LEFT JOIN pg_class t ON t.oid = d.refobjid
     LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE {user} AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1259 AND e.objid = c.oid
                                                       AND e.deptype = 'e')
)";

constexpr std::string_view tables_query = R"(
SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u', c.relrowsecurity,
       c.relforcerowsecurity, CASE c.relkind WHEN 'p' THEN pg_get_partkeydef(c.oid) END,
       CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END,
       concat_ws(E'\n', array_to_string(c.reloptions, E'\n'),
                 CASE WHEN toast.reloptions IS NOT NULL THEN
                      (SELECT string_agg('toast.' || o, E'\n') FROM unnest(toast.reloptions) o) END)
FROM pg_class c
     JOIN pg_namespace n ON n.oid = c.relnamespace
     LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
WHERE c.oid >= {first} AND c.relkind IN ('r', 'p') AND {user}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1259 AND e.objid = c.oid
                                            AND e.deptype = 'e')
)";

constexpr std::string_view parents_query = R"(
SELECT i.inhrelid, n.nspname, p.relname
FROM pg_inherits i
     JOIN pg_class p ON p.oid = i.inhparent
     JOIN pg_namespace n ON n.oid = p.relnamespace
WHERE p.relkind IN ('r', 'p')
ORDER BY i.inhrelid, i.inhseqno
)";

schema::SequenceOptions sequence_options(Cells& cells) {
    schema::SequenceOptions options;
    options.type = cells.text();
    options.start = cells.text();
    options.increment = cells.text();
    options.minimum = cells.text();
    options.maximum = cells.text();
    options.cache = cells.text();
    options.cycle = cells.flag();
    return options;
}

void add_column(Reading& reading, Cells cells) {
    const ObjectNumber relation = cells.number();
    CatalogColumn entry;
    entry.number = static_cast<int>(cells.number());
    entry.name = cells.text();
    schema::Column& column = entry.column;
    column.type = cells.text();
    column.not_null = cells.flag();
    entry.own = cells.flag();
    if (const char identity = cells.letter(); identity != '\0') {
        column.identity = {.always = identity == 'a', .sequence = {}};
    }
    const bool generated = cells.letter() != '\0';
    entry.of_default = cells.number();
    std::optional<schema::Expression> expression = cells.expression();
    if (generated && expression) {
        column.generated = {.expression = std::move(*expression), .stored = true};
    } else {
        column.default_value = std::move(expression);
    }
    column.collation = cells.text();
    reading.columns[relation].push_back(std::move(entry));
}

void add_sequence(Reading& reading, Cells cells) {
    const ObjectId id{Catalog::Relation, cells.number()};
    schema::Sequence sequence;
    sequence.name = cells.name();
    sequence.unlogged = cells.flag();
    sequence.options = sequence_options(cells);
    const bool of_identity = cells.flag();
    const ObjectNumber relation = cells.number();
    const int number = static_cast<int>(cells.number());
    if (of_identity) {
        CatalogColumn* column = reading.column(relation, number);
        if (column != nullptr && column->column.identity) {
            column->column.identity->sequence = std::move(sequence.options);
        }
        return;
    }
    if (relation != 0) {
        sequence.owner = {cells.name(), reading.column_name(relation, number)};
    }
    sequence.comment = reading.notes.comment(id);
    sequence.privileges = reading.notes.privileges(id);
    reading.uses.know(id, {schema::Kind::Sequence, sequence.name, ""});
    reading.schema.sequences.emplace(sequence.name, sequence);
}

void take_columns(Reading& reading, const ObjectId& id, schema::Table& table) {
    const schema::Key key = key_of(table);
    for (CatalogColumn& from : reading.columns[id.number]) {
        if (!from.own) {
            continue;
        }
        const ObjectId own{id.catalog, id.number, static_cast<std::uint16_t>(from.number)};
        from.column.name = from.name;
        from.column.comment = reading.notes.comment(own);
        from.column.privileges = reading.notes.privileges(own);
        if (from.of_default != 0) {
            reading.uses.collect({Catalog::Default, from.of_default}, table.uses, key);
        }
        table.columns.push_back(std::move(from.column));
    }
}

void add_table(Reading& reading, Cells cells) {
    const ObjectId id{Catalog::Relation, cells.number()};
    schema::Name name = cells.name();
    schema::Table& table = reading.schema.tables[name];
    table.name = std::move(name);
    table.unlogged = cells.flag();
    table.row_security = cells.flag();
    table.force_row_security = cells.flag();
    table.partition_by = cells.text();
    if (std::string bound = cells.text(); !bound.empty()) {
        table.partition_of = {.parent = {}, .bound = std::move(bound)};
    }
    table.options = cells.sorted_lines();
    table.comment = reading.notes.comment(id);
    table.privileges = reading.notes.privileges(id);
    take_columns(reading, id, table);
    reading.tables[id.number] = &table;
    reading.uses.know(id, key_of(table));
    reading.uses.collect(id, table.uses, key_of(table));
}

void add_parent(Reading& reading, Cells cells) {
    const auto found = reading.tables.find(cells.number());
    if (found == reading.tables.end()) {
        return;
    }
    schema::Table& table = *found->second;
    if (table.partition_of) {
        table.partition_of->parent = cells.name();
    } else {
        table.inherits.push_back(cells.name());
    }
}

}  // namespace

void read_columns(Reading& reading) {
    const std::string query = fmt::format(fmt::runtime(columns_query),
                                          fmt::arg("collation", collation_name("a.attcollation")));
    for (Row& row : reading.ask(question(query))) {
        add_column(reading, Cells(row));
    }
}

void read_sequences(Reading& reading) {
    for (Row& row : reading.ask(question(sequences_query))) {
        add_sequence(reading, Cells(row));
    }
}

void read_tables(Reading& reading) {
    for (Row& row : reading.ask(question(tables_query))) {
        add_table(reading, Cells(row));
    }
    for (Row& row : reading.ask(question(parents_query))) {
        add_parent(reading, Cells(row));
    }
}

}  // namespace gmig::db::postgresql
