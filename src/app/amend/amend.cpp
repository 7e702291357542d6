#include "app/amend/carry_out.hpp"
#include "app/amend/elsewhere.hpp"
#include "app/amend/executed_chain.hpp"
#include "app/amend/rederive.hpp"
#include "app/amend/target.hpp"
#include "app/changes.hpp"
#include "app/check/known_facts.hpp"
#include "app/database/local.hpp"
#include "app/losses.hpp"
#include "app/operation/recording.hpp"
#include "app/schema/change.hpp"
#include "app/schema/renames.hpp"
#include "app/steps.hpp"
#include <gmig/app/amend.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

/// One migration on its way; one object per amend.
class Amender {
public:
    Amender(const Request& request, const Workspace& workspace, const Connection& connection,
            const AmendOptions& options)
        : request_(request),
          workspace_(workspace),
          connection_(connection),
          options_(options),
          facts_(connection.facts()),
          changes_(workspace) {
        layout::MigrationSet set = workspace.work_tree();
        history_ = take_history(set);
        assessment_ = assess_project(workspace, set, history_, facts_);
        result_.environment = connection.environment().name;
    }

    AmendResult run();

private:
    bool choose();
    bool may_be_amended();
    void refuse(Finding finding) {
        result_.refusals.push_back(std::move(finding));
        result_.state = AmendState::Refused;
    }
    [[nodiscard]] bool only_takes_back_otherwise() const;
    void refuse_frozen(const std::string& where);
    void tell_other_databases();
    void work_out_again();
    void remove_file();
    void refuse_idle_answers() const;
    AmendResult without_row();
    [[nodiscard]] AmendedChain chain();
    [[nodiscard]] RenameAnswers answers_for(const AmendedChain& chain) const;
    void tell(const AmendWay& way);
    void carry_out(const AmendWay& way, const AmendedChain& chain);
    [[nodiscard]] const LedgerEntry& row() const { return facts_.entries[*entry_]; }

    const Request& request_;
    const Workspace& workspace_;
    const Connection& connection_;
    const AmendOptions& options_;
    Facts facts_;
    History history_;
    Assessment assessment_;
    FolderChanges changes_;
    Migration file_;  ///< as it is to be executed
    std::optional<std::size_t> entry_;
    bool removes_ = false;
    Rederived rederived_;
    Elsewhere elsewhere_;
    AmendResult result_;
};

/// What keeps execute, too, from going by these files: a broken history, or several heads.
std::optional<Finding> broken_files(const History& history, const Assessment& assessment) {
    const auto broken = std::ranges::find(history.findings(), Severity::Error, &Finding::severity);
    if (broken != history.findings().end()) {
        return *broken;
    }
    const auto found = std::ranges::find_if(assessment.findings, [](const Finding& finding) {
        return finding.code == Code::DivergedHeads && finding.severity == Severity::Error;
    });
    return found == assessment.findings.end() ? std::nullopt : std::optional(*found);
}

/// What is wrong with the identity of the one that is meant.
std::optional<Finding> lost_identity(const Assessment& assessment, const Assessed& chosen) {
    if (chosen.state != State::Missing && chosen.state != State::Unknown) {
        return std::nullopt;
    }
    const auto found = std::ranges::find_if(assessment.findings, [&](const Finding& finding) {
        return finding.id == chosen.id && finding.severity == Severity::Error;
    });
    return found == assessment.findings.end() ? std::nullopt : std::optional(*found);
}

/// False: there is nothing to amend, or it is refused.
bool Amender::choose() {
    const Published published = published_migrations(request_, workspace_);
    const AmendSides sides{history_, facts_, assessment_, published};
    if (auto finding = broken_files(history_, assessment_)) {
        refuse(*std::move(finding));
        return false;
    }
    const Assessed* const chosen = choose_to_amend(sides, options_.migration, options_.diff);
    if (chosen == nullptr) {
        result_.notes.emplace_back("there is no migration that only you have");
        return false;
    }
    file_ = history_.migrations()[*chosen->position];
    entry_ = chosen->entry;
    result_.id = file_.id;
    result_.name = file_.name;
    result_.path = file_.path;
    result_.notes = notes_on_others(sides, file_.id);
    if (auto finding = lost_identity(assessment_, *chosen)) {
        refuse(*std::move(finding));
    } else if (const auto where = published.find(file_.id);
               where != published.end() && !only_takes_back_otherwise()) {
        refuse_frozen(where->second);
    }
    return result_.refusals.empty();
}

/// How it is taken back, and verified, is not frozen (GM104): nothing runs then.
bool Amender::only_takes_back_otherwise() const {
    return entry_ && !options_.diff && facts_.entries[*entry_].checksum == file_.checksum;
}

