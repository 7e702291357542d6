#include "app/schema/renames.hpp"
#include "app/schema/rendering.hpp"
#include "app/schema/replay.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/describe.hpp>
#include <gmig/layout/migrations.hpp>
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/sql/reader.hpp>
#include <gmig/sql/renames.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

namespace gmig::app {
namespace {

using schema::Mark;
using schema::Modification;
using schema::Schema;

/// Statements that the difference of two schemas tells of, or that do nothing that stays.
constexpr std::array ddl_words{"CREATE", "ALTER",  "DROP",    "COMMENT", "GRANT",
                               "REVOKE", "SET",    "PRAGMA",  "RESET",   "LOCK",
                               "BEGIN",  "COMMIT", "REINDEX", "ANALYZE"};

const Script& part_of(const Migration& migration, bool down) {
    if (!down) {
        return migration.up;
    }
    if (!migration.down) {
        throw Error(Error::Kind::Usage, migration.name + " has no down part")
            .at({.file = migration.path})
            .next("gmig describe " + migration.id.value);
    }
    return *migration.down;
}

/// Those that a shadow needs to have run before it.
std::vector<const Migration*> before(const Found& found) {
    std::vector<const Migration*> earlier;
    const std::size_t place = *found.history.position(found.migration.id);
    for (const Migration& migration : found.history.migrations().first(place)) {
        earlier.push_back(&migration);
    }
    return earlier;
}

/// The schema before a part and after it.
struct Passage {
    SchemaState from;
    Schema to;
};

Passage passage_of(const Request& request, const Workspace& workspace, const Found& found,
                   bool down) {
    const auto ready = [&request, &workspace, &found, down] {
        db::Shadow shadow = replay(request, workspace, before(found));
        if (down) {
            run_on(shadow, request, workspace, found.migration);
        }
        return shadow;
    };
    db::Shadow shadow = ready();
    Passage step{.from = {.shown = found.migration.name,
                          .schema = shadow.schema(),
                          .history = {},
                          .shadow = ready},
                 .to = {}};
    if (down) {
        shadow.run(part_of(found.migration, down), runnable_options(workspace, found.migration));
    } else {
        run_on(shadow, request, workspace, found.migration);
    }
    step.to = shadow.schema();
    return step;
}

std::vector<sql::Statement> statements_in(const Script& script, Dialect dialect) {
    return sql::split(script, dialect, sql::Grammar::Lexer);
}

/// An index that the migration builds concurrently locks nobody out: the difference cannot know.
void note_concurrent(std::vector<Modification>& modifications,
                     std::span<const sql::Statement> statements) {
    for (const sql::Statement& statement : statements) {
        for (const sql::ConcurrentIndex& index : sql::concurrent_indexes(statement.text)) {
            for (Modification& modification : modifications) {
                auto* const made = std::get_if<schema::CreateIndex>(&modification);
                if (made != nullptr && made->index.name.name == index.name) {
                    made->concurrently = schema::Concurrently::Yes;
                }
            }
        }
    }
}

void add_changes(const Request& request, const Passage& step, const Script& part,
                 DescribeResult& result) {
    const Renamed renamed = carry_out_renames(
        request, step.from, step.to,
        answers_of_renames(step.from.schema, step.to, sql::renames_in(part, step.to.dialect)));
    std::vector<Modification> modifications = schema::difference(renamed.schema, step.to);
    note_concurrent(modifications, statements_in(part, step.to.dialect));
    std::vector<schema::RenderedStep> steps = renamed.steps;
    std::ranges::move(schema::render(renamed.schema, modifications), std::back_inserter(steps));
    for (schema::RenderedStep& rendered : steps) {
        result.changes.push_back(
            {.summaries = std::move(rendered.summaries), .marks = std::move(rendered.marks)});
    }
    if (!step.to.unmodelled.empty()) {
        result.notes.push_back("not compared: " + join(step.to.unmodelled, ", "));
    }
}

/// On one line, and short.
std::string shortened(std::string_view statement) {
    constexpr std::size_t longest = 100;
    std::string line;
    for (const char letter : statement) {
        const bool space = letter == ' ' || letter == '\n' || letter == '\t';
        if (!space) {
            line += letter;
        } else if (!line.ends_with(' ')) {
            line += ' ';
        }
    }
    const std::size_t end = byte_offset(line, longest);
    return end < line.size() ? line.substr(0, end) + "…" : line;
}

void add_others(std::span<const sql::Statement> statements, Dialect dialect,
                DescribeResult& result) {
    for (const sql::Statement& statement : statements) {
        const sql::Reader reader(statement.text, dialect);
        const bool is_ddl =
            std::ranges::any_of(ddl_words, [&](const char* word) { return reader.is(word); });
        if (!is_ddl) {
            result.others.push_back(shortened(statement.text));
        }
    }
}

std::string without_public(std::string text) {
    constexpr std::string_view schema = "public.";
    for (std::size_t at = text.find(schema); at != std::string::npos; at = text.find(schema)) {
        text.erase(at, schema.size());
    }
    return text;
}

void add_marks(const Script& script, Dialect dialect, DescribeResult& result) {
    std::vector<std::string> known;
    for (const DescribeResult::Change& change : result.changes) {
        for (const Mark& mark : change.marks) {
            known.push_back(without_public(mark.what));
        }
    }
    // What a rebuild leaves behind, the difference has said.
    if (dialect == Dialect::Sqlite) {
        for (const sql::RebuiltTable& rebuilt : sql::rebuilt_tables(script, dialect)) {
            known.push_back("table " + rebuilt.name);
        }
    }
    for (const std::string& loss : sql::data_losses(script, dialect)) {
        if (std::ranges::find(known, without_public(loss)) == known.end()) {
            result.marks.push_back({.kind = Mark::Kind::Destroys, .what = loss});
        }
    }
}

}  // namespace

DescribeResult describe(const Request& request, const DescribeOptions& options) {
    const Workspace workspace(request);
    Found found = find_in_history(workspace, options.migration.empty() ? "@" : options.migration);
    if (is_json(found.migration)) {
        Renderer renderer(request, workspace, found.history);
        found.migration = renderer.rendered(*found.history.position(found.migration.id));
    }
    const Script& part = part_of(found.migration, options.down);
    const Dialect dialect = workspace.project().dialect;
    DescribeResult result{.id = found.migration.id,
                          .name = found.migration.name,
                          .path = part.path,
                          .down = options.down,
                          .alone = part.transaction == TransactionMode::Off,
                          .changes = {},
                          .others = {},
                          .marks = {},
                          .sql = layout::canonical_part(part.text, dialect),
                          .notes = {}};
    if (options.words) {
        add_changes(request, passage_of(request, workspace, found, options.down), part, result);
        add_others(statements_in(part, dialect), dialect, result);
        add_marks(part, dialect, result);
    }
    return result;
}

}  // namespace gmig::app
