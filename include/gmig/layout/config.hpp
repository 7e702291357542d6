#pragma once

#include <gmig/model/assessment.hpp>
#include <gmig/model/facts.hpp>
#include <gmig/model/finding.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// How a folder of migrations is laid out: gmig's own way, or another tool's, read in place.
enum class Kind : std::uint8_t {
    Gmig,
    GolangMigrate,
    Sqlx,
    Diesel,
    Prisma,
    Flyway,
    Dbmate,
    Goose,
    Contember,
    NodePgMigrate,
    SqlMigrate,
    Postgrator,
};
/// What they are called, in this order: "gmig", "golang-migrate", "sqlx", …
std::span<const std::string_view> kind_names();
/// One of these names, and back.
std::string_view to_string(Kind kind);
std::optional<Kind> kind_from(std::string_view text);

/// Who executes a foreign layout: the other tool (its history table is read-only facts), or gmig.
enum class Mode : bool { Watch, Adopt };

/// One entry of "environments".
struct EnvironmentConfig {
    std::string name;
    std::string url;  ///< as written: may hold ${NAME}, see expand_url
    EnvironmentKind kind = EnvironmentKind::Production;
    std::string shadow;
    bool session_pooler = false;    ///< "pooler": "session"
    std::string lock_timeout;       ///< as PostgreSQL takes it: "5s"; empty: gmig's default
    std::string statement_timeout;  ///< likewise; empty: none
    bool operator==(const EnvironmentConfig&) const = default;
};

/// One project: a stream of migrations.
struct ProjectConfig {
    std::string name = "default";
    std::string migrations = "migrations";    ///< folder, relative to gmig.json
    std::vector<std::string> former_folders;  ///< its former places ("migrations": [now, then…])
    Kind layout = Kind::Gmig;
    Dialect dialect = Dialect::Sqlite;
    std::string schema = "schema.sql";
    std::vector<std::string> protected_branches{"main"};
    Policy policy = Policy::Linear;
    std::optional<bool> tripwire;  ///< none: on in the native layout, off in foreign ones
    std::optional<Mode> mode;
    /// Where the other tool keeps what it executed: "table" or "schema.table"; empty: its default;
    /// "none": no other tool's table in the database is about this project.
    std::string history_table;
    std::map<std::string, EnvironmentConfig> environments;
    std::map<Code, Severity> severity;
    std::set<Code> off;    ///< of lint's: "severity": {"GM405": "off"}
    std::string deployed;  ///< tag pattern
    std::string ledger_ref = "refs/gmig/ledger";
    bool overrides_from_base = false;  ///< "overrides": "base"

    [[nodiscard]] bool tripwire_on() const { return tripwire.value_or(layout == Kind::Gmig); }
    bool operator==(const ProjectConfig&) const = default;
};

/// The whole of gmig.json.
struct Config {
    std::map<std::string, ProjectConfig> projects;
    bool operator==(const Config&) const = default;
};

/// Reads gmig.json: JSON with // and /* */ comments. A single project has the name "default". An
/// unknown or doubled key, a wrong type or value, a name of a project or environment that is not
/// [a-z0-9_-]{1,63}, a path that is absolute or leaves the folder, a password in a URL:
/// Error{Usage} with file:line:column and, for an unknown key or value, what would be known. `path`
/// is for messages. Nothing in it is ever run or expanded, `${NAME}` in URLs apart.
Config parse_config(std::string_view bytes, const std::string& path);

/// What `gmig init` writes for a single project: folder, dialect and the keys that are not at their
/// default, with a comment that says what may be added. parse_config reads it back as the same.
std::string render_config(const ProjectConfig& project);

/// A URL with each ${NAME} replaced by what `lookup` gives. Error{Usage} naming a variable that is
/// not set, or when nothing is left; no value is ever echoed, or expanded again.
std::string expand_url(std::string_view url,
                       const std::function<std::optional<std::string>(const std::string&)>& lookup);

}  // namespace gmig::layout
