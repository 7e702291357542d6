#include <gmig/schema/modification.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace gmig::schema {
namespace {

std::string in(const Name& table, const std::string& part) {
    return shown(table) + "." + part;
}

std::string one_line(std::string_view text) {
    std::string result;
    for (const char letter : text) {
        const bool blank = letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
        if (!blank) {
            result += letter;
        } else if (!result.empty() && result.back() != ' ') {
            result += ' ';
        }
    }
    return result;
}

std::string list(const std::vector<std::string>& names) {
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string properties(const Column& column) {
    std::string text = column.type;
    const auto add = [&](const std::string& property) {
        text += (text.empty() ? "" : ", ") + property;
    };
    if (column.not_null) {
        add("not null");
    }
    if (column.default_value) {
        add("default " + one_line(column.default_value->text()));
    }
    if (column.generated) {
        add("generated as " + one_line(column.generated->expression.text()));
    }
    if (column.identity) {
        add("identity");
    }
    return text.empty() ? "" : " " + text;
}

std::string default_words(const Column& column) {
    return column.default_value ? "default " + one_line(column.default_value->text())
                                : "no default";
}

std::string type_words(const Column& column) {
    return column.type.empty() ? "no type" : column.type;
}

std::string collation_words(const Column& column) {
    return column.collation.empty() ? "collation of its type" : "collation " + column.collation;
}

std::string generated_words(const Column& column) {
    return column.generated ? "generated as " + one_line(column.generated->expression.text())
                            : "no longer generated";
}

std::string identity_words(const Column& from, const Column& to) {
    if (!to.identity) {
        return "no identity";
    }
    return from.identity ? "other options of its identity" : "identity";
}

std::string conflict_words(const Column& column) {
    return "on conflict " + (column.not_null_conflict.empty() ? "abort" : column.not_null_conflict);
}

std::string changes(const Column& from, const Column& to) {
    std::vector<std::string> words;
    if (from.type != to.type) {
        words.push_back(type_words(to) + ", was " + type_words(from));
    }
    if (from.collation != to.collation) {
        words.push_back(collation_words(to));
    }
    if (from.not_null != to.not_null) {
        words.emplace_back(to.not_null ? "not null" : "may be null");
    }
    if (from.default_value != to.default_value) {
        words.push_back(default_words(to));
    }
    if (from.generated != to.generated) {
        words.push_back(generated_words(to));
    }
    if (from.identity != to.identity) {
        words.push_back(identity_words(from, to));
    }
    if (from.not_null_conflict != to.not_null_conflict) {
        words.push_back(conflict_words(to));
    }
    return list(words);
}

std::string kind_words(const Constraint& constraint) {
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            return "primary key (" + list(constraint.columns) + ")";
        case Constraint::Kind::Unique:
            return "unique (" + list(constraint.columns) + ")";
        case Constraint::Kind::ForeignKey:
            return "foreign key (" + list(constraint.columns) + ") to " + shown(constraint.target);
        case Constraint::Kind::Check:
            return "check (" + one_line(constraint.expression.text()) + ")";
        case Constraint::Kind::Exclusion:
            return "exclusion " + one_line(constraint.expression.text());
    }
    return "";
}

std::string words(const Name& table, const Constraint& constraint) {
    const std::string name = constraint.name.empty() ? "" : " " + constraint.name;
    return fmt::format("constraint{} on {}: {}", name, shown(table), kind_words(constraint));
}

std::string words(const Index& index) {
    std::vector<std::string> parts;
    for (const IndexPart& part : index.parts) {
        parts.push_back(part.column.empty() ? one_line(part.expression.text()) : part.column);
    }
    return fmt::format("{}index {} on {} ({})", index.unique ? "unique " : "", shown(index.name),
                       shown(index.table), list(parts));
}

std::string words(const Namespace& space) {
    return "schema " + space.name;
}
std::string words(const Extension& extension) {
    return "extension " + extension.name;
}
std::string words(const Enum& type) {
    return "type " + shown(type.name);
}
std::string words(const Domain& domain) {
    return "domain " + shown(domain.name);
}
std::string words(const CompositeType& type) {
    return "type " + shown(type.name);
}
std::string words(const Sequence& sequence) {
    return "sequence " + shown(sequence.name);
}
std::string words(const View& view) {
    return (view.materialized ? "materialized view " : "view ") + shown(view.name);
}
std::string words(const Routine& routine) {
    return fmt::format("{} {}({})", routine.procedure ? "procedure" : "function",
                       shown(routine.name), routine.arguments);
}
std::string words(const Trigger& trigger) {
    return fmt::format("trigger {} on {}", trigger.name, shown(trigger.table));
}
std::string words(const Policy& policy) {
    return fmt::format("policy {} on {}", policy.name, shown(policy.table));
}
std::string words(const Object& object) {
    return std::visit([](const auto& value) { return words(value); }, object);
}

std::string changes(const Enum& from, const Enum& to) {
    std::vector<std::string> result;
    for (const std::string& value : to.values) {
        if (std::ranges::find(from.values, value) == from.values.end()) {
            result.push_back("with " + literal(value));
        }
    }
    for (const std::string& value : from.values) {
        if (std::ranges::find(to.values, value) == to.values.end()) {
            result.push_back("without " + literal(value));
        }
    }
    return result.empty() ? "in another order" : list(result);
}

std::string privilege_words(const Key& object, const std::string& column, const Grant& grant) {
    return fmt::format("{}{} on {}", grant.privilege, column.empty() ? "" : " (" + column + ")",
                       shown(object));
}

std::string role_words(const Grant& grant) {
    return grant.role.empty() ? "everyone" : grant.role;
}

std::string parents(const Table& table) {
    if (table.partition_of) {
        return shown(table.partition_of->parent);
    }
    std::vector<std::string> names;
    for (const Name& parent : table.inherits) {
        names.push_back(shown(parent));
    }
    return list(names);
}

/// One line for each kind of step.
struct Description {
    std::string operator()(const CreateTable& step) const {
        return "create table " + shown(step.table.name);
    }
    std::string operator()(const DropTable& step) const {
        return "drop table " + shown(step.table);
    }
    std::string operator()(const RenameTable& step) const {
        return fmt::format("rename table {} to {}", shown(step.table), step.to);
    }
    std::string operator()(const AddColumn& step) const {
        return "add column " + in(step.table, step.column.name) + properties(step.column);
    }
    std::string operator()(const DropColumn& step) const {
        return "drop column " + in(step.table, step.column);
    }
    std::string operator()(const RenameColumn& step) const {
        return fmt::format("rename column {} to {}", in(step.table, step.column), step.to);
    }
    std::string operator()(const AlterColumn& step) const {
        return fmt::format("alter column {}: {}", in(step.table, step.to.name),
                           changes(step.from, step.to));
    }
    std::string operator()(const AddConstraint& step) const {
        return "add " + words(step.table, step.constraint);
    }
    std::string operator()(const DropConstraint& step) const {
        return "drop " + words(step.table, step.constraint);
    }
    std::string operator()(const RenameConstraint& step) const {
        return fmt::format("rename constraint {} on {} to {}", step.constraint, shown(step.table),
                           step.to);
    }
    std::string operator()(const AlterTableOptions& step) const;
    std::string operator()(const AlterInheritance& step) const;
    std::string operator()(const CreateIndex& step) const {
        return "create " + words(step.index) +
               (step.concurrently == Concurrently::Yes ? ", concurrently" : "");
    }
    std::string operator()(const DropIndex& step) const {
        return "drop index " + shown(step.index.name);
    }
    std::string operator()(const RenameIndex& step) const {
        return fmt::format("rename index {} to {}", shown(step.index.name), step.to);
    }
    std::string operator()(const CreateObject& step) const {
        return "create " + words(step.object);
    }
    std::string operator()(const DropObject& step) const { return "drop " + words(step.object); }
    std::string operator()(const AlterObject& step) const;
    std::string operator()(const SetComment& step) const {
        return (step.comment.empty() ? "no comment on " : "comment on ") +
               (step.part.empty() ? "" : step.part + " of ") + shown(step.object);
    }
    std::string operator()(const GrantPrivilege& step) const {
        return fmt::format("grant {} to {}", privilege_words(step.object, step.column, step.grant),
                           role_words(step.grant));
    }
    std::string operator()(const RevokePrivilege& step) const {
        return fmt::format("revoke {} from {}",
                           privilege_words(step.object, step.column, step.grant),
                           role_words(step.grant));
    }
    std::string operator()(const RawSql& step) const { return "sql: " + one_line(step.up); }
};

std::string Description::operator()(const AlterTableOptions& step) const {
    std::vector<std::string> result;
    const auto add = [&](bool before, bool after, std::string_view name) {
        if (before != after) {
            result.push_back((after ? "" : "not ") + std::string(name));
        }
    };
    add(step.from.unlogged, step.to.unlogged, "unlogged");
    add(step.from.row_security, step.to.row_security, "row security");
    add(step.from.force_row_security, step.to.force_row_security, "row security for its owner");
    add(step.from.strict, step.to.strict, "strict");
    add(step.from.without_rowid, step.to.without_rowid, "without rowid");
    if (step.from.options != step.to.options) {
        result.push_back(step.to.options.empty() ? "no storage parameters" : list(step.to.options));
    }
    return fmt::format("alter table {}: {}", shown(step.to.name), list(result));
}

std::string Description::operator()(const AlterInheritance& step) const {
    const std::string from = parents(step.from);
    const std::string to = parents(step.to);
    if (to.empty()) {
        return fmt::format("take table {} from {}", shown(step.to.name), from);
    }
    return fmt::format("put table {} under {}", shown(step.to.name), to);
}

std::string Description::operator()(const AlterObject& step) const {
    const std::string from = words(step.from);
    const std::string to = words(step.to);
    if (from != to) {
        return fmt::format("rename {} to {}", from, to);
    }
    const auto* type = std::get_if<Enum>(&step.to);
    const auto* old = std::get_if<Enum>(&step.from);
    if (type != nullptr && old != nullptr) {
        return fmt::format("alter {}: {}", to, changes(*old, *type));
    }
    const bool replaced =
        std::holds_alternative<View>(step.to) || std::holds_alternative<Routine>(step.to);
    return (replaced ? "replace " : "alter ") + to;
}

}  // namespace

std::string described(const Modification& modification) {
    return std::visit(Description{}, modification);
}

}  // namespace gmig::schema
