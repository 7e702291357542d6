#pragma once

#include "git/entries.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::git {

/// One line of `git ls-tree -z`; `path` is the whole path.
struct TreeEntry {
    Mode mode = 0;
    std::string_view object;
    std::string_view path;
};

/// What `git ls-tree -z` wrote; the entries point into `text`.
std::vector<TreeEntry> parse_tree_listing(std::string_view text);

/// What `git diff-index --cached --raw -z` wrote about the index as against nothing, paths below
/// `prefix` without it.
std::vector<IndexEntry> parse_index_listing(std::string_view text, std::string_view prefix);

/// What `git cat-file --batch` wrote, asked for these files in their order. Throws
/// Error{Repository} naming the first that git does not have.
std::vector<FileContent> parse_batch(std::string_view text, const std::vector<FileObject>& files);

/// The sizes that `git cat-file --batch-check` wrote. Throws as parse_batch does.
std::vector<std::uint64_t> sizes_in(std::string_view text, const std::vector<FileObject>& files);

/// What `git cat-file --batch-check` wrote, held against the limits. Throws as parse_batch does,
/// and Error{Migration} for one that is too big.
void check_batch(std::string_view text, const std::vector<FileObject>& files);

}  // namespace gmig::git
