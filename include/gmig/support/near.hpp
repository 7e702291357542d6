#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gmig {

/// The candidate that a mistyped word most likely meant: at most a third of its letters differ
/// (Levenshtein distance, at least one and at most two edits); nothing when none is that near.
std::optional<std::string_view> near(std::string_view word,
                                     std::span<const std::string_view> candidates);

/// `unknown key "polcy", did you mean "policy"?` or, when none is near, `unknown key "x", known
/// are: a, b`. The word is made safe to show.
std::string unknown_word(std::string_view what, std::string_view word,
                         std::span<const std::string_view> known);

}  // namespace gmig
