#include "support/descriptor.hpp"
#include "support/reading.hpp"
#include "support/replace.hpp"
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace gmig {
namespace {

/// Appends what one read(2) gives; the count, 0 at the end, -1 on failure.
ssize_t read_some(int descriptor, std::string& bytes, std::size_t most) {
    const std::size_t had = bytes.size();
    bytes.resize(had + most);
    ssize_t count = 0;
    do {
        count = ::read(descriptor, bytes.data() + had, most);
    } while (count < 0 && errno == EINTR);
    bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return count;
}

/// Reads to the end. One byte more than expected is asked for, so that one call tells both the
/// bytes and that nothing follows them.
Obstacle read_to_end(int descriptor, std::size_t expected, std::uint64_t limit,
                     std::string& bytes) {
    std::size_t asked = expected + 1;
    for (;;) {
        const ssize_t count = read_some(descriptor, bytes, asked);
        if (count < 0) {
            return {errno, {}};
        }
        if (bytes.size() > limit) {
            return {0, too_large};
        }
        if (static_cast<std::size_t>(count) < asked && (count == 0 || bytes.size() == expected)) {
            return {};
        }
        asked = 64UL * 1024;
    }
}

/// Opens and reads; `path` names it in the error.
std::optional<std::string> read_path(const std::filesystem::path& path) {
    const Descriptor file(open_for_reading(AT_FDCWD, path.c_str()));
    if (!file.is_open()) {
        const int error_number = errno;
        if (error_number == ENOENT || error_number == ENOTDIR) {
            return std::nullopt;
        }
        struct stat status {};
        const bool is_link = ::lstat(path.c_str(), &status) == 0 && S_ISLNK(status.st_mode);
        // ELOOP may also come from a loop in the folders above.
        throw read_error(path.native(), error_number == ELOOP && !is_link
                                            ? Obstacle{error_number, {}}
                                            : open_obstacle(error_number));
    }
    std::string bytes;
    const Obstacle obstacle = read_regular(file.number(), max_file_bytes, bytes);
    if (obstacle.error_number != 0 || !obstacle.reason.empty()) {
        throw read_error(path.native(), obstacle);
    }
    return bytes;
}

}  // namespace

int open_for_reading(int folder, const char* name) {
    return ::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

std::string_view describe_type(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFREG:
            return {};
        case S_IFDIR:
            return "a directory";
        case S_IFLNK:
            return "a symbolic link";
        case S_IFIFO:
            return "a pipe";
        case S_IFSOCK:
            return "a socket";
        default:
            return "a device";
    }
}

Obstacle open_obstacle(int error_number) {
    if (error_number == ELOOP) {
        return {0, describe_type(S_IFLNK)};
    }
    if (error_number == ENXIO) {
        return {0, describe_type(S_IFSOCK)};
    }
    return {error_number, {}};
}

Obstacle read_regular(int descriptor, std::uint64_t limit, std::string& bytes) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        return {errno, {}};
    }
    if (!S_ISREG(status.st_mode)) {
        return {0, describe_type(status.st_mode)};
    }
    if (static_cast<std::uint64_t>(status.st_size) > limit) {
        return {0, too_large};
    }
    return read_to_end(descriptor, static_cast<std::size_t>(status.st_size), limit, bytes);
}

Error read_error(const std::string& path, const Obstacle& obstacle) {
    if (obstacle.reason.empty()) {
        return system_error("read", path, obstacle.error_number);
    }
    if (obstacle.reason == too_large) {
        return Error(Error::Kind::Migration, fmt::format("{} is larger than {} MiB",
                                                         printable(path), max_file_bytes >> 20U))
            .at({path})
            .state("it was not read")
            .next("split it into several, or take it out of the folder");
    }
    return Error(Error::Kind::Migration, fmt::format("{} is {}; gmig reads regular files only",
                                                     printable(path), obstacle.reason))
        .at({path});
}

std::string read_file(const std::filesystem::path& path) {
    std::optional<std::string> bytes = read_path(path);
    if (!bytes) {
        throw system_error("read", path, ENOENT);
    }
    return *std::move(bytes);
}

std::optional<std::string> read_file_if_exists(const std::filesystem::path& path) {
    return read_path(path);
}

void write_file(const std::filesystem::path& path, std::string_view bytes) {
    // A name of its own for each writer: two at once must not write into one temporary file.
    replace_file(path, bytes, {".gmig-" + random_uuid() + ".tmp"});
}

void remove_file(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) == 0) {
        sync_folder(parent_folder(path));
        return;
    }
    const int error_number = errno;
    // A file system that cannot be written refuses before it looks whether there is one.
    struct stat status {};
    const bool is_absent =
        ::lstat(path.c_str(), &status) != 0 && (errno == ENOENT || errno == ENOTDIR);
    if (!is_absent) {
        throw system_error("remove", path, error_number).state("nothing has changed");
    }
}

}  // namespace gmig
