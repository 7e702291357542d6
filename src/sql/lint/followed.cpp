// GM409, GM418, GM419. Sources: PostgreSQL 15's documentation, ALTER TABLE, Notes (NOT VALID);
// ALTER TYPE, Notes ("the new value cannot be used until after the transaction has been
// committed"); 13.3 Explicit Locking.
#include "sql/lint/followed.hpp"

#include "sql/literal.hpp"
#include <gmig/sql/reader.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::sql::lint {

void LateValidation::see(Subject& subject) {
    for (const PlacedAct& each : subject.acts) {
        if (const auto* const adds = std::get_if<AddsConstraint>(&each.act);
            adds != nullptr && !adds->constraint.validated) {
            added_[{adds->table, adds->constraint.name}] = subject.transaction;
        }
        const auto* const validates = std::get_if<ValidatesConstraint>(&each.act);
        if (validates == nullptr || !subject.in_use(validates->table)) {
            continue;
        }
        const auto found = added_.find({validates->table, validates->name});
        if (found == added_.end() || found->second != subject.transaction) {
            continue;
        }
        const std::string name = shown(validates->name);
        const std::string table = shown(validates->table);
        subject.scene.report.add(
            Code::ValidatesAtOnce, each.place,
            "VALIDATE CONSTRAINT " + name + " reads every row of " + table +
                " while the transaction still holds the lock of its ADD CONSTRAINT: NOT VALID has "
                "gained nothing",
            "in a later migration: ALTER TABLE " + table + " VALIDATE CONSTRAINT " + name);
    }
}

void NewEnumValues::warn_of_use(Subject& subject) {
    Reader reader(subject.statement.text, Dialect::Postgresql);
    for (; !reader.at_end(); reader.advance()) {
        if (reader.token().kind != TokenKind::String) {
            continue;
        }
        const std::string_view text = between_quotes(reader.token().text);
        const auto used = std::ranges::find_if(values_, [&](const Value& value) {
            return value.transaction == subject.transaction && value.text == text;
        });
        if (used == values_.end()) {
            continue;
        }
        const std::string value = "'" + printable(used->text) + "'";
        subject.scene.report.add(
            Code::EnumValueInTransaction, subject.statement.offset + reader.token().offset,
            value + " is used in the transaction that adds it to " + shown(used->type) +
                ": PostgreSQL refuses it (55P04), when half of the migration is done",
            "use " + value + " in a later migration than ALTER TYPE " + shown(used->type) +
                " ADD VALUE " + value);
        return;
    }
}

void NewEnumValues::see(Subject& subject, const Names& names) {
    const Json& alter = member(subject.tree, "AlterEnumStmt");
    if (!alter.is_object()) {
        // Texts there are no values.
        if (!subject.tree.contains("CommentStmt") && !values_.empty()) {
            warn_of_use(subject);
        }
        return;
    }
    const ObjectName type = names.of_words(words(member(alter, "typeName")));
    // In a type of the same transaction, too (until PostgreSQL 17; tried).
    if (!alter.contains("oldVal")) {
        values_.push_back({text(alter, "newVal"), type, subject.transaction});
    }
}

void RowChanges::see(Subject& subject, const std::vector<Lock>& locks) {
    if (!subject.tree.contains("LockStmt") && !subject.tree.contains("TruncateStmt")) {
        for (const Lock& lock : locks) {
            if (subject.in_use(lock.relation)) {
                altered_.insert({lock.relation, subject.transaction});
            }
        }
    }
    for (const PlacedAct& each : subject.acts) {
        const auto* const rows = std::get_if<ChangesRows>(&each.act);
        // Of all rows at once it is said already.
        if (rows != nullptr && !rows->all && subject.in_use(rows->table)) {
            rows_.push_back({rows->table, subject.transaction, each.place, rows->deletes});
        }
    }
}

void RowChanges::finish(Scene& scene) {
    for (const Change& change : rows_) {
        if (!altered_.contains({change.table, change.transaction})) {
            continue;
        }
        const std::string table = shown(change.table);
        scene.report.add(
            Code::ChangesRows, change.place,
            std::string(change.deletes ? "deletes" : "changes") + " rows of " + table +
                " in the transaction that alters it: the lock of the ALTER is held until all of "
                "them are done",
            "in a migration of its own behind this one, in batches where they are many");
    }
}

}  // namespace gmig::sql::lint
