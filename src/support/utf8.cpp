#include "support/utf8.hpp"

#include <cstring>

namespace gmig::utf8 {
namespace {

constexpr std::uint64_t high_bits = 0x8080808080808080ULL;

/// What the first byte announces: how many bytes, its payload, the least code that needs so many.
struct Lead {
    std::size_t length = 0;
    std::uint32_t payload = 0;
    std::uint32_t least = 0;
};

Lead read_lead(unsigned char byte) {
    if (byte < 0x80U) {
        return {1, byte, 0};
    }
    if ((byte & 0xE0U) == 0xC0U) {
        return {2, byte & 0x1FU, 0x80};
    }
    if ((byte & 0xF0U) == 0xE0U) {
        return {3, byte & 0x0FU, 0x800};
    }
    if ((byte & 0xF8U) == 0xF0U) {
        return {4, byte & 0x07U, 0x10000};
    }
    return {};
}

}  // namespace

Character decode(std::string_view text, std::size_t offset) {
    const Lead lead = read_lead(static_cast<unsigned char>(text[offset]));
    if (lead.length == 0 || lead.length > text.size() - offset) {
        return {};
    }
    std::uint32_t code = lead.payload;
    for (std::size_t i = 1; i < lead.length; ++i) {
        const char byte = text[offset + i];
        if (!is_continuation(byte)) {
            return {};
        }
        code = (code << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code < lead.least || surrogate || code > 0x10FFFF) {
        return {};
    }
    return {code, lead.length};
}

std::size_t skip_ascii(std::string_view text, std::size_t offset) {
    for (; offset + 8 <= text.size(); offset += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + offset, 8);
        if ((word & high_bits) != 0) {
            break;
        }
    }
    while (offset < text.size() && static_cast<unsigned char>(text[offset]) < 0x80U) {
        ++offset;
    }
    return offset;
}

}  // namespace gmig::utf8
