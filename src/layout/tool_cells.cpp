#include "layout/tool_rows.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <charconv>

namespace gmig::layout {
namespace {

constexpr std::size_t clock_length = 19;  // of "2026-11-21 08:15:30"
constexpr std::int64_t second_us = 1'000'000;

template <typename Number>
std::optional<Number> whole_number(std::string_view text) {
    Number value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    return problem == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

/// "+02", "-0330", "+05:30" in seconds; 0 for "Z" and for nothing.
std::optional<std::int64_t> zone_seconds(std::string_view zone) {
    if (zone.empty() || zone == "Z") {
        return 0;
    }
    std::string digits(zone.substr(1));
    std::erase(digits, ':');
    const auto value = whole_number<std::int64_t>(digits);
    if ((zone.front() != '+' && zone.front() != '-') || !value ||
        (digits.size() != 2 && digits.size() != 4)) {
        return std::nullopt;
    }
    constexpr std::int64_t hour = 3600;
    const std::int64_t seconds =
        digits.size() == 2 ? *value * hour : *value / 100 * hour + *value % 100 * 60;
    return zone.front() == '-' ? -seconds : seconds;
}

/// Prisma writes milliseconds on SQLite; the others a date and a clock, UTC where no zone is named.
std::optional<Timestamp> time_of(std::string_view text) {
    constexpr std::int64_t millisecond_us = 1000;
    if (const auto count = whole_number<std::int64_t>(text)) {
        return Timestamp{*count * millisecond_us};
    }
    if (text.size() < clock_length) {
        return std::nullopt;
    }
    std::string iso(text.substr(0, clock_length));
    iso[10] = 'T';
    std::string_view rest = text.substr(clock_length);
    if (rest.starts_with('.')) {
        const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
        iso += rest.substr(0, std::min<std::size_t>(end, 7));
        rest.remove_prefix(end);
    }
    const auto clock = from_iso(iso + "Z");
    const auto zone = zone_seconds(trim(rest));
    return clock && zone ? std::optional(Timestamp{clock->microseconds - *zone * second_us})
                         : std::nullopt;
}

}  // namespace

const std::optional<std::string>& ToolCells::cell(std::string_view column) const {
    const auto found = std::ranges::find(form_.columns, column);
    return cells_[static_cast<std::size_t>(found - form_.columns.begin())];
}

std::string ToolCells::text(std::string_view column) const {
    return cell(column).value_or("");
}

bool ToolCells::truth(std::string_view column) const {
    const std::string value = ascii_lower(text(column));
    const bool yes = value == "t" || value == "1" || value == "true";
    if (!yes && value != "f" && value != "0" && value != "false") {
        refuse(column);
    }
    return yes;
}

std::int64_t ToolCells::number(std::string_view column) const {
    const auto value = whole_number<std::int64_t>(text(column));
    if (!value) {
        refuse(column);
    }
    return *value;
}

Timestamp ToolCells::time(std::string_view column) const {
    return time_of(text(column)).value_or(Timestamp{});
}

void ToolCells::refuse(std::string_view column) const {
    const auto& value = cell(column);
    throw Error(Error::Kind::Environment,
                "row " + std::to_string(number_) + " of " + printable(table_) + " has " +
                    (value ? "'" + printable(*value) + "'" : "no value") + " as its " +
                    std::string(column) + ", which the tool never writes")
        .state("nothing has been done")
        .next("look at it; \"history_table\" in gmig.json names another table");
}

std::optional<ForeignName> named_by_row(Kind layout, const std::string& version,
                                        const std::string& name) {
    const auto stem = [&](std::string_view before, std::string_view behind) {
        return name.empty() ? std::string(before) + version + std::string(behind) : name;
    };
    const auto path = [&]() -> std::string {
        switch (layout) {
            case Kind::GolangMigrate:
                return stem("", "_") + ".up.sql";
            case Kind::Diesel:
                return stem("", "") + "/up.sql";
            case Kind::Prisma:
                return name + "/migration.sql";
            case Kind::Flyway:
                return stem("V", "__") + ".sql";
            case Kind::Contember:
                return name + ".json";
            case Kind::Postgrator:
                return postgrator_path(stem("", ""));
            default:  // sqlx, dbmate, goose, node-pg-migrate, sql-migrate
                return stem("", "_") + ".sql";
        }
    }();
    auto found = foreign_name(layout, path);
    return found && found->role == Role::Up && !found->version.empty() ? std::move(found)
                                                                       : std::nullopt;
}

}  // namespace gmig::layout
