#include "model/wording.hpp"

#include <gmig/support/text.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace gmig {

Finding finding_about(Code code, const Subject& subject, std::string message, std::string remedy) {
    return {.code = code,
            .severity = default_severity(code),
            .id = subject.id,
            .name = subject.name,
            .where = {.file = subject.path},
            .message = std::move(message),
            .remedy = std::move(remedy)};
}

std::string in_environment(const Facts& facts) {
    return facts.environment.empty() ? "" : " in " + facts.environment;
}

std::string executed_in(const Facts& facts) {
    return (facts.source == FactsSource::Inferred ? "published" : "executed") +
           in_environment(facts);
}

std::string listed(std::span<const std::string> names, std::size_t count) {
    const std::size_t shown = std::min({names.size(), names_shown, count});
    const std::vector<std::string> first(names.begin(),
                                         names.begin() + static_cast<std::ptrdiff_t>(shown));
    const std::size_t rest = count - shown;
    return join(first, ", ") + (rest == 0 ? "" : " and " + std::to_string(rest) + " more");
}

}  // namespace gmig
