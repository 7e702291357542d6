#pragma once

#include <gmig/model/migration.hpp>

#include <string>
#include <string_view>

namespace gmig::app {

// The bytes of a migration's file with another text in the place of a part, newlines and byte order
// mark as they were. Whatever layout it is, a part is whole lines of a file.

/// `part` is as it was read from these bytes.
std::string with_part(std::string_view bytes, const Script& part, std::string_view text);

/// The comment that a part begins with, up to its first empty line or statement; ends with a
/// newline.
std::string heading_of(std::string_view part_text);

/// The part with `heading`, what stands below it replaced by `sql`; blank lines at the end stay.
std::string replaced_below(std::string_view part_text, std::string_view heading,
                           std::string_view sql);
/// `sql` behind what stands there, byte for byte, and in front of it. A last statement without a
/// semicolon gets one.
std::string appended(std::string_view part_text, std::string_view sql, Dialect dialect);
std::string prepended(std::string_view part_text, std::string_view sql);

/// A native file with a down part, which it has not got yet: behind its mark, where that stands.
std::string with_down(std::string_view bytes, std::string_view sql, Dialect dialect);

/// A JSON migration with the modifications of another in the place of its own.
std::string with_modifications_only(std::string_view text, std::string_view other);
/// A JSON migration with more modifications behind its own; `other` is one whole.
std::string with_modifications_of(std::string_view text, std::string_view other);

}  // namespace gmig::app
