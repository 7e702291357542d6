#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace gmig {

/// The folder that a path's last component stands in; "." when it names none.
std::filesystem::path parent_folder(const std::filesystem::path& path);

/// How replace_file makes its temporary file, which stands beside the one that it replaces.
struct Temporary {
    std::string name;
    mode_t mode_of_new = 0644;  ///< less the umask; a file that is replaced hands on its own
};

/// write_file with a temporary file that the caller names. Throws Error{Environment}; the temporary
/// file is then gone and the old bytes are there.
void replace_file(const std::filesystem::path& path, std::string_view bytes,
                  const Temporary& temporary);

/// Makes a folder and those above it, each synced into its parent. Throws Error{Environment}.
void make_folders(const std::filesystem::path& folder, mode_t mode);

/// Makes a rename or removal in the folder survive a power failure. Throws Error{Environment}.
void sync_folder(const std::filesystem::path& folder);

}  // namespace gmig
