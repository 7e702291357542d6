#include "schema/difference/steps.hpp"

#include <algorithm>

namespace gmig::schema {
namespace {

using Grants = std::vector<Grant>;

/// Steps about what is said of an object and who may use it.
class Annotations {
public:
    Annotations(Steps& steps, const Key& key)
        : steps_(steps), key_(key), made_(Steps::find(steps.there, whole(key))) {}

    void comment(const std::string& from, const std::string& to) {
        comment_on(SetComment{key_, SetComment::Part::Whole, "", to}, from, made_);
    }
    void comment_part(SetComment::Part what, const std::string& part, const std::string& from,
                      const std::string& to) {
        const Part::What kind =
            what == SetComment::Part::Column ? Part::What::Column : Part::What::Constraint;
        const auto made = Steps::find(steps_.there, Part{key_, kind, part});
        comment_on(SetComment{key_, what, part, to}, from, made ? made : made_);
    }
    /// What is taken away comes first: the same privilege may come back without GRANT OPTION, and
    /// what is taken from the whole table is taken from its columns, too.
    void privileges(const std::string& column, Grants from, const Grants& to) {
        const auto column_made =
            column.empty() ? std::nullopt
                           : Steps::find(steps_.there, Part{key_, Part::What::Column, column});
        const auto made = column_made ? column_made : made_;
        std::erase_if(from, [&](const Grant& grant) {
            return !column.empty() && revoked_.contains({grant.role, grant.privilege});
        });
        for (const Grant& grant : from) {
            if (std::ranges::find(to, grant) == to.end()) {
                const std::size_t step = add(RevokePrivilege{key_, column, grant}, 3, made);
                revocations_.push_back(step);
                if (column.empty()) {
                    revoked_.insert({grant.role, grant.privilege});
                }
            }
        }
        for (const Grant& grant : to) {
            if (std::ranges::find(from, grant) == from.end()) {
                const std::size_t granted = add(GrantPrivilege{key_, column, grant}, 4, made);
                for (const std::size_t first : revocations_) {
                    steps_.graph.require(first, granted);
                }
            }
        }
    }

private:
    std::size_t add(Modification modification, int detail, std::optional<std::size_t> made) {
        const std::size_t step =
            steps_.graph.add({std::move(modification), Rank::Annotate, shown(key_), detail});
        if (made) {
            steps_.graph.require(*made, step);
        }
        return step;
    }
    void comment_on(SetComment modification, const std::string& from,
                    std::optional<std::size_t> made) {
        if (from != modification.comment) {
            add(std::move(modification), 2, made);
        }
    }

