#include "layout/foreign.hpp"
#include "layout/limits.hpp"
#include "layout/versions.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/layout/renaming.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

bool has_stamp(std::string_view name) {
    return name.size() > stamp_length + 1 && name[stamp_length] == '-' &&
           from_stamp(name.substr(0, stamp_length));
}

/// What a native name says besides its place: behind the stamp, or a number that a plain file has.
std::string slug_in(std::string_view name) {
    if (has_stamp(name)) {
        return std::string(name.substr(stamp_length + 1));
    }
    const std::size_t start = name.find_first_not_of("0123456789._-");
    const std::string_view words = start == std::string_view::npos ? name : name.substr(start);
    const bool says_something = std::ranges::any_of(words, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9');
    });
    return says_something ? slug_of(words.substr(0, longest_slug)) : "migration";
}

std::vector<std::string> native_names(std::span<const std::string> staying,
                                      std::span<const std::string> moved, Timestamp now) {
    std::string newest;
    for (const std::string& name : staying) {
        if (has_stamp(name)) {
            newest = std::max(newest, name);
        }
    }
    std::vector<std::string> names;
    for (const std::string& name : moved) {
        newest = next_name(now, newest, slug_in(name));
        names.push_back(newest);
    }
    return names;
}

/// Where in a foreign name, or a file's, its version stands.
struct Part {
    std::size_t begin = 0;
    std::size_t end = 0;
};

Part version_part(Kind layout, std::string_view name) {
    if (layout == Kind::Flyway) {
        return {1, std::min(name.find("__"), name.size())};
    }
    if (layout == Kind::Diesel || layout == Kind::Prisma) {
        return {0, std::min(name.find('_'), name.size())};
    }
    if (layout == Kind::Contember) {
        return {0, std::min(stamp_length, name.size())};
    }
    return {0, std::min(name.find_first_not_of(decimal_digits), name.size())};
}

std::string with_version(Kind layout, const std::string& name, std::string_view version) {
    const Part part = version_part(layout, name);
    const std::string_view between = part.begin == part.end ? "_" : "";
    return name.substr(0, part.begin) + std::string(version) + std::string(between) +
           name.substr(part.end);
}

std::string next_version(Kind layout, std::span<const std::string> staying,
                         const std::string& moved, Timestamp now) {
    if (layout == Kind::Flyway) {
        return flyway_version_behind(staying, now);
    }
    if (layout == Kind::Contember) {
        return contember_stamp_behind(staying, now);
    }
    if (layout == Kind::NodePgMigrate) {
        return node_pg_version_behind(staying, now);
    }
    if (layout == Kind::SqlMigrate) {
        return sql_migrate_version_behind(staying, now);
    }
    const std::string version = version_behind(staying, now, "");
    const Part own = version_part(layout, moved);
    const bool has_dashes =
        moved.substr(own.begin, own.end - own.begin).find('-') != std::string::npos;
    return layout == Kind::Diesel && has_dashes && version.size() == stamp_digits ? dashed(version)
                                                                                  : version;
}

std::string folder_above(std::string_view path) {
    return std::string(path.substr(0, path.rfind('/') + 1));
}

bool is_a_folder(Kind layout) {
    return layout == Kind::Diesel || layout == Kind::Prisma;
}

}  // namespace

std::vector<std::string> names_behind(Kind layout, std::span<const std::string> staying,
                                      std::span<const std::string> moved, Timestamp now) {
    if (layout == Kind::Gmig) {
        return native_names(staying, moved, now);
    }
    std::vector<std::string> all(staying.begin(), staying.end());
    for (const std::string& name : moved) {
        all.push_back(with_version(layout, name, next_version(layout, all, name, now)));
    }
    return {all.begin() + static_cast<std::ptrdiff_t>(staying.size()), all.end()};
}

std::vector<std::string> files_of(Kind layout, const Migration& migration,
                                  std::span<const std::string> paths, const std::string& folder) {
    const std::size_t start = folder.empty() ? 0 : folder.size() + 1;
    const std::string up = migration.path.substr(start);
    const std::string down = migration.down ? migration.down->path.substr(start) : up;
    const auto is_side_file = [&](const std::string& path) {
        const auto name = layout == Kind::Gmig ? std::nullopt : foreign_name(layout, path);
        return name && name->role == Role::Settings &&
               (name->name == migration.name || name->name == foreign_name(layout, down)->name);
    };
    std::vector<std::string> files;
    for (const std::string& path : paths) {
        const bool is_inside = is_a_folder(layout) && path.starts_with(folder_above(up));
        if (path == up || path == down || is_inside || is_side_file(path)) {
            files.push_back(path);
        }
    }
    return files;
}

std::string renamed_path(Kind layout, const std::string& path, const std::string& name) {
    if (layout == Kind::Gmig) {
        return name + path.substr(path.rfind('.'));
    }
    if (is_a_folder(layout)) {
        return name + path.substr(path.find('/'));
    }
    const Part part = version_part(layout, name);
    const std::string above = folder_above(path);
    return above + with_version(layout, path.substr(above.size()),
                                name.substr(part.begin, part.end - part.begin));
}

MigrationId plain_id(const std::string& name) {
    return derived_id({"plain", name});
}

}  // namespace gmig::layout
