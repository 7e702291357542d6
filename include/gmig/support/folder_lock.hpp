#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

namespace gmig {

class Descriptor;

/// A lock on a folder between processes, for as long as the object lives; it dies with its process.
/// flock(2) on the folder itself: there is no lock file to be left behind.
class FolderLock {
public:
    enum class Mode : bool { Shared, Exclusive };

    /// Waits up to `patience`, then throws Error{Lock}; Error{Signal} when interrupted meanwhile.
    /// The folder must be there and be no symbolic link: Error{Environment}.
    FolderLock(const std::filesystem::path& folder, Mode mode, std::chrono::milliseconds patience);

    ~FolderLock();
    FolderLock(FolderLock&& other) noexcept;
    FolderLock& operator=(FolderLock&& other) noexcept;
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

    /// The folder.
    [[nodiscard]] int descriptor() const;

private:
    std::unique_ptr<Descriptor> folder_;
};

}  // namespace gmig
