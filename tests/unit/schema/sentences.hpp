#pragma once

#include <algorithm>
#include <string>

namespace gmig::schema {

/// A sentence as gtest takes it for a name.
inline std::string as_test_name(std::string sentence) {
    std::ranges::replace_if(
        sentence,
        [](char letter) {
            return !((letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                     (letter >= '0' && letter <= '9'));
        },
        '_');
    return sentence;
}

}  // namespace gmig::schema
