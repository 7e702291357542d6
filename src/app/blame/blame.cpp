#include "app/blame/question.hpp"
#include "app/blame/trail.hpp"
#include "app/origins.hpp"
#include "app/schema/states.hpp"
#include <gmig/app/blame.hpp>
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::app {
namespace {

/// The history that is asked, and the commit whose it is.
struct Asked {
    History history;
    FilesOf files;
    std::string shown;
};

Asked asked_history(const Request& request, const Workspace& workspace, const std::string& ref) {
    git::Repository* const git = workspace.repository();
    if (ref.empty()) {
        layout::MigrationSet set = workspace.work_tree();
        return {.history = take_history(set),
                .files = {.commit = git != nullptr ? git->head() : std::nullopt},
                .shown = "the work tree"};
    }
    if (git == nullptr) {
        throw Error(Error::Kind::Repository, "this asks git, and there is no repository here")
            .at({.file = workspace.root().string()})
            .next("gmig blame without a revision");
    }
    const CommitId commit = git->resolve(ref);
    layout::MigrationSet set = set_in_git(request, workspace, commit);
    return {.history = take_history(set),
            .files = {.commit = commit, .in_work_tree = false},
            .shown = ref};
}

/// What was found of a question, traced.
struct Answer {
    Question question;
    ObjectTrace trace;
    schema::Key key;  ///< as it is called now, or was when it went
    std::vector<std::string> notes;
};

/// The name that an object with that of the question had, at the end or when it was last there.
std::optional<schema::Key> known_object(const Trail& trail, const schema::Name& name) {
    if (auto present = find_any(trail.after, name)) {
        return present;
    }
    for (std::size_t i = trail.passages.size(); i-- > 0;) {
        if (auto former = find_any(trail.passages[i].before, name)) {
            return former;
        }
    }
    return std::nullopt;
}

std::optional<Answer> answer(const Trail& trail, const Question& question) {
    auto key = known_object(trail, question.object);
    if (!key) {
        return std::nullopt;
    }
    Answer found{.question = question, .trace = {}, .key = *key, .notes = {}};
    if (!find_object(trail.after, *key)) {
        if (const auto present = present_name(trail.passages, *key)) {
            found.notes.push_back(shown(key->name) + " is called " + shown(present->name) + " now");
            found.key = *present;
        }
    }
    found.trace = trace_object(trail.passages, found.key);
    return found;
}

/// Of the ways to read the word, the first that finds an object and, if meant, a column of it;
/// else the first that finds an object.
std::optional<Answer> best_answer(const Trail& trail, const std::vector<Question>& questions,
                                  Dialect dialect) {
    std::optional<Answer> best;
    for (const Question& question : questions) {
        auto found = answer(trail, question);
        if (!found) {
            continue;
        }
        const std::string& column = question.column;
        if (column.empty() || !trace_column(found->trace, column, dialect).empty() ||
            present_column(found->trace, column, dialect)) {
            return found;
        }
        if (!best) {
            best = std::move(found);
        }
    }
    return best;
}

[[noreturn]] void refuse_replay(const Error& error, const std::string& shown) {
    throw Error(error.kind(),
                "the migrations of " + shown + " do not run from the beginning: " + error.what())
        .at(error.where())
        .state("who made what cannot be told without that; nothing has changed")
        .next(error.next().empty() ? "mend " + error.where().file : error.next());
}

Trail followed(const Request& request, const Workspace& workspace, const Asked& asked,
               const std::set<std::string>& names) {
    try {
        Trail trail = follow(request, workspace, asked.history, names, false);
        return trail.has_gap ? follow(request, workspace, asked.history, names, true)
                             : std::move(trail);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        refuse_replay(error, asked.shown);
    }
}

/// Follows all names that the object may have had: what renames are in JSON migrations is known
/// only behind the first run.
Trail followed_by_all_names(const Request& request, const Workspace& workspace, const Asked& asked,
                            const std::vector<Question>& questions) {
    std::set<std::string> names;
    for (const Question& question : questions) {
        names.insert(ascii_lower(question.object.name));
    }
    names = with_renames(asked.history, workspace.project().dialect, std::move(names));
    for (;;) {
        Trail trail = followed(request, workspace, asked, names);
        std::set<std::string> more = with_renames(trail.passages, names);
        if (more == names) {
            return trail;
        }
        names = std::move(more);
    }
}

[[noreturn]] void refuse_object(const Trail& trail, const BlameOptions& options,
                                const std::string& shown) {
    const std::vector<std::string> known = object_names(trail.after);
    const std::vector<std::string_view> words(known.begin(), known.end());
    std::optional<std::string_view> meant;
    for (const std::string& part :
         {options.object, options.object.substr(0, options.object.rfind('.'))}) {
        meant = meant ? meant : near(part, words);
    }
    throw Error(Error::Kind::Usage,
                "the migrations of " + shown + " never make " + printable(options.object) +
                    (meant ? ", did you mean " + std::string(*meant) + "?" : ""))
        .next(meant ? "gmig blame " + shell_word(*meant)
                    : "gmig diff --from empty --to :worktree, for all that there is");
}

std::vector<std::string> columns_of(const schema::Schema& schema, const schema::Key& key) {
    std::vector<std::string> names;
    if (const auto table = schema.tables.find(key.name); table != schema.tables.end()) {
        for (const schema::Column& column : table->second.columns) {
            names.push_back(column.name);
        }
    }
    return names;
}

[[noreturn]] void refuse_column(const Trail& trail, const Answer& found) {
    const std::string object = shown(found.key.name);
    const std::string kind = kind_words(trail.after, found.key);
    if (found.key.kind != schema::Kind::Table) {
        throw Error(Error::Kind::Usage, object + " is a " + kind +
                                            ": its columns come from what "
                                            "it is made of")
            .next("gmig blame " + shell_word(object));
    }
    const std::vector<std::string> known = columns_of(trail.after, found.key);
    const std::vector<std::string_view> words(known.begin(), known.end());
    throw Error(Error::Kind::Usage,
                "table " + object + ": " + unknown_word("column", found.question.column, words))
        .next("gmig blame " + shell_word(object));
}

/// One migration's event, without its commit.
BlameEvent event_for(const Migration& migration, const ObjectEvent& event,
                     std::vector<std::string> words) {
    constexpr std::array whats{BlameEvent::What::Created, BlameEvent::What::Changed,
                               BlameEvent::What::Renamed, BlameEvent::What::Dropped};
    return {.id = migration.id,
            .name = migration.name,
            .path = migration.path,
            .what = whats.at(static_cast<std::size_t>(event.what)),
            .words = std::move(words),
            .committed = Committed::Unknown,
            .origin = {}};
}

void tell_object(const Trail& trail, const Asked& asked, const Answer& found, BlameResult& result) {
    for (const ObjectEvent& event : found.trace.events) {
        result.events.push_back(
            event_for(asked.history.migrations()[event.position], event, event.words()));
    }
    for (const std::string& column : columns_of(trail.after, found.key)) {
        const auto events = trace_column(found.trace, column, trail.after.dialect);
        if (!events.empty()) {
            result.columns.push_back(
                {.column = column, .event = events.front().event, .words = events.front().words});
        }
    }
}

bool says(const std::vector<std::string>& words, std::string_view beginning) {
    return std::ranges::any_of(
        words, [&](const std::string& word) { return word.starts_with(beginning); });
}

/// What an event is to a column.
BlameEvent::What column_what(const std::vector<std::string>& words) {
    if (says(words, "create table") || says(words, "add column")) {
        return BlameEvent::What::Created;
    }
    if (says(words, "drop column") || says(words, "drop table")) {
        return BlameEvent::What::Dropped;
    }
    return says(words, "rename column") ? BlameEvent::What::Renamed : BlameEvent::What::Changed;
}

void tell_column(const Trail& trail, const Asked& asked, const Answer& found, BlameResult& result) {
    const Dialect dialect = trail.after.dialect;
    std::string column = found.question.column;
    std::vector<ColumnEvent> events = trace_column(found.trace, column, dialect);
    if (events.empty()) {
        const auto present = present_column(found.trace, column, dialect);
        if (!present) {
            refuse_column(trail, found);
        }
        result.notes.push_back(column + " is called " + *present + " now");
        column = *present;
        events = trace_column(found.trace, column, dialect);
    }
    for (ColumnEvent& one : events) {
        const ObjectEvent& event = found.trace.events[one.event];
        const BlameEvent::What what = column_what(one.words);
        result.events.push_back(
            event_for(asked.history.migrations()[event.position], event, std::move(one.words)));
        result.events.back().what = what;
    }
    result.column = column;
    result.gone = result.gone || (!result.events.empty() &&
                                  result.events.front().what == BlameEvent::What::Dropped);
}

void put_origins(const Workspace& workspace, const Asked& asked, std::vector<BlameEvent>& events) {
    std::vector<std::string> paths;
    for (const BlameEvent& event : events) {
        paths.push_back(event.path);
    }
    std::vector<FileOrigin> origins = origins_of(workspace, asked.files, paths);
    for (std::size_t i = 0; i < events.size(); ++i) {
        events[i].committed = origins[i].committed;
        events[i].origin = std::move(origins[i].origin);
    }
}

}  // namespace

std::string_view to_string(BlameEvent::What what) {
    constexpr std::array<std::string_view, 4> words{"created", "changed", "renamed", "dropped"};
    return words.at(static_cast<std::size_t>(what));
}

BlameResult blame(const Request& request, const BlameOptions& options) {
    const Workspace workspace(request);
    const Dialect dialect = workspace.project().dialect;
    const std::vector<Question> questions = questions_in(options.object, dialect);
    const Asked asked = asked_history(request, workspace, options.ref);
    const Trail trail = followed_by_all_names(request, workspace, asked, questions);
    const auto found = best_answer(trail, questions, dialect);
    if (!found) {
        refuse_object(trail, options, asked.shown);
    }
    BlameResult result{.kind = kind_words(trail.after, found->key),
                       .object = shown(found->key.name),
                       .column = {},
                       .history = asked.shown,
                       .gone = !find_object(trail.after, found->key),
                       .columns = {},
                       .events = {},
                       .notes = found->notes};
    if (found->question.column.empty()) {
        tell_object(trail, asked, *found, result);
    } else {
        tell_column(trail, asked, *found, result);
    }
    put_origins(workspace, asked, result.events);
    return result;
}

}  // namespace gmig::app
