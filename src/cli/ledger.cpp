#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/ledger.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

struct LedgerArguments {
    std::string verb;
    std::optional<std::string> word;  ///< a remote, a file or an environment
    bool dry_run = false;
};

std::string fetched_ago(Timestamp then, Timestamp now) {
    constexpr std::int64_t second = 1'000'000;
    return now.microseconds - then.microseconds < second
               ? ", fetched just now"
               : ", fetched " + age_of(then, now) + " ago";
}

std::string render_place(const app::LedgerPlace& place, Timestamp now) {
    constexpr std::size_t short_name = 10;
    return fmt::format("  {:<10}  {}  {}{}\n",
                       place.remote.empty() ? "this clone" : printable(place.remote),
                       place.commit.substr(0, short_name), printable(place.ref),
                       place.fetched_at ? fetched_ago(*place.fetched_at, now) : "");
}

std::string render_environment(const Session& session, const app::LedgerEnvironment& environment) {
    const char* const standing = environment.retired  ? ", retired"
                                 : environment.counts ? ""
                                                      : ", not in gmig.json: it blocks nothing";
    std::string text = fmt::format(
        "{} ({}{}): {} executed, as of {}\n",
        session.paint("bold", environment.names.empty() ? std::string("(retired)")
                                                        : printable(join(environment.names, ", "))),
        to_string(environment.kind), standing, environment.executed.size(),
        short_time(environment.as_of));
    for (const LedgerEntry& entry : environment.executed) {
        text += fmt::format("  {}  {}  {}{}\n", printable(entry.id.value), printable(entry.name),
                            short_time(entry.executed_at),
                            entry.executed_by.empty() ? "" : " by " + printable(entry.executed_by));
    }
    for (const std::string& conflict : environment.conflicts) {
        text += fmt::format("  {} {}\n", session.paint("yellow", "conflict:"), printable(conflict));
    }
    return text;
}

int run_ledger_show(Session& session) {
    const app::LedgerShown shown = app::show_ledger(session.request);
    if (session.json) {
        session.out << to_json(shown, session.request.now);
        return exit_code::done;
    }
    session.out << fmt::format("{}, project {}\n", printable(shown.ref), shown.project);
    for (const app::LedgerPlace& place : shown.places) {
        session.out << render_place(place, session.request.now);
    }
    if (shown.places.empty()) {
        session.out << "  nothing yet (gmig ledger fetch)\n";
    }
    for (const app::LedgerEnvironment& environment : shown.environments) {
        session.out << render_environment(session, environment);
    }
    for (const std::string& problem : shown.problems) {
        session.err << fmt::format("note: {}\n", printable(problem));
    }
    return exit_code::done;
}

int run_exchange(const LedgerArguments& arguments, Session& session) {
    const bool pushing = arguments.verb == "push";
    const std::string remote = arguments.word.value_or("");
    show_progress(session);
    const app::LedgerExchange result =
        pushing ? app::push_ledger(session.request, remote, arguments.dry_run)
                : app::fetch_ledger(session.request, remote);
    // What a push put back is no finding any more.
    const bool alarmed = !result.alarms.empty() && (!pushing || result.dry_run);
    if (session.json) {
        session.out << to_json(result);
        return alarmed ? exit_code::findings : exit_code::done;
    }
    for (const std::string& alarm : result.alarms) {
        session.err << fmt::format("{} {}\n", session.paint("yellow", "warning:"), alarm);
    }
    if (!session.quiet) {
        session.out << fmt::format("{}: {} received", printable(result.remote),
                                   counted(result.received, "fact"));
        if (pushing) {
            session.out << fmt::format(", {} {}", result.sent,
                                       result.dry_run ? "to be sent" : "sent");
        } else if (!result.remote_has) {
            session.out << ", it has no " << printable(result.ref);
        }
        session.out << '\n';
    }
    return alarmed ? exit_code::findings : exit_code::done;
}

int run_ledger_verify(Session& session) {
    const app::LedgerVerified result = app::verify_ledger(session.request);
    const int code = result.problems.empty() ? exit_code::done : exit_code::findings;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    for (const app::LedgerProblem& problem : result.problems) {
        session.out << fmt::format("{} {}{}\n    {}\n", session.paint("red", "wrong:"),
                                   problem.environment.empty() ? "" : problem.environment + ": ",
                                   problem.message, problem.remedy);
    }
    if (session.quiet) {
        return code;
    }
    for (const std::string& note : result.notes) {
        session.err << fmt::format("note: {}\n", note);
    }
    session.out << fmt::format("{} of {} read, held against {}\n", counted(result.facts, "fact"),
                               printable(result.ref),
                               result.asked.empty() ? "no database" : join(result.asked, ", "));
    return code;
}

int run_import(const std::string& file, bool dry_run, Session& session) {
    show_progress(session);
    const app::LedgerImport result = app::import_ledger(session.request, file, dry_run);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        session.out << fmt::format("{} {} of {}\n", counted(result.added, "fact"),
                                   dry_run ? "would be taken over" : "taken over",
                                   counted(result.environments, "environment"));
        if (result.passed > 0) {
            session.out << fmt::format(
                "{} passed over: newer ones are known of the same migrations\n",
                counted(result.passed, "fact"));
        }
    }
    return exit_code::done;
}

int run_retire(const std::string& name, bool dry_run, Session& session) {
    show_progress(session);
    const app::LedgerRetired result = app::retire_environment(session.request, name, dry_run);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        session.out << fmt::format("{} {} retired: {} there count no more\n",
                                   printable(result.environment), dry_run ? "would be" : "is",
                                   counted(result.facts, "migration"));
    }
    return exit_code::done;
}

int run_ledger(const LedgerArguments& arguments, Session& session) {
    const std::string& verb = arguments.verb;
    if (verb == "show" && !arguments.word) {
        return run_ledger_show(session);
    }
    if (verb == "fetch" || verb == "push") {
        return run_exchange(arguments, session);
    }
    if (verb == "verify" && !arguments.word) {
        return run_ledger_verify(session);
    }
    if (verb == "import" && arguments.word) {
        return run_import(*arguments.word, arguments.dry_run, session);
    }
    if (verb == "retire" && arguments.word) {
        return run_retire(*arguments.word, arguments.dry_run, session);
    }
    throw Error(Error::Kind::Usage,
                "ledger knows show, fetch [REMOTE], push [REMOTE], verify, import FILE and retire "
                "ENVIRONMENT")
        .state("nothing has changed")
        .next("gmig help ledger");
}

}  // namespace

Run declare_ledger(Options& options) {
    auto arguments = std::make_shared<LedgerArguments>();
    options.argument("verb", &arguments->verb, "show, fetch, push, verify, import or retire")
        .required = true;
    options.argument("word", &arguments->word,
                     "fetch, push: which remote; import: the file; retire: the environment");
    options.option("--dry-run", &arguments->dry_run,
                   "push, import, retire: show what would be done");
    return [arguments](Session& session) { return run_ledger(*arguments, session); };
}

}  // namespace gmig::cli
