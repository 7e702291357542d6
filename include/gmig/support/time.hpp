#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gmig {

/// Microseconds since 1970-01-01T00:00:00Z. No order of migrations ever depends on a clock: times
/// are given into names and shown, nothing else.
struct Timestamp {
    std::int64_t microseconds = 0;
    auto operator<=>(const Timestamp&) const = default;
};

/// The system's clock. Only cli calls it; everything below is handed the time.
Timestamp now();

/// "2026-11-21T08:15:30.123456Z", and back; nothing when the text is anything else. Fractions may
/// have one to six digits or be left out.
std::string to_iso(Timestamp time);
std::optional<Timestamp> from_iso(std::string_view text);

/// "2026-11-21-081530", the stamp of a migration's name (UTC).
std::string to_stamp(Timestamp time);

/// The time of a stamp; nothing when it is not one, or names a day that is not in the calendar.
std::optional<Timestamp> from_stamp(std::string_view stamp);

}  // namespace gmig
