#include "layout/foreign.hpp"
#include "layout/limits.hpp"
#include "layout/versions.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

std::size_t leading_digits(std::string_view text) {
    return std::min(text.find_first_not_of(decimal_digits), text.size());
}

std::string without_leading_zeros(std::string_view number) {
    const std::size_t first = number.find_first_not_of('0');
    return std::string(first == std::string_view::npos ? "0" : number.substr(first));
}

/// Numbers of any length in an order that bytes can be compared in.
std::string numeric_key(std::string_view number) {
    const std::string plain = without_leading_zeros(number);
    return fmt::format("{:03}{}", plain.size(), plain);
}

bool strip_ending(std::string_view& text, std::string_view ending) {
    if (!text.ends_with(ending)) {
        return false;
    }
    text.remove_suffix(ending.size());
    return true;
}

bool is_flat(std::string_view path) {
    return path.find('/') == std::string_view::npos && !path.starts_with('.');
}

ForeignName passed_over(std::string_view name, std::string_view why) {
    ForeignName found;
    found.name = name;
    found.why = why;
    return found;
}

/// "000012_add_users", whose version is a number.
bool read_numbered(std::string_view stem, ForeignName& found) {
    const std::size_t count = leading_digits(stem);
    if (count == 0 || count == stem.size() || stem[count] != '_') {
        return false;
    }
    found.name = stem;
    found.version = without_leading_zeros(stem.substr(0, count));
    found.slug = stem.substr(count + 1);
    found.sort_key = numeric_key(found.version);
    return true;
}

/// https://github.com/golang-migrate/migrate, source/parse.go
std::optional<ForeignName> golang_migrate(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path) || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    const bool up = strip_ending(stem, ".up");
    if ((!up && !strip_ending(stem, ".down")) || !read_numbered(stem, found)) {
        return passed_over(path, "golang-migrate's names are VERSION_TITLE.up.sql and .down.sql");
    }
    found.role = up ? Role::Up : Role::Down;
    return found;
}

/// https://github.com/launchbadge/sqlx, sqlx-core/src/migrate/source.rs
std::optional<ForeignName> sqlx(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path) || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    const bool down = strip_ending(stem, ".down");
    if (!down) {
        strip_ending(stem, ".up");
    }
    if (!read_numbered(stem, found)) {
        return passed_over(path, "sqlx's names are VERSION_DESCRIPTION.sql, .up.sql or .down.sql");
    }
    found.role = down ? Role::Down : Role::Up;
    return found;
}

/// https://github.com/pressly/goose, NumericComponent in migrate.go
std::optional<ForeignName> goose(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path) || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    if (!read_numbered(stem, found) || found.version == "0") {
        return passed_over(path, "goose's names are VERSION_NAME.sql, the version from 1");
    }
    found.role = Role::Up;
    return found;
}

/// https://github.com/amacneil/dbmate, pkg/dbmate/db.go: leading digits, sorted by file
/// name.
std::optional<ForeignName> dbmate(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path) || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    const std::size_t count = leading_digits(stem);
    if (count == 0) {
        return passed_over(path, "dbmate's names are VERSION_NAME.sql");
    }
    ForeignName found;
    found.role = Role::Up;
    found.name = stem;
    found.version = stem.substr(0, count);
    const std::string_view rest = stem.substr(count);
    found.slug = rest.substr(rest.starts_with('_') || rest.starts_with('-') ? 1 : 0);
    found.sort_key = path;
    return found;
}

/// A folder's name, whose version is a text: what stands before the first '_', without dashes.
ForeignName folder_name(std::string_view folder) {
    ForeignName found;
    found.name = folder;
    const std::size_t end = std::min(folder.find('_'), folder.size());
    found.version = folder.substr(0, end);
    std::erase(found.version, '-');
    found.slug = folder.substr(std::min(end + 1, folder.size()));
    found.sort_key = found.version;
    return found;
}

struct FolderPath {
    std::string_view folder;
    std::string_view file;
};

