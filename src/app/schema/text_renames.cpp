#include "app/schema/renames.hpp"

#include <algorithm>

namespace gmig::app {
namespace {

using sql::Rename;

bool has_column_named(const schema::Schema& schema, const std::string& table,
                      const std::string& column) {
    return std::ranges::any_of(schema.tables, [&](const auto& entry) {
        return entry.first.name == table && entry.second.column(column) != nullptr;
    });
}

/// The renames of a text, as answers.
class TextRenames {
public:
    TextRenames(const schema::Schema& from, const schema::Schema& to,
                const std::vector<Rename>& renames)
        : from_(from), to_(to), renames_(renames) {}

    RenameAnswers answers() {
        for (std::size_t i = 0; i < renames_.size(); ++i) {
            if (is_about(renames_[i], false)) {
                add_table(i);
            }
        }
        for (std::size_t i = 0; i < renames_.size(); ++i) {
            if (is_about(renames_[i], true)) {
                add_column(i);
            }
        }
        return std::move(answers_);
    }

private:
    static bool is_about(const Rename& rename, bool column) {
        return rename.kind == Rename::Kind::Relation && !rename.to.empty() &&
               rename.column.empty() != column;
    }
    /// What has this name at the rename at `place`, as it was called before all of them.
    [[nodiscard]] std::string before_all(std::string name, std::size_t place) const {
        for (std::size_t i = place; i-- > 0;) {
            if (is_about(renames_[i], false) && renames_[i].to == name) {
                name = renames_[i].name;
            }
        }
        return name;
    }
    /// The same, as it is called behind all of them.
    [[nodiscard]] std::string behind_all(std::string name, std::size_t place) const {
        for (std::size_t i = place + 1; i < renames_.size(); ++i) {
            if (is_about(renames_[i], false) && renames_[i].name == name) {
                name = renames_[i].to;
            }
        }
        return name;
    }
    [[nodiscard]] bool is_given(const std::string& answer) const {
        return std::ranges::find(answers_.given, answer) != answers_.given.end();
    }
    static std::string table_answer(const Rename& rename, const std::string& before,
                                    const std::string& after) {
        return (rename.schema.empty() ? "" : rename.schema + ".") + before + "=" + after;
    }

    void add_table(std::size_t place) {
        const Rename& rename = renames_[place];
        const std::string answer =
            table_answer(rename, before_all(rename.name, place), behind_all(rename.to, place));
        if (!is_given(answer) && names_a_rename(from_, to_, answer)) {
            answers_.given.push_back(answer);
        }
    }
    /// Of a table that gets another name, too: by its old name, behind the table's own answer.
    void add_column(std::size_t place) {
        const Rename& rename = renames_[place];
        const std::string before = before_all(rename.name, place);
        const std::string after = behind_all(rename.name, place);
        const bool moves = is_given(table_answer(rename, before, after)) &&
                           has_column_named(from_, before, rename.column) &&
                           !has_column_named(from_, before, rename.to) &&
                           has_column_named(to_, after, rename.to);
        const std::string answer = table_answer(rename, before + "." + rename.column, rename.to);
        if (!is_given(answer) && (moves || names_a_rename(from_, to_, answer))) {
            answers_.given.push_back(answer);
        }
    }

    const schema::Schema& from_;
    const schema::Schema& to_;
    const std::vector<Rename>& renames_;
    RenameAnswers answers_{.given = {}, .none = true};
};

}  // namespace

RenameAnswers answers_of_renames(const schema::Schema& from, const schema::Schema& to,
                                 const std::vector<Rename>& renames) {
    return TextRenames(from, to, renames).answers();
}

}  // namespace gmig::app
