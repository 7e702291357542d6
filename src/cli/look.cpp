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
            session.out << text << '\n';
        }
    }
    session.err << render_findings(session, result.findings);
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
    session.out << render_part(session, "up", migration.up)
                << render_part(session, "down", migration.down)
                << render_part(session, "verify", migration.verify);
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
