#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/projects.hpp"
#include "cli/text.hpp"
#include <gmig/app/lint.hpp>
#include <gmig/app/status.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

namespace gmig::cli {
namespace {

struct LintArguments {
    app::LintOptions options;
    std::string format = "text";
    bool rules = false;
};

std::string painted_severity(const Session& session, Severity severity) {
    constexpr std::array<std::string_view, 3> colors{"dim", "yellow", "red"};
    return session.paint(colors[static_cast<std::size_t>(severity)], to_string(severity));
}

std::string rule_name(Code code) {
    return fmt::format("{} {}", to_string(code), title(code));
}

/// "    " before each line, so that what is meant to be copied keeps its lines.
std::string message_lines(std::string_view text) {
    std::string result;
    for (const std::string_view line : split_on(trim(text), '\n')) {
        result += fmt::format("    {}\n", printable(std::string(line)));
    }
    return result;
}

std::string render_lint_finding(const Session& session, const app::CheckedFinding& checked) {
    const Finding& finding = checked.finding;
    std::string text =
        fmt::format("{} {} {}\n", session.paint("bold", printable(to_string(finding.where))),
                    rule_name(finding.code), painted_severity(session, finding.severity));
    text += message_lines(finding.message);
    if (!finding.remedy.empty()) {
        text += message_lines(finding.remedy);
    }
    if (checked.ours) {
        constexpr std::size_t short_name = 10;
        text += session.paint(
                    "dim", fmt::format("    {} {}: {}", checked.ours->commit.substr(0, short_name),
                                       printable(checked.ours->author),
                                       printable(checked.ours->subject))) +
                "\n";
    }
    return text;
}

std::string render_ignored(const app::LintResult& result) {
    std::string text;
    for (const app::IgnoredFinding& ignored : result.ignored) {
        text += fmt::format("  {} {}, by {}\n", printable(to_string(ignored.finding.where)),
                            rule_name(ignored.finding.code), printable(to_string(ignored.by)));
    }
    return text.empty() ? "" : "ignored:\n" + text;
}

std::vector<Finding> lint_findings(const app::LintResult& result) {
    std::vector<Finding> findings;
    for (const auto* const list : {&result.findings, &result.unused}) {
        for (const app::CheckedFinding& checked : *list) {
            findings.push_back(checked.finding);
        }
    }
    return findings;
}

/// "1 error, 2 warnings in 3 migrations, held against origin/main; 1 ignored".
std::string render_lint_summary(const app::LintResult& result) {
    std::array<std::size_t, 3> counts{};
    for (const Finding& finding : lint_findings(result)) {
        ++counts[static_cast<std::size_t>(finding.severity)];
    }
    const auto of = [&](Severity severity) { return counts[static_cast<std::size_t>(severity)]; };
    std::vector<std::string> parts;
    for (const Severity severity : {Severity::Error, Severity::Warning}) {
        if (of(severity) > 0) {
            parts.push_back(counted(of(severity), to_string(severity)));
        }
    }
    if (of(Severity::Information) > 0) {
        parts.push_back(counted(of(Severity::Information), "note"));
    }
    std::string text = parts.empty() ? "nothing found" : join(parts, ", ");
    text += " in " + counted(result.judged, "migration");
    if (!result.base_name.empty()) {
        text += ", by the rules of " + printable(result.base_name);
    }
    if (!result.ignored.empty()) {
        text += fmt::format("; {} ignored", result.ignored.size());
    }
    return text + "\n";
}

std::string render_lint(const Session& session, const app::LintResult& result) {
    if (result.undecided) {
        return "";
    }
    std::string text;
    for (const auto* const list : {&result.findings, &result.unused}) {
        for (const app::CheckedFinding& checked : *list) {
            text += render_lint_finding(session, checked);
        }
    }
    text += render_ignored(result);
    const bool clean = text.empty();
    return session.quiet && clean ? "" : text + render_lint_summary(result);
}

std::string render_lint_as(const std::string& format, const Session& session,
                           const std::vector<OfProject<app::LintResult>>& results) {
    if (format == "json" || (session.json && format == "text")) {
        return to_json(results);
    }
    return render_projects(format, session, results, [&](const app::LintResult& result) {
        return render_lint(session, result);
    });
}

/// What is named is of one project.
std::vector<OfProject<app::LintResult>> lint_projects(const Session& session,
                                                      const app::LintOptions& options) {
    if (!options.migrations.empty()) {
        return {{"", app::lint(session.request, options)}};
    }
    return for_each_project<app::LintResult>(
        session, options.base, options.head,
        [&](const app::Request& request) { return app::lint(request, options); });
}

int lint_exit_code(const app::LintResult& result) {
    if (result.undecided) {
        return exit_code::undecided;
    }
    const std::vector<Finding> findings = lint_findings(result);
    const auto is_refused = [](const Finding& finding) {
        return finding.code == Code::UnreadableMigration && finding.severity == Severity::Error;
    };
    if (std::ranges::any_of(findings, is_refused)) {
        return exit_code::bad_migration;
    }
    return app::has_errors(findings) ? exit_code::findings : exit_code::done;
}

int run_rules(const LintArguments& arguments, Session& session) {
    const auto rules = app::rules_in_force(session.request, arguments.options.base);
    if (session.json || arguments.format == "json") {
        session.out << to_json(rules);
        return exit_code::done;
    }
    for (const app::RuleInForce& rule : rules) {
        session.out << fmt::format(
            "{} {:<26} {}\n", to_string(rule.code), title(rule.code),
            rule.severity ? painted_severity(session, *rule.severity) : "off");
    }
    return exit_code::done;
}

int run_lint(const LintArguments& arguments, Session& session) {
    const app::LintOptions& options = arguments.options;
    if (options.all && !options.migrations.empty()) {
        throw Error(Error::Kind::Usage, "--all and the names of migrations exclude each other")
            .state("nothing was judged");
    }
    if (arguments.rules) {
        return run_rules(arguments, session);
    }
    show_progress(session);
    const auto results = lint_projects(session, options);
    session.out << render_lint_as(arguments.format, session, results);
    for (const OfProject<app::LintResult>& one : results) {
        if (one.result.undecided) {
            session.err << render_error(*one.result.undecided, session.color_errors);
        }
    }
    return worst_exit_code(results, lint_exit_code);
}

}  // namespace

Run declare_lint(Options& options) {
    auto arguments = std::make_shared<LintArguments>();
    options.argument("migrations", &arguments->options.migrations,
                     "These, whether the base has them or not (default: what head adds or edits)");
    options.option("--base", &arguments->options.base,
                   "What head is held against (default: the protected branch)");
    options.option("--head", &arguments->options.head,
                   "A revision, :index or :worktree (the default)");
    options.option("--all", &arguments->options.all, "The whole history of the work tree");
    options.option("--rules", &arguments->rules, "List the rules, with the severity in force");
    options.option("--format", &arguments->format, "How to print it").choices = {"text", "json",
                                                                                 "github", "sarif"};
    return [arguments](Session& session) { return run_lint(*arguments, session); };
}

}  // namespace gmig::cli
