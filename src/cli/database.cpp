#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/database.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

struct DatabaseArguments {
    std::string verb;
    app::RenameAnswers renames;
    bool dry_run = false;
};

std::string render_losses(const std::vector<std::string>& losses) {
    return losses.empty()
               ? ""
               : fmt::format("this loses the data of {}\n", printable(join(losses, ", ")));
}

int run_push(const DatabaseArguments& arguments, Session& session) {
    app::PushOptions options{.renames = arguments.renames, .dry_run = arguments.dry_run};
    if (!session.json && !session.quiet) {
        options.announce = [&session](const app::SchemaChange& change) {
            session.out << render_steps(session, change.steps) << std::flush;
        };
    }
    const app::PushResult result = app::push_schema(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result, arguments.dry_run);
        return exit_code::done;
    }
    session.err << render_notes(session, result.change.notes);
    if (session.quiet) {
        return exit_code::done;
    }
    const std::string where = printable(result.environment);
    if (result.change.empty()) {
        session.out << fmt::format("nothing to do in {}: it is as {} says\n", where,
                                   printable(result.change.to));
    } else if (result.done) {
        session.out << fmt::format("{} is as {} says now\n", where, printable(result.change.to));
    } else {
        session.out << render_losses(result.change.losses)
                    << fmt::format("would run this in {}\n", where);
    }
    return exit_code::done;
}

int run_pull(const DatabaseArguments& arguments, Session& session) {
    const app::PullResult result = app::pull_schema(session.request, arguments.dry_run);
    if (session.json) {
        session.out << to_json(result, arguments.dry_run);
        return exit_code::done;
    }
    session.err << render_notes(session, result.notes);
    if (session.quiet) {
        return exit_code::done;
    }
    const std::string path = printable(result.path);
    if (!result.changed) {
        session.out << fmt::format("{} is as {} is\n", path, printable(result.environment));
    } else if (arguments.dry_run) {
        session.out << (session.to_terminal ? printable_lines(result.text) : result.text);
        session.err << fmt::format("would write this into {}\n", path);
    } else {
        session.out << fmt::format("wrote {} from {}\n", path, printable(result.environment));
    }
    return exit_code::done;
}

void present_reset(Session& session, const app::ResetResult& result) {
    const std::string where = printable(result.environment);
    if (result.dry_run) {
        for (const schema::RenderedStep& step : result.change.steps) {
            for (const std::string& summary : step.summaries) {
                session.out << fmt::format("  {}\n", printable(summary));
            }
        }
        session.out << fmt::format("would drop this in {}, take {} out of its ledger and run:\n",
                                   where, counted(result.rows.size(), "row"))
                    << render_plan(session, result.plan);
        return;
    }
    session.out << fmt::format("dropped everything in {}, and executed {}\n", where,
                               counted(result.done, "migration"));
}

int run_reset(const DatabaseArguments& arguments, Session& session) {
    const app::ResetResult result = app::reset_database(session.request, arguments.dry_run);
    end_progress(session);
    const int code = result.refusals.empty() ? exit_code::done : exit_code::refused;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    session.err << render_notes(session, result.change.notes);
    if (!result.refusals.empty()) {
        session.err << render_findings(session, result.refusals)
                    << fmt::format("refused in {}: nothing has changed\n",
                                   printable(result.environment));
    } else if (!session.quiet) {
        present_reset(session, result);
    }
    return code;
}

int run_drift(const DatabaseArguments& /*arguments*/, Session& session) {
    const app::DriftResult result = app::find_drift(session.request);
    const int code = result.drifted.empty() ? exit_code::done : exit_code::findings;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    session.err << render_notes(session, result.back.notes);
    if (session.quiet) {
        return code;
    }
    const std::string where = printable(result.environment);
    if (result.drifted.empty()) {
        session.out << fmt::format("{} is what its ledger says ({})\n", where,
                                   counted(result.executed, "migration"));
        return code;
    }
    session.out << fmt::format("{} is not what its ledger says. Somebody did:\n", where);
    for (const std::string& change : result.drifted) {
        session.out << fmt::format("  {}\n", session.paint("red", printable(change)));
    }
    session.out << "this would bring it back:\n\n" << render_script(session, result.back.steps);
    return code;
}

struct DatabaseVerb {
    std::string_view name;
    int (*run)(const DatabaseArguments&, Session&);
};
constexpr std::array database_verbs{DatabaseVerb{"push", run_push}, DatabaseVerb{"pull", run_pull},
                                    DatabaseVerb{"reset", run_reset},
                                    DatabaseVerb{"drift", run_drift}};

int run_database(const DatabaseArguments& arguments, Session& session) {
    const auto* const verb = std::ranges::find(database_verbs, arguments.verb, &DatabaseVerb::name);
    if (verb == database_verbs.end()) {
        throw Error(Error::Kind::Usage,
                    "db knows push, pull, reset and drift, not '" + printable(arguments.verb) + "'")
            .state("nothing has changed")
            .next("gmig help db");
    }
    show_progress(session);
    return verb->run(arguments, session);
}

}  // namespace

Run declare_db(Options& options) {
    auto arguments = std::make_shared<DatabaseArguments>();
    options.argument("verb", &arguments->verb, "push, pull, reset or drift").required = true;
    options.option("--rename", &arguments->renames.given,
                   "push: old=new or table.old=new: what is renamed");
    options.option("--no-rename", &arguments->renames.none,
                   "push: whatever is not given is no rename");
    options.option("--dry-run", &arguments->dry_run, "Show what would be done, change nothing");
    return [arguments](Session& session) { return run_database(*arguments, session); };
}

}  // namespace gmig::cli
