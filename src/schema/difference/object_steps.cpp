#include "schema/difference/steps.hpp"

#include <algorithm>
#include <iterator>

namespace gmig::schema {
namespace {

Rank drop_rank(Kind kind) {
    switch (kind) {
        case Kind::Routine:
            return Rank::DropRoutine;
        case Kind::Trigger:
        case Kind::Policy:
        case Kind::View:
            return Rank::DropDependent;
        case Kind::Namespace:
        case Kind::Extension:
            return Rank::DropNamespace;
        default:
            return Rank::DropType;
    }
}

Rank create_rank(Kind kind) {
    switch (kind) {
        case Kind::Namespace:
            return Rank::CreateNamespace;
        case Kind::Extension:
            return Rank::CreateExtension;
        case Kind::Sequence:
            return Rank::CreateSequence;
        case Kind::Routine:
            return Rank::CreateRoutine;
        case Kind::View:
            return Rank::CreateView;
        case Kind::Trigger:
        case Kind::Policy:
            return Rank::CreateTrigger;
        default:
            return Rank::CreateType;
    }
}

/// The table or view that the index, trigger or policy is on.
std::optional<Part> relation_of(const Schema& schema, const Key& key) {
    switch (key.kind) {
        case Kind::Index:
            return relation_part(schema, schema.indexes.at(key.name).table);
        case Kind::Trigger:
            return relation_part(schema, schema.triggers.at(key).table);
        case Kind::Policy:
            return relation_part(schema, schema.policies.at(key).table);
        default:
            return std::nullopt;
    }
}

/// Creates and drops of all kinds but tables, columns and constraints.
class ObjectSteps {
public:
    ObjectSteps(Steps& steps, const Plan& plan) : steps_(steps), plan_(plan) {}

    void add(const Part& part, Fate fate) {
        if (part.object.kind == Kind::Sequence && fate == Fate::Altered) {
            return;  // see add_sequences()
        }
        if (fate == Fate::Altered) {
            alter(part);
        } else if (fate == Fate::Renamed) {
            rename(part);
        } else {
            if (fate != Fate::New) {
                drop(part);
            }
            if (fate != Fate::Gone) {
                create(part);
            }
        }
    }
    void add_sequences();

private:
    std::size_t step(Rank rank, const Part& part, Modification modification, int detail = 0) {
        return steps_.graph.add({std::move(modification), rank, shown(part.object), detail});
    }
    void drop(const Part& part) {
        if (goes_with(plan_, part.object)) {
            return;  // see add_table_steps()
        }
        if (part.object.kind == Kind::Index) {
            steps_.gone[part] =
                step(Rank::DropIndex, part, DropIndex{plan_.from.indexes.at(part.object.name)});
        } else {
            steps_.gone[part] = step(drop_rank(part.object.kind), part,
                                     DropObject{object_of(plan_.from, part.object)});
        }
    }
    void create(const Part& part) {
        if (part.object.kind == Kind::Index) {
            steps_.there[part] =
                step(Rank::CreateIndex, part, CreateIndex{plan_.to.indexes.at(part.object.name)});
            return;
        }
        Object object = object_of(plan_.to, part.object);
        if (auto* sequence = std::get_if<Sequence>(&object)) {
            sequence->owner.reset();
        }
        steps_.there[part] =
            step(create_rank(part.object.kind), part, CreateObject{std::move(object)});
    }
    void alter(const Part& part);
    void rename(const Part& part) {
        Part renamed = part;
        renamed.object.name.name = plan_.renamed.at(part);
        steps_.gone[part] =
            step(Rank::CreateIndex, part,
                 RenameIndex{plan_.from.indexes.at(part.object.name), renamed.object.name.name});
        steps_.there[renamed] = steps_.gone[part];
    }
    void add_sequence(const Name& name, const Sequence* from, const Sequence& to);
    static std::vector<std::size_t> steps_of_owner(const std::map<Part, std::size_t>& steps,
                                                   const Sequence& sequence);

