#pragma once

#include "db/postgresql/introspection/catalog.hpp"
#include "db/postgresql/introspection/notes.hpp"
#include "db/postgresql/introspection/uses.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gmig::db::postgresql {

/// A column of a table, view or composite type as the catalog has it.
struct CatalogColumn {
    int number = 0;
    std::string name;
    bool own = true;              ///< and not only its parent's
    ObjectNumber of_default = 0;  ///< its row in pg_attrdef; 0 for none
    schema::Column column;        ///< all but the name
};

/// What has been read so far. The functions below are called in their order.
struct Reading {
    const Ask& ask;
    int major = 0;  ///< of the server's version
    Notes notes;
    Uses uses{};
    schema::Schema schema{};

    std::unordered_map<ObjectNumber, std::vector<CatalogColumn>> columns{};
    std::unordered_map<ObjectNumber, schema::Table*> tables{};
    std::unordered_map<ObjectNumber, schema::Domain*> domains{};

    /// "" for a relation that is not read.
    [[nodiscard]] std::string column_name(ObjectNumber relation, int number) const;
    [[nodiscard]] CatalogColumn* column(ObjectNumber relation, int number);
};

void read_namespaces(Reading& reading);
void read_extensions(Reading& reading);
void read_columns(Reading& reading);
void read_types(Reading& reading);
void read_sequences(Reading& reading);
void read_tables(Reading& reading);
void read_views(Reading& reading);
void read_constraints(Reading& reading);
void read_indexes(Reading& reading);
void read_routines(Reading& reading);
void read_triggers(Reading& reading);
void read_policies(Reading& reading);
void read_unmodelled(Reading& reading);

}  // namespace gmig::db::postgresql
