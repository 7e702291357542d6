#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

namespace gmig {

/// SHA-256 (FIPS 180-4) of the parts one after the other, as 64 lower-case hexadecimal digits.
/// Parts are not delimited: a caller who needs that adds separators of its own.
std::string sha256_hex(std::initializer_list<std::string_view> parts);
std::string sha256_hex(std::string_view bytes);

/// `count` bytes from the kernel's random source (getrandom(2)). Throws Error{Environment}.
std::string random_bytes(std::size_t count);

/// A random UUID, version 4 (RFC 9562), in lower case.
std::string random_uuid();

}  // namespace gmig
