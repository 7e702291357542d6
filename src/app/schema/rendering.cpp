#include "app/schema/rendering.hpp"

#include "app/schema/replay.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/json_migration.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace gmig::app {
namespace {

using schema::Back;
using schema::JsonStep;
using schema::Schema;

/// Begins the SQL of each modification; at_modification() reads it.
constexpr std::string_view mark = "-- modification ";

schema::Vocabulary vocabulary_of(const Workspace& workspace) {
    return workspace.project().layout == layout::Kind::Contember ? schema::Vocabulary::Contember
                                                                 : schema::Vocabulary::Gmig;
}

Error at_place(const Error& error, const Migration& migration, std::size_t modification) {
    Where where{.file = migration.path};
    if (modification < migration.modification_places.size()) {
        where = migration.modification_places[modification];
    }
    return Error(error.kind(), error.what())
        .at(std::move(where))
        .state(error.state().empty() ? "nothing has changed" : error.state())
        .next(error.next().empty() ? "edit " + migration.path : error.next());
}

/// A part that grows, or, going down, grows in front.
struct PartText {
    std::string text;
    bool alone = false;
    bool has_statement = false;

    static PartText of(const std::vector<schema::RenderedStep>& steps) {
        PartText part;
        part.text = schema::script_of(steps);
        for (const schema::RenderedStep& step : steps) {
            part.alone = part.alone || step.alone;
            part.has_statement = part.has_statement || !step.statements.empty();
        }
        return part;
    }
    void add(const PartText& more) {
        text += more.text;
        alone = alone || more.alone;
        has_statement = has_statement || more.has_statement;
    }
    [[nodiscard]] Script script(const Migration& migration) const {
        Script script;
        script.path = migration.path;
        script.text = has_statement ? text : text + "SELECT 1;\n";
        script.transaction = alone ? TransactionMode::Off : TransactionMode::On;
        return script;
    }
};

/// One migration on its way to SQL.
class Rendering {
public:
    Rendering(const Migration& migration, schema::JsonHistory& history)
        : migration_(migration), lowering_(lowered(migration, history)) {}

    [[nodiscard]] bool needs_schema() const { return lowering_.needs_schema(); }

    Migration on(db::Shadow& shadow) {
        Schema now = shadow.schema();
        for (std::size_t i = 0; i < lowering_.size(); ++i) {
            begin(i);
            try {
                for (const JsonStep& step : lowering_.lower(i, &now)) {
                    now = take(step, now, shadow);
                }
            } catch (const Error& error) {
                throw at_place(error, migration_, lowering_.modification(i));
            }
        }
        return finished();
    }

    /// PostgreSQL: without a schema, as far as its words tell.
    Migration alone() {
        Schema nothing;
        nothing.dialect = Dialect::Postgresql;
        for (std::size_t i = 0; i < lowering_.size(); ++i) {
            begin(i);
            try {
                const std::vector<JsonStep> steps = lowering_.lower(i, nullptr);
                note_if_untold(i, steps);
                for (const JsonStep& step : steps) {
                    up_.add(PartText::of(schema::render(nothing, step.up)));
                    take_back(step, nothing, nothing);
                }
            } catch (const Error& error) {
                throw at_place(error, migration_, lowering_.modification(i));
            }
        }
        return finished();
    }

    /// Of the migration's modifications those that alone() has nothing of.
    [[nodiscard]] const std::vector<std::size_t>& untold() const { return untold_; }

private:
    void note_if_untold(std::size_t index, const std::vector<JsonStep>& steps) {
        const std::size_t modification = lowering_.modification(index);
        if (steps.empty() && (untold_.empty() || untold_.back() != modification)) {
            untold_.push_back(modification);
        }
    }

