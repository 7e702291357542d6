#pragma once

#include "layout/reading.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gmig::layout {

enum class Role : std::uint8_t {
    Up,
    Down,
    Settings,    ///< how a script is to be run (diesel's metadata.toml, Flyway's .sql.conf)
    PassedOver,  ///< a .sql file that the tool does not execute as a migration
};

/// What a path says in another tool's layout.
struct ForeignName {
    Role role = Role::PassedOver;
    std::string name;     ///< the migration's, as people see it
    std::string version;  ///< in the tool's normal form: equal for what the tool takes for one
    std::string slug;
    std::string sort_key;  ///< bytewise order is the tool's order
    std::string why;       ///< with PassedOver
};

/// The nearest name that gmig's own layout takes.
std::string native_name(std::string_view before);

/// Of postgrator's name "001.users" the path "001.do.users.sql".
std::string postgrator_path(std::string_view name);

/// Nothing for a path that is none of the tool's business.
std::optional<ForeignName> foreign_name(Kind layout, std::string_view path);

/// How the tool's side file wants a script run.
struct Settings {
    bool in_transaction = true;
    bool placeholders = true;  ///< Flyway: ${name} is replaced
};

/// Reads a side file, of which every key must be known; the first problem otherwise.
std::optional<Problem> read_settings(Kind layout, std::string_view text, Settings& settings);

/// The parts of a script of the tool.
struct ForeignParts {
    Slice up;
    std::optional<Slice> down;  ///< in layouts that keep both in one file
    TransactionMode up_mode = TransactionMode::On;
    TransactionMode down_mode = TransactionMode::On;
    std::optional<Problem> problem;
};

ForeignParts foreign_parts(Kind layout, std::string_view text, Dialect dialect,
                           const Settings& settings);
/// Where Flyway would fill in the first ${name} of a script.
std::optional<std::size_t> find_placeholder(std::string_view text);

/// Whether the tool runs a script outside a transaction for what stands in it. golang-migrate,
/// Prisma and postgrator send a file as one query, which is a transaction only where it has several
/// statements; Flyway begins none where each statement forbids one.
bool runs_without_transaction(Kind layout, std::string_view text, Dialect dialect);

ForeignParts dbmate_parts(std::string_view text, Dialect dialect);
ForeignParts goose_parts(std::string_view text, Dialect dialect);
ForeignParts sql_migrate_parts(std::string_view text, Dialect dialect);
ForeignParts node_pg_parts(std::string_view text, Dialect dialect);

}  // namespace gmig::layout
