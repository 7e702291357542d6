#pragma once

#include <gmig/support/error.hpp>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace gmig {

/// Owns a file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }

    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }
    [[nodiscard]] int release() noexcept { return std::exchange(number_, -1); }
    void close() noexcept;

private:
    int number_ = -1;
};

/// "cannot <action> <path>: <what errno says>", Error{Environment}. The path is made printable.
Error system_error(std::string_view action, const std::filesystem::path& path, int error_number);

/// What errno says, in English.
std::string describe_errno(int error_number);

/// Writes all bytes, whatever signals come. Returns errno, or 0.
int write_all(int descriptor, std::string_view bytes);

}  // namespace gmig
