#pragma once

#include <gmig/db/driver.hpp>

namespace gmig::db {

/// What the program hands to a driver's module. The module has its own copy of the lower layers,
/// whose state (a noted signal) is the program's and not its own.
struct ModuleHost {
    int (*noted_interrupt)() noexcept;
};

/// The PostgreSQL driver's module and the one function it exports, as `extern "C"`.
inline constexpr const char* postgresql_module = "gmig_postgresql";
inline constexpr const char* postgresql_entry = "gmig_open_postgresql";
using OpenPostgresql = Driver* (*)(const Target&, const OpenOptions&, const ModuleHost&);

}  // namespace gmig::db
