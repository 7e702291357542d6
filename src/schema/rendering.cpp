#include "schema/postgresql/render.hpp"
#include "schema/raw_sql.hpp"
#include "schema/sqlite/render.hpp"
#include <gmig/schema/difference.hpp>
#include <gmig/schema/rendering.hpp>
#include <gmig/sql/statement.hpp>
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::schema {
namespace {

std::string words(Mark::Kind kind) {
    constexpr std::array<std::string_view, 5> names{"destroys", "may fail", "rewrites", "locks",
                                                    "cannot be taken back"};
    return std::string(names.at(static_cast<std::size_t>(kind)));
}

}  // namespace

std::vector<RenderedStep> render(const Schema& before,
                                 std::span<const Modification> modifications) {
    return before.dialect == Dialect::Sqlite ? render_sqlite(before, modifications)
                                             : render_postgresql(before, modifications);
}

std::string script_of(std::span<const RenderedStep> steps) {
    std::string script;
    for (const RenderedStep& step : steps) {
        script += script.empty() || step.statements.empty() ? "" : "\n";
        for (const Mark& mark : step.marks) {
            script += "-- " + words(mark.kind) + ": " + printable(mark.what) + "\n";
        }
        for (const std::string& statement : step.statements) {
            script += statement + ";\n";
        }
    }
    return script;
}

std::string ddl_of(const Schema& schema) {
    Schema empty;
    empty.dialect = schema.dialect;
    return script_of(render(empty, difference(empty, schema)));
}

std::vector<std::string> statements_of(std::string_view text, Dialect dialect) {
    const Script script{std::string(text), "sql"};
    std::vector<std::string> result;
    for (const sql::Statement& statement : sql::split(script, dialect, sql::Grammar::Lexer)) {
        result.emplace_back(statement.text);
    }
    return result;
}

}  // namespace gmig::schema
