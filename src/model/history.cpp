#include <gmig/model/history.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace gmig {
namespace {

using Positions = std::unordered_map<MigrationId, std::size_t>;
using Edges = std::vector<std::vector<std::size_t>>;

Finding about(Code code, const Migration& migration, std::string message, std::string remedy) {
    return {.code = code,
            .severity = default_severity(code),
            .id = migration.id,
            .name = migration.name,
            .where = {.file = migration.path},
            .message = std::move(message),
            .remedy = std::move(remedy)};
}

Finding duplicate(const Migration& kept, const Migration& other) {
    if (kept.checksum == other.checksum) {
        Finding finding =
            about(Code::DuplicateId, other, other.path + " is the same migration as " + kept.path,
                  "keep one of the two files: git rm " + other.path);
        finding.severity = Severity::Warning;
        return finding;
    }
    return about(Code::DuplicateId, other,
                 kept.path + " and " + other.path + " have the same id " + other.id.value +
                     " and different content",
                 "give the copy an id of its own: gmig add --new-id " + other.path);
}

/// Sorted by name, each id once (of several, the smallest name).
std::vector<Migration> unique_by_id(std::vector<Migration> migrations,
                                    std::vector<Finding>& findings) {
    std::ranges::sort(migrations, [](const Migration& left, const Migration& right) {
        return std::tie(left.name, left.path) < std::tie(right.name, right.path);
    });
    std::vector<Migration> kept;
    kept.reserve(migrations.size());
    Positions seen;
    seen.reserve(migrations.size());
    for (Migration& migration : migrations) {
        const auto [entry, is_new] = seen.emplace(migration.id, kept.size());
        if (is_new) {
            kept.push_back(std::move(migration));
        } else {
            findings.push_back(duplicate(kept[entry->second], migration));
        }
    }
    return kept;
}

Positions positions_of(const std::vector<Migration>& migrations) {
    Positions positions;
    positions.reserve(migrations.size());
    for (std::size_t place = 0; place < migrations.size(); ++place) {
        positions.emplace(migrations[place].id, place);
    }
    return positions;
}

/// The parents that exist, by place; the others become findings when a list is given.
Edges existing_parents(const std::vector<Migration>& migrations, const Positions& positions,
                       std::vector<Finding>* findings) {
    Edges parents(migrations.size());
    for (std::size_t place = 0; place < migrations.size(); ++place) {
        for (const MigrationId& parent : migrations[place].parents) {
            const auto found = positions.find(parent);
            if (found != positions.end()) {
                parents[place].push_back(found->second);
            } else if (findings != nullptr) {
                findings->push_back(
                    about(Code::MissingParent, migrations[place],
                          migrations[place].name + " follows " + parent.value +
                              ", which no file of this tree has",
                          "bring the branch that has it, or put it after the head: gmig add " +
                              migrations[place].path));
            }
        }
    }
    return parents;
}

/// Kahn's algorithm. Places are by name, so the smallest ready place is the smallest ready name.
/// Members of cycles are missing from the result.
std::vector<std::size_t> sorted_places(const Edges& parents) {
    Edges children(parents.size());
    std::vector<std::size_t> waiting(parents.size());
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
    for (std::size_t place = 0; place < parents.size(); ++place) {
        waiting[place] = parents[place].size();
        for (const std::size_t parent : parents[place]) {
            children[parent].push_back(place);
        }
        if (parents[place].empty()) {
            ready.push(place);
        }
    }
    std::vector<std::size_t> order;
    order.reserve(parents.size());
    while (!ready.empty()) {
        const std::size_t next = ready.top();
        ready.pop();
        order.push_back(next);
        for (const std::size_t child : children[next]) {
            if (--waiting[child] == 0) {
                ready.push(child);
            }
        }
    }
    return order;
}

/// The cycles among places that the sort left out. Each left-out place has a left-out parent, so
/// walking upwards from it ends in a loop; each loop is reported once.
std::vector<Finding> find_cycles(const std::vector<Migration>& migrations, const Edges& parents,
                                 const std::vector<bool>& placed) {
    std::vector<Finding> findings;
    std::vector<std::size_t> walk_of(migrations.size(), 0);
    for (std::size_t start = 0; start < migrations.size(); ++start) {
        std::vector<std::size_t> path;
        std::size_t here = start;
        while (!placed[here] && walk_of[here] == 0) {
            walk_of[here] = start + 1;
            path.push_back(here);
            here = *std::ranges::find_if(parents[here],
                                         [&](std::size_t parent) { return !placed[parent]; });
        }
        if (path.empty() || walk_of[here] != start + 1) {
            continue;
        }
        std::vector<std::string> names;
        for (auto member = std::ranges::find(path, here); member != path.end(); ++member) {
            names.push_back(migrations[*member].name);
        }
        names.push_back(migrations[here].name);
        findings.push_back(about(Code::Cycle, migrations[here],
                                 "migrations form a cycle: " + join(names, " -> "),
                                 "edit the parent= of one of them in " + migrations[here].path));
    }
    return findings;
}

}  // namespace

History::History(std::vector<Migration> migrations) {
    std::vector<Migration> by_name = unique_by_id(std::move(migrations), findings_);
    const Edges parents = existing_parents(by_name, positions_of(by_name), &findings_);
    std::vector<std::size_t> order = sorted_places(parents);
    if (order.size() < by_name.size()) {
        std::vector<bool> placed(by_name.size(), false);
        for (const std::size_t place : order) {
            placed[place] = true;
        }
        std::ranges::move(find_cycles(by_name, parents, placed), std::back_inserter(findings_));
        for (std::size_t place = 0; place < by_name.size(); ++place) {
            if (!placed[place]) {
                order.push_back(place);
            }
        }
    }
    migrations_.reserve(order.size());
    for (const std::size_t place : order) {
        migrations_.push_back(std::move(by_name[place]));
    }
    positions_ = positions_of(migrations_);
    parents_ = existing_parents(migrations_, positions_, nullptr);
}

std::optional<std::size_t> History::position(const MigrationId& id) const {
    const auto found = positions_.find(id);
    return found == positions_.end() ? std::nullopt : std::optional(found->second);
}

const Migration* History::find(const MigrationId& id) const {
    const auto found = positions_.find(id);
    return found == positions_.end() ? nullptr : &migrations_[found->second];
}

std::vector<MigrationId> History::heads() const {
    std::vector<bool> is_parent(size(), false);
    for (const std::vector<std::size_t>& parents : parents_) {
        for (const std::size_t parent : parents) {
            is_parent[parent] = true;
        }
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
    std::vector<std::size_t> open(positions.begin(), positions.end());
    while (!open.empty()) {
        const std::size_t place = open.back();
        open.pop_back();
        if (!marked[place]) {
            marked[place] = true;
            open.insert(open.end(), parents_[place].begin(), parents_[place].end());
        }
    }
    return marked;
}

Version History::version() const {
    std::vector<IdAndChecksum> set;
    set.reserve(size());
    for (const Migration& migration : migrations_) {
        set.emplace_back(migration.id, migration.checksum);
    }
    return version_of(set);
}

}  // namespace gmig
