#include "git/hooks/hook_managers.hpp"
#include "git/hooks/hook_target.hpp"
#include <gmig/git/hooks.hpp>
#include <gmig/support/hash.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

using What = HookFile::What;

std::string note_on(const HookFile& file) {
    return file.bytes.find("git lfs ") != std::string::npos
               ? "`git lfs install` no longer knows its hook now: use git lfs install --skip-repo"
               : "";
}

HookRecord record_of(const HookTarget& target, HookMode mode, const std::string& bytes) {
    return {.hook = std::string(target.kind.name),
            .path = target.file.path,
            .mode = mode,
            .sha256 = sha256_hex(bytes)};
}

HookStep step(const HookTarget& target, HookAction action) {
    return {.hook = std::string(target.kind.name),
            .action = action,
            .path = target.file.path,
            .changes = {},
            .record = {},
            .note = {},
            .entry = {}};
}

HookStep write_own(const HookTarget& target) {
    HookStep made = step(target, HookAction::Create);
    std::string text = target.is_sourced ? target.block : own_text(target.block);
    made.record = record_of(target, HookMode::Own, text);
    made.changes = {{.path = target.file.path,
                     .before = {},
                     .after = std::move(text),
                     .mode = target.is_sourced ? 0644U : hook_mode}};
    return made;
}

HookStep put_block(const HookTarget& target) {
    HookStep made = step(target, HookAction::Insert);
    std::string text = insert_block(target.file.bytes, target.block);
    made.record = record_of(target, HookMode::Block, text);
    made.note = note_on(target.file);
    made.changes = {{.path = target.file.path,
                     .before = target.file.bytes,
                     .after = std::move(text),
                     .mode = hook_mode}};
    return made;
}

HookStep wrap(const HookTarget& target) {
    HookStep made = step(target, HookAction::Wrap);
    std::string text = wrapper_text(target.block, target.kind.name);
    const fs::path previous = previous_of(target.file.path);
    made.record = record_of(target, HookMode::Wrapper, text);
    made.note = fmt::format("what stood there is {} now, and runs after gmig", shown(previous));
    made.changes = {{.path = previous, .before = {}, .after = target.file.bytes, .mode = hook_mode},
                    {.path = target.file.path,
                     .before = target.file.bytes,
                     .after = std::move(text),
                     .mode = hook_mode}};
    return made;
}

HookMode mode_now(const HookTarget& target, const std::vector<HookRecord>& records) {
    const auto known = std::ranges::find(records, target.file.path, &HookRecord::path);
    return known == records.end() ? mode_of_text(target.file.bytes) : known->mode;
}

/// The block that stands there becomes this gmig's.
HookStep renew(const HookTarget& target, const BlockSpan& standing,
               const std::vector<HookRecord>& records) {
    const std::string& bytes = target.file.bytes;
    std::string_view block = target.block;
    if (bytes[standing.end - 1] != '\n') {
        block.remove_suffix(1);  // it stands at the end of a file whose last line is not ended
    }
    std::string text =
        fmt::format("{}{}{}", bytes.substr(0, standing.begin), block, bytes.substr(standing.end));
    const bool keep = text == bytes || is_newer(target, standing);
    HookStep made = step(target, keep ? HookAction::Keep : HookAction::Update);
    made.record = record_of(target, mode_now(target, records), keep ? bytes : text);
    if (is_newer(target, standing)) {
        made.note = "its block is a newer gmig's";
    }
    if (!keep) {
        made.changes = {{.path = target.file.path,
                         .before = bytes,
                         .after = std::move(text),
                         .mode = hook_mode}};
    }
    return made;
}

HookStep plan_file(const HookTarget& target, const std::vector<HookRecord>& records) {
    if (std::string obstacle = obstacle_of(target); !obstacle.empty()) {
        HookStep refused = step(target, HookAction::Refuse);
        refused.note = std::move(obstacle);
        return refused;
    }
    if (target.file.what == What::Absent) {
        return write_own(target);
    }
    if (target.file.what == What::Program) {
        return wrap(target);
    }
    const auto standing = find_block(target.file.bytes);
    return standing ? renew(target, *standing, records) : put_block(target);
}

HookStep plan_entry(const HooksFolder& folder, const HookTarget& target) {
    ManagerEntry entry = manager_entry(folder, target.kind, target.file);
    HookStep made = step(target, entry.is_there ? HookAction::Keep : HookAction::ByHand);
    made.path = std::move(entry.file);
    made.entry = std::move(entry.text);
    made.note = fmt::format("through {}", to_string(folder.manager));
    return made;
}

/// husky's own file for a hook, which the people of the project write.
HookTarget husky_target(const HooksFolder& folder, HookTarget target) {
    target.file = read_hook_file(folder.path.parent_path() / target.kind.name);
    target.is_sourced = true;
    return target;
}

}  // namespace

std::vector<HookStep> plan_hooks(const HooksFolder& folder, const HookOptions& options,
                                 const std::vector<HookRecord>& records) {
    std::vector<HookStep> steps;
    for (const HookKind& kind : hook_kinds(options.on_server)) {
        HookTarget target = hook_target(folder, kind, options);
        const HookManager manager = manager_of_hook(folder, kind, target.file);
        if (manager == HookManager::Husky && options.write_entries) {
            steps.push_back(plan_file(husky_target(folder, std::move(target)), records));
        } else if (manager != HookManager::None) {
            steps.push_back(plan_entry(folder, target));
        } else {
            steps.push_back(plan_file(target, records));
        }
    }
    return steps;
}

}  // namespace gmig::git
