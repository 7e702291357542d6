#include "git/hooks/hook_target.hpp"

#include <gmig/git/hooks.hpp>
#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <sys/stat.h>

namespace gmig::git {
namespace fs = std::filesystem;
namespace {

using What = HookFile::What;

bool is_entry(const fs::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

}  // namespace

HookTarget hook_target(const HooksFolder& folder, const HookKind& kind,
                       const HookOptions& options) {
    const bool for_all = folder.in_work_tree || folder.manager == HookManager::Husky;
    return {.kind = kind,
            .file = read_hook_file(folder.path / kind.name),
            .block = hook_block(kind, for_all ? "" : options.program.native())};
}

/// Its version, when a later gmig wrote the block that stands there.
bool is_newer(const HookTarget& target, const BlockSpan& standing) {
    const auto own = find_block(target.block);
    return own && standing.version > own->version;
}

/// Why a hook cannot be changed, and what helps; empty when it can.
std::string obstacle_of(const HookTarget& target) {
    const std::string path = shown(target.file.path);
    const std::string by_hand =
        fmt::format("; call it there yourself: gmig hook {} \"$@\" || exit $?", target.kind.name);
    switch (target.file.what) {
        case What::CrLf:
            return "its first line ends with a carriage return, so git cannot start it: give the "
                   "file LF line endings";
        case What::TornBlock:
            return "it has half a block of gmig's: take the rest of it out";
        case What::Link:
            return "it is a symbolic link, to a file that may be another's" + by_hand;
        case What::Other:
            return "it is no regular file" + by_hand;
        case What::Program:
            if (is_entry(previous_of(target.file.path))) {
                return fmt::format("{}{} is there already, so it cannot be moved out of the way",
                                   path, previous_suffix);
            }
            break;
        case What::Absent:
            return {};
        case What::Script:
            break;
    }
    if (!target.file.executable && !target.is_sourced) {
        return fmt::format("git passes it over, for it is not executable: chmod +x {0}, or rm {0}",
                           shell_word(target.file.path.native()));
    }
    return {};
}

fs::path previous_of(const fs::path& path) {
    return path.native() + std::string(previous_suffix);
}

std::string shown(const fs::path& path) {
    return printable(path.native());
}

}  // namespace gmig::git
