#include <gmig/layout/config.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

constexpr std::array<std::string_view, 12> names{
    "gmig",   "golang-migrate", "sqlx",      "diesel",          "prisma",      "flyway",
    "dbmate", "goose",          "contember", "node-pg-migrate", "sql-migrate", "postgrator",
};

}  // namespace

std::span<const std::string_view> kind_names() {
    return names;
}

std::string_view to_string(Kind kind) {
    return names[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_from(std::string_view text) {
    const auto* const found = std::ranges::find(names, text);
    if (found == names.end()) {
        return std::nullopt;
    }
    return static_cast<Kind>(found - names.begin());
}

}  // namespace gmig::layout
