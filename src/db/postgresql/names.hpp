#pragma once

#include <gmig/db/driver.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace gmig::db::postgresql {

/// Bytes that the server keeps of a name.
inline constexpr std::size_t longest_name = 63;

/// SQL of the ledger as PostgreSQL is to read it: each word `gmig_x` becomes `gmig.x`. The name of
/// an index that is made, or of a constraint, takes no schema there and becomes `x`. Strings,
/// comments, quoted identifiers and the column gmig_version stay as they are.
std::string ledger_names(std::string_view sql);

/// A value as a literal that a text of statements may hold.
using Quote = std::function<std::string(const Value&)>;

/// One of gmig's own queries as text: names as above, each $n replaced by its value.
std::string with_literals(const Query& query, const Quote& quote);

/// Throws Error{Migration} with the place of an identifier of more than 63 bytes: PostgreSQL would
/// cut it off and only say so in a notice (its documentation, 4.1.1).
void refuse_long_names(const Script& script, const sql::Statement& statement);

/// The first `bytes` bytes of UTF-8 text or fewer, not ending within a character.
std::string cut(std::string text, std::size_t bytes);

}  // namespace gmig::db::postgresql
