#include "support/descriptor.hpp"
#include "support/journal_format.hpp"
#include "support/reading.hpp"
#include "support/replace.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/fault.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/folder_lock.hpp>
#include <gmig/support/journal.hpp>
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <set>

namespace gmig {
namespace {

constexpr mode_t folder_mode = 0700;
constexpr mode_t journal_mode = 0600;

/// An operation on files takes far less.
constexpr std::chrono::seconds patience{5};

/// One name, for the lock lets one operation at a time be at work, and `finish` has to find it.
constexpr const char* temporary_name = ".gmig-journal.tmp";

/// Whether there is anything of that name, be it a dangling link.
bool is_there(const std::filesystem::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) == 0) {
        return true;
    }
    if (errno != ENOENT && errno != ENOTDIR) {
        throw system_error("look at", path, errno);
    }
    return false;
}

/// Where a file stands between an operation's two states.
enum class Standing { Before, After, Neither };

Standing standing_of(const FileChange& change) {
    std::optional<std::string> bytes;
    try {
        bytes = read_file_if_exists(change.path);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration) {
            throw;
        }
        return Standing::Neither;  // no regular file, or one larger than gmig writes
    }
    if (bytes == change.before) {
        return Standing::Before;
    }
    return bytes == change.after ? Standing::After : Standing::Neither;
}

/// What a crash within replace_file leaves beside the file.
void remove_temporary(const std::filesystem::path& path) {
    ::unlink((parent_folder(path) / temporary_name).c_str());
}

/// Gives the file its bytes of before or of after.
void set_content(const FileChange& change, const std::optional<std::string>& bytes) {
    if (!bytes) {
        remove_file(change.path);
        return;
    }
    remove_temporary(change.path);
    replace_file(change.path, *bytes, {temporary_name, change.mode});
}

void check_paths(const std::vector<FileChange>& changes) {
    std::set<std::filesystem::path> seen;
    for (const FileChange& change : changes) {
        if (!change.path.is_absolute() || !seen.insert(change.path).second) {
            throw Error(Error::Kind::Internal,
                        fmt::format("an operation's path is relative, or there twice: {}",
                                    printable(change.path.native())));
        }
    }
}

/// The journal's text, torn or not; nothing when there is none. It is read relative to the folder
/// that was checked not to be a link.
std::optional<std::string> read_text(const FolderLock& lock, const std::filesystem::path& path) {
    const Descriptor file(open_for_reading(lock.descriptor(), path.filename().c_str()));
    if (!file.is_open() && errno == ENOENT) {
        return std::nullopt;
    }
    std::string text;
    const Obstacle obstacle =
        file.is_open()
            ? read_regular(file.number(), std::numeric_limits<std::uint32_t>::max(), text)
            : open_obstacle(errno);
    if (obstacle.error_number != 0) {
        throw read_error(path.native(), obstacle);
    }
    if (!obstacle.reason.empty()) {
        throw Error(Error::Kind::Environment,
                    fmt::format("the journal {} is {}", printable(path.native()), obstacle.reason))
            .at({path.native()});
    }
    return text;
}

Error recover_error(const std::string& message, std::size_t done, std::size_t count) {
    return Error(Error::Kind::Recover, message)
        .state(fmt::format("{} of {} files are changed", done, count))
        .next("gmig recover");
}

/// Refuses unless each file has its bytes of before.
void check_before(const std::vector<FileChange>& changes) {
    for (const FileChange& change : changes) {
        if (standing_of(change) != Standing::Before) {
            throw Error(Error::Kind::Environment,
                        fmt::format("{} has changed meanwhile", printable(change.path.native())))
                .at({change.path.native()})
                .state("nothing has changed");
        }
    }
}

/// Puts the bytes of before back, latest first.
void take_back(std::vector<FileChange> changes) {
    std::reverse(changes.begin(), changes.end());
    for (const FileChange& change : changes) {
        if (standing_of(change) == Standing::After) {
            set_content(change, change.before);
        }
    }
}

void apply(const std::vector<FileChange>& changes) {
    fault_point("journal.written");
    for (const FileChange& change : changes) {
        set_content(change, change.after);
        fault_point("journal.change");
    }
    fault_point("journal.applied");
}

std::size_t count_changed(const std::vector<FileChange>& changes) {
    return static_cast<std::size_t>(std::count_if(
        changes.begin(), changes.end(),
        [](const FileChange& change) { return standing_of(change) != Standing::Before; }));
}

/// Brings every file that still has its bytes of before to those of after.
void complete(const Unfinished& operation, const std::filesystem::path& journal) {
    std::vector<const FileChange*> left;
    for (const FileChange& change : operation.changes) {
        const Standing standing = standing_of(change);
        if (standing == Standing::Neither) {
            const std::string kept = printable(journal.native());
            throw Error(
                Error::Kind::Recover,
                fmt::format("{} was changed by somebody else after '{}' was cut short; to "
                            "keep the files as they are, put the journal aside",
                            printable(change.path.native()), printable(operation.operation)))
                .at({change.path.native()})
                .state("nothing has changed")
                .next(fmt::format("mv {0} {0}.aside", kept));
        }
        if (standing == Standing::Before) {
            left.push_back(&change);
        }
    }
    for (const FileChange& change : operation.changes) {
        remove_temporary(change.path);
    }
    try {
        for (const FileChange* change : left) {
            set_content(*change, change->after);
        }
    } catch (const Error& error) {
        throw recover_error(error.what(), count_changed(operation.changes),
                            operation.changes.size());
    }
}

}  // namespace

void Journal::carry_out(const std::string& operation, const std::vector<FileChange>& changes) {
    check_paths(changes);
    make_folders(folder_, folder_mode);
    const FolderLock lock(folder_, FolderLock::Mode::Exclusive, patience);
    const auto text = read_text(lock, file());
    if (const auto earlier = text ? read_journal(*text) : std::nullopt) {
        throw Error(Error::Kind::Recover,
                    fmt::format("'{}' is unfinished", printable(earlier->operation)))
            .state("nothing has changed")
            .next("gmig recover");
    }
    check_before(changes);
    try {
        remove_temporary(file());
        replace_file(file(), write_journal({operation, changes}), {temporary_name, journal_mode});
        apply(changes);
        remove_file(file());
    } catch (const std::exception& error) {
        try {
            take_back(changes);
            remove_file(file());
        } catch (const Error&) {
            throw recover_error(error.what(), count_changed(changes), changes.size());
        }
        throw;
    }
}

std::optional<Unfinished> Journal::unfinished() const {
    if (!is_there(file())) {
        return std::nullopt;
    }
    const FolderLock lock(folder_, FolderLock::Mode::Shared, patience);
    const auto text = read_text(lock, file());
    return text ? read_journal(*text) : std::nullopt;
}

std::optional<Unfinished> Journal::finish() {
    if (!is_there(folder_)) {
        return std::nullopt;
    }
    const FolderLock lock(folder_, FolderLock::Mode::Exclusive, patience);
    remove_temporary(file());
    const auto text = read_text(lock, file());
    auto operation = text ? read_journal(*text) : std::nullopt;
    if (operation) {
        complete(*operation, file());
    }
    if (text) {
        remove_file(file());
    }
    return operation;
}

}  // namespace gmig
