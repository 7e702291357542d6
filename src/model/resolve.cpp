#include "model/wording.hpp"
#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <string>
#include <utility>

namespace gmig {
namespace {

/// Longer words are no one's misspelling, and comparing them would take long.
constexpr std::size_t longest_misspelling = 80;
constexpr std::size_t near_names_shown = 3;

std::string quoted(std::string_view word) {
    return "'" + printable(word) + "'";
}

Error unusable(std::string_view word, const std::string& why) {
    return Error(Error::Kind::Usage, quoted(word) + why);
}

[[noreturn]] void refuse_ambiguous(std::string_view word,
                                   const std::vector<const Migration*>& candidates) {
    std::vector<std::string> names;
    for (const Migration* const candidate : candidates) {
        if (names.size() < names_shown) {
            names.push_back(candidate->name + " (" + candidate->id.value + ")");
        }
    }
    throw unusable(word, " means several migrations: " + listed(names, candidates.size()))
        .next("give more of the name, or the id");
}

const Migration& head_of(const History& history, std::string_view word) {
    const std::vector<MigrationId> heads = history.heads();
    if (heads.empty()) {
        const bool none = history.empty();
        throw Error(Error::Kind::Usage,
                    "there is no head " + quoted(word) +
                        (none ? ": no migrations yet" : ": every migration follows another"))
            .next(none ? "gmig new NAME" : "gmig status");
    }
    if (heads.size() > 1) {
        std::vector<const Migration*> candidates;
        for (const MigrationId& head : heads) {
            candidates.push_back(history.find(head));
        }
        refuse_ambiguous(word, candidates);
    }
    return *history.find(heads.front());
}

/// How many steps "@", "@~" and "@~N" go up.
std::size_t steps_of(std::string_view word) {
    if (word == "@") {
        return 0;
    }
    if (word == "@~") {
        return 1;
    }
    const std::string_view digits = word.starts_with("@~") ? word.substr(2) : "x";
    std::size_t steps = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), steps);
    if (problem != std::errc{} || end != digits.data() + digits.size()) {
        throw unusable(word, " is no migration: write @ or @~N").next("gmig log");
    }
    return steps;
}

const Migration& resolve_head(const History& history, std::string_view word) {
    const std::size_t steps = steps_of(word);
    std::size_t here = *history.position(head_of(history, word).id);
    for (std::size_t step = 0; step < steps; ++step) {
        const std::span<const std::size_t> parents = history.parents_of(here);
        if (parents.empty()) {
            throw unusable(word, " goes past the root, " + history.migrations()[here].name +
                                     ", which is @~" + std::to_string(step))
                .next("gmig log");
        }
        if (step == history.size()) {
            throw unusable(word, " goes in a circle of parents").next("gmig status");
        }
        here = parents.front();
    }
    return history.migrations()[here];
}

using Fits = bool (*)(const Migration&, std::string_view);

std::vector<const Migration*> matching(const History& history, Fits fits, std::string_view word) {
    std::vector<const Migration*> found;
    for (const Migration& migration : history.migrations()) {
        if (fits(migration, word)) {
            found.push_back(&migration);
        }
    }
    return found;
}

bool has_name(const Migration& migration, std::string_view word) {
    return migration.name == word;
}
bool has_id_prefix(const Migration& migration, std::string_view word) {
    return migration.id.value.starts_with(word);
}
bool has_name_part(const Migration& migration, std::string_view word) {
    return migration.name.find(word) != std::string::npos;
}
bool has_name_part_any_case(const Migration& migration, std::string_view word) {
    return ascii_lower(migration.name).find(ascii_lower(word)) != std::string::npos;
}

/// How many letters must change to make the word a part of the text (Sellers 1980,
/// doi:10.1016/0196-6774(80)90016-4: an edit distance whose first row is all zero).
std::size_t distance_to_a_part(std::string_view word, std::string_view text) {
    std::vector<std::size_t> column(word.size() + 1);
    std::iota(column.begin(), column.end(), std::size_t{0});
    std::size_t best = column.back();
    for (const char letter : text) {
        std::size_t diagonal = column[0];
        for (std::size_t row = 1; row <= word.size(); ++row) {
            const std::size_t change = diagonal + (word[row - 1] == letter ? 0U : 1U);
            diagonal = column[row];
            column[row] = std::min({change, column[row] + 1, column[row - 1] + 1});
        }
        best = std::min(best, column.back());
    }
    return best;
}

/// Names that the word may be a misspelt part of, the nearest first: one letter in three wrong.
std::vector<std::string> near_names(const History& history, std::string_view word) {
    std::vector<std::string> names;
    if (word.size() > longest_misspelling) {
        return names;
    }
    const std::string lower = ascii_lower(word);
    std::vector<std::pair<std::size_t, std::size_t>> near;
    for (std::size_t place = 0; place < history.size(); ++place) {
        const std::string name = ascii_lower(history.migrations()[place].name);
        const std::size_t distance = distance_to_a_part(lower, name);
        if (distance <= word.size() / 3) {
            near.emplace_back(distance, place);
        }
    }
    std::ranges::sort(near);
    for (const auto& [distance, place] : near) {
        if (names.size() < near_names_shown) {
            names.push_back(history.migrations()[place].name);
        }
    }
    return names;
}

}  // namespace

const Migration& resolve(const History& history, std::string_view word) {
    if (word.empty()) {
        throw Error(Error::Kind::Usage, "a migration's name is missing").next("gmig log");
    }
    if (word.starts_with('@')) {
        return resolve_head(history, word);
    }
    // A whole name wins over a part of another; an id's prefix over a part of a name.
    constexpr std::array<Fits, 4> ways{has_name, has_id_prefix, has_name_part,
                                       has_name_part_any_case};
    for (const Fits fits : ways) {
        const std::vector<const Migration*> found = matching(history, fits, word);
        if (found.size() == 1) {
            return *found.front();
        }
        if (found.size() > 1) {
            refuse_ambiguous(word, found);
        }
    }
    const std::vector<std::string> near = near_names(history, word);
    throw Error(Error::Kind::Usage, "no migration is called " + quoted(word) +
                                        (near.empty() ? "" : ": is it " + join(near, ", ") + "?"))
        .next("gmig log");
}

}  // namespace gmig
