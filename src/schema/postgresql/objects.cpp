#include "schema/difference/part.hpp"
#include "schema/difference/types.hpp"
#include "schema/postgresql/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gmig::schema::postgresql {
namespace {

using Statements = std::vector<std::string>;

std::string literals(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += (text.empty() ? "" : ", ") + literal(value);
    }
    return text;
}

std::string create_type(const Enum& type) {
    return fmt::format("CREATE TYPE {} AS ENUM ({})", sql(type.name), literals(type.values));
}

std::string domain_constraint(const Constraint& check) {
    return fmt::format("CONSTRAINT {} CHECK ({}){}", sql(check.name), check.expression.text(),
                       check.validated ? "" : " NOT VALID");
}

std::string owned_by(const Sequence& sequence) {
    return " OWNED BY " + (sequence.owner
                               ? sql(sequence.owner->first) + "." + sql(sequence.owner->second)
                               : "NONE");
}

std::string view_words(const View& view) {
    return view.materialized ? "MATERIALIZED VIEW" : "VIEW";
}

std::string view_text(std::string_view verb, const View& view) {
    std::string text = fmt::format("{} {} {}", verb, view_words(view), sql(view.name));
    text += view.options.empty() ? "" : fmt::format(" WITH ({})", options(view.options));
    text += " AS\n" + view.query.text();
    return text + (view.populated ? "" : "\nWITH NO DATA");
}

std::string routine_name(const Routine& routine) {
    return fmt::format("{} {}({})", routine.procedure ? "PROCEDURE" : "FUNCTION", sql(routine.name),
                       routine.arguments);
}

std::string enable_trigger(const Trigger& trigger) {
    return fmt::format("ALTER TABLE {} {} TRIGGER {}", sql(trigger.table),
                       trigger.enabled.empty() ? "ENABLE" : trigger.enabled, sql(trigger.name));
}

struct Creation {
    Statements operator()(const Namespace& space) const {
        return {"CREATE SCHEMA " + sql(space.name)};
    }
    Statements operator()(const Extension& extension) const {
        return {fmt::format("CREATE EXTENSION {} SCHEMA {}", sql(extension.name),
                            sql(extension.in_schema))};
    }
    Statements operator()(const Enum& type) const { return {create_type(type)}; }
    Statements operator()(const Domain& domain) const;
    Statements operator()(const CompositeType& type) const;
    Statements operator()(const Sequence& sequence) const {
        return {fmt::format("CREATE {}SEQUENCE {}{}{}", sequence.unlogged ? "UNLOGGED " : "",
                            sql(sequence.name), sequence_text(sequence.options),
                            sequence.owner ? owned_by(sequence) : "")};
    }
    Statements operator()(const View& view) const { return {view_text("CREATE", view)}; }
    Statements operator()(const Routine& routine) const { return {routine.definition.text()}; }
    Statements operator()(const Trigger& trigger) const {
        Statements result{trigger.definition.text()};
        if (!trigger.enabled.empty()) {
            result.push_back(enable_trigger(trigger));
        }
        return result;
    }
    Statements operator()(const Policy& policy) const { return {policy.definition.text()}; }
};

Statements Creation::operator()(const Domain& domain) const {
    std::string text = fmt::format("CREATE DOMAIN {} AS {}", sql(domain.name), domain.type);
    text += domain.collation.empty() ? "" : " COLLATE " + domain.collation;
    text += domain.default_value ? " DEFAULT " + domain.default_value->text() : "";
    text += domain.not_null ? " NOT NULL" : "";
    Statements later;
    for (const Constraint& check : domain.checks) {
        // CREATE DOMAIN has no NOT VALID.
        if (check.validated) {
            text += "\n    " + domain_constraint(check);
        } else {
            later.push_back(
                fmt::format("ALTER DOMAIN {} ADD {}", sql(domain.name), domain_constraint(check)));
        }
    }
    later.insert(later.begin(), text);
    return later;
}

Statements Creation::operator()(const CompositeType& type) const {
    Statements attributes;
    for (const auto& [name, attribute_type] : type.attributes) {
        attributes.push_back(fmt::format("    {} {}", sql(name), attribute_type));
    }
    return {
        fmt::format("CREATE TYPE {} AS (\n{}\n)", sql(type.name), fmt::join(attributes, ",\n"))};
}

