#pragma once

#include <gmig/db/driver.hpp>

#include <filesystem>
#include <string>

namespace gmig::db::sqlite {

/// The lock that keeps other runners out of one SQLite database: flock(2) on a file beside it,
/// which the kernel frees when its holder dies, in whatever way. The file holds the holder's name
/// for others to read and is removed with the lock; whoever takes a lock looks whether the file it
/// locked is still the one of that name. It is open to those to whom the database is open.
class FileLock {
public:
    /// Takes the lock of the database `of`, which need not be there; polled. Throws Error{Lock}
    /// naming the holder when the time is over, Error{Environment} when the file cannot be made or
    /// is another user's, Error{Signal}.
    FileLock(std::filesystem::path file, std::filesystem::path of, const LockRequest& request,
             const char* refusal = "another runner holds this database");
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;
    ~FileLock();

    /// Whether somebody has it now; true also when that cannot be told.
    static bool is_held(const std::filesystem::path& file);

private:
    bool try_take();
    [[nodiscard]] int open_or_make() const;
    [[nodiscard]] std::string holder() const;
    void write_holder(const std::string& text) const;
    void close() noexcept;

    std::filesystem::path file_;
    std::filesystem::path of_;
    int descriptor_ = -1;
};

}  // namespace gmig::db::sqlite