std::optional<FolderPath> folder_path(std::string_view path) {
    const std::size_t slash = path.find('/');
    if (slash == std::string_view::npos || path.starts_with('.') ||
        path.find('/', slash + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    return FolderPath{path.substr(0, slash), path.substr(slash + 1)};
}

/// https://github.com/diesel-rs/diesel, diesel_migrations/migrations_internals
std::optional<ForeignName> diesel(std::string_view path) {
    const auto parts = folder_path(path);
    if (!parts) {
        return std::nullopt;
    }
    ForeignName found = folder_name(parts->folder);
    if (parts->file == "up.sql") {
        found.role = Role::Up;
    } else if (parts->file == "down.sql") {
        found.role = Role::Down;
    } else if (parts->file == "metadata.toml") {
        found.role = Role::Settings;
    } else {
        return std::nullopt;
    }
    return found;
}

/// https://www.prisma.io/docs/orm/prisma-migrate
std::optional<ForeignName> prisma(std::string_view path) {
    const auto parts = folder_path(path);
    if (!parts || parts->file != "migration.sql") {
        return std::nullopt;
    }
    ForeignName found = folder_name(parts->folder);
    found.role = Role::Up;
    return found;
}

/// "1.02_0" as Flyway compares versions: part by part as numbers, trailing zeros not counted.
bool read_flyway_version(std::string_view text, ForeignName& found) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0;;) {
        const std::size_t count = leading_digits(text.substr(start));
        const std::size_t end = start + count;
        if (count == 0) {
            return false;
        }
        parts.push_back(text.substr(start, count));
        if (end == text.size()) {
            break;
        }
        if (text[end] != '.' && text[end] != '_') {
            return false;
        }
        start = end + 1;
    }
    while (parts.size() > 1 && without_leading_zeros(parts.back()) == "0") {
        parts.pop_back();
    }
    for (const std::string_view part : parts) {
        found.version += (found.version.empty() ? "" : ".") + without_leading_zeros(part);
        found.sort_key += numeric_key(part);
    }
    return true;
}

std::string_view flyway_reason(std::string_view name) {
    if (name.starts_with("R__")) {
        return "repeatable migrations are not executed by gmig";
    }
    if (name.starts_with("B")) {
        return "Flyway's baseline migrations are not executed by gmig";
    }
    return "Flyway's versioned migrations are named V<version>__<description>.sql";
}

/// https://documentation.red-gate.com/fd (Migrations): prefix, version, "__", description; folders
/// below are searched too.
std::optional<ForeignName> flyway(std::string_view path) {
    std::string_view stem = base_name(path);
    const bool settings = strip_ending(stem, ".conf");
    if (stem.starts_with('.') || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    found.name = stem;
    const std::size_t separator = std::min(stem.find("__"), stem.size());
    const bool versioned = stem.starts_with('V') || stem.starts_with('U');
    if (!versioned || !read_flyway_version(stem.substr(1, separator - 1), found)) {
        return settings ? std::nullopt : std::optional(passed_over(stem, flyway_reason(stem)));
    }
    found.slug = stem.substr(std::min(separator + 2, stem.size()));
    found.role = settings ? Role::Settings : stem.starts_with('V') ? Role::Up : Role::Down;
    return found;
}

/// https://github.com/contember/contember: YYYY-MM-DD-HHMMSS-label.json; what has another name its
/// tool passes over without a word.
std::optional<ForeignName> contember(std::string_view path) {
    constexpr std::size_t stamp = 17;
    std::string_view stem = path;
    const bool program = is_flat(path) && (strip_ending(stem, ".ts") || strip_ending(stem, ".js"));
    if (!is_flat(path) || path == "snapshot.json" || (!program && !strip_ending(stem, ".json"))) {
        return std::nullopt;
    }
    const bool fits = stem.size() > stamp + 1 && stem[stamp] == '-' &&
                      from_stamp(stem.substr(0, stamp)).has_value();
    if (program) {
        return fits ? std::optional(passed_over(path, "gmig runs no programs of Contember's"))
                    : std::nullopt;
    }
    if (!fits) {
        return passed_over(path, "Contember's names are YYYY-MM-DD-HHMMSS-LABEL.json");
    }
    ForeignName found;
    found.role = Role::Up;
    found.name = stem;
    found.version = stem.substr(0, stamp);
    found.slug = stem.substr(stamp + 1);
    found.sort_key = path;
    return found;
}

/// Of tools that record whole names: by which one a migration is known after conversion, too.
void set_name_as_version(std::string_view stem, ForeignName& found) {
    found.name = stem;
    found.version = native_name(stem);
    found.slug = found.version == stem ? "" : stem;
}

bool is_program(std::string_view path) {
    constexpr std::array<std::string_view, 6> endings{".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"};
    return std::ranges::any_of(endings,
                               [&](std::string_view ending) { return path.ends_with(ending); });
}

/// https://github.com/salsita/node-pg-migrate, src/migration.ts: what is recorded is the file's
/// name without its ending; in order of the number before the first '_'. Pairs are those of its
/// loader "sql".
std::optional<ForeignName> node_pg_migrate(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path)) {
        return std::nullopt;
    }
    if (is_program(path)) {
        return passed_over(path, "gmig runs no programs of node-pg-migrate's");
    }
    if (!strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    const bool down = strip_ending(stem, ".down");
    if (!down) {
        strip_ending(stem, ".up");
    }
    found.role = down ? Role::Down : Role::Up;
    set_name_as_version(stem, found);
    const std::string_view number = stem.substr(0, stem.find('_'));
    const bool is_numbered = !number.empty() && leading_digits(number) == number.size();
    found.sort_key = numeric_key(is_numbered ? node_pg_number(number) : "0");
    return found;
}

