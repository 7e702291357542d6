#pragma once

#include <gmig/layout/migrations.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

/// A folder named "db", read as PostgreSQL's unless said otherwise.
inline MigrationSet read(Kind layout, const std::vector<FileContent>& files,
                         Dialect dialect = Dialect::Postgresql) {
    return read_migrations(layout, dialect, files, "db");
}

inline const Migration* find(const MigrationSet& set, std::string_view name) {
    const auto found = std::ranges::find(set.migrations, name, &Migration::name);
    return found == set.migrations.end() ? nullptr : &*found;
}

/// "place: message" of each finding.
inline std::vector<std::string> found_in(const MigrationSet& set) {
    std::vector<std::string> lines;
    for (const Finding& finding : set.findings) {
        lines.push_back(to_string(finding.where) + ": " + finding.message);
    }
    return lines;
}

inline std::vector<std::string> names_of(const MigrationSet& set) {
    std::vector<std::string> names;
    for (const Migration& migration : set.migrations) {
        names.push_back(migration.name);
    }
    return names;
}

/// The names of a migration's parents, with a blank between.
inline std::string parents_of(const MigrationSet& set, std::string_view name) {
    std::vector<std::string> names;
    for (const MigrationId& parent : find(set, name)->parents) {
        const auto found = std::ranges::find(set.migrations, parent, &Migration::id);
        names.push_back(found == set.migrations.end() ? parent.value : found->name);
    }
    return join(names, " ");
}

}  // namespace gmig::layout
