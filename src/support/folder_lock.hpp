#pragma once

#include "support/descriptor.hpp"

#include <chrono>
#include <filesystem>

namespace gmig {

/// A lock on a folder between processes, for as long as the object lives; it dies with its process.
/// flock(2) on the folder itself: there is no lock file to be left behind.
class FolderLock {
public:
    enum class Mode { Shared, Exclusive };

    /// Waits up to `patience`, then throws Error{Lock}; Error{Signal} when interrupted meanwhile.
    /// The folder must be there and be no symbolic link: Error{Environment}.
    FolderLock(const std::filesystem::path& folder, Mode mode, std::chrono::milliseconds patience);

    /// The folder.
    [[nodiscard]] int descriptor() const { return folder_.number(); }

private:
    Descriptor folder_;
};

}  // namespace gmig
