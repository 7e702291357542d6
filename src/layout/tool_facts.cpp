#include "layout/tool_rows.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace gmig::layout {
namespace {

/// One of the trees, with what rows ask of it.
class AskedTree {
public:
    AskedTree(Kind layout, const TreeOfFiles& tree) : layout_(layout), tree_(tree) {
        for (const FileContent& file : tree.files) {
            const std::string folder(tree.folder);
            files_.emplace(folder.empty() ? file.path : folder + "/" + file.path, &file);
        }
        for (const Migration& migration : migrations()) {
            by_key_[key_of(migration)].push_back(&migration);
        }
    }

    /// By what the tool keys migrations.
    [[nodiscard]] const std::string& key_of(const Migration& migration) const {
        return layout_ == Kind::Prisma ? migration.name : migration.version;
    }
    [[nodiscard]] std::span<const Migration> migrations() const {
        return tree_.history == nullptr ? std::span<const Migration>()
                                        : tree_.history->migrations();
    }
    [[nodiscard]] std::span<const Migration* const> of(const std::string& key) const {
        const auto found = by_key_.find(key);
        return found == by_key_.end() ? std::span<const Migration* const>() : found->second;
    }
    [[nodiscard]] const Migration* find(const MigrationId& id) const {
        return tree_.history == nullptr ? nullptr : tree_.history->find(id);
    }
    [[nodiscard]] bool fits(const Migration& migration, const std::string& checksum) const {
        const auto file = files_.find(migration.path);
        return file != files_.end() && fits_tool_checksum(layout_, file->second->bytes, checksum);
    }

private:
    Kind layout_;
    const TreeOfFiles& tree_;
    std::unordered_map<std::string, const FileContent*> files_;  ///< by the path that is shown
    std::unordered_map<std::string, std::vector<const Migration*>> by_key_;
};

/// Makes facts of rows; one object per table.
class ToolFacts {
public:
    ToolFacts(const ToolHistory& history, const ToolTrees& trees,
              const std::function<Fingerprint(const Migration&)>& fingerprint_of)
        : history_(history),
          form_(history_table(history.layout).value_or(HistoryTable{})),
          here_(history.layout, trees.here),
          base_(history.layout, trees.base),
          head_(history.layout, trees.head),
          fingerprint_of_(fingerprint_of) {
        if (trees.base_first) {
            std::swap(asked_[0], asked_[1]);
        }
    }

    Facts run() {
        facts_.tool = to_string(history_.layout);
        facts_.skips_late = form_.high_water || history_.layout == Kind::Postgrator;
        if (form_.high_water && history_.rows.size() > 1) {
            report({},
                   "has " + std::to_string(history_.rows.size()) + " rows where " + facts_.tool +
                       " writes one",
                   "leave the one that is true");
        }
        for (const ToolRow& row : history_.rows) {
            add(row);
        }
        return std::move(facts_);
    }

private:
    void add(const ToolRow& row) {
        if (row.state == ToolState::RolledBack) {
            return;
        }
        const Migration* const file = row.version.empty() ? nullptr : file_of(row);
        if (row.up_to && !row.version.empty()) {
            add_up_to(row, file);
        }
        if (file != nullptr) {
            add_entry(row, *file);
        } else if (!row.version.empty() && (!row.up_to || form_.high_water)) {
            add_without_file(row);
        }
        if (row.state == ToolState::Failed) {
            report_failure(row, file);
        }
    }

    // ---- which file a row is ---------------------------------------------------------------

    [[nodiscard]] const std::string& key_of(const ToolRow& row) const {
        return history_.layout == Kind::Prisma ? row.name : row.version;
    }

    /// The one that has the tool's checksum; else, of the first tree that has any, the one that the
    /// base has too, or the first.
    [[nodiscard]] const Migration* file_of(const ToolRow& row) const {
        std::span<const Migration* const> files;
        for (const AskedTree* const tree : asked_) {
            const auto of_tree = tree->of(key_of(row));
            const auto fitting = std::ranges::find_if(of_tree, [&](const Migration* file) {
                return !row.checksum.empty() && tree->fits(*file, row.checksum);
            });
            if (fitting != of_tree.end()) {
                return *fitting;
            }
            files = files.empty() ? of_tree : files;
        }
        const auto known = std::ranges::find_if(
            files, [&](const Migration* file) { return base_.find(file->id) != nullptr; });
        return files.empty() ? nullptr : known == files.end() ? files.front() : *known;
    }