/// https://github.com/rubenv/sql-migrate, Migration.Less in migrate.go: what is recorded is the
/// file's name; those that begin with a number come first, in its order.
std::optional<ForeignName> sql_migrate(std::string_view path) {
    std::string_view stem = path;
    if (!is_flat(path) || !strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    ForeignName found;
    found.role = Role::Up;
    set_name_as_version(stem, found);
    const std::string_view number = stem.substr(0, leading_digits(stem));
    found.sort_key = (number.empty() ? "1" : "0" + numeric_key(number)) + std::string(path);
    return found;
}

/// https://github.com/rickbergfalk/postgrator, getMigrations in postgrator.js.
std::optional<ForeignName> postgrator(std::string_view path) {
    if (!is_flat(path)) {
        return std::nullopt;
    }
    const std::size_t count = leading_digits(path);
    const bool is_numbered = count > 0 && count < path.size() && path[count] == '.';
    if (is_program(path)) {
        return is_numbered
                   ? std::optional(passed_over(path, "gmig runs no programs of postgrator's"))
                   : std::nullopt;
    }
    std::string_view stem = path;
    if (!strip_ending(stem, ".sql")) {
        return std::nullopt;
    }
    const std::string_view rest = stem.substr(std::min(count + 1, stem.size()));
    const std::string_view action = rest.substr(0, rest.find('.'));
    if (!is_numbered || (action != "do" && action != "undo")) {
        return passed_over(path,
                           "postgrator's names are VERSION.do.NAME.sql and VERSION.undo.NAME.sql");
    }
    ForeignName found;
    found.role = action == "do" ? Role::Up : Role::Down;
    found.version = without_leading_zeros(path.substr(0, count));
    found.slug = rest.substr(std::min(action.size() + 1, rest.size()));
    found.name = std::string(path.substr(0, count)) + (found.slug.empty() ? "" : ".") + found.slug;
    found.sort_key = numeric_key(found.version);
    return found;
}

using Grammar = std::optional<ForeignName> (*)(std::string_view);

/// By Kind, from GolangMigrate on.
constexpr std::array<Grammar, 11> grammars{
    golang_migrate, sqlx,      diesel,          prisma,      flyway,     dbmate,
    goose,          contember, node_pg_migrate, sql_migrate, postgrator,
};

}  // namespace

std::string postgrator_path(std::string_view name) {
    const std::size_t digits = leading_digits(name);
    return std::string(name.substr(0, digits)) + ".do" + std::string(name.substr(digits)) + ".sql";
}

std::optional<ForeignName> foreign_name(Kind layout, std::string_view path) {
    return grammars[static_cast<std::size_t>(layout) - 1](path);
}

bool wants_foreign(Kind layout, std::string_view path) {
    return foreign_name(layout, path).has_value();
}

}  // namespace gmig::layout
