#include "model/lost_rows.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace gmig {
namespace {

/// Rows and files of one content that are still without their counterpart.
struct Group {
    std::vector<std::size_t> rows;  ///< in the list of lost rows
    std::vector<std::size_t> files;
};

/// Finds counterparts step by step; one object per search. Views point into files and rows.
class Search {
public:
    Search(const History& history, const Facts& facts, std::vector<bool> taken)
        : history_(history), facts_(facts), taken_(std::move(taken)) {}

    LostRows run(const std::vector<std::size_t>& entries,
                 const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
        for (const std::size_t entry : entries) {
            result_.rows.push_back({.entry = entry, .file = {}, .namesake = {}, .guess = {}});
        }
        match_names();
        match_contents();
        if (fingerprint_of) {
            match_fingerprints(fingerprint_of);
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] const LedgerEntry& entry_of(const LostRow& row) const {
        return facts_.entries[row.entry];
    }

    void match_names() {
        std::unordered_map<std::string_view, std::size_t> files;
        for (std::size_t file = 0; file < history_.size(); ++file) {
            files.emplace(history_.migrations()[file].name, file);
        }
        for (LostRow& row : result_.rows) {
            const auto found = files.find(entry_of(row).name);
            if (found == files.end()) {
                continue;
            }
            const bool same =
                history_.migrations()[found->second].checksum == entry_of(row).checksum;
            if (same && !taken_[found->second]) {
                taken_[found->second] = true;
                row.file = found->second;
            } else {
                row.namesake = found->second;
            }
        }
    }

    void match_contents() {
        std::unordered_map<std::string_view, Group> groups;
        for (std::size_t row = 0; row < result_.rows.size(); ++row) {
            if (!result_.rows[row].file && !result_.rows[row].namesake) {
                groups[entry_of(result_.rows[row]).checksum.value].rows.push_back(row);
            }
        }
        for (std::size_t file = 0; file < history_.size(); ++file) {
            const Migration& migration = history_.migrations()[file];
            const auto group = groups.find(migration.checksum.value);
            if (group != groups.end() && migration.identity == Identity::Derived && !taken_[file]) {
                group->second.files.push_back(file);
            }
        }
        for (auto& [content, group] : groups) {
            settle(std::move(group));
        }
    }

    /// What has no counterpart yet.
    [[nodiscard]] std::unordered_map<std::string, Group> rows_by_fingerprint() const {
        std::unordered_map<std::string, Group> groups;
        for (std::size_t row = 0; row < result_.rows.size(); ++row) {
            const LostRow& lost = result_.rows[row];
            if (!lost.file && !lost.guess && !entry_of(lost).fingerprint.value.empty()) {
                groups[entry_of(lost).fingerprint.value].rows.push_back(row);
            }
        }
        return groups;
    }

    // A header that was lost with the line after it, say, is another content of the same tokens.
    void match_fingerprints(const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
        std::unordered_map<std::string, Group> groups = rows_by_fingerprint();
        for (std::size_t file = 0; file < history_.size() && !groups.empty(); ++file) {
            const Migration& migration = history_.migrations()[file];
            if (migration.identity == Identity::Derived && !taken_[file]) {
                const auto group = groups.find(fingerprint_of(migration).value);
                if (group != groups.end()) {
                    group->second.files.push_back(file);
                }
            }
        }
        for (const auto& [fingerprint, group] : groups) {
            if (group.rows.size() == 1 && group.files.size() == 1) {
                LostRow& row = result_.rows[group.rows.front()];
                row.file = group.files.front();
                row.namesake.reset();
            }
        }
    }

    void settle(Group group) {
        const bool certain = group.rows.size() == group.files.size();
        for (std::size_t place = 0; place < group.rows.size() && !group.files.empty(); ++place) {
            LostRow& row = result_.rows[group.rows[place]];
            if (certain) {
                row.file = group.files[place];
            } else {
                row.guess = result_.guesses.size();
            }
        }
        for (const std::size_t file : group.files) {
            taken_[file] = true;
        }
        if (!certain && !group.files.empty()) {
            result_.guesses.push_back(std::move(group.files));
        }
    }

    const History& history_;
    const Facts& facts_;
    std::vector<bool> taken_;
    LostRows result_;
};

}  // namespace

LostRows find_lost_rows(const History& history, const Facts& facts, std::vector<bool> taken,
                        const std::vector<std::size_t>& entries,
                        const std::function<Fingerprint(const Migration&)>& fingerprint_of) {
    return Search(history, facts, std::move(taken)).run(entries, fingerprint_of);
}

}  // namespace gmig
