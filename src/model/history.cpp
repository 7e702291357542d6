#include "model/wording.hpp"
#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <functional>
#include <numeric>
#include <queue>
#include <tuple>
#include <utility>

namespace gmig {
namespace {

using Places = std::vector<std::size_t>;
using Positions = std::unordered_map<MigrationId, std::size_t>;

/// Edges of places numbered from 0, one list after the other in one array.
struct Edges {
    Places starts{0};
    Places targets;

    [[nodiscard]] std::size_t size() const { return starts.size() - 1; }
    [[nodiscard]] std::span<const std::size_t> of(std::size_t place) const {
        return std::span(targets).subspan(starts[place], starts[place + 1] - starts[place]);
    }
    void close_list() { starts.push_back(targets.size()); }
};

Counterpart counterpart_of(const Migration& migration) {
    return {.id = migration.id, .name = migration.name, .path = migration.path};
}

Finding missing_parent(const Migration& child, const MigrationId& parent) {
    return finding_about(
        Code::MissingParent, subject_of(child),
        child.name + " follows " + parent.value + ", which no file of this tree has",
        "bring in the commit that has it: git log --all --oneline -S " +
            shell_word("id=" + parent.value) + ", or mend parent= in " + shell_word(child.path));
}

/// The migrations by name (then file), each id once: of several, the first.
struct Unique {
    Places places;        ///< where in the input they stand
    Positions positions;  ///< by id, which of `places` it is
};

Unique unique_by_id(const std::vector<Migration>& migrations, std::vector<Finding>& findings) {
    Places by_name(migrations.size());
    std::iota(by_name.begin(), by_name.end(), std::size_t{0});
    const auto key = [&](std::size_t place) {
        const Migration& migration = migrations[place];
        return std::tie(migration.name, migration.path, migration.id.value,
                        migration.checksum.value);
    };
    // Trees list their files by name: the usual case is one walk.
    if (!std::ranges::is_sorted(by_name, {}, key)) {
        std::ranges::sort(by_name, {}, key);
    }
    Unique unique;
    unique.places.reserve(migrations.size());
    unique.positions.reserve(migrations.size());
    for (const std::size_t place : by_name) {
        const Migration& migration = migrations[place];
        const auto [entry, is_new] = unique.positions.emplace(migration.id, unique.places.size());
        if (is_new) {
            unique.places.push_back(place);
        } else {
            const Migration& kept = migrations[unique.places[entry->second]];
            findings.push_back(duplicate_id(counterpart_of(kept), counterpart_of(migration),
                                            kept.checksum == migration.checksum));
        }
    }
    return unique;
}

/// The parents that exist, each once; the others become findings.
Edges existing_parents(const std::vector<Migration>& migrations, const Unique& unique,
                       std::vector<Finding>& findings) {
    Edges parents;
    parents.starts.reserve(unique.places.size() + 1);
    for (const std::size_t place : unique.places) {
        const Migration& child = migrations[place];
        for (auto parent = child.parents.begin(); parent != child.parents.end(); ++parent) {
            if (std::find(child.parents.begin(), parent, *parent) != parent) {
                continue;
            }
            const auto found = unique.positions.find(*parent);
            if (found != unique.positions.end()) {
                parents.targets.push_back(found->second);
            } else {
                findings.push_back(missing_parent(child, *parent));
            }
        }
        parents.close_list();
    }
    return parents;
}

Edges reversed(const Edges& edges) {
    Edges reverse;
    reverse.starts.assign(edges.size() + 1, 0);
    for (const std::size_t target : edges.targets) {
        ++reverse.starts[target + 1];
    }
    std::partial_sum(reverse.starts.begin(), reverse.starts.end(), reverse.starts.begin());
    reverse.targets.resize(edges.targets.size());
    Places next = reverse.starts;
    for (std::size_t place = 0; place < edges.size(); ++place) {
        for (const std::size_t target : edges.of(place)) {
            reverse.targets[next[target]++] = place;
        }
    }
    return reverse;
}

/// Kahn's algorithm. Places are by name, so the smallest ready place is the smallest ready name.
/// Members of cycles, and what follows them, are missing from the result.
Places sorted_places(const Edges& parents) {
    const Edges children = reversed(parents);
    Places waiting(parents.size());
    std::priority_queue<std::size_t, Places, std::greater<>> ready;
    for (std::size_t place = 0; place < parents.size(); ++place) {
        waiting[place] = parents.of(place).size();
        if (waiting[place] == 0) {
            ready.push(place);
        }
    }
    Places order;
    order.reserve(parents.size());
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        order.push_back(next);
        for (const std::size_t child : children.of(next)) {
            if (--waiting[child] == 0) {
                ready.push(child);
            }
        }
    }
    return order;
}

/// The loop in which a walk along parents ends, from the place where it was entered.
Finding cycle(const std::vector<Migration>& migrations, const Unique& unique,
              std::span<const std::size_t> loop) {
    const auto migration_at = [&](std::size_t place) -> const Migration& {
        return migrations[unique.places[place]];
    };
    const Migration& first = migration_at(loop.front());
    std::string path;
    for (const std::size_t place : loop.first(std::min(loop.size(), names_shown))) {
        path += migration_at(place).name + " -> ";
    }
    path += loop.size() > names_shown
                ? "… -> " + first.name + " (" + std::to_string(loop.size()) + " in all)"
                : first.name;
    return finding_about(Code::Cycle, subject_of(first), first.name + " follows itself: " + path,
                         "correct the parent= of one of them, in " + first.path + " for instance");
}

/// The cycles among the places that the sort left out. Each of those has a parent that was left
/// out, so a walk along such parents ends in a loop; each loop is reported once.
void report_cycles(const std::vector<Migration>& migrations, const Unique& unique,
                   const Edges& parents, const std::vector<bool>& placed,
                   std::vector<Finding>& findings) {
    constexpr std::size_t unseen = 0;
    Places walk_of(parents.size(), unseen);
    for (std::size_t start = 0; start < parents.size(); ++start) {
        Places path;
        std::size_t here = start;
        while (!placed[here] && walk_of[here] == unseen) {
            walk_of[here] = start + 1;
            path.push_back(here);
            here = *std::ranges::find_if(parents.of(here),
                                         [&](std::size_t parent) { return !placed[parent]; });
        }
        if (!path.empty() && walk_of[here] == start + 1) {
            const auto entrance = std::ranges::find(path, here);
            findings.push_back(cycle(migrations, unique, {entrance, path.end()}));
        }
    }
}

Places inverse(const Places& order) {
    Places place_of(order.size());
    for (std::size_t place = 0; place < order.size(); ++place) {
        place_of[order[place]] = place;
    }
    return place_of;
}

/// The same edges between the places of the canonical order.
Edges renumbered(const Edges& edges, const Places& order, const Places& place_of) {
    Edges result;
    result.starts.reserve(order.size() + 1);
    result.targets.reserve(edges.targets.size());
    for (const std::size_t place : order) {
        for (const std::size_t target : edges.of(place)) {
            result.targets.push_back(place_of[target]);
        }
        result.close_list();
    }
    return result;
}

/// Puts those at `chosen` in front, in that order, and drops the rest. In place: a second array of
/// migrations would be the largest thing in memory.
void keep_in_order(std::vector<Migration>& migrations, Places chosen) {
    const std::size_t count = chosen.size();
    std::vector<bool> is_chosen(migrations.size(), false);
    for (const std::size_t place : chosen) {
        is_chosen[place] = true;
    }
    for (std::size_t place = 0; place < migrations.size(); ++place) {
        if (!is_chosen[place]) {
            chosen.push_back(place);
        }
    }
    for (std::size_t start = 0; start < chosen.size(); ++start) {
        if (chosen[start] == start) {
            continue;
        }
        Migration first = std::move(migrations[start]);
        std::size_t hole = start;
        while (chosen[hole] != start) {
            const std::size_t from = std::exchange(chosen[hole], hole);
            migrations[hole] = std::move(migrations[from]);
            hole = from;
        }
        chosen[hole] = hole;
        migrations[hole] = std::move(first);
    }
    migrations.erase(migrations.begin() + static_cast<std::ptrdiff_t>(count), migrations.end());
}

}  // namespace

