#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/rebase.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

struct RebaseArguments {
    app::RebaseOptions options;
    bool go_on = false;
    bool abort = false;
};

/// A path without the folders that it shares with the other one.
std::string_view beside(std::string_view path, std::string_view other) {
    const auto ends = std::ranges::mismatch(path, other);
    const auto shared = static_cast<std::size_t>(ends.in1 - path.begin());
    return path.substr(path.substr(0, shared).rfind('/') + 1);
}

std::string render_step(const Session& session, const app::RebaseStep& step) {
    std::string text = fmt::format("  {:<6} ", app::to_string(step.action));
    switch (step.action) {
        case app::RebaseAction::Move:
            text += step.from == step.to ? printable(step.to)
                                         : fmt::format("{} -> {}", printable(step.from),
                                                       printable(beside(step.to, step.from)));
            break;
        case app::RebaseAction::Remove:
            text += fmt::format("{}, which is {}", printable(step.from),
                                printable(beside(step.to, step.from)));
            break;
        case app::RebaseAction::Take:
            text += fmt::format("{}, as upstream has it", printable(step.to));
            break;
        case app::RebaseAction::Head:
            text += fmt::format("{} names {}", printable(step.to),
                                step.name.empty() ? "none" : printable(step.name));
            break;
    }
    return text + "  " + session.paint("dim", step.id.value) + "\n";
}

std::string render_ledgers(const app::RebaseResult& result) {
    std::string text;
    for (const app::RebaseLedger& ledger : result.ledgers) {
        if (ledger.rows > 0) {
            text += fmt::format("  {:<6} {} in {} ({})\n", "follow", counted(ledger.rows, "row"),
                                printable(ledger.environment), to_string(ledger.kind));
        }
    }
    return text;
}

std::string render_outcome(const Session& session, const app::RebaseResult& result) {
    using State = app::RebaseState;
    std::string steps;
    for (const app::RebaseStep& step : result.plan) {
        steps += render_step(session, step);
    }
    steps += render_ledgers(result);
    const std::string upstream = printable(result.upstream);
    switch (result.state) {
        case State::NothingToDo:
            return fmt::format("nothing to do: all that {} lacks comes after it\n", upstream);
        case State::Planned:
            return fmt::format("would put after {}:\n{}", upstream, steps);
        case State::Done:
            return fmt::format("after {} now, and staged:\n{}next: {}\n", upstream, steps,
                               printable(result.next));
        case State::TakenBack:
            return "taken back: files, index and ledgers are as they were\n";
        case State::Refused:
            return "";
    }
    return "";
}

int present(Session& session, const app::RebaseResult& result) {
    const bool refused = result.state == app::RebaseState::Refused;
    if (session.json) {
        session.out << to_json(result);
    } else if (refused) {
        session.err << render_findings(session, result.refusals)
                    << fmt::format("refused: nothing has changed\n");
    } else if (!session.quiet) {
        session.err << render_findings(session, result.warnings);
        session.out << render_outcome(session, result);
    }
    return refused ? exit_code::refused : exit_code::done;
}

void refuse_mixture(const RebaseArguments& arguments) {
    const bool names = !arguments.options.migrations.empty() || !arguments.options.onto.empty() ||
                       arguments.options.dry_run;
    if ((arguments.go_on && arguments.abort) || ((arguments.go_on || arguments.abort) && names)) {
        throw Error(Error::Kind::Usage,
                    "--continue and --abort stand alone: they are about the interrupted rebase")
            .state("nothing has changed")
            .next("gmig help rebase");
    }
}

int run_rebase(const RebaseArguments& arguments, Session& session) {
    refuse_mixture(arguments);
    show_progress(session);
    if (arguments.go_on) {
        return present(session, app::continue_rebase(session.request));
    }
    if (arguments.abort) {
        return present(session, app::abort_rebase(session.request));
    }
    return present(session, app::rebase(session.request, arguments.options));
}

int run_merge(const app::MergeOptions& options, Session& session) {
    show_progress(session);
    const app::MergeResult result = app::merge(session.request, options);
    if (session.json) {
        session.out << to_json(result);
    } else if (!result.merged) {
        session.out << (session.quiet ? "" : "nothing to do: there is one head\n");
    } else {
        session.out << printable(result.path) << '\n';
    }
    return exit_code::done;
}

}  // namespace

Run declare_rebase(Options& options) {
    auto arguments = std::make_shared<RebaseArguments>();
    options.argument("migration", &arguments->options.migrations,
                     "These, and what follows them; none: all that upstream lacks");
    options.option("--onto", &arguments->options.onto, "A revision to come after, as upstream");
    options.option("--continue", &arguments->go_on, "Complete an interrupted rebase");
    options.option("--abort", &arguments->abort, "Take an interrupted rebase back");
    options.option("--dry-run", &arguments->options.dry_run, "Show the plan, change nothing");
    return [arguments](Session& session) { return run_rebase(*arguments, session); };
}

Run declare_merge(Options& options) {
    auto arguments = std::make_shared<app::MergeOptions>();
    options.option("-m,--name", &arguments->name, "What to call it (default: merge)");
    options.option("--dry-run", &arguments->dry_run, "Print the path, write nothing");
    return [arguments](Session& session) { return run_merge(*arguments, session); };
}

}  // namespace gmig::cli
