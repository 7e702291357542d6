#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gmig::utf8 {

/// One character of a text; `length` is 0 when the bytes are not valid UTF-8 (RFC 3629).
struct Character {
    std::uint32_t code = 0;
    std::size_t length = 0;
};

/// The character at `offset`, which must be within the text.
Character decode(std::string_view text, std::size_t offset);

/// The first byte from `offset` on that is not ASCII, or the end.
std::size_t skip_ascii(std::string_view text, std::size_t offset);

/// Whether the byte is the second, third or fourth of a character.
constexpr bool is_continuation(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace gmig::utf8