struct Removal {
    std::string operator()(const Namespace& space) const {
        return "DROP SCHEMA " + sql(space.name);
    }
    std::string operator()(const Extension& extension) const {
        return "DROP EXTENSION " + sql(extension.name);
    }
    std::string operator()(const Enum& type) const { return "DROP TYPE " + sql(type.name); }
    std::string operator()(const Domain& domain) const { return "DROP DOMAIN " + sql(domain.name); }
    std::string operator()(const CompositeType& type) const {
        return "DROP TYPE " + sql(type.name);
    }
    std::string operator()(const Sequence& sequence) const {
        return "DROP SEQUENCE " + sql(sequence.name);
    }
    std::string operator()(const View& view) const {
        return fmt::format("DROP {} {}", view_words(view), sql(view.name));
    }
    std::string operator()(const Routine& routine) const { return "DROP " + routine_name(routine); }
    std::string operator()(const Trigger& trigger) const {
        return fmt::format("DROP TRIGGER {} ON {}", sql(trigger.name), sql(trigger.table));
    }
    std::string operator()(const Policy& policy) const {
        return fmt::format("DROP POLICY {} ON {}", sql(policy.name), sql(policy.table));
    }
};

/// From one value of a kind to another.
struct Change {
    const AlterObject& step;

    template <class T>
    [[nodiscard]] const T& from() const {
        return std::get<T>(step.from);
    }
    Statements operator()(const Namespace& to) const {
        return {
            fmt::format("ALTER SCHEMA {} RENAME TO {}", sql(from<Namespace>().name), sql(to.name))};
    }
    Statements operator()(const Extension& to) const {
        return {fmt::format("ALTER EXTENSION {} SET SCHEMA {}", sql(to.name), sql(to.in_schema))};
    }
    Statements operator()(const Enum& to) const;
    Statements operator()(const Domain& to) const;
    Statements operator()(const CompositeType& to) const;
    Statements operator()(const Sequence& to) const;
    Statements operator()(const View& to) const;
    Statements operator()(const Routine& to) const { return {to.definition.text()}; }
    Statements operator()(const Trigger& to) const {
        Statements result;
        if (from<Trigger>().definition != to.definition) {
            result = {Removal()(from<Trigger>()), to.definition.text()};
        }
        if (from<Trigger>().enabled != to.enabled || !result.empty()) {
            result.push_back(enable_trigger(to));
        }
        return result;
    }
    Statements operator()(const Policy& to) const {
        return {Removal()(from<Policy>()), to.definition.text()};
    }
};

/// Each new value behind the one that it follows, the first ones before what they stand before.
Statements Change::operator()(const Enum& to) const {
    std::vector<std::string> there = from<Enum>().values;
    Statements result;
    for (std::size_t at = 0; at < to.values.size(); ++at) {
        const std::string& value = to.values[at];
        if (at < there.size() && there[at] == value) {
            continue;
        }
        std::string place;
        if (at < there.size()) {
            place = at == 0 ? " BEFORE " + literal(there.front())
                            : " AFTER " + literal(to.values[at - 1]);
        }
        result.push_back(
            fmt::format("ALTER TYPE {} ADD VALUE {}{}", sql(to.name), literal(value), place));
        there.insert(there.begin() + static_cast<std::ptrdiff_t>(at), value);
    }
    return result;
}

const Constraint* check_like(const std::vector<Constraint>& checks, const Constraint& check) {
    const auto found = std::ranges::find_if(checks, [&](const Constraint& other) {
        return other.name == check.name && other.expression == check.expression &&
               other.validated == check.validated;
    });
    return found == checks.end() ? nullptr : &*found;
}

Statements Change::operator()(const Domain& to) const {
    const Domain& old = from<Domain>();
    const std::string alter = "ALTER DOMAIN " + sql(to.name) + " ";
    Statements result;
    for (const Constraint& check : old.checks) {
        if (check_like(to.checks, check) == nullptr) {
            result.push_back(alter + "DROP CONSTRAINT " + sql(check.name));
        }
    }
    if (old.default_value != to.default_value) {
        result.push_back(alter + (to.default_value ? "SET DEFAULT " + to.default_value->text()
                                                   : "DROP DEFAULT"));
    }
    if (old.not_null != to.not_null) {
        result.push_back(alter + (to.not_null ? "SET NOT NULL" : "DROP NOT NULL"));
    }
    for (const Constraint& check : to.checks) {
        if (check_like(old.checks, check) == nullptr) {
            result.push_back(alter + "ADD " + domain_constraint(check));
        }
    }
    return result;
}

Statements Change::operator()(const CompositeType& to) const {
    const auto& before = from<CompositeType>().attributes;
    const auto find = [](const auto& attributes, const std::string& name) {
        const auto found =
            std::ranges::find(attributes, name, [](const auto& entry) { return entry.first; });
        return found == attributes.end() ? nullptr : &*found;
    };
    const std::string alter = "ALTER TYPE " + sql(to.name) + " ";
    Statements result;
    for (const auto& [name, type] : before) {
        if (find(to.attributes, name) == nullptr) {
            result.push_back(alter + "DROP ATTRIBUTE " + sql(name));
        }
    }
    for (const auto& [name, type] : to.attributes) {
        const auto* old = find(before, name);
        if (old == nullptr) {
            result.push_back(fmt::format("{}ADD ATTRIBUTE {} {}", alter, sql(name), type));
        } else if (old->second != type) {
            result.push_back(fmt::format("{}ALTER ATTRIBUTE {} TYPE {}", alter, sql(name), type));
        }
    }
    return result;
}

