#include "model/lost_rows.hpp"
#include "model/order.hpp"
#include "model/wording.hpp"
#include <gmig/model/assessment.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <string>
#include <utility>

namespace gmig {
namespace {

/// How to read what a database ran; the command is right when file and commit are gone as well.
/// Other tools keep no texts.
std::string show_executed(const Facts& facts, const std::string& name) {
    return facts.tool.empty() ? "gmig show --executed " + shell_word(name)
                              : "git log -p -- " + shell_word("*" + name + "*");
}

/// Joins files and rows step by step; one object per assessment.
class Assessor {
public:
    Assessor(const History& history, const Facts& facts, const AssessmentInput& input)
        : history_(history), facts_(facts), input_(input) {
        result_.findings = history.findings();
        result_.migrations.reserve(history.size());
    }

    Assessment run() {
        if (facts_.source == FactsSource::Unknown) {
            add_files_of_unknown_state();
        } else {
            add_files();
            add_rows_without_file();
            judge_order(history_, facts_, input_, result_);
        }
        judge_heads(history_, input_.policy, result_);
        std::ranges::copy(facts_.trouble, std::back_inserter(result_.findings));
        return std::move(result_);
    }

private:
    void report(Code code, const Assessed& subject, std::string message, std::string remedy) {
        Finding finding =
            finding_about(code, {.id = subject.id, .name = subject.name, .path = subject.path},
                          std::move(message), std::move(remedy));
        if (subject.entry) {
            const LedgerEntry& row = facts_.entries[*subject.entry];
            finding.other = Counterpart{.id = row.id, .name = row.name, .path = {}};
        }
        result_.findings.push_back(std::move(finding));
    }

    Assessed& add_file(std::size_t place, State state) {
        const Migration& migration = history_.migrations()[place];
        return result_.migrations.emplace_back(Assessed{.id = migration.id,
                                                        .name = migration.name,
                                                        .path = migration.path,
                                                        .state = state,
                                                        .position = place});
    }

    void add_files_of_unknown_state() {
        for (std::size_t place = 0; place < history_.size(); ++place) {
            add_file(place, State::Unknown);
        }
        const MigrationId nobody;
        const std::string nowhere;
        result_.findings.push_back(finding_about(
            Code::UnknownFacts, {.id = nobody, .name = nowhere, .path = nowhere},
            "what is executed" + in_environment(facts_) + " is not known", "gmig doctor"));
    }

    void add_files() {
        std::vector<std::optional<std::size_t>> entry_of(history_.size());
        for (std::size_t entry = 0; entry < facts_.entries.size(); ++entry) {
            if (const auto file = history_.position(facts_.entries[entry].id)) {
                entry_of[*file] = entry;
            } else {
                lost_.push_back(entry);
            }
        }
        for (std::size_t place = 0; place < history_.size(); ++place) {
            Assessed& assessed = add_file(place, State::Pending);
            assessed.entry = entry_of[place];
            if (assessed.entry) {
                judge_executed(assessed);
            }
        }
    }

    // ---- what both have ----------------------------------------------------------------------

    [[nodiscard]] const Migration& file_of(const Assessed& assessed) const {
        return history_.migrations()[*assessed.position];
    }
    [[nodiscard]] const LedgerEntry& row_of(const Assessed& assessed) const {
        return facts_.entries[*assessed.entry];
    }

    void judge_executed(Assessed& assessed) {
        const Migration& file = file_of(assessed);
        const LedgerEntry& row = row_of(assessed);
        if (row.state == RowState::Started) {
            assessed.state = State::Interrupted;
            return;
        }
        const bool renamed = file.name != row.name || file.id != row.id;
        if (file.checksum != row.checksum) {
            judge_edit(assessed);
        } else {
            assessed.state = renamed ? State::Renamed : State::Executed;
        }
        if (renamed && assessed.state != State::Edited) {
            report_rename(assessed);
        }
        if (file.down_checksum != row.down_checksum ||
            file.verify_checksum != row.verify_checksum) {
            report_edited_parts(assessed);
        }
    }

