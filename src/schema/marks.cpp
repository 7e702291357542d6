#include "schema/conversion.hpp"
#include "schema/difference/part.hpp"
#include "schema/difference/types.hpp"
#include <gmig/model/migration.hpp>
#include <gmig/schema/schema.hpp>
#include <gmig/sql/statement.hpp>

#include <algorithm>
#include <array>

namespace gmig::schema {
namespace {

std::string part_name(const Name& table, const std::string& part) {
    return shown(table) + "." + part;
}

std::string names(const std::vector<std::string>& columns) {
    std::string text;
    for (const std::string& column : columns) {
        text += (text.empty() ? "" : ", ") + column;
    }
    return text;
}

/// Whether each row gets a value of its own, so that all of them are written.
bool is_volatile(const Expression& expression, const Schema& schema) {
    constexpr std::array<std::string_view, 7> functions{
        "nextval",   "random",           "gen_random_uuid", "clock_timestamp",
        "timeofday", "uuid_generate_v4", "uuid_generate_v1"};
    const std::set<std::string> words = identifiers(expression, schema.dialect);
    return std::ranges::any_of(
               functions,
               [&](std::string_view name) { return words.contains(std::string(name)); }) ||
           std::ranges::any_of(schema.routines, [&](const auto& entry) {
               return mentions(expression.text(), entry.second.name);
           });
}

bool is_filled(const AddColumn& step) {
    return !step.filling.value.empty() || !step.filling.from_column.empty();
}

bool computes_value(const Column& column) {
    return column.default_value || column.generated || column.identity;
}

/// The marks of one step. A table that `before` does not have was made by a step before this one,
/// and has no rows.
class Marking {
public:
    explicit Marking(const Schema& before) : before_(before) {}

    std::vector<Mark> take() { return std::move(marks_); }

    void operator()(const DropTable& step) { destroys("table " + shown(step.table)); }
    void operator()(const DropColumn& step) {
        const Column* column = find(step.table, step.column);
        if (column == nullptr || !column->generated) {
            destroys("column " + part_name(step.table, step.column));
        }
    }
    void operator()(const AddColumn& step);
    void operator()(const AlterColumn& step);
    void operator()(const AddConstraint& step);
    void operator()(const AlterTableOptions& step);
    void operator()(const AlterInheritance& step);
    void operator()(const CreateIndex& step);
    void operator()(const DropObject& step) {
        if (const auto* sequence = std::get_if<Sequence>(&step.object)) {
            destroys("the value of sequence " + shown(sequence->name));
        }
    }
    void operator()(const AlterObject& step);
    void operator()(const RawSql& step);
    template <class Other>
    void operator()(const Other& /*step*/) {}

private:
    void add(Mark::Kind kind, std::string what) { marks_.push_back({kind, std::move(what)}); }
    void destroys(std::string what) { add(Mark::Kind::Destroys, std::move(what)); }
    void may_fail(std::string what) { add(Mark::Kind::MayFail, std::move(what)); }
    /// SQLite has one lock for all, and no reader waits for it.
    void rewrites(const Name& table) {
        if (is_postgresql()) {
            add(Mark::Kind::Rewrites, "table " + shown(table));
        }
    }
    void locks(std::string what) {
        if (is_postgresql()) {
            add(Mark::Kind::Locks, std::move(what));
        }
    }
    [[nodiscard]] bool is_postgresql() const { return before_.dialect == Dialect::Postgresql; }
    [[nodiscard]] bool has_rows(const Name& relation) const {
        return before_.tables.contains(relation);
    }
    [[nodiscard]] const Column* find(const Name& table, const std::string& column) const {
        const auto found = before_.tables.find(table);
        return found == before_.tables.end() ? nullptr : found->second.column(column);
    }
    /// The domain that is the column's type; one without any rules where there is none.
    [[nodiscard]] Domain domain_of(const Column& column) const;
    [[nodiscard]] bool writes_every_row(const AddColumn& step, const Domain& domain) const;
    void retyped(const AlterColumn& step);
    void retyped_in_sqlite(const AlterColumn& step);
    void altered(const Enum& from, const Enum& to, bool remake);
    void altered(const Domain& from, const Domain& to);
    void altered(const CompositeType& from, const CompositeType& to);
    void altered(const Sequence& from, const Sequence& to) {
        const std::string value = "the value of sequence " + shown(from.name);
        if (are_apart(from.options, to.options)) {
            destroys(value);
        } else if (!is_within(from.options, to.options)) {
            may_fail(value + " may lie outside its new range");
        }
    }
    template <class Other>
    void altered(const Other& /*from*/, const Other& /*to*/) {}

