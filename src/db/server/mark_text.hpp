#pragma once

#include <gmig/db/maintenance.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace gmig::db::server {

/// How such a comment begins.
inline constexpr std::string_view maintenance_opening = "gmig maintenance ";

/// What gmig writes into a database's comment while it is in maintenance, and what stood there
/// before. The comment, because only a superuser may put a parameter of gmig's own among a
/// database's settings, while the comment is the owner's, is changed in one transaction with a
/// setting, is seen from every database, and is not copied by CREATE DATABASE.
struct MaintenanceMark {
    Maintenance maintenance;
    /// The server's clock when the setting was in force: sessions that began before are not bound.
    /// Empty until then.
    std::string bound_from{};
    std::optional<std::string> read_only_before{};  ///< default_transaction_read_only
    std::string comment_before{};
};

std::string to_comment(const MaintenanceMark& mark);
/// Nothing when the comment is none of gmig's.
std::optional<MaintenanceMark> mark_from(std::string_view comment);

}  // namespace gmig::db::server
