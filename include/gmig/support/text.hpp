#pragma once

#include <gmig/support/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig {

/// join({"a", "b"}, ", ") is "a, b".
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// The parts between separators; "a,,b" has three, "" has one empty one.
std::vector<std::string_view> split_on(std::string_view text, char separator);

/// Without leading and trailing ASCII white space.
std::string_view trim(std::string_view text);

/// A as a and so on for ASCII letters; other bytes as they are, in any locale.
std::string ascii_lower(std::string_view text);

/// Offset of the first byte that is not part of valid UTF-8 (RFC 3629: no overlong forms, no
/// surrogates, nothing above U+10FFFF); nothing when all of it is.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// Safe to show on a terminal: control characters (C0, DEL, C1), bidirectional controls (U+202A to
/// U+202E, U+2066 to U+2069) and invalid bytes become \xNN. Newlines and tabs are control
/// characters too; use printable_lines for text of several lines.
std::string printable(std::string_view text);

/// As printable, but newlines and tabs stay.
std::string printable_lines(std::string_view text);

/// A word as a POSIX shell takes it: itself where nothing in it is special, in single quotes
/// otherwise. For commands that a message proposes.
std::string shell_word(std::string_view word);

/// The canonical form of a text file's bytes: a leading UTF-8 BOM dropped, CRLF and lone CR turned
/// into LF. Line numbers do not change.
std::string canonical_newlines(std::string_view bytes);

/// Where byte `offset` of `text` stands, if the text's first line is line `first_line` of `file`.
/// An offset past the end stands behind the last character.
Where locate(std::string_view text, std::size_t offset, std::string file,
             std::uint32_t first_line = 1);

/// Byte offset of character number `index` (from 0) in UTF-8 text; the end when there are fewer.
std::size_t byte_offset(std::string_view text, std::size_t index);

}  // namespace gmig
