#include <gmig/schema/difference.hpp>

#include <algorithm>
#include <tuple>

namespace gmig::schema {
namespace {

std::size_t place_of(const Table& table, const Column& column) {
    return static_cast<std::size_t>(&column - table.columns.data());
}

std::size_t distance(std::size_t a, std::size_t b) {
    return a > b ? a - b : b - a;
}

void append_columns(std::vector<RenameCandidate>& result, const Table& from, const Table& to) {
    std::vector<const Column*> added;
    for (const Column& column : to.columns) {
        if (from.column(column.name) == nullptr) {
            added.push_back(&column);
        }
    }
    if (added.empty()) {
        return;
    }
    for (const Column& column : from.columns) {
        if (to.column(column.name) != nullptr) {
            continue;
        }
        std::ranges::stable_sort(added, {}, [&](const Column* other) {
            return std::tuple(other->type != column.type,
                              distance(place_of(to, *other), place_of(from, column)));
        });
        RenameCandidate candidate{from.name, column.name, {}};
        for (const Column* other : added) {
            candidate.to.push_back(other->name);
        }
        result.push_back(std::move(candidate));
    }
}

std::size_t shared_columns(const Table& a, const Table& b) {
    return static_cast<std::size_t>(std::ranges::count_if(
        a.columns, [&](const Column& column) { return b.column(column.name) != nullptr; }));
}

/// Half of the columns of the table that has fewer would let a table of two columns be anything.
bool is_like(const Table& a, const Table& b) {
    const std::size_t all = std::max(a.columns.size(), b.columns.size());
    return all > 0 && 2 * shared_columns(a, b) >= all;
}

void append_table(std::vector<RenameCandidate>& result, const Table& table,
                  const std::vector<const Table*>& added) {
    std::vector<const Table*> like;
    std::ranges::copy_if(added, std::back_inserter(like), [&](const Table* other) {
        return other->name.schema == table.name.schema && is_like(table, *other);
    });
    if (like.empty()) {
        return;
    }
    std::ranges::stable_sort(like, std::greater<>(),
                             [&](const Table* other) { return shared_columns(table, *other); });
    RenameCandidate candidate{table.name, "", {}};
    for (const Table* other : like) {
        candidate.to.push_back(other->name.name);
    }
    result.push_back(std::move(candidate));
}

}  // namespace

std::vector<RenameCandidate> rename_candidates(const Schema& from, const Schema& to) {
    std::vector<RenameCandidate> result;
    std::vector<const Table*> added;
    for (const auto& [name, table] : to.tables) {
        if (!from.tables.contains(name)) {
            added.push_back(&table);
        }
    }
    for (const auto& [name, table] : from.tables) {
        const auto now = to.tables.find(name);
        if (now == to.tables.end()) {
            append_table(result, table, added);
        } else if (!(now->second == table)) {
            append_columns(result, table, now->second);
        }
    }
    return result;
}

}  // namespace gmig::schema
