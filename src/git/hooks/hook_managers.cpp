#include "git/hooks/hook_managers.hpp"

#include "git/hooks/hook_block.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <fmt/core.h>

#include <array>
#include <vector>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

/// The hooks of git 2.39 that a developer's tool may have written.
constexpr std::array client_hooks{
    "applypatch-msg",   "commit-msg",   "post-applypatch",    "post-checkout", "post-commit",
    "post-merge",       "post-rewrite", "pre-applypatch",     "pre-auto-gc",   "pre-commit",
    "pre-merge-commit", "pre-push",     "prepare-commit-msg", "pre-rebase"};

constexpr std::array lefthook_files{
    "lefthook.yml",         ".lefthook.yml",      "lefthook.yaml",      ".lefthook.yaml",
    "lefthook.toml",        ".lefthook.toml",     "lefthook.json",      ".lefthook.json",
    ".config/lefthook.yml", "lefthook-local.yml", ".lefthook-local.yml"};

/// What git's input would have told pre-push, from what pre-commit tells its hooks of it.
constexpr auto* pre_push_of_pre_commit =
    R"(sh -c 'printf "%s %s %s %s\n" "$PRE_COMMIT_LOCAL_BRANCH" )"
    R"("${PRE_COMMIT_TO_REF:-$(git rev-parse "$PRE_COMMIT_LOCAL_BRANCH")}" "$PRE_COMMIT_REMOTE_BRANCH" )"
    R"("${PRE_COMMIT_FROM_REF:-0000000000000000000000000000000000000000}" | )"
    R"(gmig hook pre-push "$PRE_COMMIT_REMOTE_NAME" "$PRE_COMMIT_REMOTE_URL"')";

std::string read_or_nothing(const fs::path& path) {
    try {
        return read_file_if_exists(path).value_or("");
    } catch (const Error&) {
        return {};
    }
}

std::string call_of(const HookKind& kind) {
    return fmt::format("gmig hook {}", kind.name);
}

bool calls_gmig(const std::string& text, const HookKind& kind) {
    return find_block(text) || text.find(call_of(kind)) != std::string::npos;
}

ManagerEntry husky_entry(const HooksFolder& folder, const HookKind& kind) {
    ManagerEntry entry{.file = folder.path.parent_path() / kind.name,
                       .text = call_of(kind) + " \"$@\"",
                       .is_there = false};
    entry.is_there = calls_gmig(read_or_nothing(entry.file), kind);
    return entry;
}

/// A script, not a command: lefthook 2 passes over a command of pre-push when the push changes no
/// file that still exists, as one that only deletes migrations does.
ManagerEntry lefthook_entry(const HooksFolder& folder, const HookKind& kind) {
    const std::string script = fmt::format(".lefthook/{}/gmig.sh", kind.name);
    ManagerEntry entry{
        .file = folder.work_tree / lefthook_files.front(),
        .text = fmt::format("{0}:\n  scripts:\n    gmig.sh:\n      runner: sh{1}\n"
                            "and in {2}:\n  exec {3} \"$@\"",
                            kind.name, kind.reads_input ? "\n      use_stdin: true" : "", script,
                            call_of(kind)),
        .is_there = false};
    const bool has_script = calls_gmig(read_or_nothing(folder.work_tree / script), kind);
    for (const char* const name : lefthook_files) {
        const std::string text = read_or_nothing(folder.work_tree / name);
        entry.file = text.empty() ? entry.file : folder.work_tree / name;
        entry.is_there = entry.is_there ||
                         (has_script && text.find("gmig.sh") != std::string::npos) ||
                         (kind.name != "pre-push" && text.find(call_of(kind)) != std::string::npos);
    }
    return entry;
}

ManagerEntry pre_commit_entry(const HooksFolder& folder, const HookKind& kind,
                              const HookFile& file) {
    const bool is_push = kind.name == "pre-push";
    ManagerEntry entry{
        .file = folder.work_tree / ".pre-commit-config.yaml",
        .text = fmt::format(
            "  - repo: local\n    hooks:\n      - id: gmig-{0}\n        name: gmig {0}\n"
            "        entry: {1}\n        language: system\n        stages: [{0}]\n"
            "        pass_filenames: false\n        always_run: true",
            kind.name, is_push ? pre_push_of_pre_commit : call_of(kind)),
        .is_there = false};
    // pre-commit moves what it finds to NAME.legacy, and runs that first.
    const std::string text = read_or_nothing(entry.file);
    entry.is_there = text.find(fmt::format("gmig-{}", kind.name)) != std::string::npos ||
                     text.find(call_of(kind)) != std::string::npos ||
                     find_block(read_or_nothing(file.path.native() + ".legacy"));
    return entry;
}

}  // namespace

HookManager manager_of_text(std::string_view bytes) {
    if (bytes.find("call_lefthook") != std::string_view::npos) {
        return HookManager::Lefthook;
    }
    if (bytes.find("138fd403232d2ddd5efb44317e38bf03") != std::string_view::npos) {
        return HookManager::PreCommit;
    }
    return HookManager::None;
}

HookManager manager_of_folder(const fs::path& folder) {
    if (folder.filename() == "_" && folder.parent_path().filename() == ".husky") {
        return HookManager::Husky;
    }
    for (const char* const name : client_hooks) {
        const HookManager manager = manager_of_text(read_or_nothing(folder / name));
        if (manager != HookManager::None) {
            return manager;
        }
    }
    return HookManager::None;
}

HookManager manager_of_hook(const HooksFolder& folder, const HookKind& kind, const HookFile& file) {
    if (kind.on_server) {
        return HookManager::None;
    }
    return folder.manager == HookManager::PreCommit ? manager_of_text(file.bytes) : folder.manager;
}

ManagerEntry manager_entry(const HooksFolder& folder, const HookKind& kind, const HookFile& file) {
    switch (folder.manager) {
        case HookManager::Husky:
            return husky_entry(folder, kind);
        case HookManager::Lefthook:
            return lefthook_entry(folder, kind);
        case HookManager::PreCommit:
        case HookManager::None:
            break;
    }
    return pre_commit_entry(folder, kind, file);
}

}  // namespace gmig::git