void Amender::refuse_frozen(const std::string& where) {
    refuse({.code = Code::EditedAfterExecution,
            .severity = Severity::Error,
            .id = file_.id,
            .name = file_.name,
            .where = {.file = file_.path},
            .message = file_.name + " is published in " + where + ": others may have executed it",
            .remedy = "put back what was executed (gmig show --executed " + shell_word(file_.name) +
                      ") and make the change a migration of its own: gmig new NAME"});
}

bool Amender::may_be_amended() {
    elsewhere_ = ask_elsewhere(request_, workspace_, connection_, file_);
    std::ranges::move(elsewhere_.notes, std::back_inserter(result_.notes));
    for (Finding& finding : elsewhere_.refusals) {
        refuse(std::move(finding));
    }
    return result_.refusals.empty();
}

void Amender::tell_other_databases() {
    for (const Elsewhere::Local& other : elsewhere_.local) {
        if (removes_) {
            result_.notes.push_back(other.environment + " has executed it, too: gmig switch -e " +
                                    other.environment);
        } else if (other.executed != file_.checksum) {
            result_.notes.push_back(other.environment + " has executed it as it was: gmig amend " +
                                    shell_word(file_.name) + " -e " + other.environment);
        }
    }
}

void Amender::work_out_again() {
    if (history_.migrations().back().id != file_.id) {
        throw Error(Error::Kind::Usage, "--diff works out the latest migration, " +
                                            history_.migrations().back().name + ", and " +
                                            file_.name + " is not it")
            .state("nothing has changed")
            .next("gmig diff NAME, which writes what " + workspace_.project().schema +
                  " wants as a new one");
    }
    rederived_ = rederive(request_, workspace_, history_, options_.renames, changes_);
    std::ranges::move(rederived_.notes, std::back_inserter(result_.notes));
    removes_ = rederived_.nothing_left;
    if (changes_.empty()) {
        return;
    }
    layout::MigrationSet set = changes_.preview();
    const History after = take_history(set);
    file_ = *after.find(file_.id);
    result_.plan.push_back({.action = AmendAction::Write, .id = file_.id, .name = file_.name});
    for (const FileChange& change : changes_.changes()) {
        if (change.path == workspace_.root() / file_.path) {
            result_.text = change.after.value_or("");
        }
    }
}

void Amender::refuse_idle_answers() const {
    if (!options_.renames.given.empty()) {
        throw Error(Error::Kind::Usage, "--rename " + printable(options_.renames.given.front()) +
                                            ": nothing has changed, so nothing is renamed")
            .state("nothing has changed")
            .next("gmig amend " + shell_word(file_.name));
    }
}

void Amender::remove_file() {
    const auto migrations = history_.migrations();
    const auto child = std::ranges::find_if(migrations, [&](const Migration& other) {
        return std::ranges::find(other.parents, file_.id) != other.parents.end();
    });
    if (child != migrations.end()) {
        refuse({.code = Code::MissingParent,
                .severity = Severity::Error,
                .id = file_.id,
                .name = file_.name,
                .where = {.file = file_.path},
                .message = "nothing is left of " + file_.name + ", and " + child->name +
                           " follows it, so it cannot be removed",
                .remedy = "say that it is meant to be empty: -- gmig: empty"});
        return;
    }
    changes_.remove(file_);
    const layout::MigrationSet after = changes_.preview();
    changes_.update_head_file(History(after.migrations));
}

/// Only the file is anybody's business yet.
AmendResult Amender::without_row() {
    result_.notes.push_back(file_.name + " is not executed in " + result_.environment +
                            (options_.diff ? "" : ": edit it freely"));
    if (removes_ && options_.diff) {
        remove_file();
        result_.plan.push_back({.action = AmendAction::Remove, .id = file_.id, .name = file_.name});
    }
    if (!result_.refusals.empty() || changes_.empty()) {
        return std::move(result_);
    }
    if (options_.dry_run) {
        result_.state = AmendState::Planned;
        return std::move(result_);
    }
    require_consent_to_losses(request_, rederived_.losses);
    Recording recording(request_, workspace_, {.kind = "amend", .files = changes_.changes()});
    recording.carry_out_files();
    recording.done();
    result_.state = AmendState::Done;
    result_.done = result_.plan.size();
    return std::move(result_);
}

