// GM415, GM420, GM421, GM422. Sources: PostgreSQL 15's documentation, 13.3 Explicit Locking;
// VACUUM; CLUSTER; REFRESH MATERIALIZED VIEW; LOCK; ALTER TABLE, SET TABLESPACE, SET LOGGED, SET
// ACCESS METHOD, ATTACH PARTITION, DETACH PARTITION.
#include "sql/lint/alter_table.hpp"
#include "sql/lint/locks.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace gmig::sql::lint {
namespace {

constexpr std::string_view nobody =
    " anew under an ACCESS EXCLUSIVE lock: nobody reads or writes it meanwhile";

struct Way {
    std::string_view subtype;
    std::string_view words;
};

constexpr std::array ways{
    Way{"AT_SetTableSpace", "SET TABLESPACE"},
    Way{"AT_SetLogged", "SET LOGGED"},
    Way{"AT_SetUnLogged", "SET UNLOGGED"},
    Way{"AT_SetAccessMethod", "SET ACCESS METHOD"},
};

void warn_rewrite(const std::string& what, const std::string& table, const std::string& remedy,
                  Subject& subject) {
    subject.scene.report.add(Code::RewritesTable, subject.place(),
                             what + " writes all of " + table + std::string(nobody), remedy);
}

bool has_validated_check(const Catalog& catalog, const ObjectName& table) {
    const Relation* const relation = catalog.find(table);
    return relation != nullptr &&
           std::ranges::any_of(relation->constraints, [](const Constraint& one) {
               return one.kind == Constraint::Kind::Check && one.validated;
           });
}

}  // namespace

void judge_table_rewrite(const AlterCommand& command) {
    const std::string subtype = text(command.node, "subtype");
    const auto* const way = std::ranges::find(ways, subtype, &Way::subtype);
    warn_rewrite(std::string(way->words), command.table_name(),
                 "when nobody needs " + command.table_name() +
                     ", or make a new table beside it, copy in batches and change their names",
                 command.subject);
}

void judge_vacuum(const Json& node, Subject& subject, const Names& names) {
    if (!has_option(member(node, "options"), "full")) {
        return;
    }
    const std::string remedy =
        "a plain VACUUM, which lets reads and writes go on, or pg_repack, outside migrations";
    const Json& tables = member(node, "rels");
    if (!tables.is_array()) {
        warn_rewrite("VACUUM FULL", "each table", remedy, subject);
        return;
    }
    for (const Json& item : tables) {
        const ObjectName table =
            names.of_relation(member(member(item, "VacuumRelation"), "relation"));
        if (subject.in_use(table)) {
            warn_rewrite("VACUUM FULL", shown(table), remedy, subject);
        }
    }
}

void judge_cluster(const Json& node, Subject& subject, const Names& names) {
    const Json& range = member(node, "relation");
    const ObjectName table = names.of_relation(range);
    if (!range.is_object() || subject.in_use(table)) {
        warn_rewrite("CLUSTER", range.is_object() ? shown(table) : "each clustered table",
                     "when nobody needs the table, or pg_repack, outside migrations", subject);
    }
}

void judge_move_all(const Json& node, Subject& subject, const Names& /*names*/) {
    warn_rewrite("SET TABLESPACE of all",
                 "each table in " + shown(text(node, "orig_tablespacename")),
                 "table by table, when nobody needs it", subject);
}

void judge_refresh(const Json& node, Subject& subject, const Names& names) {
    const ObjectName view = names.of_relation(member(node, "relation"));
    if (flag(node, "concurrent") || flag(node, "skipData") || !subject.in_use(view)) {
        return;
    }
    subject.scene.report.add(
        Code::RewritesTable, subject.place(),
        "REFRESH MATERIALIZED VIEW computes " + shown(view) +
            " under an ACCESS EXCLUSIVE lock: nobody reads it meanwhile",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY " + shown(view) +
            ", which needs a UNIQUE index on it, over columns and without WHERE");
}

void judge_truncate(const Json& node, Subject& subject, const Names& names) {
    for (const Json& range : member(node, "relations")) {
        const ObjectName table = names.of_relation(range);
        if (!subject.in_use(table)) {
            continue;
        }
        const bool cascade = text(node, "behavior") == "DROP_CASCADE";
        subject.scene.report.add(
            Code::TruncatesTable, subject.place(),
            "TRUNCATE takes every row of " + shown(table) +
                (cascade ? " and of each table that refers to it" : "") +
                ", under an ACCESS EXCLUSIVE lock that readers wait for, too",
            "keep a copy of the rows first, or delete those that are meant, in batches: DELETE "
            "FROM " +
                shown(table) + " WHERE …");
    }
}

void judge_lock(const Json& /*node*/, Subject& subject, const Names& names) {
    std::vector<std::string> tables;
    LockMode mode{};
    for (const Lock& lock : locks_of(subject.tree, names, subject.scene.catalog)) {
        if (subject.in_use(lock.relation)) {
            tables.push_back(shown(lock.relation));
            mode = lock.mode;
        }
    }
    if (tables.empty()) {
        return;
    }
    const std::string all = join(tables, ", ");
    subject.scene.report.add(
        Code::LocksTable, subject.place(),
        "LOCK TABLE keeps " +
            std::string(mode == LockMode::AccessExclusive ? "readers and writers" : "writers") +
            " out of " + all + " until the transaction ends, however long what follows takes",
        "take it out: each statement takes the lock that it needs itself; where rows must not "
        "change between two of them, put these and the lock into a migration of their own");
}

void judge_attach(const AlterCommand& command) {
    const Json& partition = member(member(command.node, "def"), "PartitionCmd");
    const ObjectName table = command.names.of_relation(member(partition, "name"));
    const Catalog& catalog = command.subject.scene.catalog;
    const bool is_table = member(partition, "bound").is_object();
    if (!is_table || !catalog.in_use(table) || has_validated_check(catalog, table)) {
        return;
    }
    command.add(
        Code::PartitionLocksTable,
        "ATTACH PARTITION reads every row of " + shown(table) +
            " under an ACCESS EXCLUSIVE lock on it: nobody reads or writes it meanwhile",
        "in migrations before: ALTER TABLE " + shown(table) +
            " ADD CONSTRAINT … CHECK "
            "(the partition's bound) NOT VALID, then VALIDATE CONSTRAINT; then nothing is read");
}

void judge_detach(const AlterCommand& command) {
    const Json& partition = member(member(command.node, "def"), "PartitionCmd");
    if (flag(partition, "concurrent")) {
        return;
    }
    const std::string name = shown(command.names.of_relation(member(partition, "name")));
    command.add(Code::PartitionLocksTable,
                "DETACH PARTITION takes an ACCESS EXCLUSIVE lock on " + command.table_name() +
                    ": it waits for every query of it, and whoever comes behind waits for it, "
                    "reads too",
                "in a migration of its own with \"-- gmig: transaction=off\": " + command.alter() +
                    "DETACH PARTITION " + name + " CONCURRENTLY");
}

}  // namespace gmig::sql::lint
