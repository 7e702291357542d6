#pragma once

#include <gmig/model/ids.hpp>

#include <string_view>

namespace gmig::sql {

/// SHA-256 of a part's tokens, literals included, comments and white space dropped, so that a
/// cosmetic edit keeps it and a changed literal never does. Unquoted words are folded to lower case
/// (both dialects ignore their case); empty statements and a trailing semicolon count as none. The
/// text inside dollar quotes is one literal. Tokens are delimited, so moving a blank never joins or
/// parts them. Never changes between versions of gmig: ledgers hold fingerprints.
Fingerprint fingerprint(std::string_view text, Dialect dialect);

}  // namespace gmig::sql
