#include "sql/lint/shared.hpp"

#include <utility>

namespace gmig::sql::lint {
namespace {

std::string column_of_table(const std::string& column, const ObjectName& table) {
    return "column " + shown(column) + " of " + shown(table);
}

std::string_view word_of(Relation::Kind kind) {
    switch (kind) {
        case Relation::Kind::View:
            return "view";
        case Relation::Kind::MaterializedView:
            return "materialized view";
        default:
            return "table";
    }
}

std::string index_name(const ObjectName& table, const std::vector<std::string>& columns) {
    std::string name = table.name;
    for (const std::string& column : columns) {
        name += "_" + column;
    }
    return name + "_idx";
}

class SharedRules {
public:
    SharedRules(std::size_t place, Scene& scene) : place_(place), scene_(scene) {}

    void operator()(const RenamesColumn& act) const;
    void operator()(const RenamesRelation& act) const;
    void operator()(const RenamesSchema& act) const;
    void operator()(const RenamesType& act) const;
    void operator()(const RenamesRoutine& act) const;
    void operator()(const DropsColumn& act) const;
    void operator()(const DropsRelation& act) const;
    void operator()(const DropsSchema& act) const;
    void operator()(const MakesRelation& act) const;
    void operator()(const AddsConstraint& act) const { see_key(act.table, act.constraint, place_); }
    void operator()(const ChangesRows& act) const;
    template <class Other>
    void operator()(const Other& /*act*/) const {}

private:
    void see_key(const ObjectName& table, const Constraint& key, std::size_t place) const;

