#include "layout/foreign.hpp"
#include "layout/json_files.hpp"
#include "layout/versions.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/layout/writing.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

std::string with_underscores(std::string slug) {
    std::ranges::replace(slug, '-', '_');
    return slug;
}

bool any_has_down(std::span<const Migration> existing) {
    return std::ranges::any_of(existing, [](const Migration& one) { return one.down.has_value(); });
}

std::vector<FileContent> pair_of(const std::string& stem, const NewMigration& what) {
    return {{stem + ".up.sql", what.up}, {stem + ".down.sql", what.down}};
}

std::vector<FileContent> sqlx_files(std::span<const Migration> existing, const std::string& stem,
                                    const NewMigration& what) {
    const bool both = any_has_down(existing) || (existing.empty() && !what.down.empty());
    return both ? pair_of(stem, what) : std::vector<FileContent>{{stem + ".sql", what.up}};
}

/// Semicolons may end lines in a trigger's or function's body, too.
std::string with_marks(Kind layout, const std::string& part) {
    const bool has_several = part.find(";\n") != part.rfind(";\n");
    return has_several ? in_one_piece(layout, part) : part;
}

std::vector<FileContent> postgrator_files(std::span<const Migration> existing,
                                          const std::string& version, const std::string& slug,
                                          const NewMigration& what) {
    std::vector<FileContent> files{{version + ".do." + slug + ".sql", what.up}};
    if (any_has_down(existing) || (existing.empty() && !what.down.empty())) {
        files.push_back({version + ".undo." + slug + ".sql", what.down});
    }
    return files;
}

/// What only looks like a placeholder is none to Flyway where the side file says so.
std::vector<FileContent> flyway_files(const std::string& stem, const NewMigration& what) {
    std::vector<FileContent> files{{stem + ".sql", what.up}};
    if (find_placeholder(what.up)) {
        files.push_back({stem + ".sql.conf", "placeholderReplacement=false\n"});
    }
    return files;
}

/// As the others write it; sql-migrate itself writes a dash.
std::string sql_migrate_stem(const std::vector<std::string>& names, Timestamp now,
                             const std::string& slug) {
    const std::size_t end =
        names.empty() ? std::string::npos : names.back().find_first_not_of("0123456789");
    const bool underscore = end != std::string::npos && end > 0 && names.back()[end] == '_';
    return sql_migrate_version_behind(names, now) +
           (underscore ? "_" + with_underscores(slug) : "-" + slug);
}

/// One file with both parts behind a tool's marks.
std::string marked_parts(std::string_view up_mark, const std::string& up,
                         std::string_view down_mark, const std::string& down) {
    return std::string(up_mark) + "\n" + up + (up.empty() ? "\n\n" : "\n") +
           std::string(down_mark) + "\n" + down + (down.empty() ? "\n" : "");
}

std::vector<std::string> names_of(std::span<const Migration> migrations) {
    std::vector<std::string> names;
    for (const Migration& migration : migrations) {
        names.push_back(migration.name);
    }
    return names;
}

std::vector<FileContent> native_file(const std::vector<std::string>& names,
                                     const NewMigration& what, const std::string& slug) {
    const auto newest = std::ranges::max_element(names);
    const std::string name = next_name(what.now, newest == names.end() ? "" : *newest, slug);
    if (what.json) {
        return {{name + ".json", what.up.empty()
                                     ? new_json_text(what.id, what.parents, what.words)
                                     : with_json_identity(what.up, what.id, what.parents)}};
    }
    std::string text = new_migration_text(what.id, what.parents, what.words);
    if (!what.up.empty()) {
        // The text ends with an empty line and the mark of the down part.
        text.insert(text.rfind("\n-- gmig: down"), what.up);
        text += what.down;
    }
    return {{name + ".sql", std::move(text)}};
}

}  // namespace

std::vector<FileContent> new_migration_files(Kind layout, std::span<const Migration> existing,
                                             const NewMigration& what) {
    const std::string slug = slug_of(what.words);
    const std::string words = with_underscores(slug);
    const std::vector<std::string> names = names_of(existing);
    const auto stamp = [&] { return stamp_behind(names, what.now); };
    const auto number = [&](std::string_view first) {
        return version_behind(names, what.now, first) + "_" + words;
    };
    switch (layout) {
        case Kind::Gmig:
            return native_file(names, what, slug);
        case Kind::GolangMigrate:
            return pair_of(number("000001"), what);
        case Kind::Sqlx:
            return sqlx_files(existing, number(""), what);
        case Kind::Diesel:
            return {{dashed(stamp()) + "_" + words + "/up.sql", what.up},
                    {dashed(stamp()) + "_" + words + "/down.sql", what.down}};
        case Kind::Prisma:
            return {{stamp() + "_" + words + "/migration.sql", what.up}};
        case Kind::Flyway:
            return flyway_files("V" + flyway_version_behind(names, what.now) + "__" + words, what);
        case Kind::Dbmate:
            return {{stamp() + "_" + words + ".sql",
                     marked_parts("-- migrate:up", what.up, "-- migrate:down", what.down)}};
        case Kind::Goose:
            return {{number("") + ".sql",
                     marked_parts("-- +goose Up", with_marks(layout, what.up), "-- +goose Down",
                                  with_marks(layout, what.down))}};
        case Kind::Contember:
            return {{contember_stamp_behind(names, what.now) + "-" + slug + ".json",
                     "{\n\t\"formatVersion\": 6,\n\t\"modifications\": []\n}\n"}};
        case Kind::NodePgMigrate:
            return {{node_pg_version_behind(names, what.now) + "_" + slug + ".sql",
                     marked_parts("-- Up Migration", what.up, "-- Down Migration", what.down)}};
        case Kind::SqlMigrate:
            return {{sql_migrate_stem(names, what.now, slug) + ".sql",
                     marked_parts("-- +migrate Up", with_marks(layout, what.up), "-- +migrate Down",
                                  with_marks(layout, what.down))}};
        case Kind::Postgrator:
            return postgrator_files(existing, version_behind(names, what.now, "001"), slug, what);
    }
    return {};
}

std::string in_one_piece(Kind layout, const std::string& text) {
    if (layout != Kind::Goose && layout != Kind::SqlMigrate) {
        return text;
    }
    const std::string mark =
        layout == Kind::Goose ? "-- +goose Statement" : "-- +migrate Statement";
    return mark + "Begin\n" + text + mark + "End\n";
}

}  // namespace gmig::layout
