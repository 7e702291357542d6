#include "cli/environment_text.hpp"

#include "cli/text.hpp"
#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace gmig::cli {
namespace {

using Line = app::EnvironmentLine;
using Maintained = db::MaintenanceState::State;

std::string_view color_of(Line::State state) {
    switch (state) {
        case Line::State::There:
            return "green";
        case Line::State::Unreachable:
            return "red";
        default:
            return "yellow";
    }
}

/// What does not fit into a column: whose copy it is, what it says of itself, what is wrong.
std::string remark_of(const Line& line) {
    std::vector<std::string> parts;
    if (line.maintenance == Maintained::On) {
        parts.emplace_back("in maintenance");
    } else if (line.maintenance == Maintained::Partial) {
        parts.emplace_back("partly in maintenance");
    }
    if (!line.says.empty()) {
        parts.push_back("says that it is '" + line.says + "'");
    }
    if (!line.from.empty()) {
        parts.push_back("from " + line.from +
                        (line.forked_at ? ", " + short_time(*line.forked_at) : ""));
    }
    if (!line.problem.empty()) {
        parts.push_back(line.problem);
    }
    return printable(join(parts, "; "));
}

std::size_t widest_name(const std::vector<Line>& lines) {
    std::size_t width = 0;
    for (const Line& line : lines) {
        width = std::max(width, printable(line.name).size());
    }
    return width;
}

std::string trimmed_end(std::string text) {
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::string render_list(std::string_view heading, const std::vector<std::string>& items) {
    if (items.empty()) {
        return "";
    }
    std::string text = fmt::format("{}:\n", heading);
    for (const std::string& item : items) {
        text += fmt::format("  {}\n", printable(item));
    }
    return text;
}

std::string since_whom(const db::Maintenance& maintenance, bool run_is_dead) {
    const char* const run =
        run_is_dead ? " (a deploy that has ended without ending it)" : " (a deploy, which ends it)";
    return fmt::format(" since {}, by {}{}", short_time(maintenance.since),
                       printable(maintenance.by), maintenance.run_id.empty() ? "" : run);
}

}  // namespace

std::string_view to_word(Line::State state) {
    constexpr std::array<std::string_view, 4> words{"there", "absent", "unreachable", "foreign"};
    return words[static_cast<std::size_t>(state)];
}

std::string_view to_word(Maintained state) {
    constexpr std::array<std::string_view, 3> words{"off", "partial", "on"};
    return words[static_cast<std::size_t>(state)];
}

std::string_view to_word(db::CopyMethod method) {
    constexpr std::array<std::string_view, 3> words{"backup", "template", "dump"};
    return words[static_cast<std::size_t>(method)];
}

std::string short_size(std::int64_t bytes) {
    constexpr std::array<std::string_view, 5> units{"B", "kB", "MB", "GB", "TB"};
    if (bytes < 1000) {
        return fmt::format("{} B", bytes);
    }
    auto size = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (size >= 999.5 && unit + 1 < units.size()) {
        size /= 1000;
        ++unit;
    }
    return size < 9.95 ? fmt::format("{:.1f} {}", size, units[unit])
                       : fmt::format("{:.0f} {}", size, units[unit]);
}

std::string render_environments(const Session& session, const std::vector<Line>& lines) {
    const std::size_t width = widest_name(lines);
    std::string text;
    for (const Line& line : lines) {
        text += trimmed_end(fmt::format(
                    "  {:<{}}  {:<10}  {}  {:<14}  {:>7}  {}", printable(line.name), width,
                    line.kind ? to_string(*line.kind) : "",
                    session.paint(color_of(line.state), fmt::format("{:<11}", to_word(line.state))),
                    line.executed ? counted(*line.executed, "migration") : "",
                    line.bytes > 0 ? short_size(line.bytes) : "", remark_of(line))) +
                "\n";
    }
    return text.empty() ? "no environments\n" : text;
}

std::string render_fork(const app::ForkResult& result) {
    const std::string name = printable(result.name);
    if (result.dry_run) {
        return fmt::format("would fork {} from {}, to {}\n", name, printable(result.from),
                           printable(result.shown));
    }
    return fmt::format("forked {} from {} (by {}, {})\nnext: gmig execute -e {}\n", name,
                       printable(result.from), to_word(result.copied.method),
                       short_size(result.copied.bytes), printable(shell_word(result.name)));
}

std::string render_promotion(const Session& session, const app::PromoteResult& result) {
    const std::string base = printable(result.environment);
    const std::string old = printable(result.old_name);
    std::string text =
        result.done
            ? fmt::format("{} is what {} was; what {} was is {} now\n", session.paint("bold", base),
                          printable(result.promoted), base, old)
            : fmt::format("would put {} in the place of {}, which would be kept as {}\n",
                          printable(result.promoted), base, old);
    text += render_list("executed there, and not before", result.executed);
    text += render_list("executed before, and not there", result.gone);
    text += render_list(result.done ? "what had changed since the fork, and is not there now"
                                    : "what has changed since the fork, and would not be there",
                        result.lost);
    if (result.done) {
        text += fmt::format("the way back: gmig env promote {}{}\n",
                            printable(shell_word(result.old_name)),
                            result.production ? " --confirm " + result.environment : "");
    }
    return text;
}

std::string render_maintenance(const Session& session, const app::MaintenanceResult& result) {
    const db::MaintenanceState& state = result.state;
    const std::string name = session.paint("bold", printable(result.environment));
    if (state.state == Maintained::Off) {
        return fmt::format("{} is open to writers: no maintenance\n", name);
    }
    const bool whole = state.state == Maintained::On;
    std::string text =
        fmt::format("{} is {}in maintenance{}\n", name, whole ? "" : "partly ",
                    state.maintenance ? since_whom(*state.maintenance, result.run_is_dead) : "");
    text += render_list("what is missing", state.missing);
    text += fmt::format("every write to it is refused, by whomever{}\n",
                        state.gaps.empty() ? "" : ". But:");
    for (const std::string& gap : state.gaps) {
        text += fmt::format("  {}\n", printable(gap));
    }
    if (result.run_is_dead) {
        text += fmt::format("next: gmig maintenance off -e {}\n", printable(result.environment));
    }
    if (!state.sees_sessions) {
        text += "this role cannot see whether other sessions are writing\n";
    }
    return text;
}

}  // namespace gmig::cli
