#include "app/check/attribution.hpp"
#include "app/check/check_result.hpp"
#include "app/check/trees.hpp"
#include "app/lint/policy.hpp"
#include "app/lint/steps.hpp"
#include "app/refusals.hpp"
#include "app/schema/rendering.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/lint.hpp>
#include <gmig/sql/lint.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

/// What comes to light, still without its commits.
struct Judgement {
    std::size_t judged = 0;
    std::vector<Finding> findings;
    std::vector<IgnoredFinding> ignored;
    std::vector<Finding> unused;
};

bool is_unreadable(const Finding& finding) {
    return finding.code == Code::UnreadableMigration && finding.severity == Severity::Error;
}

sql::LintOptions linter_options(const Workspace& workspace, const LintPolicy& policy) {
    const layout::ProjectConfig& project = policy.project;
    const bool gmig_executes =
        project.layout == layout::Kind::Gmig || project.mode == layout::Mode::Adopt;
    return {.dialect = workspace.project().dialect, .runner_sets_lock_timeout = gmig_executes};
}

/// The folder that is judged.
struct LintedFolder {
    const layout::ProjectConfig& project;
    const std::vector<Finding>& findings;  ///< of reading it
};

/// A branch that says it is another's from now on is no gmig's only where the layout says so too.
Executor executor_for(const LintPolicy& policy, const layout::ProjectConfig& project) {
    const Executor now = executor_of(project);
    return policy.project.layout == project.layout ? std::min(executor_of(policy.project), now)
                                                   : now;
}

/// What its rule tells as an error of the same place is not told again as refused.
void leave_out_told(std::vector<Finding>& refusals, const std::vector<Finding>& found) {
    std::erase_if(refusals, [&](const Finding& refusal) {
        return std::ranges::any_of(found, [&](const Finding& finding) {
            return finding.code == Code::EnumValueInTransaction &&
                   finding.severity == Severity::Error && finding.where == refusal.where;
        });
    });
}

/// Goes through a history, step by step.
class LintWalk {
public:
    LintWalk(const Request& request, const Workspace& workspace, const LintPolicy& policy,
             const LintedFolder& folder)
        : workspace_(workspace),
          policy_(policy),
          folder_(folder),
          executor_(executor_for(policy, folder.project)),
          linter_(linter_options(workspace, policy)),
          renderer_(request, workspace) {}

    void take(const Migration& migration, LintAct act);
    Judgement finish() { return std::move(judgement_); }

private:
    void take_sql(const Migration& migration, LintAct act, std::vector<Finding> refusals);
    [[nodiscard]] std::vector<Finding> refusals_of(const Migration& migration) const;
    /// Then the refusal says what "not linted" would.
    [[nodiscard]] bool is_refused_as_text(const Migration& migration,
                                          const std::vector<Finding>& refusals) const;
    void not_rendered(const Migration& migration, const Error& error);
    void not_told(const Migration& migration, const std::vector<std::size_t>& modifications);
    void note_unjudged(const Migration& migration, Where where, std::string message);
    /// Whether the rule is on; then the finding has the severity in force.
    bool takes(Finding& finding) const;
    void note(sql::LintResult result, std::vector<Finding> refusals, const Migration& migration);

    const Workspace& workspace_;
    const LintPolicy& policy_;
    LintedFolder folder_;
    Executor executor_;
    sql::Linter linter_;
    OfflineRenderer renderer_;
    Judgement judgement_;
};

void LintWalk::take(const Migration& migration, LintAct act) {
    std::optional<OfflineRenderer::Told> told;
    try {
        told = renderer_.take(migration);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        if (act != LintAct::Learn) {
            not_rendered(migration, error);
        }
        return;
    }
    std::vector<Finding> refusals;
    if (act != LintAct::Learn) {
        refusals = refusals_of(told ? told->migration : migration);
    }
    if (told) {
        told->migration.grammar_off = migration.grammar_off;
    }
    const auto before = static_cast<std::ptrdiff_t>(judgement_.findings.size());
    take_sql(told ? told->migration : migration, act, std::move(refusals));
    if (told && !told->untold.empty() && act != LintAct::Learn) {
        not_told(migration, told->untold);
        std::ranges::stable_sort(judgement_.findings.begin() + before, judgement_.findings.end(),
                                 {}, &Finding::where);
    }
}

