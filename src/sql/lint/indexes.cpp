// GM405, GM406, GM407. Sources: PostgreSQL 15's documentation, 13.3 Explicit Locking; CREATE INDEX,
// "Building Indexes Concurrently"; DROP INDEX; REINDEX.
#include "sql/lint/postgresql.hpp"
#include <gmig/support/text.hpp>

namespace gmig::sql::lint {
namespace {

constexpr std::string_view alone = "in a migration of its own with \"-- gmig: transaction=off\": ";

void warn_if_not_exists(const std::string& index, Subject& subject) {
    subject.scene.report.add(
        Code::ConcurrentlyIfNotExists, subject.place(),
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS is content with an invalid index of that name: a "
        "build that failed leaves one behind, and a second try then does nothing",
        "leave IF NOT EXISTS out; after a failed build DROP INDEX CONCURRENTLY " + index +
            " first (gmig recover does it)");
}

}  // namespace

void judge_index(const Json& node, Subject& subject, const Names& names) {
    const ObjectName table = names.of_relation(member(node, "relation"));
    if (flag(node, "concurrent")) {
        if (flag(node, "if_not_exists")) {
            warn_if_not_exists(shown(text(node, "idxname")), subject);
        }
        return;
    }
    if (!subject.in_use(table)) {
        return;
    }
    const std::string unique = flag(node, "unique") ? "UNIQUE " : "";
    const std::string name = text(node, "idxname");
    subject.scene.report.add(
        Code::IndexLocksWrites, subject.place(),
        "CREATE " + unique + "INDEX takes a SHARE lock on " + shown(table) +
            ": every write to it waits while all of its rows are read and the migration ends",
        std::string(alone) + "CREATE " + unique + "INDEX CONCURRENTLY " +
            (name.empty() ? "" : shown(name) + " ") + "ON " + shown(table) + " …");
}

void judge_drop_index(const Json& node, Subject& subject, const Names& names) {
    if (text(node, "removeType") != "OBJECT_INDEX" || flag(node, "concurrent")) {
        return;
    }
    for (const Json& object : member(node, "objects")) {
        const ObjectName name = names.of_object(object);
        const Index* const index = subject.scene.catalog.find_index(name);
        if (index != nullptr && !subject.in_use(index->table)) {
            continue;
        }
        const std::string table = index == nullptr ? "its table" : shown(index->table);
        subject.scene.report.add(
            Code::IndexDropLocks, subject.place(),
            "DROP INDEX takes an ACCESS EXCLUSIVE lock on " + table +
                ": it waits for every query of the table, and whoever comes behind it waits for "
                "it, reads too",
            std::string(alone) + "DROP INDEX CONCURRENTLY " + shown(name));
    }
}

void judge_reindex(const Json& node, Subject& subject, const Names& names) {
    if (has_option(member(node, "params"), "concurrently")) {
        return;
    }
    const Json& range = member(node, "relation");
    const ObjectName name =
        range.is_object() ? names.of_relation(range) : ObjectName{{}, text(node, "name")};
    const bool of_index = text(node, "kind") == "REINDEX_OBJECT_INDEX";
    const Index* const index = of_index ? subject.scene.catalog.find_index(name) : nullptr;
    const bool own = index != nullptr ? !subject.in_use(index->table)
                                      : !of_index && range.is_object() && !subject.in_use(name);
    if (own) {
        return;
    }
    const std::string what = of_index ? "INDEX " : range.is_object() ? "TABLE " : "";
    subject.scene.report.add(
        Code::IndexLocksWrites, subject.place(),
        "REINDEX takes a SHARE lock on the table and an ACCESS EXCLUSIVE one on the index: writes, "
        "and reads that would use the index, wait while all rows are read",
        std::string(alone) + "REINDEX " + what + "CONCURRENTLY " + shown(name));
}

}  // namespace gmig::sql::lint
