#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <numeric>
#include <vector>

namespace gmig {
namespace {

constexpr std::size_t longest_compared = 64;
constexpr std::size_t longest_shown = 40;

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::optional<std::string_view> near(std::string_view word,
                                     std::span<const std::string_view> candidates) {
    if (word.size() > longest_compared) {
        return std::nullopt;
    }
    const std::string lower = ascii_lower(word);
    std::optional<std::string_view> best;
    std::size_t best_distance = std::clamp<std::size_t>(word.size() / 3, 1, 2) + 1;
    for (const std::string_view candidate : candidates) {
        const std::size_t distance = edit_distance(lower, ascii_lower(candidate));
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> known) {
    std::string message = "unknown " + std::string(what) + " \"" +
                          printable(word.substr(0, longest_shown)) +
                          (word.size() > longest_shown ? "…\"" : "\"");
    if (const auto meant = near(word, known)) {
        return message + ", did you mean \"" + std::string(*meant) + "\"?";
    }
    return message +
           ", known are: " + join(std::vector<std::string>(known.begin(), known.end()), ", ");
}

}  // namespace gmig
