#include "support/descriptor.hpp"
#include <gmig/support/folder_lock.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>

#include <cerrno>
#include <thread>

namespace gmig {

FolderLock::FolderLock(const std::filesystem::path& folder, Mode mode,
                       std::chrono::milliseconds patience)
    : folder_(std::make_unique<Descriptor>(
          ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))) {
    if (!folder_->is_open()) {
        throw system_error("open the folder", folder, errno);
    }
    constexpr std::chrono::milliseconds pause{5};
    const int operation = (mode == Mode::Shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
    for (auto waited = pause; ::flock(folder_->number(), operation) != 0; waited += pause) {
        if (errno != EWOULDBLOCK && errno != EINTR) {
            throw system_error("lock", folder, errno);
        }
        throw_if_interrupted();
        if (waited > patience) {
            throw Error(Error::Kind::Lock,
                        fmt::format("another gmig is at work in {}", printable(folder.native())))
                .state("nothing has changed");
        }
        std::this_thread::sleep_for(pause);
    }
}

FolderLock::~FolderLock() = default;
FolderLock::FolderLock(FolderLock&& other) noexcept = default;
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept = default;

int FolderLock::descriptor() const {
    return folder_->number();
}

}  // namespace gmig
