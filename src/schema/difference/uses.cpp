#include "schema/difference/part.hpp"

#include <algorithm>

namespace gmig::schema {
namespace {

constexpr Dialect dialect = Dialect::Postgresql;

/// What one part stands on, gathered.
class Gatherer {
public:
    explicit Gatherer(const Schema& schema) : schema_(schema) {}

    void add(Part part) { parts_.push_back(std::move(part)); }
    void add(const Use& use) {
        add(whole(use.object));
        if (!use.column.empty() && use.object.kind == Kind::Table) {
            add(column_part(use.object.name, use.column));
        }
    }
    void add(const std::vector<Use>& uses) {
        for (const Use& use : uses) {
            add(use);
        }
    }
    void add_namespace(const Name& name) { add(whole(key_of(Kind::Namespace, name.schema))); }
    void add_columns(const Table& table, const std::set<std::string>& names) {
        for (const Column& column : table.columns) {
            if (names.contains(column.name)) {
                add(column_part(table.name, column.name));
            }
        }
    }
    /// Of what a table needs, what this text names, and what no text names (extensions).
    void add_mentioned(const Table& table, const std::string& text) {
        for (const Use& use : table.uses) {
            if (use.object.kind == Kind::Extension || mentions(text, use.object.name)) {
                add(use);
            }
        }
    }

    void column(const Table& table, const Column& column);
    void constraint(const Table& table, const Constraint& constraint);
    void foreign_key(const Table& table, const Constraint& constraint);
    void view(const View& view);
    void object(const Key& key);
    void relation(const Key& key);

    std::vector<Part> take() { return std::move(parts_); }

private:
    const Schema& schema_;
    std::vector<Part> parts_;
};

void Gatherer::column(const Table& table, const Column& column) {
    if (!table.uses.empty()) {
        std::string text = column.type + " " + column.collation;
        text += column.default_value ? " " + column.default_value->text() : "";
        text += column.generated ? " " + column.generated->expression.text() : "";
        add_mentioned(table, text);
    }
    if (column.generated) {
        add_columns(table, identifiers(column.generated->expression, dialect));
    }
}

/// Also the unique constraint or index on the columns pointed to: which one it is the catalogs
/// know; here each that fits.
void Gatherer::foreign_key(const Table& table, const Constraint& constraint) {
    add(whole(key_of(table)));
    add(whole(key_of(Kind::Table, constraint.target)));
    for (const std::string& column : constraint.target_columns) {
        add(column_part(constraint.target, column));
    }
    const auto target = schema_.tables.find(constraint.target);
    if (target == schema_.tables.end()) {
        return;
    }
    for (const Constraint& other : target->second.constraints) {
        if ((other.kind == Constraint::Kind::PrimaryKey ||
             other.kind == Constraint::Kind::Unique) &&
            std::ranges::is_permutation(other.columns, constraint.target_columns)) {
            add(constraint_part(constraint.target, other.name));
        }
    }
    for (const auto& [name, index] : schema_.indexes) {
        if (index.unique && index.table == constraint.target && !index.where &&
            std::ranges::is_permutation(index.parts, constraint.target_columns, {},
                                        &IndexPart::column)) {
            add(whole(key_of(index)));
        }
    }
}

void Gatherer::constraint(const Table& table, const Constraint& constraint) {
    std::set<std::string> names(constraint.columns.begin(), constraint.columns.end());
    names.insert(constraint.include.begin(), constraint.include.end());
    if (!constraint.expression.empty()) {
        names.merge(identifiers(constraint.expression, dialect));
        add_mentioned(table, constraint.expression.text());
    }
    add_columns(table, names);
    if (constraint.kind == Constraint::Kind::ForeignKey) {
        foreign_key(table, constraint);
    }
}

/// A view that groups by a primary key alone stands on that constraint, too.
void Gatherer::view(const View& view) {
    add_namespace(view.name);
    add(view.uses);
    if (!identifiers(view.query, dialect).contains("group")) {
        return;
    }
    for (const Use& use : view.uses) {
        const auto table = schema_.tables.find(use.object.name);
        if (use.object.kind != Kind::Table || table == schema_.tables.end()) {
            continue;
        }
        for (const Constraint& constraint : table->second.constraints) {
            if (constraint.kind == Constraint::Kind::PrimaryKey) {
                add(constraint_part(table->first, constraint.name));
            }
        }
    }
}

/// What stands on or in a table or view.
void Gatherer::relation(const Key& key) {
    if (key.kind == Kind::Table) {
        const Table& table = schema_.tables.at(key.name);
        add_namespace(table.name);
        for (const Name& parent : parents_of(table)) {
            add(whole(key_of(Kind::Table, parent)));
        }
    } else if (key.kind == Kind::Index) {
        const Index& index = schema_.indexes.at(key.name);
        add(relation_part(schema_, index.table));
        add(index.uses);
        for (const IndexPart& part : index.parts) {
            if (!part.column.empty()) {
                add(column_part(index.table, part.column));
            }
        }
    } else if (key.kind == Kind::Trigger) {
        const Trigger& trigger = schema_.triggers.at(key);
        add(relation_part(schema_, trigger.table));
        add(trigger.uses);
    } else {
        const Policy& policy = schema_.policies.at(key);
        add(relation_part(schema_, policy.table));
        add(policy.uses);
    }
}

void Gatherer::object(const Key& key) {
    switch (key.kind) {
        case Kind::Namespace:
            return;
        case Kind::Extension:
            add(whole(key_of(Kind::Namespace, schema_.extensions.at(key.name.name).in_schema)));
            return;
        case Kind::Enum:
            return add_namespace(key.name);
        case Kind::Domain:
            add_namespace(key.name);
            return add(schema_.domains.at(key.name).uses);
        case Kind::CompositeType:
            add_namespace(key.name);
            return add(schema_.composites.at(key.name).uses);
        case Kind::Sequence: {
            add_namespace(key.name);
            const Sequence& sequence = schema_.sequences.at(key.name);
            if (sequence.owner) {
                add(Use{key_of(Kind::Table, sequence.owner->first), sequence.owner->second});
            }
            return;
        }
        case Kind::View:
            return view(schema_.views.at(key.name));
        case Kind::Routine:
            add_namespace(key.name);
            return add(schema_.routines.at(key).uses);
        case Kind::Table:
        case Kind::Index:
        case Kind::Trigger:
        case Kind::Policy:
            return relation(key);
    }
}

/// A column that is not the table's own is that of a parent.
std::vector<Part> uses_of_inherited(const Schema& schema, const Part& part) {
    const auto table = schema.tables.find(part.object.name);
    if (part.what == Part::What::Column && table != schema.tables.end()) {
        for (const Name& parent : parents_of(table->second)) {
            std::vector<Part> uses = uses_of(schema, column_part(parent, part.name));
            if (!uses.empty()) {
                return uses;
            }
        }
    }
    return {};
}

}  // namespace

std::vector<Part> uses_of(const Schema& schema, const Part& part) {
    if (!has(schema, part)) {
        return uses_of_inherited(schema, part);
    }
    Gatherer gatherer(schema);
    if (part.what == Part::What::Whole) {
        gatherer.object(part.object);
        return gatherer.take();
    }
    const Table& table = schema.tables.at(part.object.name);
    if (part.what == Part::What::Column) {
        gatherer.column(table, *table.column(part.name));
    } else {
        gatherer.constraint(table, *constraint_of(table, part.name));
    }
    return gatherer.take();
}

}  // namespace gmig::schema
