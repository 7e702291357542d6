#include "layout/directives.hpp"

#include <gmig/model/finding.hpp>
#include <gmig/sql/lexer.hpp>
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::layout {
namespace {

struct Word {
    std::size_t offset = 0;
    std::string_view key;
    std::optional<std::string_view> value;
};

bool is_blank(char letter) {
    return letter == ' ' || letter == '\t' || letter == '\v' || letter == '\f';
}

/// Takes the first word off the line; nothing when only blanks are left.
std::optional<Word> next_word(std::string_view text, Slice& line) {
    while (line.begin < line.end && is_blank(text[line.begin])) {
        ++line.begin;
    }
    if (line.begin == line.end) {
        return std::nullopt;
    }
    const std::size_t start = line.begin;
    while (line.begin < line.end && !is_blank(text[line.begin])) {
        ++line.begin;
    }
    const std::string_view word = text.substr(start, line.begin - start);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
        return Word{start, word, std::nullopt};
    }
    return Word{start, word.substr(0, equals), word.substr(equals + 1)};
}

constexpr std::string_view ignore_statement = "lint-ignore";
constexpr std::string_view ignore_file = "lint-ignore-file";
constexpr std::array<std::string_view, 12> known_words{
    "id",        "parent",  "transaction", "irreversible", "empty",  "replaces", ignore_statement,
    ignore_file, "grammar", "up",          "down",         "verify",
};

bool is_lint_rule(std::string_view text) {
    const auto code = code_from(text);
    return code && is_lint(*code);
}

std::optional<Section> section_from(std::string_view word) {
    constexpr std::array<std::string_view, 3> names{"up", "down", "verify"};
    const auto* const found = std::ranges::find(names, word);
    return found == names.end() ? std::nullopt
                                : std::optional(static_cast<Section>(found - names.begin()));
}

class Reader {
public:
    Reader(std::string_view text, std::size_t statement) : text_(text), statement_(statement) {}

    void read_line(std::size_t offset);
    Directives finish();

private:
    void refuse(std::size_t offset, std::string message) {
        directives_.problems.push_back({offset, std::move(message)});
    }
    void read_mark(Section section, Slice line);
    void read_word(const Word& word);
    bool read_flag(const Word& word);
    bool read_identity(const Word& word);
    bool read_option(const Word& word);
    bool read_ignore(const Word& word);
    void set_off(const Word& word, bool& said);
    /// Whether a word may stand here that has to come before the first statement.
    bool is_early(const Word& word);
    std::optional<MigrationId> id_of(const Word& word);
    void read_id(const Word& word);
    void read_parent(const Word& word);

    std::string_view text_;
    std::size_t statement_;
    Directives directives_;
    std::optional<std::size_t> id_offset_;
    std::optional<std::size_t> parent_offset_;
    bool no_parent_ = false;
    bool transaction_off_ = false;
};

void Reader::read_line(std::size_t offset) {
    const std::size_t end = std::min(text_.find('\n', offset), text_.size());
    Slice rest{offset + directive_mark.size(), end};
    std::optional<Word> word = next_word(text_, rest);
    if (!word) {
        refuse(offset, "a directive that says nothing");
        return;
    }
    const auto section = section_from(word->key);
    std::optional<Word> second = next_word(text_, rest);
    if (section && !word->value && !second) {
        read_mark(*section, {offset, std::min(end + 1, text_.size())});
        return;
    }
    for (; word; word = std::exchange(second, next_word(text_, rest))) {
        read_word(*word);
    }
}

void Reader::read_mark(Section section, Slice line) {
    const auto found = std::ranges::find(directives_.marks, section, &SectionMark::section);
    if (found != directives_.marks.end()) {
        refuse(line.begin, "a second part of this kind");
        return;
    }
    directives_.marks.push_back({section, line});
}

void Reader::read_word(const Word& word) {
    if (section_from(word.key)) {
        refuse(word.offset, "the mark of a part stands alone on its line");
        return;
    }
    if (read_flag(word) || read_identity(word) || read_option(word)) {
        return;
    }
    refuse(word.offset, unknown_word("directive", word.key, known_words));
}

bool Reader::read_flag(const Word& word) {
    bool* const flag = word.key == "irreversible" ? &directives_.irreversible
                       : word.key == "empty"      ? &directives_.empty
                                                  : nullptr;
    if (flag == nullptr) {
        return false;
    }
    if (word.value) {
        refuse(word.offset, std::string(word.key) + " takes no value");
    } else if (std::exchange(*flag, true)) {
        refuse(word.offset, std::string(word.key) + " stands twice");
    }
    return true;
}

bool Reader::read_identity(const Word& word) {
    if (word.key != "id" && word.key != "parent" && word.key != "transaction") {
        return false;
    }
    if (!is_early(word)) {
        return true;
    }
    if (word.key == "id") {
        read_id(word);
    } else if (word.key == "parent") {
        read_parent(word);
    } else {
        set_off(word, transaction_off_);
        directives_.transaction = TransactionMode::Off;
    }
    return true;
}

bool Reader::read_option(const Word& word) {
    if (word.key == "grammar") {
        set_off(word, directives_.grammar_off);
        return true;
    }
    if (word.key == "replaces") {
        if (auto id = id_of(word)) {
            directives_.replaces.push_back(std::move(*id));
        }
        return true;
    }
    return read_ignore(word);
}

/// What it says of a statement, lint reads from the text.
bool Reader::read_ignore(const Word& word) {
    if (word.key != ignore_statement && word.key != ignore_file) {
        return false;
    }
    if (!is_lint_rule(word.value.value_or(""))) {
        const std::string key(word.key);
        refuse(word.offset, key + " names one of lint's rules: " + key + "=GM401");
    } else if (word.key == ignore_file) {
        directives_.lint_ignores.emplace_back(*word.value);
    }
    return true;
}

void Reader::set_off(const Word& word, bool& said) {
    if (word.value != "off") {
        refuse(word.offset,
               std::string(word.key) + " can only be off: " + std::string(word.key) + "=off");
    } else if (std::exchange(said, true)) {
        refuse(word.offset, std::string(word.key) + " stands twice");
    }
}

bool Reader::is_early(const Word& word) {
    const bool in_up = std::ranges::all_of(
        directives_.marks, [](const SectionMark& mark) { return mark.section == Section::Up; });
    if (in_up && word.offset < statement_) {
        return true;
    }
    refuse(word.offset, std::string(word.key) + " must stand before the first statement");
    return false;
}

std::optional<MigrationId> Reader::id_of(const Word& word) {
    if (word.value && is_migration_id(*word.value)) {
        return MigrationId{std::string(*word.value)};
    }
    refuse(word.offset, std::string(word.key) + " takes an id, 12 letters from k to z");
    return std::nullopt;
}

void Reader::read_id(const Word& word) {
    if (id_offset_) {
        refuse(word.offset, "a second id");
        return;
    }
    id_offset_ = word.offset;
    directives_.id = id_of(word);
}

void Reader::read_parent(const Word& word) {
    auto& parents = directives_.parents;
    if (no_parent_ || (word.value == "none" && parent_offset_)) {
        refuse(word.offset, "parent=none stands alone");
        return;
    }
    parent_offset_ = parent_offset_.value_or(word.offset);
    if (word.value == "none") {
        no_parent_ = true;
        return;
    }
    auto parent = id_of(word);
    if (!parent) {
        return;
    }
    if (std::ranges::find(parents, *parent) != parents.end()) {
        refuse(word.offset, "the same parent twice");
        return;
    }
    parents.push_back(std::move(*parent));
}

Directives Reader::finish() {
    if (id_offset_ && !parent_offset_) {
        refuse(*id_offset_,
               "an id without a parent: write parent=ID, or parent=none for the first");
    }
    if (parent_offset_ && !id_offset_) {
        refuse(*parent_offset_, "a parent without an id");
    }
    return std::move(directives_);
}

/// Where the line starts that is a comment of the word "gmig", in any case and with any blanks,
/// before this colon.
std::optional<std::size_t> line_of_mark(std::string_view text, std::size_t colon) {
    constexpr std::string_view name = "gmig";
    const auto back_over_blanks = [&](std::size_t at) {
        while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) {
            --at;
        }
        return at;
    };
    std::size_t at = back_over_blanks(colon);
    if (at < name.size() || ascii_lower(text.substr(at - name.size(), name.size())) != name) {
        return std::nullopt;
    }
    at = back_over_blanks(at - name.size());
    if (at < 2 || text.substr(at - 2, 2) != "--" || (at > 2 && text[at - 3] != '\n')) {
        return std::nullopt;
    }
    return at - 2;
}

}  // namespace

