#include "model/wording.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace gmig {

Subject subject_of(const Migration& migration) {
    return {.id = migration.id, .name = migration.name, .path = migration.path};
}

Finding finding_about(Code code, const Subject& subject, std::string message, std::string remedy) {
    return {.code = code,
            .severity = default_severity(code),
            .id = subject.id,
            .name = subject.name,
            .where = {.file = subject.path},
            .message = std::move(message),
            .remedy = std::move(remedy)};
}

Finding duplicate_id(Counterpart kept, const Counterpart& copy, bool same_content) {
    Finding finding =
        finding_about(Code::DuplicateId, {.id = copy.id, .name = copy.name, .path = copy.path},
                      same_content ? copy.path + " is the same migration as " + kept.path
                                   : copy.path + " has the id of " + kept.path + ", " +
                                         copy.id.value + ", and other content",
                      (same_content ? "git rm " : "gmig add --new-id ") + shell_word(copy.path));
    if (same_content) {
        finding.severity = Severity::Warning;
    }
    finding.other = std::move(kept);
    return finding;
}

std::string in_environment(const Facts& facts) {
    return facts.environment.empty() ? "" : " in " + facts.environment;
}

std::string executed_in(const Facts& facts) {
    if (facts.source == FactsSource::Inferred) {
        return "published" + in_environment(facts);
    }
    constexpr std::size_t to_the_minute = 16;  // of "2026-11-21T08:15:30.000000Z"
    const std::string when = to_iso(facts.as_of).substr(0, to_the_minute) + "Z)";
    std::string text =
        "executed" + in_environment(facts) + (facts.tool.empty() ? "" : " by " + facts.tool);
    if (facts.source == FactsSource::Cached) {
        text += " (seen " + when;
    } else if (facts.source == FactsSource::Shared) {
        text += " (shared facts of " + when;
    }
    return text;
}

void set_aside(Finding& finding, const Override& by) {
    finding.message += "; " + to_string(by.where) + " sets " + to_string(finding.code) +
                       " aside: " + printable(by.reason);
    finding.code = Code::Override;
    finding.severity = default_severity(Code::Override);
    finding.remedy = "nothing, if the reason is a good one";
}

std::string listed(std::span<const std::string> names, std::size_t count) {
    const std::size_t shown = std::min({names.size(), names_shown, count});
    const std::vector<std::string> first(names.begin(),
                                         names.begin() + static_cast<std::ptrdiff_t>(shown));
    const std::size_t rest = count - shown;
    return join(first, ", ") + (rest == 0 ? "" : " and " + std::to_string(rest) + " more");
}

}  // namespace gmig
