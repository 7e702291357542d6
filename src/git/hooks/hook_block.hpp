#pragma once

#include <gmig/git/hooks.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gmig::git {

/// The managed block of a hook: lines of POSIX shell between two marks, the last one ended.
/// `program` is the path that it tries first; empty: only the usual places. Safe under `sh -eu`.
std::string hook_block(const HookKind& kind, const std::string& program);

/// Where a block stands in a file.
struct BlockSpan {
    std::size_t begin = 0;
    std::size_t end = 0;  ///< behind it
    int version = 0;
    bool operator==(const BlockSpan&) const = default;
};

/// The first block; nothing when there is none, or none that is whole.
std::optional<BlockSpan> find_block(std::string_view text);

/// Whether it has one of the marks without the other: then gmig changes nothing.
bool has_torn_block(std::string_view text);

/// The script with the block directly behind its shebang (at its beginning, without one). Only
/// there does it run for certain: what stands at the end is not reached when a script ends by
/// `exec` or `exit`.
std::string insert_block(std::string_view text, std::string_view block);

/// The script without its blocks; undoes insert_block byte for byte.
std::string remove_blocks(std::string text);

/// What a hook's bytes are.
enum class HookText : std::uint8_t {
    Shell,    ///< a script for a shell that the block is written for, or without a shebang
    CrLf,     ///< its shebang ends with a carriage return: git cannot start it
    Program,  ///< anything else
};
HookText kind_of_text(std::string_view bytes);

}  // namespace gmig::git
