#include "layout/identity.hpp"

#include "layout/directives.hpp"
#include "layout/json_files.hpp"
#include "layout/limits.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

/// A line of a file's bytes, without its newline, and that newline.
struct ByteLine {
    std::string_view text;
    std::string_view newline;
};

/// The lines of bytes whose newlines may be LF, CRLF and CR: as canonical_newlines counts them.
std::vector<ByteLine> lines_of(std::string_view bytes) {
    std::vector<ByteLine> lines;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
        std::size_t length = end < bytes.size() ? 1 : 0;
        if (length == 1 && bytes.substr(end, 2) == "\r\n") {
            length = 2;
        }
        lines.push_back({bytes.substr(0, end), bytes.substr(end, length)});
        bytes.remove_prefix(end + length);
    }
    return lines;
}

bool names_identity(std::string_view word) {
    return word.starts_with("id=") || word.starts_with("parent=") || word == "id" ||
           word == "parent";
}

/// A directive line's words, those that name an id or a parent apart.
struct HeaderLine {
    bool has_identity = false;
    std::string others;  ///< each with a blank before it
};

HeaderLine header_line(std::string_view line) {
    HeaderLine header;
    line.remove_prefix(directive_mark.size());
    while (!(line = trim(line)).empty()) {
        const std::size_t end = std::min(line.find_first_of(" \t\v\f"), line.size());
        const std::string_view word = line.substr(0, end);
        if (names_identity(word)) {
            header.has_identity = true;
        } else {
            header.others += " " + std::string(word);
        }
        line.remove_prefix(end);
    }
    return header;
}

/// Numbers (from 0) of the directive lines before the first statement.
std::vector<std::size_t> header_lines(std::string_view bytes, Dialect dialect) {
    const std::string text = canonical_newlines(bytes);
    const std::size_t statement = first_statement(text, dialect).value_or(text.size());
    std::vector<std::size_t> numbers;
    for (const std::size_t offset : sql::directive_offsets(text, dialect)) {
        if (offset < statement) {
            numbers.push_back(static_cast<std::size_t>(std::count(
                text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n')));
        }
    }
    return numbers;
}

std::string newline_of(const std::vector<ByteLine>& lines) {
    return lines.empty() || lines.front().newline.empty() ? "\n"
                                                          : std::string(lines.front().newline);
}

}  // namespace

std::string with_identity(std::string_view bytes, const MigrationId& id,
                          const std::vector<MigrationId>& parents, Dialect dialect) {
    if (is_json(bytes)) {
        return with_json_identity(bytes, id, parents);
    }
    const std::string header = std::string(directive_mark) + " " + header_words(id, parents);
    const std::vector<std::size_t> headers = header_lines(bytes, dialect);
    std::string text;
    if (bytes.starts_with(byte_order_mark)) {
        text = byte_order_mark;
        bytes.remove_prefix(byte_order_mark.size());
    }
    const std::size_t start = text.size();
    const std::vector<ByteLine> lines = lines_of(bytes);
    bool written = false;
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const ByteLine& line = lines[number];
        const bool is_header = std::ranges::binary_search(headers, number);
        const HeaderLine found = is_header ? header_line(line.text) : HeaderLine{};
        if (!found.has_identity) {
            text += line.text;
            text += line.newline;
        } else if (!written || !found.others.empty()) {
            text += (written ? std::string(directive_mark) : header) + found.others;
            text += line.newline;
            written = true;
        } else if (text.ends_with('\r')) {
            // The line goes; a CR before it and an LF behind it would become one newline.
            text += '\n';
        }
    }
    if (!written) {
        text.insert(start, header + newline_of(lines));
    }
    return text;
}

}  // namespace gmig::layout
