#include "schema/difference/plan.hpp"
#include "schema/difference/types.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace gmig::schema {
namespace {

using Alteration = std::optional<Decision>;
constexpr Decision altered{Fate::Altered, false};
constexpr Decision altered_breaking{Fate::Altered, true};
constexpr Decision remade{Fate::Remade, true};

/// Without what steps of their own do, and what only follows from the rest.
template <class T>
T definition(T value) {
    value.comment.clear();
    if constexpr (requires { value.privileges; }) {
        value.privileges.clear();
    }
    if constexpr (requires { value.uses; }) {
        value.uses.clear();
    }
    return value;
}

Alteration alteration(const Plan& /*plan*/, const Namespace& /*a*/, const Namespace& /*b*/) {
    return std::nullopt;
}

Alteration alteration(const Plan& /*plan*/, const Extension& a, const Extension& b) {
    return a.in_schema == b.in_schema ? Alteration() : altered;
}

Alteration alteration(const Plan& plan, const Enum& a, const Enum& b) {
    if (a.values == b.values) {
        return std::nullopt;
    }
    return only_adds_values(a, b) && !new_values_are_used(plan, a, b) ? altered : altered_breaking;
}

bool adds_rules(const Domain& a, const Domain& b) {
    return (b.not_null && !a.not_null) ||
           std::ranges::any_of(b.checks, [&](const Constraint& check) {
               return std::ranges::find(a.checks, check.expression, &Constraint::expression) ==
                      a.checks.end();
           });
}

Alteration alteration(const Plan& plan, const Domain& a, const Domain& b) {
    if (a.type != b.type || a.collation != b.collation ||
        (adds_rules(a, b) && is_contained(plan.from, a))) {
        return remade;
    }
    return definition(a) == definition(b) ? Alteration() : altered;
}

Alteration alteration(const Plan& plan, const CompositeType& a, const CompositeType& b) {
    if (a.attributes == b.attributes) {
        return std::nullopt;
    }
    return can_alter_attributes(plan.from, a, b) ? altered_breaking : remade;
}

Alteration alteration(const Plan& /*plan*/, const Sequence& a, const Sequence& b) {
    return definition(a) == definition(b) ? Alteration() : altered;
}

/// CREATE OR REPLACE VIEW keeps the columns that there are, and adds others behind them.
Alteration alteration(const Plan& /*plan*/, const View& a, const View& b) {
    if (definition(a) == definition(b)) {
        return std::nullopt;
    }
    const bool same_query = a.query == b.query && a.columns == b.columns;
    const bool stays = a.columns.size() <= b.columns.size() &&
                       std::equal(a.columns.begin(), a.columns.end(), b.columns.begin());
    if (a.materialized != b.materialized || (a.materialized && !same_query) || !stays) {
        return remade;
    }
    return altered;
}

Alteration alteration(const Plan& /*plan*/, const Routine& a, const Routine& b) {
    if (a.signature != b.signature || a.procedure != b.procedure) {
        return remade;
    }
    return a.definition == b.definition ? Alteration() : altered;
}

Alteration alteration(const Plan& /*plan*/, const Trigger& a, const Trigger& b) {
    if (a.definition != b.definition) {
        return remade;
    }
    return a.enabled == b.enabled ? Alteration() : altered;
}

Alteration alteration(const Plan& /*plan*/, const Policy& a, const Policy& b) {
    return a.definition == b.definition ? Alteration() : remade;
}

Alteration alteration(const Plan& /*plan*/, const Index& a, const Index& b) {
    return definition(a) == definition(b) ? Alteration() : remade;
}

/// Columns and constraints apart.
Alteration alteration(const Plan& /*plan*/, const Table& a, const Table& b) {
    if (a.partition_by != b.partition_by) {
        return remade;
    }
    const bool same_options = a.unlogged == b.unlogged && a.options == b.options &&
                              a.row_security == b.row_security &&
                              a.force_row_security == b.force_row_security;
    return same_options ? Alteration() : altered;
}

/// An object that is in both.
template <class Entry>
void compare_entries(Plan& plan, Kind kind, const Entry& from, const Entry& to) {
    if (from.second == to.second) {
        return;
    }
    const Key key = key_of(kind, from.first);
    plan.changed.insert(key);
    if (const Alteration found = alteration(plan, from.second, to.second)) {
        plan.parts[whole(key)] = *found;
    }
}

template <class Map>
void compare(Plan& plan, Kind kind, const Map& from, const Map& to) {
    auto left = from.begin();
    auto right = to.begin();
    while (left != from.end() || right != to.end()) {
        if (right == to.end() || (left != from.end() && left->first < right->first)) {
            plan.parts[whole(key_of(kind, left->first))] = {Fate::Gone, true};
            ++left;
        } else if (left == from.end() || right->first < left->first) {
            plan.parts[whole(key_of(kind, right->first))] = {Fate::New, false};
            ++right;
        } else {
            compare_entries(plan, kind, *left, *right);
            ++left;
            ++right;
        }
    }
}

/// A column can become a plain one; it cannot become a generated one, or get another expression.
Decision alteration_of(const Column& a, const Column& b) {
    if (b.generated && a.generated != b.generated) {
        return remade;
    }
    return a.type != b.type || a.collation != b.collation ? altered_breaking : altered;
}

/// The sequence behind an identity column has the name that serial gives its own: the one has to go
/// before the other comes.
void release_sequence(Plan& plan, const Name& table, const Column& from, const Column& to) {
    Column between = from;
    if (from.identity && !to.identity && to.default_value) {
        between.identity.reset();
    } else if (from.default_value && !from.identity && to.identity) {
        between.default_value.reset();
    } else {
        return;
    }
    plan.columns_between.emplace(column_part(table, from.name), between);
}

void compare_columns(Plan& plan, const Table& from, const Table& to) {
    for (const Column& column : from.columns) {
        const Column* now = to.column(column.name);
        if (now == nullptr) {
            plan.parts[column_part(from.name, column.name)] = {Fate::Gone, true};
        } else if (!same_definition(column, *now)) {
            plan.parts[column_part(from.name, column.name)] = alteration_of(column, *now);
            release_sequence(plan, from.name, column, *now);
        }
    }
    for (const Column& column : to.columns) {
        if (from.column(column.name) == nullptr) {
            plan.parts[column_part(to.name, column.name)] = {Fate::New, false};
        }
    }
}

Constraint nameless(Constraint constraint) {
    constraint.name.clear();
    constraint.comment.clear();
    return constraint;
}

Constraint uncommented(Constraint constraint) {
    constraint.comment.clear();
    return constraint;
}

/// Of the constraints that have gone, the one that this new one is but for its name.
const Constraint* former(const Plan& plan, const Table& from, const Table& to,
                         const Constraint& constraint) {
    const auto found = std::ranges::find_if(from.constraints, [&](const Constraint& old) {
        return constraint_of(to, old.name) == nullptr &&
               !plan.renamed.contains(constraint_part(from.name, old.name)) &&
               nameless(old) == nameless(constraint);
    });
    return found == from.constraints.end() ? nullptr : &*found;
}

void compare_constraints(Plan& plan, const Table& from, const Table& to) {
    for (const Constraint& constraint : from.constraints) {
        const Constraint* now = constraint_of(to, constraint.name);
        if (now == nullptr) {
            plan.parts[constraint_part(from.name, constraint.name)] = {Fate::Gone, true};
        } else if (uncommented(constraint) != uncommented(*now)) {
            plan.parts[constraint_part(from.name, constraint.name)] = remade;
        }
    }
    for (const Constraint& constraint : to.constraints) {
        const Part part = constraint_part(to.name, constraint.name);
        if (constraint_of(from, constraint.name) != nullptr) {
            continue;
        }
        const bool free_name = !plan.from.indexes.contains({to.name.schema, constraint.name}) &&
                               !plan.from.tables.contains({to.name.schema, constraint.name});
        const Constraint* old = free_name ? former(plan, from, to, constraint) : nullptr;
        if (old == nullptr) {
            plan.parts[part] = {Fate::New, false};
            continue;
        }
        const Part before = constraint_part(from.name, old->name);
        plan.parts[before] = {Fate::Renamed, false};
        plan.renamed[before] = constraint.name;
    }
}

/// What a partition has from its parent, it keeps when it is detached, under names of its own.
Table without_like(Table table, const Schema& parents_in, const Table& heir) {
    for (const Name& parent : parents_of(heir)) {
        const auto found = parents_in.tables.find(parent);
        if (found == parents_in.tables.end()) {
            continue;
        }
        std::erase_if(table.constraints, [&](const Constraint& constraint) {
            return std::ranges::any_of(found->second.constraints, [&](const Constraint& other) {
                return nameless(other) == nameless(constraint);
            });
        });
    }
    return table;
}

void compare_tables(Plan& plan) {
    for (const Key& key : plan.changed) {
        if (key.kind != Kind::Table || plan.is(whole(key), Fate::Remade)) {
            continue;
        }
        const Table& from = plan.from.tables.at(key.name);
        const Table& to = plan.to.tables.at(key.name);
        if (!moves_between_parents(plan, key.name)) {
            compare_columns(plan, from, to);
            compare_constraints(plan, from, to);
            continue;
        }
        compare_columns(plan, with_inherited(plan.from, from), with_inherited(plan.to, to));
        compare_constraints(plan, without_like(from, plan.to, to),
                            without_like(to, plan.from, from));
    }
}

Index without_name(const Index& index) {
    Index result = definition(index);
    result.name = {};
    result.comment = index.comment;
    return result;
}

/// Indexes that are equal but for their name. Not where the table goes, too.
void find_renamed_indexes(Plan& plan) {
    std::map<Index, Name> gone;
    for (const auto& [part, decision] : plan.parts) {
        if (part.object.kind == Kind::Index && decision.fate == Fate::Gone) {
            const Index& index = plan.from.indexes.at(part.object.name);
            const Part relation = relation_part(plan.from, index.table);
            if (has(plan.to, relation) && !plan.leaves(relation)) {
                gone.emplace(without_name(index), index.name);
            }
        }
    }
    for (const auto& [name, index] : plan.to.indexes) {
        const auto old =
            plan.from.indexes.contains(name) ? gone.end() : gone.find(without_name(index));
        if (old == gone.end() || plan.from.tables.contains(name) ||
            old->second.schema != name.schema) {
            continue;
        }
        plan.parts.erase(whole(key_of(index)));
        plan.parts[whole(key_of(Kind::Index, old->second))] = {Fate::Renamed, false};
        plan.renamed[whole(key_of(Kind::Index, old->second))] = name.name;
        gone.erase(old);
    }
}

/// Whether one of a table's parents has such an index, of which the table then has a copy.
bool is_inherited(const Schema& schema, const Table& table, const Index& index) {
    const std::vector<Name> parents = parents_of(table);
    return std::ranges::any_of(schema.indexes, [&](const auto& entry) {
        Index copy = without_name(entry.second);
        copy.table = index.table;
        copy.comment = index.comment;
        return std::ranges::find(parents, entry.second.table) != parents.end() &&
               copy == without_name(index);
    });
}

/// What a partition had of its parent's indexes, it keeps when it is detached; what it has of its
/// own becomes its parent's when it is attached.
void keep_inherited_indexes(Plan& plan) {
    std::erase_if(plan.parts, [&](const auto& entry) {
        const auto& [part, decision] = entry;
        const bool is_new = decision.fate == Fate::New;
        if (part.object.kind != Kind::Index || (!is_new && decision.fate != Fate::Gone)) {
            return false;
        }
        const Index& index = (is_new ? plan.to : plan.from).indexes.at(part.object.name);
        const Schema& other = is_new ? plan.from : plan.to;
        return moves_between_parents(plan, index.table) &&
               is_inherited(other, other.tables.at(index.table), index);
    });
}

}  // namespace

