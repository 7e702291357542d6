#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/db/shadow.hpp>
#include <gmig/schema/schema.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// The words that name a state, for messages.
inline constexpr std::string_view state_forms =
    "a git revision, :index, :worktree, env:NAME, file:PATH, url:URL or empty";

/// A schema that a word names.
struct SchemaState {
    std::string shown;  ///< for people: "the work tree's migrations", "schema.sql", "env:local"
    schema::Schema schema;
    /// Of a state that migrations build: those. Null for others.
    std::shared_ptr<const History> history;
    /// A shadow with this schema, of the caller's own. A live database is rebuilt from its schema's
    /// DDL; Error{Internal} when that does not give the same.
    std::function<db::Shadow()> shadow;
};

/// Reads the state that a word names. Revisions, the index and the work tree: their migrations
/// replayed. A file: run on an empty shadow, its errors with the place in it. An environment or
/// URL: read now, and nothing changed. Throws Error{Usage} for a word that names none (with what
/// would), else what reading, replay and connecting throw.
SchemaState read_state(const Request& request, const Workspace& workspace, const std::string& word);

/// The state that a set of migrations builds.
SchemaState migrations_state(const Request& request, const Workspace& workspace,
                             layout::MigrationSet set, std::string shown);

/// The migrations of a commit, or (none) of the index, as that tree's gmig.json describes them.
layout::MigrationSet set_in_git(const Request& request, const Workspace& workspace,
                                const std::optional<CommitId>& commit);

/// The state that a script makes of nothing; `path` is for messages.
SchemaState script_state(const Request& request, const Workspace& workspace,
                         const std::string& text, const std::string& path);

/// The state of a database that has been introspected.
SchemaState live_state(const Request& request, const Workspace& workspace, schema::Schema schema,
                       const std::string& shown);

/// The schema of a live database without the table in which the tool that owns the project's
/// layout, or owned it before the files were converted, keeps what it executed.
schema::Schema live_schema(const Workspace& workspace, db::Driver& driver);

/// A live database's schema, as far as another one is about it.
struct LiveSchema {
    schema::Schema schema;
    std::vector<std::string> passed_over;  ///< a sentence each: tables of tools' that are not in it
};

/// The schema of a live database to be held against `other`: without the tables in which any tool
/// keeps what it executed (but for "history_table": "none"), and without a PostgreSQL schema that
/// holds nothing else, except what `other` has as well.
LiveSchema live_schema_beside(const Workspace& workspace, db::Driver& driver,
                              const schema::Schema& other);

/// The project's schema file (`schema` in gmig.json): its path, and its text when it is there.
std::filesystem::path schema_file(const Workspace& workspace);

/// Whether the two are the same but for what gmig does not model.
bool same_as_modelled(const schema::Schema& a, schema::Schema b);

/// The words of `described` for what makes `to` of `from`, at most `most` of them: for messages.
std::string differences_in_words(const schema::Schema& from, const schema::Schema& to,
                                 std::size_t most);

}  // namespace gmig::app
