#pragma once

#include <gmig/support/journal.hpp>

#include <string>
#include <string_view>

namespace gmig {

/// The journal's bytes:
///
///     gmig journal 1
///     operation <length>
///     <bytes>
///     changes <count>
///     path <length>
///     <bytes>
///     before <length, or "none" and no bytes>
///     <bytes>
///     after <likewise>
///     <bytes>
///     mode <permission bits, in decimal>
///     sha256 <64 digits, over all that precedes this line>
std::string write_journal(const Unfinished& operation);

/// Reads it back; nothing when it is torn. Throws Error{Recover} for a whole one that a later gmig
/// wrote.
std::optional<Unfinished> read_journal(std::string_view bytes);

}  // namespace gmig
