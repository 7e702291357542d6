#include "app/schema/states.hpp"

#include "app/check/trees.hpp"
#include "app/executed.hpp"
#include "app/schema/replay.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/db/tool_history.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

namespace gmig::app {
namespace {

[[noreturn]] SchemaState refuse_word(const std::string& word, const std::string& why) {
    throw Error(Error::Kind::Usage, "'" + printable(word) + "' is no state" + why)
        .state("nothing has changed")
        .next("name one of: " + std::string(state_forms));
}

git::Repository& repository_for(const Workspace& workspace, const std::string& word) {
    git::Repository* const git = workspace.repository();
    if (git == nullptr) {
        refuse_word(word, ", for there is no git repository here");
    }
    return *git;
}

SchemaState revision_state(const Request& request, const Workspace& workspace,
                           const std::string& word) {
    const auto commit = repository_for(workspace, word).find_commit(word);
    if (!commit) {
        refuse_word(word, ": git knows no such revision");
    }
    return migrations_state(request, workspace, set_in_git(request, workspace, commit),
                            "the migrations at " + word);
}

SchemaState connected_state(const Request& request, const Workspace& workspace,
                            const std::string& shown, const Request& original) {
    const Connection connection(request, workspace, Connection::Purpose::Read);
    return live_state(original, workspace, live_schema(workspace, connection.driver()), shown);
}

SchemaState environment_state(const Request& request, const Workspace& workspace,
                              const std::string& name) {
    Request asked = request;
    asked.environment = name;
    asked.url.reset();
    return connected_state(asked, workspace, "env:" + name, request);
}

SchemaState url_state(const Request& request, const Workspace& workspace, const std::string& url) {
    Request asked = request;
    asked.url = url;
    const std::string shown = db::parse_url(url, request.directory).shown;
    return connected_state(asked, workspace, shown, request);
}

SchemaState file_state(const Request& request, const Workspace& workspace,
                       const std::string& path) {
    return script_state(request, workspace, read_file(request.directory / path), path);
}

SchemaState empty_state(const Request& request, const Workspace& workspace) {
    SchemaState state{.shown = "nothing", .schema = {}, .history = {}, .shadow = {}};
    state.schema.dialect = workspace.project().dialect;
    state.shadow = [&request, &workspace] { return empty_shadow(request, workspace); };
    return state;
}

/// Errors in a script that is no migration need other advice.
[[noreturn]] void rethrow_for_script(const Error& error, const std::string& path) {
    const bool is_in_it = error.where().file == path;
    throw Error(error.kind(), error.what())
        .at(error.where())
        .state("nothing has changed")
        .next(is_in_it ? "mend " + path : error.next())
        .by_signal(error.signal());
}

void run_script(db::Shadow& shadow, const Script& script) {
    sql::RunnableOptions options;
    // A script has no header to say grammar=off in, and the server judges it anyway.
    options.grammar = sql::Grammar::Lexer;
    options.allow_empty = true;
    shadow.run(script, options);
}

db::Shadow script_shadow(const Request& request, const Workspace& workspace, const Script& script) {
    db::Shadow shadow = empty_shadow(request, workspace);
    try {
        run_script(shadow, script);
    } catch (const Error& error) {
        rethrow_for_script(error, script.path);
    }
    return shadow;
}

[[noreturn]] void refuse_rebuilding(const schema::Schema& schema, const std::string& shown,
                                    const std::string& trouble) {
    const bool explained = !schema.unmodelled.empty();
    throw Error(explained ? Error::Kind::Usage : Error::Kind::Internal,
                "the schema of " + shown +
                    " cannot be built again to try the change on: " + trouble +
                    (explained ? "; gmig does not model " + join(schema.unmodelled, ", ") : ""))
        .state("nothing has changed")
        .next(explained ? "gmig diff --from STATE with another state, such as :worktree"
                        : "please report it with these words");
}

db::Shadow rebuilt_shadow(const Request& request, const Workspace& workspace,
                          const schema::Schema& schema, const std::string& shown) {
    const Script script{.text = schema::ddl_of(schema), .path = shown};
    db::Shadow shadow = empty_shadow(request, workspace);
    std::string trouble;
    try {
        run_script(shadow, script);
        const schema::Schema rebuilt = shadow.schema();
        if (same_as_modelled(rebuilt, schema)) {
            return shadow;
        }
        trouble = differences_in_words(rebuilt, schema, 3);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
            throw;
        }
        trouble = error.what();
    }
    refuse_rebuilding(schema, shown, trouble);
}

/// A state that a prefix tells.
struct Form {
    std::string_view prefix;
    SchemaState (*read)(const Request& request, const Workspace& workspace,
                        const std::string& rest);
};
constexpr std::array forms{Form{"env:", environment_state}, Form{"file:", file_state},
                           Form{"url:", url_state}};

template <class Map, class Belongs>
void leave_out(Map& map, const Belongs& belongs) {
    for (auto entry = map.begin(); entry != map.end();) {
        entry = belongs(entry->second) ? map.erase(entry) : std::next(entry);
    }
}

}  // namespace

