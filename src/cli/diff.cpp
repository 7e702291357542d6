#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/diff.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

struct DiffArguments {
    app::DiffOptions options;
    std::string format;
    bool exit_code = false;
};

std::string heading(const app::SchemaChange& change) {
    return fmt::format("from {} to {}:\n", printable(change.from), printable(change.to));
}

void present_written(Session& session, const app::DiffResult& result, bool dry_run) {
    if (dry_run && !session.quiet) {
        session.out << "would write ";
    }
    session.out << printable(result.written->path) << '\n';
    if (result.executed && !session.quiet) {
        session.out << fmt::format("executed in {}\n", printable(result.executed->environment));
    }
}

void present(Session& session, const app::DiffResult& result, const DiffArguments& arguments) {
    session.err << render_notes(session, result.change.notes);
    if (result.change.empty()) {
        if (!session.quiet) {
            session.err << fmt::format("no difference between {} and {}\n",
                                       printable(result.change.from), printable(result.change.to));
        }
        return;
    }
    if (result.written) {
        present_written(session, result, arguments.options.dry_run);
        return;
    }
    if (arguments.format == "json") {
        session.out << (session.to_terminal ? printable_lines(result.text) : result.text);
        return;
    }
    session.out << render_script(session, result.change.steps);
}

int exit_code_of(const app::DiffResult& result, bool wanted) {
    if (result.executed && !result.executed->plan.refusals.empty()) {
        return exit_code::refused;
    }
    return wanted && !result.change.empty() ? exit_code::findings : exit_code::done;
}

int run_diff(const DiffArguments& arguments, Session& session) {
    show_progress(session);
    app::DiffOptions options = arguments.options;
    options.json = arguments.format == "json";
    if (!session.json && !session.quiet) {
        options.announce = [&session](const app::SchemaChange& change) {
            session.out << heading(change) << render_steps(session, change.steps) << std::flush;
        };
    }
    const app::DiffResult result = app::diff(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
    } else {
        present(session, result, arguments);
    }
    if (result.executed && !result.executed->plan.refusals.empty() && !session.json) {
        session.err << render_findings(session, result.executed->plan.refusals)
                    << "the migration is written, and not executed\n";
    }
    return exit_code_of(result, arguments.exit_code);
}

}  // namespace

Run declare_diff(Options& options) {
    auto arguments = std::make_shared<DiffArguments>();
    options.argument("name", &arguments->options.name,
                     "Write it as a migration of this name; none: print it");
    options.option("--from", &arguments->options.from,
                   "A state: a revision, :index, :worktree, env:NAME, file:PATH, url:URL, empty");
    options.option("--to", &arguments->options.to,
                   "Likewise (default: schema.sql, or env:local without it)");
    options.option("--as", &arguments->format, "How it is printed or written").choices = {"sql",
                                                                                          "json"};
    options.option("--execute", &arguments->options.execute, "Execute the migration afterwards");
    options.option("--exit-code", &arguments->exit_code, "1 when there is a difference");
    options.option("--rename", &arguments->options.renames.given,
                   "old=new or table.old=new: what is renamed");
    options.option("--no-rename", &arguments->options.renames.none,
                   "Whatever is not given is no rename");
    options.option("--dry-run", &arguments->options.dry_run, "Write nothing");
    return [arguments](Session& session) { return run_diff(*arguments, session); };
}

}  // namespace gmig::cli
