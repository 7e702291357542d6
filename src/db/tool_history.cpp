#include <gmig/db/tool_history.hpp>
#include <gmig/db/tool_schemas.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>

namespace gmig::db {
namespace {

using layout::HistoryTable;

/// A table of a name that some tool's has.
struct Candidate {
    std::string schema;
    std::string table;
    std::vector<std::string> columns;
};

std::string tool_quoted(std::string_view name) {
    std::string text = "\"";
    for (const char letter : name) {
        text += letter == '"' ? "\"\"" : std::string(1, letter);
    }
    return text + "\"";
}

/// "schema.table", or "table" alone.
struct NamedTable {
    std::string schema;
    std::string table;
};
NamedTable named_table(const std::string& name) {
    const std::size_t point = name.find('.');
    return point == std::string::npos ? NamedTable{"", name}
                                      : NamedTable{name.substr(0, point), name.substr(point + 1)};
}

std::vector<Candidate> candidates(Driver& driver, const std::vector<std::string>& names) {
    std::string list;
    Query query;
    for (const std::string& name : names) {
        query.values.emplace_back(name);
        list += (list.empty() ? "$" : ", $") + std::to_string(query.values.size());
    }
    if (driver.dialect() == Dialect::Sqlite) {
        query.sql =
            "SELECT '', t.name, c.name FROM main.sqlite_schema t, pragma_table_info(t.name) c "
            "WHERE t.type = 'table' AND t.name IN (" +
            list + ") ORDER BY t.name, c.cid";
    } else {
        query.sql =
            "SELECT n.nspname, t.relname, c.attname FROM pg_catalog.pg_class t "
            "JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace "
            "JOIN pg_catalog.pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 "
            "AND NOT c.attisdropped WHERE t.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' "
            "AND t.relname IN (" +
            list + ") ORDER BY n.nspname, t.relname, c.attnum";
    }
    std::vector<Candidate> found;
    for (const Row& row : driver.query(query)) {
        const std::string schema = row[0].value_or("");
        const std::string table = row[1].value_or("");
        if (found.empty() || found.back().schema != schema || found.back().table != table) {
            found.push_back({.schema = schema, .table = table, .columns = {}});
        }
        found.back().columns.push_back(row[2].value_or(""));
    }
    return found;
}

/// The first column that it lacks, or has too many; "" where it is a table of that form.
std::string misfit(const Candidate& candidate, const HistoryTable& form) {
    for (const std::string_view column : form.columns) {
        if (std::ranges::find(candidate.columns, column) == candidate.columns.end()) {
            return "lacks the column " + std::string(column);
        }
    }
    return form.only_these && candidate.columns.size() != form.columns.size()
               ? "has more columns than those of that tool"
               : "";
}

/// What a session of this role searches, as the server has been told.
std::vector<std::string> search_path(Driver& driver) {
    std::vector<std::string> path;
    const std::vector<Row> rows = driver.query(
        {.sql = "SELECT reset_val FROM pg_catalog.pg_settings WHERE name = 'search_path'",
         .values = {}});
    const std::string text = rows.empty() ? "" : rows.front().front().value_or("");
    for (std::string_view part : split_on(text, ',')) {
        part = trim(part);
        if (part.size() > 1 && part.front() == '"' && part.back() == '"') {
            part = part.substr(1, part.size() - 2);
        }
        path.emplace_back(part == "$user" ? driver.server().user : std::string(part));
    }
    return path;
}

/// Of several tables of one tool, those that the tool would find.
std::vector<ToolTable> preferred(Driver& driver, std::vector<ToolTable> tables,
                                 std::string_view usual_schema) {
    if (tables.size() < 2) {
        return tables;
    }
    std::vector<std::string> path = search_path(driver);
    if (!usual_schema.empty()) {
        path.insert(path.begin(), std::string(usual_schema));
    }
    for (const std::string& schema : path) {
        const auto found = std::ranges::find(tables, schema, &ToolTable::schema);
        if (found != tables.end()) {
            return {*found};
        }
    }
    return tables;
}

bool may_read(Driver& driver, const ToolTable& table) {
    const std::vector<Row> rows =
        driver.dialect() == Dialect::Sqlite
            ? std::vector<Row>()
            : driver.query({.sql = "SELECT 1 FROM pg_catalog.pg_class t JOIN "
                                   "pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE "
                                   "n.nspname = $1 AND t.relname = $2 AND NOT "
                                   "(pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND "
                                   "pg_catalog.has_table_privilege(t.oid, 'SELECT'))",
                            .values = {table.schema, table.table}});
    return rows.empty();
}

[[noreturn]] void refuse_named(const std::string& named, layout::Kind layout,
                               const std::string& why) {
    throw Error(Error::Kind::Usage, "\"history_table\" names " + printable(named) +
                                        ", which is no table of " +
                                        std::string(layout::to_string(layout)) + ": it " + why)
        .at({.file = "gmig.json"})
        .state("nothing has been done")
        .next("name the tool's table, or leave the key out");
}

/// Those of the candidates that are a tool's; `named` by the user or by the tool itself.
std::vector<ToolTable> tables_of(layout::Kind tool, const std::vector<Candidate>& found,
                                 const std::string& named) {
    const HistoryTable form = *layout::history_table(tool);
    const NamedTable wanted = named_table(named.empty() ? std::string(form.name) : named);
    std::vector<ToolTable> tables;
    for (const Candidate& candidate : found) {
        if (candidate.table != wanted.table ||
            (!wanted.schema.empty() && candidate.schema != wanted.schema)) {
            continue;
        }
        const std::string why = misfit(candidate, form);
        if (why.empty()) {
            tables.push_back(
                {.layout = tool, .schema = candidate.schema, .table = candidate.table});
        } else if (!named.empty()) {
            refuse_named(named, tool, why);
        }
    }
    return tables;
}

}  // namespace

std::vector<ToolTable> find_tool_tables(Driver& driver, layout::Kind layout,
                                        const std::string& named) {
    const std::vector<layout::Kind> tools = layout::layouts_with_history();
    std::vector<std::string> names;
    for (const layout::Kind tool : tools) {
        names.emplace_back(tool == layout && !named.empty() ? named_table(named).table
                                                            : layout::history_table(tool)->name);
    }
    const std::vector<Candidate> found = candidates(driver, names);
    std::vector<ToolTable> all;
    for (const layout::Kind tool : tools) {
        std::ranges::move(preferred(driver, tables_of(tool, found, tool == layout ? named : ""),
                                    layout::history_table(tool)->schema),
                          std::back_inserter(all));
    }
    return all;
}

std::vector<std::string> tables_in_other_schemas(Driver& driver, const ToolTable& table) {
    std::vector<std::string> others;
    if (driver.dialect() == Dialect::Sqlite) {
        return others;
    }
    const HistoryTable form = *layout::history_table(table.layout);
    for (const Candidate& candidate : candidates(driver, {table.table})) {
        if (candidate.schema != table.schema && misfit(candidate, form).empty()) {
            others.push_back(candidate.schema + "." + candidate.table);
        }
    }
    return others;
}

layout::ToolHistory read_tool_history(Driver& driver, const ToolTable& table) {
    const HistoryTable form = *layout::history_table(table.layout);
    std::string columns;
    for (const std::string_view column : form.columns) {
        const std::string name = tool_quoted(column);
        columns += (columns.empty() ? "" : ", ") +
                   (driver.dialect() == Dialect::Postgresql
                        ? name + "::text"
                        : "CASE typeof(" + name + ") WHEN 'blob' THEN hex(" + name + ") ELSE " +
                              name + " END");
    }
    const std::string from = (table.schema.empty() ? "main" : tool_quoted(table.schema)) + "." +
                             tool_quoted(table.table);
    try {
        return layout::read_tool_history(
            table.layout, table.shown(),
            driver.query({.sql = "SELECT " + columns + " FROM " + from + " ORDER BY " +
                                 tool_quoted(form.order),
                          .values = {}}));
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database || may_read(driver, table)) {
            throw;
        }
        throw Error(Error::Kind::Environment, std::string(layout::to_string(table.layout)) +
                                                  "'s table " + printable(table.shown()) +
                                                  " may not be read by " +
                                                  printable(driver.server().user))
            .state("nothing has been done")
            .next("GRANT SELECT ON " + from + " TO " + tool_quoted(driver.server().user) +
                  " (and USAGE on its schema)");
    }
}

}  // namespace gmig::db
