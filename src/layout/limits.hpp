#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gmig::layout {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
inline constexpr std::string_view decimal_digits = "0123456789";

inline constexpr std::size_t stamp_length = 17;  ///< YYYY-MM-DD-HHMMSS
inline constexpr std::size_t longest_name = 63;  ///< of a migration, in bytes
inline constexpr std::size_t longest_slug = longest_name - stamp_length - 1;

inline constexpr std::int64_t second = 1'000'000;  ///< in the microseconds of a Timestamp

}  // namespace gmig::layout
