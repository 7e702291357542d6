#include "layout/reading.hpp"

#include <gmig/sql/lexer.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <unordered_map>

namespace gmig::layout {
namespace {

bool is_utf16(std::string_view bytes) {
    return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF");
}

/// Whether the line is one that git writes into a conflicted file: seven times the sign, alone or
/// followed by a blank.
bool is_marker_line(std::string_view line, char sign) {
    constexpr std::size_t length = 7;
    return line.size() >= length &&
           std::ranges::all_of(line.substr(0, length), [&](char c) { return c == sign; }) &&
           (line.size() == length || (line[length] == ' ' && sign != '='));
}

std::optional<Problem> conflict_marker(std::string_view text, Dialect dialect) {
    constexpr std::array<std::string_view, 3> signs{"<<<<<<<", "=======", ">>>>>>>"};
    if (std::ranges::none_of(signs, [&](std::string_view sign) {
            return text.find(sign) != std::string_view::npos;
        })) {
        return std::nullopt;
    }
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = text.substr(start, end - start);
        // Seven equals signs may also be somebody's ruled line in a comment.
        if (is_marker_line(line, '<') || is_marker_line(line, '>') ||
            (is_marker_line(line, '=') && !is_within_token(text, dialect, start))) {
            return Problem{start, "conflict markers",
                           "resolve the conflict, then git add the file"};
        }
        start = end + 1;
    }
    return std::nullopt;
}

std::optional<Problem> problem_of_text(std::string_view text, Dialect dialect) {
    if (const std::size_t offset = text.find('\0'); offset != std::string_view::npos) {
        return Problem{offset, "a NUL byte, so this is no text (or UTF-16)", "save it as UTF-8"};
    }
    if (const auto offset = find_invalid_utf8(text)) {
        return Problem{*offset, "bytes that are not UTF-8", "save it as UTF-8"};
    }
    return conflict_marker(text, dialect);
}

bool has_upper_case(std::string_view name) {
    return std::ranges::any_of(name, [](char letter) { return letter >= 'A' && letter <= 'Z'; });
}

}  // namespace

std::string Reading::shown(std::string_view path) const {
    std::string text;
    text.reserve(folder.size() + 1 + path.size());
    if (!folder.empty()) {
        text += folder;
        text += '/';
    }
    text += path;
    return text;
}

Finding& Reading::report(std::string_view path, const std::string& message,
                         const std::string& remedy) {
    Finding finding;
    finding.code = Code::UnreadableMigration;
    finding.severity = default_severity(finding.code);
    finding.where.file = shown(path);
    finding.message = message;
    finding.remedy = remedy;
    return set.findings.emplace_back(std::move(finding));
}

Finding& Reading::report(std::string_view path, std::string_view text, const Problem& problem) {
    Finding& finding = report(path, problem.message,
                              problem.remedy.empty() ? "edit " + shown(path) : problem.remedy);
    finding.where = locate(text, problem.offset, finding.where.file);
    return finding;
}

std::optional<std::string> Reading::load(const FileContent& file) {
    if (is_utf16(file.bytes)) {
        report(file.path, file.bytes, {0, "UTF-16, not UTF-8", "save it as UTF-8"});
        return std::nullopt;
    }
    std::string text = canonical_newlines(file.bytes);
    if (const auto problem = problem_of_text(text, dialect)) {
        report(file.path, text, *problem);
        return std::nullopt;
    }
    return text;
}

std::optional<std::size_t> first_statement(std::string_view text, Dialect dialect) {
    sql::Lexer lexer(text, dialect);
    for (sql::Token token; lexer.next(token);) {
        if (token.kind != sql::TokenKind::LineComment &&
            token.kind != sql::TokenKind::BlockComment && token.kind != sql::TokenKind::Semicolon) {
            return token.offset;
        }
    }
    return std::nullopt;
}

bool is_within_token(std::string_view text, Dialect dialect, std::size_t offset) {
    sql::Lexer lexer(text, dialect);
    for (sql::Token token; lexer.next(token) && token.offset < offset;) {
        if (offset < token.offset + token.text.size()) {
            return true;
        }
    }
    return false;
}

Script script_of(std::string_view text, Slice part, const std::string& shown_path,
                 TransactionMode mode) {
    std::uint32_t line = 1;
    for (std::size_t at = text.find('\n'); at < part.begin; at = text.find('\n', at + 1)) {
        ++line;
    }
    return {std::string(part.of(text)), shown_path, line, mode};
}

void report_case_collisions(Reading& reading) {
    const auto& migrations = reading.set.migrations;
    if (std::ranges::none_of(migrations, [](const Migration& migration) {
            return has_upper_case(migration.name);
        })) {
        return;
    }
    std::unordered_map<std::string, const Migration*> by_name;
    for (const Migration& migration : migrations) {
        const auto [other, added] = by_name.emplace(ascii_lower(migration.name), &migration);
        if (added || other->second->name == migration.name) {
            continue;
        }
        Finding finding;
        finding.code = Code::UnreadableMigration;
        finding.severity = default_severity(finding.code);
        finding.id = migration.id;
        finding.name = migration.name;
        finding.where.file = migration.path;
        finding.message = "the names " + printable(other->second->name) + " and " +
                          printable(migration.name) + " differ by the case of letters only";
        finding.remedy = "git mv one of them to another name";
        reading.set.findings.push_back(std::move(finding));
    }
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);
}

}  // namespace gmig::layout