    void judge_edit(Assessed& assessed) {
        judge_edit_alone(assessed);
        const Override* const agreed = edit_override(
            input_.overrides, assessed.id, row_of(assessed).checksum, file_of(assessed).checksum);
        if (agreed != nullptr && assessed.state == State::Edited) {
            assessed.state = State::Executed;
            set_aside(result_.findings.back(), *agreed);
        }
    }

    void judge_edit_alone(Assessed& assessed) {
        const Fingerprint& executed = row_of(assessed).fingerprint;
        // A row without a fingerprint proves nothing.
        const bool cosmetic = !executed.value.empty() && input_.fingerprint_of &&
                              input_.fingerprint_of(file_of(assessed)) == executed;
        const std::string edited =
            assessed.name + " was edited after it was " + executed_in(facts_);
        if (cosmetic) {
            assessed.state = State::EditedCosmetic;
            report(Code::CosmeticEdit, assessed, edited + ", in comments or white space only",
                   "nothing, if that was meant; what was executed: " +
                       show_executed(facts_, assessed.name));
        } else {
            assessed.state = State::Edited;
            const std::string here = facts_.kind == EnvironmentKind::Local && facts_.tool.empty()
                                         ? "in this database alone: gmig amend " +
                                               shell_word(assessed.name) +
                                               "; where a teammate edited it: gmig switch; else "
                                         : "";
            report(Code::EditedAfterExecution, assessed, edited,
                   here + "put back what was executed (" + show_executed(facts_, assessed.name) +
                       ") and make the change a migration of its own: gmig new NAME");
        }
    }

    /// Where the name is the identity, other tools take a renamed migration for a new one.
    void report_rename(const Assessed& assessed) {
        const LedgerEntry& row = row_of(assessed);
        if (assessed.name == row.name) {
            report(Code::ExecutedRenamed, assessed,
                   row.name + ", " + executed_in(facts_) + ", has another id now",
                   "nothing: the ledger follows at the next gmig execute");
            return;
        }
        const std::string renamed =
            row.name + ", " + executed_in(facts_) + ", is called " + assessed.name + " now";
        if (input_.name_is_identity) {
            report(Code::ExecutedRenamed, assessed, renamed,
                   "call it " + row.name +
                       (facts_.tool.empty() ? " again, or let the ledger follow: gmig execute"
                                            : " again: " + facts_.tool + " does not follow it"));
            result_.findings.back().severity = Severity::Error;
        } else {
            report(Code::ExecutedRenamed, assessed, renamed,
                   "nothing: the ledger follows at the next gmig execute");
        }
    }

    void report_edited_parts(const Assessed& assessed) {
        const Migration& file = file_of(assessed);
        const LedgerEntry& row = row_of(assessed);
        const bool down = file.down_checksum != row.down_checksum;
        const bool verify = file.verify_checksum != row.verify_checksum;
        const std::string parts = down && verify ? "the down and verify parts of "
                                  : down         ? "the down part of "
                                                 : "the verify part of ";
        // Rollback trusts the file's down part only with the up part that it was written for.
        report(
            Code::DownOrVerifyEdited, assessed,
            parts + assessed.name + (down && verify ? " were" : " was") + " edited after it was " +
                executed_in(facts_),
            file.checksum == row.checksum
                ? "nothing, if that was meant: " +
                      (facts_.tool.empty() ? "rollback and verify take" : facts_.tool + " takes") +
                      " the file's"
                : "put back what was executed: " + show_executed(facts_, assessed.name));
    }

    // ---- what only the ledger has ------------------------------------------------------------

