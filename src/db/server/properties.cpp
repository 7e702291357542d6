// What stands beside a database: settings, privileges, owner, connection limit, comment.
#include "db/server/properties.hpp"

#include "db/server/mark.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace gmig::db::server {
namespace {

constexpr const char* read_only_setting = "default_transaction_read_only";

/// Settings that are lists of names, kept with each name quoted where it has to be
/// (GUC_LIST_QUOTE; pg_dump knows the same).
constexpr std::array<std::string_view, 6> name_lists{
    "local_preload_libraries",  "search_path",      "session_preload_libraries",
    "shared_preload_libraries", "temp_tablespaces", "unix_socket_directories"};

/// Cut at commas that stand in no quotes.
std::vector<std::string_view> pieces_of(std::string_view list) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < list.size(); ++i) {
        quoted = quoted != (list[i] == '"');
        if (list[i] == ',' && !quoted) {
            pieces.push_back(trim(list.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    pieces.push_back(trim(list.substr(begin)));
    return pieces;
}

std::string without_quotes(std::string_view piece) {
    if (!piece.starts_with('"') || piece.size() < 2) {
        return std::string(piece);
    }
    std::string name;
    for (std::size_t i = 1; i + 1 < piece.size(); ++i) {
        name += piece[i];
        i += piece[i] == '"' ? 1U : 0U;
    }
    return name;
}

/// The names of such a list as literals: of `"$user", public` '$user', 'public'.
std::string list_of_texts(std::string_view value) {
    std::vector<std::string> texts;
    for (const std::string_view piece : pieces_of(value)) {
        texts.push_back(quoted_text(without_quotes(piece)));
    }
    return join(texts, ", ");
}

std::string shown_grantee(const Grant& grant) {
    return grant.grantee.empty() ? "PUBLIC" : quoted_name(grant.grantee);
}

template <typename Value>
bool has(const std::vector<Value>& values, const Value& value) {
    return std::ranges::find(values, value) != values.end();
}

void change_settings(std::vector<std::string>& statements, const std::string& name,
                     const Properties& now, const Properties& wanted, bool keep_read_only) {
    const auto is_kept = [&](const Setting& setting) {
        return keep_read_only && setting.role.empty() && setting.name == read_only_setting;
    };
    for (const Setting& setting : now.settings) {
        const bool stays = std::ranges::any_of(wanted.settings, [&](const Setting& other) {
            return other.role == setting.role && other.name == setting.name;
        });
        if (!stays && !is_kept(setting)) {
            statements.push_back(setting_statement(name, setting, true));
        }
    }
    for (const Setting& setting : wanted.settings) {
        if (!has(now.settings, setting) && !is_kept(setting)) {
            statements.push_back(setting_statement(name, setting));
        }
    }
}

void change_grants(std::vector<std::string>& statements, const std::string& name,
                   const Properties& now, const Properties& wanted) {
    for (const Grant& grant : now.grants) {
        if (!has(wanted.grants, grant)) {
            statements.push_back("REVOKE " + grant.privilege + " ON DATABASE " + name + " FROM " +
                                 shown_grantee(grant));
        }
    }
    for (const Grant& grant : wanted.grants) {
        if (!has(now.grants, grant)) {
            statements.push_back("GRANT " + grant.privilege + " ON DATABASE " + name + " TO " +
                                 shown_grantee(grant) +
                                 (grant.grantable ? " WITH GRANT OPTION" : ""));
        }
    }
}

/// ALTER DATABASE … OWNER gives the old owner's privileges to the new one.
std::vector<Grant> after_change_of_owner(std::vector<Grant> grants, const Properties& now,
                                         const Properties& wanted) {
    std::vector<Grant> result;
    for (Grant& grant : grants) {
        if (grant.grantee == now.owner) {
            grant.grantee = wanted.owner;
        }
        if (!has(result, grant)) {
            result.push_back(std::move(grant));
        }
    }
    return result;
}

}  // namespace

Properties properties_of(Server& server, const std::string& database) {
    Properties properties;
    for (const Row& row : server.rows("SELECT pg_catalog.pg_get_userbyid(datdba), datconnlimit"
                                      " FROM pg_catalog.pg_database WHERE datname = $1",
                                      {database})) {
        properties.owner = row.at(0).value_or("");
        properties.connection_limit = row.at(1).value_or("-1");
    }
    const MaintenanceSetting maintenance = maintenance_setting(server, database);
    const std::optional<MaintenanceMark>& mark = maintenance.mark;
    properties.comment = mark ? mark->comment_before : maintenance.comment;
    for (const Row& row :
         server.rows("SELECT r.rolname, pg_catalog.split_part(c, '=', 1),"
                     " pg_catalog.substr(c, pg_catalog.strpos(c, '=') + 1)"
                     " FROM pg_catalog.pg_db_role_setting s"
                     " JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase"
                     " LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole"
                     " CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c"
                     " WHERE d.datname = $1 AND (s.setrole = 0 OR r.oid IS NOT NULL)",
                     {database})) {
        Setting setting{.role = row.at(0).value_or(""),
                        .name = row.at(1).value_or(""),
                        .value = row.at(2).value_or("")};
        if (mark && setting.role.empty() && setting.name == read_only_setting) {
            if (!mark->read_only_before) {
                continue;
            }
            setting.value = *mark->read_only_before;
        }
        properties.settings.push_back(std::move(setting));
    }
    for (const Row& row :
         server.rows("SELECT DISTINCT r.rolname, a.privilege_type, a.is_grantable"
                     " FROM pg_catalog.pg_database d CROSS JOIN LATERAL pg_catalog.aclexplode("
                     "COALESCE(d.datacl, pg_catalog.acldefault('d', d.datdba))) a"
                     " LEFT JOIN pg_catalog.pg_roles r ON r.oid = a.grantee"
                     " WHERE d.datname = $1 AND (a.grantee = 0 OR r.oid IS NOT NULL)",
                     {database})) {
        properties.grants.push_back({.grantee = row.at(0).value_or(""),
                                     .privilege = row.at(1).value_or(""),
                                     .grantable = row.at(2) == "t"});
    }
    return properties;
}

std::string setting_statement(const std::string& database, const Setting& setting, bool reset) {
    std::string text = setting.role.empty()
                           ? "ALTER DATABASE "
                           : "ALTER ROLE " + quoted_name(setting.role) + " IN DATABASE ";
    text += quoted_name(database) + (reset ? " RESET " : " SET ") + quoted_name(setting.name);
    if (reset) {
        return text;
    }
    const bool is_list = std::ranges::find(name_lists, setting.name) != name_lists.end();
    return text + " TO " + (is_list ? list_of_texts(setting.value) : quoted_text(setting.value));
}

std::vector<std::string> changes_of_properties(const std::string& name, const Properties& now,
                                               const Properties& wanted, bool keep_comment) {
    const std::string quoted = quoted_name(name);
    std::vector<std::string> statements;
    Properties changed = now;
    if (wanted.connection_limit != now.connection_limit) {
        statements.push_back("ALTER DATABASE " + quoted + " CONNECTION LIMIT " +
                             wanted.connection_limit);
    }
    if (wanted.comment != now.comment && !keep_comment) {
        statements.push_back(
            "COMMENT ON DATABASE " + quoted + " IS " +
            (wanted.comment.empty() ? std::string("NULL") : quoted_text(wanted.comment)));
    }
    change_settings(statements, name, now, wanted, keep_comment);
    if (wanted.owner != now.owner) {
        statements.push_back("ALTER DATABASE " + quoted + " OWNER TO " + quoted_name(wanted.owner));
        changed.grants = after_change_of_owner(now.grants, now, wanted);
    }
    change_grants(statements, quoted, changed, wanted);
    return statements;
}

}  // namespace gmig::db::server
