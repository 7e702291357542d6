#include "db/sqlite/open.hpp"

#include "db/module.hpp"
#include <gmig/support/interrupt.hpp>
#include <gmig/support/module.hpp>

namespace gmig::db {

std::unique_ptr<Driver> open(const Target& target, const OpenOptions& options) {
    if (target.dialect == Dialect::Sqlite) {
        return open_sqlite(target, options);
    }
    const Module module = Module::open_own(postgresql_module);
    // dlsym() gives functions as void*; POSIX says that this cast back is meant.
    const auto entry = reinterpret_cast<OpenPostgresql>(module.symbol(postgresql_entry));
    return std::unique_ptr<Driver>(entry(target, options, ModuleHost{&noted_interrupt}));
}

}  // namespace gmig::db
