#pragma once

#include <gmig/git/repository.hpp>
#include <gmig/support/journal.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::git {

// Where git looks for hooks, what stands there, and what is to be written so that they call gmig.
// Nothing here writes: a plan is a value, which the caller carries out through a Journal.

/// A hook that gmig installs.
struct HookKind {
    std::string_view name;     ///< git's name for it: "pre-push"
    bool blocks = false;       ///< refuses when gmig is not to be found; the others only tell
    bool reads_input = false;  ///< git writes to its standard input
    bool on_server = false;    ///< for a repository that is pushed to
};

/// Those of a developer's repository, or those of a server's.
std::vector<HookKind> hook_kinds(bool on_server);

/// A tool that writes the hooks of a repository itself, and writes them anew when it likes.
enum class HookManager : std::uint8_t { None, Husky, Lefthook, PreCommit };
std::string_view to_string(HookManager manager);

/// The folder where git looks for hooks.
struct HooksFolder {
    std::filesystem::path path;
    std::filesystem::path work_tree;  ///< empty in a bare repository
    HookManager manager{};
    bool in_work_tree = false;  ///< it may be committed: nothing of this machine goes into it
    std::string refusal;        ///< why gmig may not write there; empty when it may
    std::string remedy;
};

/// Asks the git program, so core.hooksPath, linked work trees and submodules count as they do for
/// git. Throws Error{Repository}.
HooksFolder find_hooks_folder(const Place& place, const Variables& variables);

/// How gmig came into a hook's file.
enum class HookMode : std::uint8_t {
    Own,      ///< the file is gmig's
    Block,    ///< a block in somebody's shell script
    Wrapper,  ///< a file of gmig's that runs the program that stood there (NAME.gmig-prev)
};

/// What gmig wrote, so that it can be taken away byte for byte, and so that a loss is noticed.
struct HookRecord {
    std::string hook;
    std::filesystem::path path;
    HookMode mode{};
    std::string sha256;  ///< of the file as gmig left it
    bool operator==(const HookRecord&) const = default;
};

enum class HookState : std::uint8_t {
    Installed,
    Outdated,    ///< its block is another version's, or calls another program
    Missing,     ///< never installed
    Replaced,    ///< installed once, and taken out since by another tool or hand
    Managed,     ///< the hook manager's file calls gmig
    NoEntry,     ///< it does not yet
    Impossible,  ///< see the note
};
std::string_view to_string(HookState state);

/// How one hook stands.
struct HookSight {
    HookKind kind;
    std::filesystem::path path;
    HookState state{};
    std::string note;
};

enum class HookAction : std::uint8_t {
    Keep,     ///< it is as it shall be
    Create,   ///< a file of its own
    Insert,   ///< a block into the script that stands there
    Update,   ///< the block that stands there is replaced
    Wrap,     ///< the program that stands there moves aside, and is called after gmig
    Remove,   ///< gmig's own file goes
    TakeOut,  ///< the block goes, all else stays
    Restore,  ///< the program that was moved aside comes back
    ByHand,   ///< an entry for the hook manager, which the user writes; `entry` has it
    Refuse,   ///< see the note; then nothing of the plan may be carried out
};
std::string_view to_string(HookAction action);

struct HookStep {
    std::string hook;
    HookAction action{};
    std::filesystem::path path;
    std::vector<FileChange> changes;
    std::optional<HookRecord> record;  ///< what is to be remembered of it from now on
    std::string note;
    std::string entry;
};

struct HookOptions {
    std::filesystem::path program;  ///< the gmig that hooks shall call; absolute
    bool on_server = false;
    bool write_entries = false;  ///< husky's tracked files (.husky/NAME) may be changed
};

/// How each hook of that side stands; `records` is what gmig wrote once.
std::vector<HookSight> look_at_hooks(const HooksFolder& folder, const HookOptions& options,
                                     const std::vector<HookRecord>& records);

/// What installing takes; a hook that is as it shall be is kept. For a folder with a refusal, see
/// there first: the plan does not look at it.
std::vector<HookStep> plan_hooks(const HooksFolder& folder, const HookOptions& options,
                                 const std::vector<HookRecord>& records);

/// What taking gmig out again takes, in the folder and wherever else the records say that gmig
/// wrote: a file that is as gmig left it goes (or is what it was before), of one that was changed
/// since only the block goes.
std::vector<HookStep> plan_removal(const HooksFolder& folder,
                                   const std::vector<HookRecord>& records);

/// The names of hooks that gmig wrote and that no longer call it: another tool has written them
/// anew. Reads each file's beginning; for a hook's hot path.
std::vector<std::string> lost_hooks(const std::vector<HookRecord>& records);

}  // namespace gmig::git
