#include "app/schema/renames.hpp"

#include <gmig/schema/difference.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace gmig::app {
namespace {

using schema::Modification;
using schema::Name;
using schema::RenameCandidate;
using schema::RenameColumn;
using schema::RenameTable;
using schema::Schema;

/// One answer, taken apart: "article.title=headline".
struct Answer {
    std::string text;
    std::string left;
    std::string right;  ///< without what stands before its last dot
    bool used = false;
};

std::string last_part(std::string_view word) {
    return std::string(word.substr(word.rfind('.') + 1));
}

std::vector<Answer> answers_of(const RenameAnswers& answers) {
    std::vector<Answer> all;
    for (const std::string& text : answers.given) {
        const std::size_t sign = text.find('=');
        const std::string left(trim(std::string_view(text).substr(0, sign)));
        const std::string right(
            sign == std::string::npos ? "" : trim(std::string_view(text).substr(sign + 1)));
        if (left.empty() || last_part(right).empty()) {
            throw Error(Error::Kind::Usage, "--rename " + printable(text) + " names no two things")
                .state("nothing has changed")
                .next("--rename old=new for a table, --rename table.old=new for a column");
        }
        all.push_back({.text = text, .left = left, .right = last_part(right)});
    }
    return all;
}

/// As people write it: PostgreSQL's schema public needs no mention.
std::string short_name(const Name& name) {
    return name.schema == "public" ? name.name : shown(name);
}

std::string shown(const RenameCandidate& candidate) {
    return short_name(candidate.table) + (candidate.column.empty() ? "" : "." + candidate.column);
}

std::string flag_for(const RenameCandidate& candidate, const std::string& to) {
    return "--rename " + shell_word(shown(candidate) + "=" + to);
}

std::optional<Name> find_table(const Schema& schema, std::string_view word) {
    std::optional<Name> by_name;
    for (const auto& [name, table] : schema.tables) {
        if (shown(name) == word || short_name(name) == word) {
            return name;
        }
        if (name.name == word) {
            by_name = name;
        }
    }
    return by_name;
}

bool has_column(const Schema& schema, const Name& table, std::string_view column) {
    const auto found = schema.tables.find(table);
    return found != schema.tables.end() && found->second.column(column) != nullptr;
}

/// The table that an answer names, when it can be renamed so.
std::optional<Name> answered_table(const Schema& from, const Schema& to, const Answer& answer) {
    const auto table = find_table(from, answer.left);
    if (!table) {
        return std::nullopt;
    }
    const Name renamed{table->schema, answer.right};
    const bool fits = to.tables.contains(renamed) && !from.tables.contains(renamed);
    return fits ? table : std::nullopt;
}

/// The column of `table` that an answer names, when it can be renamed so.
std::optional<RenameColumn> answered_column(const Schema& from, const Schema& to, const Name& table,
                                            const Answer& answer) {
    const std::string column = last_part(answer.left);
    const bool fits = has_column(from, table, column) && !has_column(from, table, answer.right) &&
                      has_column(to, table, answer.right);
    return fits ? std::optional(RenameColumn{.table = table, .column = column, .to = answer.right})
                : std::nullopt;
}

/// What stands before the last dot; nothing without one.
std::optional<std::string_view> table_part(const Answer& answer) {
    const std::size_t dot = answer.left.rfind('.');
    return dot == std::string::npos ? std::nullopt
                                    : std::optional(std::string_view(answer.left).substr(0, dot));
}

/// Finds the renames, tables first.
class Renamer {
public:
    Renamer(const Request& request, const SchemaState& from, const Schema& to,
            const RenameAnswers& answers)
        : request_(request),
          from_(from),
          to_(to),
          none_(answers.none),
          answers_(answers_of(answers)) {
        result_.schema = from.schema;
    }

