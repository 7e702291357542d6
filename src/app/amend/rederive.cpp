#include "app/amend/rederive.hpp"

#include "app/amend/executed_chain.hpp"
#include "app/amend/part_text.hpp"
#include "app/schema/change.hpp"
#include "app/schema/renames.hpp"
#include "app/schema/replay.hpp"
#include <gmig/layout/writing.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/sql/fingerprint.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

namespace gmig::app {
namespace {

SchemaState replayed(const Request& request, const Workspace& workspace, const History& history,
                     std::size_t count, const std::string& shown) {
    std::vector<const Migration*> migrations;
    for (const Migration& migration : history.migrations().first(count)) {
        migrations.push_back(&migration);
    }
    const auto shadow = std::make_shared<db::Shadow>(replay(request, workspace, migrations));
    SchemaState state{.shown = shown, .schema = shadow->schema(), .history = {}, .shadow = {}};
    state.shadow = [shadow] { return shadow->copy(); };
    return state;
}

SchemaState wanted_state(const Request& request, const Workspace& workspace) {
    const std::filesystem::path file = schema_file(workspace);
    const auto text = read_file_if_exists(file);
    if (!text) {
        throw Error(Error::Kind::Usage, "there is no schema file to work it out from")
            .at({.file = file.string()})
            .state("nothing has changed")
            .next("gmig db pull, which writes it from a database");
    }
    return script_state(request, workspace, *text, workspace.project().schema);
}

bool is_in(const std::vector<std::string>& list, const std::string& one) {
    return std::ranges::find(list, one) != list.end();
}

/// One migration that is worked out again.
class Rederiver {
public:
    Rederiver(const Request& request, const Workspace& workspace, const History& history,
              const RenameAnswers& answers, FolderChanges& changes)
        : request_(request),
          workspace_(workspace),
          history_(history),
          answers_(answers),
          changes_(changes),
          file_(history.migrations().back()),
          before_(replayed(request, workspace, history, history.size() - 1,
                           "what precedes " + file_.name)),
          wanted_(wanted_state(request, workspace)) {}

    Rederived run() {
        built_ = has_text() ? replayed(request_, workspace_, history_, history_.size(), file_.name)
                            : before_;
        if (same_as_modelled(built_.schema, wanted_.schema)) {
            return std::move(result_);
        }
        const SchemaChange first = plain_change(before_, built_);
        const bool derived = is_derived(first);
        const SchemaState& from = derived ? before_ : built_;
        const SchemaChange change =
            change_between(request_, from, wanted_, answers_for(from.schema));
        result_.notes = change.notes;
        tell_losses(change, first);
        if (derived && change.empty()) {
            result_.nothing_left = true;
            return std::move(result_);
        }
        prove(change, from, wanted_);
        if (is_json(file_)) {
            write_json(change, from, derived);
        } else {
            write_sql(change, derived);
        }
        require_outcome();
        return std::move(result_);
    }

private:
    [[nodiscard]] bool has_text() const {
        return is_json(file_) ? !file_.modification_places.empty()
                              : has_statement(file_.up, dialect());
    }
    [[nodiscard]] Dialect dialect() const { return workspace_.project().dialect; }
    [[nodiscard]] std::string relative(const std::string& shown) const {
        const std::string& folder = workspace_.project().migrations;
        return shown.substr(folder.empty() ? 0 : folder.size() + 1);
    }
    [[nodiscard]] std::string bytes_of(const std::string& path) const {
        const auto known = written_.find(path);
        return known != written_.end() ? known->second
                                       : read_file(workspace_.folder() / relative(path));
    }
    void put(const std::string& path, std::string bytes) {
        written_[path] = bytes;
        changes_.replace(relative(path), std::move(bytes));
    }

    RenameAnswers answers_for(const schema::Schema& from);
    [[nodiscard]] bool is_derived(const SchemaChange& first) const;
    void tell_losses(const SchemaChange& change, const SchemaChange& first);
    void write_sql(const SchemaChange& change, bool derived);
    void write_json(const SchemaChange& change, const SchemaState& from, bool derived);
    void write_parts(std::vector<std::pair<const Script*, std::string>> parts);
    void write_missing_down(const std::string& back, bool derived);
    void require_outcome() const;

