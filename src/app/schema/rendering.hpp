#pragma once

#include <gmig/app/workspace.hpp>
#include <gmig/db/shadow.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/support/error.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace gmig::app {

/// Whether it has no SQL before it is rendered.
inline bool is_json(const Migration& migration) {
    return !migration.modifications.empty();
}

/// A JSON migration with its parts as SQL, rendered for the schema that the shadow holds, which is
/// what precedes it; afterwards the shadow holds it, too. Without a down part where SQL in it has
/// none. Throws Error{Migration, Database} with the place of the modification.
Migration rendered_on(db::Shadow& shadow, const Workspace& workspace, const Migration& migration);

/// Renders JSON migrations of a history for what a replay of those before them gives.
class Renderer {
public:
    Renderer(const Request& request, const Workspace& workspace, const History& history);
    ~Renderer();
    Renderer(const Renderer&) = delete;
    Renderer& operator=(const Renderer&) = delete;

    /// The migration at this place of the history: as it is when it is SQL. PostgreSQL: one whose
    /// modifications can be told without the schema needs no shadow.
    const Migration& rendered(std::size_t position);

private:
    Migration render_json(std::size_t position);

    const Request& request_;
    const Workspace& workspace_;
    const History& history_;
    std::map<std::size_t, Migration> rendered_;
    std::unique_ptr<db::Shadow> shadow_;
    std::size_t on_shadow_ = 0;  ///< how many of the history it holds
};

/// Renders the JSON migrations of a history one after the other, and asks no database: SQLite's on
/// a shadow in memory, PostgreSQL's where their modifications can be told without the schema.
class OfflineRenderer {
public:
    OfflineRenderer(const Request& request, const Workspace& workspace);
    ~OfflineRenderer();
    OfflineRenderer(const OfflineRenderer&) = delete;
    OfflineRenderer& operator=(const OfflineRenderer&) = delete;

    /// A JSON migration in SQL, as far as its own words tell.
    struct Told {
        Migration migration;
        /// Its modifications (from 0) that come to something else by the schema that they find.
        std::vector<std::size_t> untold{};
    };
    /// Takes the next one in the order of execution; gives it rendered when it is JSON, and nothing
    /// when it is SQL. Throws Error{Migration, Database} where that cannot be done.
    std::optional<Told> take(const Migration& migration);

private:
    Migration rendered_on_shadow(const Migration& migration);

    const Request& request_;
    const Workspace& workspace_;
    schema::JsonHistory words_;
    std::vector<const Migration*> waiting_;  ///< to be run before the next one is rendered
    std::unique_ptr<db::Shadow> shadow_;
    bool broken_ = false;
};

/// Where the SQL at a place of a rendered migration came from; other places stay as they are.
Where place_of_modification(const Where& where, const Migration& rendered);
/// An error in the SQL of a rendered migration, at the modification that the SQL came from.
Error at_modification(const Error& error, const Migration& rendered);

}  // namespace gmig::app
