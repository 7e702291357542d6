#pragma once

#include "db/server/server.hpp"

#include <optional>
#include <string>
#include <vector>

namespace gmig::db::server {

/// A setting of a database, or of a role in it.
struct Setting {
    std::string role;  ///< empty: of the database itself
    std::string name;
    std::string value;  ///< as the server keeps it
    bool operator==(const Setting&) const = default;
};

/// One privilege on a database.
struct Grant {
    std::string grantee;  ///< empty: PUBLIC
    std::string privilege;
    bool grantable = false;
    bool operator==(const Grant&) const = default;
};

/// What a server keeps of a database outside of it.
struct Properties {
    std::string owner;
    std::string connection_limit;
    std::string comment;
    std::vector<Setting> settings;
    std::vector<Grant> grants;
};

/// What the maintenance of gmig's has put there is left out: settings and comment are as they were
/// before it.
Properties properties_of(Server& server, const std::string& database);

/// The statement that sets it, or with no value resets it.
std::string setting_statement(const std::string& database, const Setting& setting,
                              bool reset = false);

/// What makes a database whose properties are `now` have those of `wanted`. The database is called
/// `name` when they run. With `keep_comment` its comment and default_transaction_read_only stay: it
/// is in maintenance.
std::vector<std::string> changes_of_properties(const std::string& name, const Properties& now,
                                               const Properties& wanted, bool keep_comment);

}  // namespace gmig::db::server
