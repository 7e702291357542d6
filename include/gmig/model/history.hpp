#pragma once

#include <gmig/model/finding.hpp>
#include <gmig/model/migration.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace gmig {

/// The migrations of one tree as a directed acyclic graph with one canonical order: Kahn's
/// topological sort, among the ready ones the smallest name first, bytewise (Kahn 1962,
/// doi:10.1145/368996.369025). A name never matters within a chain.
///
/// Every tree gives a History; what is wrong with it is in findings(): duplicate ids (GM204; the
/// same migration in two files is kept once), missing parents (GM205; treated as no parent), cycles
/// (GM206; their members and what follows those stand last, by name). All of it in O(n log n) for n
/// migrations and edges.
class History {
public:
    History() = default;
    explicit History(std::vector<Migration> migrations);

    /// In canonical order: parents before children.
    [[nodiscard]] std::span<const Migration> migrations() const noexcept { return migrations_; }
    [[nodiscard]] std::size_t size() const noexcept { return migrations_.size(); }
    [[nodiscard]] bool empty() const noexcept { return migrations_.empty(); }

    /// Its place in the canonical order.
    [[nodiscard]] std::optional<std::size_t> position(const MigrationId& id) const;
    [[nodiscard]] const Migration* find(const MigrationId& id) const;

    /// Those that are no other's parent, in canonical order.
    [[nodiscard]] std::vector<MigrationId> heads() const;
    /// Places of the parents that exist, each once and in the file's order, of the migration at
    /// `position`.
    [[nodiscard]] std::span<const std::size_t> parents_of(std::size_t position) const;
    /// For each place, whether it is `position` itself or an ancestor of it.
    [[nodiscard]] std::vector<bool> ancestors_of(std::span<const std::size_t> positions) const;

    [[nodiscard]] const std::vector<Finding>& findings() const noexcept { return findings_; }
    [[nodiscard]] Version version() const;

private:
    std::vector<Migration> migrations_;
    std::vector<std::size_t> parents_;        ///< those of each place, one list after the other
    std::vector<std::size_t> parent_starts_;  ///< where each list starts; one more than places
    std::unordered_map<MigrationId, std::size_t> positions_;
    std::vector<Finding> findings_;
};

/// The migration that a person's word means: "@" (the head), "@~2" (two before it, by first
/// parents), a name, an id or an unambiguous prefix of one, an unambiguous part of a name; the
/// earlier in this list wins. Throws Error{Usage}: unknown (naming near ones), or ambiguous (naming
/// them).
const Migration& resolve(const History& history, std::string_view word);

}  // namespace gmig
