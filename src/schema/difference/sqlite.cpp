#include "schema/difference/sqlite.hpp"

#include "schema/difference/graph.hpp"
#include "schema/difference/plan.hpp"

#include <algorithm>
#include <set>

namespace gmig::schema {
namespace {

bool is_remade(const Table& a, const Table& b) {
    return a.module != b.module;
}

/// The steps, gathered in the order in which they are done.
class SqliteDifference {
public:
    SqliteDifference(const Schema& from, const Schema& to) : from_(from), to_(to) {}

    std::vector<Modification> steps() {
        find_renamed_indexes();
        drop_dependents();
        drop_tables();
        alter_tables();
        create_dependents();
        return std::move(steps_);
    }

private:
    void find_renamed_indexes();
    void drop_dependents();
    void drop_tables();
    void drop_table(const Table& table, std::set<Name>& done);
    void alter_tables();
    void alter_table(const Table& from, const Table& to);
    void alter_columns(const Table& from, const Table& to);
    void create_dependents();
    void create_views();

    /// Whether a table goes, or a view (to come again, perhaps): what stands on it goes with it.
    [[nodiscard]] bool leaves(const Name& table) const {
        const auto view = from_.views.find(table);
        if (view != from_.views.end()) {
            return !stays(to_.views, *view);
        }
        const auto from = from_.tables.find(table);
        const auto to = to_.tables.find(table);
        return from != from_.tables.end() &&
               (to == to_.tables.end() || is_remade(from->second, to->second));
    }
    /// Whether an entry is in the other map, too, and the same there.
    template <class Map, class Entry>
    [[nodiscard]] bool stays(const Map& other, const Entry& entry) const {
        const auto found = other.find(entry.first);
        return found != other.end() && found->second == entry.second;
    }
    template <class T>
    void add(T modification) {
        steps_.emplace_back(std::move(modification));
    }

    const Schema& from_;
    const Schema& to_;
    std::map<Name, Name> renamed_;  ///< indexes, new name by old
    std::set<Name> renamed_to_;
    std::vector<Modification> steps_;
};

Index nameless(Index index) {
    index.name = {};
    return index;
}

void SqliteDifference::find_renamed_indexes() {
    std::map<Index, Name> gone;
    for (const auto& [name, index] : from_.indexes) {
        if (!to_.indexes.contains(name) && !leaves(index.table)) {
            gone.emplace(nameless(index), name);
        }
    }
    for (const auto& [name, index] : to_.indexes) {
        if (from_.indexes.contains(name) || from_.tables.contains(name) ||
            to_.tables.contains(name)) {
            continue;
        }
        const auto old = gone.find(nameless(index));
        if (old != gone.end()) {
            renamed_[old->second] = name;
            renamed_to_.insert(name);
            gone.erase(old);
        }
    }
}

/// What is on a table that is dropped goes with it.
void SqliteDifference::drop_dependents() {
    for (const auto& entry : from_.triggers) {
        if (!stays(to_.triggers, entry) && !leaves(entry.second.table)) {
            add(DropObject{entry.second});
        }
    }
    for (const auto& entry : from_.views) {
        if (!stays(to_.views, entry)) {
            add(DropObject{entry.second});
        }
    }
    for (const auto& entry : from_.indexes) {
        if (!stays(to_.indexes, entry) && !leaves(entry.second.table) &&
            !renamed_.contains(entry.first)) {
            add(DropIndex{entry.second});
        }
    }
}

void SqliteDifference::drop_tables() {
    std::set<Name> done;
    for (const auto& [name, table] : from_.tables) {
        if (leaves(name)) {
            drop_table(table, done);
        }
    }
}

/// After those that point to it, as far as they are no circle.
void SqliteDifference::drop_table(const Table& table, std::set<Name>& done) {
    if (!done.insert(table.name).second) {
        return;
    }
    for (const auto& [name, other] : from_.tables) {
        const bool points_here =
            std::ranges::any_of(other.constraints, [&](const Constraint& constraint) {
                return constraint.kind == Constraint::Kind::ForeignKey &&
                       constraint.target == table.name;
            });
        if (points_here && leaves(name)) {
            drop_table(other, done);
        }
    }
    add(DropTable{table.name});
}

void SqliteDifference::alter_tables() {
    for (const auto& [name, table] : to_.tables) {
        const auto from = from_.tables.find(name);
        if (from == from_.tables.end() || is_remade(from->second, table)) {
            add(CreateTable{table});
        } else if (!(from->second == table)) {
            alter_table(from->second, table);
        }
    }
}

/// The members of one list that the other lacks, each as often as it does.
std::vector<Constraint> missing(const std::vector<Constraint>& all,
                                std::vector<Constraint> others) {
    std::vector<Constraint> result;
    for (const Constraint& constraint : all) {
        const auto found = std::ranges::find(others, constraint);
        if (found == others.end()) {
            result.push_back(constraint);
        } else {
            others.erase(found);
        }
    }
    return result;
}

void SqliteDifference::alter_table(const Table& from, const Table& to) {
    for (const Constraint& constraint : missing(from.constraints, to.constraints)) {
        add(DropConstraint{from.name, constraint});
    }
    alter_columns(from, to);
    for (const Constraint& constraint : missing(to.constraints, from.constraints)) {
        add(AddConstraint{to.name, constraint});
    }
    if (from.strict != to.strict || from.without_rowid != to.without_rowid) {
        add(AlterTableOptions{from, to});
    }
}

void SqliteDifference::alter_columns(const Table& from, const Table& to) {
    for (const Column& column : from.columns) {
        if (to.column(column.name) == nullptr) {
            add(DropColumn{from.name, column.name});
        }
    }
    for (const Column& column : to.columns) {
        const Column* old = from.column(column.name);
        if (old == nullptr) {
            add(AddColumn{to.name, column});
        } else if (*old != column) {
            add(AlterColumn{to.name, *old, column});
        }
    }
}

/// A view after those that it uses.
void SqliteDifference::create_views() {
    StepGraph graph;
    std::map<Key, std::size_t> steps;
    for (const auto& entry : to_.views) {
        if (!stays(from_.views, entry)) {
            const Key key = key_of(entry.second);
            steps[key] = graph.add({CreateObject{entry.second}, Rank::CreateView, shown(key)});
        }
    }
    for (const auto& [key, step] : steps) {
        for (const Use& use : to_.views.at(key.name).uses) {
            if (const auto used = steps.find(use.object); used != steps.end()) {
                graph.require(used->second, step);
            }
        }
    }
    std::ranges::move(std::move(graph).sorted(), std::back_inserter(steps_));
}

void SqliteDifference::create_dependents() {
    for (const auto& [old, name] : renamed_) {
        add(RenameIndex{from_.indexes.at(old), name.name});
    }
    for (const auto& entry : to_.indexes) {
        if (!renamed_to_.contains(entry.first) &&
            (!stays(from_.indexes, entry) || leaves(entry.second.table))) {
            add(CreateIndex{entry.second});
        }
    }
    create_views();
    for (const auto& entry : to_.triggers) {
        if (!stays(from_.triggers, entry) || leaves(entry.second.table)) {
            add(CreateObject{entry.second});
        }
    }
}

}  // namespace

std::vector<Modification> sqlite_difference(const Schema& from, const Schema& to) {
    return SqliteDifference(from, to).steps();
}

}  // namespace gmig::schema
