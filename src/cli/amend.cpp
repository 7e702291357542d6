#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/amend.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

std::string render_plan(const Session& session, const app::AmendResult& result) {
    std::string text;
    for (const app::AmendStep& step : result.plan) {
        text += fmt::format("  {:<8} {}  {}\n", app::to_string(step.action), printable(step.name),
                            session.paint("dim", step.id.value));
    }
    return text;
}

std::string render_losses(const app::AmendResult& result) {
    return result.change.losses.empty() ? ""
                                        : fmt::format("this loses the data of {}\n",
                                                      printable(join(result.change.losses, ", ")));
}

std::string render_outcome(const Session& session, const app::AmendResult& result) {
    using State = app::AmendState;
    const std::string where = printable(result.environment);
    switch (result.state) {
        case State::Planned:
            return render_plan(session, result) + render_losses(result) +
                   fmt::format("would amend {} in {}\n", printable(result.name), where);
        case State::Done:
            return render_plan(session, result) +
                   fmt::format("amended in {}: {}\n", where, printable(result.path));
        case State::NothingToDo:
            return "nothing to do\n";
        case State::Refused:
            return "";
    }
    return "";
}

int present(Session& session, const app::AmendResult& result) {
    const bool refused = result.state == app::AmendState::Refused;
    const int code = refused ? exit_code::refused : exit_code::done;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    session.err << render_notes(session, result.change.notes)
                << render_notes(session, result.notes);
    if (refused) {
        session.err << render_findings(session, result.refusals)
                    << "refused: nothing has changed\n";
    } else if (!session.quiet) {
        session.out << render_outcome(session, result);
    }
    return code;
}

int run_amend(const app::AmendOptions& arguments, Session& session) {
    show_progress(session);
    app::AmendOptions options = arguments;
    if (!session.json && !session.quiet) {
        options.announce = [&session](const app::SchemaChange& change) {
            session.out << render_steps(session, change.steps) << std::flush;
        };
    }
    const app::AmendResult result = app::amend(session.request, options);
    end_progress(session);
    return present(session, result);
}

}  // namespace

Run declare_amend(Options& options) {
    auto arguments = std::make_shared<app::AmendOptions>();
    options.argument("migration", &arguments->migration,
                     "The one that was edited (default: the latest that is not published)");
    options.option("--diff", &arguments->diff, "Work it out again from schema.sql first");
    options.option("--rename", &arguments->renames.given,
                   "old=new or table.old=new: what is renamed");
    options.option("--no-rename", &arguments->renames.none, "Whatever is not given is no rename");
    options.option("--dry-run", &arguments->dry_run, "Show the plan, change nothing");
    return [arguments](Session& session) { return run_amend(*arguments, session); };
}

}  // namespace gmig::cli
