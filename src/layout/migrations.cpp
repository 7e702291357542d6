#include "layout/reading.hpp"
#include <gmig/layout/migrations.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>

#include <algorithm>

namespace gmig::layout {

bool wants(Kind layout, std::string_view path) {
    return path == head_file_name || path == overrides_file_name ||
           (layout == Kind::Gmig ? wants_native(path) : wants_foreign(layout, path));
}

MigrationSet read_migrations(Kind layout, Dialect dialect, std::span<const FileContent> files,
                             const std::string& folder) {
    MigrationSet set;
    Reading reading{dialect, folder, set};
    for (const FileContent& file : files) {
        if (file.path == head_file_name) {
            read_head_file(reading, file);
        } else if (file.path == overrides_file_name) {
            read_overrides(reading, file);
        }
    }
    if (layout == Kind::Gmig) {
        read_native(reading, files);
    } else {
        read_foreign(reading, layout, files);
    }
    return set;
}

Fingerprint fingerprint_of(const Migration& migration, Dialect dialect) {
    if (!migration.modifications.empty()) {
        return {sha256_hex(migration.modifications)};
    }
    return sql::fingerprint(canonical_part(migration.up.text, dialect), dialect);
}

void throw_unreadable(const MigrationSet& set) {
    for (const Finding& finding : set.findings) {
        const bool unreadable =
            finding.code == Code::UnreadableMigration && finding.severity == Severity::Error &&
            std::ranges::none_of(set.migrations, [&](const Migration& migration) {
                return migration.path == finding.where.file;
            });
        if (unreadable) {
            throw Error(Error::Kind::Migration, finding.message)
                .at(finding.where)
                .state("nothing has changed")
                .next(finding.remedy);
        }
    }
}

}  // namespace gmig::layout
