#pragma once

#include <gmig/support/error.hpp>

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace gmig {

/// How gmig opens what it reads: no link is followed in the last component, a pipe does not block
/// (threats T3 and T4).
int open_for_reading(int folder, const char* name);

/// Why a file's bytes cannot be had; both empty when they can.
struct Obstacle {
    int error_number = 0;     ///< what the system said
    std::string_view reason;  ///< what the file is: "a symbolic link"
};

/// Reads an open file whole, unless it is no regular file or larger than `limit`.
Obstacle read_regular(int descriptor, std::uint64_t limit, std::string& bytes);

/// What openat said of a single name: a link and a socket have errors of their own.
Obstacle open_obstacle(int error_number);

/// "a directory", "a pipe"; empty for a regular file.
std::string_view describe_type(mode_t mode);

/// The reason that read_regular gives for a file over the limit.
inline constexpr std::string_view too_large = "too large";

/// The Error for an obstacle: Environment for the system's, Migration for gmig's own.
Error read_error(const std::string& path, const Obstacle& obstacle);

}  // namespace gmig
