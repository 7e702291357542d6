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

std::vector<FileContent> pair_of(const std::string& stem) {
    return {{stem + ".up.sql", ""}, {stem + ".down.sql", ""}};
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
    return {{next_name(what.now, newest == names.end() ? "" : *newest, slug) + ".sql",
             new_migration_text(what.id, what.parents, what.words)}};
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
            return pair_of(number("000001"));
        case Kind::Sqlx:
            return any_has_down(existing) ? pair_of(number(""))
                                          : std::vector<FileContent>{{number("") + ".sql", ""}};
        case Kind::Diesel:
            return {{dashed(stamp()) + "_" + words + "/up.sql", ""},
                    {dashed(stamp()) + "_" + words + "/down.sql", ""}};
        case Kind::Prisma:
            return {{stamp() + "_" + words + "/migration.sql", ""}};
        case Kind::Flyway:
            return {{"V" + flyway_version_behind(names, what.now) + "__" + words + ".sql", ""}};
        case Kind::Dbmate:
            return {{stamp() + "_" + words + ".sql", "-- migrate:up\n\n\n-- migrate:down\n\n"}};
        case Kind::Goose:
            return {{number("") + ".sql", "-- +goose Up\n\n\n-- +goose Down\n\n"}};
    }
    return {};
}

}  // namespace gmig::layout