    // ---- what sorts before a version ---------------------------------------------------------

    [[nodiscard]] std::string sort_key(const std::string& version) const {
        const auto name = named_by_row(history_.layout, version, "");
        return name ? name->sort_key : "";
    }

    void add_up_to(const ToolRow& row, const Migration* file) {
        const std::string mark = sort_key(row.version);
        const bool is_in_base = file != nullptr && base_.find(file->id) != nullptr;
        ToolRow before = row;
        before.state = ToolState::Done;
        before.name.clear();
        for (const AskedTree* const tree : {&here_, &head_, &base_}) {
            if (tree == &base_ && !is_in_base) {
                continue;  // what of the base was there when this version was executed is not known
            }
            for (const Migration& migration : tree->migrations()) {
                const bool is_late = is_in_base && base_.find(migration.id) == nullptr;
                if (migration.version != row.version && sort_key(migration.version) < mark &&
                    !is_late && !versions_.contains(migration.version)) {
                    add_entry(before, migration);
                }
            }
        }
    }

    // ---- entries -----------------------------------------------------------------------------

    LedgerEntry entry_of(const ToolRow& row) {
        LedgerEntry entry;
        entry.sequence = static_cast<std::int64_t>(facts_.entries.size()) + 1;
        entry.state = row.state == ToolState::Failed ? RowState::Started : RowState::Done;
        entry.executed_at = row.executed_at;
        entry.executed_by = row.executed_by;
        entry.duration_us = row.duration_us;
        return entry;
    }

    void add_entry(const ToolRow& row, const Migration& file) {
        if (!ids_.insert(file.id).second) {
            if (row.state == ToolState::Done && !row.up_to) {
                report(about(file), "has " + file.name + " twice", "leave the row that is true");
            }
            return;
        }
        versions_.insert(file.version);
        LedgerEntry entry = entry_of(row);
        entry.id = file.id;
        entry.name = is_renamed(row, file) ? row.name : file.name;
        entry.parents = file.parents;
        entry.transaction = file.up.transaction;
        set_content(row, file, entry);
        facts_.entries.push_back(std::move(entry));
    }

    /// Flyway refuses a migration whose description has changed; the others go by the version.
    [[nodiscard]] bool is_renamed(const ToolRow& row, const Migration& file) const {
        if (history_.layout != Kind::Flyway || row.name.empty()) {
            return false;
        }
        const auto was = named_by_row(history_.layout, row.version, row.name);
        const auto is = named_by_row(history_.layout, file.version, file.name);
        return was && is && was->slug != is->slug;
    }

    void set_content(const ToolRow& row, const Migration& file, LedgerEntry& entry) const {
        const Migration* const here = here_.find(file.id);
        const Migration* const base = base_.find(file.id);
        const Migration* source = base != nullptr ? base : &file;
        if (!row.checksum.empty()) {
            source = executed_among({{&here_, here}, {&base_, base}, {&head_, head_.find(file.id)}},
                                    row.checksum);
            // What gmig does not count (blank lines at the end) the tool may.
            if (source == nullptr ||
                (here != nullptr && source != here && source->checksum == here->checksum)) {
                entry.checksum.value = std::string(to_string(history_.layout)) + ":" + row.checksum;
                entry.down_checksum = file.down_checksum;
                return;
            }
        }
        entry.checksum = source->checksum;
        entry.down_checksum = source->down_checksum;
        if (row.checksum.empty() && fingerprint_of_ && here != nullptr &&
            here->checksum != source->checksum) {
            entry.fingerprint = fingerprint_of_(*source);
        }
    }

    [[nodiscard]] static const Migration* executed_among(
        std::initializer_list<std::pair<const AskedTree*, const Migration*>> files,
        const std::string& checksum) {
        for (const auto& [tree, file] : files) {
            if (file != nullptr && tree->fits(*file, checksum)) {
                return file;
            }
        }
        return nullptr;
    }

    /// As the files write it: with as many digits.
    [[nodiscard]] std::string shown_version(const std::string& version) const {
        const auto files = here_.migrations().empty() ? base_.migrations() : here_.migrations();
        const bool counts = history_.layout == Kind::GolangMigrate ||
                            history_.layout == Kind::Sqlx || history_.layout == Kind::Goose;
        if (files.empty() || !counts) {
            return version;
        }
        const std::string& name = files.back().name;
        const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
        return std::string(digits - std::min(digits, version.size()), '0') + version;
    }

