#pragma once

#include <gmig/model/history.hpp>

#include <functional>
#include <vector>

namespace gmig {

/// What a tree made of another one's migrations: by id, so that a rename is no deletion. One
/// migration can stand in several lists (renamed and reparented by a rebase, say); each list is in
/// canonical order.
struct Comparison {
    std::vector<MigrationId> added;
    std::vector<MigrationId> edited;
    std::vector<MigrationId> edited_cosmetically;  ///< other checksum, same fingerprint
    std::vector<MigrationId> renamed;
    std::vector<MigrationId> reparented;
    std::vector<MigrationId> deleted;  ///< in the base's order
    bool operator==(const Comparison&) const = default;
};

/// `now` against `base`. Without `fingerprint_of` every edit counts as a real one. The changes of
/// both sides of a merge are two of these against what they have in common. Linear.
Comparison compare(const History& base, const History& now,
                   const std::function<Fingerprint(const Migration&)>& fingerprint_of);

}  // namespace gmig