/// Not of a file whose mistake is told as one of reading it.
std::vector<Finding> LintWalk::refusals_of(const Migration& migration) const {
    const bool told = std::ranges::any_of(folder_.findings, [&](const Finding& finding) {
        return is_unreadable(finding) && finding.where.file == migration.path;
    });
    return told ? std::vector<Finding>()
                : refusals_in(folder_.project, executor_, migration,
                              runnable_options(workspace_, migration));
}

bool LintWalk::is_refused_as_text(const Migration& migration,
                                  const std::vector<Finding>& refusals) const {
    return std::ranges::any_of(refusals, is_unreadable) && !is_json(migration) &&
           !is_readable(folder_.project, migration.up,
                        runnable_options(workspace_, migration).grammar);
}

void LintWalk::take_sql(const Migration& migration, LintAct act, std::vector<Finding> refusals) {
    const sql::LintPart part{.migration = &migration, .up = &migration.up};
    if (act == LintAct::Learn) {
        linter_.learn(part);
        return;
    }
    note(linter_.judge(part), std::move(refusals), migration);
    if (act == LintAct::JudgeAlone) {
        linter_.land();
    }
}

void LintWalk::not_rendered(const Migration& migration, const Error& error) {
    ++judgement_.judged;
    const bool its_own = error.where().file == migration.path;
    if (its_own && error.kind() == Error::Kind::Migration && executor_ == Executor::Gmig) {
        judgement_.findings.push_back(refusal_finding(migration, error));
        return;
    }
    note_unjudged(migration, its_own ? error.where() : Where{.file = migration.path},
                  "this JSON migration was not judged: " + std::string(error.what()));
}

void LintWalk::not_told(const Migration& migration, const std::vector<std::size_t>& modifications) {
    const std::size_t first = modifications.front();
    const std::size_t count = modifications.size();
    note_unjudged(migration,
                  first < migration.modification_places.size()
                      ? migration.modification_places[first]
                      : Where{.file = migration.path},
                  (count == 1 ? "this modification was"
                              : std::to_string(count) + " modifications, from this one on, were") +
                      " not judged: what comes of it depends on the schema that is found, which "
                      "only a database tells");
}

void LintWalk::note_unjudged(const Migration& migration, Where where, std::string message) {
    Finding finding;
    finding.code = Code::NotLinted;
    finding.id = migration.id;
    finding.name = migration.name;
    finding.where = std::move(where);
    finding.message = std::move(message);
    finding.remedy = "look at what it does: gmig describe " + migration.id.value;
    if (takes(finding)) {
        judgement_.findings.push_back(std::move(finding));
    }
}

bool LintWalk::takes(Finding& finding) const {
    const auto severity = policy_.severity_of(finding.code);
    finding.severity = severity.value_or(finding.severity);
    return severity.has_value();
}

void LintWalk::note(sql::LintResult result, std::vector<Finding> refusals,
                    const Migration& migration) {
    ++judgement_.judged;
    std::erase_if(result.findings, [&](Finding& finding) { return !takes(finding); });
    leave_out_told(refusals, result.findings);
    if (is_refused_as_text(migration, refusals)) {
        std::erase_if(result.findings,
                      [](const Finding& finding) { return finding.code == Code::NotLinted; });
    }
    std::ranges::move(refusals, std::back_inserter(result.findings));
    std::ranges::stable_sort(result.findings, {}, &Finding::where);
    for (Finding& finding : result.findings) {
        finding.where = place_of_modification(finding.where, migration);
        judgement_.findings.push_back(std::move(finding));
    }
    for (sql::IgnoredLint& ignored : result.ignored) {
        if (takes(ignored.finding)) {
            judgement_.ignored.push_back({std::move(ignored.finding), std::move(ignored.by)});
        }
    }
    for (Finding& finding : result.unused) {
        if (takes(finding)) {
            judgement_.unused.push_back(std::move(finding));
        }
    }
}

Judgement judgement_of(LintWalk& walk, const History& history, const std::vector<LintStep>& steps) {
    for (const LintStep& step : steps) {
        walk.take(history.migrations()[step.position], step.act);
    }
    return walk.finish();
}

