#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/projects.hpp"
#include "cli/text.hpp"
#include <gmig/app/check.hpp>
#include <gmig/app/status.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

struct CheckArguments {
    app::CheckOptions options;
    std::string format = "text";
    bool no_replay = false;
};

std::string render_facts(const app::CheckResult& result, Timestamp now) {
    std::vector<std::string> known;
    for (const app::KnownFacts& facts : result.facts) {
        std::string text =
            printable(facts.environment) + " " + std::string(to_string(facts.source));
        if (facts.source == FactsSource::Cached || facts.source == FactsSource::Shared) {
            text += " (" + age_of(facts.as_of, now) + " old)";
        }
        text += facts.tool.empty() ? "" : ", " + facts.tool + "'s table";
        known.push_back(std::move(text));
    }
    return known.empty() ? "" : "ledgers: " + join(known, ", ") + "\n";
}

std::string render_origin(std::string_view side, const std::optional<app::Origin>& origin) {
    if (!origin) {
        return "";
    }
    constexpr std::size_t short_name = 10;
    constexpr std::size_t day = 10;
    return fmt::format("    {}  {} {}, {}: {}\n", side, origin->commit.substr(0, short_name),
                       printable(origin->author), origin->date.substr(0, day),
                       printable(origin->subject));
}

/// "adds 2, renames 1"; what a rebase reparents it renames, too.
std::string render_changes(const Comparison& changes) {
    struct Row {
        const char* verb;
        std::size_t count;
    };
    const std::array rows{Row{"adds", changes.added.size()}, Row{"edits", changes.edited.size()},
                          Row{"edits in looks only", changes.edited_cosmetically.size()},
                          Row{"renames", changes.renamed.size()},
                          Row{"deletes", changes.deleted.size()}};
    std::vector<std::string> parts;
    for (const Row& row : rows) {
        if (row.count > 0) {
            parts.push_back(fmt::format("{} {}", row.verb, row.count));
        }
    }
    return parts.empty() ? "" : ": " + join(parts, ", ");
}

std::string render(const Session& session, const app::CheckResult& result) {
    std::string text =
        fmt::format("{} into {}{}{}\n", session.paint("bold", printable(result.head_name)),
                    session.paint("bold", printable(result.base_name)),
                    result.result_of == app::ResultOf::Merge ? ", merged in memory" : "",
                    render_changes(result.changes));
    text += render_facts(result, session.request.now);
    Session in_full = session;
    in_full.verbose = true;
    for (const app::CheckedFinding& checked : result.findings) {
        text += render_findings(in_full, {checked.finding});
        text += render_origin("theirs", checked.theirs);
        text += render_origin("ours  ", checked.ours);
    }
    return text;
}

std::vector<Finding> findings_of(const app::CheckResult& result) {
    std::vector<Finding> findings;
    for (const app::CheckedFinding& checked : result.findings) {
        findings.push_back(checked.finding);
    }
    return findings;
}

int exit_code_of(const app::CheckResult& result) {
    if (result.undecided) {
        return exit_code::undecided;
    }
    return app::has_errors(findings_of(result)) ? exit_code::findings : exit_code::done;
}

std::string render_text(const Session& session, const app::CheckResult& result) {
    const bool clean = exit_code_of(result) == exit_code::done;
    if (result.undecided || (session.quiet && clean)) {
        return "";
    }
    return render(session, result) +
           (clean ? session.paint("green", "nothing stands against it") + "\n" : "");
}

std::string render_all(const std::string& format, const Session& session,
                       const std::vector<OfProject<app::CheckResult>>& results) {
    if (format == "json" || (session.json && format == "text")) {
        return to_json(results, session.request.now);
    }
    return render_projects(format, session, results, [&](const app::CheckResult& result) {
        return render_text(session, result);
    });
}

int run(const CheckArguments& arguments, Session& session) {
    if (arguments.options.replay && arguments.no_replay) {
        throw Error(Error::Kind::Usage, "--replay and --no-replay exclude each other")
            .state("nothing was checked");
    }
    show_progress(session);
    const app::CheckOptions& options = arguments.options;
    const auto results = for_each_project<app::CheckResult>(
        session, options.base, options.head,
        [&](const app::Request& request) { return app::check(request, options); });
    session.out << render_all(arguments.format, session, results);
    for (const OfProject<app::CheckResult>& one : results) {
        if (one.result.undecided) {
            session.err << render_error(*one.result.undecided, session.color_errors);
        }
    }
    return worst_exit_code(results, exit_code_of);
}

}  // namespace

Run declare_check(Options& options) {
    auto arguments = std::make_shared<CheckArguments>();
    options.option("--base", &arguments->options.base,
                   "What head is merged into (default: the protected branch)");
    options.option("--head", &arguments->options.head, "A revision, :index or :worktree");
    options.option("--deployed", &arguments->options.deployed,
                   "A revision whose migrations count as executed");
    options.option("--replay", &arguments->options.replay,
                   "Try both orders of what comes late, and the whole history, on a shadow");
    options.option("--no-replay", &arguments->no_replay, "Do not (the default)");
    options.option("--format", &arguments->format, "How to print it").choices = {"text", "json",
                                                                                 "github", "sarif"};
    return [arguments](Session& session) { return run(*arguments, session); };
}

}  // namespace gmig::cli
