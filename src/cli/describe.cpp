#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/describe.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

struct DescribeArguments {
    app::DescribeOptions options;
    bool sql_only = false;
    bool no_sql = false;
};

std::string render_words(const Session& session, const app::DescribeResult& result) {
    std::string text = fmt::format("{}  {}{}{}\n", session.paint("yellow", result.id.value),
                                   printable(result.name), result.down ? "  (down)" : "",
                                   result.alone ? "  (outside a transaction)" : "");
    for (const app::DescribeResult::Change& change : result.changes) {
        for (const std::string& summary : change.summaries) {
            text += fmt::format("  {}\n", session.paint("bold", printable(summary)));
        }
        for (const schema::Mark& mark : change.marks) {
            text += fmt::format("    {}\n", render_mark(session, mark));
        }
    }
    if (result.changes.empty()) {
        text += "  the schema stays as it is\n";
    }
    for (const std::string& statement : result.others) {
        text += fmt::format("  runs {}\n", printable(statement));
    }
    for (const schema::Mark& mark : result.marks) {
        text += fmt::format("    {}\n", render_mark(session, mark));
    }
    return text;
}

int run_describe(const DescribeArguments& arguments, Session& session) {
    if (arguments.sql_only && arguments.no_sql) {
        throw Error(Error::Kind::Usage, "--sql-only and --no-sql leave nothing to show")
            .next("gmig help describe");
    }
    show_progress(session);
    app::DescribeOptions options = arguments.options;
    options.words = !arguments.sql_only;
    const app::DescribeResult result = app::describe(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    session.err << render_notes(session, result.notes);
    if (options.words) {
        session.out << render_words(session, result);
    }
    if (!arguments.no_sql) {
        const std::string sql(trim(result.sql));
        session.out << (options.words ? "\n" : "")
                    << (session.to_terminal ? printable_lines(sql) : sql) << '\n';
    }
    return exit_code::done;
}

}  // namespace

Run declare_describe(Options& options) {
    auto arguments = std::make_shared<DescribeArguments>();
    options.argument("migration", &arguments->options.migration,
                     "@, @~N, an id, a name, REF:NAME (default: the head)");
    options.option("--sql-only", &arguments->sql_only, "Only the SQL; needs no database");
    options.option("--no-sql", &arguments->no_sql, "Only the words");
    options.option("--down", &arguments->options.down, "The down part");
    return [arguments](Session& session) { return run_describe(*arguments, session); };
}

}  // namespace gmig::cli
