#pragma once

#include <string>

namespace gmig::db::postgresql {

/// The key of gmig's lock: "gmig" in ASCII, and a number. An advisory lock's scope is the database.
constexpr int lock_class = 0x676d6967;
constexpr int lock_number = 1;

/// A statement that gives back every advisory lock of this session but gmig's own, however often it
/// was taken. It does not matter what is searched for functions and operators.
std::string release_other_locks();

}  // namespace gmig::db::postgresql