    Renamed run() {
        refuse_open_questions();
        carry_out(table_renames());
        carry_out(column_renames());
        for (const Answer& answer : answers_) {
            if (!answer.used) {
                refuse_answer(answer);
            }
        }
        return std::move(result_);
    }

private:
    void refuse_open_questions() const;
    [[noreturn]] void refuse_answer(const Answer& answer) const;
    [[noreturn]] void refuse_question(const RenameCandidate& candidate) const;
    [[nodiscard]] bool may_name_something(const Answer& answer) const;
    std::vector<Modification> table_renames();
    std::vector<Modification> column_renames();
    [[nodiscard]] std::optional<RenameColumn> column_answer(const Answer& answer) const;
    [[nodiscard]] std::optional<std::string> ask(const RenameCandidate& candidate,
                                                 const std::vector<std::string>& taken) const;
    void carry_out(const std::vector<Modification>& renames);

    const Request& request_;
    const SchemaState& from_;
    const Schema& to_;
    bool none_;
    std::vector<Answer> answers_;
    std::map<Name, Name> moved_;  ///< tables, by their old name
    std::optional<db::Shadow> shadow_;
    Renamed result_;
};

/// All that is in question at once, when there is nobody to ask and nothing was said.
void Renamer::refuse_open_questions() const {
    if (none_ || request_.ask || !answers_.empty()) {
        return;
    }
    std::vector<std::string> questions;
    std::vector<std::string> flags;
    for (const RenameCandidate& candidate : schema::rename_candidates(from_.schema, to_)) {
        questions.push_back(shown(candidate) + " (now " + join(candidate.to, " or ") + "?)");
        flags.push_back(flag_for(candidate, candidate.to.front()));
    }
    if (!questions.empty()) {
        throw Error(Error::Kind::Guard,
                    "perhaps renamed, and gmig does not guess: " + join(questions, ", "))
            .state("nothing has changed")
            .next(join(flags, " ") + ", or --no-rename");
    }
}

/// Of an answer that is not used yet: whether it can be a column's whose turn is still to come.
bool Renamer::may_name_something(const Answer& answer) const {
    const auto word = table_part(answer);
    if (!word) {
        return false;
    }
    const auto table = find_table(from_.schema, *word);
    return table ? has_column(from_.schema, *table, last_part(answer.left))
                 : find_table(to_, *word).has_value();
}

void Renamer::refuse_question(const RenameCandidate& candidate) const {
    for (const Answer& answer : answers_) {
        if (!answer.used && !may_name_something(answer)) {
            refuse_answer(answer);
        }
    }
    throw Error(Error::Kind::Guard,
                "perhaps renamed, and gmig does not guess: " + shown(candidate) + " (now " +
                    join(candidate.to, " or ") + "?)")
        .state("nothing has changed")
        .next("also " + flag_for(candidate, candidate.to.front()) +
              ", or --no-rename for whatever is not given");
}

void Renamer::refuse_answer(const Answer& answer) const {
    std::vector<std::string> flags;
    for (const RenameCandidate& candidate : schema::rename_candidates(from_.schema, to_)) {
        for (const std::string& to : candidate.to) {
            flags.push_back(flag_for(candidate, to));
        }
    }
    throw Error(Error::Kind::Usage, "--rename " + printable(answer.text) +
                                        ": there is no such thing before, or none of that name "
                                        "afterwards")
        .state("nothing has changed")
        .next(flags.empty() ? "leave it out: nothing looks renamed"
                            : "what may be renamed: " + join(flags, ", "));
}

std::optional<std::string> Renamer::ask(const RenameCandidate& candidate,
                                        const std::vector<std::string>& taken) const {
    std::vector<std::string> open;
    std::ranges::copy_if(candidate.to, std::back_inserter(open), [&](const std::string& name) {
        return std::ranges::find(taken, name) == taken.end();
    });
    if (none_ || open.empty()) {
        return std::nullopt;
    }
    if (!request_.ask) {
        refuse_question(candidate);
    }
    for (const std::string& name : open) {
        if (request_.ask("is " + name + " the renamed " + shown(candidate) + "?")) {
            return name;
        }
    }
    return std::nullopt;
}

std::vector<Modification> Renamer::table_renames() {
    std::vector<Modification> renames;
    std::map<std::string, std::vector<std::string>> taken;  // new names, by namespace
    const auto take = [&](const Name& table, const std::string& to) {
        renames.emplace_back(RenameTable{.table = table, .to = to});
        taken[table.schema].push_back(to);
        moved_[table] = {table.schema, to};
    };
    for (Answer& answer : answers_) {
        const auto table = answered_table(from_.schema, to_, answer);
        if (table && !moved_.contains(*table)) {
            take(*table, answer.right);
            answer.used = true;
        }
    }
    for (const RenameCandidate& candidate : schema::rename_candidates(from_.schema, to_)) {
        if (!candidate.column.empty() || moved_.contains(candidate.table)) {
            continue;
        }
        if (const auto to = ask(candidate, taken[candidate.table.schema])) {
            take(candidate.table, *to);
        }
    }
    return renames;
}

/// The column that an answer names; its table by the old name or the new.
std::optional<RenameColumn> Renamer::column_answer(const Answer& answer) const {
    const auto word = table_part(answer);
    if (answer.used || !word) {
        return std::nullopt;
    }
    std::optional<Name> table = find_table(result_.schema, *word);
    if (const auto old = find_table(from_.schema, *word); old && moved_.contains(*old)) {
        table = moved_.at(*old);
    }
    return table ? answered_column(result_.schema, to_, *table, answer) : std::nullopt;
}

std::vector<Modification> Renamer::column_renames() {
    std::vector<Modification> renames;
    std::map<Name, std::vector<std::string>> taken;
    std::map<Name, std::vector<std::string>> gone;
    const auto take = [&](const RenameColumn& rename) {
        renames.emplace_back(rename);
        taken[rename.table].push_back(rename.to);
        gone[rename.table].push_back(rename.column);
    };
    for (Answer& answer : answers_) {
        if (const auto rename = column_answer(answer)) {
            take(*rename);
            answer.used = true;
        }
    }
    for (const RenameCandidate& candidate : schema::rename_candidates(result_.schema, to_)) {
        const auto& settled = gone[candidate.table];
        if (candidate.column.empty() ||
            std::ranges::find(settled, candidate.column) != settled.end()) {
            continue;
        }
        if (const auto to = ask(candidate, taken[candidate.table])) {
            take({.table = candidate.table, .column = candidate.column, .to = *to});
        }
    }
    // Those of a table follow each other, so that SQLite may do them in one go.
    std::ranges::stable_sort(
        renames, {}, [](const Modification& one) { return std::get<RenameColumn>(one).table; });
    return renames;
}

Modification inverse(const Modification& rename) {
    if (const auto* const table = std::get_if<RenameTable>(&rename)) {
        return RenameTable{.table = {table->table.schema, table->to}, .to = table->table.name};
    }
    const auto& column = std::get<RenameColumn>(rename);
    return RenameColumn{.table = column.table, .column = column.to, .to = column.column};
}

void Renamer::carry_out(const std::vector<Modification>& renames) {
    if (renames.empty()) {
        return;
    }
    if (!shadow_) {
        shadow_ = from_.shadow();
    }
    std::vector<schema::RenderedStep> steps = schema::render(result_.schema, renames);
    sql::RunnableOptions options;
    options.grammar = sql::Grammar::Lexer;
    shadow_->run({.text = schema::script_of(steps), .path = "renames"}, options);
    result_.schema = shadow_->schema();
    std::vector<Modification> inverses;
    std::transform(renames.rbegin(), renames.rend(), std::back_inserter(inverses), inverse);
    std::vector<schema::RenderedStep> back = schema::render(result_.schema, inverses);
    std::ranges::copy(renames, std::back_inserter(result_.modifications));
    std::ranges::move(steps, std::back_inserter(result_.steps));
    std::ranges::move(result_.back, std::back_inserter(back));
    result_.back = std::move(back);
}

}  // namespace

bool names_a_rename(const Schema& from, const Schema& to, const std::string& answer) {
    const Answer one = answers_of({.given = {answer}, .none = true}).front();
    if (answered_table(from, to, one)) {
        return true;
    }
    const auto word = table_part(one);
    const auto table = word ? find_table(from, *word) : std::nullopt;
    return table && answered_column(from, to, *table, one).has_value();
}

Renamed carry_out_renames(const Request& request, const SchemaState& from, const Schema& to,
                          const RenameAnswers& answers) {
    return Renamer(request, from, to, answers).run();
}

}  // namespace gmig::app
