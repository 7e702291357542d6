#pragma once

#include <gmig/git/hooks.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace gmig::git {

/// What stands in a hook's place.
struct HookFile {
    enum class What : std::uint8_t {
        Absent,
        Script,     ///< a shell script, with gmig's block or without
        Program,    ///< another interpreter's script, or a binary
        CrLf,       ///< a script that git cannot start
        TornBlock,  ///< a script with half a block of gmig's
        Link,
        Other,  ///< a folder, a pipe, more bytes than gmig reads
    };
    std::filesystem::path path;
    What what{};
    std::string bytes;
    bool executable = false;
};

/// Never throws for what it finds. Throws Error{Environment} for what cannot be read.
HookFile read_hook_file(const std::filesystem::path& path);

/// The name under which a program is kept that stood in a hook's place: the hook's, and this.
inline constexpr std::string_view previous_suffix = ".gmig-prev";

/// The text of a file of gmig's own; of one that calls what stood there.
std::string own_text(std::string_view block);
std::string wrapper_text(std::string_view block, std::string_view hook);

/// Whether such a file (Own or Wrapper) holds nothing else, its block (of any version) apart.
bool is_own_alone(const std::string& bytes, HookMode mode);

/// How gmig came into a file that has its block, as far as its text tells.
HookMode mode_of_text(const std::string& bytes);

}  // namespace gmig::git
