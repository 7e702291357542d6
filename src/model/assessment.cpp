#include <gmig/model/assessment.hpp>

#include <algorithm>
#include <array>
#include <deque>
#include <unordered_map>
#include <utility>

namespace gmig {
namespace {

Finding finding_of(Code code, const Assessed& subject, std::string message, std::string remedy) {
    return {.code = code,
            .severity = default_severity(code),
            .id = subject.id,
            .name = subject.name,
            .where = {.file = subject.path},
            .message = std::move(message),
            .remedy = std::move(remedy)};
}

/// Joins files and rows step by step; one object per assessment.
class Assessor {
public:
    Assessor(const History& history, const Facts& facts, const AssessmentInput& input)
        : history_(history), facts_(facts), input_(input) {
        result_.findings = history.findings();
        for (std::size_t place = 0; place < facts.entries.size(); ++place) {
            entry_of_.emplace(facts.entries[place].id, place);
        }
    }

    Assessment run() {
        add_files();
        add_rows_without_file();
        if (facts_.source != FactsSource::Unknown) {
            judge_order();
        }
        judge_heads();
        return std::move(result_);
    }

private:
    void add_files() {
        for (std::size_t place = 0; place < history_.size(); ++place) {
            const Migration& migration = history_.migrations()[place];
            Assessed assessed{.id = migration.id,
                              .name = migration.name,
                              .path = migration.path,
                              .state = State::Pending,
                              .position = place,
                              .entry = std::nullopt};
            const auto entry = entry_of_.find(migration.id);
            if (facts_.source == FactsSource::Unknown) {
                assessed.state = State::Unknown;
            } else if (entry != entry_of_.end()) {
                assessed.entry = entry->second;
                judge_executed(assessed, migration, facts_.entries[entry->second]);
            }
            result_.migrations.push_back(std::move(assessed));
        }
    }

    void judge_executed(Assessed& assessed, const Migration& file, const LedgerEntry& row) {
        if (row.state == RowState::Started) {
            assessed.state = State::Interrupted;
        } else if (file.checksum != row.checksum) {
            judge_edit(assessed, file, row);
        } else if (file.name != row.name) {
            assessed.state = State::Renamed;
            report_rename(assessed, row);
        } else {
            assessed.state = State::Executed;
        }
        const bool down_differs = file.down_checksum != row.down_checksum;
        if (down_differs || file.verify_checksum != row.verify_checksum) {
            result_.findings.push_back(
                finding_of(Code::DownOrVerifyEdited, assessed,
                           "the " + std::string(down_differs ? "down" : "verify") + " part of " +
                               file.name + " was edited after it was executed" + where_executed(),
                           "nothing, if that was meant: rollback uses the file's down part"));
        }
    }

    void judge_edit(Assessed& assessed, const Migration& file, const LedgerEntry& row) {
        if (input_.fingerprint_of(file) == row.fingerprint) {
            assessed.state = State::EditedCosmetic;
            result_.findings.push_back(
                finding_of(Code::CosmeticEdit, assessed,
                           file.name + " was edited after it was executed" + where_executed() +
                               ", in comments or white space only",
                           "nothing, or put it back: " + restore_command(file, row)));
            return;
        }
        assessed.state = State::Edited;
        result_.findings.push_back(
            finding_of(Code::EditedAfterExecution, assessed,
                       file.name + " was edited after it was executed" + where_executed(),
                       "put it back (" + restore_command(file, row) +
                           ") and make the change a migration of its own: gmig new NAME"));
    }

    static std::string restore_command(const Migration& file, const LedgerEntry& row) {
        return row.commit.empty() ? "gmig show --executed " + file.name
                                  : "git checkout " + row.commit.substr(0, 12) + " -- " + file.path;
    }

    void report_rename(const Assessed& assessed, const LedgerEntry& row) {
        result_.findings.push_back(finding_of(
            Code::ExecutedRenamed, assessed, row.name + " is called " + assessed.name + " now",
            "nothing: the ledger follows at the next command that writes"));
    }

