#pragma once

#include <gmig/db/databases.hpp>
#include <gmig/db/maintenance.hpp>

/// What databases.hpp and maintenance.hpp say, on a PostgreSQL server. Everything goes through a
/// Driver, as gmig's own queries; libpq is not needed here.
namespace gmig::db::server {

Target beside(const Target& base, std::string_view name);
std::vector<DatabaseBeside> databases_beside(const Target& base, const OpenOptions& options);
bool database_exists(const Target& target, const OpenOptions& options);
void create_database(const Target& target, const std::optional<Target>& like,
                     const OpenOptions& options);
/// Holds the lock while it lives.
std::shared_ptr<void> take_custody(const Target& target, const LockRequest& request,
                                   const OpenOptions& options);
bool custody_is_held(const Target& target, const OpenOptions& options);
Copied copy_database(const CopyRequest& request, const OpenOptions& options);
void rename_database(const Target& from, const Target& to, bool disconnect,
                     const OpenOptions& options);
void destroy_database(const Target& target, bool disconnect, const OpenOptions& options);
void replace_database(const Replacement& replacement, const OpenOptions& options);
Attached attached_to(Driver& driver);
std::string change_point(Driver& driver);
std::vector<std::string> changes_between(const std::string& earlier, const std::string& later);

bool in_maintenance(Driver& driver);
MaintenanceState maintenance_state(const Target& target, const OpenOptions& options);
MaintenanceState maintenance_on(const MaintenanceRequest& request, const OpenOptions& options);
bool maintenance_off(const Target& target, const OpenOptions& options);

}  // namespace gmig::db::server
