#pragma once

#include <gmig/support/error.hpp>

#include <gmock/gmock.h>

#include <string>

namespace gmig {

/// Matches a call that throws an Error of that kind with that text in its message.
inline auto throws_kind(Error::Kind kind, const std::string& text) {
    return testing::Throws<Error>(
        testing::AllOf(testing::Property(&Error::kind, kind),
                       testing::Property(&Error::what, testing::HasSubstr(text))));
}

}  // namespace gmig
