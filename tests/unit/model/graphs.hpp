#pragma once

#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <cctype>
#include <sstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gmig::testing_notation {

/// One migration in the tests' notation: `id[=name][marks][<parent,parent][!up[!down[!verify]]]`.
/// Without more said, the name is the id and the content is the id; marks are ~ for an id that is
/// derived rather than written, * for a ledger row that is only started.
struct Word {
    std::string id;
    std::string name;
    std::vector<MigrationId> parents;
    std::string up;
    std::string down;
    std::string verify;
    bool derived = false;
    bool started = false;
};

inline std::string part_of(const std::vector<std::string_view>& parts, std::size_t index) {
    return index < parts.size() ? std::string(parts[index]) : std::string();
}

inline Word word_from(std::string_view text) {
    Word word;
    const std::vector<std::string_view> contents = split_on(text, '!');
    const std::vector<std::string_view> sides = split_on(contents.front(), '<');
    std::string head(sides.front());
    for (; !head.empty() && (head.back() == '~' || head.back() == '*'); head.pop_back()) {
        (head.back() == '~' ? word.derived : word.started) = true;
    }
    const std::vector<std::string_view> names = split_on(head, '=');
    word.id = names.front();
    word.name = names.back();
    if (sides.size() > 1) {
        for (const std::string_view parent : split_on(sides[1], ',')) {
            word.parents.push_back({std::string(parent)});
        }
    }
    word.up = contents.size() > 1 ? std::string(contents[1]) : word.id;
    word.down = part_of(contents, 2);
    word.verify = part_of(contents, 3);
    return word;
}

inline std::vector<Word> words_from(const std::string& text) {
    std::vector<Word> words;
    std::istringstream stream(text);
    for (std::string word; stream >> word;) {
        words.push_back(word_from(word));
    }
    return words;
}

inline std::optional<Checksum> checksum_or_none(const std::string& content) {
    return content.empty() ? std::nullopt : std::optional(Checksum{content});
}

/// "a b<a c<a,b!content" is a, then b after a, then c after a and b with another checksum. Files
/// are NAME.sql, a second one of that name NAME-2.sql.
inline std::vector<Migration> migrations_from(const std::string& text) {
    std::vector<Migration> migrations;
    std::unordered_map<std::string, int> files;
    for (const Word& word : words_from(text)) {
        Migration migration;
        migration.id = {word.id};
        migration.name = word.name;
        migration.parents = word.parents;
        migration.identity = word.derived ? Identity::Derived : Identity::Written;
        const int number = ++files[word.name];
        migration.path = word.name + (number > 1 ? "-" + std::to_string(number) : "") + ".sql";
        migration.checksum = {word.up};
        migration.down_checksum = checksum_or_none(word.down);
        migration.verify_checksum = checksum_or_none(word.verify);
        migrations.push_back(std::move(migration));
    }
    return migrations;
}

inline History history_from(const std::string& text) {
    return History(migrations_from(text));
}

/// The names in canonical order: "a b c".
inline std::string order_of(const History& history) {
    std::vector<std::string> names;
    for (const Migration& migration : history.migrations()) {
        names.push_back(migration.name);
    }
    return join(names, " ");
}

/// "GM205 b, GM206 c": the codes and whom they are about; warnings as "GM204? b", information as
/// "GM103. b".
inline std::string codes_of(const std::vector<Finding>& findings) {
    std::vector<std::string> codes;
    for (const Finding& finding : findings) {
        const std::string_view mark = finding.severity == Severity::Error     ? ""
                                      : finding.severity == Severity::Warning ? "?"
                                                                              : ".";
        codes.push_back(to_string(finding.code) + std::string(mark) +
                        (finding.name.empty() ? "" : " " + finding.name));
    }
    return join(codes, ", ");
}

/// Sentence names for table-driven tests.
inline constexpr auto sentence = [](const auto& test) { return std::string(test.param.name); };

}  // namespace gmig::testing_notation
