#pragma once

#include <gmig/app/request.hpp>
#include <gmig/git/hooks.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace gmig::app {

struct HooksOptions {
    bool on_server = false;  ///< pre-receive and update; a bare repository needs no flag
    bool write = false;      ///< husky's tracked files may be changed
    bool dry_run = false;
};

/// What `hooks install` or `hooks uninstall` did, or would do.
struct HooksResult {
    std::filesystem::path folder;
    git::HookManager manager{};
    std::vector<git::HookStep> steps;
    bool refused = false;  ///< a step refuses: nothing has changed
    bool by_hand = false;  ///< entries are wanted that the user has to write
    bool changed = false;  ///< files were written, or would be
    bool dry_run = false;
};

/// Lets git's hooks call gmig: once for a repository, whichever of its work trees this is. One
/// journaled operation; a second run changes nothing. Throws Error{Repository} where git looks for
/// hooks that are not this repository's.
HooksResult install_hooks(const Request& request, const HooksOptions& options);

/// Takes gmig out of them again, byte for byte.
HooksResult uninstall_hooks(const Request& request, const HooksOptions& options);

/// How the hooks stand. Throws Error{Repository} outside a repository.
struct HooksStatus {
    std::filesystem::path folder;
    git::HookManager manager{};
    std::string refusal;  ///< why gmig may not write there; then the hooks are not looked at
    std::string remedy;
    std::vector<git::HookSight> hooks;
    bool complete = false;  ///< each of them calls gmig
};
HooksStatus hooks_status(const Request& request, const HooksOptions& options);

/// Hooks that were installed once and no longer call gmig, by name. Asks neither git nor a library,
/// and never throws: for a hook's own run.
std::vector<std::string> lost_hooks(const git::Place& place);

}  // namespace gmig::app
