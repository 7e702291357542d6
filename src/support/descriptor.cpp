#include "support/descriptor.hpp"

#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace gmig {

void Descriptor::close() noexcept {
    if (number_ >= 0) {
        // Not repeated on EINTR: Linux has released the number by then.
        ::close(std::exchange(number_, -1));
    }
}

std::string describe_errno(int error_number) {
    return std::generic_category().message(error_number);
}

Error system_error(std::string_view action, const std::filesystem::path& path, int error_number) {
    return Error(Error::Kind::Environment,
                 fmt::format("cannot {} {}: {}", action, printable(path.native()),
                             describe_errno(error_number)))
        .at({path.native()});
}

int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno != EINTR) {
            return errno;
        }
    }
    return 0;
}

}  // namespace gmig