    [[nodiscard]] std::string name_of(const ToolRow& row, const std::string& slug) const {
        if (row.name.empty() || history_.layout == Kind::Sqlx) {
            return shown_version(row.version) + (slug.empty() ? "" : "_" + slug);
        }
        return row.name;
    }

    void add_without_file(const ToolRow& row) {
        const auto name = named_by_row(history_.layout, row.version, row.name);
        LedgerEntry entry = entry_of(row);
        entry.id = derived_id({to_string(history_.layout), row.version, name ? name->slug : ""});
        entry.name = name_of(row, name ? name->slug : "");
        const About subject{.id = entry.id, .name = entry.name, .path = {}};
        if (!ids_.insert(entry.id).second) {
            report(subject, "has version " + row.version + " twice", "leave the row that is true");
            return;
        }
        const std::string mark = name ? name->sort_key : "";
        for (const Migration& before : here_.migrations()) {
            if (sort_key_of(before) < mark) {
                entry.parents = {before.id};
            }
        }
        entry.checksum.value = std::string(to_string(history_.layout)) + ":" + row.checksum;
        if (form_.high_water) {
            report(subject,
                   "says version " + row.version + ", which no file has: " + facts_.tool +
                       " stops there, and what is executed is known up to it only",
                   "bring its file back: git log --all -- " + shell_word("*" + entry.name + "*"));
        }
        facts_.entries.push_back(std::move(entry));
    }

    [[nodiscard]] std::string sort_key_of(const Migration& file) const {
        const auto name = named_by_row(history_.layout, file.version, file.name);
        return name ? name->sort_key : "";
    }

    // ---- trouble -----------------------------------------------------------------------------

    struct About {
        MigrationId id;
        std::string name;
        std::string path;
    };
    [[nodiscard]] static About about(const Migration& file) {
        return {.id = file.id, .name = file.name, .path = file.path};
    }

    void report(About about, const std::string& what, std::string remedy) {
        Finding finding;
        finding.code = Code::ToolHistory;
        finding.severity = default_severity(finding.code);
        finding.id = std::move(about.id);
        finding.name = std::move(about.name);
        finding.where.file = std::move(about.path);
        finding.message =
            facts_.tool + "'s table " + printable(history_.table) + " " + printable(what);
        finding.remedy = std::move(remedy);
        facts_.trouble.push_back(std::move(finding));
    }

    void report_failure(const ToolRow& row, const Migration* file) {
        const std::string name = file != nullptr       ? file->name
                                 : !row.name.empty()   ? row.name
                                 : row.version.empty() ? "its first version"
                                                       : "version " + row.version;
        const About subject = file != nullptr ? about(*file) : About{};
        const std::string said = std::string(trim(row.note)).substr(0, row.note.find('\n'));
        const std::string why = said.empty() ? "" : ": " + said;
        if (form_.high_water) {
            report(subject, "is dirty at " + name + ": a migration was begun and not ended",
                   "mend the database, then say where it stands: migrate force VERSION");
            return;
        }
        report(subject, "says that " + name + " failed" + why, mending(name));
    }

    [[nodiscard]] std::string mending(const std::string& name) const {
        switch (history_.layout) {
            case Kind::Prisma:
                return "mend the database, then prisma migrate resolve --rolled-back " +
                       shell_word(name) + ", or --applied";
            case Kind::Flyway:
                return "mend the database, then flyway repair";
            default:
                return "mend the database, then delete that row";
        }
    }

    const ToolHistory& history_;
    HistoryTable form_;
    AskedTree here_;
    AskedTree base_;
    AskedTree head_;
    std::array<const AskedTree*, 3> asked_{&here_, &base_, &head_};
    const std::function<Fingerprint(const Migration&)>& fingerprint_of_;
    std::unordered_set<MigrationId> ids_;       ///< of the entries
    std::unordered_set<std::string> versions_;  ///< likewise
    Facts facts_;
};

}  // namespace

Facts facts_of(const ToolHistory& history, const ToolTrees& trees,
               const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
    return ToolFacts(history, trees, fingerprint_of).run();
}

}  // namespace gmig::layout