SchemaState read_state(const Request& request, const Workspace& workspace,
                       const std::string& word) {
    if (word == "empty") {
        return empty_state(request, workspace);
    }
    if (word == ":worktree") {
        return migrations_state(request, workspace, workspace.work_tree(),
                                "the work tree's migrations");
    }
    if (word == ":index") {
        repository_for(workspace, word);
        return migrations_state(request, workspace, set_in_git(request, workspace, std::nullopt),
                                "the index's migrations");
    }
    for (const Form& form : forms) {
        if (word.starts_with(form.prefix)) {
            const std::string rest = word.substr(form.prefix.size());
            return rest.empty() ? refuse_word(word, "") : form.read(request, workspace, rest);
        }
    }
    if (word.empty() || word.starts_with(':')) {
        refuse_word(word, "");
    }
    return revision_state(request, workspace, word);
}

namespace {

/// SQLite takes views that need each other, and refuses to read them ever after.
void refuse_circular_views(db::Shadow& shadow, const schema::Schema& schema,
                           const std::string& path) {
    if (schema.dialect != Dialect::Sqlite) {
        return;
    }
    for (const auto& [name, view] : schema.views) {
        try {
            shadow.driver().query(
                {.sql = "SELECT 1 FROM " + schema::quoted(name, schema.dialect) + " LIMIT 0",
                 .values = {}});
        } catch (const Error& error) {
            if (std::string_view(error.what()).find("circularly defined") ==
                std::string_view::npos) {
                continue;
            }
            throw Error(Error::Kind::Usage,
                        "the view " + shown(name) + " needs itself: there is a cycle of views")
                .at({.file = path})
                .state("nothing has changed")
                .next("mend " + path);
        }
    }
}

}  // namespace

SchemaState migrations_state(const Request& request, const Workspace& workspace,
                             layout::MigrationSet set, std::string shown) {
    const auto history = std::make_shared<const History>(take_history(set));
    std::vector<const Migration*> migrations;
    for (const Migration& migration : history->migrations()) {
        migrations.push_back(&migration);
    }
    SchemaState state{.shown = std::move(shown),
                      .schema = replayed_schema(request, workspace, migrations),
                      .history = history,
                      .shadow = {}};
    state.shadow = [&request, &workspace, history, migrations] {
        return replay(request, workspace, migrations);
    };
    return state;
}

layout::MigrationSet set_in_git(const Request& request, const Workspace& workspace,
                                const std::optional<CommitId>& commit) {
    const layout::ProjectConfig project =
        project_at(request, workspace, commit).value_or(workspace.project());
    const FolderState folder =
        commit ? folder_at(workspace, project, *commit) : folder_in_index(workspace, project);
    const std::vector<FileContent> files = BlobReader(workspace).read(folder);
    return layout::read_migrations(project.layout, project.dialect, files, project.migrations);
}

SchemaState script_state(const Request& request, const Workspace& workspace,
                         const std::string& text, const std::string& path) {
    const Script script{.text = canonical_newlines(text), .path = path};
    const auto first = std::make_shared<db::Shadow>(script_shadow(request, workspace, script));
    SchemaState state{.shown = path, .schema = first->schema(), .history = {}, .shadow = {}};
    refuse_circular_views(*first, state.schema, path);
    state.shadow = [first] { return first->copy(); };
    return state;
}

SchemaState live_state(const Request& request, const Workspace& workspace, schema::Schema schema,
                       const std::string& shown) {
    SchemaState state{.shown = shown, .schema = std::move(schema), .history = {}, .shadow = {}};
    state.shadow = [&request, &workspace, shown, live = state.schema] {
        return rebuilt_shadow(request, workspace, live, shown);
    };
    return state;
}

