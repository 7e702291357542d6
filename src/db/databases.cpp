// Databases as wholes: which engine is meant.
#include "db/server/databases.hpp"

#include "db/sqlite/databases.hpp"
#include <gmig/db/databases.hpp>
#include <gmig/db/maintenance.hpp>

#include <utility>

namespace gmig::db {
namespace {

bool is_file(const Target& target) {
    return target.dialect == Dialect::Sqlite;
}

}  // namespace

Target beside(const Target& base, std::string_view name) {
    return is_file(base) ? sqlite::beside(base, name) : server::beside(base, name);
}

std::vector<DatabaseBeside> databases_beside(const Target& base, const OpenOptions& options) {
    return is_file(base) ? sqlite::databases_beside(base, options)
                         : server::databases_beside(base, options);
}

bool database_exists(const Target& target, const OpenOptions& options) {
    return is_file(target) ? sqlite::database_exists(target, options)
                           : server::database_exists(target, options);
}

void create_database(const Target& target, const std::optional<Target>& like,
                     const OpenOptions& options) {
    is_file(target) ? sqlite::create_database(target, like, options)
                    : server::create_database(target, like, options);
}

struct Custody::Hold {
    std::shared_ptr<void> lock;
};

Custody::Custody(std::unique_ptr<Hold> hold) : hold_(std::move(hold)) {}
Custody::~Custody() = default;
Custody::Custody(Custody&&) noexcept = default;
Custody& Custody::operator=(Custody&&) noexcept = default;

Custody Custody::take(const Target& target, const LockRequest& request,
                      const OpenOptions& options) {
    auto hold = std::make_unique<Hold>();
    hold->lock = is_file(target) ? sqlite::take_custody(target, request, options)
                                 : server::take_custody(target, request, options);
    return Custody(std::move(hold));
}

bool Custody::is_held(const Target& target, const OpenOptions& options) {
    return is_file(target) ? sqlite::custody_is_held(target, options)
                           : server::custody_is_held(target, options);
}

Copied copy_database(const CopyRequest& request, const OpenOptions& options) {
    return is_file(request.from) ? sqlite::copy_database(request, options)
                                 : server::copy_database(request, options);
}

void rename_database(const Target& from, const Target& to, bool disconnect,
                     const OpenOptions& options) {
    is_file(from) ? sqlite::rename_database(from, to, disconnect, options)
                  : server::rename_database(from, to, disconnect, options);
}

void destroy_database(const Target& target, bool disconnect, const OpenOptions& options) {
    is_file(target) ? sqlite::destroy_database(target, disconnect, options)
                    : server::destroy_database(target, disconnect, options);
}

void replace_database(const Replacement& replacement, const OpenOptions& options) {
    is_file(replacement.live) ? sqlite::replace_database(replacement, options)
                              : server::replace_database(replacement, options);
}

Attached attached_to(Driver& driver) {
    return driver.dialect() == Dialect::Sqlite ? Attached{} : server::attached_to(driver);
}

std::string change_point(Driver& driver) {
    return driver.dialect() == Dialect::Sqlite ? sqlite::change_point(driver)
                                               : server::change_point(driver);
}

// A digest holds no JSON: which engine's mark it is shows in its first byte.
std::vector<std::string> changes_between(const std::string& earlier, const std::string& later) {
    const bool from_server = earlier.starts_with('{') || later.starts_with('{');
    return from_server ? server::changes_between(earlier, later)
                       : sqlite::changes_between(earlier, later);
}

bool in_maintenance(Driver& driver) {
    if (driver.dialect() == Dialect::Sqlite) {
        return driver.has_table("gmig_maintenance") &&
               !driver.query({"SELECT 1 FROM gmig_maintenance", {}}).empty();
    }
    return server::in_maintenance(driver);
}

MaintenanceState maintenance_state(const Target& target, const OpenOptions& options) {
    return is_file(target) ? sqlite::maintenance_state(target, options)
                           : server::maintenance_state(target, options);
}

MaintenanceState maintenance_on(const MaintenanceRequest& request, const OpenOptions& options) {
    return is_file(request.target) ? sqlite::maintenance_on(request, options)
                                   : server::maintenance_on(request, options);
}

bool maintenance_off(const Target& target, const OpenOptions& options) {
    return is_file(target) ? sqlite::maintenance_off(target, options)
                           : server::maintenance_off(target, options);
}

}  // namespace gmig::db
