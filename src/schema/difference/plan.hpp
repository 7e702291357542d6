#pragma once

#include "schema/difference/part.hpp"
#include <gmig/schema/modification.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace gmig::schema {

/// What becomes of a part that does not stay as it is.
enum class Fate : std::uint8_t {
    Altered,
    Renamed,
    Gone,
    New,
    Remade,  ///< dropped, and made again
};

struct Decision {
    Fate fate{};
    /// The database refuses it as long as something stands on it.
    bool breaks = false;
};

/// What has to be done between two schemas of PostgreSQL, and in which ways, but not yet in which
/// order.
struct Plan {
    const Schema& from;
    const Schema& to;

    std::map<Part, Decision> parts;
    /// Parts that something refused stands on, and that stay: what they are in the meantime.
    std::map<Part, Column> columns_between;
    std::map<Name, Domain> domains_between;
    /// Sequences that have to be taken from their column before it goes.
    std::set<Name> detached_sequences;
    /// The new names of renamed parts.
    std::map<Part, std::string> renamed;
    /// Objects in both that differ in anything, comments and privileges too.
    std::set<Key> changed;

    [[nodiscard]] const Decision* decision(const Part& part) const {
        const auto found = parts.find(part);
        return found == parts.end() ? nullptr : &found->second;
    }
    [[nodiscard]] bool is(const Part& part, Fate fate) const {
        const Decision* found = decision(part);
        return found != nullptr && found->fate == fate;
    }
    /// Whether it goes, to come again or not.
    [[nodiscard]] bool leaves(const Part& part) const {
        return is(part, Fate::Gone) || is(part, Fate::Remade);
    }
    [[nodiscard]] bool comes(const Part& part) const {
        return is(part, Fate::New) || is(part, Fate::Remade);
    }
};

/// Compares the two, object by object.
Plan decided(const Schema& from, const Schema& to);

/// Carries to whatever stands on a thing that the database refuses to drop or change under it.
void spread(Plan& plan);

/// The steps of a plan in order. Error{Usage} names a cycle.
std::vector<Modification> ordered(const Plan& plan);

/// Equal but for comment and privileges.
bool same_definition(const Column& a, const Column& b);

/// A table whose column or constraints changes as its parents do.
bool moves_between_parents(const Plan& plan, const Name& table);
/// With the columns that it has from its parents.
Table with_inherited(const Schema& schema, const Table& table);

}  // namespace gmig::schema
