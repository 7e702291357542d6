#pragma once

#include "db/server/mark_text.hpp"
#include "db/server/server.hpp"

#include <optional>
#include <string>

namespace gmig::db::server {

/// What a database says of maintenance, and its own default_transaction_read_only.
struct MaintenanceSetting {
    std::optional<MaintenanceMark> mark{};
    std::optional<std::string> read_only{};
    std::string comment{};
    bool binds = false;  ///< whether new sessions read only by it
    [[nodiscard]] bool is_on() const { return mark && binds; }
};
MaintenanceSetting maintenance_setting(Server& server, const std::string& database);

}  // namespace gmig::db::server
