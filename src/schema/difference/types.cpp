#include "schema/difference/types.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace gmig::schema {
namespace {

enum class Family : std::uint8_t { Other, Integer, Number, Text, Time };

/// "character varying(20)" → "character varying".
std::string_view without_modifier(std::string_view type) {
    return type.substr(0, type.find('('));
}

Family family_of(std::string_view type) {
    struct Member {
        std::string_view type;
        Family family;
    };
    constexpr std::array members{Member{"smallint", Family::Integer},
                                 Member{"integer", Family::Integer},
                                 Member{"bigint", Family::Integer},
                                 Member{"numeric", Family::Number},
                                 Member{"real", Family::Number},
                                 Member{"double precision", Family::Number},
                                 Member{"text", Family::Text},
                                 Member{"character varying", Family::Text},
                                 Member{"character", Family::Text},
                                 Member{"date", Family::Time},
                                 Member{"timestamp", Family::Time},
                                 Member{"timestamp without time zone", Family::Time},
                                 Member{"timestamp with time zone", Family::Time}};
    // "timestamp(3) with time zone": the modifier stands inside.
    std::string_view plain = without_modifier(type);
    const auto found = std::ranges::find(members, plain, &Member::type);
    if (type.ends_with(']') || found == members.end()) {
        return Family::Other;
    }
    return found->family;
}

std::int64_t number(const std::string& text) {
    std::int64_t result = 0;
    std::from_chars(text.data(), text.data() + text.size(), result);
    return result;
}

bool writes_one_of(std::string_view text, const std::vector<std::string>& values) {
    return std::ranges::any_of(values, [&](const std::string& value) {
        return text.find(literal(value)) != std::string_view::npos;
    });
}

/// All the text in an object that may hold a value.
std::string text_of(const Constraint& constraint) {
    return constraint.expression.text() + "\n";
}
std::string text_of(const Table& table) {
    std::string text = table.partition_by + (table.partition_of ? table.partition_of->bound : "");
    for (const Column& column : table.columns) {
        text += (column.default_value ? column.default_value->text() : "") + "\n";
        text += (column.generated ? column.generated->expression.text() : "") + "\n";
    }
    for (const Constraint& constraint : table.constraints) {
        text += text_of(constraint);
    }
    return text;
}
std::string text_of(const Domain& domain) {
    std::string text = domain.default_value ? domain.default_value->text() : "";
    for (const Constraint& constraint : domain.checks) {
        text += text_of(constraint);
    }
    return text;
}
std::string text_of(const Index& index) {
    std::string text = index.where ? index.where->text() : "";
    for (const IndexPart& part : index.parts) {
        text += part.expression.text() + "\n";
    }
    return text;
}
std::string text_of(const View& view) {
    return view.query.text();
}
template <class T>
std::string text_of(const T& object) {
    return object.definition.text();
}

template <class Map>
bool write_one_of(const Map& from, const Map& to, const std::vector<std::string>& values) {
    return std::ranges::any_of(to, [&](const auto& entry) {
        const auto old = from.find(entry.first);
        return (old == from.end() || !(old->second == entry.second)) &&
               writes_one_of(text_of(entry.second), values);
    });
}

bool is_used_by_a_table(const Schema& schema, const CompositeType& type) {
    return std::ranges::any_of(schema.tables, [&](const auto& entry) {
        return std::ranges::any_of(entry.second.columns, [&](const Column& column) {
            return mentions(column.type, type.name);
        });
    });
}

}  // namespace

bool only_adds_values(const Enum& a, const Enum& b) {
    auto next = a.values.begin();
    for (const std::string& value : b.values) {
        if (next != a.values.end() && *next == value) {
            ++next;
        }
    }
    return next == a.values.end();
}

bool new_values_are_used(const Plan& plan, const Enum& a, const Enum& b) {
    std::vector<std::string> added;
    for (const std::string& value : b.values) {
        if (std::ranges::find(a.values, value) == a.values.end()) {
            added.push_back(value);
        }
    }
    return write_one_of(plan.from.tables, plan.to.tables, added) ||
           write_one_of(plan.from.domains, plan.to.domains, added) ||
           write_one_of(plan.from.indexes, plan.to.indexes, added) ||
           write_one_of(plan.from.views, plan.to.views, added) ||
           write_one_of(plan.from.routines, plan.to.routines, added) ||
           write_one_of(plan.from.triggers, plan.to.triggers, added) ||
           write_one_of(plan.from.policies, plan.to.policies, added);
}

bool can_alter_attributes(const Schema& from, const CompositeType& a, const CompositeType& b) {
    auto next = b.attributes.begin();
    bool same_types = true;
    for (const auto& [name, type] : a.attributes) {
        const auto now =
            std::ranges::find(b.attributes, name, &std::pair<std::string, std::string>::first);
        if (now == b.attributes.end()) {
            continue;
        }
        if (now != next) {
            return false;
        }
        same_types = same_types && now->second == type;
        ++next;
    }
    return same_types || !is_used_by_a_table(from, a);
}

bool is_contained(const Schema& schema, const Domain& domain) {
    const auto contains = [&](const std::string& type) {
        return mentions(type, domain.name) && type != quoted(domain.name, Dialect::Postgresql);
    };
    return std::ranges::any_of(schema.tables,
                               [&](const auto& entry) {
                                   return std::ranges::any_of(entry.second.columns, contains,
                                                              &Column::type);
                               }) ||
           std::ranges::any_of(schema.composites, [&](const auto& entry) {
               return std::ranges::any_of(entry.second.attributes, [&](const auto& attribute) {
                   return mentions(attribute.second, domain.name);
               });
           });
}

bool are_apart(const SequenceOptions& a, const SequenceOptions& b) {
    return number(a.maximum) < number(b.minimum) || number(b.maximum) < number(a.minimum);
}

bool is_within(const SequenceOptions& a, const SequenceOptions& b) {
    return number(b.minimum) <= number(a.minimum) && number(a.maximum) <= number(b.maximum);
}

bool is_assignable(std::string_view from, std::string_view to) {
    const Family before = family_of(from);
    const Family after = family_of(to);
    const auto is_number = [](Family family) {
        return family == Family::Integer || family == Family::Number;
    };
    return after == Family::Text || (before == after && after == Family::Time) ||
           (is_number(before) && is_number(after)) ||
           without_modifier(from) == without_modifier(to);
}

bool is_one_family(std::string_view a, std::string_view b) {
    return family_of(a) != Family::Other && family_of(a) == family_of(b);
}

bool is_type(std::string_view type, const Name& name) {
    const std::string written = quoted(name, Dialect::Postgresql);
    return type.starts_with(written) &&
           (type.size() == written.size() || type[written.size()] == '[');
}

}  // namespace gmig::schema
