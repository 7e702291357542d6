#pragma once

#include <gmig/schema/modification.hpp>
#include <gmig/support/json.hpp>

#include <optional>

namespace gmig::schema {

/// The modification in gmig's vocabulary, if it has words for all of it: read back and lowered, it
/// is the same again.
std::optional<JsonValue> words_for(const Modification& modification, Dialect dialect);

}  // namespace gmig::schema
