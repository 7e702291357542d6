#include <gmig/support/time.hpp>

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace gmig {
namespace {

constexpr std::string_view iso_shape = "####-##-##T##:##:##";
constexpr std::string_view stamp_shape = "####-##-##-######";

/// Year, month, day, hour, minute, second.
struct CalendarFields {
    std::array<int, 6> values{};
};

/// Reads a text of exactly that shape, where '#' is a digit.
std::optional<CalendarFields> read_fields(std::string_view text, std::string_view shape) {
    if (text.size() != shape.size()) {
        return std::nullopt;
    }
    constexpr std::array<int, 6> widths = {4, 2, 2, 2, 2, 2};
    CalendarFields fields;
    std::size_t field = 0;
    int digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (shape[i] != '#') {
            if (text[i] != shape[i]) {
                return std::nullopt;
            }
            continue;
        }
        if (text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        if (digits == widths[field]) {
            ++field;
            digits = 0;
        }
        fields.values[field] = fields.values[field] * 10 + (text[i] - '0');
        ++digits;
    }
    return fields;
}

std::optional<std::chrono::sys_seconds> to_seconds(const CalendarFields& fields) {
    using namespace std::chrono;
    const auto& [year_number, month_number, day_number, hour, minute, second] = fields.values;
    const year_month_day date{year{year_number}, month{static_cast<unsigned>(month_number)},
                              day{static_cast<unsigned>(day_number)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    return sys_days{date} + hours{hour} + minutes{minute} + seconds{second};
}

std::optional<Timestamp> timestamp(const std::optional<CalendarFields>& fields) {
    const auto time = fields ? to_seconds(*fields) : std::nullopt;
    if (!time) {
        return std::nullopt;
    }
    return Timestamp{std::chrono::microseconds(time->time_since_epoch()).count()};
}

/// Date and time of day of a timestamp, and what is left over.
struct Broken {
    std::chrono::year_month_day date;
    std::chrono::hh_mm_ss<std::chrono::microseconds> time;
};

Broken break_down(Timestamp time) {
    using namespace std::chrono;
    const sys_time<microseconds> point{microseconds(time.microseconds)};
    const auto midnight = floor<days>(point);
    return {year_month_day{midnight}, hh_mm_ss<microseconds>{point - midnight}};
}

std::string format_date(const std::chrono::year_month_day& date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

/// ".5" is 500,000; "" is 0; nothing when it is neither.
std::optional<std::int64_t> read_fraction(std::string_view text) {
    if (text.empty()) {
        return 0;
    }
    if (text.front() != '.' || text.size() < 2 || text.size() > 7) {
        return std::nullopt;
    }
    std::int64_t microseconds = 0;
    for (std::size_t i = 1; i < 7; ++i) {
        const char digit = i < text.size() ? text[i] : '0';
        if (digit < '0' || digit > '9') {
            return std::nullopt;
        }
        microseconds = microseconds * 10 + (digit - '0');
    }
    return microseconds;
}

}  // namespace

Timestamp now() {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

std::string to_iso(Timestamp time) {
    const Broken broken = break_down(time);
    return fmt::format("{}T{:02}:{:02}:{:02}.{:06}Z", format_date(broken.date),
                       broken.time.hours().count(), broken.time.minutes().count(),
                       broken.time.seconds().count(), broken.time.subseconds().count());
}

std::optional<Timestamp> from_iso(std::string_view text) {
    if (text.empty() || text.back() != 'Z') {
        return std::nullopt;
    }
    text.remove_suffix(1);
    const std::size_t length = std::min(text.size(), iso_shape.size());
    const auto seconds = timestamp(read_fields(text.substr(0, length), iso_shape));
    const auto fraction = read_fraction(text.substr(length));
    if (!seconds || !fraction) {
        return std::nullopt;
    }
    return Timestamp{seconds->microseconds + *fraction};
}

std::string to_stamp(Timestamp time) {
    const Broken broken = break_down(time);
    return fmt::format("{}-{:02}{:02}{:02}", format_date(broken.date), broken.time.hours().count(),
                       broken.time.minutes().count(), broken.time.seconds().count());
}

std::optional<Timestamp> from_stamp(std::string_view stamp) {
    return timestamp(read_fields(stamp, stamp_shape));
}

}  // namespace gmig
