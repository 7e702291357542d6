#pragma once

#include <gmig/support/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace gmig::app {

/// "primary/next", taken apart; the base alone for what gmig.json lists.
struct EnvironmentName {
    std::string base;
    std::string name;  ///< empty: the base itself
    [[nodiscard]] std::string whole() const { return name.empty() ? base : base + "/" + name; }
};

EnvironmentName environment_name(std::string_view whole);

/// Of what a command was given beside -e: NAME or BASE/NAME. Error{Usage} for other than
/// [a-z0-9_-]{1,63}, and for another base than `base`.
EnvironmentName environment_beside(const std::string& base, const std::string& word);

/// A name out of git's branch: "Feature/Add_x" is "feature-add_x". Error{Usage} where none is left.
std::string name_from_branch(const std::optional<std::string>& branch);

/// "20261121-221530", for names.
std::string compact_stamp(Timestamp time);

}  // namespace gmig::app
