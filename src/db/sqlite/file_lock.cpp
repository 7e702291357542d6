#include "db/sqlite/file_lock.hpp"

#include "db/sqlite/files.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/interrupt.hpp>
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <thread>

namespace gmig::db::sqlite {
namespace {

constexpr std::size_t longest_holder = 512;
constexpr std::chrono::milliseconds pause{20};

[[noreturn]] void refuse(const std::filesystem::path& file, int error_number) {
    std::string message = "the lock file " + printable(file.string()) + " cannot be used: ";
    message += error_number == ELOOP ? "it is a symbolic link"
                                     : std::generic_category().message(error_number);
    throw Error(Error::Kind::Environment, message)
        .state("nothing has changed")
        .next(error_number == EACCES
                  ? "run gmig as the user it belongs to, or remove it when no gmig is at work"
                  : "");
}

}  // namespace

FileLock::FileLock(std::filesystem::path file, std::filesystem::path of, const LockRequest& request,
                   const char* refusal)
    : file_(std::move(file)), of_(std::move(of)) {
    const auto start = std::chrono::steady_clock::now();
    bool told = false;
    while (!try_take()) {
        throw_if_interrupted();
        if (std::chrono::steady_clock::now() - start >= request.timeout) {
            throw Error(Error::Kind::Lock, std::string(refusal) + ": " + holder())
                .state("nothing has changed")
                .next("run the command again when that one is done");
        }
        if (!told && request.waiting) {
            told = true;
            request.waiting(holder());
        }
        std::this_thread::sleep_for(pause);
    }
    write_holder(request.holder.substr(0, longest_holder));
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) {
        // While it is locked: nobody else can take this very file for the lock any more.
        ::unlink(file_.c_str());
        close();
    }
}

bool FileLock::is_held(const std::filesystem::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return errno != ENOENT;
    }
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
    ::close(descriptor);
    return held;
}

void FileLock::close() noexcept {
    ::close(descriptor_);
    descriptor_ = -1;
}

int FileLock::open_or_make() const {
    constexpr int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
    constexpr mode_t private_mode = 0600;
    constexpr mode_t reading_and_writing = 0666;
    for (;;) {
        int descriptor = ::open(file_.c_str(), flags);
        if (descriptor >= 0 || errno != ENOENT) {
            return descriptor;
        }
        descriptor = ::open(file_.c_str(), flags | O_CREAT | O_EXCL, private_mode);
        if (descriptor >= 0) {
            share_like(descriptor, of_, reading_and_writing, private_mode);
        }
        if (descriptor >= 0 || errno != EEXIST) {
            return descriptor;
        }
    }
}

bool FileLock::try_take() {
    descriptor_ = open_or_make();
    if (descriptor_ < 0) {
        refuse(file_, errno);
    }
    struct stat locked {};
    struct stat named {};
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 && ::fstat(descriptor_, &locked) == 0 &&
        ::lstat(file_.c_str(), &named) == 0 && locked.st_ino == named.st_ino &&
        locked.st_dev == named.st_dev) {
        return true;
    }
    close();
    return false;
}

std::string FileLock::holder() const {
    std::array<char, longest_holder> text{};
    const int descriptor = ::open(file_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        return "(it has just let go)";
    }
    const ssize_t length = ::read(descriptor, text.data(), text.size());
    ::close(descriptor);
    return length > 0 ? printable({text.data(), static_cast<std::size_t>(length)})
                      : "(it left no name)";
}

void FileLock::write_holder(const std::string& text) const {
    // Only ever read by people: a lock without a name is still a lock.
    if (::ftruncate(descriptor_, 0) != 0 ||
        ::pwrite(descriptor_, text.data(), text.size(), 0) < 0) {
        return;
    }
}

}  // namespace gmig::db::sqlite
