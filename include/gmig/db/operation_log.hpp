#pragma once

#include <gmig/db/ledger.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Parts of a ledger's operation log: less to read than all of it, whose lines may hold texts.
namespace gmig::db {

/// Lines of these kinds, the newest first. Throws as Ledger::operations().
std::vector<Operation> operations_of(Driver& driver, const std::string& project,
                                     std::span<const std::string_view> kinds);

/// The names that the lines of all other kinds are about, each once.
std::vector<std::string> names_besides(Driver& driver, const std::string& project,
                                       std::span<const std::string_view> kinds);

}  // namespace gmig::db
