#pragma once

#include <gmig/model/migration.hpp>
#include <gmig/support/error.hpp>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace gmig::sql {

inline Script script_of(std::string text, TransactionMode mode = TransactionMode::On) {
    return {std::move(text), "m.sql", 1, mode};
}

/// "m.sql:1:3 message", or "" when nothing is thrown.
template <typename Action>
std::string refusal(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return to_string(error.where()) + " " + error.what();
    }
    return "";
}

/// A sentence as the name of a test.
inline std::string as_test_name(std::string sentence) {
    std::replace_if(
        sentence.begin(), sentence.end(),
        [](unsigned char letter) { return std::isalnum(letter) == 0; }, '_');
    return sentence;
}

}  // namespace gmig::sql