    const Request& request_;
    const Workspace& workspace_;
    const History& history_;
    const RenameAnswers& answers_;
    FolderChanges& changes_;
    const Migration& file_;
    SchemaState before_;
    SchemaState wanted_;
    SchemaState built_;
    std::map<std::string, std::string> written_;
    Rederived result_;
};

/// Those that name a rename here. One that does not may name one on the way of the database.
RenameAnswers Rederiver::answers_for(const schema::Schema& from) {
    RenameAnswers answers{.given = {}, .none = answers_.none};
    for (const std::string& answer : answers_.given) {
        if (names_a_rename(from, wanted_.schema, answer)) {
            answers.given.push_back(answer);
        }
    }
    result_.used = answers.given;
    return answers;
}

bool Rederiver::is_derived(const SchemaChange& first) const {
    if (!has_text()) {
        return true;
    }
    if (is_json(file_)) {
        const std::string text = schema::write_json(
            schema::difference(before_.schema, built_.schema), before_.schema, built_.schema);
        return schema::read_json_migration(text, file_.path, schema::Vocabulary::Gmig, dialect())
                   .canonical == file_.modifications;
    }
    return sql::fingerprint(schema::script_of(first.steps), dialect()) ==
           sql::fingerprint(file_.up.text, dialect());
}

/// What the migration makes itself is nobody's data yet.
void Rederiver::tell_losses(const SchemaChange& change, const SchemaChange& first) {
    const std::vector<std::string> all = losses_of(plain_change(before_, wanted_).steps);
    const std::vector<std::string> known = losses_of(first.steps);
    std::ranges::copy_if(
        change.losses, std::back_inserter(result_.losses),
        [&](const std::string& loss) { return is_in(all, loss) && !is_in(known, loss); });
}

void Rederiver::write_sql(const SchemaChange& change, bool derived) {
    const auto text_of = [&](const std::vector<schema::RenderedStep>& steps) {
        return layout::in_one_piece(workspace_.project().layout, schema::script_of(steps));
    };
    const Script& up = file_.up;
    std::vector<std::pair<const Script*, std::string>> parts;
    parts.emplace_back(&up,
                       derived ? replaced_below(up.text, heading_of(up.text), text_of(change.steps))
                               : appended(up.text, text_of(change.steps), dialect()));
    if (file_.down) {
        const std::string& down = file_.down->text;
        parts.emplace_back(&*file_.down, derived ? replaced_below(down, "", text_of(change.back))
                                                 : prepended(down, text_of(change.back)));
    }
    write_parts(std::move(parts));
    if (!file_.down && !file_.irreversible) {
        write_missing_down(text_of(change.back), derived);
    }
}

/// From the bottom up: where both stand in one file, the lines above stay where they are.
void Rederiver::write_parts(std::vector<std::pair<const Script*, std::string>> parts) {
    std::ranges::sort(parts, std::greater<>(),
                      [](const auto& part) { return part.first->first_line; });
    for (const auto& [part, text] : parts) {
        put(part->path, with_part(bytes_of(part->path), *part, text));
    }
}

void Rederiver::write_missing_down(const std::string& back, bool derived) {
    if (derived && workspace_.project().layout == layout::Kind::Gmig) {
        put(file_.path, with_down(bytes_of(file_.path), back, dialect()));
        return;
    }
    result_.notes.push_back(file_.name + " has no down part, and gets none for what is added");
}

void Rederiver::write_json(const SchemaChange& change, const SchemaState& from, bool derived) {
    if (workspace_.project().layout != layout::Kind::Gmig) {
        throw Error(Error::Kind::Usage,
                    "gmig writes no JSON of the layout " +
                        std::string(layout::to_string(workspace_.project().layout)))
            .at({.file = file_.path})
            .state("nothing has changed")
            .next("edit " + file_.path + ", then gmig amend");
    }
    const std::string bytes = canonical_newlines(bytes_of(file_.path));
    const std::string text = json_of_change(change, from, wanted_);
    put(file_.path,
        derived ? with_modifications_only(bytes, text) : with_modifications_of(bytes, text));
}

void Rederiver::require_outcome() const {
    layout::MigrationSet set = changes_.preview();
    const History after = take_history(set);
    const SchemaState built =
        replayed(request_, workspace_, after, after.size(), "the migrations with " + file_.name);
    if (!same_as_modelled(wanted_.schema, built.schema)) {
        throw Error(Error::Kind::Internal,
                    "what gmig has worked out does not give " + wanted_.shown +
                        ": missing there: " + differences_in_words(built.schema, wanted_.schema, 3))
            .at({.file = file_.path})
            .state("it was tried on a shadow only: nothing has changed")
            .next("please report it; edit " + file_.path + ", then gmig amend");
    }
}

}  // namespace

Rederived rederive(const Request& request, const Workspace& workspace, const History& history,
                   const RenameAnswers& answers, FolderChanges& changes) {
    return Rederiver(request, workspace, history, answers, changes).run();
}

}  // namespace gmig::app
