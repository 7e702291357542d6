#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/graph.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/look.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

struct LogArguments {
    app::LogOptions options;
    bool graph = false;
};

/// "staging (3 hours old)": how fresh it is, where that is not now.
std::string environment_of(const Session& session, const app::Execution& execution) {
    std::string text = printable(execution.environment);
    if (execution.source != FactsSource::Live) {
        const char* const shared = execution.source == FactsSource::Shared ? "shared, " : "";
        text += fmt::format(" ({}{} old)", shared, age_of(execution.as_of, session.request.now));
    }
    return text;
}

/// "local, staging (3 hours old)".
std::string environments_of(const Session& session, const std::vector<app::Execution>& executed) {
    std::vector<std::string> names;
    for (const app::Execution& execution : executed) {
        names.push_back(environment_of(session, execution));
    }
    return join(names, ", ");
}

/// "local  2026-11-20 10:00 by ann@host in 3 ms".
std::string render_execution(const Session& session, const app::Execution& execution) {
    std::string text =
        fmt::format("{}  {}", environment_of(session, execution),
                    execution.at == Timestamp{} ? "at an unknown time" : short_time(execution.at));
    if (!execution.by.empty()) {
        text += " by " + printable(execution.by);
    }
    if (execution.duration_us > 0) {
        text += " in " + short_duration(execution.duration_us);
    }
    if (execution.interrupted) {
        text += session.paint("red", "  interrupted");
    }
    return text + (execution.same_text ? "" : session.paint("yellow", "  another text"));
}

/// Those of which nothing is known here.
std::vector<std::string> unknown_environments(const std::vector<app::KnownFacts>& environments) {
    std::vector<std::string> unknown;
    for (const app::KnownFacts& facts : environments) {
        if (facts.source == FactsSource::Unknown) {
            unknown.push_back(facts.environment);
        }
    }
    return unknown;
}

std::string render_unknown(const Session& session,
                           const std::vector<app::KnownFacts>& environments) {
    const std::vector<std::string> unknown = unknown_environments(environments);
    if (unknown.empty() || session.quiet) {
        return "";
    }
    return fmt::format("{}: where {} stands is not known here: gmig status -e {}\n",
                       session.paint("yellow", "note"), printable(join(unknown, ", ")),
                       printable(shell_word(unknown.front())));
}

std::string render_line(const Session& session, const app::LogResult::Line& line,
                        const std::vector<MigrationId>& heads) {
    std::string text =
        fmt::format("{}  {}", session.paint("yellow", line.id.value), printable(line.name));
    if (std::ranges::find(heads, line.id) != heads.end()) {
        text += session.paint("green", heads.size() == 1 ? "  (head)" : "  (a head)");
    }
    if (line.branches.size() > 1 ||
        (!line.branches.empty() && line.branches.front() != "work tree")) {
        text += session.paint("dim", "  [" + printable(join(line.branches, ", ")) + "]");
    }
    if (!line.description.empty()) {
        text += "  " + session.paint("dim", printable(line.description));
    }
    if (!line.executed.empty()) {
        text +=
            "  " + session.paint("green", "executed: " + environments_of(session, line.executed));
    }
    return text;
}

/// With -v: who executed it, when, and how long it took.
std::string render_details(const Session& session, const app::LogResult::Line& line) {
    std::string text;
    for (const app::Execution& execution : line.executed) {
        text += session.verbose ? "    " + render_execution(session, execution) + "\n" : "";
    }
    return text;
}

