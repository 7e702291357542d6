#include "app/amend/part_text.hpp"

#include <gmig/sql/lexer.hpp>
#include <gmig/support/json.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr JsonRules json_rules{.comments = false, .deepest = 200};

/// Where line `number` (from 1) begins; the end when there are fewer.
std::size_t start_of_line(std::string_view text, std::uint32_t number) {
    std::size_t at = 0;
    for (std::uint32_t line = 1; line < number && at < text.size(); ++line) {
        const std::size_t end = text.find('\n', at);
        at = end == std::string_view::npos ? text.size() : end + 1;
    }
    return at;
}

std::string with_newlines_of(std::string_view bytes, const std::string& text) {
    if (bytes.find("\r\n") == std::string_view::npos) {
        return text;
    }
    std::string result;
    for (const char letter : text) {
        result += letter == '\n' ? "\r\n" : std::string(1, letter);
    }
    return result;
}

std::size_t blank_lines_at_end(std::string_view text) {
    return text.size() - std::min(text.find_last_not_of('\n') + 1, text.size());
}

bool ends_its_last_statement(std::string_view text, Dialect dialect) {
    sql::Lexer lexer(text, dialect);
    sql::Token token;
    bool ended = true;
    while (lexer.next(token)) {
        const bool is_comment =
            token.kind == sql::TokenKind::LineComment || token.kind == sql::TokenKind::BlockComment;
        ended = is_comment ? ended : token.kind == sql::TokenKind::Semicolon;
    }
    return ended;
}

}  // namespace

std::string with_part(std::string_view bytes, const Script& part, std::string_view text) {
    const std::string whole = canonical_newlines(bytes);
    const std::size_t begin = start_of_line(whole, part.first_line);
    std::string result = bytes.starts_with(byte_order_mark) ? std::string(byte_order_mark) : "";
    std::string changed = whole.substr(0, begin);
    changed += text;
    changed += whole.substr(std::min(begin + part.text.size(), whole.size()));
    return result + with_newlines_of(bytes, changed);
}

std::string heading_of(std::string_view part_text) {
    std::string heading;
    for (const std::string_view line : split_on(part_text, '\n')) {
        if (!trim(line).starts_with("--") || trim(line).starts_with("-- +goose Statement")) {
            break;
        }
        heading += std::string(line) + "\n";
    }
    return heading;
}

std::string replaced_below(std::string_view part_text, std::string_view heading,
                           std::string_view sql) {
    const std::size_t blank = std::max<std::size_t>(blank_lines_at_end(part_text), 1) - 1;
    std::string text(heading);
    text += heading.empty() ? "" : "\n";
    text += sql;
    return text + std::string(blank, '\n');
}

std::string appended(std::string_view part_text, std::string_view sql, Dialect dialect) {
    std::string text(part_text);
    if (!ends_its_last_statement(part_text, dialect)) {
        text += text.ends_with('\n') ? ";\n" : "\n;\n";
    }
    if (!text.empty() && !text.ends_with("\n\n")) {
        text += text.ends_with('\n') ? "\n" : "\n\n";
    }
    const std::size_t blank = std::max<std::size_t>(blank_lines_at_end(part_text), 1) - 1;
    return text + std::string(sql) + std::string(blank, '\n');
}

std::string prepended(std::string_view part_text, std::string_view sql) {
    return std::string(sql) + (part_text.starts_with('\n') ? "" : "\n") + std::string(part_text);
}

std::string with_down(std::string_view bytes, std::string_view sql, Dialect dialect) {
    constexpr std::string_view mark = "-- gmig: down";
    std::string text = canonical_newlines(bytes);
    std::size_t place = std::string::npos;
    for (const std::size_t offset : sql::directive_offsets(text, dialect)) {
        if (std::string_view(text).substr(offset).starts_with(mark)) {
            place = std::min(text.find('\n', offset), text.size() - 1) + 1;
        }
    }
    if (place == std::string::npos) {
        text += (text.ends_with('\n') ? "\n" : "\n\n") + std::string(mark) + "\n";
        place = text.size();
    }
    // A mark may be the last thing in a file, without a newline.
    const bool open_line = place > 0 && text[place - 1] != '\n';
    text.insert(place, (open_line ? "\n" : "") + std::string(sql));
    const std::string bom = bytes.starts_with(byte_order_mark) ? std::string(byte_order_mark) : "";
    return bom + with_newlines_of(bytes, text);
}

std::string with_modifications_only(std::string_view text, std::string_view other) {
    const JsonValue from = parse_json(other, "", json_rules);
    const JsonValue& wanted = *from.find("modifications");
    const JsonValue root = parse_json(text, "", json_rules);
    const JsonValue& list = *root.find("modifications");
    return std::string(text.substr(0, list.offset)) +
           std::string(other.substr(wanted.offset, wanted.end - wanted.offset)) +
           std::string(text.substr(list.end));
}

std::string with_modifications_of(std::string_view text, std::string_view other) {
    const JsonValue more = parse_json(other, "", json_rules);
    const std::vector<JsonValue>& items = more.find("modifications")->items;
    if (items.empty()) {
        return std::string(text);
    }
    const std::string_view words =
        other.substr(items.front().offset, items.back().end - items.front().offset);
    const JsonValue root = parse_json(text, "", json_rules);
    const JsonValue& list = *root.find("modifications");
    if (list.items.empty()) {
        return std::string(text.substr(0, list.offset)) + "[\n    " + std::string(words) + "\n  ]" +
               std::string(text.substr(list.end));
    }
    const std::size_t end = list.items.back().end;
    return std::string(text.substr(0, end)) + ",\n    " + std::string(words) +
           std::string(text.substr(end));
}

}  // namespace gmig::app
