#include "cli/text.hpp"

#include "cli/next.hpp"
#include <gmig/support/text.hpp>

#include <fmt/core.h>
#include <fmt/format.h>

#include <array>
#include <set>

namespace gmig::cli {
namespace {

struct ColorRow {
    std::string_view name;
    std::string_view code;
};
constexpr std::array colors{ColorRow{"red", "31"}, ColorRow{"green", "32"},
                            ColorRow{"yellow", "33"}, ColorRow{"dim", "2"}, ColorRow{"bold", "1"}};

std::string painted(std::string_view color_name, std::string_view text) {
    for (const ColorRow& row : colors) {
        if (row.name == color_name) {
            return fmt::format("\x1b[{}m{}\x1b[0m", row.code, text);
        }
    }
    return std::string(text);
}

std::string_view color_of(Severity severity) {
    constexpr std::array<std::string_view, 3> names{"dim", "yellow", "red"};
    return names[static_cast<std::size_t>(severity)];
}

constexpr std::size_t bar_width = 30;

void draw_bar(const Session& session, const Step& step, std::size_t number, std::size_t total) {
    const std::size_t full = total == 0 ? bar_width : bar_width * (number - 1) / total;
    session.err << fmt::format("\r\x1b[K[{:#<{}}{:.<{}}] {}/{} {}", "", full, "", bar_width - full,
                               number, total, printable(step.name))
                << std::flush;
}

}  // namespace

std::string Session::paint(std::string_view color_name, std::string_view text) const {
    return color ? painted(color_name, text) : std::string(text);
}

std::string_view past_tense(Action action) {
    constexpr std::array<std::string_view, 4> words{"executed", "rolled back", "renamed",
                                                    "adopted"};
    return words[static_cast<std::size_t>(action)];
}

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string render_message(std::string_view message) {
    std::string text;
    for (const std::string_view line : split_on(trim(message), '\n')) {
        text += (text.empty() ? "" : "\n        ") + printable(line);
    }
    return text;
}

std::string render_findings(const Session& session, const std::vector<Finding>& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        // An override sets a law aside: nobody may miss that.
        const bool always = finding.code == Code::Override;
        if (finding.severity == Severity::Information && !session.verbose && !always) {
            continue;
        }
        text += fmt::format("{} {}: {}\n",
                            session.paint(color_of(finding.severity),
                                          fmt::format("{} {}", to_string(finding.severity),
                                                      to_string(finding.code))),
                            title(finding.code), render_message(finding.message));
        const std::string where = to_string(finding.where);
        if (finding.where.line != 0) {
            text += fmt::format("    at {}\n", printable(where));
        }
        if (!finding.remedy.empty()) {
            text += fmt::format("    {}\n", printable(finding.remedy));
        }
    }
    return text;
}

std::string render_error(const Error& error, bool color) {
    const auto paint = [&](std::string_view name, std::string_view text) {
        return color ? painted(name, text) : std::string(text);
    };
    std::string text = fmt::format("{} {}\n", paint("red", "error:"), render_message(error.what()));
    if (const std::string where = to_string(error.where()); !where.empty()) {
        text += fmt::format("  at {}\n", printable(where));
    }
    if (!error.state().empty()) {
        text += fmt::format("  state: {}\n", printable(error.state()));
    }
    text += fmt::format("  next: {}\n", printable(next_of(error)));
    return text;
}

std::string render_plan(const Session& session, const std::vector<Step>& steps) {
    std::string text;
    for (const Step& step : steps) {
        text += fmt::format("  {:<9} {}  {}\n", to_string(step.action), printable(step.name),
                            session.paint("dim", step.id.value));
    }
    return text;
}

std::string short_time(Timestamp time) {
    const std::string iso = to_iso(time);
    return iso.substr(0, 10) + " " + iso.substr(11, 5);
}

std::string age_of(Timestamp then, Timestamp now) {
    struct Unit {
        std::int64_t seconds;
        std::string_view name;
    };
    constexpr std::array units{Unit{86400, "day"}, Unit{3600, "hour"}, Unit{60, "minute"},
                               Unit{1, "second"}};
    const std::int64_t seconds =
        std::max<std::int64_t>(0, (now.microseconds - then.microseconds) / 1'000'000);
    for (const Unit& unit : units) {
        if (seconds >= unit.seconds) {
            return counted(static_cast<std::size_t>(seconds / unit.seconds), unit.name);
        }
    }
    return "no time";
}

std::string short_duration(std::int64_t microseconds) {
    if (microseconds < 1'000'000) {
        return fmt::format("{} ms", (microseconds + 500) / 1000);
    }
    return fmt::format("{:.1f} s", static_cast<double>(microseconds) / 1e6);
}

void show_progress(Session& session) {
    // A migration may be run on several shadows: what is told of it is told once.
    session.request.progress.note =
        [&session, told = std::set<std::string>()](const std::string& note) mutable {
            if (!session.quiet && told.insert(note).second) {
                session.err << "gmig: " << printable(note) << '\n';
            }
        };
    if (session.quiet) {
        return;
    }
    if (session.progress_bar) {
        session.request.progress.begins = [&session](const Step& step, std::size_t number,
                                                     std::size_t total) {
            draw_bar(session, step, number, total);
        };
        return;
    }
    if (!session.json) {
        session.request.progress.done = [&session](const Step& step, std::int64_t duration_us) {
            session.out << fmt::format("{} {} ({})\n", past_tense(step.action),
                                       printable(step.name), short_duration(duration_us));
        };
    }
}

void end_progress(const Session& session) {
    if (session.progress_bar && !session.quiet) {
        session.err << "\r\x1b[K" << std::flush;
    }
}

}  // namespace gmig::cli
