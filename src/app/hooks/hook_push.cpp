// pre-push, and what a server runs: pre-receive and update.
#include "app/check/base.hpp"
#include "app/hooks/hook_events.hpp"
#include "app/hooks/hook_gate.hpp"
#include "app/hooks/hook_ledger.hpp"
#include "app/hooks/skips.hpp"
#include "app/rebase/upstream.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

constexpr std::string_view branches = "refs/heads/";

/// A ref that is pushed: what it is here or was, and what it will be.
struct PushedRef {
    std::string ref;  ///< the remote's
    CommitId before;
    CommitId after;
};

bool is_none(const CommitId& commit) {
    return commit.value.find_first_not_of('0') == std::string::npos;
}

bool is_checked_branch(const PushedRef& pushed) {
    return pushed.ref.starts_with(branches) && !is_none(pushed.after);
}

std::vector<std::vector<std::string_view>> lines_of(const std::string& input, std::size_t words) {
    std::vector<std::vector<std::string_view>> lines;
    for (const std::string_view line : split_on(std::string_view(input), '\n')) {
        auto fields = split_on(line, ' ');
        if (fields.size() == words) {
            lines.push_back(std::move(fields));
        }
    }
    return lines;
}

/// "local-ref local-object remote-ref remote-object" (githooks(5)).
std::vector<PushedRef> pushed_refs(const std::string& input) {
    std::vector<PushedRef> refs;
    for (const auto& line : lines_of(input, 4)) {
        refs.push_back({.ref = std::string(line[2]),
                        .before = {std::string(line[3])},
                        .after = {std::string(line[1])}});
    }
    return refs;
}

/// What the remote has of the branch, as far as this clone knows.
std::optional<CommitId> known_before(git::Repository& git, const PushedRef& pushed,
                                     const std::string& remote) {
    if (!is_none(pushed.before)) {
        if (auto commit = git.find_commit(pushed.before.value + "^{commit}")) {
            return commit;
        }
    }
    return git.find_commit("refs/remotes/" + remote + "/" + pushed.ref.substr(branches.size()));
}

std::optional<Sides> sides_of(const HookProject& project, const CommitId& base,
                              const CommitId& head) {
    Sides sides;
    sides.base = base;
    sides.head = head;
    const auto before = project_at(project.request, project.workspace, base);
    const auto now = project_at(project.request, project.workspace, head);
    if (!before && !now) {
        return std::nullopt;
    }
    sides.base_project = before ? *before : *now;
    sides.head_project = now ? *now : *before;
    return sides;
}

/// A push puts a tree in the place of another: nothing is merged.
MergedFolder tree_of_head(const HookProject& project, const Sides& sides) {
    MergedFolder folder;
    folder.how = ResultOf::Head;
    folder.folder = folder_at(project.workspace, sides.head_project, *sides.head);
    return folder;
}

bool same_folder(const HookProject& project, const CommitId& one, const CommitId& other) {
    git::Repository& git = *project.workspace.repository();
    const Workspace& workspace = project.workspace;
    const std::string folder = workspace.path_in_repository(workspace.project().migrations);
    const std::string config = workspace.path_in_repository("gmig.json");
    return git.folder_tree(one, folder) == git.folder_tree(other, folder) &&
           git.file(one, config) == git.file(other, config);
}

const std::vector<Code> on_feature{Code::EditedAfterExecution, Code::ExecutedMissing};

void check_protected(const HookProject& project, const PushedRef& pushed,
                     const std::optional<CommitId>& before, HookResult& result) {
    std::optional<CommitId> base = before;
    if (!base) {
        const auto published = published_commits(project.workspace);
        if (published.empty()) {
            return;  // the first push of all: nobody has anything yet
        }
        base = published.front();
    }
    if (same_folder(project, *base, pushed.after)) {
        return;
    }
    if (const auto sides = sides_of(project, *base, pushed.after)) {
        block_loss_of_project(project, *sides, result);
        const HookFacts facts{.base = true, .published = false, .ledgers = true};
        add_blocking(project, result,
                     hook_findings(project, *sides, tree_of_head(project, *sides), facts,
                                   base->value.substr(0, 12), result.notes)
                         .findings,
                     {});
    }
}

