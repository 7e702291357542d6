#include "app/import/places.hpp"

#include <gmig/support/file.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

/// Where migrations of any tool are found.
constexpr std::array<const char*, 8> common{
    "migrations", "db/migrations",     "sql/migrations", "db/migrate",
    "sql",        "prisma/migrations", "migrations/sql", "src/main/resources/db/migration",
};

std::vector<std::string> own_folders(layout::Kind tool) {
    switch (tool) {
        case layout::Kind::GolangMigrate:
        case layout::Kind::Dbmate:
            return {"db/migrations"};
        case layout::Kind::Prisma:
            return {"prisma/migrations"};
        case layout::Kind::Flyway:
            return {"src/main/resources/db/migration", "sql", "db/migration"};
        case layout::Kind::Contember:
            return {"api/migrations"};
        default:
            return {};
    }
}

}  // namespace

std::vector<std::string> folders_of(layout::Kind tool) {
    std::vector<std::string> folders = own_folders(tool);
    for (const char* const folder : common) {
        if (std::ranges::find(folders, folder) == folders.end()) {
            folders.emplace_back(folder);
        }
    }
    return folders;
}

std::optional<std::string> find_folder(const Workspace& workspace, layout::Kind tool) {
    for (const std::string& folder : folders_of(tool)) {
        const std::filesystem::path place = workspace.root() / folder;
        if (!std::filesystem::is_directory(place)) {
            continue;
        }
        const std::vector<FileContent> files =
            read_folder(place, [&](std::string_view path) { return layout::wants(tool, path); });
        const layout::MigrationSet set =
            layout::read_migrations(tool, workspace.project().dialect, files, folder);
        if (!set.migrations.empty()) {
            return folder;
        }
    }
    return std::nullopt;
}

}  // namespace gmig::app
