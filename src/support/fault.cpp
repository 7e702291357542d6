#include <gmig/support/fault.hpp>

#ifdef GMIG_FAULTS

#include "support/descriptor.hpp"
#include <gmig/support/text.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <string>

namespace gmig {
namespace {

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// What GMIG_FAULT and GMIG_FAULT_LOG ask for.
struct Request {
    std::string point;
    std::string kind;
    unsigned long left = 1;  ///< how often the point is still reached before the fault
    std::string log;
};

[[noreturn]] void refuse(const std::string& value) {
    throw Error(Error::Kind::Usage, "GMIG_FAULT is not POINT[:N]:KIND: " + printable(value));
}

Request read_request() {
    Request request;
    request.log = variable("GMIG_FAULT_LOG");
    const std::string value = variable("GMIG_FAULT");
    if (value.empty()) {
        return request;
    }
    const auto parts = split_on(value, ':');
    if (parts.size() < 2 || parts.size() > 3) {
        refuse(value);
    }
    request.point = parts.front();
    request.kind = parts.back();
    if (parts.size() == 3) {
        const auto [end, error] =
            std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), request.left);
        if (error != std::errc() || end != parts[1].data() + parts[1].size() || request.left == 0) {
            refuse(value);
        }
    }
    return request;
}

void log_point(const std::string& log, std::string_view name) {
    const Descriptor file(
        ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR));
    // One write per line, so that the lines of two processes do not mix.
    const int error_number =
        file.is_open() ? write_all(file.number(), std::string(name) + '\n') : errno;
    if (error_number != 0) {
        throw system_error("write", log, error_number);
    }
}

void carry_out(const std::string& kind, std::string_view point) {
    if (kind == "kill") {
        ::raise(SIGKILL);
    } else if (kind == "term") {
        ::raise(SIGTERM);
    } else if (kind == "int") {
        ::raise(SIGINT);
    } else if (kind == "throw") {
        throw Error(Error::Kind::Internal, "fault at " + std::string(point));
    } else if (kind == "hang") {
        for (;;) {
            ::pause();
        }
    } else {
        refuse(kind);
    }
}

}  // namespace

void fault_point(std::string_view name) {
    static Request request = read_request();
    if (!request.log.empty()) {
        log_point(request.log, name);
    }
    if (request.point == name && request.left > 0 && --request.left == 0) {
        carry_out(request.kind, name);
    }
}

}  // namespace gmig

#endif
