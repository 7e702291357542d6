#include "schema/difference/plan.hpp"
#include "schema/difference/types.hpp"

#include <algorithm>
#include <deque>

namespace gmig::schema {
namespace {

/// Goes from each part that is refused while something stands on it to what stands on it, and
/// decides what becomes of that.
class Spreading {
public:
    explicit Spreading(Plan& plan) : plan_(plan) {
        for (const auto& [part, decision] : plan.parts) {
            if (decision.breaks) {
                open_.push_back(part);
            }
        }
    }

    void run() {
        if (open_.empty()) {
            return;
        }
        find_users();
        while (!open_.empty()) {
            const Part part = open_.front();
            open_.pop_front();
            // By value: what is found may add to the plan.
            const Decision decision = plan_.parts.at(part);
            for (const Part& user : users_[part]) {
                reach(user, part, decision);
            }
            reach_heirs(part, decision);
        }
        reach_former_heirs();
    }

private:
    void find_users();
    void reach(const Part& user, const Part& part, const Decision& decision);
    void reach_object(const Part& user, const Part& part, const Decision& decision);
    void reach_heirs(const Part& part, const Decision& decision);
    void reach_former_heirs();
    void reach_column(const Part& user, const Part& part);
    void reach_typed_column(const Part& user, const Part& part, const Column& from,
                            const Column& to);
    void reach_default(const Part& user, const Part& part, const Column& from);
    void reach_constraint(const Part& user, const Part& part, const Decision& decision);
    void reach_domain(const Part& user, const Part& part);
    void reach_table(const Part& user);
    void retype_column(const Part& user, const Column& to);
    void carry_column(const Part& user, const Column& from, const Column& to);
    void park_column(const Part& user, const Column& from);
    void remake(const Part& part);
    void mark_breaking(const Part& part);

