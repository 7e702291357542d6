#include "cli/change_text.hpp"
#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/blame.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace gmig::cli {
namespace {

/// "3f2a91c Ann Author 2026-11-20".
std::string render_commit(const Session& session, const app::BlameEvent& event) {
    if (event.committed == app::Committed::NotYet) {
        return session.paint("red", "not committed yet");
    }
    if (!event.origin) {
        return session.paint("dim", "commit not known here");
    }
    constexpr std::size_t short_name = 7;
    constexpr std::size_t day = 10;
    const std::string& author = event.origin->author;
    return fmt::format(
        "{} {} {}", session.paint("yellow", event.origin->commit.substr(0, short_name)),
        printable(author.substr(0, author.rfind(" <"))), event.origin->date.substr(0, day));
}

std::size_t widest(const app::BlameResult& result, bool names) {
    std::size_t width = 0;
    for (const auto& line : result.columns) {
        const std::string& text = names ? result.events[line.event].name : line.column;
        width = std::max(width, printable(text).size());
    }
    return width;
}

/// One line per column: who made it what it is.
std::string render_columns(const Session& session, const app::BlameResult& result) {
    std::string text;
    const std::size_t columns = widest(result, false);
    const std::size_t names = widest(result, true);
    for (const auto& line : result.columns) {
        const app::BlameEvent& event = result.events[line.event];
        text += fmt::format("  {:<{}}  {:<{}}  {}\n", printable(line.column), columns,
                            printable(event.name), names, render_commit(session, event));
    }
    return text.empty() ? "" : text + "\n";
}

std::string render_event(const Session& session, const app::BlameEvent& event) {
    std::string text = fmt::format("{}  {}\n", session.paint("bold", printable(event.name)),
                                   render_commit(session, event));
    for (const std::string& word : event.words) {
        text += fmt::format("    {}\n", printable(word));
    }
    return text;
}

int run_blame(const app::BlameOptions& options, Session& session) {
    show_progress(session);
    const app::BlameResult result = app::blame(session.request, options);
    end_progress(session);
    if (session.json) {
        session.out << to_json(result);
        return exit_code::done;
    }
    session.err << render_notes(session, result.notes);
    const std::string column = result.column.empty() ? "" : "." + result.column;
    session.out << fmt::format("{} {}{}{}\n", column.empty() ? result.kind : std::string("column"),
                               printable(result.object), printable(column),
                               result.gone ? session.paint("red", "  (gone)") : "")
                << render_columns(session, result);
    for (const app::BlameEvent& event : result.events) {
        session.out << render_event(session, event);
    }
    return exit_code::done;
}

}  // namespace

Run declare_blame(Options& options) {
    auto arguments = std::make_shared<app::BlameOptions>();
    options
        .argument("object", &arguments->object,
                  "A table, or another object; TABLE.COLUMN; with its schema before it")
        .required = true;
    options.argument("ref", &arguments->ref, "A git revision (default: the work tree)");
    return [arguments](Session& session) { return run_blame(*arguments, session); };
}

}  // namespace gmig::cli
