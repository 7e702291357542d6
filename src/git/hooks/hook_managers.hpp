#pragma once

#include "git/hooks/hook_file.hpp"
#include <gmig/git/hooks.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace gmig::git {

/// The tool that a generated hook is of, by the words that it leaves in each.
HookManager manager_of_text(std::string_view bytes);

/// The tool that owns a folder of hooks: husky by the folder's name, the others by what they wrote.
HookManager manager_of_folder(const std::filesystem::path& folder);

/// The tool through which gmig has to be called for one hook. husky and lefthook own the whole
/// folder; pre-commit only the hooks that it wrote.
HookManager manager_of_hook(const HooksFolder& folder, const HookKind& kind, const HookFile& file);

/// The file in which the tool's users write their entries, and the entry that calls gmig.
struct ManagerEntry {
    std::filesystem::path file;
    std::string text;
    bool is_there = false;  ///< gmig is called already
};
ManagerEntry manager_entry(const HooksFolder& folder, const HookKind& kind, const HookFile& file);

}  // namespace gmig::git