History::History(std::vector<Migration> migrations) : migrations_(std::move(migrations)) {
    Unique unique = unique_by_id(migrations_, findings_);
    const Edges parents = existing_parents(migrations_, unique, findings_);
    Places order = sorted_places(parents);
    if (order.size() < parents.size()) {
        std::vector<bool> placed(parents.size(), false);
        for (const std::size_t place : order) {
            placed[place] = true;
        }
        report_cycles(migrations_, unique, parents, placed, findings_);
        for (std::size_t place = 0; place < placed.size(); ++place) {
            if (!placed[place]) {
                order.push_back(place);
            }
        }
    }
    const Places place_of = inverse(order);
    Edges in_order = renumbered(parents, order, place_of);
    for (auto& [id, place] : unique.positions) {
        place = place_of[place];
    }
    for (std::size_t& place : order) {
        place = unique.places[place];
    }
    keep_in_order(migrations_, std::move(order));
    parents_ = std::move(in_order.targets);
    parent_starts_ = std::move(in_order.starts);
    positions_ = std::move(unique.positions);
}

std::optional<std::size_t> History::position(const MigrationId& id) const {
    const auto found = positions_.find(id);
    return found == positions_.end() ? std::nullopt : std::optional(found->second);
}

const Migration* History::find(const MigrationId& id) const {
    const auto found = positions_.find(id);
    return found == positions_.end() ? nullptr : &migrations_[found->second];
}

std::span<const std::size_t> History::parents_of(std::size_t position) const {
    const std::size_t start = parent_starts_[position];
    return std::span(parents_).subspan(start, parent_starts_[position + 1] - start);
}

std::vector<MigrationId> History::heads() const {
    std::vector<bool> is_parent(size(), false);
    for (const std::size_t parent : parents_) {
        is_parent[parent] = true;
    }
    std::vector<MigrationId> heads;
    for (std::size_t place = 0; place < size(); ++place) {
        if (!is_parent[place]) {
            heads.push_back(migrations_[place].id);
        }
    }
    return heads;
}

std::vector<bool> History::ancestors_of(std::span<const std::size_t> positions) const {
    std::vector<bool> marked(size(), false);
    Places open(positions.begin(), positions.end());
    while (!open.empty()) {
        const std::size_t place = open.back();
        open.pop_back();
        if (!marked[place]) {
            marked[place] = true;
            const std::span<const std::size_t> parents = parents_of(place);
            open.insert(open.end(), parents.begin(), parents.end());
        }
    }
    return marked;
}

Version History::version() const {
    std::vector<IdAndChecksumView> set;
    set.reserve(size());
    for (const Migration& migration : migrations_) {
        set.emplace_back(migration.id.value, migration.checksum.value);
    }
    return version_of(std::move(set));
}

}  // namespace gmig
