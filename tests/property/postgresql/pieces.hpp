#pragma once

#include "postgresql/generator.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace gmig::property {

/// A thing that a schema may have.
struct Slot {
    std::string kind;
    std::string name;
    std::size_t chance;  ///< in percent
    Piece (*make)(Random& random, const std::string& name);
};

/// All of them, in an order in which they can be made.
const std::vector<Slot>& slots();

std::vector<Slot> type_slots();
std::vector<Slot> routine_slots();
std::vector<Slot> dependent_routine_slots();
std::vector<Slot> table_slots();
std::vector<Slot> constraint_slots();
std::vector<Slot> index_slots();
std::vector<Slot> view_slots();
std::vector<Slot> dependent_slots();
std::vector<Slot> note_slots();

inline Piece piece(std::string sql) {
    return {"", "", std::move(sql), {}};
}

}  // namespace gmig::property
