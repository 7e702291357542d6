#pragma once

#include "db/sqlite/connection.hpp"
#include "db/sqlite/file_lock.hpp"
#include <gmig/db/driver.hpp>

#include <filesystem>
#include <optional>
#include <string>

// A SQLite database's files. None of them is ever opened and closed by other means than SQLite's
// while a connection to it may be open: close(2) frees all of a process's locks on a file
// (fcntl(2)).
namespace gmig::db::sqlite {

/// A connection that reads and writes what is there.
ConnectionOptions connection_to(const Target& target, const OpenOptions& options);

/// Error{Environment} when there is no such file, or it is in memory.
void require_database(const Target& target);
/// Error{Usage} when something of that name is there, or of a file that SQLite would take for a
/// part of a database of that name (-wal, -journal).
void require_free(const Target& target);
/// Error{Environment} for a symbolic link: which of its names would be meant?
void refuse_link(const Target& target);

/// Moves a file to a name that is free. Error{Usage} when it is not.
void move_file(const std::filesystem::path& from, const Target& to);

/// Removes a database that is nobody's: first the file itself, so that it is never there without
/// its journal, then what SQLite keeps beside it.
void remove_database_files(const std::filesystem::path& file);

/// Removes what SQLite keeps beside a database, none of which is needed any more.
void remove_companions(const std::filesystem::path& file);

/// Gives an open file the mode of `like`, of which the bits in `mask` count and those in `always`
/// are added, and its group, and its owner where that is allowed. Where the group cannot be given,
/// the file's own is given no more than everybody. Nothing happens when there is no such file.
void share_like(int descriptor, const std::filesystem::path& like, unsigned int mask,
                unsigned int always);

/// A database under a name of gmig's own ("app.next.db~gmig-copy") until it is ready, removed with
/// the value unless it was published. A lock beside it says that its maker is alive.
class Unfinished {
public:
    /// An empty file, with the mode of `like` if there is one. Removes what dead makers left in
    /// that folder.
    Unfinished(Target final, const std::optional<std::filesystem::path>& like);
    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;
    ~Unfinished();

    /// Its present place; called as it will be for people.
    [[nodiscard]] const Target& target() const { return target_; }
    /// Gives it its name. Nobody has it open any more. Error{Usage} when that was taken meanwhile,
    /// Error{Environment} when a -wal or -journal belongs to it.
    void publish();

private:
    Target final_;
    Target target_;
    FileLock lock_;
    bool published_ = false;
};

}  // namespace gmig::db::sqlite
