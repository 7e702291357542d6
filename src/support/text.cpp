#include "support/utf8.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig {
namespace {

constexpr std::string_view white_space = " \t\n\v\f\r";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// Whether a terminal would act on the character instead of showing it (threat T5: escape
/// sequences, and the bidirectional controls of CVE-2021-42574).
bool is_control(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code <= 0x9F) || (code >= 0x202A && code <= 0x202E) ||
           (code >= 0x2066 && code <= 0x2069);
}

bool is_plain_ascii(char byte) {
    return byte >= ' ' && byte <= '~';
}

void append_escaped(std::string& out, std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        out += "\\x";
        out += digits[value >> 4U];
        out += digits[value & 0xFU];
    }
}

std::string make_printable(std::string_view text, std::string_view kept) {
    std::string out;
    out.reserve(text.size());
    std::size_t offset = 0;
    while (offset < text.size()) {
        const auto plain = std::find_if_not(text.begin() + static_cast<std::ptrdiff_t>(offset),
                                            text.end(), is_plain_ascii) -
                           text.begin();
        out.append(text, offset, static_cast<std::size_t>(plain) - offset);
        offset = static_cast<std::size_t>(plain);
        if (offset == text.size()) {
            break;
        }
        const utf8::Character character = utf8::decode(text, offset);
        const std::string_view bytes =
            text.substr(offset, std::max<std::size_t>(character.length, 1));
        const bool shown = character.length > 0 && !is_control(character.code);
        if (shown || kept.find(text[offset]) != std::string_view::npos) {
            out += bytes;
        } else {
            append_escaped(out, bytes);
        }
        offset += bytes.size();
    }
    return out;
}

}  // namespace

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const std::string& part : parts) {
        if (&part != parts.data()) {
            text += separator;
        }
        text += part;
    }
    return text;
}

std::vector<std::string_view> split_on(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    for (;;) {
        const std::size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end - start));
        if (end == std::string_view::npos) {
            return parts;
        }
        start = end + 1;
    }
}

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(white_space);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& byte : lower) {
        if (byte >= 'A' && byte <= 'Z') {
            byte = static_cast<char>(byte - 'A' + 'a');
        }
    }
    return lower;
}

std::optional<std::size_t> find_invalid_utf8(std::string_view text) {
    for (std::size_t offset = utf8::skip_ascii(text, 0); offset < text.size();) {
        const std::size_t length = utf8::decode(text, offset).length;
        if (length == 0) {
            return offset;
        }
        offset = utf8::skip_ascii(text, offset + length);
    }
    return std::nullopt;
}

std::string printable(std::string_view text) {
    return make_printable(text, "");
}

std::string printable_lines(std::string_view text) {
    return make_printable(text, "\n\t");
}

std::string shell_word(std::string_view word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
    if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) {
        return std::string(word);
    }
    std::string quoted = "'";
    for (const char letter : word) {
        quoted += letter == '\'' ? std::string_view("'\\''") : std::string_view(&letter, 1);
    }
    return quoted + "'";
}

std::string canonical_newlines(std::string_view bytes) {
    if (bytes.substr(0, byte_order_mark.size()) == byte_order_mark) {
        bytes.remove_prefix(byte_order_mark.size());
    }
    std::string text;
    text.reserve(bytes.size());
    for (;;) {
        const std::size_t end = bytes.find('\r');
        text += bytes.substr(0, end);
        if (end == std::string_view::npos) {
            return text;
        }
        text += '\n';
        const bool pair = end + 1 < bytes.size() && bytes[end + 1] == '\n';
        bytes.remove_prefix(end + (pair ? 2 : 1));
    }
}

Where locate(std::string_view text, std::size_t offset, std::string file,
             std::uint32_t first_line) {
    const std::string_view before = text.substr(0, offset);
    const std::size_t newline = before.rfind('\n');
    const std::string_view line =
        newline == std::string_view::npos ? before : before.substr(newline + 1);
    // An offset within a character stands where the character does.
    const bool inside = offset < text.size() && utf8::is_continuation(text[offset]);
    const auto characters = line.size() - static_cast<std::size_t>(std::count_if(
                                              line.begin(), line.end(), utf8::is_continuation));
    Where where{std::move(file)};
    where.line =
        first_line + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    where.column = static_cast<std::uint32_t>(characters + (inside && !line.empty() ? 0 : 1));
    return where;
}

std::size_t byte_offset(std::string_view text, std::size_t index) {
    std::size_t offset = 0;
    while (index > 0 && offset < text.size()) {
        // Of ASCII, a character is a byte: jump to the end of the run, but not past the index.
        const std::size_t most = std::min(index, text.size() - offset);
        const std::size_t run = utf8::skip_ascii(text.substr(offset, most), 0);
        offset += run;
        index -= run;
        if (index == 0 || offset == text.size()) {
            break;
        }
        do {
            ++offset;
        } while (offset < text.size() && utf8::is_continuation(text[offset]));
        --index;
    }
    return offset;
}

}  // namespace gmig