int run_log(const LogArguments& arguments, Session& session) {
    const app::LogResult result = app::log(session.request, arguments.options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    Graph graph;
    for (const auto& line : result.migrations) {
        const std::string text = render_line(session, line, result.heads);
        if (arguments.graph) {
            session.out << graph.row(line.id, line.parents, text);
        } else {
            session.out << text << '\n' << render_details(session, line);
        }
    }
    session.err << render_unknown(session, result.environments)
                << render_findings(session, result.findings);
    return exit_code::done;
}

std::string render_part(const Session& session, std::string_view title,
                        const std::optional<Script>& part) {
    if (!part) {
        return "";
    }
    std::string text = printable_lines(part->text);
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return fmt::format("\n{}\n{}\n", session.paint("bold", title), text);
}

/// Which commit brought it, and where it is executed.
std::string render_whereabouts(const Session& session, const app::ShowResult& result) {
    std::string text;
    if (result.origin) {
        constexpr std::size_t short_name = 7;
        constexpr std::size_t day = 10;
        const app::Origin& origin = *result.origin;
        text += fmt::format("commit    {} {} {}  {}\n",
                            session.paint("yellow", origin.commit.substr(0, short_name)),
                            printable(origin.author.substr(0, origin.author.rfind(" <"))),
                            origin.date.substr(0, day), printable(origin.subject));
    } else if (result.committed == app::Committed::NotYet) {
        text += fmt::format("commit    {}\n", session.paint("red", "not committed yet"));
    }
    for (const app::Execution& execution : result.executed) {
        text += fmt::format("executed  {}\n", render_execution(session, execution));
    }
    return text;
}

std::string render_differences(const Session& session, const app::ShowResult& result) {
    std::string text;
    for (const app::ShowResult::Difference& difference : result.differences) {
        text +=
            fmt::format("\n{}\n", session.paint("bold", "what has changed since " +
                                                            printable(difference.environment) +
                                                            " executed it: " + difference.part));
        for (const std::string_view line : split_on(trim(difference.diff), '\n')) {
            const std::string shown = printable_lines(line);
            text += (line.starts_with('-')   ? session.paint("red", shown)
                     : line.starts_with('+') ? session.paint("green", shown)
                                             : shown) +
                    "\n";
        }
    }
    return text;
}

int run_show(const app::ShowOptions& options, Session& session) {
    const app::ShowResult result = app::show(session.request, options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    const Migration& migration = result.migration;
    std::vector<std::string> parents;
    for (const MigrationId& parent : migration.parents) {
        parents.push_back(parent.value);
    }
    session.out << fmt::format(
                       "migration {}\nname      {}\nparents   {}\nfrom      {}\n",
                       session.paint("yellow", migration.id.value), printable(migration.name),
                       parents.empty() ? "none" : join(parents, ", "), printable(result.source))
                << fmt::format("checksum  {}\n", migration.checksum.value);
    if (migration.up.transaction == TransactionMode::Off) {
        session.out << "runs outside a transaction\n";
    }
    if (result.executed_at) {
        session.out << fmt::format("executed  {} by {}\n", short_time(*result.executed_at),
                                   printable(result.executed_by));
    }
    session.out << render_whereabouts(session, result) << render_part(session, "up", migration.up)
                << render_part(session, "down", migration.down)
                << render_part(session, "verify", migration.verify)
                << render_differences(session, result);
    session.err << render_unknown(session, result.environments)
                << render_notes(session, result.notes);
    return exit_code::done;
}

int run_rev_parse(const std::string& word, Session& session) {
    const app::RevParseResult result = app::rev_parse(session.request, word);
    if (session.json) {
        session.out << to_json(result);
    } else {
        session.out << fmt::format("id {}\nname {}\nchecksum {}\nfingerprint {}\nversion {}\n",
                                   result.id.value, printable(result.name), result.checksum.value,
                                   result.fingerprint.value, result.version.value);
    }
    return exit_code::done;
}

}  // namespace

Run declare_log(Options& options) {
    auto arguments = std::make_shared<LogArguments>();
    options.argument("ref", &arguments->options.ref, "A git revision (default: the work tree)");
    options.option("--graph", &arguments->graph, "Draw the graph");
    options.option("--all", &arguments->options.all, "Every local branch");
    return [arguments](Session& session) { return run_log(*arguments, session); };
}

Run declare_show(Options& options) {
    auto arguments = std::make_shared<app::ShowOptions>();
    options.argument("migration", &arguments->migration, "@, @~N, an id, a name, REF:NAME")
        .required = true;
    options.option("--executed", &arguments->executed, "As the environment's ledger keeps it");
    return [arguments](Session& session) { return run_show(*arguments, session); };
}

Run declare_rev_parse(Options& options) {
    auto word = std::make_shared<std::string>();
    options.argument("migration", word.get(), "@, @~N, an id, a name, REF:NAME").required = true;
    return [word](Session& session) { return run_rev_parse(*word, session); };
}

}  // namespace gmig::cli
