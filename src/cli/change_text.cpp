#include "cli/change_text.hpp"

#include <gmig/support/text.hpp>

#include <fmt/format.h>

#include <array>

namespace gmig::cli {
namespace {

std::string_view color_of(schema::Mark::Kind kind) {
    return kind == schema::Mark::Kind::Destroys ? "red" : "yellow";
}

std::string indented(const std::string& text, std::string_view by) {
    std::string lines;
    for (const std::string_view line : split_on(text, '\n')) {
        lines += line.empty() ? "\n" : fmt::format("{}{}\n", by, line);
    }
    return lines;
}

}  // namespace

std::string_view to_string(schema::Mark::Kind kind) {
    constexpr std::array<std::string_view, 5> names{"destroys", "may fail", "rewrites", "locks",
                                                    "cannot be taken back"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string render_mark(const Session& session, const schema::Mark& mark) {
    return fmt::format("{}: {}", session.paint(color_of(mark.kind), to_string(mark.kind)),
                       printable(mark.what));
}

std::string render_steps(const Session& session, std::span<const schema::RenderedStep> steps) {
    std::string text;
    for (const schema::RenderedStep& step : steps) {
        for (const std::string& summary : step.summaries) {
            text += fmt::format("  {}\n", session.paint("bold", printable(summary)));
        }
        for (const schema::Mark& mark : step.marks) {
            text += fmt::format("    {}\n", render_mark(session, mark));
        }
        for (const std::string& statement : step.statements) {
            text += indented(printable_lines(statement) + ";", "      ");
        }
    }
    return text;
}

std::string render_script(const Session& session, std::span<const schema::RenderedStep> steps) {
    std::string text;
    for (const schema::RenderedStep& step : steps) {
        text += text.empty() ? "" : "\n";
        for (const std::string& summary : step.summaries) {
            text += session.paint("dim", "-- " + printable(summary)) + "\n";
        }
        for (const schema::Mark& mark : step.marks) {
            text += "-- " + render_mark(session, mark) + "\n";
        }
        for (const std::string& statement : step.statements) {
            text += (session.to_terminal ? printable_lines(statement) : statement) + ";\n";
        }
    }
    return text;
}

std::string render_notes(const Session& session, const std::vector<std::string>& notes) {
    std::string text;
    for (const std::string& note : notes) {
        text += fmt::format("{}: {}\n", session.paint("yellow", "note"), printable(note));
    }
    return text;
}

}  // namespace gmig::cli