    Steps& steps_;
    const Plan& plan_;
};

void ObjectSteps::alter(const Part& part) {
    const bool breaks = plan_.decision(part)->breaks;
    Object from = object_of(plan_.from, part.object);
    Object to = object_of(plan_.to, part.object);
    const auto between = plan_.domains_between.find(part.object.name);
    const Rank rank = create_rank(part.object.kind);
    if (part.object.kind == Kind::Domain && between != plan_.domains_between.end()) {
        steps_.gone[part] = step(Rank::DropConstraint, part, AlterObject{from, between->second});
        from = between->second;
    }
    AlterObject altered{std::move(from), std::move(to)};
    altered.remake = part.object.kind == Kind::Enum && breaks;
    const std::size_t made = step(rank, part, std::move(altered), 1);
    steps_.gone.try_emplace(part, made);
    steps_.there[part] = made;
}

/// A sequence is there before the column whose default takes from it, and is that column's own
/// only afterwards; and is no longer so before that column goes, which would take it along.
void ObjectSteps::add_sequence(const Name& name, const Sequence* from, const Sequence& to) {
    const Part part = whole(key_of(Kind::Sequence, name));
    Sequence now = from != nullptr ? *from : to;
    std::vector<std::size_t> done;
    if (from == nullptr) {
        now.owner.reset();
        done.push_back(steps_.there.at(part));
    } else if (now.owner && (plan_.detached_sequences.contains(name) || now.owner != to.owner)) {
        Sequence free = now;
        free.owner.reset();
        done.push_back(step(Rank::DetachTable, part, AlterObject{now, free}));
        for (const std::size_t gone : steps_of_owner(steps_.gone, now)) {
            steps_.graph.require(done.back(), gone);
        }
        now = free;
    }
    if (now.options != to.options || now.unlogged != to.unlogged) {
        Sequence changed = to;
        changed.owner = now.owner;
        steps_.there[part] = step(Rank::CreateSequence, part, AlterObject{now, changed});
        done.push_back(steps_.there[part]);
        now = changed;
    }
    if (now.owner != to.owner) {
        const std::size_t own = step(Rank::OwnSequence, part, AlterObject{now, to});
        std::ranges::move(steps_of_owner(steps_.there, to), std::back_inserter(done));
        for (const std::size_t before : done) {
            steps_.graph.require(before, own);
        }
    }
}

/// Of the column that it goes with, and its table.
std::vector<std::size_t> ObjectSteps::steps_of_owner(const std::map<Part, std::size_t>& steps,
                                                     const Sequence& sequence) {
    std::vector<std::size_t> result;
    if (sequence.owner) {
        const Part column = column_part(sequence.owner->first, sequence.owner->second);
        for (const Part& owner : {column, whole(column.object)}) {
            if (const auto step = Steps::find(steps, owner)) {
                result.push_back(*step);
            }
        }
    }
    return result;
}

void ObjectSteps::add_sequences() {
    for (const auto& [name, sequence] : plan_.to.sequences) {
        const auto from = plan_.from.sequences.find(name);
        const Sequence* before = from == plan_.from.sequences.end() ? nullptr : &from->second;
        if (before == nullptr || plan_.detached_sequences.contains(name) ||
            plan_.is(whole(key_of(Kind::Sequence, name)), Fate::Altered)) {
            add_sequence(name, before, sequence);
        }
    }
}

}  // namespace

Object object_of(const Schema& schema, const Key& key) {
    switch (key.kind) {
        case Kind::Namespace:
            return schema.namespaces.at(key.name.name);
        case Kind::Extension:
            return schema.extensions.at(key.name.name);
        case Kind::Enum:
            return schema.enums.at(key.name);
        case Kind::Domain:
            return schema.domains.at(key.name);
        case Kind::CompositeType:
            return schema.composites.at(key.name);
        case Kind::Sequence:
            return schema.sequences.at(key.name);
        case Kind::Routine:
            return schema.routines.at(key);
        case Kind::Trigger:
            return schema.triggers.at(key);
        case Kind::Policy:
            return schema.policies.at(key);
        default:
            return schema.views.at(key.name);
    }
}

std::optional<Part> goes_with(const Plan& plan, const Key& key) {
    if (key.kind == Kind::Sequence) {
        const Sequence& sequence = plan.from.sequences.at(key.name);
        if (!sequence.owner || has(plan.to, whole(key))) {
            return std::nullopt;
        }
        const Part column = column_part(sequence.owner->first, sequence.owner->second);
        const Part table = whole(column.object);
        if (plan.leaves(table)) {
            return table;
        }
        return plan.leaves(column) ? std::optional(column) : std::nullopt;
    }
    const auto relation = relation_of(plan.from, key);
    return relation && plan.leaves(*relation) ? relation : std::nullopt;
}

void add_object_steps(Steps& steps, const Plan& plan) {
    ObjectSteps adding(steps, plan);
    for (const auto& [part, decision] : plan.parts) {
        if (part.what == Part::What::Whole && part.object.kind != Kind::Table) {
            adding.add(part, decision.fate);
        }
    }
    adding.add_sequences();
    for (const auto& [part, decision] : plan.parts) {
        if (part.what != Part::What::Whole || !plan.leaves(part)) {
            continue;
        }
        if (const auto container = goes_with(plan, part.object)) {
            if (const auto step = Steps::find(steps.gone, *container)) {
                steps.gone[part] = *step;
            }
        }
    }
}

}  // namespace gmig::schema
