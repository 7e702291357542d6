#pragma once

#include "git/hooks/hook_block.hpp"
#include "git/hooks/hook_file.hpp"
#include <gmig/git/hooks.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace gmig::git {

/// A hook's place as it stands, and the block that shall be in it.
struct HookTarget {
    HookKind kind;
    HookFile file;
    std::string block;
    bool is_sourced = false;  ///< husky's: a shell reads it, so it needs no shebang and no mode
};

HookTarget hook_target(const HooksFolder& folder, const HookKind& kind, const HookOptions& options);

/// Why its file cannot be changed, and what helps; empty when it can.
std::string obstacle_of(const HookTarget& target);

/// Whether a later gmig wrote the block that stands there.
bool is_newer(const HookTarget& target, const BlockSpan& standing);

/// The mode of hooks: git passes over what is not executable.
inline constexpr std::uint32_t hook_mode = 0755;

/// Where the program is kept that stood in a hook's place.
std::filesystem::path previous_of(const std::filesystem::path& path);

/// The path as a message shows it.
std::string shown(const std::filesystem::path& path);

}  // namespace gmig::git