    const Schema& before_;
    std::vector<Mark> marks_;
};

Domain Marking::domain_of(const Column& column) const {
    const auto found = std::ranges::find_if(before_.domains, [&](const auto& entry) {
        return is_postgresql() && column.type == quoted(entry.first, Dialect::Postgresql);
    });
    return found == before_.domains.end() ? Domain() : found->second;
}

bool Marking::writes_every_row(const AddColumn& step, const Domain& domain) const {
    const Column& column = step.column;
    return column.identity || column.generated || is_filled(step) || domain.not_null ||
           !domain.checks.empty() ||
           (column.default_value && is_volatile(*column.default_value, before_));
}

void Marking::operator()(const AddColumn& step) {
    if (!has_rows(step.table)) {
        return;
    }
    const std::string name = part_name(step.table, step.column.name);
    const Domain domain = domain_of(step.column);
    const bool has_value = is_filled(step) || computes_value(step.column) || domain.default_value;
    if (!has_value && (step.column.not_null || domain.not_null)) {
        may_fail(name + " has no value for the rows of " + shown(step.table));
    }
    if (has_value && !domain.checks.empty()) {
        may_fail("the value for " + name + " may not meet the checks of " + shown(domain.name));
    }
    if (writes_every_row(step, domain)) {
        rewrites(step.table);
    }
}

void Marking::retyped(const AlterColumn& step) {
    const std::string& from = step.from.type;
    const std::string& to = step.to.type;
    const bool cast = !step.filling.cast.empty();
    if (cast || !keeps_every_value(from, to)) {
        may_fail("values of " + part_name(step.table, step.to.name) + " may not fit " + to);
    }
    if (cast || !keeps_its_form(from, to)) {
        rewrites(step.table);
    }
}

/// SQLite takes any value anywhere, except in STRICT tables and as a rowid; what a type turns
/// values into may break the other rules of the table.
void Marking::retyped_in_sqlite(const AlterColumn& step) {
    const Table& table = before_.tables.at(step.table);
    const bool in_rule = std::ranges::any_of(table.constraints, [&](const Constraint& constraint) {
        return std::ranges::find(constraint.columns, step.to.name) != constraint.columns.end() ||
               identifiers(constraint.expression, before_.dialect).contains(step.to.name);
    });
    if (table.strict || in_rule) {
        may_fail("values of " + part_name(step.table, step.to.name) + " may not fit " +
                 step.to.type);
    }
}

void Marking::operator()(const AlterColumn& step) {
    if (!has_rows(step.table)) {
        return;
    }
    const std::string name = part_name(step.table, step.to.name);
    if (step.to.generated && step.from.generated != step.to.generated) {
        if (!step.from.generated) {
            destroys("values of " + name);
        }
        rewrites(step.table);
        return;
    }
    if (is_postgresql() && (step.from.type != step.to.type || !step.filling.cast.empty())) {
        retyped(step);
    }
    if (!is_postgresql() && step.from.type != step.to.type) {
        retyped_in_sqlite(step);
    }
    if (!step.from.not_null && step.to.not_null) {
        if (step.filling.value.empty()) {
            may_fail(name + " may hold NULL");
        }
        locks(shown(step.table) + " while it is read through");
    }
}

void Marking::operator()(const AddConstraint& step) {
    const Constraint& constraint = step.constraint;
    if (!has_rows(step.table) || !constraint.validated) {
        return;
    }
    const std::string table = shown(step.table);
    switch (constraint.kind) {
        case Constraint::Kind::PrimaryKey:
            may_fail("rows of " + table + " may be alike, or NULL, in " +
                     names(constraint.columns));
            break;
        case Constraint::Kind::Unique:
            may_fail("rows of " + table + " may be alike in " + names(constraint.columns));
            break;
        case Constraint::Kind::ForeignKey:
            may_fail(part_name(step.table, names(constraint.columns)) + " may point to no row of " +
                     shown(constraint.target));
            break;
        case Constraint::Kind::Check:
            may_fail("rows of " + table + " may not meet the check");
            break;
        case Constraint::Kind::Exclusion:
            may_fail("rows of " + table + " may exclude each other");
            break;
    }
    locks(table + " while it is read through");
}

void Marking::operator()(const AlterTableOptions& step) {
    if (step.from.unlogged != step.to.unlogged) {
        rewrites(step.to.name);
    }
    if (!step.from.strict && step.to.strict) {
        may_fail("values of " + shown(step.to.name) + " may not fit their columns' types");
    }
}

void Marking::operator()(const AlterInheritance& step) {
    if (step.to.partition_of && has_rows(step.to.name)) {
        may_fail("rows of " + shown(step.to.name) + " may lie outside the partition");
        locks(shown(step.to.name) + " while it is read through");
    }
}

void Marking::operator()(const CreateIndex& step) {
    if (!has_rows(step.index.table)) {
        return;
    }
    const std::string table = shown(step.index.table);
    if (step.index.unique) {
        may_fail("rows of " + table + " may be alike in " + step.index.name.name);
    }
    if (step.concurrently == Concurrently::No) {
        locks("writers of " + table + " while the index is built");
    }
}

void Marking::altered(const Enum& from, const Enum& to, bool remake) {
    if (only_adds_values(from, to) && !remake) {
        return;
    }
    for (const std::string& value : from.values) {
        if (std::ranges::find(to.values, value) == to.values.end()) {
            may_fail("rows may hold " + literal(value) + " of " + shown(from.name));
        }
    }
    for (const auto& [name, table] : before_.tables) {
        if (std::ranges::any_of(table.columns, [&](const Column& column) {
                return is_type(column.type, from.name);
            })) {
            rewrites(name);
        }
    }
}

void Marking::altered(const Domain& from, const Domain& to) {
    if (!from.not_null && to.not_null) {
        may_fail("columns of " + shown(to.name) + " may hold NULL");
    }
    for (const Constraint& check : to.checks) {
        const bool is_old = std::ranges::any_of(
            from.checks, [&](const Constraint& old) { return old.expression == check.expression; });
        if (!is_old && check.validated) {
            may_fail("columns of " + shown(to.name) + " may not meet the check " + check.name);
        }
    }
}

void Marking::altered(const CompositeType& from, const CompositeType& to) {
    for (const auto& [name, type] : from.attributes) {
        const auto now = std::ranges::find(to.attributes, name,
                                           [](const auto& attribute) { return attribute.first; });
        if (now == to.attributes.end()) {
            destroys("attribute " + part_name(from.name, name));
        }
    }
}

void Marking::operator()(const AlterObject& step) {
    if (const auto* to = std::get_if<Enum>(&step.to)) {
        altered(std::get<Enum>(step.from), *to, step.remake);
        return;
    }
    std::visit(
        [&](const auto& to) {
            using Kind = std::decay_t<decltype(to)>;
            if constexpr (!std::is_same_v<Kind, Enum>) {
                altered(std::get<Kind>(step.from), to);
            }
        },
        step.to);
}

void Marking::operator()(const RawSql& step) {
    for (std::string& loss : sql::data_losses(Script{step.up, "sql"}, before_.dialect)) {
        destroys(std::move(loss));
    }
    if (!step.down) {
        add(Mark::Kind::Irreversible, "sql without a down part");
    }
}

}  // namespace

std::vector<Mark> marks(const Modification& modification, const Schema& before) {
    Marking marking(before);
    std::visit(marking, modification);
    return marking.take();
}

}  // namespace gmig::schema
