#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gmig {

/// One file's change within an operation; nothing stands for "no such file".
struct FileChange {
    std::filesystem::path path;  ///< absolute
    std::optional<std::string> before;
    std::optional<std::string> after;
    /// Of a file that is made, by carrying out or by taking back (less the umask); one that is
    /// replaced keeps its own.
    std::uint32_t mode = 0644;
    bool operator==(const FileChange&) const = default;
};

/// What a crash left in the journal.
struct Unfinished {
    std::string operation;            ///< the command, as it was written: "new add-categories"
    std::vector<FileChange> changes;  ///< in their order
    bool operator==(const Unfinished&) const = default;
};

/// The write-ahead journal of operations on files (design: "what gmig does can be undone").
///
/// One file, `<folder>/journal`. An operation is written to it whole, with a checksum, and synced
/// before the first file is touched; it is removed after the last. So after a crash it is either
/// torn or absent (nothing was changed: `finish` discards it) or whole (each file has its bytes of
/// before or of after: `finish` carries the rest out). A file that has neither was changed by
/// somebody else meanwhile: `finish` refuses, naming it, and changes nothing.
/// One operation is at work at a time: the folder is locked meanwhile (flock), and who cannot have
/// the lock within five seconds gets Error{Lock}. A folder that becomes empty stays.
/// Fault points: journal.written, journal.change (after each file), journal.applied.
class Journal {
public:
    /// `folder` is made when first needed (mode 0700); symbolic links in its place are refused.
    explicit Journal(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Writes the journal, carries the changes out, removes the journal. Each file must have its
    /// bytes of `before` now: Error{Environment} otherwise, with nothing changed. What fails on the
    /// way is taken back, then thrown; Error{Recover} when that fails too, and when an earlier
    /// operation is unfinished. No path may be there twice.
    void carry_out(const std::string& operation, const std::vector<FileChange>& changes);

    /// What a crash left; nothing when there is nothing to do. A torn journal counts as nothing.
    [[nodiscard]] std::optional<Unfinished> unfinished() const;

    /// Completes what a crash left (or discards a torn journal) and returns it. Throws
    /// Error{Recover} as described above.
    std::optional<Unfinished> finish();

private:
    [[nodiscard]] std::filesystem::path file() const { return folder_ / "journal"; }

    std::filesystem::path folder_;
};

}  // namespace gmig
