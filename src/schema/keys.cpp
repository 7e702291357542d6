#include <gmig/schema/schema.hpp>

#include <array>

namespace gmig::schema {

std::string_view to_string(Kind kind) {
    constexpr std::array<std::string_view, 12> names{"schema", "extension", "type",    "domain",
                                                     "type",   "sequence",  "table",   "index",
                                                     "view",   "routine",   "trigger", "policy"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string shown(const Key& key) {
    std::string name = std::string(to_string(key.kind)) + " " + shown(key.name);
    switch (key.kind) {
        case Kind::Routine:
            return name + "(" + key.part + ")";
        case Kind::Trigger:
        case Kind::Policy:
            return name + " on " + key.part;
        default:
            return name;
    }
}

Key key_of(const Table& table) {
    return {Kind::Table, table.name, ""};
}

Key key_of(const Index& index) {
    return {Kind::Index, index.name, ""};
}

Key key_of(const View& view) {
    return {Kind::View, view.name, ""};
}

Key key_of(const Routine& routine) {
    return {Kind::Routine, routine.name, routine.arguments};
}

Key key_of(const Trigger& trigger) {
    return {Kind::Trigger, {trigger.table.schema, trigger.name}, trigger.table.name};
}

Key key_of(const Policy& policy) {
    return {Kind::Policy, {policy.table.schema, policy.name}, policy.table.name};
}

}  // namespace gmig::schema
