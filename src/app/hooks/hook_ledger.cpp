#include "app/hooks/hook_ledger.hpp"

#include "app/hooks/hook_gate.hpp"
#include <gmig/git/ledger_ref.hpp>
#include <gmig/layout/shared_facts.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

/// What it would do, and why not; `paths` says which files, the first few.
void block_ledger_push(HookResult& result, const std::string& ref, const std::string& what,
                       const std::vector<std::string>& paths) {
    constexpr std::size_t enough = 3;
    const std::size_t count = std::min(paths.size(), enough);
    std::string which =
        join({paths.begin(), paths.begin() + static_cast<std::ptrdiff_t>(count)}, ", ");
    if (paths.size() > count) {
        which += " and " + std::to_string(paths.size() - count) + " more";
    }
    Finding finding;
    finding.code = Code::FactsTakenAway;
    finding.severity = Severity::Error;
    finding.message = printable(ref) + " " + what + (which.empty() ? "" : ": " + printable(which));
    finding.remedy = "gmig ledger push, which only ever adds";
    result.blocks = true;
    result.findings.push_back(std::move(finding));
}

bool names_nothing(const CommitId& commit) {
    return commit.value.find_first_not_of('0') == std::string::npos;
}

/// The added files that are no facts.
std::vector<std::string> no_facts_among(git::Repository& repository,
                                        const std::vector<git::FileObject>& added) {
    std::vector<std::string> wrong;
    const auto contents = repository.read_small(added, layout::max_fact_bytes);
    for (const git::FileObject& file : added) {
        const auto content = std::ranges::lower_bound(contents, file.path, {}, &FileContent::path);
        const bool is_small = content != contents.end() && content->path == file.path;
        if (!is_small || !layout::read_fact(file.path, content->bytes).fact) {
            wrong.push_back(file.path);
        }
    }
    return wrong;
}

}  // namespace

std::vector<std::string> ledger_refs(const Request& request) {
    std::vector<std::string> refs{layout::ProjectConfig().ledger_ref};
    const Workspace workspace(request, {});
    git::Repository* const repository = workspace.repository();
    const auto head = repository == nullptr ? std::nullopt : repository->head();
    if (!head) {
        return refs;
    }
    std::vector<std::string> unread;  // whoever pushes a branch is told of these
    for (const HookProject& project : hook_projects_at(request, *head, unread)) {
        refs.push_back(project.workspace.project().ledger_ref);
    }
    return refs;
}

void check_ledger_push(const Request& request, const std::string& ref, const CommitId& before,
                       const CommitId& after, HookResult& result) {
    if (names_nothing(after)) {
        block_ledger_push(result, ref, "would be deleted, and all facts with it", {});
        return;
    }
    const Workspace workspace(request, {});
    git::Repository& repository = *workspace.repository();
    git::LedgerRef ledger(repository, ref);
    const auto old_files =
        names_nothing(before) ? std::vector<git::FileObject>() : ledger.files(before);
    const auto new_files = ledger.files(after);
    const std::vector<std::string> lost = git::paths_lost(old_files, new_files);
    if (!lost.empty()) {
        block_ledger_push(result, ref, "would lose or change facts", lost);
    }
    std::vector<git::FileObject> added;
    std::ranges::set_difference(new_files, old_files, std::back_inserter(added), {},
                                &git::FileObject::path, &git::FileObject::path);
    std::erase_if(added,
                  [](const git::FileObject& file) { return !layout::is_fact_path(file.path); });
    const std::vector<std::string> wrong = no_facts_among(repository, added);
    if (!wrong.empty()) {
        block_ledger_push(result, ref, "would get files that are no facts", wrong);
    }
}

}  // namespace gmig::app
