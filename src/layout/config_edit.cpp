#include <gmig/layout/conversion.hpp>
#include <gmig/support/json.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

/// Past white space and comments.
std::size_t next_sign(std::string_view text, std::size_t at) {
    for (;;) {
        at = std::min(text.find_first_not_of(" \t\n", at), text.size());
        if (text.substr(at, 2) == "//") {
            at = std::min(text.find('\n', at), text.size());
        } else if (text.substr(at, 2) == "/*") {
            at = std::min(text.find("*/", at), text.size() - 2) + 2;
        } else {
            return at;
        }
    }
}

/// Takes out [begin, end), and the line with it where nothing else stands on it.
void erase_piece(std::string& text, std::size_t begin, std::size_t end) {
    while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) {
        ++end;
    }
    const std::size_t line = text.rfind('\n', begin) + 1;  // 0 in the first line
    const bool is_first = text.find_first_not_of(" \t", line) == begin;
    if (is_first && end < text.size() && text[end] == '\n') {
        begin = line;
        ++end;
    }
    text.erase(begin, end - begin);
}

/// Takes a member and the comma that belongs to it out.
void erase_member(std::string& text, const JsonValue& object, std::string_view key) {
    const auto found = std::ranges::find(object.members, key, &JsonMember::key);
    if (found == object.members.end()) {
        return;
    }
    const std::size_t behind = next_sign(text, found->value.end);
    if (text[behind] == ',') {
        erase_piece(text, found->offset, behind + 1);
        return;
    }
    erase_piece(text, found->offset, found->value.end);
    if (found != object.members.begin()) {
        text.erase(next_sign(text, (found - 1)->value.end), 1);
    }
}

/// Where the project's keys stand.
const JsonValue& project_in(const JsonValue& root, const std::string& project) {
    const JsonValue* const projects = root.find("projects");
    const JsonValue* const own = projects == nullptr ? nullptr : projects->find(project);
    return own == nullptr ? root : *own;
}

}  // namespace

std::string with_native_layout(std::string_view bytes, const std::string& path,
                               const std::string& project) {
    std::string text = canonical_newlines(bytes);
    {
        const JsonValue root = parse_json(text, path);
        if (const JsonValue* const value = project_in(root, project).find("layout")) {
            text.replace(value->offset, value->end - value->offset, "\"gmig\"");
        }
    }
    const JsonValue root = parse_json(text, path);
    erase_member(text, project_in(root, project), "mode");
    if (bytes.find("\r\n") == std::string_view::npos) {
        return text;
    }
    std::string with_returns;
    for (const char letter : text) {
        with_returns += letter == '\n' ? "\r\n" : std::string(1, letter);
    }
    return with_returns;
}

}  // namespace gmig::layout