/// Files that nobody can read; not those that the base has just so.
std::vector<Finding> unreadable_in(const std::vector<Finding>& now,
                                   const std::vector<Finding>& before) {
    std::vector<Finding> findings;
    std::ranges::copy_if(now, std::back_inserter(findings), [&](const Finding& finding) {
        return is_unreadable(finding) && std::ranges::find(before, finding) == before.end();
    });
    return findings;
}

std::vector<CheckedFinding> without_commits(std::vector<Finding> findings) {
    std::vector<CheckedFinding> checked;
    for (Finding& finding : findings) {
        checked.push_back(
            {.finding = std::move(finding), .ours = {}, .theirs = {}, .base_path = {}});
    }
    return checked;
}

void lint_branch(const Request& request, const Workspace& workspace, const LintOptions& options,
                 LintResult& result) {
    result.base_name = options.base;
    std::string head = options.head;
    const Sides sides = find_sides(request, workspace, {.base = result.base_name, .head = head});
    result.base = sides.base.value;
    const MergedFolder merged = merged_folder(workspace, sides);
    BlobReader reader(workspace);
    const TreeState before =
        tree_state(sides.base_project,
                   reader.read(folder_at(workspace, sides.base_project, sides.base)), nullptr);
    const layout::ProjectConfig project = result_project(sides, merged);
    const TreeState now = tree_state(project, reader.read(merged.folder), nullptr);
    const LintPolicy policy{
        .project = sides.base_project, .base_name = result.base_name, .base = sides.base};
    LintWalk walk(request, workspace, policy, {.project = project, .findings = now.findings});
    Judgement judgement = judgement_of(
        walk, now.history,
        steps_of_branch(now.history, compare(before.history, now.history,
                                             fingerprints(sides.base_project.dialect))));
    std::vector<Finding> findings = unreadable_in(now.findings, before.findings);
    std::ranges::move(judgement.findings, std::back_inserter(findings));
    result.judged = judgement.judged;
    result.findings = attribute(workspace, sides, before.history, std::move(findings));
    result.ignored = std::move(judgement.ignored);
    result.unused = attribute(workspace, sides, before.history, std::move(judgement.unused));
}

std::vector<bool> wanted_places(const History& history, const LintOptions& options) {
    std::vector<bool> places(history.size(), options.all);
    for (const std::string& word : options.migrations) {
        places[*history.position(resolve(history, word).id)] = true;
    }
    return places;
}

/// Whatever the base has.
void lint_each(const Request& request, const Workspace& workspace, const LintOptions& options,
               LintResult& result) {
    const LintPolicy policy = policy_in_force(request, workspace, options.base);
    result.base_name = policy.base_name;
    result.base = policy.base.value_or(CommitId{}).value;
    layout::MigrationSet set = workspace.work_tree();
    const History history(std::move(set.migrations));
    LintWalk walk(request, workspace, policy,
                  {.project = workspace.project(), .findings = set.findings});
    Judgement judgement =
        judgement_of(walk, history, steps_of_each(history, wanted_places(history, options)));
    std::vector<Finding> findings = unreadable_in(set.findings, {});
    std::ranges::move(judgement.findings, std::back_inserter(findings));
    result.judged = judgement.judged;
    result.findings = without_commits(std::move(findings));
    result.ignored = std::move(judgement.ignored);
    result.unused = without_commits(std::move(judgement.unused));
}

void require_repository(const Workspace& workspace) {
    if (workspace.repository() == nullptr) {
        throw Error(Error::Kind::Repository,
                    "lint judges what a branch adds to its base, and this is no repository")
            .at({.file = workspace.root().string()})
            .state("nothing was judged")
            .next("gmig lint --all, or gmig lint MIGRATION");
    }
}

}  // namespace

LintResult lint(const Request& request, const LintOptions& options) {
    const Workspace workspace(request);
    LintResult result;
    result.root = workspace.path_in_repository("");
    if (options.all || !options.migrations.empty()) {
        lint_each(request, workspace, options, result);
        return result;
    }
    try {
        require_repository(workspace);
        lint_branch(request, workspace, options, result);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Repository) {
            throw;
        }
        result.undecided = error;
    }
    return result;
}

}  // namespace gmig::app
