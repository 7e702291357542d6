#pragma once

#include <gmig/schema/expression.hpp>
#include <gmig/schema/name.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

enum class Kind : std::uint8_t {
    Namespace,  ///< PostgreSQL's schema
    Extension,
    Enum,
    Domain,
    CompositeType,
    Sequence,
    Table,
    Index,
    View,  ///< materialized ones too
    Routine,
    Trigger,
    Policy,
};
/// "table", "view", …, as people and COMMENT ON name them ("schema" for a namespace).
std::string_view to_string(Kind kind);

/// What identifies an object in a schema.
struct Key {
    Kind kind{};
    Name name;         ///< of a namespace or extension: only `name.name`
    std::string part;  ///< routine: its argument types, "integer, text"; trigger, policy: the table
    auto operator<=>(const Key&) const = default;
};

/// "table public.article", "function public.f(integer)", for people.
std::string shown(const Key& key);

/// That one object needs another, or one column of it.
struct Use {
    Key object;
    std::string column;  ///< "" for the whole
    auto operator<=>(const Use&) const = default;
};

/// A privilege that somebody other than the owner has. What the server grants to everyone by itself
/// (EXECUTE on functions, USAGE on types) counts as granted until revoked.
struct Grant {
    std::string role;       ///< "" is PUBLIC
    std::string privilege;  ///< "SELECT"
    bool grantable = false;
    auto operator<=>(const Grant&) const = default;
};

}  // namespace gmig::schema
