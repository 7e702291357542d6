#include "db/postgresql/driver.hpp"
#include "db/postgresql/introspection/reading.hpp"

#include <array>

namespace gmig::db::postgresql {
namespace {

/// What one reads, a later one looks up.
constexpr std::array<void (*)(Reading&), 13> readers{
    read_namespaces, read_extensions, read_columns,     read_types,   read_sequences,
    read_tables,     read_views,      read_constraints, read_indexes, read_routines,
    read_triggers,   read_policies,   read_unmodelled};

}  // namespace

schema::Schema PostgresqlDriver::introspect() {
    schema::Schema schema;
    session_->in_snapshot([&](const Ask& ask) {
        Reading reading{.ask = ask, .major = session_->server().major, .notes = Notes::read(ask)};
        reading.schema.dialect = Dialect::Postgresql;
        for (const auto read : readers) {
            read(reading);
        }
        reading.uses.read(ask);
        schema = std::move(reading.schema);
    });
    return schema;
}

}  // namespace gmig::db::postgresql
