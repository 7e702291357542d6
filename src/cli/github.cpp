#include "cli/annotations.hpp"
#include "cli/next.hpp"
#include <gmig/support/text.hpp>

#include <array>

namespace gmig::cli {
namespace {

/// The escapes of actions/toolkit (packages/core/src/command.ts): a message's, and a property's,
/// which end at a comma or a colon.
std::string escaped(std::string_view text, bool property) {
    std::string result;
    for (const char character : text) {
        if (character == '%') {
            result += "%25";
        } else if (character == '\r') {
            result += "%0D";
        } else if (character == '\n') {
            result += "%0A";
        } else if (property && character == ':') {
            result += "%3A";
        } else if (property && character == ',') {
            result += "%2C";
        } else {
            result += character;
        }
    }
    return result;
}

std::string_view command_of(Severity severity) {
    constexpr std::array<std::string_view, 3> commands{"notice", "warning", "error"};
    return commands[static_cast<std::size_t>(severity)];
}

std::string side(std::string_view name, const std::optional<app::Origin>& origin) {
    constexpr std::size_t short_name = 10;
    return origin ? std::string(name) + origin->commit.substr(0, short_name) + " " +
                        printable(origin->author) + ": " + printable(origin->subject) + "\n"
                  : "";
}

std::string annotation(const Annotations& annotations, const app::CheckedFinding& checked) {
    const Finding& finding = checked.finding;
    std::string properties;
    const std::string file = shown_file(annotations, checked);
    if (!file.empty()) {
        properties += "file=" + escaped(file, true) + ",";
        if (finding.where.line != 0) {
            properties += "line=" + std::to_string(finding.where.line) + ",";
        }
    }
    properties += "title=" + escaped(to_string(finding.code), true) + " " +
                  escaped(title(finding.code), true);
    const std::string message = printable(finding.message) + "\n" +
                                side("theirs: ", checked.theirs) + side("ours: ", checked.ours) +
                                printable(finding.remedy);
    return "::" + std::string(command_of(finding.severity)) + " " + properties +
           "::" + escaped(message, false) + "\n";
}

std::string ignored_line(const Annotations& annotations, const app::IgnoredFinding& ignored) {
    const Finding& finding = ignored.finding;
    return "ignored: " + to_string(finding.code) + " " + std::string(title(finding.code)) + " at " +
           printable(annotations.root + to_string(finding.where)) + ", by " +
           printable(annotations.root + to_string(ignored.by)) + "\n";
}

}  // namespace

Annotations annotations_of(const app::CheckResult& result) {
    return {.root = result.root, .findings = result.findings, .undecided = result.undecided};
}

Annotations annotations_of(const app::LintResult& result) {
    Annotations annotations{.root = result.root,
                            .findings = result.findings,
                            .ignored = result.ignored,
                            .undecided = result.undecided};
    annotations.findings.insert(annotations.findings.end(), result.unused.begin(),
                                result.unused.end());
    return annotations;
}

Annotations joined(std::vector<Annotations> projects) {
    if (projects.size() == 1) {
        return std::move(projects.front());
    }
    Annotations all;
    const auto from_top = [](const Annotations& project, std::string& file) {
        file = file.empty() ? "" : project.root + file;
    };
    for (Annotations& project : projects) {
        for (app::CheckedFinding& checked : project.findings) {
            from_top(project, checked.finding.where.file);
            from_top(project, checked.base_path);
            all.findings.push_back(std::move(checked));
        }
        for (app::IgnoredFinding& ignored : project.ignored) {
            from_top(project, ignored.finding.where.file);
            from_top(project, ignored.by.file);
            all.ignored.push_back(std::move(ignored));
        }
        if (!all.undecided) {
            all.undecided = std::move(project.undecided);
        }
    }
    return all;
}

std::string to_github(const Annotations& annotations) {
    std::string text;
    for (const app::CheckedFinding& checked : annotations.findings) {
        text += annotation(annotations, checked);
    }
    for (const app::IgnoredFinding& ignored : annotations.ignored) {
        text += ignored_line(annotations, ignored);
    }
    if (annotations.undecided) {
        const Error& error = *annotations.undecided;
        text += "::error title=" + escaped("gmig cannot decide", true) + "::" +
                escaped(printable_lines(error.what()) + "\n" + printable(next_of(error)), false) +
                "\n";
    }
    return text;
}

std::string shown_file(const Annotations& annotations, const app::CheckedFinding& checked) {
    const std::string& file =
        checked.finding.where.file.empty() ? checked.base_path : checked.finding.where.file;
    return file.empty() ? "" : annotations.root + file;
}

}  // namespace gmig::cli
