#include "git/config_file.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::git {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

class Parser {
public:
    explicit Parser(std::string_view text) : rest_(text) {
        if (rest_.starts_with("\xEF\xBB\xBF")) {
            rest_.remove_prefix(3);
        }
    }

    /// Goes to the next "key = value"; false at the end, and at what git would refuse.
    bool next() {
        for (skip_space(); !rest_.empty(); skip_space()) {
            if (rest_.front() == '#' || rest_.front() == ';') {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else if (rest_.front() == '[') {
                if (!read_section()) {
                    return false;
                }
            } else {
                return read_key();
            }
        }
        return false;
    }

    [[nodiscard]] const std::string& section() const { return section_; }
    [[nodiscard]] const std::string& key() const { return key_; }
    [[nodiscard]] const std::string& value() const { return value_; }

private:
    void skip_space() {
        while (!rest_.empty() && (is_blank(rest_.front()) || rest_.front() == '\n')) {
            rest_.remove_prefix(1);
        }
    }

    bool read_section() {
        bool quoted = false;
        for (std::size_t i = 1; i < rest_.size() && rest_[i] != '\n'; ++i) {
            if (rest_[i] == '\\' && quoted) {
                ++i;
            } else if (rest_[i] == '"') {
                quoted = !quoted;
            } else if (rest_[i] == ']' && !quoted) {
                section_ = ascii_lower(trim(rest_.substr(1, i - 1)));
                rest_.remove_prefix(i + 1);
                return true;
            }
        }
        return false;
    }

    bool read_key() {
        const std::size_t end = std::min(rest_.find_first_of("= \t\r\n#;"), rest_.size());
        key_ = ascii_lower(rest_.substr(0, end));
        value_ = "true";
        rest_.remove_prefix(end);
        while (!rest_.empty() && is_blank(rest_.front())) {
            rest_.remove_prefix(1);
        }
        if (!rest_.empty() && rest_.front() == '=') {
            rest_.remove_prefix(1);
            return read_value();
        }
        return !key_.empty();
    }

    static bool begins_comment(char c) { return c == '#' || c == ';'; }

    bool read_value() {
        value_.clear();
        bool quoted = false;
        std::size_t kept = 0;  // white space at the end counts in quotes only
        for (; !rest_.empty() && rest_.front() != '\n'; rest_.remove_prefix(1)) {
            const char c = rest_.front();
            if (c == '"') {
                quoted = !quoted;
                kept = value_.size();
            } else if (!quoted && begins_comment(c)) {
                break;  // what follows is passed over as a comment
            } else if (quoted || !is_blank(c) || !value_.empty()) {
                if (!append(c)) {
                    return false;
                }
                kept = quoted || !is_blank(c) ? value_.size() : kept;
            }
        }
        value_.resize(kept);
        return !quoted;
    }

    bool append(char c) {
        if (c != '\\') {
            value_ += c;
            return true;
        }
        rest_.remove_prefix(1);
        constexpr std::string_view written = "ntb\"\\\n";
        constexpr std::string_view meant = "\n\t\b\"\\";
        const std::size_t which = rest_.empty() ? std::string_view::npos : written.find(rest_[0]);
        if (which < meant.size()) {
            value_ += meant[which];
        }
        return which != std::string_view::npos;
    }

    std::string_view rest_;
    std::string section_;
    std::string key_;
    std::string value_;
};

}  // namespace

std::optional<std::string> config_value(std::string_view text, std::string_view section,
                                        std::string_view key) {
    std::optional<std::string> found;
    for (Parser parser(text); parser.next();) {
        if (parser.section() == section && parser.key() == key) {
            found = parser.value();
        }
    }
    return found;
}

bool is_true(std::string_view value) {
    const std::string lower = ascii_lower(trim(value));
    if (lower == "true" || lower == "yes" || lower == "on") {
        return true;
    }
    const bool number = lower.find_first_not_of("0123456789") == std::string::npos;
    return number && lower.find_first_not_of('0') != std::string::npos;
}

}  // namespace gmig::git
