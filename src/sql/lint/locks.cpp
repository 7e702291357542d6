#include "sql/lint/locks.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace gmig::sql::lint {
namespace {

struct Locking {
    const Names& names;
    const Catalog& catalog;
    std::vector<Lock> locks;

    void add(ObjectName relation, LockMode mode) { locks.push_back({std::move(relation), mode}); }
    void add_named(const Json& range, LockMode mode) { add(names.of_relation(range), mode); }
};

/// Commands of ALTER TABLE that take SHARE UPDATE EXCLUSIVE or less.
constexpr std::array<std::string_view, 10> weak_commands{
    "AT_SetStatistics",     "AT_ClusterOn",
    "AT_DropCluster",       "AT_SetOptions",
    "AT_ResetOptions",      "AT_ValidateConstraint",
    "AT_SetRelOptions",     "AT_ResetRelOptions",
    "AT_ReplaceRelOptions", "AT_DetachPartitionFinalize"};

constexpr std::array<std::string_view, 8> trigger_commands{
    "AT_EnableTrig",    "AT_EnableAlwaysTrig", "AT_EnableReplicaTrig", "AT_DisableTrig",
    "AT_EnableTrigAll", "AT_DisableTrigAll",   "AT_EnableTrigUser",    "AT_DisableTrigUser"};

bool is_in(const auto& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

/// A foreign key locks the table that it refers to, a new table's as well.
void add_references(const Json& constraints, Locking& locking) {
    for (const Json* const constraint : nodes_in(constraints, "Constraint")) {
        if (text(*constraint, "contype") == "CONSTR_FOREIGN") {
            locking.add_named(member(*constraint, "pktable"), LockMode::ShareRowExclusive);
        }
    }
}

std::optional<LockMode> mode_of(const Json& command, const std::string& subtype) {
    if (is_in(weak_commands, subtype) || subtype == "AT_AttachPartition") {
        return std::nullopt;
    }
    const Json& definition = member(command, "def");
    if (subtype == "AT_DetachPartition" && flag(member(definition, "PartitionCmd"), "concurrent")) {
        return std::nullopt;
    }
    const bool key = subtype == "AT_AddConstraint" &&
                     text(member(definition, "Constraint"), "contype") == "CONSTR_FOREIGN";
    return key || is_in(trigger_commands, subtype) ? LockMode::ShareRowExclusive
                                                   : LockMode::AccessExclusive;
}

void add_command(const Json& command, const ObjectName& table, Locking& locking) {
    const std::string subtype = text(command, "subtype");
    if (const auto mode = mode_of(command, subtype)) {
        locking.add(table, *mode);
    }
    const Json& partition = member(member(command, "def"), "PartitionCmd");
    const bool detaches = subtype == "AT_DetachPartition" && !flag(partition, "concurrent");
    if (subtype == "AT_AttachPartition" || detaches) {
        locking.add_named(member(partition, "name"), LockMode::AccessExclusive);
    }
    add_references(member(command, "def"), locking);
    if (subtype == "AT_DropConstraint") {
        const Constraint* const dropped =
            locking.catalog.find_constraint(table, text(command, "name"));
        if (dropped != nullptr && dropped->kind == Constraint::Kind::ForeignKey) {
            locking.add(dropped->references, LockMode::AccessExclusive);
        }
    }
}

void of_alter_table(const Json& tree, Locking& locking) {
    const std::string kind = text(tree, "objtype");
    if (kind == "OBJECT_INDEX" || kind == "OBJECT_SEQUENCE" || kind == "OBJECT_TYPE") {
        return;
    }
    const ObjectName table = locking.names.of_relation(member(tree, "relation"));
    for (const Json& item : member(tree, "cmds")) {
        add_command(member(item, "AlterTableCmd"), table, locking);
    }
}

void of_index(const Json& tree, Locking& locking) {
    if (!flag(tree, "concurrent")) {
        locking.add_named(member(tree, "relation"), LockMode::Share);
    }
}

constexpr std::array<std::string_view, 4> dropped_relations{"OBJECT_TABLE", "OBJECT_FOREIGN_TABLE",
                                                            "OBJECT_VIEW", "OBJECT_MATVIEW"};
constexpr std::array<std::string_view, 3> dropped_parts{"OBJECT_TRIGGER", "OBJECT_POLICY",
                                                        "OBJECT_RULE"};

void of_dropped(const Json& object, const std::string& kind, Locking& locking) {
    if (is_in(dropped_relations, kind)) {
        const ObjectName name = locking.names.of_object(object);
        locking.add(name, LockMode::AccessExclusive);
        const Relation* const dropped = locking.catalog.find(name);
        for (const Constraint& one :
             dropped == nullptr ? std::vector<Constraint>{} : dropped->constraints) {
            if (one.kind == Constraint::Kind::ForeignKey) {
                locking.add(one.references, LockMode::AccessExclusive);
            }
        }
    } else if (is_in(dropped_parts, kind)) {
        auto parts = words(member(member(object, "List"), "items"));
        if (parts.size() > 1) {
            parts.pop_back();
            locking.add(locking.names.of_words(std::move(parts)), LockMode::AccessExclusive);
        }
    } else if (kind == "OBJECT_INDEX") {
        const Index* const index = locking.catalog.find_index(locking.names.of_object(object));
        if (index != nullptr) {
            locking.add(index->table, LockMode::AccessExclusive);
        }
    }
}

void of_drop(const Json& tree, Locking& locking) {
    const std::string kind = text(tree, "removeType");
    for (const Json& object : member(tree, "objects")) {
        if (!flag(tree, "concurrent")) {
            of_dropped(object, kind, locking);
        }
    }
}

void of_rename(const Json& tree, Locking& locking) {
    const std::string kind = text(tree, "renameType");
    const Json& range = member(tree, "relation");
    if (range.is_object() && kind != "OBJECT_INDEX" && kind != "OBJECT_SEQUENCE" &&
        kind != "OBJECT_ATTRIBUTE") {
        locking.add_named(range, LockMode::AccessExclusive);
    }
}

void of_set_schema(const Json& tree, Locking& locking) {
    if (text(tree, "objectType") != "OBJECT_SEQUENCE" && member(tree, "relation").is_object()) {
        locking.add_named(member(tree, "relation"), LockMode::AccessExclusive);
    }
}

void of_trigger(const Json& tree, Locking& locking) {
    locking.add_named(member(tree, "relation"), LockMode::ShareRowExclusive);
}

void of_relation(const Json& tree, Locking& locking) {
    locking.add_named(member(tree, "relation"), LockMode::AccessExclusive);
}

void of_policy(const Json& tree, Locking& locking) {
    locking.add_named(member(tree, "table"), LockMode::AccessExclusive);
}

void of_view(const Json& tree, Locking& locking) {
    if (flag(tree, "replace") &&
        locking.catalog.find(locking.names.of_relation(member(tree, "view"))) != nullptr) {
        locking.add_named(member(tree, "view"), LockMode::AccessExclusive);
    }
}

void of_refresh(const Json& tree, Locking& locking) {
    locking.add_named(member(tree, "relation"),
                      flag(tree, "concurrent") ? LockMode::Exclusive : LockMode::AccessExclusive);
}

void of_truncate(const Json& tree, Locking& locking) {
    for (const Json& range : member(tree, "relations")) {
        locking.add_named(range, LockMode::AccessExclusive);
    }
}

void of_cluster(const Json& tree, Locking& locking) {
    if (member(tree, "relation").is_object()) {
        of_relation(tree, locking);
    }
}

void of_vacuum(const Json& tree, Locking& locking) {
    if (!has_option(member(tree, "options"), "full")) {
        return;
    }
    for (const Json& item : member(tree, "rels")) {
        locking.add_named(member(member(item, "VacuumRelation"), "relation"),
                          LockMode::AccessExclusive);
    }
}

void of_create_table(const Json& tree, Locking& locking) {
    add_references(member(tree, "tableElts"), locking);
    if (member(tree, "partbound").is_object()) {
        for (const Json& parent : member(tree, "inhRelations")) {
            locking.add_named(parent, LockMode::AccessExclusive);
        }
    }
}

/// The numbers of lockdefs.h.
void of_lock(const Json& tree, Locking& locking) {
    constexpr int share = 5;
    const Json& number = member(tree, "mode");
    const int mode = number.is_number_integer() ? number.get<int>() : 0;
    if (mode < share || mode > share + static_cast<int>(LockMode::AccessExclusive)) {
        return;
    }
    for (const Json& range : member(tree, "relations")) {
        locking.add_named(range, static_cast<LockMode>(mode - share));
    }
}

struct LockRule {
    std::string_view node;
    void (*add)(const Json& tree, Locking& locking);
};

constexpr std::array lock_rules{
    LockRule{"AlterTableStmt", of_alter_table},
    LockRule{"IndexStmt", of_index},
    LockRule{"DropStmt", of_drop},
    LockRule{"RenameStmt", of_rename},
    LockRule{"AlterObjectSchemaStmt", of_set_schema},
    LockRule{"CreateTrigStmt", of_trigger},
    LockRule{"RuleStmt", of_relation},
    LockRule{"CreatePolicyStmt", of_policy},
    LockRule{"AlterPolicyStmt", of_policy},
    LockRule{"ViewStmt", of_view},
    LockRule{"RefreshMatViewStmt", of_refresh},
    LockRule{"TruncateStmt", of_truncate},
    LockRule{"ClusterStmt", of_cluster},
    LockRule{"VacuumStmt", of_vacuum},
    LockRule{"CreateStmt", of_create_table},
    LockRule{"LockStmt", of_lock},
};

}  // namespace

std::string_view to_string(LockMode mode) {
    constexpr std::array<std::string_view, 4> names{"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE",
                                                    "ACCESS EXCLUSIVE"};
    return names[static_cast<std::size_t>(mode)];
}

std::vector<Lock> locks_of(const Json& statement, const Names& names, const Catalog& catalog) {
    Locking locking{names, catalog, {}};
    for (const auto& [node, tree] : statement.items()) {
        for (const LockRule& rule : lock_rules) {
            if (rule.node == node) {
                rule.add(tree, locking);
            }
        }
    }
    return std::move(locking.locks);
}

}  // namespace gmig::sql::lint
