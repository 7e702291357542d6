#include "sql/lint/catalog.hpp"

#include <algorithm>
#include <utility>

namespace gmig::sql::lint {

/// One act's effect. What it names and nobody made is noted as in use.
class Application {
public:
    Application(Catalog& catalog, bool of_branch)
        : catalog_(catalog), branch_(of_branch ? catalog.branch_ : 0) {}

    void operator()(const MakesRelation& act);
    void operator()(const DropsRelation& act);
    void operator()(const RenamesRelation& act);
    void operator()(const AddsColumn& act);
    void operator()(const DropsColumn& act);
    void operator()(const RenamesColumn& act);
    void operator()(const SetsType& act) { column(act.table, act.column).type = act.type; }
    void operator()(const SetsNullable& act) {
        column(act.table, act.column).not_null = act.not_null;
    }
    void operator()(const AddsConstraint& act);
    void operator()(const DropsConstraint& act);
    void operator()(const RenamesConstraint& act);
    void operator()(const ValidatesConstraint& act);
    void operator()(const MakesIndex& act) { catalog_.indexes_[act.index.name] = act.index; }
    void operator()(const DropsIndex& act) { catalog_.indexes_.erase(act.name); }
    void operator()(const RenamesIndex& act);
    void operator()(const DropsSchema& act);
    void operator()(const RenamesSchema& act);
    void operator()(const MakesType& act) {
        catalog_.types_.insert_or_assign(act.name, Catalog::Type{branch_, act.constrained});
    }
    void operator()(const RenamesType& act) { rename(catalog_.types_, act.from, act.to); }
    void operator()(const MakesRoutine& act) {
        const Catalog::Routine made{act.replaces ? 0 : branch_, true};
        catalog_.routines_.try_emplace(act.name, made).first->second.is_volatile = act.is_volatile;
    }
    void operator()(const RenamesRoutine& act) { rename(catalog_.routines_, act.from, act.to); }
    void operator()(const ChangesRows& /*act*/) {}

private:
    Relation& relation(const ObjectName& name) { return catalog_.relations_[name]; }
    Column& column(const ObjectName& table, const std::string& name) {
        return relation(table).columns[name];
    }
    void take_over(const Source& source, const ObjectName& name, Relation& into);
    Constraint* constraint(const ObjectName& table, std::string_view name);
    void move_indexes(const ObjectName& from, const ObjectName& to);
    /// What is not known stays so: in use under either name.
    static void rename(auto& objects, const ObjectName& from, const ObjectName& to) {
        auto object = objects.extract(from);
        if (!object.empty()) {
            object.key() = to;
            objects.insert(std::move(object));
        }
    }

