#pragma once

#include <gmig/model/migration.hpp>

#include <cstddef>
#include <string>

namespace gmig::sql {

/// Error{Migration} about byte `offset` of a part. `remedy` is what the user does next.
[[noreturn]] void refuse(const Script& script, std::size_t offset, const std::string& message,
                         std::string remedy = {});

}  // namespace gmig::sql
