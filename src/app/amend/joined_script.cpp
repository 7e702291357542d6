#include "app/amend/joined_script.hpp"

#include <algorithm>

namespace gmig::app {

void JoinedScript::add(const Script& part, const sql::RunnableOptions& options) {
    const sql::Runnable runnable = sql::prepare(part, dialect_, options);
    const std::size_t start = script_.text.size();
    for (const sql::Statement& statement : runnable.statements) {
        statements_.push_back({start + statement.offset, statement.text.size()});
    }
    has_pragma_ = has_pragma_ || runnable.has_pragma;
    sources_.push_back({next_line_, part.path, part.first_line});
    script_.text += part.text + "\n";
    next_line_ += static_cast<std::uint32_t>(std::ranges::count(part.text, '\n')) + 1;
}

sql::Runnable JoinedScript::runnable() const {
    sql::Runnable runnable;
    runnable.has_pragma = has_pragma_;
    const std::string_view text = script_.text;
    for (const Place& place : statements_) {
        runnable.statements.push_back({place.offset, text.substr(place.offset, place.length)});
    }
    return runnable;
}

std::string JoinedScript::sql() const {
    std::string sql;
    for (const Place& place : statements_) {
        sql += script_.text.substr(place.offset, place.length) + ";\n";
    }
    return sql;
}

Error JoinedScript::placed(const Error& error) const {
    const Where& where = error.where();
    if (where.file != joined_path || where.line == 0) {
        return error;
    }
    const Source* source = &sources_.front();
    for (const Source& each : sources_) {
        source = each.first_line <= where.line ? &each : source;
    }
    return Error(error.kind(), error.what())
        .at({.file = source->path,
             .line = source->line + where.line - source->first_line,
             .column = where.column})
        .state(error.state())
        .next(error.next())
        .by_signal(error.signal());
}

}  // namespace gmig::app
