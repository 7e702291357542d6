#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig {

/// What a statement does to an object.
enum class Touch : std::uint8_t { Reads, WritesData, Alters, Creates, Replaces, Drops };
/// "reads", "writes rows of", "alters", …, as in a sentence.
std::string_view to_string(Touch touch);

/// One object that a migration's up part names.
struct Touched {
    std::string kind;  ///< "table", "view", "function", …; "relation" where the text does not say
    std::string schema;  ///< PostgreSQL: as written; empty where it is left to the search path
    std::string name;
    Touch touch{};
    auto operator<=>(const Touched&) const = default;
};

/// What an up part touches, as far as it can be seen.
struct Touches {
    std::vector<Touched> objects;  ///< sorted, each once
    /// Statements that read or write rows, or may: "INSERT at migrations/x.sql:3:1". With any of
    /// these, schemas that are the same prove nothing.
    std::vector<std::string> data;
    /// What could not be looked into: "DO at migrations/x.sql:3:1".
    std::vector<std::string> unseen;
    bool operator==(const Touches&) const = default;
};

/// Sorts the objects and leaves each of them in there once; one that is read besides something else
/// counts as that alone.
void settle(Touches& touches);

/// Whether two names may mean the same object: a table is a relation, and a name without a schema
/// may be in any.
bool same_object(const Touched& one, const Touched& other);

}  // namespace gmig
