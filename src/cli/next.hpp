#pragma once

#include <gmig/support/error.hpp>

#include <string>

namespace gmig::cli {

/// The command that helps after an error: what it says itself, where whoever threw it knew, else
/// what its place and kind leave as the next thing to do. Never empty.
std::string next_of(const Error& error);

}  // namespace gmig::cli