    Catalog& catalog_;
    std::size_t branch_;
};

void Application::take_over(const Source& source, const ObjectName& name, Relation& into) {
    const auto found = catalog_.relations_.find(source.name);
    if (found == catalog_.relations_.end()) {
        return;
    }
    into.columns.insert(found->second.columns.begin(), found->second.columns.end());
    if (source.constraints) {
        into.constraints.insert(into.constraints.end(), found->second.constraints.begin(),
                                found->second.constraints.end());
    }
    if (!source.indexes) {
        return;
    }
    std::vector<Index> copies;
    for (const auto& [key, index] : catalog_.indexes_) {
        if (index.table == source.name) {
            copies.push_back(index);
            copies.back().table = name;
            copies.back().name = {name.schema, name.name + "_" + index.name.name};
        }
    }
    for (Index& copy : copies) {
        catalog_.indexes_[copy.name] = std::move(copy);
    }
}

void Application::operator()(const MakesRelation& act) {
    if (act.if_not_exists && catalog_.relations_.contains(act.name)) {
        return;
    }
    Relation made = act.relation;
    for (const Source& source : act.sources) {
        take_over(source, act.name, made);
        if (act.is_default_partition) {
            relation(source.name).has_default_partition = true;
        }
    }
    made.branch = branch_;
    catalog_.has_temporary_ = catalog_.has_temporary_ || made.temporary;
    for (auto& [name, column] : made.columns) {
        column.branch = branch_;
    }
    relation(act.name) = std::move(made);
}

void Application::operator()(const DropsRelation& act) {
    catalog_.relations_.erase(act.name);
    std::erase_if(catalog_.indexes_,
                  [&](const auto& entry) { return entry.second.table == act.name; });
}

void Application::move_indexes(const ObjectName& from, const ObjectName& to) {
    std::vector<Index> moved;
    std::erase_if(catalog_.indexes_, [&](auto& entry) {
        if (entry.second.table != from) {
            return false;
        }
        moved.push_back(std::move(entry.second));
        return true;
    });
    for (Index& index : moved) {
        index.table = to;
        index.name.schema = to.schema;
        const ObjectName name = index.name;
        catalog_.indexes_[name] = std::move(index);
    }
}

void Application::operator()(const RenamesRelation& act) {
    const auto found = catalog_.relations_.find(act.from);
    Relation moved = found == catalog_.relations_.end() ? Relation{} : std::move(found->second);
    catalog_.relations_.erase(act.from);
    catalog_.relations_[act.to] = std::move(moved);
    move_indexes(act.from, act.to);
    for (auto& [name, each] : catalog_.relations_) {
        for (Constraint& one : each.constraints) {
            if (one.references == act.from && one.kind == Constraint::Kind::ForeignKey) {
                one.references = act.to;
            }
        }
    }
}

void Application::operator()(const AddsColumn& act) {
    Column added = act.column;
    added.branch = branch_;
    relation(act.table).columns.try_emplace(act.name, std::move(added));
}

void Application::operator()(const DropsColumn& act) {
    Relation& of = relation(act.table);
    of.columns.erase(act.name);
    const auto names_it = [&](const std::vector<std::string>& columns) {
        return std::ranges::find(columns, act.name) != columns.end();
    };
    std::erase_if(of.constraints, [&](const Constraint& one) { return names_it(one.columns); });
    std::erase_if(catalog_.indexes_, [&](const auto& entry) {
        return entry.second.table == act.table &&
               (names_it(entry.second.columns) || names_it(entry.second.computed_from));
    });
}

void Application::operator()(const RenamesColumn& act) {
    Relation& of = relation(act.table);
    Column moved = of.columns[act.from];
    of.columns.erase(act.from);
    of.columns[act.to] = std::move(moved);
    const auto follow = [&](std::vector<std::string>& columns) {
        std::ranges::replace(columns, act.from, act.to);
    };
    for (Constraint& one : of.constraints) {
        follow(one.columns);
        follow(one.proves_not_null);
    }
    for (auto& [name, index] : catalog_.indexes_) {
        if (index.table == act.table) {
            follow(index.columns);
            follow(index.computed_from);
        }
    }
}

Constraint* Application::constraint(const ObjectName& table, std::string_view name) {
    auto& all = relation(table).constraints;
    const auto found = std::ranges::find(all, name, &Constraint::name);
    return found == all.end() ? nullptr : &*found;
}

void Application::operator()(const AddsConstraint& act) {
    Relation& of = relation(act.table);
    of.constraints.push_back(act.constraint);
    if (act.constraint.kind == Constraint::Kind::PrimaryKey) {
        for (const std::string& name : act.constraint.columns) {
            of.columns[name].not_null = true;
        }
    }
}

void Application::operator()(const DropsConstraint& act) {
    std::erase_if(relation(act.table).constraints,
                  [&](const Constraint& one) { return one.name == act.name; });
}

void Application::operator()(const RenamesConstraint& act) {
    if (Constraint* const found = constraint(act.table, act.from)) {
        found->name = act.to;
    }
}

void Application::operator()(const ValidatesConstraint& act) {
    if (Constraint* const found = constraint(act.table, act.name)) {
        found->validated = true;
    }
}

void Application::operator()(const RenamesIndex& act) {
    const auto found = catalog_.indexes_.find(act.from);
    if (found != catalog_.indexes_.end()) {
        Index moved = std::move(found->second);
        catalog_.indexes_.erase(found);
        moved.name = act.to;
        catalog_.indexes_[act.to] = std::move(moved);
    }
}

void Application::operator()(const DropsSchema& act) {
    const auto in_it = [&](const auto& entry) { return entry.first.schema == act.name; };
    std::erase_if(catalog_.relations_, in_it);
    std::erase_if(catalog_.indexes_, in_it);
    std::erase_if(catalog_.types_, in_it);
}

void Application::operator()(const RenamesSchema& act) {
    std::vector<ObjectName> inside;
    for (const auto& [name, each] : catalog_.relations_) {
        if (name.schema == act.from) {
            inside.push_back(name);
        }
    }
    for (const ObjectName& name : inside) {
        (*this)(RenamesRelation{name, {act.to, name.name}});
    }
}

void Catalog::apply(const Act& act, bool of_branch) {
    std::visit(Application(*this, of_branch), act);
}

void Catalog::end_session() {
    if (has_temporary_) {
        std::erase_if(relations_, [](const auto& entry) { return entry.second.temporary; });
        has_temporary_ = false;
    }
}

const Relation* Catalog::find(const ObjectName& name) const {
    const auto found = relations_.find(name);
    return found == relations_.end() ? nullptr : &found->second;
}

const Column* Catalog::find_column(const ObjectName& table, const std::string& name) const {
    const Relation* const relation = find(table);
    if (relation == nullptr) {
        return nullptr;
    }
    const auto found = relation->columns.find(name);
    return found == relation->columns.end() ? nullptr : &found->second;
}

const Constraint* Catalog::find_constraint(const ObjectName& table, std::string_view name) const {
    const Relation* const relation = find(table);
    if (relation == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find(relation->constraints, name, &Constraint::name);
    return found == relation->constraints.end() ? nullptr : &*found;
}

const Index* Catalog::find_index(const ObjectName& name) const {
    const auto found = indexes_.find(name);
    return found == indexes_.end() ? nullptr : &found->second;
}

bool Catalog::in_use(const ObjectName& name) const {
    const Relation* const relation = find(name);
    return relation == nullptr || (relation->branch != branch_ && !relation->temporary);
}

bool Catalog::column_in_use(const ObjectName& table, const std::string& column) const {
    const Column* const found = find_column(table, column);
    return in_use(table) && (found == nullptr || found->branch != branch_);
}

bool Catalog::is_referred_to(const ObjectName& name) const {
    return std::ranges::any_of(relations_, [&](const auto& entry) {
        return entry.first != name &&
               std::ranges::find(entry.second.constraints, name, &Constraint::references) !=
                   entry.second.constraints.end();
    });
}

namespace {

bool has(std::span<const std::string> columns, const std::string& column) {
    return std::ranges::find(columns, column) != columns.end();
}

bool begins_with(std::span<const std::string> index, std::span<const std::string> columns) {
    if (index.size() < columns.size()) {
        return false;
    }
    const auto beginning = index.first(columns.size());
    return std::ranges::all_of(columns, [&](const std::string& column) {
        return std::ranges::find(beginning, column) != beginning.end();
    });
}

}  // namespace

bool Catalog::has_index_on(const ObjectName& table, std::span<const std::string> columns) const {
    const bool indexed = std::ranges::any_of(indexes_, [&](const auto& entry) {
        const Index& index = entry.second;
        return index.table == table && !index.partial && begins_with(index.columns, columns);
    });
    const Relation* const relation = find(table);
    if (indexed || relation == nullptr) {
        return indexed;
    }
    return std::ranges::any_of(relation->constraints, [&](const Constraint& one) {
        const bool key =
            one.kind == Constraint::Kind::PrimaryKey || one.kind == Constraint::Kind::Unique;
        return key && begins_with(one.columns, columns);
    });
}

const Constraint* Catalog::check_of(const ObjectName& table, const std::string& column) const {
    const Relation* const relation = find(table);
    if (relation == nullptr) {
        return nullptr;
    }
    const auto found = std::ranges::find_if(relation->constraints, [&](const Constraint& one) {
        return one.kind == Constraint::Kind::Check &&
               std::ranges::find(one.columns, column) != one.columns.end();
    });
    return found == relation->constraints.end() ? nullptr : &*found;
}

std::string Catalog::index_computed_from(const ObjectName& table, const std::string& column) const {
    for (const auto& [name, index] : indexes_) {
        if (index.table == table && has(index.computed_from, column)) {
            return name.name;
        }
    }
    return {};
}

std::string Catalog::index_with(const ObjectName& table, const std::string& column) const {
    for (const auto& [name, index] : indexes_) {
        if (index.table == table && has(index.columns, column)) {
            return name.name;
        }
    }
    const Relation* const relation = find(table);
    for (const Constraint& one :
         relation == nullptr ? std::span<const Constraint>{} : std::span(relation->constraints)) {
        if ((one.kind == Constraint::Kind::PrimaryKey || one.kind == Constraint::Kind::Unique) &&
            has(one.columns, column)) {
            return one.name;
        }
    }
    return index_computed_from(table, column);
}

bool Catalog::schema_in_use(std::string_view schema) const {
    bool known = false;
    for (const auto& [name, relation] : relations_) {
        if (name.schema == schema) {
            known = true;
            if (relation.branch != branch_ && !relation.temporary) {
                return true;
            }
        }
    }
    return !known;
}

}  // namespace gmig::sql::lint
