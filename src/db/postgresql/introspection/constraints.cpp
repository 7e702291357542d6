// Constraints of tables and domains.
#include "db/postgresql/introspection/reading.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gmig::db::postgresql {
namespace {

using schema::Constraint;
using schema::Referential;

/// Those of a partition that are its parent's are left out, as are copies that the server makes for
/// itself (conparentid).
constexpr std::string_view constraints_query = R"(
SELECT k.oid, k.contype, k.conname, k.conrelid, k.contypid, k.conkey,
       k.confrelid, fn.nspname, f.relname, k.confkey, k.confdeltype, k.confupdtype,
       k.confmatchtype, {set_columns},
       CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid)
                      WHEN 'x' THEN pg_get_constraintdef(k.oid) END,
       k.connoinherit, k.convalidated, k.condeferrable, k.condeferred,
       i.indkey, i.indnkeyatts, {nulls}
FROM pg_constraint k
     JOIN pg_namespace n ON n.oid = k.connamespace
     LEFT JOIN pg_class f ON f.oid = k.confrelid
     LEFT JOIN pg_namespace fn ON fn.oid = f.relnamespace
     LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u')
WHERE k.oid >= {{first}} AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0
  AND (k.coninhcount = 0 OR k.contypid <> 0) AND {{user}}
)";

Constraint::Kind kind_of(char letter) {
    switch (letter) {
        case 'p':
            return Constraint::Kind::PrimaryKey;
        case 'u':
            return Constraint::Kind::Unique;
        case 'f':
            return Constraint::Kind::ForeignKey;
        case 'x':
            return Constraint::Kind::Exclusion;
        default:
            return Constraint::Kind::Check;
    }
}

Referential referential_of(char letter) {
    switch (letter) {
        case 'r':
            return Referential::Restrict;
        case 'c':
            return Referential::Cascade;
        case 'n':
            return Referential::SetNull;
        case 'd':
            return Referential::SetDefault;
        default:
            return Referential::NoAction;
    }
}

std::vector<std::string> names_of(const Reading& reading, ObjectNumber relation,
                                  const std::vector<int>& numbers) {
    std::vector<std::string> names;
    names.reserve(numbers.size());
    for (const int number : numbers) {
        names.push_back(reading.column_name(relation, number));
    }
    return names;
}

/// "EXCLUDE USING gist (…) DEFERRABLE" from USING on, without what other members say.
schema::Expression exclusion(std::string text) {
    constexpr std::string_view opening = "EXCLUDE ";
    if (text.starts_with(opening)) {
        text.erase(0, opening.size());
    }
    for (const std::string_view ending : {" INITIALLY DEFERRED", " DEFERRABLE"}) {
        if (text.ends_with(ending)) {
            text.resize(text.size() - ending.size());
        }
    }
    return {text, Dialect::Postgresql};
}

/// The columns that an index has besides its keys.
std::vector<int> included(std::vector<int> columns, std::size_t keys) {
    columns.erase(columns.begin(),
                  columns.begin() + static_cast<std::ptrdiff_t>(std::min(keys, columns.size())));
    return columns;
}

void take_target(const Reading& reading, Constraint& constraint, Cells& cells) {
    const ObjectNumber target = cells.number();
    constraint.target = cells.name();
    constraint.target_columns = names_of(reading, target, cells.numbers());
    constraint.on_delete = referential_of(cells.letter());
    constraint.on_update = referential_of(cells.letter());
    constraint.match = cells.letter() == 'f' ? "FULL" : "";
}

struct ConstraintRow {
    ObjectId id;
    ObjectNumber table;
    ObjectNumber domain;
    Constraint constraint;
};

ConstraintRow constraint_row(const Reading& reading, Cells cells) {
    ConstraintRow row{{Catalog::Constraint, cells.number()}, 0, 0, {}};
    Constraint& constraint = row.constraint;
    constraint.kind = kind_of(cells.letter());
    constraint.name = cells.text();
    row.table = cells.number();
    row.domain = cells.number();
    const std::vector<int> columns = cells.numbers();
    take_target(reading, constraint, cells);
    constraint.set_columns = names_of(reading, row.table, cells.numbers());
    if (constraint.kind == Constraint::Kind::Exclusion) {
        constraint.expression = exclusion(cells.text());
    } else {
        constraint.expression = cells.expression().value_or(schema::Expression());
    }
    if (constraint.kind != Constraint::Kind::Check &&
        constraint.kind != Constraint::Kind::Exclusion) {
        constraint.columns = names_of(reading, row.table, columns);
    }
    // The server says it of keys, too, where it means nothing.
    constraint.no_inherit = cells.flag() && constraint.kind == Constraint::Kind::Check;
    constraint.validated = cells.flag();
    constraint.deferrable = cells.flag();
    constraint.initially_deferred = cells.flag();
    const std::vector<int> indexed = cells.numbers();
    constraint.include = names_of(reading, row.table, included(indexed, cells.number()));
    constraint.nulls_not_distinct = cells.flag();
    constraint.comment = reading.notes.comment(row.id);
    return row;
}

void add_constraint(Reading& reading, ConstraintRow row) {
    if (const auto domain = reading.domains.find(row.domain); domain != reading.domains.end()) {
        schema::Domain& type = *domain->second;
        reading.uses.collect(row.id, type.uses, {schema::Kind::Domain, type.name, ""});
        type.checks.push_back(std::move(row.constraint));
        return;
    }
    const auto found = reading.tables.find(row.table);
    if (found == reading.tables.end()) {
        return;
    }
    schema::Table& table = *found->second;
    reading.uses.know(row.id, key_of(table));
    // A foreign key says itself which table it needs; listed, two tables could need each other.
    if (row.constraint.kind != Constraint::Kind::ForeignKey) {
        reading.uses.collect(row.id, table.uses, key_of(table));
    }
    table.constraints.push_back(std::move(row.constraint));
}

}  // namespace

void read_constraints(Reading& reading) {
    constexpr int set_columns_came = 15;
    const bool new_server = reading.major >= set_columns_came;
    const std::string query =
        fmt::format(fmt::runtime(constraints_query),
                    fmt::arg("set_columns", new_server ? "k.confdelsetcols" : "NULL"),
                    fmt::arg("nulls", new_server ? "i.indnullsnotdistinct" : "false"));
    for (Row& row : reading.ask(question(query))) {
        add_constraint(reading, constraint_row(reading, Cells(row)));
    }
    for (auto& [number, table] : reading.tables) {
        std::ranges::sort(table->constraints);
    }
    for (auto& [number, domain] : reading.domains) {
        std::ranges::sort(domain->checks);
    }
}

}  // namespace gmig::db::postgresql