    [[nodiscard]] std::string where_executed() const {
        return facts_.environment.empty() ? "" : " in " + facts_.environment;
    }

    void add_rows_without_file() {
        Unmatched files = files_without_row();
        for (std::size_t place = 0; place < facts_.entries.size(); ++place) {
            const LedgerEntry& row = facts_.entries[place];
            if (history_.position(row.id).has_value()) {
                continue;
            }
            const auto candidates = files.find(row.checksum.value);
            if (candidates != files.end() && !candidates->second.empty()) {
                join_by_content(candidates->second.front(), place);
                candidates->second.pop_front();
            } else {
                add_row(place);
            }
        }
    }

    /// Pending files by checksum, in canonical order, as far as a row may claim them: those whose
    /// id stands in no file, so that a renamed file has another.
    using Unmatched = std::unordered_map<std::string, std::deque<std::size_t>>;
    [[nodiscard]] Unmatched files_without_row() const {
        Unmatched files;
        for (std::size_t place = 0; place < history_.size(); ++place) {
            const Migration& migration = history_.migrations()[place];
            if (!result_.migrations[place].entry && migration.identity == Identity::Derived) {
                files[migration.checksum.value].push_back(place);
            }
        }
        return files;
    }

    /// A row's id is gone and a file with its content has another. Where names are the identity
    /// that is a rename; in the native layout the file has lost its id.
    void join_by_content(std::size_t place, std::size_t entry) {
        const LedgerEntry& row = facts_.entries[entry];
        Assessed& assessed = result_.migrations[place];
        assessed.entry = entry;
        assessed.former_id = row.id;
        if (row.state == RowState::Started) {
            assessed.state = State::Interrupted;
        } else if (input_.name_is_identity) {
            assessed.state = State::Renamed;
            report_rename(assessed, row);
        } else {
            assessed.state = State::Missing;
            result_.findings.push_back(
                finding_of(Code::IdentityLost, assessed,
                           assessed.path + " has the content of " + row.name + " (" + row.id.value +
                               "), executed" + where_executed() + ", but no longer its id",
                           "gmig add --restore " + assessed.path));
        }
    }

    void add_row(std::size_t place) {
        const LedgerEntry& row = facts_.entries[place];
        Assessed assessed{.id = row.id,
                          .name = row.name,
                          .path = "",
                          .state = State::Missing,
                          .position = std::nullopt,
                          .entry = place};
        if (row.state == RowState::Started) {
            assessed.state = State::Interrupted;
        } else if (input_.base_ids && !input_.base_ids->contains(row.id)) {
            assessed.state = State::OtherBranch;
        } else {
            result_.findings.push_back(finding_of(
                Code::ExecutedMissing, assessed,
                row.name + " was executed" + where_executed() + ", and no file has it",
                row.commit.empty()
                    ? "bring it back from git, or see its text: gmig show --executed " + row.name
                    : "bring it back: git checkout " + row.commit.substr(0, 12) +
                          " -- (its file); its text: gmig show --executed " + row.name));
        }
        result_.migrations.push_back(std::move(assessed));
    }

    // ---- order -------------------------------------------------------------------------------

    void judge_order() {
        if (input_.policy == Policy::Linear) {
            judge_linear_order();
        } else {
            judge_dag_order();
        }
    }

    [[nodiscard]] bool counts_as_executed(const Assessed& assessed) const {
        return assessed.entry.has_value() && assessed.state != State::OtherBranch;
    }

    void judge_linear_order() {
        const std::vector<std::size_t> order = order_with_missing_rows();
        std::optional<std::size_t> last_executed;
        for (std::size_t rank = 0; rank < order.size(); ++rank) {
            if (counts_as_executed(result_.migrations[order[rank]])) {
                last_executed = rank;
            }
        }
        for (std::size_t rank = 0; last_executed && rank < *last_executed; ++rank) {
            Assessed& assessed = result_.migrations[order[rank]];
            if (assessed.state == State::Pending) {
                report_out_of_order(assessed, result_.migrations[order[*last_executed]]);
            }
        }
    }