/// The value that it has come to stays; a smaller range may refuse it.
Statements Change::operator()(const Sequence& to) const {
    const Sequence& old = from<Sequence>();
    Statements result;
    if (old.name.name != to.name.name) {
        result.push_back(
            fmt::format("ALTER SEQUENCE {} RENAME TO {}", sql(old.name), sql(to.name.name)));
    }
    const std::string alter = "ALTER SEQUENCE " + sql(to.name);
    const std::string changes = sequence_changes(old.options, to.options, "");
    if (!changes.empty()) {
        result.push_back(alter + changes);
    }
    if (old.unlogged != to.unlogged) {
        result.push_back(alter + (to.unlogged ? " SET UNLOGGED" : " SET LOGGED"));
    }
    if (old.owner != to.owner) {
        result.push_back(alter + owned_by(to));
    }
    return result;
}

std::vector<std::string> names_of(const std::vector<std::string>& options) {
    std::vector<std::string> names;
    for (const std::string& option : options) {
        names.push_back(option.substr(0, option.find('=')));
    }
    return names;
}

Statements Change::operator()(const View& to) const {
    const View& old = from<View>();
    if (!to.materialized) {
        return {view_text("CREATE OR REPLACE", to)};
    }
    const std::string alter = "ALTER MATERIALIZED VIEW " + sql(to.name) + " ";
    Statements result;
    std::vector<std::string> gone = names_of(old.options);
    const std::vector<std::string> kept = names_of(to.options);
    std::erase_if(
        gone, [&](const std::string& name) { return std::ranges::find(kept, name) != kept.end(); });
    if (!gone.empty()) {
        result.push_back(fmt::format("{}RESET ({})", alter, fmt::join(gone, ", ")));
    }
    if (old.options != to.options && !to.options.empty()) {
        result.push_back(fmt::format("{}SET ({})", alter, options(to.options)));
    }
    if (old.populated != to.populated) {
        result.push_back(fmt::format("REFRESH MATERIALIZED VIEW {}{}", sql(to.name),
                                     to.populated ? "" : " WITH NO DATA"));
    }
    return result;
}

}  // namespace

std::vector<std::string> create_object(const Object& object) {
    return std::visit(Creation{}, object);
}

std::vector<std::string> drop_object(const Object& object) {
    return {std::visit(Removal{}, object)};
}

std::vector<std::string> alter_object(const AlterObject& step) {
    return std::visit(Change{step}, step.to);
}

namespace {

/// What is said of a type and who may use it, for the one that takes its place.
Statements annotations_of(const Enum& type) {
    const Key key = key_of(Kind::Enum, type.name);
    const Grant first{"", "USAGE", false};
    Statements result;
    if (!type.comment.empty()) {
        result.push_back(comment_text({key, SetComment::Part::Whole, "", type.comment}, {}));
    }
    if (std::ranges::find(type.privileges, first) == type.privileges.end()) {
        result.push_back(revoke_text({key, "", first}, {}));
    }
    for (const Grant& grant : type.privileges) {
        if (grant != first) {
            result.push_back(grant_text({key, "", grant}, {}));
        }
    }
    return result;
}

}  // namespace

std::vector<std::string> remake_enum(const Enum& from, const Enum& to,
                                     const std::vector<std::pair<Name, Column>>& columns) {
    constexpr std::size_t longest_name = 63;
    constexpr std::string_view ending = "_before";
    Name old = from.name;
    old.name = old.name.substr(0, longest_name - ending.size()).append(ending);
    Statements result{fmt::format("ALTER TYPE {} RENAME TO {}", sql(from.name), sql(old.name)),
                      create_type(to)};
    for (const auto& [table, column] : columns) {
        const std::string alter =
            fmt::format("ALTER TABLE {} ALTER COLUMN {} ", sql(table), sql(column.name));
        const bool is_array = column.type.ends_with(']');
        if (column.default_value) {
            result.push_back(alter + "DROP DEFAULT");
        }
        result.push_back(fmt::format("{}TYPE {} USING {}::text{}::{}", alter, column.type,
                                     sql(column.name), is_array ? "[]" : "", column.type));
        if (column.default_value) {
            result.push_back(alter + "SET DEFAULT " + column.default_value->text());
        }
    }
    result.push_back("DROP TYPE " + sql(old));
    std::ranges::move(annotations_of(from), std::back_inserter(result));
    return result;
}

}  // namespace gmig::schema::postgresql
