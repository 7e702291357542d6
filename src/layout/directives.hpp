#pragma once

#include "layout/reading.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

inline constexpr std::string_view directive_mark = "-- gmig:";

enum class Section : std::uint8_t { Up, Down, Verify };

/// A line that starts a section, newline included.
struct SectionMark {
    Section section{};
    Slice line;
};

/// What a native file's directives say (design: "On disk").
struct Directives {
    std::optional<MigrationId> id;
    std::vector<MigrationId> parents;
    TransactionMode transaction = TransactionMode::On;
    bool irreversible = false;
    bool empty = false;
    bool grammar_off = false;
    std::vector<MigrationId> replaces;
    std::vector<std::string> lint_ignores;
    std::vector<SectionMark> marks;  ///< by offset
    std::vector<Problem> problems;
};

/// Reads the directive lines that start at `offsets` (sql::directive_offsets) of a text whose first
/// statement starts at `statement`.
Directives read_directives(std::string_view text, std::span<const std::size_t> offsets,
                           std::size_t statement);

/// A line that somebody meant as a directive and the database takes for a comment: "--gmig: down".
std::optional<Problem> misspelt_directive(std::string_view text, Dialect dialect);

}  // namespace gmig::layout