AmendedChain Amender::chain() {
    AmendedChain chain;
    {
        Renderer renderer(request_, workspace_, history_);
        chain.executed = executed_chain(connection_, facts_, history_, renderer);
    }
    chain.place = *entry_;
    chain.name = file_.name;
    chain.from = state_of(request_, workspace_, chain.executed, "what was executed");
    std::vector<Migration> wanted = chain.executed;
    const auto place = wanted.begin() + static_cast<std::ptrdiff_t>(chain.place);
    if (removes_) {
        wanted.erase(place);
    } else {
        if (is_json(file_)) {
            layout::MigrationSet set = changes_.preview();
            const History after = take_history(set);
            Renderer renderer(request_, workspace_, after);
            file_ = renderer.rendered(*after.position(file_.id));
        }
        chain.amended = as_executable(file_);
        *place = *chain.amended;
    }
    chain.to = amended_state(request_, workspace_, file_, wanted);
    return chain;
}

RenameAnswers Amender::answers_for(const AmendedChain& chain) const {
    RenameAnswers answers{.given = {}, .none = options_.renames.none};
    for (const std::string& answer : options_.renames.given) {
        const bool used_in_file =
            std::ranges::find(rederived_.used, answer) != rederived_.used.end();
        if (!used_in_file || names_a_rename(chain.from.schema, chain.to.schema, answer)) {
            answers.given.push_back(answer);
        }
    }
    return answers;
}

/// What is lost: of the way through this database only what has rows in it.
void Amender::tell(const AmendWay& way) {
    std::ranges::copy(way.plan, std::back_inserter(result_.plan));
    result_.change = way.change;
    result_.change.losses.clear();
    const auto add = [&](const std::vector<std::string>& losses) {
        std::ranges::copy_if(losses, std::back_inserter(result_.change.losses),
                             [&](const std::string& loss) {
                                 const auto& known = result_.change.losses;
                                 return std::ranges::find(known, loss) == known.end();
                             });
    };
    db::Driver& driver = connection_.driver();
    add(losses_with_rows(driver, way.losses, schema::script_of(way.change.steps)));
    std::vector<const Script*> downs;
    std::ranges::transform(way.downs, std::back_inserter(downs),
                           [](const Script& down) { return &down; });
    add(losses_in_turn(driver, downs));
    add(rederived_.losses);
}

void Amender::carry_out(const AmendWay& way, const AmendedChain& chain) {
    const db::RunIdentity identity = run_identity(request_, workspace_);
    Recording recording(request_, workspace_,
                        {.kind = "amend",
                         .connection = &connection_,
                         .run_id = identity.run_id,
                         .files = changes_.changes(),
                         .final_because = way.final_because});
    run_way(workspace_, connection_,
            {.way = way, .chain = chain, .row = row(), .file = file_, .identity = identity});
    recording.carry_out_files();
    recording.done();
    remember_facts(workspace_, connection_);
    result_.state = AmendState::Done;
    result_.done = result_.plan.size();
}

AmendResult Amender::run() {
    if (!choose() || !may_be_amended()) {
        return std::move(result_);
    }
    if (options_.diff) {
        work_out_again();
    }
    const bool has_text = is_json(file_) ? !file_.modification_places.empty()
                                         : has_statement(file_.up, workspace_.project().dialect);
    removes_ = removes_ || (!has_text && !file_.empty);
    tell_other_databases();
    if (!entry_) {
        return without_row();
    }
    if (!removes_ && changes_.empty() && is_as_executed(file_, row())) {
        refuse_idle_answers();
        result_.notes.push_back(file_.name + " is as it was executed in " + result_.environment);
        return std::move(result_);
    }
    if (removes_) {
        remove_file();
        if (!result_.refusals.empty()) {
            return std::move(result_);
        }
    }
    const AmendedChain amended = chain();
    const AmendWay way = find_way(request_, workspace_, file_, amended, answers_for(amended));
    tell(way);
    if (options_.announce && !way.change.empty()) {
        options_.announce(result_.change);
    }
    if (options_.dry_run) {
        result_.state = AmendState::Planned;
        return std::move(result_);
    }
    require_consent_to_way(request_, way, file_.name, result_.change.losses);
    carry_out(way, amended);
    return std::move(result_);
}

}  // namespace

std::string_view to_string(AmendAction action) {
    constexpr std::array<std::string_view, 6> names{"write",   "amend",  "rollback",
                                                    "execute", "record", "remove"};
    return names.at(static_cast<std::size_t>(action));
}

std::string_view to_string(AmendState state) {
    constexpr std::array<std::string_view, 4> names{"nothing to do", "planned", "done", "refused"};
    return names.at(static_cast<std::size_t>(state));
}

AmendResult amend(const Request& request, const AmendOptions& options) {
    const Workspace workspace(request);
    if (!options.dry_run) {
        finish_journal(workspace, request);
    }
    refuse_unfinished_git_operation(workspace);
    const Connection connection = open_local(request, workspace, "amend", options.dry_run);
    return Amender(request, workspace, connection, options).run();
}

}  // namespace gmig::app
