#pragma once

#include <gmig/schema/modification.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace gmig::schema {

/// An ALTER TABLE, and which of the modifications it carries out.
struct NativeStep {
    std::vector<std::size_t> modifications;
    std::vector<std::string> statements;
};

/// The statements that carry out all these modifications of one table without copying it, where
/// SQLite has some that do exactly that (lang_altertable.html); nothing otherwise.
std::optional<std::vector<NativeStep>> native_steps(const Schema& before, const Table& table,
                                                    std::span<const Modification> modifications);

}  // namespace gmig::schema
