#pragma once

#include <gmig/git/repository.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace gmig::git {

/// Where branches are among the refs.
inline constexpr std::string_view branches_folder = "refs/heads/";

/// What an entry of a tree or of the index is, as git writes it (100644, 120000, …).
using Mode = std::uint32_t;
inline constexpr Mode mode_type = 0170000;
inline constexpr Mode mode_folder = 0040000;
inline constexpr Mode mode_file = 0100000;

/// Where entries come from, for messages: "commit 1a2b3c4", "the index".
std::string describe(const CommitId& commit);
inline constexpr std::string_view the_index = "the index";

/// Whether the entry `path` (relative to the query's folder) is a file to read. Throws
/// Error{Migration} when a wanted name is no regular file, or could lead out of the folder.
bool takes(const FolderQuery& query, std::string_view source, std::string_view path, Mode mode);

/// Throws Error{Migration} for a folder, or one on the way to it, that is a link, a submodule or a
/// file in this source: nothing can be read through those.
[[noreturn]] void refuse_as_folder(std::string_view path, std::string_view source, Mode mode);

/// One entry of the index at or below a folder.
struct IndexEntry {
    std::string path;    ///< relative to the folder
    std::string object;  ///< in hexadecimal
    Mode mode = 0;
    bool conflicted = false;     ///< stage 1 to 3
    bool intent_to_add = false;  ///< announced by `git add -N`: not in the index yet
};

/// The files to read among a folder's entries, which stand in their order. Throws as takes() does,
/// for a folder under a wanted name too.
std::vector<FileObject> staged_files(std::vector<IndexEntry> entries, const FolderQuery& query);

/// Sorts by path bytewise. Only a damaged tree is in another order.
void sort_by_path(std::vector<FileObject>& files);

/// The paths in conflict, each once.
std::vector<std::string> staged_conflicts(const std::vector<IndexEntry>& entries);

/// Whether git can have made a part of a path: not "..", not ".git" in any case.
bool is_safe_part(std::string_view part);

/// The limits on what is read from a repository that may not be trusted.
class Budget {
public:
    /// Counts a file. Throws Error{Migration} that names it when it is too big, or all are.
    void add(const std::string& path, std::uint64_t bytes);

private:
    std::uint64_t files_ = 0;
    std::uint64_t bytes_ = 0;
};

/// A number in octal or decimal digits; Error{Repository} when it is none.
std::uint64_t parse_number(std::string_view digits, int base);

/// Whether the text is an object's name in full: 40 or 64 hexadecimal digits.
bool is_object_name(std::string_view text);

/// Throws Error{Repository} when a commit's id is no object's name (it could be an option).
void require_object_name(const CommitId& commit);

}  // namespace gmig::git
