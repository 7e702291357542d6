#include "cli/command.hpp"
#include "cli/json.hpp"
#include "cli/text.hpp"
#include <gmig/app/status.hpp>
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace gmig::cli {
namespace {

struct StatusArguments {
    bool exit_code = false;
};

std::string_view color_of(State state) {
    switch (state) {
        case State::Executed:
        case State::Renamed:
            return "green";
        case State::Pending:
        case State::EditedCosmetic:
            return "yellow";
        case State::OtherBranch:
        case State::Unknown:
            return "dim";
        default:
            return "red";
    }
}

std::size_t count_of(const app::StatusResult& result, State state) {
    return static_cast<std::size_t>(
        std::ranges::count(result.migrations, state, &app::StatusResult::Line::state));
}

std::string render_head(const Session& session, const app::StatusResult& result) {
    if (result.no_database) {
        return fmt::format("project {}, no database: states are unknown\n",
                           printable(result.project));
    }
    const std::string maintenance =
        result.maintenance
            ? fmt::format(", in maintenance since {} ({})", short_time(result.maintenance->since),
                          printable(result.maintenance->by))
            : "";
    const std::string says =
        result.says.empty()
            ? ""
            : fmt::format("this database says it is '{}': a restored backup, or the wrong URL\n",
                          printable(result.says));
    const std::string record =
        result.tool_table.empty()
            ? fmt::format("ledger {}", to_string(result.source))
            : fmt::format("{}, read only", result.tool_table == result.tool
                                               ? result.tool + " (it has no table here yet)"
                                               : result.tool_table);
    return fmt::format("project {}, environment {} ({}), {}{}\n{}", printable(result.project),
                       session.paint("bold", printable(result.environment)), to_string(result.kind),
                       record, maintenance, says);
}

void write_lines(const Session& session, const app::StatusResult& result) {
    std::size_t width = 0;
    for (const auto& line : result.migrations) {
        width = std::max(width, line.name.size());
    }
    constexpr std::size_t enough_at_once = 60'000;
    std::string text;
    for (const auto& line : result.migrations) {
        fmt::format_to(
            std::back_inserter(text), "  {}  {:<{}}  {}\n",
            session.paint(color_of(line.state), fmt::format("{:<15}", to_string(line.state))),
            printable(line.name), width, line.executed_at ? short_time(*line.executed_at) : "");
        if (text.size() > enough_at_once) {
            session.out << text;
            text.clear();
        }
    }
    session.out << text;
}

std::string render_summary(const app::StatusResult& result) {
    constexpr std::array all{
        State::Executed, State::Pending, State::OutOfOrder,  State::EditedCosmetic, State::Edited,
        State::Missing,  State::Renamed, State::OtherBranch, State::Interrupted,    State::Unknown};
    std::string text;
    for (const State state : all) {
        if (const std::size_t count = count_of(result, state); count > 0) {
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, to_string(state));
        }
    }
    std::vector<std::string> heads;
    for (const MigrationId& head : result.heads) {
        heads.push_back(head.value);
    }
    return fmt::format("{}; {} {}\n", text.empty() ? "no migrations" : text,
                       heads.size() == 1 ? "head" : "heads",
                       heads.empty() ? "none" : join(heads, ", "));
}

int exit_code_of(const app::StatusResult& result, bool pending_counts) {
    if (result.no_database) {
        return exit_code::environment;
    }
    const bool broken =
        app::has_errors(result.findings) || count_of(result, State::Interrupted) > 0;
    const bool waiting = count_of(result, State::Pending) + count_of(result, State::OutOfOrder) > 0;
    return broken || (pending_counts && waiting) ? exit_code::findings : exit_code::done;
}

int run(const StatusArguments& arguments, Session& session) {
    const app::StatusResult result = app::status(session.request);
    if (session.json) {
        session.out << to_json(result);
        return exit_code_of(result, arguments.exit_code);
    }
    if (!session.quiet) {
        session.out << render_head(session, result);
        write_lines(session, result);
        session.out << render_summary(result) << render_findings(session, result.findings);
        if (!result.next.empty() && !result.no_database) {
            session.out << "next: " << printable(result.next) << '\n';
        }
    }
    if (result.no_database) {
        session.err << render_error(*result.no_database, session.color_errors);
    }
    return exit_code_of(result, arguments.exit_code);
}

}  // namespace

Run declare_status(Options& options) {
    auto arguments = std::make_shared<StatusArguments>();
    options.option("--exit-code", &arguments->exit_code, "Exit with 1 when something is pending");
    return [arguments](Session& session) { return run(*arguments, session); };
}

}  // namespace gmig::cli
