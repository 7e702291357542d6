#include "support/replace.hpp"

#include "support/descriptor.hpp"
#include "support/reading.hpp"
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

namespace gmig {
namespace {

constexpr mode_t new_folder_mode = 0777;  // less the umask
constexpr mode_t permission_bits = 07777;

Descriptor open_folder(const std::filesystem::path& folder) {
    return Descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

/// errno of fsync; a file system that cannot sync a folder (some network ones) has no more to give.
int sync(int descriptor) {
    return ::fsync(descriptor) == 0 || errno == EINVAL ? 0 : errno;
}

/// The permission bits of the file that is to be replaced; nothing when there is none.
std::optional<mode_t> mode_of(int folder, const std::string& name,
                              const std::filesystem::path& path) {
    struct stat status {};
    if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return std::nullopt;
    }
    if (!S_ISREG(status.st_mode)) {
        throw Error(Error::Kind::Environment,
                    fmt::format("cannot write {}: it is {}", printable(path.native()),
                                describe_type(status.st_mode)))
            .at({path.native()})
            .state("nothing has changed");
    }
    return status.st_mode & permission_bits;
}

/// Writes the temporary file; errno, or 0.
int write_temporary(int folder, const Temporary& temporary, std::string_view bytes,
                    std::optional<mode_t> mode) {
    const Descriptor file(::openat(folder, temporary.name.c_str(),
                                   O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                   mode ? S_IRUSR | S_IWUSR : temporary.mode_of_new));
    if (!file.is_open()) {
        return errno;
    }
    if (const int error_number = write_all(file.number(), bytes); error_number != 0) {
        return error_number;
    }
    if (mode && ::fchmod(file.number(), *mode) != 0) {
        return errno;
    }
    return sync(file.number());
}

}  // namespace

std::filesystem::path parent_folder(const std::filesystem::path& path) {
    const std::filesystem::path parent = path.parent_path();
    return parent.empty() ? "." : parent;
}

void replace_file(const std::filesystem::path& path, std::string_view bytes,
                  const Temporary& temporary) {
    make_folders(parent_folder(path), new_folder_mode);
    const Descriptor folder = open_folder(parent_folder(path));
    if (!folder.is_open()) {
        throw system_error("write", path, errno).state("nothing has changed");
    }
    const std::string name = path.filename().native();
    const auto mode = mode_of(folder.number(), name, path);
    int error_number = write_temporary(folder.number(), temporary, bytes, mode);
    if (error_number == 0 &&
        ::renameat(folder.number(), temporary.name.c_str(), folder.number(), name.c_str()) != 0) {
        error_number = errno;
    }
    if (error_number != 0) {
        ::unlinkat(folder.number(), temporary.name.c_str(), 0);
        throw system_error("write", path, error_number).state("nothing has changed");
    }
    if (const int sync_error = sync(folder.number()); sync_error != 0) {
        throw system_error("sync", path, sync_error)
            .state("the file is written, but a power failure may undo that");
    }
}

void make_folders(const std::filesystem::path& folder, mode_t mode) {
    struct stat status {};
    if (::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) {
        return;
    }
    int error_number = ::mkdir(folder.c_str(), mode) == 0 ? 0 : errno;
    if (error_number == ENOENT && folder.has_relative_path()) {
        make_folders(parent_folder(folder), mode);
        error_number = ::mkdir(folder.c_str(), mode) == 0 ? 0 : errno;
    }
    // Another process may have made it meanwhile.
    const bool is_there = ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    if (error_number != 0 && !is_there) {
        throw system_error("make the folder", folder,
                           error_number == EEXIST ? ENOTDIR : error_number)
            .state("nothing has changed");
    }
    sync_folder(parent_folder(folder));
}

void sync_folder(const std::filesystem::path& folder) {
    const Descriptor opened = open_folder(folder);
    const int error_number = opened.is_open() ? sync(opened.number()) : errno;
    if (error_number != 0) {
        throw system_error("sync", folder, error_number);
    }
}

}  // namespace gmig
