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
    std::vector<std::string> lint_ignores;  ///< for the whole migration: lint-ignore-file
    std::vector<SectionMark> marks;         ///< by offset
    std::vector<Problem> problems;
};

/// Reads the directive lines that start at `offsets` (sql::directive_offsets) of a text whose first
/// statement starts at `statement`.
Directives read_directives(std::string_view text, std::span<const std::size_t> offsets,
                           std::size_t statement);

/// The rules that another tool's script names in directives lint-ignore-file; what else stands in
/// such lines is a comment there, and lint tells of rules that it does not know.
std::vector<std::string> file_ignores(std::string_view text, Dialect dialect);

/// A line that somebody meant as a directive and the database takes for a comment: "--gmig: down".
std::optional<Problem> misspelt_directive(std::string_view text, Dialect dialect);

}  // namespace gmig::layout
