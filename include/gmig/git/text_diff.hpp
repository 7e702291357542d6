#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gmig::git {

/// A text with what it is called in a difference.
struct NamedText {
    std::string_view text;
    std::string name;
};

/// The unified difference of two texts, with their names in its first two lines; "" when they are
/// equal; nothing where libgit2 is not installed. Needs no repository.
std::optional<std::string> text_difference(const NamedText& before, const NamedText& after);

}  // namespace gmig::git
