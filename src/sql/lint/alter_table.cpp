#include "sql/lint/alter_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace gmig::sql::lint {
namespace {

struct CommandRule {
    std::string_view subtype;
    void (*judge)(const AlterCommand& command);
};

constexpr std::array command_rules{
    CommandRule{"AT_AddColumn", judge_added_column},
    CommandRule{"AT_AlterColumnType", judge_type_change},
    CommandRule{"AT_SetNotNull", judge_not_null},
    CommandRule{"AT_AddConstraint", judge_added_constraint},
    CommandRule{"AT_SetTableSpace", judge_table_rewrite},
    CommandRule{"AT_SetLogged", judge_table_rewrite},
    CommandRule{"AT_SetUnLogged", judge_table_rewrite},
    CommandRule{"AT_SetAccessMethod", judge_table_rewrite},
    CommandRule{"AT_AttachPartition", judge_attach},
    CommandRule{"AT_DetachPartition", judge_detach},
};

/// An index is as much in use as its table.
ObjectName table_of(const Json& node, const Subject& subject, const Names& names) {
    const ObjectName named = names.of_relation(member(node, "relation"));
    const Index* const index = subject.scene.catalog.find_index(named);
    return text(node, "objtype") == "OBJECT_INDEX" && index != nullptr ? index->table : named;
}

std::size_t place_of(const Json& command, const Subject& subject) {
    const Json& definition = member(command, "def");
    for (const char* const kind : {"ColumnDef", "Constraint"}) {
        if (const std::size_t at = location(member(definition, kind)); at != 0) {
            return subject.statement.offset + at;
        }
    }
    return subject.place();
}

}  // namespace

void judge_alter_table(const Json& node, Subject& subject, const Names& names) {
    const ObjectName table = table_of(node, subject, names);
    for (const Json& item : member(node, "cmds")) {
        const Json& command = member(item, "AlterTableCmd");
        const std::string subtype = text(command, "subtype");
        const auto* const rule = std::ranges::find(command_rules, subtype, &CommandRule::subtype);
        // What ATTACH reads is the other table.
        const bool counts = subject.in_use(table) || subtype == "AT_AttachPartition";
        if (rule != command_rules.end() && counts) {
            rule->judge({command, table, subject, names, place_of(command, subject)});
        }
    }
}

bool is_proven_not_null(const Catalog& catalog, const ObjectName& table,
                        const std::string& column) {
    const Column* const known = catalog.find_column(table, column);
    if (known != nullptr && known->not_null) {
        return true;
    }
    const Relation* const relation = catalog.find(table);
    return relation != nullptr &&
           std::ranges::any_of(relation->constraints, [&](const Constraint& one) {
               return one.kind == Constraint::Kind::Check && one.validated &&
                      std::ranges::find(one.proves_not_null, column) != one.proves_not_null.end();
           });
}

}  // namespace gmig::sql::lint
