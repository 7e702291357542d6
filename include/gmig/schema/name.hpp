#pragma once

#include <gmig/model/ids.hpp>

#include <string>
#include <string_view>

namespace gmig::schema {

/// The name of an object: PostgreSQL's schema and the name in it. SQLite's objects have no schema.
struct Name {
    std::string schema;
    std::string name;
    auto operator<=>(const Name&) const = default;
};

/// "public.article", "article", for people.
std::string shown(const Name& name);

/// An identifier as SQL: in double quotes where the dialect wants them (another form than
/// [a-z_][a-z0-9_]*, or a keyword that cannot be a name everywhere), bare otherwise. Throws
/// Error{Usage} for NUL, for an empty name and, in PostgreSQL, for more than 63 bytes, which the
/// server would cut with a notice only.
std::string quoted(std::string_view identifier, Dialect dialect);
std::string quoted(const Name& name, Dialect dialect);

/// A string literal ('it''s').
std::string literal(std::string_view text);

}  // namespace gmig::schema
