#include "layout/limits.hpp"
#include <gmig/layout/tool_history.hpp>
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

/// CRC-32 as in ISO 3309, bit by bit: the files are small.
std::uint32_t crc_with(std::uint32_t crc, std::string_view bytes) {
    constexpr std::uint32_t polynomial = 0xEDB88320U;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0U);
        }
    }
    return crc;
}

/// Of the lines without their ends and without a byte order mark, as a signed number.
std::string crc_of_lines(std::string_view bytes) {
    std::uint32_t crc = ~0U;
    const std::string text = canonical_newlines(bytes);
    for (const std::string_view line : split_on(text, '\n')) {
        crc = crc_with(crc, line);
    }
    return std::to_string(static_cast<std::int32_t>(~crc));
}

std::string with_crlf(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        result += letter == '\n' ? "\r\n" : std::string(1, letter);
    }
    return result;
}

std::string with_lf(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i, 2) != "\r\n") {
            result += text[i];
        }
    }
    return result;
}

/// Each byte as one or two digits: how Prisma once wrote its checksums.
std::string without_padding(std::string_view hex) {
    std::string result;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        result += hex.substr(hex[i] == '0' ? i + 1 : i, hex[i] == '0' ? 1 : 2);
    }
    return result;
}

std::array<std::string, 3> line_end_forms(std::string_view bytes) {
    return {std::string(bytes), with_lf(bytes), with_crlf(bytes)};
}

/// Which of them is summed its setting "newline" says, which no table tells.
bool fits_postgrator(std::string_view bytes, const std::string& checksum) {
    return std::ranges::any_of(line_end_forms(bytes),
                               [&](const std::string& form) { return md5_hex(form) == checksum; });
}

bool fits_prisma(std::string_view bytes, const std::string& checksum) {
    constexpr std::size_t digits = 64;
    return std::ranges::any_of(line_end_forms(bytes), [&](const std::string& form) {
        const std::string sum = sha256_hex(form);
        return checksum == (checksum.size() == digits ? sum : without_padding(sum));
    });
}

}  // namespace

std::string tool_checksum(Kind layout, std::string_view bytes) {
    switch (layout) {
        case Kind::Sqlx:
            return sha384_hex(bytes);
        case Kind::Prisma:
            return sha256_hex(bytes);
        case Kind::Flyway:
            return crc_of_lines(bytes);
        case Kind::Postgrator:
            return md5_hex(bytes);
        default:
            return "";
    }
}

bool fits_tool_checksum(Kind layout, std::string_view bytes, const std::string& checksum) {
    switch (layout) {
        case Kind::Prisma:
            return fits_prisma(bytes, checksum);
        case Kind::Postgrator:
            return fits_postgrator(bytes, checksum);
        default:
            return tool_checksum(layout, bytes) == checksum;
    }
}

}  // namespace gmig::layout
