// The module's only exported function: see db/module.hpp.
#include "db/module.hpp"

#include "db/postgresql/driver.hpp"

extern "C" __attribute__((visibility("default"))) gmig::db::Driver* gmig_open_postgresql(
    const gmig::db::Target& target, const gmig::db::OpenOptions& options,
    const gmig::db::ModuleHost& host) {
    return std::make_unique<gmig::db::postgresql::PostgresqlDriver>(target, options, host)
        .release();
}