/// A branch of one's own: it may be in any order, but must not change what is executed. Held
/// against what it was on the remote, and, merged, against the protected branch.
void check_feature(const HookProject& project, const PushedRef& pushed,
                   const std::optional<CommitId>& before, HookResult& result) {
    if (before && !same_folder(project, *before, pushed.after)) {
        if (const auto sides = sides_of(project, *before, pushed.after)) {
            block_loss_of_project(project, *sides, result);
            const HookFacts facts{.base = false, .published = true, .ledgers = true};
            add_blocking(project, result,
                         hook_findings(project, *sides, tree_of_head(project, *sides), facts,
                                       before->value.substr(0, 12), result.notes)
                             .findings,
                         on_feature);
        }
    }
    for (const CommitId& mainline : published_commits(project.workspace)) {
        const auto sides = sides_of(project, mainline, pushed.after);
        if (!sides || same_folder(project, mainline, pushed.after)) {
            continue;
        }
        const HookFacts facts{.base = true, .published = false, .ledgers = false};
        add_blocking(project, result,
                     hook_findings(project, *sides, merged_folder(project.workspace, *sides), facts,
                                   mainline.value.substr(0, 12), result.notes)
                         .findings,
                     on_feature);
    }
}

void tell_skips(const Request& request, HookResult& result) {
    const std::vector<std::string> skips = recorded_skips(request);
    if (skips.empty()) {
        return;
    }
    result.notes.push_back(std::to_string(skips.size()) +
                           (skips.size() == 1 ? " hook was" : " hooks were") +
                           " skipped since the last push, the last: " + printable(skips.back()));
    if (!result.blocks) {
        forget_skips(request);
    }
}

void check_received_branch(const Request& request, const PushedRef& pushed, HookResult& result) {
    const bool is_new = is_none(pushed.before);
    // A protected branch is what the tree says that it replaces; a new one's own word counts.
    for (const HookProject& project :
         hook_projects_at(request, is_new ? pushed.after : pushed.before, result.notes)) {
        if (is_protected(project.workspace.project(), pushed.ref.substr(branches.size()))) {
            check_protected(project, pushed, is_new ? std::nullopt : std::optional(pushed.before),
                            result);
        }
    }
}

HookResult check_received(const Request& request, const std::vector<PushedRef>& refs) {
    HookResult result;
    result.subject = "this push";
    const std::vector<std::string> ledgers = ledger_refs(request);
    for (const PushedRef& pushed : refs) {
        if (std::ranges::find(ledgers, pushed.ref) != ledgers.end()) {
            check_ledger_push(request, pushed.ref, pushed.before, pushed.after, result);
        } else if (is_checked_branch(pushed)) {
            check_received_branch(request, pushed, result);
        }
    }
    return result;
}

}  // namespace

HookResult before_push(const Request& request, const HookCall& call) {
    HookResult result;
    result.subject = "this push";
    const std::string remote = call.arguments.empty() ? "origin" : call.arguments.front();
    const std::vector<PushedRef> refs = pushed_refs(call.input);
    for (const HookProject& project : hook_projects(request, result.notes)) {
        for (const PushedRef& pushed : refs) {
            if (!is_checked_branch(pushed) ||
                pushed.ref == project.workspace.project().ledger_ref) {
                continue;
            }
            const auto before = known_before(*project.workspace.repository(), pushed, remote);
            const std::string branch = pushed.ref.substr(branches.size());
            if (is_protected(project.workspace.project(), branch)) {
                check_protected(project, pushed, before, result);
            } else {
                check_feature(project, pushed, before, result);
            }
        }
    }
    tell_skips(request, result);
    return result;
}

HookResult before_receiving(const Request& request, const HookCall& call) {
    std::vector<PushedRef> refs;
    for (const auto& line : lines_of(call.input, 3)) {
        refs.push_back({.ref = std::string(line[2]),
                        .before = {std::string(line[0])},
                        .after = {std::string(line[1])}});
    }
    return check_received(request, refs);
}

HookResult before_updating(const Request& request, const HookCall& call) {
    constexpr std::size_t count = 3;
    if (call.arguments.size() != count) {
        throw Error(Error::Kind::Usage, "git gives an update hook a ref and two objects")
            .state("nothing was checked")
            .next("gmig hook update REF OLD NEW");
    }
    return check_received(
        request,
        {{.ref = call.arguments[0], .before = {call.arguments[1]}, .after = {call.arguments[2]}}});
}

}  // namespace gmig::app
