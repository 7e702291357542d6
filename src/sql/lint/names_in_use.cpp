// GM411, GM412 and GM414 of what only PostgreSQL has, and GM408 of domains. Sources: PostgreSQL
// 15's documentation, ALTER TYPE, ALTER DOMAIN, DROP OWNED, 5.14 Dependency Tracking.
#include "sql/lint/postgresql.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::sql::lint {
namespace {

struct CascadeKind {
    std::string_view word;
    std::string_view name;
    bool is_type;
};

constexpr std::array cascade_kinds{
    CascadeKind{"OBJECT_TYPE", "TYPE", true},
    CascadeKind{"OBJECT_DOMAIN", "DOMAIN", true},
    CascadeKind{"OBJECT_EXTENSION", "EXTENSION", false},
    CascadeKind{"OBJECT_FUNCTION", "FUNCTION", false},
    CascadeKind{"OBJECT_FOREIGN_SERVER", "SERVER", false},
    CascadeKind{"OBJECT_FDW", "FOREIGN DATA WRAPPER", false},
    CascadeKind{"OBJECT_COLLATION", "COLLATION", false},
};

void warn_value(const std::string& what, const std::string& from, const std::string& to,
                Subject& subject) {
    subject.scene.report.add(Code::RenamesColumn, subject.place(),
                             "renames " + what + " from " + from + " to " + to +
                                 ": programs that run now ask for the old name and fail at once",
                             "over two releases: add " + to +
                                 ", move the programs and the rows to it, and let go of " + from +
                                 " at last");
}

}  // namespace

void judge_enum(const Json& node, Subject& subject, const Names& names) {
    const ObjectName type = names.of_words(words(member(node, "typeName")));
    if (node.contains("oldVal") && subject.scene.catalog.type_in_use(type)) {
        warn_value("a value of " + shown(type), "'" + printable(text(node, "oldVal")) + "'",
                   "'" + printable(text(node, "newVal")) + "'", subject);
    }
}

void judge_rename(const Json& node, Subject& subject, const Names& names) {
    const ObjectName type = names.of_relation(member(node, "relation"));
    if (text(node, "renameType") == "OBJECT_ATTRIBUTE" && subject.scene.catalog.type_in_use(type)) {
        warn_value("an attribute of " + shown(type), shown(text(node, "subname")),
                   shown(text(node, "newname")), subject);
    }
}

void judge_cascade(const Json& node, Subject& subject, const Names& names) {
    const std::string kind = text(node, "removeType");
    const auto* const found = std::ranges::find(cascade_kinds, kind, &CascadeKind::word);
    if (found == cascade_kinds.end() || text(node, "behavior") != "DROP_CASCADE") {
        return;
    }
    for (const Json& object : member(node, "objects")) {
        const ObjectName name = names.of_object(object);
        const Catalog& catalog = subject.scene.catalog;
        const bool own = found->is_type ? !catalog.type_in_use(name) : false;
        if (!own) {
            subject.scene.report.add(
                Code::DropsTable, subject.place(),
                "DROP " + std::string(found->name) + " " + shown(name) +
                    " CASCADE drops what depends on it unseen: columns with their data, views, "
                    "defaults, triggers",
                "without CASCADE: PostgreSQL then names what depends on it; change or drop each "
                "of these first");
        }
    }
}

void judge_drop_owned(const Json& /*node*/, Subject& subject, const Names& /*names*/) {
    subject.scene.report.add(Code::DropsTable, subject.place(),
                             "DROP OWNED drops every table that the role owns, with its rows",
                             "DROP what is meant by name, or REASSIGN OWNED first");
}

void judge_domain(const Json& node, Subject& subject, const Names& names) {
    const ObjectName type = names.of_words(words(member(node, "typeName")));
    const Json& constraint = member(member(node, "def"), "Constraint");
    const bool reads = (text(node, "subtype") == "C" && !flag(constraint, "skip_validation")) ||
                       text(node, "subtype") == "O";
    if (!reads || !subject.scene.catalog.type_in_use(type)) {
        return;
    }
    subject.scene.report.add(
        Code::ConstraintScansTable, subject.place(),
        "the constraint is tried on every row of every table with a column of " + shown(type) +
            ", under SHARE locks: writes to them wait meanwhile",
        "ALTER DOMAIN " + shown(type) +
            " ADD CONSTRAINT … CHECK (…) NOT VALID, and in a later migration VALIDATE CONSTRAINT");
}

}  // namespace gmig::sql::lint
