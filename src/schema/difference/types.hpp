#pragma once

#include "schema/difference/plan.hpp"

#include <string>
#include <string_view>

namespace gmig::schema {

/// Whether the values of `a` stand in `b` in the same order, with others between or around them.
bool only_adds_values(const Enum& a, const Enum& b);

/// Whether something that is new or other in `to` writes one of the values that `b` adds:
/// PostgreSQL refuses to use them in the transaction that adds them.
bool new_values_are_used(const Plan& plan, const Enum& a, const Enum& b);

/// Whether ALTER TYPE … ATTRIBUTE makes `b` of `a`: it adds at the end, and does not change a type
/// that a table's column has.
bool can_alter_attributes(const Schema& from, const CompositeType& a, const CompositeType& b);

/// Whether values of a domain stand inside others, of an array or composite type: PostgreSQL does
/// not check those, and so refuses to add a rule to the domain.
bool is_contained(const Schema& schema, const Domain& domain);

/// Whether no value of the one sequence can be one of the other.
bool are_apart(const SequenceOptions& a, const SequenceOptions& b);
/// Whether every value of the one can be one of the other.
bool is_within(const SequenceOptions& a, const SequenceOptions& b);

/// Whether values of one type become the other's in an assignment, without a cast of our own.
bool is_assignable(std::string_view from, std::string_view to);
/// Whether a foreign key stands between columns of these types all the same: two integer types, two
/// kinds of text.
bool is_one_family(std::string_view a, std::string_view b);

/// Whether a type, written as format_type() does, is this one or an array of it.
bool is_type(std::string_view type, const Name& name);

}  // namespace gmig::schema