Directives read_directives(std::string_view text, std::span<const std::size_t> offsets,
                           std::size_t statement) {
    Reader reader(text, statement);
    for (const std::size_t offset : offsets) {
        reader.read_line(offset);
    }
    return reader.finish();
}

std::vector<std::string> file_ignores(std::string_view text, Dialect dialect) {
    std::vector<std::string> rules;
    for (const std::size_t offset : sql::directive_offsets(text, dialect)) {
        Slice rest{offset + directive_mark.size(), std::min(text.find('\n', offset), text.size())};
        while (const auto word = next_word(text, rest)) {
            if (word->key == ignore_file && is_lint_rule(word->value.value_or(""))) {
                rules.emplace_back(*word->value);
            }
        }
    }
    return rules;
}

std::optional<Problem> misspelt_directive(std::string_view text, Dialect dialect) {
    // Colons are rare in SQL: looking for them is quicker than looking at each line.
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
         colon = text.find(':', colon + 1)) {
        const auto line = line_of_mark(text, colon);
        if (line && !text.substr(*line).starts_with(directive_mark) &&
            !is_within_token(text, dialect, *line)) {
            return Problem{*line, "a comment that looks like a directive: write \"-- gmig: \""};
        }
    }
    return std::nullopt;
}

}  // namespace gmig::layout