    static schema::JsonLowering lowered(const Migration& migration, schema::JsonHistory& history) {
        try {
            return {history, migration.modifications};
        } catch (const Error& error) {
            throw at_place(error, migration, first_refused(migration, error));
        }
    }
    /// The constructor tells which one by its name only.
    static std::size_t first_refused(const Migration& migration, const Error& error) {
        const JsonValue root =
            parse_json(migration.modifications, "", {.comments = false, .deepest = 200});
        const std::vector<JsonValue>& all = root.find("modifications")->items;
        const std::string_view what = error.what();
        const auto found = std::ranges::find_if(all, [&](const JsonValue& one) {
            return what.starts_with(one.find("modification")->text + " ");
        });
        return found == all.end() ? all.size() : static_cast<std::size_t>(found - all.begin());
    }

    void begin(std::size_t index) {
        const std::string number = std::to_string(lowering_.modification(index) + 1);
        heading_ = std::string(mark) + number + ": " + lowering_.word(index) + "\n";
        up_.text += (up_.text.empty() ? "" : "\n") + heading_;
    }

    Schema take(const JsonStep& step, const Schema& now, db::Shadow& shadow) {
        const PartText up = PartText::of(schema::render(now, step.up));
        up_.add(up);
        if (up.has_statement) {
            shadow.run(up.script(migration_), {.grammar = sql::Grammar::Lexer},
                       db::NoteTouches::No);
        }
        Schema after = up.has_statement ? shadow.schema() : now;
        take_back(step, now, after);
        return after;
    }

    void take_back(const JsonStep& step, const Schema& before, const Schema& after) {
        if (step.back == Back::None) {
            has_down_ = false;
        }
        if (!has_down_) {
            return;
        }
        PartText part;
        part.text = heading_;
        part.add(PartText::of(schema::render(
            after, step.back == Back::Known ? step.down : schema::difference(after, before))));
        part.text += down_.text.empty() ? "" : "\n";
        part.add(down_);
        down_ = std::move(part);
    }

    Migration finished() {
        Migration result = migration_;
        result.grammar_off = true;
        result.up = up_.script(migration_);
        if (has_down_ && !migration_.empty) {
            result.down = down_.script(migration_);
        }
        return result;
    }

    const Migration& migration_;
    schema::JsonLowering lowering_;
    std::string heading_;
    PartText up_;
    PartText down_;
    bool has_down_ = true;
    std::vector<std::size_t> untold_;
};

/// What JSON migrations have said and no object of the database keeps is kept beside them.
bool keeps_words(const Workspace& workspace) {
    return workspace.project().dialect == Dialect::Sqlite ||
           vocabulary_of(workspace) == schema::Vocabulary::Contember;
}

std::vector<db::Query> make_place_for_words(Dialect dialect) {
    std::vector<db::Query> queries;
    if (dialect == Dialect::Postgresql) {
        queries.push_back({"CREATE SCHEMA IF NOT EXISTS gmig", {}});
    }
    queries.push_back(
        {"CREATE TABLE IF NOT EXISTS gmig_words "
         "(place integer PRIMARY KEY, words text NOT NULL)",
         {}});
    return queries;
}

}  // namespace

Migration rendered_on(db::Shadow& shadow, const Workspace& workspace, const Migration& migration) {
    const Dialect dialect = workspace.project().dialect;
    schema::JsonHistory history(vocabulary_of(workspace), dialect);
    std::vector<db::Row> rows;
    if (keeps_words(workspace)) {
        shadow.driver().write(make_place_for_words(dialect));
        rows = shadow.driver().query({"SELECT words FROM gmig_words ORDER BY place", {}});
        for (const db::Row& row : rows) {
            history.follow(row.at(0).value_or(""));
        }
    }
    Migration result = Rendering(migration, history).on(shadow);
    if (keeps_words(workspace)) {
        const std::vector<db::Query> note{{"INSERT INTO gmig_words (place, words) VALUES (" +
                                               std::to_string(rows.size() + 1) + ", $1)",
                                           {migration.modifications}}};
        shadow.driver().write(note);
    }
    return result;
}

Renderer::Renderer(const Request& request, const Workspace& workspace, const History& history)
    : request_(request), workspace_(workspace), history_(history) {}
