#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <charconv>
#include <string>

namespace gmig {
namespace {

constexpr std::size_t names_shown = 5;

[[noreturn]] void refuse_ambiguous(std::string_view word,
                                   const std::vector<const Migration*>& candidates) {
    std::vector<std::string> names;
    for (const Migration* const candidate : candidates) {
        if (names.size() == names_shown) {
            names.emplace_back("…");
            break;
        }
        names.push_back(candidate->name + " (" + candidate->id.value + ")");
    }
    throw Error(Error::Kind::Usage,
                "'" + printable(word) + "' means several migrations: " + join(names, ", "))
        .next("give more of the name, or the id");
}

const Migration& head_of(const History& history, std::string_view word) {
    const std::vector<MigrationId> heads = history.heads();
    if (heads.empty()) {
        throw Error(Error::Kind::Usage,
                    "there is no head '" + printable(word) + "': no migrations yet")
            .next("gmig new NAME");
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

/// "@" or "@~N": N steps up along first parents.
const Migration& resolve_head(const History& history, std::string_view word) {
    std::size_t steps = 0;
    if (word != "@") {
        const std::string_view digits = word.starts_with("@~") ? word.substr(2) : "x";
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), steps);
        if (problem != std::errc{} || end != digits.data() + digits.size()) {
            throw Error(Error::Kind::Usage,
                        "'" + printable(word) + "' is no migration: write @ or @~N");
        }
    }
    const Migration* here = &head_of(history, word);
    for (std::size_t step = 0; step < steps; ++step) {
        const auto parents = history.parents_of(*history.position(here->id));
        if (parents.empty()) {
            throw Error(Error::Kind::Usage, "'" + printable(word) + "' goes past the root, " +
                                                here->name + ", which is @~" + std::to_string(step))
                .next("gmig log");
        }
        here = &history.migrations()[parents.front()];
    }
    return *here;
}

std::vector<const Migration*> matching(const History& history,
                                       bool (*fits)(const Migration&, std::string_view),
                                       std::string_view word) {
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

}  // namespace

const Migration& resolve(const History& history, std::string_view word) {
    if (word.empty()) {
        throw Error(Error::Kind::Usage, "a migration's name is missing").next("gmig log");
    }
    if (word.starts_with('@')) {
        return resolve_head(history, word);
    }
    // A whole name wins over a part of another; an id's prefix over a part of a name.
    for (const auto fits : {has_name, has_id_prefix, has_name_part, has_name_part_any_case}) {
        const std::vector<const Migration*> found = matching(history, fits, word);
        if (found.size() == 1) {
            return *found.front();
        }
        if (found.size() > 1) {
            refuse_ambiguous(word, found);
        }
    }
    throw Error(Error::Kind::Usage, "no migration is called '" + printable(word) + "'")
        .next("gmig log");
}

}  // namespace gmig
