#include "support/descriptor.hpp"
#include "support/reading.hpp"
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

namespace gmig {
namespace {

/// Each level holds a folder open: a hostile tree must not use up the descriptors.
constexpr int max_depth = 64;

struct DirCloser {
    void operator()(DIR* dir) const { ::closedir(dir); }
};
using Dir = std::unique_ptr<DIR, DirCloser>;

/// Opens a folder below another one, or the first one below AT_FDCWD; null on failure.
Dir open_dir(int parent, const char* name) {
    Descriptor folder(
        ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!folder.is_open()) {
        return nullptr;
    }
    Dir dir(::fdopendir(folder.number()));
    if (dir) {
        static_cast<void>(folder.release());
    }
    return dir;
}

/// The type of an entry in the form of a mode; not every file system tells it in the folder itself.
mode_t type_of(int folder, const dirent& entry) {
    if (entry.d_type != DT_UNKNOWN) {
        return static_cast<mode_t>(DTTOIF(entry.d_type));
    }
    struct stat status {};
    if (::fstatat(folder, entry.d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return S_IFREG;  // opening it will say what is wrong
    }
    return status.st_mode;
}

class FolderReader {
public:
    FolderReader(const std::string& folder, const WantsPath& wants)
        : folder_(folder), wants_(wants) {}

    /// `below` is the path of `dir` below the folder: empty, or with a '/' at the end.
    void read(DIR* dir, const std::string& below, int depth) {
        std::vector<std::string> folders;
        errno = 0;
        while (const dirent* entry = ::readdir(dir)) {
            visit(::dirfd(dir), *entry, below, folders);
            errno = 0;
        }
        if (errno != 0) {
            throw system_error("read", shown(below), errno);
        }
        if (!folders.empty() && depth == max_depth) {
            throw Error(Error::Kind::Migration, fmt::format("{} has folders more than {} deep",
                                                            printable(folder_), max_depth))
                .at({shown(below)});
        }
        for (const std::string& name : folders) {
            const std::string path = below + name;
            const Dir inner = open_dir(::dirfd(dir), name.c_str());
            if (!inner) {
                throw system_error("open", shown(path), errno);
            }
            read(inner.get(), path + '/', depth + 1);
        }
    }

    std::vector<FileContent> take_files() && {
        std::sort(files_.begin(), files_.end(),
                  [](const auto& a, const auto& b) { return a.path < b.path; });
        return std::move(files_);
    }

private:
    [[nodiscard]] std::string shown(const std::string& path) const {
        return (std::filesystem::path(folder_) / path).native();
    }

    void visit(int folder, const dirent& entry, const std::string& below,
               std::vector<std::string>& folders) {
        const std::string_view name = entry.d_name;
        if (name == "." || name == ".." || name == ".git") {
            return;
        }
        std::string path = below;
        path += name;
        const mode_t type = type_of(folder, entry);
        if (wants_(path)) {
            if (const std::string_view reason = describe_type(type); !reason.empty()) {
                throw read_error(shown(path), {0, reason});
            }
            add(folder, entry.d_name, std::move(path));
        } else if (S_ISDIR(type)) {
            folders.emplace_back(name);
        }
    }

    void add(int folder, const char* name, std::string path) {
        if (files_.size() == max_files) {
            throw too_much(fmt::format("more than {} files", max_files));
        }
        const Descriptor file(open_for_reading(folder, name));
        FileContent content{std::move(path), {}};
        const Obstacle obstacle =
            file.is_open()
                ? read_regular(file.number(), std::min(max_file_bytes, left_), content.bytes)
                : open_obstacle(errno);
        if (obstacle.reason == too_large && left_ < max_file_bytes) {
            throw too_much(fmt::format("more than {} MiB", max_total_bytes >> 20U));
        }
        if (obstacle.error_number != 0 || !obstacle.reason.empty()) {
            throw read_error(shown(content.path), obstacle);
        }
        left_ -= content.bytes.size();
        files_.push_back(std::move(content));
    }

    [[nodiscard]] Error too_much(const std::string& what) const {
        return Error(Error::Kind::Migration,
                     fmt::format("{} holds {} to read", printable(folder_), what))
            .at({folder_});
    }

    const std::string& folder_;
    const WantsPath& wants_;
    std::vector<FileContent> files_;
    std::uint64_t left_ = max_total_bytes;
};

}  // namespace

std::vector<FileContent> read_folder(const std::filesystem::path& folder, const WantsPath& wants) {
    // Without a slash at the end, which would have O_NOFOLLOW follow a link after all.
    const std::string name = (folder.has_filename() ? folder : folder.parent_path()).native();
    const Dir dir = open_dir(AT_FDCWD, name.c_str());
    if (!dir) {
        const int error_number = errno;
        struct stat status {};
        if (::lstat(name.c_str(), &status) == 0 && !S_ISDIR(status.st_mode)) {
            const std::string_view type = describe_type(status.st_mode);
            throw Error(Error::Kind::Migration,
                        fmt::format("{} is {}, not a folder", printable(name),
                                    type.empty() ? "a file" : type))
                .at({name});
        }
        throw system_error("open", name, error_number);
    }
    FolderReader reader(name, wants);
    reader.read(dir.get(), "", 0);
    return std::move(reader).take_files();
}

}  // namespace gmig
