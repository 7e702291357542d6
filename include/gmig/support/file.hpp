#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig {

/// Limits on what is read from a repository that may not be trusted.
inline constexpr std::uint64_t max_file_bytes = 16ULL * 1024 * 1024;
inline constexpr std::uint64_t max_total_bytes = 256ULL * 1024 * 1024;
inline constexpr std::uint64_t max_files = 200'000;

/// A file and its bytes; `path` is relative to the folder that was read, with '/' between parts.
struct FileContent {
    std::string path;
    std::string bytes;
    auto operator<=>(const FileContent&) const = default;
};

/// The bytes of a regular file, read once. Symbolic links, directories, pipes and devices are
/// refused (Error{Migration}); so is a file over max_file_bytes. A missing or unreadable file is
/// Error{Environment}.
std::string read_file(const std::filesystem::path& path);

/// The same; nothing when there is no file of that name.
std::optional<std::string> read_file_if_exists(const std::filesystem::path& path);

/// Whether a path (relative, '/'-separated) is to be read.
using WantsPath = std::function<bool(std::string_view path)>;

/// Every wanted file below `folder`, sorted by path bytewise, never leaving it: each component is
/// opened relative to its parent without following links. A wanted name that is a link, pipe,
/// device or directory is Error{Migration}; unwanted ones are passed over. Entries named ".git" are
/// never entered. `folder` itself may not be a link (those above it may). Throws as read_file does,
/// Error{Environment} when the folder is missing, Error{Migration} over the limits and more than 64
/// folders deep.
std::vector<FileContent> read_folder(const std::filesystem::path& folder, const WantsPath& wants);

/// Replaces (or makes) a file so that a crash leaves the old bytes or the new: a temporary file
/// beside it, fsync, rename, fsync of the folder. Keeps the mode of the old one; 0644 (less the
/// umask) otherwise. Makes missing parent folders. Throws Error{Environment}, as for a link or
/// another thing that is no regular file in its place.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// Removes a file; nothing happens when there is none. The folder is synced.
void remove_file(const std::filesystem::path& path);

}  // namespace gmig
