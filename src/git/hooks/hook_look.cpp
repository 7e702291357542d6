#include "git/hooks/hook_managers.hpp"
#include "git/hooks/hook_target.hpp"
#include <gmig/git/hooks.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

using What = HookFile::What;

constexpr std::array kinds{
    HookKind{.name = "pre-commit", .blocks = true},
    HookKind{.name = "pre-merge-commit", .blocks = true},
    HookKind{.name = "pre-push", .blocks = true, .reads_input = true},
    HookKind{.name = "post-merge"},
    HookKind{.name = "post-rewrite", .reads_input = true},
    HookKind{.name = "post-checkout"},
    HookKind{.name = "pre-receive", .blocks = true, .reads_input = true, .on_server = true},
    HookKind{.name = "update", .blocks = true, .on_server = true},
};

HookSight sight(const HookTarget& target, HookState state, std::string note = {}) {
    return {.kind = target.kind, .path = target.file.path, .state = state, .note = std::move(note)};
}

/// The block without the line that names the program: any gmig will do.
std::string without_program(std::string block) {
    const std::size_t begin = block.find("\ngmig_program=");
    const std::size_t end = block.find('\n', begin + 1);
    return begin == std::string::npos ? block : block.erase(begin, end - begin);
}

HookSight look_at_block(const HookTarget& target, const BlockSpan& standing) {
    if (!target.file.executable && !target.is_sourced) {
        return sight(target, HookState::Impossible, obstacle_of(target));
    }
    std::string text = target.file.bytes.substr(standing.begin, standing.end - standing.begin);
    text += text.ends_with('\n') ? "" : "\n";
    const bool same = without_program(std::move(text)) == without_program(target.block);
    return sight(target,
                 same || is_newer(target, standing) ? HookState::Installed : HookState::Outdated);
}

std::string note_on_other_place(const HookTarget& target, const std::vector<HookRecord>& records) {
    for (const HookRecord& record : records) {
        if (record.hook == target.kind.name && record.path != target.file.path) {
            return fmt::format("installed in {}, where git does not look from here",
                               shown(record.path.parent_path()));
        }
    }
    return {};
}

HookSight look_at_file(const HookTarget& target, const std::vector<HookRecord>& records) {
    if (const auto standing = find_block(target.file.bytes)) {
        return look_at_block(target, *standing);
    }
    if (std::ranges::find(records, target.file.path, &HookRecord::path) != records.end()) {
        return sight(target, HookState::Replaced,
                     target.file.what == What::Absent ? "its file is gone"
                                                      : "its file was written anew, without gmig");
    }
    if (std::string obstacle = obstacle_of(target); !obstacle.empty()) {
        return sight(target, HookState::Impossible, std::move(obstacle));
    }
    return sight(target, HookState::Missing, note_on_other_place(target, records));
}

HookSight look_at_entry(const HooksFolder& folder, const HookTarget& target) {
    const ManagerEntry entry = manager_entry(folder, target.kind, target.file);
    HookSight seen = sight(target, entry.is_there ? HookState::Managed : HookState::NoEntry,
                           fmt::format("through {}", to_string(folder.manager)));
    seen.path = entry.file;
    if (entry.is_there && target.file.what == What::Absent) {
        seen.state = HookState::Impossible;
        seen.note = fmt::format("{} has the entry, but has not installed its hook here",
                                to_string(folder.manager));
    }
    return seen;
}

}  // namespace

std::vector<HookKind> hook_kinds(bool on_server) {
    std::vector<HookKind> wanted;
    std::ranges::copy_if(kinds, std::back_inserter(wanted),
                         [&](const HookKind& kind) { return kind.on_server == on_server; });
    return wanted;
}

std::vector<HookSight> look_at_hooks(const HooksFolder& folder, const HookOptions& options,
                                     const std::vector<HookRecord>& records) {
    std::vector<HookSight> sights;
    for (const HookKind& kind : hook_kinds(options.on_server)) {
        const HookTarget target = hook_target(folder, kind, options);
        const bool managed = manager_of_hook(folder, kind, target.file) != HookManager::None;
        sights.push_back(managed ? look_at_entry(folder, target) : look_at_file(target, records));
    }
    return sights;
}

std::vector<std::string> lost_hooks(const std::vector<HookRecord>& records) {
    std::vector<std::string> lost;
    for (const HookRecord& record : records) {
        if (!find_block(read_hook_file(record.path).bytes)) {
            lost.push_back(record.hook);
        }
    }
    return lost;
}

namespace {

template <class Value, std::size_t Count>
std::string_view word_of(const std::array<std::string_view, Count>& words, Value value) {
    return words[static_cast<std::size_t>(value)];
}

}  // namespace

std::string_view to_string(HookManager manager) {
    constexpr std::array<std::string_view, 4> words{"", "husky", "lefthook", "pre-commit"};
    return word_of(words, manager);
}

std::string_view to_string(HookState state) {
    constexpr std::array<std::string_view, 7> words{
        "installed", "outdated", "missing", "replaced", "managed", "entry-missing", "impossible"};
    return word_of(words, state);
}

std::string_view to_string(HookAction action) {
    constexpr std::array<std::string_view, 10> words{"keep",    "create", "insert",   "update",
                                                     "wrap",    "remove", "take-out", "restore",
                                                     "by-hand", "refuse"};
    return word_of(words, action);
}

}  // namespace gmig::git
