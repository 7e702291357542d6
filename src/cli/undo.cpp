#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/undo.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <memory>

namespace gmig::cli {
namespace {

std::string render_undo_steps(const Session& session, const app::UndoResult& result) {
    std::string text;
    for (const app::UndoResult::Step& step : result.steps) {
        text += fmt::format("  {:<12} {}{}\n", printable(step.action), printable(step.name),
                            step.id.value.empty()
                                ? ""
                                : session.paint("dim", " (" + printable(step.id.value) + ")"));
    }
    if (!result.losses.empty()) {
        text += fmt::format("this loses the data of {}\n", printable(join(result.losses, ", ")));
    }
    return text;
}

int run_undo(const app::UndoOptions& options, Session& session) {
    const app::UndoResult result = app::undo(session.request, options);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    if (session.quiet) {
        return exit_code::done;
    }
    if (result.number == 0) {
        session.out << "nothing to take back\n";
        return exit_code::done;
    }
    const std::string what =
        fmt::format("operation {} (gmig {}){}", result.number, printable(result.kind),
                    result.environment.empty() ? "" : " in " + printable(result.environment));
    session.out << (result.dry_run ? "would take back " : "took back ") << what << ":\n"
                << render_undo_steps(session, result);
    for (const std::string& note : result.notes) {
        session.err << fmt::format("note: {}\n", note);
    }
    return exit_code::done;
}

std::string standing_of(const app::OperationLine& line) {
    if (line.kind.empty()) {
        return "damaged";
    }
    if (line.undone_by != 0) {
        return fmt::format("taken back by {}", line.undone_by);
    }
    if (line.undoes != 0) {
        return fmt::format("took back {}", line.undoes);
    }
    if (!line.finished) {
        return "interrupted";
    }
    return line.final_because.empty() ? "" : "final";
}

int run_log(Session& session) {
    const std::vector<app::OperationLine> lines = app::operation_log(session.request);
    if (session.json) {
        session.out << to_json(lines);
        return exit_code::done;
    }
    for (const app::OperationLine& line : lines) {
        const std::string standing = standing_of(line);
        const std::string when = line.kind.empty() ? "?" : short_time(line.at);
        session.out << fmt::format(
            "{:>4}  {:<16}  {}{}{}\n", line.number, when,
            line.kind.empty() ? "?" : "gmig " + printable(line.command),
            line.environment.empty() ? ""
                                     : session.paint("dim", " in " + printable(line.environment)),
            standing.empty() ? "" : session.paint("yellow", "  [" + standing + "]"));
    }
    if (lines.empty() && !session.quiet) {
        session.out << "no operation yet\n";
    }
    return exit_code::done;
}

std::string change_word(const app::ShownOperation::File& file) {
    return !file.before ? "made" : !file.after ? "removed" : "changed";
}

int run_show(std::int64_t number, Session& session) {
    const app::ShownOperation shown = app::show_operation(session.request, number);
    if (session.json) {
        session.out << to_json(shown);
        return exit_code::done;
    }
    const app::OperationLine& line = shown.line;
    const std::string standing = standing_of(line);
    session.out << fmt::format("operation {}: gmig {}\n", line.number, printable(line.command))
                << fmt::format("by {} at {}{}{}\n", printable(line.by), short_time(line.at),
                               line.environment.empty() ? "" : " in " + printable(line.environment),
                               standing.empty() ? "" : " [" + standing + "]");
    if (!line.final_because.empty()) {
        session.out << fmt::format("cannot be taken back: {}\n", line.final_because);
    }
    if (!shown.head_before.empty()) {
        session.out << fmt::format("  git HEAD  {} -> {}\n", printable(shown.head_before),
                                   printable(shown.head_after));
    }
    for (const app::ShownOperation::Change& change : shown.changes) {
        session.out << fmt::format("  {:<9} {}{}\n", change.kind, printable(change.name),
                                   change.undone ? "  [taken back]" : "");
    }
    for (const app::ShownOperation::File& file : shown.files) {
        session.out << fmt::format("  {:<9} {}\n", change_word(file), printable(file.path));
        if (session.verbose) {
            session.out << fmt::format("--- before\n{}--- after\n{}---\n", file.before.value_or(""),
                                       file.after.value_or(""));
        }
    }
    if (!shown.ledger_unknown.empty()) {
        session.err << fmt::format("note: what it did to the ledger is not known here: {}\n",
                                   printable(shown.ledger_unknown));
    }
    return exit_code::done;
}

struct OperationArguments {
    std::string verb;
    std::optional<std::size_t> number;
};

int run_operation(const OperationArguments& arguments, Session& session) {
    if (arguments.verb == "log" && !arguments.number) {
        return run_log(session);
    }
    if (arguments.verb == "show" && arguments.number) {
        return run_show(static_cast<std::int64_t>(*arguments.number), session);
    }
    throw Error(Error::Kind::Usage, "op knows `op log` and `op show NUMBER`")
        .state("nothing has changed")
        .next("gmig help op");
}

}  // namespace

Run declare_undo(Options& options) {
    auto arguments = std::make_shared<app::UndoOptions>();
    options.argument("operation", &arguments->number,
                     "Its number in `gmig op log` (default: the last one)");
    options.option("--dry-run", &arguments->dry_run, "Show what would be done, change nothing");
    return [arguments](Session& session) { return run_undo(*arguments, session); };
}

Run declare_op(Options& options) {
    auto arguments = std::make_shared<OperationArguments>();
    options.argument("verb", &arguments->verb, "log or show").required = true;
    options.argument("number", &arguments->number, "show: which operation");
    return [arguments](Session& session) { return run_operation(*arguments, session); };
}

}  // namespace gmig::cli
