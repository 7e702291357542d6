#include "schema/difference/steps.hpp"

#include <set>

namespace gmig::schema {
namespace {

/// Names that relations, the indexes of constraints and types share.
class Names {
public:
    void add(const Part& part, const Schema& schema, std::size_t step) {
        steps_[name_of_part(part, schema)].push_back(step);
    }
    [[nodiscard]] const std::map<Name, std::vector<std::size_t>>& steps() const { return steps_; }

private:
    static Name name_of_part(const Part& part, const Schema& schema) {
        if (part.what == Part::What::Constraint && has(schema, part)) {
            return {part.object.name.schema, part.name};
        }
        return part.what == Part::What::Column ? identity_sequence(part) : part.object.name;
    }
    /// As the server names the sequence behind an identity column, mostly.
    static Name identity_sequence(const Part& part) {
        return {part.object.name.schema, part.object.name.name + "_" + part.name + "_seq"};
    }
    std::map<Name, std::vector<std::size_t>> steps_;
};

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

/// What was has gone before what has its name comes.
void require_free_names(Steps& steps, const Plan& plan) {
    Names gone;
    Names there;
    for (const auto& [part, step] : steps.gone) {
        if (shares_names(part, plan.from) && changes_hands(plan, part)) {
            gone.add(part, plan.from, step);
        }
    }
    for (const auto& [part, step] : steps.there) {
        if (shares_names(part, plan.to) && changes_hands(plan, part)) {
            there.add(part, plan.to, step);
        }
    }
    for (const auto& [name, created] : there.steps()) {
        const auto dropped = gone.steps().find(name);
        if (dropped == gone.steps().end()) {
            continue;
        }
        for (const std::size_t first : dropped->second) {
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

void require_uses(Steps& steps, const Plan& plan) {
    for (const auto& [part, step] : steps.gone) {
        for (const Part& used : uses_of(plan.from, part)) {
            const auto other = Steps::find(steps.gone, used);
            if (other && counts_for_going(plan, part, used)) {
                steps.graph.require(step, *other);
            }
        }
    }
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
    require_uses(steps, plan);
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
