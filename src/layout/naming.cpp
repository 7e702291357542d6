#include "layout/identity.hpp"
#include "layout/limits.hpp"
#include <gmig/layout/native.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::layout {
namespace {

bool is_letter_or_digit(char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
}

/// One line that stays a comment whatever it says.
std::string comment_line(std::string_view text) {
    std::string line(trim(text));
    for (char& byte : line) {
        if ((byte >= 0 && byte < ' ') || byte == '\x7F') {
            byte = ' ';
        }
    }
    return line.empty() ? line : "-- " + line + "\n";
}

}  // namespace

std::string header_words(const MigrationId& id, const std::vector<MigrationId>& parents) {
    std::string words = "id=" + id.value;
    for (const MigrationId& parent : parents) {
        words += " parent=" + parent.value;
    }
    return parents.empty() ? words + " parent=none" : words;
}

std::string slug_of(std::string_view words) {
    std::string slug;
    for (const char letter : ascii_lower(words)) {
        if (is_letter_or_digit(letter)) {
            slug += letter;
        } else if (!slug.empty() && slug.back() != '-') {
            slug += '-';
        }
    }
    if (slug.ends_with('-')) {
        slug.pop_back();
    }
    if (slug.empty()) {
        throw Error(Error::Kind::Usage, "a migration's name needs a letter or a digit of ASCII")
            .next("gmig new \"add categories\"");
    }
    if (slug.size() > longest_slug) {
        throw Error(Error::Kind::Usage, "the name has " + std::to_string(slug.size()) +
                                            " characters; with its stamp, " +
                                            std::to_string(longest_slug) + " fit")
            .next("gmig new with a shorter name");
    }
    return slug;
}

std::string next_name(Timestamp now, std::string_view newest, std::string_view slug) {
    Timestamp time = now;
    if (const auto stamp = from_stamp(newest.substr(0, stamp_length))) {
        time = std::max(time, Timestamp{stamp->microseconds + second});
    }
    return to_stamp(time) + "-" + std::string(slug);
}

std::string new_migration_text(const MigrationId& id, const std::vector<MigrationId>& parents,
                               std::string_view description) {
    const std::string header = "-- gmig: " + header_words(id, parents);
    if (parents.size() > 1) {
        return header + " empty\n" + comment_line(description);
    }
    return header + "\n" + comment_line(description) + "\n\n-- gmig: down\n";
}

std::string head_file_text(const MigrationId& head) {
    return (head.value.empty() ? std::string(no_head) : head.value) + "\n";
}

std::string gitattributes_line(std::string_view folder) {
    const std::string pattern = "/" + std::string(folder) + "/**/*.sql";
    std::string escaped;
    for (const char letter : pattern.substr(0, folder.size() + 1)) {
        // gitignore(5): a backslash takes a sign's meaning from it.
        if (std::string_view("*?[\\").find(letter) != std::string_view::npos) {
            escaped += '\\';
        }
        escaped += letter;
    }
    escaped += pattern.substr(folder.size() + 1);
    if (escaped.find_first_of(" \t\"") == std::string::npos) {
        return escaped + " text eol=lf\n";
    }
    // gitattributes(5): a pattern with blanks is quoted as a string of C.
    std::string quoted;
    for (const char letter : escaped) {
        if (letter == '"' || letter == '\\') {
            quoted += '\\';
        }
        quoted += letter;
    }
    return "\"" + quoted + "\" text eol=lf\n";
}

}  // namespace gmig::layout
