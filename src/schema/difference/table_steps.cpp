#include "schema/difference/steps.hpp"

#include <algorithm>
#include <set>

namespace gmig::schema {
namespace {

bool is_foreign_key(const Constraint& constraint) {
    return constraint.kind == Constraint::Kind::ForeignKey;
}

std::vector<Key> with_parents(const Table& table) {
    std::vector<Key> tables{key_of(table)};
    for (const Name& parent : parents_of(table)) {
        tables.push_back(key_of(Kind::Table, parent));
    }
    return tables;
}

class TableSteps {
public:
    TableSteps(Steps& steps, const Plan& plan) : steps_(steps), plan_(plan) {}

    void add(const Part& part, Fate fate) {
        if (fate == Fate::Gone || fate == Fate::Remade) {
            drop(plan_.from.tables.at(part.object.name));
        }
        if (fate == Fate::New || fate == Fate::Remade) {
            create(plan_.to.tables.at(part.object.name));
        }
        if (fate == Fate::Altered) {
            const Name& name = part.object.name;
            const std::size_t made =
                step(Rank::AlterTable, name,
                     AlterTableOptions{plan_.from.tables.at(name), plan_.to.tables.at(name)}, 9);
            steps_.gone[part] = made;
            steps_.there[part] = made;
        }
    }
    void add_moves();
    void break_circles();
    void add_part(const Part& part, Fate fate);

private:
    std::size_t step(Rank rank, const Name& table, Modification modification, int detail = 0) {
        return steps_.graph.add(
            {std::move(modification), rank, shown(key_of(Kind::Table, table)), detail});
    }
    void drop(const Table& table);
    void create(const Table& table);
    void add_column(const Part& part, Fate fate);
    void alter_column(const Part& part);
    void add_constraint(const Part& part, Fate fate);
    std::size_t add_constraint_step(const Table& table, const Constraint& constraint);
    void change_parents(const Table& from, const Table& to);
    void require_before_changes(std::size_t step, const Key& table);
    void require_after_changes(std::size_t step, const Key& table);
    bool reaches(const Name& table, const Name& target, std::set<Name>& seen) const;

