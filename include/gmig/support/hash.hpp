#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace gmig {

/// SHA-256 (FIPS 180-4) of the parts one after the other, as 64 lower-case hexadecimal digits.
/// Parts are not delimited: a caller who needs that adds separators of its own.
std::string sha256_hex(std::initializer_list<std::string_view> parts);
std::string sha256_hex(std::string_view bytes);

/// SHA-384 likewise, as 96 digits.
std::string sha384_hex(std::string_view bytes);

/// MD5, as 32 digits: for what other programs wrote by it, and for nothing that must be safe.
std::string md5_hex(std::string_view bytes);

/// The same for bytes that come one after the other, to be had at any moment between.
class Sha256 {
public:
    Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    ~Sha256();

    void add(std::string_view bytes);
    /// Of all that was added so far.
    [[nodiscard]] std::string hex() const;

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// `count` bytes from the kernel's random source (getrandom(2)). Throws Error{Environment}.
std::string random_bytes(std::size_t count);

/// A random UUID, version 4 (RFC 9562), in lower case.
std::string random_uuid();

}  // namespace gmig
