#include "app/schema/replay.hpp"

#include "app/schema/rendering.hpp"
#include "app/schema/replay_cache.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/sql/touched.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

/// What the files of an SQLite shadow depend on, besides the migrations.
constexpr const char* sqlite_engine = "sqlite 3";

db::OpenOptions shadow_options(const Request& request, const Environment& environment) {
    db::OpenOptions options = open_options(request, environment);
    options.writing = true;
    options.in_maintenance = true;  // a shadow is made beside it, not in it
    options.statement_timeout.clear();
    options.lock_timeout.clear();
    options.application += " shadow";
    return options;
}

db::Target server_for(const Request& request, const Workspace& workspace,
                      const Environment& environment) {
    if (environment.config.shadow.empty()) {
        return environment.target;
    }
    const std::string url =
        layout::expand_url(environment.config.shadow,
                           [&](const std::string& variable) { return request.variable(variable); });
    db::Target target = db::parse_url(url, workspace.root());
    if (target.dialect != environment.target.dialect) {
        throw Error(Error::Kind::Usage, "the \"shadow\" of environment '" + environment.name +
                                            "' is a database of another kind than it")
            .at({.file = workspace.config_file().string()})
            .state("nothing has changed");
    }
    return target;
}

ReplayCache cache_of(const Request& request, const Workspace& workspace) {
    const std::filesystem::path folder =
        workspace.place() ? workspace.place()->common_dir / "gmig" : workspace.state_folder();
    return {folder / "cache", request.gmig_version + ", " + sqlite_engine};
}

void tell_left_out(const Request& request, const Migration& migration, const db::ShadowRun& run) {
    if (run.left_out.empty()) {
        return;
    }
    constexpr std::size_t longest = 60;
    const std::string first = printable(std::string(run.left_out.front().text.substr(0, longest)));
    const std::size_t more = run.left_out.size() - 1;
    request.note(migration.name +
                 ": left out on the shadow, since it reaches beyond the database: " + first +
                 (more == 0 ? "" : ", and " + std::to_string(more) + " more"));
}

// Rendering runs the steps one by one: what the whole of them touches, a second run tells.
void run_json_on(db::Shadow& shadow, const Workspace& workspace, const Migration& migration,
                 Touches* touches) {
    if (touches == nullptr) {
        rendered_on(shadow, workspace, migration);
        return;
    }
    db::Shadow before = shadow.copy();
    const Migration rendered = rendered_on(shadow, workspace, migration);
    const sql::RunnableOptions options = runnable_options(workspace, rendered);
    const db::ShadowRun run = before.run(rendered.up, options);
    *touches = run.touches ? *run.touches : sql::touched(rendered.up, options);
}

void run_all(db::Shadow& shadow, const Request& request, const Workspace& workspace,
             std::span<const Migration* const> migrations) {
    for (const Migration* migration : migrations) {
        run_on(shadow, request, workspace, *migration);
    }
}

db::Shadow replay_cached(const Request& request, const Workspace& workspace,
                         std::span<const Migration* const> migrations) {
    const ReplayCache cache = cache_of(request, workspace);
    const std::vector<std::string> keys = cache.keys(migrations);
    std::optional<db::Shadow> shadow;
    std::size_t done = 0;
    if (auto found = cache.longest(keys)) {
        try {
            shadow.emplace(db::Shadow::from_saved(found->bytes));
            done = found->length;
        } catch (const Error&) {
            done = 0;  // whole, and all the same no database of this SQLite's
        }
    }
    if (!shadow) {
        shadow.emplace(empty_shadow(request, workspace));
    }
    run_all(*shadow, request, workspace, migrations.subspan(done));
    if (done < migrations.size()) {
        cache.keep(keys.back(), shadow->saved());
    }
    return *std::move(shadow);
}

}  // namespace

db::Shadow empty_shadow(const Request& request, const Workspace& workspace) {
    if (workspace.project().dialect == Dialect::Sqlite) {
        return db::Shadow::make(Dialect::Sqlite, std::nullopt, {});
    }
    const Environment environment = choose_environment(request, workspace);
    return db::Shadow::make(Dialect::Postgresql, server_for(request, workspace, environment),
                            shadow_options(request, environment));
}

void run_on(db::Shadow& shadow, const Request& request, const Workspace& workspace,
            const Migration& migration, Touches* touches) {
    if (is_json(migration)) {
        run_json_on(shadow, workspace, migration, touches);
        return;
    }
    const sql::RunnableOptions options = runnable_options(workspace, migration);
    const db::NoteTouches note = touches != nullptr ? db::NoteTouches::Yes : db::NoteTouches::No;
    const db::ShadowRun run = shadow.run(migration.up, options, note);
    tell_left_out(request, migration, run);
    if (touches != nullptr) {
        *touches = run.touches ? *run.touches : sql::touched(migration.up, options);
    }
}

db::Shadow replay(const Request& request, const Workspace& workspace,
                  std::span<const Migration* const> migrations) {
    if (workspace.project().dialect == Dialect::Sqlite) {
        return replay_cached(request, workspace, migrations);
    }
    db::Shadow shadow = empty_shadow(request, workspace);
    run_all(shadow, request, workspace, migrations);
    return shadow;
}

schema::Schema replayed_schema(const Request& request, const Workspace& workspace,
                               std::span<const Migration* const> migrations) {
    return replay(request, workspace, migrations).schema();
}

}  // namespace gmig::app
