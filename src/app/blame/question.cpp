#include "app/blame/question.hpp"

#include <gmig/sql/reader.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

void add(std::vector<Question>& questions, Question question) {
    if (std::ranges::find(questions, question) == questions.end()) {
        questions.push_back(std::move(question));
    }
}

void add_readings(std::vector<Question>& questions, const std::vector<std::string>& parts,
                  Dialect dialect) {
    const bool has_schemas = dialect == Dialect::Postgresql;
    if (parts.size() == 1) {
        add(questions, {.object = {"", parts[0]}, .column = ""});
    } else if (parts.size() == 2) {
        add(questions, {.object = {"", parts[0]}, .column = parts[1]});
        if (has_schemas) {
            add(questions, {.object = {parts[0], parts[1]}, .column = ""});
        }
    } else if (parts.size() == 3 && has_schemas) {
        add(questions, {.object = {parts[0], parts[1]}, .column = parts[2]});
    }
}

}  // namespace

std::vector<Question> questions_in(const std::string& word, Dialect dialect) {
    std::vector<Question> questions;
    sql::Reader reader(word, dialect);
    const std::vector<std::string> parts = reader.qualified_name();
    const auto is_empty = [](const std::string& part) { return part.empty(); };
    if (reader.at_end() && !word.ends_with('.') && std::ranges::none_of(parts, is_empty)) {
        add_readings(questions, parts, dialect);
    }
    if (word.find('"') == std::string::npos) {
        std::vector<std::string> plain;
        for (const std::string_view part : split_on(word, '.')) {
            plain.emplace_back(part);
        }
        if (std::ranges::none_of(plain, is_empty)) {
            add_readings(questions, plain, dialect);
            add(questions, {.object = {"", word}, .column = ""});
        }
    }
    if (questions.empty()) {
        throw Error(Error::Kind::Usage, "'" + printable(word) + "' names no table and no column")
            .next(dialect == Dialect::Postgresql ? "gmig blame [SCHEMA.]TABLE[.COLUMN]"
                                                 : "gmig blame TABLE[.COLUMN]");
    }
    return questions;
}

}  // namespace gmig::app
