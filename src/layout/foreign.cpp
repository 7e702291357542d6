#include "layout/foreign.hpp"

#include "layout/directives.hpp"
#include "layout/json_files.hpp"
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace gmig::layout {
namespace {

struct NamedFile {
    ForeignName name;
    const FileContent* file = nullptr;
    bool used = false;
};

/// A folder of another tool on its way to migrations.
class FolderReader {
public:
    FolderReader(Reading& reading, Kind layout) : reading_(reading), layout_(layout) {}

    void sort_out(std::span<const FileContent> files);
    void read();

private:
    void warn(std::string_view path, const std::string& message, const std::string& remedy);
    void read_migration(const NamedFile& up, NamedFile* down);
    void read_contember(const NamedFile& up);
    [[nodiscard]] Migration migration_of(const NamedFile& up) const;
    std::optional<Settings> settings_of(const std::string& name);
    std::optional<std::string> load_part(const FileContent& file, const std::string& name,
                                         ForeignParts& parts);
    void read_down(const NamedFile& down, Migration& migration);
    void set_down(std::string_view text, Slice part, const std::string& shown_path,
                  TransactionMode mode, Migration& migration);
    [[nodiscard]] std::string_view canonical(std::string_view text, Slice part);
    NamedFile* down_of(const NamedFile& up);
    void report_same_versions();

    Reading& reading_;
    Kind layout_;
    std::string scratch_;
    std::vector<NamedFile> ups_;
    std::vector<NamedFile> downs_;
    std::unordered_map<std::string, const FileContent*> settings_;
    std::unordered_map<std::string, std::vector<NamedFile*>> downs_by_version_;
    std::unordered_map<std::string, std::size_t> ups_per_version_;
};

void FolderReader::warn(std::string_view path, const std::string& message,
                        const std::string& remedy) {
    reading_.report(path, message, remedy).severity = Severity::Warning;
}

void FolderReader::sort_out(std::span<const FileContent> files) {
    for (const FileContent& file : files) {
        auto name = foreign_name(layout_, file.path);
        if (!name) {
            continue;
        }
        switch (name->role) {
            case Role::Up:
                ups_.push_back({std::move(*name), &file});
                break;
            case Role::Down:
                downs_.push_back({std::move(*name), &file});
                break;
            case Role::Settings:
                settings_.emplace(name->name, &file);
                break;
            case Role::PassedOver:
                warn(file.path, "not executed: " + name->why,
                     "rename it, or move it out of the folder");
                break;
        }
    }
    std::ranges::sort(ups_, [](const NamedFile& a, const NamedFile& b) {
        return std::tie(a.name.sort_key, a.name.name, a.file->path) <
               std::tie(b.name.sort_key, b.name.name, b.file->path);
    });
    for (NamedFile& down : downs_) {
        downs_by_version_[down.name.version].push_back(&down);
    }
    for (const NamedFile& up : ups_) {
        ++ups_per_version_[up.name.version];
    }
}

/// The down file of the same name; else, since these tools pair by version alone, the only one of
/// a version that has one up file.
NamedFile* FolderReader::down_of(const NamedFile& up) {
    const auto found = downs_by_version_.find(up.name.version);
    if (found == downs_by_version_.end()) {
        return nullptr;
    }
    const auto same = std::ranges::find_if(found->second, [&](const NamedFile* down) {
        return down->name.slug == up.name.slug && !down->used;
    });
    if (same != found->second.end()) {
        return *same;
    }
    const bool alone = found->second.size() == 1 && ups_per_version_[up.name.version] == 1;
    return alone && layout_ != Kind::Diesel ? found->second.front() : nullptr;
}

void FolderReader::read() {
    for (const NamedFile& up : ups_) {
        NamedFile* const down = down_of(up);
        if (down != nullptr) {
            down->used = true;
        }
        read_migration(up, down);
    }
    auto& migrations = reading_.set.migrations;
    for (std::size_t i = 1; i < migrations.size(); ++i) {
        migrations[i].parents = {migrations[i - 1].id};
    }
    for (const NamedFile& down : downs_) {
        if (!down.used) {
            warn(down.file->path, "a down file whose up file does not exist",
                 "git rm it, or restore the up file");
        }
    }
    report_same_versions();
    report_case_collisions(reading_);
}

std::optional<Settings> FolderReader::settings_of(const std::string& name) {
    Settings settings;
    const auto found = settings_.find(name);
    if (found == settings_.end()) {
        return settings;
    }
    const auto text = reading_.load(*found->second);
    if (!text) {
        return std::nullopt;
    }
    if (const auto problem = read_settings(layout_, *text, settings)) {
        reading_.report(found->second->path, *text, *problem).name = name;
        return std::nullopt;
    }
    return settings;
}

/// The text of a script and its parts; nothing when it cannot be used, which is reported.
std::optional<std::string> FolderReader::load_part(const FileContent& file, const std::string& name,
                                                   ForeignParts& parts) {
    const auto settings = settings_of(name);
    auto text = reading_.load(file);
    if (!settings || !text) {
        return std::nullopt;
    }
    parts = foreign_parts(layout_, *text, reading_.dialect, *settings);
    if (parts.problem) {
        reading_.report(file.path, *text, *parts.problem).name = name;
        return std::nullopt;
    }
    if (runs_without_transaction(layout_, *text, reading_.dialect)) {
        parts.up_mode = TransactionMode::Off;
    }
    return text;
}

Migration FolderReader::migration_of(const NamedFile& up) const {
    Migration migration;
    migration.id = derived_id({to_string(layout_), up.name.version, up.name.slug});
    migration.identity = Identity::Derived;
    migration.name = up.name.name;
    migration.version = up.name.version;
    migration.path = reading_.shown(up.file->path);
    return migration;
}

/// What concerns Contember's runtime is told here, and refused when it would be run.
void FolderReader::read_contember(const NamedFile& up) {
    const auto text = reading_.load(*up.file);
    if (!text) {
        return;
    }
    Migration migration = migration_of(up);
    if (reading_.dialect == Dialect::Sqlite) {
        reading_.report(up.file->path, "Contember's migrations are for PostgreSQL",
                        "say so in gmig.json: \"dialect\": \"postgresql\"");
        return;
    }
    const auto json = take_json(reading_, *text, schema::Vocabulary::Contember, migration);
    if (!json) {
        return;
    }
    for (const schema::JsonRemark& remark : json->refused) {
        Finding& finding = reading_.report(
            up.file->path, *text,
            {remark.offset, remark.message, "take it out, or let Contember run the migration"});
        finding.severity = Severity::Warning;
        finding.id = migration.id;
        finding.name = migration.name;
    }
    migration.empty = json->offsets.empty();  // Contember passes over one without modifications
    reading_.set.migrations.push_back(std::move(migration));
}

void FolderReader::read_migration(const NamedFile& up, NamedFile* down) {
    if (layout_ == Kind::Contember) {
        read_contember(up);
        return;
    }
    ForeignParts parts;
    const auto text = load_part(*up.file, up.name.name, parts);
    if (!text) {
        return;
    }
    Migration migration = migration_of(up);
    migration.up = script_of(*text, parts.up, migration.path, parts.up_mode);
    migration.checksum = checksum_of_up(parts.up_mode, canonical(*text, parts.up));
    migration.empty = !first_statement(migration.up.text, reading_.dialect);
    migration.lint_ignores = file_ignores(migration.up.text, reading_.dialect);
    if (parts.down) {
        set_down(*text, *parts.down, migration.path, parts.down_mode, migration);
    } else if (down != nullptr) {
        read_down(*down, migration);
    }
    reading_.set.migrations.push_back(std::move(migration));
}

void FolderReader::read_down(const NamedFile& down, Migration& migration) {
    ForeignParts parts;
    if (const auto text = load_part(*down.file, down.name.name, parts)) {
        set_down(*text, parts.up, reading_.shown(down.file->path), parts.up_mode, migration);
    }
}

void FolderReader::set_down(std::string_view text, Slice part, const std::string& shown_path,
                            TransactionMode mode, Migration& migration) {
    migration.down = script_of(text, part, shown_path, mode);
    // Without a statement gmig's own layout would have no such part: a conversion edits nothing.
    if (first_statement(migration.down->text, reading_.dialect)) {
        migration.down_checksum = checksum_of_part(canonical(text, part));
    }
}

std::string_view FolderReader::canonical(std::string_view text, Slice part) {
    const std::string_view alone = part.of(text);
    return canonical_slice(alone, {0, alone.size()},
                           sql::directive_offsets(alone, reading_.dialect), reading_.dialect,
                           scratch_);
}

void FolderReader::report_same_versions() {
    std::unordered_map<std::string, const NamedFile*> first_of;
    for (const NamedFile& up : ups_) {
        const auto [first, added] = first_of.emplace(up.name.version, &up);
        if (added) {
            continue;
        }
        Finding finding;
        finding.code = Code::VersionCollision;
        // Prisma's history table keeps whole names, so it takes both; for the others it is one.
        finding.severity =
            layout_ == Kind::Prisma ? Severity::Warning : default_severity(finding.code);
        finding.id = derived_id({to_string(layout_), up.name.version, up.name.slug});
        finding.name = up.name.name;
        finding.where.file = reading_.shown(up.file->path);
        finding.message = "version " + printable(up.name.version) + " is taken twice, by " +
                          printable(reading_.shown(first->second->file->path)) + " and " +
                          printable(finding.where.file);
        finding.remedy = "gmig rebase " + up.name.name;
        const NamedFile& other = *first->second;
        finding.other =
            Counterpart{.id = derived_id({to_string(layout_), other.name.version, other.name.slug}),
                        .name = other.name.name,
                        .path = reading_.shown(other.file->path)};
        reading_.set.findings.push_back(std::move(finding));
    }
}

}  // namespace

void read_foreign(Reading& reading, Kind layout, std::span<const FileContent> files) {
    FolderReader reader(reading, layout);
    reader.sort_out(files);
    reader.read();
}

}  // namespace gmig::layout
