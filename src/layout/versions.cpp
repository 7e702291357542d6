#include "layout/versions.hpp"

#include "layout/foreign.hpp"
#include "layout/limits.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace gmig::layout {
namespace {

/// The digits that a name begins with, among them the characters of `more`.
std::string_view leading_digits(std::string_view name, std::string_view more) {
    const auto is_part = [&](char letter) {
        return (letter >= '0' && letter <= '9') || more.find(letter) != std::string_view::npos;
    };
    const auto* const end = std::ranges::find_if_not(name, is_part);
    return name.substr(0, static_cast<std::size_t>(end - name.begin()));
}

std::string undashed(std::string text) {
    std::erase(text, '-');
    return text;
}

/// One more, in as many digits at least.
std::string incremented(std::string_view digits) {
    std::string number(digits);
    for (auto digit = number.rbegin(); digit != number.rend(); ++digit) {
        if (*digit != '9') {
            ++*digit;
            return number;
        }
        *digit = '0';
    }
    return "1" + number;
}

/// A stamp of 14 digits: now, or later than the newest one.
std::string stamp_after(std::string_view newest, Timestamp now) {
    std::string stamp = undashed(to_stamp(now));
    if (newest.size() != stamp_digits || stamp > newest) {
        return stamp;
    }
    if (const auto time = from_stamp(dashed(newest))) {
        return undashed(to_stamp({time->microseconds + second}));
    }
    return incremented(newest);
}

constexpr std::int64_t millisecond = 1000;  // in the microseconds of a Timestamp
constexpr std::size_t long_stamp_digits = stamp_digits + 3;
constexpr std::size_t epoch_digits = 13;

std::optional<std::int64_t> milliseconds_of(std::string_view digits) {
    if (digits.size() == epoch_digits) {
        return std::stoll(std::string(digits));
    }
    if (digits.size() != long_stamp_digits) {
        return std::nullopt;
    }
    const auto time = from_stamp(dashed(digits.substr(0, stamp_digits)));
    return time ? std::optional(time->microseconds / millisecond +
                                std::stoll(std::string(digits.substr(stamp_digits))))
                : std::nullopt;
}

std::string long_stamp(std::int64_t milliseconds) {
    const std::string fraction = std::to_string(millisecond + milliseconds % millisecond);
    return undashed(to_stamp({milliseconds * millisecond})) + fraction.substr(1);
}

/// The newest version, as the names have it but without dashes.
std::string newest_version(std::span<const std::string> names) {
    std::string newest;
    for (const std::string& name : names) {
        std::string version = undashed(std::string(leading_digits(name, "-")));
        const bool is_longer = version.size() > newest.size();
        if (is_longer || (version.size() == newest.size() && version > newest)) {
            newest = std::move(version);
        }
    }
    return newest;
}

}  // namespace

std::string dashed(std::string_view digits) {
    std::string text(digits);
    for (const std::size_t place : {4U, 7U, 10U}) {
        text.insert(place, "-");
    }
    return text;
}

std::string stamp_behind(std::span<const std::string> names, Timestamp now) {
    return stamp_after(newest_version(names), now);
}

std::string node_pg_number(std::string_view digits) {
    const auto milliseconds = milliseconds_of(digits);
    return milliseconds ? std::to_string(*milliseconds) : std::string(digits);
}

std::string node_pg_version_behind(std::span<const std::string> names, Timestamp now) {
    const std::string* newest = nullptr;
    for (const std::string& name : names) {
        if (newest == nullptr ||
            foreign_name(Kind::NodePgMigrate, name + ".sql")->sort_key >=
                foreign_name(Kind::NodePgMigrate, *newest + ".sql")->sort_key) {
            newest = &name;
        }
    }
    const std::string_view digits = newest == nullptr ? "" : leading_digits(*newest, "");
    const auto last = milliseconds_of(digits);
    const std::int64_t next = std::max(now.microseconds / millisecond, last.value_or(0) + 1);
    if (digits.size() == long_stamp_digits && last) {
        return long_stamp(next);
    }
    return digits.empty() || last ? std::to_string(next)
                                  : version_behind(std::span(newest, 1), now, "");
}

std::string sql_migrate_version_behind(std::span<const std::string> names, Timestamp now) {
    std::vector<std::string> versions;
    for (const std::string& name : names) {
        const std::string_view digits = leading_digits(name, "");
        if (!digits.empty()) {
            versions.emplace_back(digits);
        }
    }
    return version_behind(versions, now, "");
}

std::string contember_stamp_behind(std::span<const std::string> names, Timestamp now) {
    constexpr std::size_t length = 17;  // a label may begin with digits
    std::vector<std::string> stamps;
    for (const std::string& name : names) {
        stamps.push_back(name.substr(0, length));
    }
    return dashed(stamp_behind(stamps, now));
}

std::string version_behind(std::span<const std::string> names, Timestamp now,
                           std::string_view first_number) {
    if (names.empty() && !first_number.empty()) {
        return std::string(first_number);
    }
    const std::string newest = newest_version(names);
    return names.empty() || newest.size() == stamp_digits ? stamp_after(newest, now)
                                                          : incremented(newest);
}

std::string flyway_version_behind(std::span<const std::string> names, Timestamp now) {
    if (names.empty()) {
        return "1";
    }
    std::string_view name = names.back();
    if (name.starts_with('V')) {
        name.remove_prefix(1);
    }
    const std::string_view newest = leading_digits(name, "._");
    const std::string version(newest.substr(0, newest.find("__")));
    if (version.size() == stamp_digits) {
        return stamp_after(version, now);
    }
    const std::size_t last = version.find_last_of("._") + 1;
    return version.substr(0, last) + incremented(version.substr(last));
}

}  // namespace gmig::layout