    Steps& steps_;
    const Plan& plan_;
    std::set<Part> dropped_keys_;
};

void TableSteps::drop(const Table& table) {
    const std::size_t dropped = step(Rank::DropTable, table.name, DropTable{table.name});
    steps_.gone[whole(key_of(table))] = dropped;
    for (const Part& part : parts_of(table)) {
        steps_.gone[part] = dropped;
    }
}

void TableSteps::create(const Table& table) {
    Table plain = table;
    std::erase_if(plain.constraints, is_foreign_key);
    const std::size_t created = step(Rank::CreateTable, table.name, CreateTable{std::move(plain)});
    steps_.there[whole(key_of(table))] = created;
    for (const Part& part : parts_of(table)) {
        steps_.there[part] = created;
    }
    for (const Constraint& constraint : table.constraints) {
        if (is_foreign_key(constraint)) {
            steps_.there[constraint_part(table.name, constraint.name)] =
                add_constraint_step(table, constraint);
        }
    }
}

std::size_t TableSteps::add_constraint_step(const Table& table, const Constraint& constraint) {
    const Rank rank = is_foreign_key(constraint) ? Rank::AddForeignKey : Rank::AddConstraint;
    // A primary key before what else there is.
    const int detail = constraint.kind == Constraint::Kind::PrimaryKey ? 0 : 1;
    return step(rank, table.name, AddConstraint{table.name, constraint}, detail);
}

/// Tables that are dropped go before those that their foreign keys point to; where that is a
/// circle, a key goes first.
void TableSteps::break_circles() {
    for (const auto& [name, table] : plan_.from.tables) {
        if (!plan_.leaves(whole(key_of(table)))) {
            continue;
        }
        for (const Constraint& constraint : table.constraints) {
            const Part part = constraint_part(name, constraint.name);
            std::set<Name> seen;
            if (!is_foreign_key(constraint) || constraint.target == name ||
                !plan_.leaves(whole(key_of(Kind::Table, constraint.target))) ||
                !reaches(constraint.target, name, seen)) {
                continue;
            }
            dropped_keys_.insert(part);
            steps_.gone[part] = step(Rank::DropForeignKey, name, DropConstraint{name, constraint});
            steps_.graph.require(steps_.gone[part], steps_.gone[whole(key_of(table))]);
        }
    }
}

/// By foreign keys that have not been dropped yet.
bool TableSteps::reaches(const Name& table, const Name& target, std::set<Name>& seen) const {
    const auto found = plan_.from.tables.find(table);
    if (table == target) {
        return true;
    }
    if (found == plan_.from.tables.end() || !seen.insert(table).second) {
        return false;
    }
    return std::ranges::any_of(found->second.constraints, [&](const Constraint& constraint) {
        return is_foreign_key(constraint) &&
               !dropped_keys_.contains(constraint_part(table, constraint.name)) &&
               reaches(constraint.target, target, seen);
    });
}

void TableSteps::add_moves() {
    for (const Key& key : plan_.changed) {
        if (key.kind == Kind::Table && !plan_.leaves(whole(key)) &&
            moves_between_parents(plan_, key.name)) {
            change_parents(plan_.from.tables.at(key.name), plan_.to.tables.at(key.name));
        }
    }
}

/// A table leaves its parents before they or it change, and joins others after.
void TableSteps::change_parents(const Table& from, const Table& to) {
    Table free = from;
    free.partition_of.reset();
    free.inherits.clear();
    if (!parents_of(from).empty()) {
        const std::size_t detached =
            step(Rank::DetachTable, from.name, AlterInheritance{from, free});
        for (const Key& table : with_parents(from)) {
            require_before_changes(detached, table);
        }
    }
    if (!parents_of(to).empty()) {
        const std::size_t attached = step(Rank::AttachTable, to.name, AlterInheritance{free, to});
        for (const Key& table : with_parents(to)) {
            require_after_changes(attached, table);
        }
    }
}

void TableSteps::require_before_changes(std::size_t step, const Key& table) {
    for (const auto& [part, gone] : steps_.gone) {
        if (part.object == table) {
            steps_.graph.require(step, gone);
        }
    }
}

void TableSteps::require_after_changes(std::size_t step, const Key& table) {
    for (const auto& [part, there] : steps_.there) {
        if (part.object == table) {
            steps_.graph.require(there, step);
        }
    }
}

void TableSteps::add_part(const Part& part, Fate fate) {
    if (plan_.leaves(whole(part.object))) {
        return;
    }
    if (part.what == Part::What::Column) {
        add_column(part, fate);
    } else {
        add_constraint(part, fate);
    }
}

void TableSteps::add_column(const Part& part, Fate fate) {
    const Name& name = part.object.name;
    if (fate == Fate::Altered) {
        return alter_column(part);
    }
    if (fate != Fate::New) {
        steps_.gone[part] = step(Rank::AlterTable, name, DropColumn{name, part.name}, 0);
    }
    if (fate != Fate::Gone) {
        const Table to = with_inherited(plan_.to, plan_.to.tables.at(name));
        steps_.there[part] =
            step(Rank::AlterTable, name, AddColumn{name, *to.column(part.name)}, 2);
    }
}

void TableSteps::alter_column(const Part& part) {
    const Name& name = part.object.name;
    const Column from = *with_inherited(plan_.from, plan_.from.tables.at(name)).column(part.name);
    const Column to = *with_inherited(plan_.to, plan_.to.tables.at(name)).column(part.name);
    const auto between = plan_.columns_between.find(part);
    if (between == plan_.columns_between.end()) {
        const std::size_t made = step(Rank::AlterTable, name, AlterColumn{name, from, to}, 1);
        steps_.gone[part] = made;
        steps_.there[part] = made;
        return;
    }
    if (!same_definition(from, between->second)) {
        steps_.gone[part] =
            step(Rank::DropConstraint, name, AlterColumn{name, from, between->second});
    }
    if (!same_definition(between->second, to)) {
        steps_.there[part] =
            step(Rank::AlterTable, name, AlterColumn{name, between->second, to}, 1);
    }
}

void TableSteps::add_constraint(const Part& part, Fate fate) {
    const Name& name = part.object.name;
    if (fate == Fate::Renamed) {
        const std::string& to = plan_.renamed.at(part);
        steps_.gone[part] =
            step(Rank::AddConstraint, name, RenameConstraint{name, part.name, to}, 2);
        steps_.there[constraint_part(name, to)] = steps_.gone[part];
        return;
    }
    if (fate != Fate::New) {
        const Constraint& old = *constraint_of(plan_.from.tables.at(name), part.name);
        const Rank rank = is_foreign_key(old) ? Rank::DropForeignKey : Rank::DropConstraint;
        steps_.gone[part] = step(rank, name, DropConstraint{name, old}, 1);
    }
    if (fate != Fate::Gone) {
        const Table& table = plan_.to.tables.at(name);
        steps_.there[part] = add_constraint_step(table, *constraint_of(table, part.name));
    }
}

}  // namespace

void add_table_steps(Steps& steps, const Plan& plan) {
    TableSteps adding(steps, plan);
    for (const auto& [part, decision] : plan.parts) {
        if (part.what == Part::What::Whole && part.object.kind == Kind::Table) {
            adding.add(part, decision.fate);
        }
    }
    adding.break_circles();
    for (const auto& [part, decision] : plan.parts) {
        if (part.what != Part::What::Whole) {
            adding.add_part(part, decision.fate);
        }
    }
    adding.add_moves();
}

}  // namespace gmig::schema