Renderer::~Renderer() = default;

const Migration& Renderer::rendered(std::size_t position) {
    const Migration& migration = history_.migrations()[position];
    if (!is_json(migration)) {
        return migration;
    }
    const auto found = rendered_.find(position);
    if (found != rendered_.end()) {
        return found->second;
    }
    return rendered_.emplace(position, render_json(position)).first->second;
}

Migration Renderer::render_json(std::size_t position) {
    const Migration& migration = history_.migrations()[position];
    if (workspace_.project().dialect == Dialect::Postgresql) {
        schema::JsonHistory words(vocabulary_of(workspace_), Dialect::Postgresql);
        for (const Migration& earlier : history_.migrations().first(position)) {
            if (is_json(earlier)) {
                words.follow(earlier.modifications);
            }
        }
        Rendering rendering(migration, words);
        if (!rendering.needs_schema()) {
            return rendering.alone();
        }
    }
    if (!shadow_ || on_shadow_ > position) {
        std::vector<const Migration*> before;
        for (const Migration& earlier : history_.migrations().first(position)) {
            before.push_back(&earlier);
        }
        shadow_ = std::make_unique<db::Shadow>(replay(request_, workspace_, before));
    } else {
        for (; on_shadow_ < position; ++on_shadow_) {
            run_on(*shadow_, request_, workspace_, history_.migrations()[on_shadow_]);
        }
    }
    on_shadow_ = position + 1;
    return rendered_on(*shadow_, workspace_, migration);
}

OfflineRenderer::OfflineRenderer(const Request& request, const Workspace& workspace)
    : request_(request),
      workspace_(workspace),
      words_(vocabulary_of(workspace), workspace.project().dialect) {}
OfflineRenderer::~OfflineRenderer() = default;

std::optional<OfflineRenderer::Told> OfflineRenderer::take(const Migration& migration) {
    const bool on_shadow = workspace_.project().dialect == Dialect::Sqlite;
    if (!is_json(migration)) {
        if (on_shadow) {
            waiting_.push_back(&migration);
        }
        return std::nullopt;
    }
    if (on_shadow) {
        return Told{.migration = rendered_on_shadow(migration), .untold = {}};
    }
    Rendering rendering(migration, words_);
    Migration told = rendering.alone();
    return Told{.migration = std::move(told), .untold = rendering.untold()};
}

Migration OfflineRenderer::rendered_on_shadow(const Migration& migration) {
    if (broken_) {
        throw Error(Error::Kind::Migration, "one before it cannot be run on a shadow");
    }
    broken_ = true;
    if (!shadow_) {
        shadow_ = std::make_unique<db::Shadow>(empty_shadow(request_, workspace_));
    }
    for (const Migration* const earlier : waiting_) {
        run_on(*shadow_, request_, workspace_, *earlier);
    }
    waiting_.clear();
    Migration rendered = rendered_on(*shadow_, workspace_, migration);
    broken_ = false;
    return rendered;
}

Where place_of_modification(const Where& where, const Migration& rendered) {
    if (!is_json(rendered) || where.file != rendered.path || where.line == 0) {
        return where;
    }
    std::uint32_t line = 0;
    std::size_t modification = rendered.modification_places.size();
    for (const std::string_view text : split_on(rendered.up.text, '\n')) {
        if (++line > where.line) {
            break;
        }
        if (text.starts_with(mark)) {
            modification = std::stoul(std::string(text.substr(mark.size()))) - 1;
        }
    }
    return modification < rendered.modification_places.size()
               ? rendered.modification_places[modification]
               : Where{.file = rendered.path};
}

Error at_modification(const Error& error, const Migration& rendered) {
    Where place = place_of_modification(error.where(), rendered);
    if (place == error.where()) {
        return error;
    }
    return Error(error.kind(), error.what())
        .at(std::move(place))
        .state(error.state())
        .next(error.next());
}

}  // namespace gmig::app