    Plan& plan_;
    std::map<Part, std::vector<Part>> users_;
    std::deque<Part> open_;
};

bool is_column(const Part& part) {
    return part.what == Part::What::Column;
}

bool is_type_kind(Kind kind) {
    return kind == Kind::Enum || kind == Kind::Domain || kind == Kind::CompositeType;
}

void Spreading::find_users() {
    for (const Part& part : all_parts(plan_.from)) {
        for (Part& used : uses_of(plan_.from, part)) {
            if (used != part) {
                users_[std::move(used)].push_back(part);
            }
        }
    }
}

/// Columns of heirs are not listed, and change as their parent's do.
void Spreading::reach_heirs(const Part& part, const Decision& decision) {
    if (!is_column(part)) {
        return;
    }
    for (const auto& [name, table] : plan_.from.tables) {
        const std::vector<Name> parents = parents_of(table);
        if (std::ranges::find(parents, part.object.name) == parents.end()) {
            continue;
        }
        const Part inherited = column_part(name, part.name);
        for (const Part& user : users_[inherited]) {
            reach(user, part, decision);
        }
        reach_heirs(inherited, decision);
    }
}

/// A table that has left its parents by then has the defaults that it had of them.
void Spreading::reach_former_heirs() {
    const std::map<Part, Column> of_parents = plan_.columns_between;
    for (const auto& [name, table] : plan_.from.tables) {
        if (!moves_between_parents(plan_, name) || plan_.leaves(whole(key_of(table)))) {
            continue;
        }
        const Table now = with_inherited(plan_.to, plan_.to.tables.at(name));
        const std::vector<Name> parents = parents_of(table);
        for (const auto& [part, between] : of_parents) {
            const Part own = column_part(name, part.name);
            if (std::ranges::find(parents, part.object.name) != parents.end() &&
                now.column(part.name) != nullptr) {
                plan_.columns_between.try_emplace(own, between);
                plan_.parts.try_emplace(own, Decision{Fate::Altered, false});
            }
        }
    }
}

void Spreading::reach(const Part& user, const Part& part, const Decision& decision) {
    if (plan_.is(user, Fate::Gone) || plan_.is(user, Fate::Remade)) {
        return;
    }
    if (user.what != Part::What::Whole && plan_.leaves(whole(user.object))) {
        return;
    }
    if (is_column(user)) {
        reach_column(user, part);
    } else if (user.what == Part::What::Constraint) {
        reach_constraint(user, part, decision);
    } else {
        reach_object(user, part, decision);
    }
}

void Spreading::reach_object(const Part& user, const Part& part, const Decision& decision) {
    const bool retyped = is_column(part) && decision.fate == Fate::Altered;
    switch (user.object.kind) {
        case Kind::Index:
            // Built anew by the server.
            return retyped ? void() : remake(user);
        case Kind::View:
        case Kind::Trigger:
        case Kind::Policy:
        case Kind::Routine:
        case Kind::CompositeType:
            return remake(user);
        case Kind::Domain:
            return reach_domain(user, part);
        case Kind::Sequence:
            if (!retyped && part.object.kind == Kind::Table) {
                plan_.detached_sequences.insert(user.object.name);
            }
            return;
        case Kind::Table:
            return reach_table(user);
        default:
            return;
    }
}

/// A partition goes with its parent; what has been attached elsewhere in time remains.
void Spreading::reach_table(const Part& user) {
    if (has(plan_.to, user) && !moves_between_parents(plan_, user.object.name)) {
        remake(user);
    }
}

void Spreading::reach_domain(const Part& user, const Part& part) {
    if (is_type_kind(part.object.kind) ||
        is_contained(plan_.from, plan_.from.domains.at(user.object.name))) {
        return remake(user);
    }
    const Domain& now = plan_.to.domains.at(user.object.name);
    const auto stands_on = [&](const Expression& expression) {
        return mentions(expression.text(), part.object.name);
    };
    Domain between = plan_.from.domains.at(user.object.name);
    std::erase_if(between.checks,
                  [&](const Constraint& check) { return stands_on(check.expression); });
    if (between.default_value && stands_on(*between.default_value)) {
        between.default_value = std::nullopt;
    }
    plan_.domains_between.insert_or_assign(now.name, between);
    plan_.parts.try_emplace(user, Decision{Fate::Altered, false});
}

bool stands_on_any(const Table& table, const std::string& text) {
    return std::ranges::any_of(table.uses,
                               [&](const Use& use) { return mentions(text, use.object.name); });
}

void Spreading::reach_column(const Part& user, const Part& part) {
    const Column& from = *plan_.from.tables.at(user.object.name).column(user.name);
    if (is_column(part)) {
        return from.generated ? remake(user) : void();
    }
    const Column* to = plan_.to.tables.at(user.object.name).column(user.name);
    if (to == nullptr) {
        return;
    }
    if (mentions(from.type, part.object.name)) {
        reach_typed_column(user, part, from, *to);
    } else if (from.generated) {
        remake(user);
    } else {
        reach_default(user, part, from);
    }
}

/// The column of a type that is made again: where it is an enum, it goes along; otherwise it is
/// text in the meantime. One that has another type afterwards has that from then on.
void Spreading::reach_typed_column(const Part& user, const Part& part, const Column& from,
                                   const Column& to) {
    const bool keeps_type = has(plan_.to, part) && mentions(to.type, part.object.name);
    if (!keeps_type) {
        return retype_column(user, to);
    }
    const bool goes_along =
        part.object.kind == Kind::Enum && from.type == to.type && !from.generated;
    return goes_along ? carry_column(user, from, to) : park_column(user, from);
}

/// What its new default needs may come later.
void Spreading::retype_column(const Part& user, const Column& to) {
    const Table& now = plan_.to.tables.at(user.object.name);
    Column between = to;
    const bool needs = to.default_value && stands_on_any(now, to.default_value->text());
    if (needs || plan_.columns_between.contains(user)) {
        between.default_value = std::nullopt;
    }
    plan_.columns_between.insert_or_assign(user, between);
}

/// Even if the new default is another one: what comes with it may need the thing made again.
void Spreading::reach_default(const Part& user, const Part& part, const Column& from) {
    if (from.default_value && has(plan_.to, part) &&
        mentions(from.default_value->text(), part.object.name)) {
        auto [entry, is_new] = plan_.columns_between.try_emplace(user, from);
        entry->second.default_value = std::nullopt;
        plan_.parts.try_emplace(user, Decision{Fate::Altered, false});
    }
}

/// Nothing to do but for a default that is another one afterwards, and perhaps of a value that the
/// type then lacks.
void Spreading::carry_column(const Part& user, const Column& from, const Column& to) {
    Column between = from;
    if (from.default_value != to.default_value) {
        between.default_value = std::nullopt;
    }
    plan_.columns_between.try_emplace(user, between);
    mark_breaking(user);
}

void Spreading::park_column(const Part& user, const Column& from) {
    Column between = from;
    between.type = "text";
    between.collation.clear();
    between.default_value = std::nullopt;
    plan_.columns_between.insert_or_assign(user, between);
    mark_breaking(user);
}

void Spreading::reach_constraint(const Part& user, const Part& part, const Decision& decision) {
    const bool retyped = is_column(part) && decision.fate == Fate::Altered;
    if (!retyped) {
        return remake(user);
    }
    const Table& table = plan_.from.tables.at(user.object.name);
    const Constraint& constraint = *constraint_of(table, user.name);
    // Made anew by the server, which then forgets NOT VALID.
    if (!constraint.validated) {
        return remake(user);
    }
    if (constraint.kind != Constraint::Kind::ForeignKey) {
        return;
    }
    const Column* from = plan_.from.tables.at(part.object.name).column(part.name);
    const Table now = with_inherited(plan_.to, plan_.to.tables.at(part.object.name));
    const Column* to = now.column(part.name);
    const auto between = plan_.columns_between.find(part);
    const bool parked = between != plan_.columns_between.end();
    if (from == nullptr || to == nullptr || parked || !is_one_family(from->type, to->type)) {
        remake(user);
    }
}

void Spreading::mark_breaking(const Part& part) {
    Decision& decision =
        plan_.parts.try_emplace(part, Decision{Fate::Altered, false}).first->second;
    if (!decision.breaks) {
        decision.breaks = true;
        open_.push_back(part);
    }
}

void Spreading::remake(const Part& part) {
    if (plan_.is(part, Fate::Renamed)) {
        Part renamed = part;
        (part.what == Part::What::Whole ? renamed.object.name.name : renamed.name) =
            plan_.renamed.at(part);
        plan_.renamed.erase(part);
        plan_.parts[renamed] = {Fate::New, false};
        plan_.parts[part] = {Fate::Gone, true};
    } else {
        plan_.parts[part] = {has(plan_.to, part) ? Fate::Remade : Fate::Gone, true};
    }
    plan_.columns_between.erase(part);
    if (part.what == Part::What::Whole && part.object.kind == Kind::Table) {
        std::erase_if(plan_.parts, [&](const auto& entry) {
            return entry.first.what != Part::What::Whole && entry.first.object == part.object;
        });
        std::erase_if(open_, [&](const Part& other) { return !plan_.parts.contains(other); });
    }
    open_.push_back(part);
}

}  // namespace

void spread(Plan& plan) {
    Spreading(plan).run();
}

}  // namespace gmig::schema
