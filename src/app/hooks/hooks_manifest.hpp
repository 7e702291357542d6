#pragma once

#include <gmig/git/hooks.hpp>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// What gmig wrote into a repository's hooks, kept in `gmig/hooks.json` of its common folder.
std::filesystem::path hooks_manifest_file(const git::Place& place);

/// The records; none without a file. Throws Error{Repository} for one that cannot be understood.
std::vector<git::HookRecord> read_hooks_manifest(const git::Place& place);

/// The file's bytes; nothing when there is nothing to remember. A path that is no UTF-8 is left
/// out: its hook is known by its block alone.
std::optional<std::string> hooks_manifest_text(const std::vector<git::HookRecord>& records);

}  // namespace gmig::app
