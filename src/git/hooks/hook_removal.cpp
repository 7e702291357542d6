#include "git/hooks/hook_managers.hpp"
#include "git/hooks/hook_target.hpp"
#include <gmig/git/hooks.hpp>
#include <gmig/support/file.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

using What = HookFile::What;

HookStep removal(const HookFile& file, std::string hook) {
    return {.hook = std::move(hook),
            .action = HookAction::Keep,
            .path = file.path,
            .changes = {},
            .record = {},
            .note = {},
            .entry = {}};
}

/// The program that was moved aside comes back into its place.
void plan_restore(HookStep& made, const HookFile& file) {
    const fs::path previous = file.path.parent_path() / (made.hook + std::string(previous_suffix));
    const auto bytes = read_file_if_exists(previous);
    made.action = bytes ? HookAction::Restore : HookAction::Remove;
    made.changes = {{.path = file.path, .before = file.bytes, .after = bytes, .mode = hook_mode}};
    if (bytes) {
        made.changes.push_back({.path = previous, .before = bytes, .after = {}, .mode = hook_mode});
    } else {
        made.note = fmt::format("{} is gone, which it called", shown(previous));
    }
}

HookStep plan_one_removal(const HookFile& file, const std::string& hook, HookMode mode) {
    HookStep made = removal(file, hook);
    if (file.what == What::TornBlock) {
        made.action = HookAction::Refuse;
        made.note = "it has half a block of gmig's: take the rest of it out by hand";
        return made;
    }
    if (!find_block(file.bytes)) {
        made.note = "nothing of gmig's is in it any more";
        return made;
    }
    if (mode != HookMode::Block && is_own_alone(file.bytes, mode)) {
        if (mode == HookMode::Wrapper) {
            plan_restore(made, file);
            return made;
        }
        made.action = HookAction::Remove;
        made.changes = {{.path = file.path, .before = file.bytes, .after = {}, .mode = hook_mode}};
        return made;
    }
    made.action = HookAction::TakeOut;
    made.changes = {{.path = file.path,
                     .before = file.bytes,
                     .after = remove_blocks(file.bytes),
                     .mode = hook_mode}};
    made.note =
        mode == HookMode::Block ? "" : "it was changed since gmig wrote it, so all else stays";
    return made;
}

std::vector<HookKind> all_kinds() {
    std::vector<HookKind> kinds = hook_kinds(false);
    const std::vector<HookKind> others = hook_kinds(true);
    kinds.insert(kinds.end(), others.begin(), others.end());
    return kinds;
}

bool is_planned(const std::vector<HookStep>& steps, const fs::path& path) {
    return std::ranges::find(steps, path, &HookStep::path) != steps.end();
}

/// Blocks that no record knows: the manifest was lost, the file came with a clone, or another tool
/// moved it aside (pre-commit to NAME.legacy, which it runs; lefthook to NAME.old).
void plan_unrecorded(const fs::path& place, std::vector<HookStep>& steps) {
    for (const HookKind& kind : all_kinds()) {
        for (const char* const suffix : {"", ".legacy", ".old"}) {
            const HookFile file = read_hook_file(place / (std::string(kind.name) + suffix));
            if (!is_planned(steps, file.path) &&
                (find_block(file.bytes) || file.what == What::TornBlock)) {
                steps.push_back(
                    plan_one_removal(file, std::string(kind.name), mode_of_text(file.bytes)));
            }
        }
    }
}

/// Entries that the user wrote stay: gmig only says where they are.
void tell_of_entries(const HooksFolder& folder, std::vector<HookStep>& steps) {
    for (const HookKind& kind : hook_kinds(false)) {
        const HookFile file = read_hook_file(folder.path / kind.name);
        if (manager_of_hook(folder, kind, file) == HookManager::None) {
            continue;
        }
        ManagerEntry entry = manager_entry(folder, kind, file);
        const bool is_block = is_planned(steps, entry.file) ||
                              is_planned(steps, file.path.native() + std::string(".legacy"));
        if (entry.is_there && !is_block) {
            HookStep made = removal(file, std::string(kind.name));
            made.action = HookAction::ByHand;
            made.path = std::move(entry.file);
            made.note = fmt::format("its entry for {} stays until you take it out",
                                    to_string(folder.manager));
            steps.push_back(std::move(made));
        }
    }
}

}  // namespace

std::vector<HookStep> plan_removal(const HooksFolder& folder,
                                   const std::vector<HookRecord>& records) {
    std::vector<HookStep> steps;
    for (const HookRecord& record : records) {
        steps.push_back(plan_one_removal(read_hook_file(record.path), record.hook, record.mode));
    }
    if (!folder.refusal.empty()) {
        return steps;  // what others wrote elsewhere is theirs
    }
    if (folder.manager == HookManager::Husky) {
        plan_unrecorded(folder.path.parent_path(), steps);
    }
    plan_unrecorded(folder.path, steps);
    tell_of_entries(folder, steps);
    return steps;
}

}  // namespace gmig::git
