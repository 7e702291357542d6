#include "schema/difference/steps.hpp"

#include <set>

namespace gmig::schema {
namespace {

/// As the server names the sequence behind an identity column, mostly.
Name identity_sequence(const Part& column) {
    return {column.object.name.schema, column.object.name.name + "_" + column.name + "_seq"};
}

/// The name that a part has among relations, the indexes of constraints and types.
Name shared_name(const Part& part, const Schema& schema) {
    if (part.what == Part::What::Constraint && has(schema, part)) {
        return {part.object.name.schema, part.name};
    }
    return part.what == Part::What::Column ? identity_sequence(part) : part.object.name;
}

bool shares_names(const Part& part, const Schema& schema) {
    if (part.what == Part::What::Column) {
        const auto table = schema.tables.find(part.object.name);
        const Column* column =
            table == schema.tables.end() ? nullptr : table->second.column(part.name);
        return column != nullptr && column->identity;
    }
    switch (part.object.kind) {
        case Kind::Enum:
        case Kind::Domain:
        case Kind::CompositeType:
        case Kind::Sequence:
        case Kind::Index:
        case Kind::View:
        case Kind::Table:
            return true;
        default:
            return false;
    }
}

bool changes_hands(const Plan& plan, const Part& part) {
    return part.what == Part::What::Column || !plan.is(part, Fate::Altered);
}

/// By the names that come or go with them.
std::map<Name, std::vector<std::size_t>> by_shared_name(const std::map<Part, std::size_t>& steps,
                                                        const Plan& plan, const Schema& schema) {
    std::map<Name, std::vector<std::size_t>> result;
    for (const auto& [part, step] : steps) {
        if (shares_names(part, schema) && changes_hands(plan, part)) {
            result[shared_name(part, schema)].push_back(step);
        }
    }
    return result;
}

/// What was has gone before what has its name comes.
void require_free_names(Steps& steps, const Plan& plan) {
    auto gone = by_shared_name(steps.gone, plan, plan.from);
    for (const auto& [name, created] : by_shared_name(steps.there, plan, plan.to)) {
        for (const std::size_t first : gone[name]) {
            for (const std::size_t then : created) {
                steps.graph.require(first, then);
            }
        }
    }
}

/// Whether a part has to be gone before what it uses is. What only changes its name, or is replaced
/// in place along with something that is, need not. That a sequence is a column's own is no reason
/// for it to go before that column changes.
bool counts_for_going(const Plan& plan, const Part& user, const Part& used) {
    if (plan.is(user, Fate::Renamed)) {
        return false;
    }
    if (user.object.kind == Kind::Sequence && used.object.kind == Kind::Table) {
        return plan.leaves(used);
    }
    const Decision* decision = plan.decision(used);
    const bool in_place =
        decision != nullptr && decision->fate == Fate::Altered && !decision->breaks;
    return !(in_place && plan.is(user, Fate::Altered));
}

/// A column that has its new type in the meantime needs that by then.
void require_types_between(Steps& steps, const Plan& plan) {
    for (const auto& [part, between] : plan.columns_between) {
        const auto changed = Steps::find(steps.gone, part);
        for (const Part& used : uses_of(plan.to, part)) {
            const auto made = Steps::find(steps.there, used);
            const Column* from = plan.from.tables.at(part.object.name).column(part.name);
            if (changed && made && mentions(between.type, used.object.name) && from != nullptr &&
                from->type != between.type) {
                steps.graph.require(*made, *changed);
            }
        }
    }
}

/// What stands on a part goes before it.
void require_users_gone(Steps& steps, const Plan& plan) {
    for (const auto& [part, step] : steps.gone) {
        for (const Part& used : uses_of(plan.from, part)) {
            const auto other = Steps::find(steps.gone, used);
            if (other && counts_for_going(plan, part, used)) {
                steps.graph.require(step, *other);
            }
        }
    }
}

/// What a part stands on comes before it.
void require_used_there(Steps& steps, const Plan& plan) {
    std::set<std::size_t> renamed;
    for (const auto& [part, name] : plan.renamed) {
        renamed.insert(steps.gone.at(part));
    }
    for (const auto& [part, step] : steps.there) {
        for (const Part& used : uses_of(plan.to, part)) {
            // To be given to its column is another step of a sequence.
            const bool owner =
                part.object.kind == Kind::Sequence && used.object.kind == Kind::Table;
            const auto other = Steps::find(steps.there, used);
            if (other && !owner && !renamed.contains(step)) {
                steps.graph.require(*other, step);
            }
        }
    }
}

}  // namespace

void require_order(Steps& steps, const Plan& plan) {
    require_users_gone(steps, plan);
    require_used_there(steps, plan);
    require_types_between(steps, plan);
    for (const auto& [part, step] : steps.gone) {
        if (const auto made = Steps::find(steps.there, part)) {
            steps.graph.require(step, *made);
        }
    }
    require_free_names(steps, plan);
}

std::vector<Modification> ordered(const Plan& plan) {
    Steps steps;
    add_table_steps(steps, plan);
    add_object_steps(steps, plan);
    // A column that goes along with its enum is what it will be when the enum is.
    for (const auto& [part, column] : plan.columns_between) {
        for (const Part& used : uses_of(plan.from, part)) {
            const auto made = Steps::find(steps.there, used);
            if (used.object.kind == Kind::Enum && made) {
                steps.gone.try_emplace(part, *made);
                steps.there.try_emplace(part, *made);
            }
        }
    }
    add_annotations(steps, plan);
    require_order(steps, plan);
    return std::move(steps.graph).sorted();
}

}  // namespace gmig::schema