namespace {

/// The table of the tool that owns the layout, or that owned it before the files were converted.
std::string table_of_tool(const Workspace& workspace, db::Driver& driver) {
    std::string table = history_table_of(workspace.project());
    if (!table.empty() || workspace.project().layout != layout::Kind::Gmig) {
        return table;
    }
    db::Ledger ledger(driver, workspace.project().name);
    const Watch watch = look_for_tool(driver, ledger, workspace);
    return watch.table ? watch.table->table : "";
}

void leave_out_tables(schema::Schema& schema, const std::set<schema::Name>& names) {
    const auto is_one = [&](const schema::Name& name) { return names.contains(name); };
    leave_out(schema.tables, [&](const schema::Table& one) { return is_one(one.name); });
    leave_out(schema.indexes, [&](const schema::Index& one) { return is_one(one.table); });
    leave_out(schema.triggers, [&](const schema::Trigger& one) { return is_one(one.table); });
    leave_out(schema.sequences,
              [&](const schema::Sequence& one) { return one.owner && is_one(one.owner->first); });
}

/// Those of that name, in whichever schema.
std::set<schema::Name> tables_called(const schema::Schema& schema, const std::string& table) {
    std::set<schema::Name> names;
    for (const auto& [name, one] : schema.tables) {
        if (name.name == table) {
            names.insert(name);
        }
    }
    return names;
}

bool stands_in(const std::string& space, const auto& map) {
    return std::ranges::any_of(
        map, [&](const auto& entry) { return entry.second.name.schema == space; });
}

/// Of a PostgreSQL schema: triggers and policies stand in it with their tables.
bool is_empty(const schema::Schema& schema, const std::string& space) {
    const bool named = std::ranges::any_of(schema.unmodelled, [&](const std::string& words) {
        return words.find(" " + schema::quoted(space, schema.dialect) + ".") != std::string::npos;
    });
    const bool extended = std::ranges::any_of(
        schema.extensions, [&](const auto& entry) { return entry.second.in_schema == space; });
    return !named && !extended && !stands_in(space, schema.enums) &&
           !stands_in(space, schema.domains) && !stands_in(space, schema.composites) &&
           !stands_in(space, schema.sequences) && !stands_in(space, schema.tables) &&
           !stands_in(space, schema.indexes) && !stands_in(space, schema.views) &&
           !stands_in(space, schema.routines);
}

}  // namespace

schema::Schema live_schema(const Workspace& workspace, db::Driver& driver) {
    schema::Schema schema = driver.introspect();
    leave_out_tables(schema, tables_called(schema, table_of_tool(workspace, driver)));
    return schema;
}

LiveSchema live_schema_beside(const Workspace& workspace, db::Driver& driver,
                              const schema::Schema& other) {
    const layout::ProjectConfig& project = workspace.project();
    LiveSchema live{.schema = driver.introspect(), .passed_over = {}};
    std::set<schema::Name> names = tables_called(live.schema, table_of_tool(workspace, driver));
    if (project.history_table != "none") {
        for (const db::ToolTable& table :
             db::find_tool_tables(driver, project.layout, project.history_table)) {
            const schema::Name name{.schema = table.schema, .name = table.table};
            if (!other.tables.contains(name) && names.insert(name).second) {
                live.passed_over.push_back(printable(table.shown()) + " is " +
                                           std::string(layout::to_string(table.layout)) +
                                           "'s own, and passed over");
            }
        }
    }
    std::erase_if(names, [&](const schema::Name& name) { return other.tables.contains(name); });
    leave_out_tables(live.schema, names);
    for (const schema::Name& name : names) {
        if (!other.namespaces.contains(name.schema) && is_empty(live.schema, name.schema)) {
            live.schema.namespaces.erase(name.schema);
        }
    }
    return live;
}

std::filesystem::path schema_file(const Workspace& workspace) {
    return workspace.root() / workspace.project().schema;
}

bool same_as_modelled(const schema::Schema& a, schema::Schema b) {
    b.unmodelled = a.unmodelled;
    return schema::same(a, b);
}

std::string differences_in_words(const schema::Schema& from, const schema::Schema& to,
                                 std::size_t most) {
    const std::vector<schema::Modification> modifications = schema::difference(from, to);
    std::vector<std::string> words;
    for (const schema::Modification& modification : modifications) {
        if (words.size() < most) {
            words.push_back(schema::described(modification));
        }
    }
    if (modifications.size() > most) {
        words.push_back(std::to_string(modifications.size() - most) + " more");
    }
    return words.empty() ? "in something that has no words" : join(words, ", ");
}

}  // namespace gmig::app