    Steps& steps_;
    Key key_;
    std::optional<std::size_t> made_;
    std::set<std::pair<std::string, std::string>> revoked_;  ///< of the whole: role and privilege
    std::vector<std::size_t> revocations_;
};

/// What the server grants by itself.
Grants first_privileges(Kind kind) {
    switch (kind) {
        case Kind::Routine:
            return {Grant{"", "EXECUTE", false}};
        case Kind::Enum:
        case Kind::Domain:
        case Kind::CompositeType:
            return {Grant{"", "USAGE", false}};
        default:
            return {};
    }
}

/// The check as it was, if it is still the same one.
const Constraint* kept(const Domain& from, const Constraint& check) {
    const auto found = std::ranges::find(from.checks, check.name, &Constraint::name);
    const bool is_same = found != from.checks.end() && found->expression == check.expression;
    return is_same ? &*found : nullptr;
}

template <class T>
void annotate(Annotations& annotations, Kind kind, const T* from, const T& to) {
    annotations.comment(from == nullptr ? "" : from->comment, to.comment);
    if constexpr (requires { to.privileges; }) {
        annotations.privileges("", from == nullptr ? first_privileges(kind) : from->privileges,
                               to.privileges);
    }
    if constexpr (requires { to.checks; }) {
        for (const Constraint& check : to.checks) {
            const Constraint* old = from == nullptr ? nullptr : kept(*from, check);
            annotations.comment_part(SetComment::Part::Constraint, check.name,
                                     old == nullptr ? "" : old->comment, check.comment);
        }
    }
}

/// The constraint as it was, if it is still the same one.
const Constraint* kept(const Plan& plan, const Table& from, const Constraint& constraint) {
    for (const Constraint& old : from.constraints) {
        const Part part = constraint_part(from.name, old.name);
        const auto renamed = plan.renamed.find(part);
        const std::string& name = renamed == plan.renamed.end() ? old.name : renamed->second;
        if (name == constraint.name && !plan.leaves(part)) {
            return &old;
        }
    }
    return nullptr;
}

void annotate_parts(Annotations& annotations, const Plan& plan, const Table* from,
                    const Table& to) {
    for (const Column& column : to.columns) {
        const Column* old = from == nullptr ? nullptr : from->column(column.name);
        if (plan.comes(column_part(to.name, column.name))) {
            old = nullptr;
        }
        annotations.comment_part(SetComment::Part::Column, column.name,
                                 old == nullptr ? "" : old->comment, column.comment);
        annotations.privileges(column.name, old == nullptr ? Grants{} : old->privileges,
                               column.privileges);
    }
    for (const Constraint& constraint : to.constraints) {
        const Constraint* old = from == nullptr ? nullptr : kept(plan, *from, constraint);
        annotations.comment_part(SetComment::Part::Constraint, constraint.name,
                                 old == nullptr ? "" : old->comment, constraint.comment);
    }
}

template <class Map>
void annotate_all(Steps& steps, const Plan& plan, Kind kind,
                  std::pair<const Map*, const Map*> maps) {
    for (const auto& [name, to] : *maps.second) {
        const Key key = key_of(kind, name);
        const bool comes = plan.comes(whole(key));
        if (!comes && !plan.changed.contains(key)) {
            continue;
        }
        const auto old = maps.first->find(name);
        const auto* from = comes || old == maps.first->end() ? nullptr : &old->second;
        Annotations annotations(steps, key);
        annotate(annotations, kind, from, to);
        if constexpr (std::is_same_v<typename Map::mapped_type, Table>) {
            annotate_parts(annotations, plan, from, to);
        }
    }
}

/// Of constraints and columns that are made again in a table that otherwise is as it was.
void annotate_remade(Steps& steps, const Plan& plan) {
    std::set<Name> tables;
    for (const auto& [part, decision] : plan.parts) {
        if (part.what != Part::What::Whole && decision.fate == Fate::Remade &&
            !plan.changed.contains(part.object) && !plan.comes(whole(part.object))) {
            tables.insert(part.object.name);
        }
    }
    for (const Name& name : tables) {
        Annotations annotations(steps, key_of(Kind::Table, name));
        annotate_parts(annotations, plan, &plan.from.tables.at(name), plan.to.tables.at(name));
    }
}

}  // namespace

void add_annotations(Steps& steps, const Plan& plan) {
    const Schema& from = plan.from;
    const Schema& to = plan.to;
    annotate_all(steps, plan, Kind::Namespace, std::pair{&from.namespaces, &to.namespaces});
    annotate_all(steps, plan, Kind::Extension, std::pair{&from.extensions, &to.extensions});
    annotate_all(steps, plan, Kind::Enum, std::pair{&from.enums, &to.enums});
    annotate_all(steps, plan, Kind::Domain, std::pair{&from.domains, &to.domains});
    annotate_all(steps, plan, Kind::CompositeType, std::pair{&from.composites, &to.composites});
    annotate_all(steps, plan, Kind::Sequence, std::pair{&from.sequences, &to.sequences});
    annotate_all(steps, plan, Kind::Table, std::pair{&from.tables, &to.tables});
    annotate_all(steps, plan, Kind::Index, std::pair{&from.indexes, &to.indexes});
    annotate_all(steps, plan, Kind::View, std::pair{&from.views, &to.views});
    annotate_all(steps, plan, Kind::Routine, std::pair{&from.routines, &to.routines});
    annotate_all(steps, plan, Kind::Trigger, std::pair{&from.triggers, &to.triggers});
    annotate_all(steps, plan, Kind::Policy, std::pair{&from.policies, &to.policies});
    annotate_remade(steps, plan);
}

}  // namespace gmig::schema