    void add_rows_without_file() {
        if (lost_.empty()) {
            return;
        }
        std::vector<bool> taken;
        for (const Assessed& assessed : result_.migrations) {
            taken.push_back(assessed.entry.has_value() || !input_.follows_renames);
        }
        // Another tool takes a file of other bytes for another migration.
        const LostRows lost =
            find_lost_rows(history_, facts_, std::move(taken), lost_,
                           input_.name_is_identity ? nullptr : input_.fingerprint_of);
        for (const LostRow& row : lost.rows) {
            if (row.file) {
                judge_moved(result_.migrations[*row.file], row.entry);
            } else {
                add_row(row, lost);
            }
        }
    }

    /// A row's id is gone and its file has another. Where names are the identity that is a rename;
    /// in the native layout the file has lost its id.
    void judge_moved(Assessed& assessed, std::size_t entry) {
        const LedgerEntry& row = facts_.entries[entry];
        assessed.entry = entry;
        assessed.former_id = row.id;
        if (input_.name_is_identity || row.state == RowState::Started) {
            judge_executed(assessed);
            return;
        }
        assessed.state = State::Missing;
        report(Code::IdentityLost, assessed,
               assessed.path + " has the content of " + row.name + ", " + executed_in(facts_) +
                   ", but not its id, " + row.id.value,
               "gmig add --restore " + shell_word(assessed.path));
    }

    void add_row(const LostRow& lost, const LostRows& all) {
        const LedgerEntry& row = facts_.entries[lost.entry];
        Assessed assessed{.id = row.id,
                          .name = row.name,
                          .path = "",
                          .state = State::Missing,
                          .entry = lost.entry};
        if (row.state == RowState::Started) {
            assessed.state = State::Interrupted;
        } else if (input_.base_ids && !input_.base_ids->contains(row.id)) {
            assessed.state = State::OtherBranch;
        } else if (lost.guess) {
            report_guess(assessed, all.guesses[*lost.guess]);
        } else {
            report_missing(assessed, lost.namesake);
        }
        result_.migrations.push_back(std::move(assessed));
    }

    void report_missing(const Assessed& assessed, std::optional<std::size_t> namesake) {
        const std::string executed = assessed.name + " was " + executed_in(facts_);
        if (namesake) {
            report(Code::ExecutedMissing, assessed,
                   executed + " with the id " + assessed.id.value + "; " +
                       result_.migrations[*namesake].path +
                       " has its name, and neither its id "
                       "nor its content",
                   "put back what was executed: " + show_executed(facts_, assessed.name));
            return;
        }
        report(Code::ExecutedMissing, assessed, executed + ", and no file has it",
               "bring its file back (git log --all -- " + shell_word("*" + assessed.name + "*") +
                   ")" +
                   (facts_.tool.empty()
                        ? "; what was executed: " + show_executed(facts_, assessed.name)
                        : ""));
    }

    /// Several files may be it, or it may be one of several rows. Which, only a person knows, so
    /// none of them counts as pending.
    void report_guess(const Assessed& assessed, const std::vector<std::size_t>& files) {
        if (result_.migrations[files.front()].state != State::Unknown) {
            for (const std::size_t file : files) {
                result_.migrations[file].state = State::Unknown;
            }
        }
        std::vector<std::string> paths;
        for (const std::size_t file : std::span(files).first(std::min(files.size(), names_shown))) {
            paths.push_back(result_.migrations[file].path);
        }
        const std::string path = shell_word(paths.front());
        report(input_.name_is_identity ? Code::ExecutedMissing : Code::IdentityLost, assessed,
               assessed.name + " was " + executed_in(facts_) +
                   ", and which file it is cannot be told: its content has " +
                   listed(paths, files.size()),
               input_.name_is_identity
                   ? "give the one that it is its name back: " + assessed.name
                   : "write its id into the one that it is: gmig add --restore " + path);
    }

    const History& history_;
    const Facts& facts_;
    const AssessmentInput& input_;
    std::vector<std::size_t> lost_;  ///< rows whose id no file has
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
