#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/run_text.hpp"
#include "cli/text.hpp"
#include <gmig/app/care.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

int run_verify(const std::string& word, Session& session) {
    const app::VerifyResult result = app::verify(session.request, word);
    const bool failed =
        std::ranges::find(result.checked, false, &app::Verified::ok) != result.checked.end();
    const int code = failed ? exit_code::findings : exit_code::done;
    if (session.json) {
        session.out << to_json(result);
        return code;
    }
    for (const app::Verified& one : result.checked) {
        if (!one.ok) {
            session.out << render_verified(session, one);
        } else if (!session.quiet) {
            session.out << fmt::format("{}     {}\n", session.paint("green", "ok"),
                                       printable(one.name));
        }
    }
    if (!session.quiet) {
        session.out << fmt::format("{} verified in {}, {} without a verify part\n",
                                   counted(result.checked.size(), "migration"),
                                   printable(result.environment), result.without_verify);
    }
    return code;
}

struct MarkArguments {
    app::MarkOptions options;
    bool executed = false;
    bool pending = false;
};

int run_mark(MarkArguments arguments, Session& session) {
    if (arguments.executed == arguments.pending) {
        throw Error(Error::Kind::Usage, "mark needs one of --executed and --pending")
            .state("nothing has changed")
            .next("gmig help mark");
    }
    show_progress(session);
    arguments.options.as = arguments.executed ? app::MarkAs::Executed : app::MarkAs::Pending;
    const app::MarkResult result = app::mark(session.request, arguments.options);
    if (session.json) {
        session.out << to_json(result);
    } else if (!session.quiet) {
        const char* const state = arguments.executed ? "executed" : "pending";
        const char* const verb = !result.changed             ? "is already"
                                 : arguments.options.dry_run ? "would be marked"
                                                             : "is marked";
        session.out << fmt::format("{} {} {}{}\n", printable(result.name), verb, state,
                                   result.verified ? ", as its verify part says" : "");
    }
    return exit_code::done;
}

int run_recover(bool dry_run, Session& session) {
    show_progress(session);
    const app::RecoverResult result = app::recover(session.request, dry_run);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    for (const std::string& line : result.found) {
        session.out << "found: " << printable(line) << '\n';
    }
    for (const std::string& line : result.done) {
        session.out << "done:  " << printable(line) << '\n';
    }
    if (result.found.empty() && !session.quiet) {
        session.out << "nothing to recover\n";
    }
    return exit_code::done;
}

int run_doctor(Session& session) {
    const std::vector<app::Diagnosis> lines = app::doctor(session.request);
    const bool bad = std::ranges::find(lines, app::Diagnosis::Verdict::Bad,
                                       &app::Diagnosis::verdict) != lines.end();
    if (session.json) {
        session.out << to_json(lines);
        return bad ? exit_code::findings : exit_code::done;
    }
    constexpr std::array<std::string_view, 3> words{"ok  ", "note", "BAD "};
    constexpr std::array<std::string_view, 3> colors{"green", "yellow", "red"};
    for (const app::Diagnosis& line : lines) {
        const auto verdict = static_cast<std::size_t>(line.verdict);
        session.out << fmt::format("{} {}: {}\n", session.paint(colors[verdict], words[verdict]),
                                   printable(line.subject), render_message(line.message));
        if (!line.remedy.empty()) {
            session.out << "       " << printable(line.remedy) << '\n';
        }
    }
    return bad ? exit_code::findings : exit_code::done;
}

}  // namespace

Run declare_verify(Options& options) {
    auto word = std::make_shared<std::string>();
    options.argument("migration", word.get(), "One migration (default: all that are executed)");
    return [word](Session& session) { return run_verify(*word, session); };
}

Run declare_mark(Options& options) {
    auto arguments = std::make_shared<MarkArguments>();
    options.argument("migration", &arguments->options.migration, "Which one").required = true;
    options.option("--executed", &arguments->executed, "It was executed by other means");
    options.option("--pending", &arguments->pending, "It is not executed");
    options.option("--dry-run", &arguments->options.dry_run, "Show what would be done");
    return [arguments](Session& session) { return run_mark(*arguments, session); };
}

Run declare_recover(Options& options) {
    auto dry_run = std::make_shared<bool>(false);
    options.option("--dry-run", dry_run.get(), "Show what was left, change nothing");
    return [dry_run](Session& session) { return run_recover(*dry_run, session); };
}

Run declare_doctor(Options&) {
    return [](Session& session) { return run_doctor(session); };
}

}  // namespace gmig::cli
