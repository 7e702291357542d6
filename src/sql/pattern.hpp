#pragma once

#include <gmig/sql/reader.hpp>

#include <string_view>

namespace gmig::sql {

/// Whether a statement begins as a pattern says, so that rules can be tables. A pattern's elements
/// have blanks between them:
///
///     VACUUM          this keyword, or this sign: = (
///     DROP|ALTER      one of them
///     WORK|WITH?      one of them, or none
///     ()              brackets and what is in them, or none
///     *               any one token
///     **              as few tokens as possible until the next element fits, brackets skipped
///     $               the end
bool matches(Reader statement, std::string_view pattern);

}  // namespace gmig::sql
