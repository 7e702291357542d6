#include "layout/foreign.hpp"
#include "layout/limits.hpp"
#include <gmig/layout/migrations.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>
#include <gmig/support/time.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

constexpr std::size_t digits_of_stamp = 14;  // YYYYMMDDHHMMSS
constexpr std::size_t digits_of_epoch = 13;  // milliseconds since 1970

bool is_up_of(Kind layout, std::string_view path) {
    const auto name = foreign_name(layout, path);
    return name && name->role == Role::Up;
}

bool is_flyway(std::string_view path) {
    return is_up_of(Kind::Flyway, path) && path.find("__") != std::string_view::npos;
}

bool is_stamped(std::string_view path) {
    return path.size() > stamp_length && path[stamp_length] == '-' &&
           from_stamp(path.substr(0, stamp_length)).has_value();
}

bool is_native(std::string_view path) {
    return path == head_file_name ||
           (wants_native(path) && !path.ends_with(".json") && is_stamped(path));
}

/// gmig's own JSON migrations and Contember's have the same names.
std::optional<Kind> kind_of_json(const FileContent& file) {
    if (!wants_native(file.path) || !file.path.ends_with(".json") || !is_stamped(file.path)) {
        return std::nullopt;
    }
    const std::string text = canonical_newlines(file.bytes);
    using schema::Vocabulary;
    for (const auto& [vocabulary, kind] : {std::pair(Vocabulary::Gmig, Kind::Gmig),
                                           std::pair(Vocabulary::Contember, Kind::Contember)}) {
        try {
            schema::read_json_migration(text, file.path, vocabulary, Dialect::Postgresql);
            return kind;
        } catch (const Error&) {
            continue;  // not in these words
        }
    }
    return std::nullopt;
}

bool is_pair(std::string_view path) {
    return is_up_of(Kind::GolangMigrate, path);
}

/// Both tools write VERSION_NAME.up.sql: sqlx with a time as the version, golang-migrate with a
/// number that counts.
bool has_stamp_version(std::string_view path) {
    return path.find_first_not_of("0123456789") == digits_of_stamp;
}

template <class Fits>
bool any(std::span<const std::string> paths, const Fits& fits) {
    return std::ranges::any_of(paths, fits);
}

}  // namespace

std::optional<Kind> detect(std::span<const std::string> paths) {
    if (any(paths, is_native)) {
        return Kind::Gmig;
    }
    for (const Kind kind : {Kind::Prisma, Kind::Diesel}) {
        if (any(paths, [&](std::string_view path) { return is_up_of(kind, path); })) {
            return kind;
        }
    }
    if (any(paths, is_flyway)) {
        return Kind::Flyway;
    }
    if (any(paths, [](std::string_view path) { return is_up_of(Kind::Postgrator, path); })) {
        return Kind::Postgrator;
    }
    if (!any(paths, is_pair)) {
        return std::nullopt;
    }
    const bool stamps = !any(
        paths, [](std::string_view path) { return is_pair(path) && !has_stamp_version(path); });
    return stamps ? Kind::Sqlx : Kind::GolangMigrate;
}

namespace {

/// The tool whose marks a file has. node-pg-migrate can do without: then nothing is told.
std::optional<Kind> kind_by_marks(const FileContent& file) {
    const std::string text = canonical_newlines(file.bytes);
    for (const Kind kind : {Kind::Goose, Kind::Dbmate, Kind::SqlMigrate, Kind::NodePgMigrate}) {
        const ForeignParts parts = foreign_parts(kind, text, Dialect::Postgresql, {});
        if (is_up_of(kind, file.path) && !parts.problem &&
            (kind != Kind::NodePgMigrate || parts.up.begin > 0)) {
            return kind;
        }
    }
    return std::nullopt;
}

/// VERSION_NAME.sql may be of several tools: the marks in it tell, or else how long a time its
/// version is, of node-pg-migrate in milliseconds.
std::optional<Kind> kind_by_content(std::span<const FileContent> files) {
    std::optional<Kind> kind;
    for (const FileContent& file : files) {
        if (const auto marked = kind_by_marks(file)) {
            return marked;
        }
        if (!is_up_of(Kind::Sqlx, file.path)) {
            continue;
        }
        const std::size_t digits = file.path.find_first_not_of(decimal_digits);
        if (digits == digits_of_stamp) {
            kind = Kind::Sqlx;
        } else if (digits == digits_of_epoch || digits == digits_of_stamp + 3) {
            kind = Kind::NodePgMigrate;
        }
    }
    return kind;
}

}  // namespace

std::optional<Kind> detect(std::span<const FileContent> files) {
    std::vector<std::string> paths;
    for (const FileContent& file : files) {
        paths.push_back(file.path);
    }
    if (const auto kind = detect(paths)) {
        return kind;
    }
    for (const FileContent& file : files) {
        if (const auto kind = kind_of_json(file)) {
            return kind;
        }
    }
    return kind_by_content(files);
}

}  // namespace gmig::layout
