#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace gmig::sql {

/// A name as it is written in PostgreSQL's parse tree.
struct Name {
    std::string schema;
    std::string name;
};

/// What a member of a statement's node names as its target: a relation, or several of them, a list
/// of words that are one name, a plain text.
std::vector<Name> target_in(const nlohmann::json& member);

/// The objects that a member names: one or a list of them, each a relation, a list of words, a
/// type, a function with its arguments or a word. With `without_last` the last word of a list is no
/// part of the name: the column in table.column.
std::vector<Name> objects_in(const nlohmann::json& member, bool without_last);

/// Everything that a statement names somewhere.
struct Named {
    std::vector<Name> relations;  ///< but for names that WITH gives
    std::vector<Name> functions;  ///< called
    std::vector<Name> types;      ///< but for those that every database has
    std::vector<Name> written;    ///< relations whose rows INSERT, UPDATE, DELETE or MERGE changes
};

/// Walks a parse tree, without recursion: it may be 30,000 levels deep.
Named walk(const nlohmann::json& tree);

}  // namespace gmig::sql
