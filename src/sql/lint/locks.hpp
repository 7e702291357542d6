#pragma once

#include "sql/lint/catalog.hpp"
#include "sql/lint/tree.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace gmig::sql::lint {

/// Those that keep writers out, from the weakest on. ShareUpdateExclusive keeps no reader and no
/// writer waiting.
enum class LockMode : std::uint8_t { Share, ShareRowExclusive, Exclusive, AccessExclusive };

std::string_view to_string(LockMode mode);

struct Lock {
    ObjectName relation;
    LockMode mode{};

    auto operator<=>(const Lock&) const = default;
};

/// The locks on relations that a statement takes and holds until its transaction ends, as far as
/// its text tells (not those on partitions, children and views behind a view). Sources:
/// PostgreSQL 15's documentation, 13.3 Explicit Locking, and AlterTableGetLockLevel() in
/// tablecmds.c; tried by tests/contract/postgresql/lint_test.cpp.
std::vector<Lock> locks_of(const Json& statement, const Names& names, const Catalog& catalog);

}  // namespace gmig::sql::lint
