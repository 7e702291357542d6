#pragma once

#include <gmig/layout/migrations.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gmig::layout {

/// What is wrong at a byte of a canonical text.
struct Problem {
    std::size_t offset = 0;
    std::string message;
    std::string remedy{};  ///< empty: edit the file
};

/// Bytes [begin, end) of a text.
struct Slice {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::string_view of(std::string_view text) const {
        return text.substr(begin, end - begin);
    }
};

/// One folder while it is read: what is found goes into `set`.
struct Reading {
    Dialect dialect{};
    const std::string& folder;  ///< put before paths that are shown
    MigrationSet& set;

    [[nodiscard]] std::string shown(std::string_view path) const;
    /// A GM208 about a file as a whole.
    Finding& report(std::string_view path, const std::string& message, const std::string& remedy);
    /// A GM208 at a place of a file's canonical text.
    Finding& report(std::string_view path, std::string_view text, const Problem& problem);
    /// The file's text in canonical form; nothing when it is no text or holds conflict markers,
    /// which is reported.
    std::optional<std::string> load(const FileContent& file);
};

/// Offset of the first statement: the first token that is neither comment nor semicolon.
std::optional<std::size_t> first_statement(std::string_view text, Dialect dialect);

/// Whether the byte lies within a literal, a quoted identifier or a comment.
bool is_within_token(std::string_view text, Dialect dialect, std::size_t offset);

/// As canonical_part, of a part of a text whose directive lines start at `directives`. Points into
/// the text where it can, else into `scratch`.
std::string_view canonical_slice(std::string_view text, Slice part,
                                 std::span<const std::size_t> directives, Dialect dialect,
                                 std::string& scratch);

/// The part as a script.
Script script_of(std::string_view text, Slice part, const std::string& shown_path,
                 TransactionMode mode);

/// GM208 for migrations of the set whose names differ by the case of letters only: one of them is
/// lost on a file system that does not tell them apart.
void report_case_collisions(Reading& reading);

void read_native(Reading& reading, std::span<const FileContent> files);
void read_foreign(Reading& reading, Kind layout, std::span<const FileContent> files);

/// gmig.head and gmig.overrides.
void read_head_file(Reading& reading, const FileContent& file);
void read_overrides(Reading& reading, const FileContent& file);

bool wants_native(std::string_view path);
bool wants_foreign(Kind layout, std::string_view path);

/// The path's last part.
std::string_view base_name(std::string_view path);

}  // namespace gmig::layout
