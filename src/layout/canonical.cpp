#include "layout/limits.hpp"
#include "layout/reading.hpp"
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

/// Without the last line's newline and without lines of white space at the end.
std::string_view without_trailing_blanks(std::string_view text) {
    const std::size_t last = text.find_last_not_of(" \t\n\v\f");
    return last == std::string_view::npos ? "" : text.substr(0, text.find('\n', last));
}

/// The text between directive lines: as it stands when it is in one piece, else joined in
/// `scratch`.
std::string_view without_lines(std::string_view text, Slice part,
                               std::span<const std::size_t> lines, std::string& scratch) {
    Slice piece = part;
    std::string_view kept;
    scratch.clear();
    const auto keep = [&](std::string_view more) {
        if (kept.empty()) {
            kept = more;
        } else if (!more.empty()) {
            if (scratch.empty()) {
                scratch = kept;
            }
            scratch += more;
            kept = scratch;
        }
    };
    for (const std::size_t line : lines) {
        if (line < part.begin || line >= part.end) {
            continue;
        }
        piece.end = line;
        keep(piece.of(text));
        const std::size_t newline = text.find('\n', line);
        piece.begin =
            std::min(newline == std::string_view::npos ? part.end : newline + 1, part.end);
    }
    piece.end = part.end;
    keep(piece.of(text));
    return kept;
}

std::string canonical_once(std::string_view part, Dialect dialect) {
    const std::string text = canonical_newlines(part);
    std::string scratch;
    return std::string(without_trailing_blanks(
        without_lines(text, {0, text.size()}, sql::directive_offsets(text, dialect), scratch)));
}

}  // namespace

std::string canonical_part(std::string_view part, Dialect dialect) {
    // Once is enough, unless a byte order mark stands where it does not belong.
    std::string canonical = canonical_once(part, dialect);
    for (;;) {
        std::string again = canonical_once(canonical, dialect);
        if (again == canonical) {
            return canonical;
        }
        canonical = std::move(again);
    }
}

std::string_view canonical_slice(std::string_view text, Slice part,
                                 std::span<const std::size_t> directives, Dialect dialect,
                                 std::string& scratch) {
    const std::string_view canonical =
        without_trailing_blanks(without_lines(text, part, directives, scratch));
    if (part.of(text).starts_with(byte_order_mark) || canonical.starts_with(byte_order_mark)) {
        scratch = canonical_part(part.of(text), dialect);
        return scratch;
    }
    return canonical;
}

}  // namespace gmig::layout