    std::size_t place_;
    Scene& scene_;
};

void SharedRules::operator()(const RenamesColumn& act) const {
    if (!scene_.catalog.column_in_use(act.table, act.from)) {
        return;
    }
    scene_.report.renamed_columns[{act.table, act.to}] = act.from;
    const std::string to = shown(act.to);
    // Put aside while another one takes its place.
    const RenamesColumn renamed = act;
    scene_.report.add_unless(
        [renamed](const Catalog& at_end) {
            return at_end.find_column(renamed.table, renamed.from) != nullptr;
        },
        Code::RenamesColumn, place_,
        "renames " + column_of_table(act.from, act.table) + " to " + to +
            ": programs that run now ask for the old name and fail at once, those that ask for "
            "the new one fail before",
        "over two releases: add " + to + ", write both, copy the rows in batches, read " + to +
            ", and drop " + shown(act.from) + " in a later release");
}

void SharedRules::operator()(const RenamesRelation& act) const {
    if (!scene_.catalog.in_use(act.from)) {
        return;
    }
    const ObjectName from = act.from;
    const Relation* const known = scene_.catalog.find(from);
    const std::string kind(word_of(known == nullptr ? Relation::Kind::Table : known->kind));
    // A view, or the table that takes its place, under the old name.
    scene_.report.add_unless([from](const Catalog& at_end) { return at_end.find(from) != nullptr; },
                             Code::RenamesTable, place_,
                             "renames " + kind + " " + shown(from) + " to " + shown(act.to) +
                                 ": programs that run now ask for the old name and fail at once",
                             "in the same migration: CREATE VIEW " + shown(from) +
                                 " AS SELECT * FROM " + shown(act.to) + "; and DROP VIEW " +
                                 shown(from) + " in a later release, when no program asks for it");
}

void SharedRules::operator()(const RenamesSchema& act) const {
    if (scene_.catalog.schema_in_use(act.from)) {
        scene_.report.add(Code::RenamesTable, place_,
                          "renames schema " + shown(act.from) + " to " + shown(act.to) +
                              ": programs that run now ask for its tables by the old name and "
                              "fail at once",
                          "make schema " + shown(act.to) + " with views of the tables in " +
                              shown(act.from) +
                              ", move the programs, and move the tables in a "
                              "later release");
    }
}

void SharedRules::operator()(const RenamesType& act) const {
    if (!scene_.catalog.type_in_use(act.from)) {
        return;
    }
    const ObjectName from = act.from;
    scene_.report.add_unless(
        [from](const Catalog& at_end) { return at_end.has_type(from); }, Code::RenamesTable, place_,
        "renames type " + shown(from) + " to " + shown(act.to) +
            ": programs that run now and cast to it, or look it up, ask for the old name and fail",
        "make " + shown(act.to) +
            " beside it, move the columns and the programs over two "
            "releases, and drop " +
            shown(from) + " at last");
}

void SharedRules::operator()(const RenamesRoutine& act) const {
    if (!scene_.catalog.routine_in_use(act.from)) {
        return;
    }
    const ObjectName from = act.from;
    scene_.report.add_unless([from](const Catalog& at_end) { return at_end.has_routine(from); },
                             Code::RenamesTable, place_,
                             "renames function " + shown(from) + " to " + shown(act.to) +
                                 ": programs that run now call the old name and fail at once",
                             "in the same migration: CREATE FUNCTION " + shown(from) +
                                 " that calls " + shown(act.to) +
                                 "; and drop it in a later release, when no program calls it");
}

void SharedRules::operator()(const DropsColumn& act) const {
    const bool gone = act.if_exists && scene_.catalog.find(act.table) != nullptr &&
                      scene_.catalog.find_column(act.table, act.name) == nullptr &&
                      !scene_.catalog.is_blind();
    if (gone || !scene_.catalog.column_in_use(act.table, act.name)) {
        return;
    }
    const auto aside = scene_.report.renamed_columns.find({act.table, act.name});
    const ObjectName table = act.table;
    const std::string former =
        aside == scene_.report.renamed_columns.end() ? act.name : aside->second;
    // Of a column that was put aside under another name the new one has taken the place.
    scene_.report.add_unless(
        [table, former, put_aside = former != act.name](const Catalog& at_end) {
            return put_aside && at_end.find_column(table, former) != nullptr;
        },
        Code::DropsColumn, place_,
        "drops " + column_of_table(act.name, act.table) +
            ": its data is lost, and programs that run now and name it fail at once",
        "release programs that no longer name " + shown(act.name) +
            " first (make it nullable or give it a default, so that they can write "
            "rows), and drop it in a later release");
}

void SharedRules::operator()(const DropsRelation& act) const {
    if (!scene_.catalog.in_use(act.name) ||
        (act.if_exists && !scene_.catalog.may_exist(act.name))) {
        return;
    }
    const std::string name = shown(act.name);
    if (act.kind != Relation::Kind::Table) {
        // One that is made again in the same migration was only changed.
        const ObjectName dropped = act.name;
        scene_.report.add_unless(
            [dropped](const Catalog& at_end) { return at_end.find(dropped) != nullptr; },
            Code::DropsTable, place_,
            "drops " + std::string(word_of(act.kind)) + " " + name +
                ": programs that run now and read it fail at once",
            "release programs that no longer read " + name +
                " first, and drop it in a later "
                "release; to change it: CREATE it again in the same migration");
        return;
    }
    scene_.report.add(Code::DropsTable, place_,
                      "drops table " + name + (act.cascade ? " and what depends on it" : "") +
                          ": its rows are lost, and programs that run now and name it fail at once",
                      "release programs that no longer name " + name +
                          " first, keep a copy of the rows, and drop it in a later release");
}

void SharedRules::operator()(const DropsSchema& act) const {
    if (act.cascade && scene_.catalog.schema_in_use(act.name)) {
        scene_.report.add(Code::DropsTable, place_,
                          "drops schema " + shown(act.name) +
                              " with every table in it: their rows are lost, and programs that "
                              "run now fail at once",
                          "drop its tables one by one in releases after the programs let go of "
                          "them, and the schema at last, without CASCADE");
    }
}

void SharedRules::operator()(const MakesRelation& act) const {
    if (act.relation.temporary) {
        return;
    }
    for (const Constraint& one : act.relation.constraints) {
        see_key(act.name, one, one.place);
    }
}

void SharedRules::see_key(const ObjectName& table, const Constraint& key, std::size_t place) const {
    const bool is_key = key.kind == Constraint::Kind::ForeignKey && !key.columns.empty();
    const Relation* const known = scene_.catalog.find(table);
    if (!is_key || (known != nullptr && known->temporary)) {
        return;
    }
    const std::string columns = shown(std::span<const std::string>(key.columns));
    // Dropped or renamed by the end: nothing to say.
    const auto settled = [table, key](const Catalog& at_end) {
        return at_end.find_constraint(table, key.name) == nullptr ||
               at_end.has_index_on(table, key.columns);
    };
    const bool exists = scene_.catalog.in_use(table) && known != nullptr;
    const bool concurrently = exists && scene_.options.dialect == Dialect::Postgresql;
    scene_.report.add_unless(
        settled, Code::ForeignKeyWithoutIndex, place,
        "the foreign key " + shown(table) + " (" + columns +
            ") has no index: each DELETE or change of a key in " + shown(key.references) +
            " reads all of " + shown(table) + ", and holds its locks meanwhile",
        std::string(concurrently ? "in a migration before this one, with \"-- gmig: "
                                   "transaction=off\": CREATE INDEX CONCURRENTLY "
                                 : "add to this migration: CREATE INDEX ") +
            shown(index_name(table, key.columns)) + " ON " + shown(table) + " (" + columns + ")");
}

void SharedRules::operator()(const ChangesRows& act) const {
    if (!act.all || !scene_.catalog.in_use(act.table)) {
        return;
    }
    const std::string name = shown(act.table);
    scene_.report.add(
        Code::ChangesRows, place_,
        std::string(act.deletes ? "deletes" : "changes") + " every row of " + name + " at once: " +
            (scene_.options.dialect == Dialect::Sqlite
                 ? "every writer of the database waits until the migration ends"
                 : "writers of these rows wait until the migration ends, and the table grows by a "
                   "dead copy of each"),
        "in batches by its key (WHERE id BETWEEN … AND …), each a transaction of its own, from a "
        "program or a migration with \"-- gmig: transaction=off\"");
}

}  // namespace

void judge_shared(const PlacedAct& placed, Scene& scene) {
    std::visit(SharedRules(placed.place, scene), placed.act);
}

}  // namespace gmig::sql::lint
