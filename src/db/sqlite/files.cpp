#include "db/sqlite/files.hpp"

#include "db/sqlite/transaction.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace gmig::db::sqlite {
namespace {

namespace fs = std::filesystem;

// '~' is in no environment's name.
constexpr std::string_view unfinished_suffix = "~gmig-copy";
constexpr std::string_view unfinished_lock_suffix = "~gmig-copy-lock";
constexpr std::array companion_suffixes{"-journal", "-wal", "-shm"};

fs::path with_suffix(fs::path path, std::string_view suffix) {
    path += suffix;
    return path;
}

[[noreturn]] void refuse_file(const char* what, const fs::path& file, int error_number) {
    throw Error(Error::Kind::Environment, printable(file.string()) + " cannot be " + what + ": " +
                                              std::generic_category().message(error_number))
        .state(nothing_changed);
}

[[noreturn]] void refuse_taken(const std::string& shown) {
    throw Error(Error::Kind::Usage, "there is a file at " + shown + " already")
        .state(nothing_changed)
        .next("choose another name");
}

bool stands_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(fs::symlink_status(path, ignored));
}

/// An open file that is synced.
void sync_path(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) {
        refuse_file("opened", path, errno);
    }
    const int failure = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (failure != 0) {
        refuse_file("synced to the disk", path, failure);
    }
}

void sync_folder_of(const fs::path& file) {
    sync_path(file.parent_path(), O_DIRECTORY);
}

void remove_if_there(const fs::path& file) {
    if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
        refuse_file("removed", file, errno);
    }
}

void make_file(const fs::path& file, const std::optional<fs::path>& like) {
    constexpr mode_t private_mode = 0600;
    constexpr mode_t usual_mode = 0666;
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                                  like ? private_mode : usual_mode);
    if (descriptor < 0) {
        refuse_file("made", file, errno);
    }
    if (like) {
        constexpr mode_t permissions = 0777;
        share_like(descriptor, *like, permissions, 0);
    }
    ::close(descriptor);
}

/// What dead makers left in a folder; what a living one holds, or what may not be touched, stays.
void remove_unfinished(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        if (entry->path().native().ends_with(unfinished_suffix)) {
            found.push_back(entry->path());
        }
    }
    for (const fs::path& file : found) {
        try {
            const FileLock lock(
                with_suffix(file, "-lock"), file,
                {.timeout = std::chrono::milliseconds(0), .holder = "gmig", .waiting = {}});
            remove_database_files(file);
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::Signal) {
                throw;
            }
        }
    }
}

Target unfinished_target(const Target& final) {
    Target target = final;
    target.location += unfinished_suffix;
    return target;
}

void require_folder(const Target& target) {
    const fs::path folder = fs::path(target.location).parent_path();
    if (!stands_there(folder)) {
        throw Error(Error::Kind::Environment,
                    "the folder " + printable(folder.string()) + " of the database does not exist")
            .state(nothing_changed)
            .next("make that folder, or mend the URL");
    }
}

}  // namespace

ConnectionOptions connection_to(const Target& target, const OpenOptions& options) {
    ConnectionOptions result;
    result.file = target.location;
    result.shown = target.shown;
    result.flags = SQLITE_OPEN_READWRITE;
    result.patience = patience_from(options.lock_timeout);
    return result;
}

void require_database(const Target& target) {
    std::error_code ignored;
    if (!fs::is_regular_file(target.location, ignored)) {
        throw Error(Error::Kind::Environment, "there is no database at " + target.shown)
            .state(nothing_changed);
    }
}

void require_free(const Target& target) {
    if (target.location == ":memory:" || stands_there(target.location)) {
        refuse_taken(target.shown);
    }
    for (const char* suffix : companion_suffixes) {
        if (stands_there(with_suffix(target.location, suffix))) {
            refuse_taken(target.shown + suffix);
        }
    }
}

void refuse_link(const Target& target) {
    if (fs::is_symlink(target.location)) {
        throw Error(Error::Kind::Environment,
                    target.shown + " is a symbolic link, and gmig moves and removes only files")
            .state(nothing_changed)
            .next("use the name of the file itself");
    }
}

void move_file(const fs::path& from, const Target& to) {
    const auto moved = [&](int result) {
        if (result != 0 && errno == EEXIST) {
            refuse_taken(to.shown);
        }
        return result == 0;
    };
    if (!moved(
            ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.location.c_str(), RENAME_NOREPLACE))) {
        // Not every file system can do that.
        if (!moved(::link(from.c_str(), to.location.c_str())) || ::unlink(from.c_str()) != 0) {
            refuse_file("given its name", to.location, errno);
        }
    }
    sync_folder_of(to.location);
}

// The owner, too: what root copies for an application stays the application's.
void share_like(int descriptor, const fs::path& like, unsigned int mask, unsigned int always) {
    struct stat wanted {};
    struct stat made {};
    if (::stat(like.c_str(), &wanted) != 0 || ::fstat(descriptor, &made) != 0) {
        return;
    }
    const bool owned = ::geteuid() == 0 && ::fchown(descriptor, wanted.st_uid, wanted.st_gid) == 0;
    const bool grouped = owned || made.st_gid == wanted.st_gid ||
                         ::fchown(descriptor, static_cast<uid_t>(-1), wanted.st_gid) == 0;
    mode_t mode = wanted.st_mode & mask;
    if (!grouped) {
        constexpr unsigned int group_shift = 3;
        mode &= ~static_cast<mode_t>(S_IRWXG) | ((mode & S_IRWXO) << group_shift);
    }
    if (::fchmod(descriptor, mode | always) != 0) {
        return;
    }
}

void remove_companions(const fs::path& file) {
    for (const char* suffix : companion_suffixes) {
        remove_if_there(with_suffix(file, suffix));
    }
}

void remove_database_files(const fs::path& file) {
    remove_if_there(file);
    remove_companions(file);
    sync_folder_of(file);
}

Unfinished::Unfinished(Target final, const std::optional<fs::path>& like)
    : final_(std::move(final)),
      target_(unfinished_target(final_)),
      lock_((require_folder(final_), with_suffix(final_.location, unfinished_lock_suffix)),
            like.value_or(fs::path()),
            {.timeout = std::chrono::milliseconds(0),
             .holder = "gmig, making " + final_.shown,
             .waiting = {}}) {
    // Its own leftover is under this very lock.
    remove_database_files(target_.location);
    remove_unfinished(fs::path(final_.location).parent_path());
    make_file(target_.location, like);
}

Unfinished::~Unfinished() {
    if (!published_) {
        try {
            remove_database_files(target_.location);
        } catch (const Error&) {
            // The next one in this folder does it.
        }
    }
}

void Unfinished::publish() {
    for (const char* suffix : companion_suffixes) {
        if (stands_there(with_suffix(target_.location, suffix))) {
            throw Error(Error::Kind::Environment, "the copy could not be finished: its " +
                                                      std::string(suffix + 1) +
                                                      " could not be written into it")
                .state(nothing_changed);
        }
    }
    sync_path(target_.location, 0);
    require_free(final_);
    move_file(target_.location, final_);
    published_ = true;
}

}  // namespace gmig::db::sqlite