bool same_definition(const Column& a, const Column& b) {
    return a == b || definition(a) == definition(b);
}

bool moves_between_parents(const Plan& plan, const Name& table) {
    const auto from = plan.from.tables.find(table);
    const auto to = plan.to.tables.find(table);
    return from != plan.from.tables.end() && to != plan.to.tables.end() &&
           (from->second.partition_of != to->second.partition_of ||
            from->second.inherits != to->second.inherits);
}

Table with_inherited(const Schema& schema, const Table& table) {
    Table result = table;
    for (const Name& parent : parents_of(table)) {
        const auto found = schema.tables.find(parent);
        if (found == schema.tables.end()) {
            continue;
        }
        for (const Column& column : with_inherited(schema, found->second).columns) {
            if (result.column(column.name) == nullptr) {
                result.columns.push_back(column);
            }
        }
    }
    return result;
}

Plan decided(const Schema& from, const Schema& to) {
    Plan plan{from, to, {}, {}, {}, {}, {}, {}};
    compare(plan, Kind::Namespace, from.namespaces, to.namespaces);
    plan.parts.erase(whole(key_of(Kind::Namespace, std::string("public"))));
    compare(plan, Kind::Extension, from.extensions, to.extensions);
    compare(plan, Kind::Enum, from.enums, to.enums);
    compare(plan, Kind::Domain, from.domains, to.domains);
    compare(plan, Kind::CompositeType, from.composites, to.composites);
    compare(plan, Kind::Sequence, from.sequences, to.sequences);
    compare(plan, Kind::Table, from.tables, to.tables);
    compare(plan, Kind::Index, from.indexes, to.indexes);
    compare(plan, Kind::View, from.views, to.views);
    compare(plan, Kind::Routine, from.routines, to.routines);
    compare(plan, Kind::Trigger, from.triggers, to.triggers);
    compare(plan, Kind::Policy, from.policies, to.policies);
    compare_tables(plan);
    find_renamed_indexes(plan);
    keep_inherited_indexes(plan);
    return plan;
}

}  // namespace gmig::schema