    /// Places in result_.migrations in the canonical order of the files and the missing rows, which
    /// keep the place that their name and parents give them.
    [[nodiscard]] std::vector<std::size_t> order_with_missing_rows() const {
        std::vector<std::size_t> order;
        if (std::ranges::none_of(result_.migrations, [&](const Assessed& assessed) {
                return !assessed.position && counts_as_executed(assessed);
            })) {
            for (std::size_t place = 0; place < history_.size(); ++place) {
                order.push_back(place);
            }
            return order;
        }
        std::vector<Migration> together;
        std::unordered_map<MigrationId, std::size_t> places;
        for (std::size_t place = 0; place < result_.migrations.size(); ++place) {
            const Assessed& assessed = result_.migrations[place];
            if (!assessed.position && !counts_as_executed(assessed)) {
                continue;
            }
            Migration migration;
            migration.id = assessed.id;
            migration.name = assessed.name;
            migration.parents = assessed.position
                                    ? history_.migrations()[*assessed.position].parents
                                    : facts_.entries[*assessed.entry].parents;
            places.emplace(assessed.id, place);
            together.push_back(std::move(migration));
        }
        const History joined(std::move(together));
        for (const Migration& migration : joined.migrations()) {
            order.push_back(places.at(migration.id));
        }
        return order;
    }

    void judge_dag_order() {
        std::vector<std::size_t> executed;
        for (const Assessed& assessed : result_.migrations) {
            if (assessed.position && counts_as_executed(assessed)) {
                executed.push_back(*assessed.position);
            }
        }
        const std::vector<bool> before = history_.ancestors_of(executed);
        for (Assessed& assessed : result_.migrations) {
            if (assessed.state != State::Pending || !before[*assessed.position]) {
                continue;
            }
            for (const std::size_t later : executed) {
                const std::array<std::size_t, 1> start{later};
                if (history_.ancestors_of(start)[*assessed.position]) {
                    report_out_of_order(assessed, result_.migrations[later]);
                    break;
                }
            }
        }
    }

    void report_out_of_order(Assessed& assessed, const Assessed& later) {
        assessed.state = State::OutOfOrder;
        const bool local = facts_.kind == EnvironmentKind::Local;
        result_.findings.push_back(finding_of(
            Code::OutOfOrder, assessed,
            assessed.name + " comes before " + later.name + ", which is executed" +
                where_executed(),
            std::string(local ? "run it all the same, in this database only: gmig execute --force; "
                                "for all: "
                              : "") +
                "rename " + assessed.path + " so that it comes after " + later.name));
    }

    void judge_heads() {
        const std::vector<MigrationId> heads = history_.heads();
        if (heads.size() < 2) {
            return;
        }
        std::string names;
        for (const MigrationId& head : heads) {
            names += (names.empty() ? "" : ", ") + history_.find(head)->name;
        }
        const Migration& last = *history_.find(heads.back());
        Finding finding{
            .code = Code::DivergedHeads,
            .severity = default_severity(Code::DivergedHeads),
            .id = last.id,
            .name = last.name,
            .where = {.file = last.path},
            .message = "the history has " + std::to_string(heads.size()) + " heads: " + names,
            .remedy = "put one after the other: write parent=" + heads.front().value + " into " +
                      last.path};
        result_.findings.push_back(std::move(finding));
    }

    const History& history_;
    const Facts& facts_;
    const AssessmentInput& input_;
    std::unordered_map<MigrationId, std::size_t> entry_of_;
    Assessment result_;
};

}  // namespace

std::string_view to_string(Policy policy) {
    return policy == Policy::Linear ? "linear" : "dag";
}

std::string_view to_string(State state) {
    constexpr std::array<std::string_view, 10> names{
        "executed", "pending", "out-of-order", "edited-cosmetic", "edited",
        "missing",  "renamed", "other-branch", "interrupted",     "unknown"};
    return names[static_cast<std::size_t>(state)];
}

Assessment assess(const History& history, const Facts& facts, const AssessmentInput& input) {
    return Assessor(history, facts, input).run();
}

}  // namespace gmig
