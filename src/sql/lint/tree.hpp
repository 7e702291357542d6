#pragma once

#include "sql/lint/acts.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::sql::lint {

using Json = nlohmann::json;

// PostgreSQL's parse tree as libpg_query writes it, which leaves out what is false, 0 or empty.

/// A member; null where there is none.
const Json& member(const Json& node, const char* key);
std::string text(const Json& node, const char* key);
bool flag(const Json& node, const char* key);
/// The words of a list of Strings.
std::vector<std::string> words(const Json& list);
/// The byte of the statement that a node says it is at; nothing known: 0.
std::size_t location(const Json& node);

/// Where unqualified names are.
struct Names {
    std::string default_schema{};  ///< what search_path begins with; empty: public

    [[nodiscard]] ObjectName of(std::string schema, std::string name) const;
    /// A RangeVar, with or without its node's name around it.
    [[nodiscard]] ObjectName of_relation(const Json& range) const;
    /// A list of words.
    [[nodiscard]] ObjectName of_words(std::vector<std::string> parts) const;
    /// What stands in the list of a DROP: a List, a TypeName, an ObjectWithArgs.
    [[nodiscard]] ObjectName of_object(const Json& object) const;
};

/// "varchar(20)", "numeric(10,2)[]", "app.mood"; the serials are the integers that they make.
std::string type_text(const Json& type_name);
bool is_serial(const Json& type_name);

/// Whether a DefElem list has this option, and not as off.
bool has_option(const Json& options, std::string_view name);

/// All nodes of this name below, without recursion.
std::vector<const Json*> nodes_in(const Json& tree, const char* name);

/// Adds the columns that an expression names, each once.
void add_columns_in(const Json& expression, std::vector<std::string>& columns);

/// The columns that an expression, being true, proves to be no NULL.
std::vector<std::string> proven_not_null(const Json& expression);

/// A constraint of a table or, with `column`, of that column; nothing where it is none (NOT NULL,
/// DEFAULT …). Unnamed ones get PostgreSQL's names.
std::optional<Constraint> constraint_of(const Json& node, const ObjectName& table,
                                        const std::string& column, const Names& names);

}  // namespace gmig::sql::lint
