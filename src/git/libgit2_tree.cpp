#include "git/libgit2_tree.hpp"

#include "git/folder_path.hpp"
#include <gmig/support/error.hpp>

#include <array>

namespace gmig::git {
namespace {

// A few trees of a few bytes, each holding the next many times, unfold to more entries than any
// machine can hold.
constexpr std::size_t max_entries = 10 * max_files;
constexpr std::size_t max_depth = 256;

struct Level {
    Handle<git_tree> tree;
    std::size_t count;
    std::size_t next;
    std::size_t prefix_bytes;  // of the path, up to this folder's '/'
};

void require_bounds(std::size_t entries, std::size_t depth, const std::string& source) {
    if (entries > max_entries || depth > max_depth) {
        throw Error(Error::Kind::Migration,
                    "the folder of the migrations holds too much in " + source)
            .state("it was not read");
    }
}

}  // namespace

Handle<git_tree> TreeReader::lookup(const git_oid* oid) const {
    git_tree* raw = nullptr;
    git_.require(git_.git_tree_lookup(&raw, repository_, oid), "reading a tree");
    return {raw, git_.git_tree_free};
}

std::optional<std::string> TreeReader::blob_in(git_tree* tree, const std::string& name) const {
    const git_tree_entry* const entry = git_.git_tree_entry_byname(tree, name.c_str());
    if (entry == nullptr) {
        return std::nullopt;
    }
    const auto mode = static_cast<Mode>(git_.git_tree_entry_filemode_raw(entry));
    if ((mode & mode_type) != mode_file) {
        return std::nullopt;
    }
    std::array<char, GIT_OID_HEXSZ + 1> hex{};
    git_.git_oid_tostr(hex.data(), hex.size(), git_.git_tree_entry_id(entry));
    return std::string(hex.data());
}

TreeReader::Found TreeReader::find_folder(Handle<git_tree> top, const std::string& folder) const {
    Handle<git_tree> tree = std::move(top);
    std::string path;
    for (const auto& part : folder_parts(folder)) {
        path += (path.empty() ? "" : "/") + part;
        const git_tree_entry* entry = git_.git_tree_entry_byname(tree.get(), part.c_str());
        if (entry == nullptr) {
            return {{nullptr, git_.git_tree_free}, {}};
        }
        const auto mode = static_cast<Mode>(git_.git_tree_entry_filemode_raw(entry));
        if ((mode & mode_type) != mode_folder) {
            return {{nullptr, git_.git_tree_free}, path, mode};
        }
        tree = lookup(git_.git_tree_entry_id(entry));
    }
    return {std::move(tree), {}};
}

std::vector<FileObject> TreeReader::files_of(Handle<git_tree> tree, const FolderQuery& query,
                                             const std::string& source) const {
    std::vector<FileObject> files;
    std::vector<Level> levels;
    std::string path;
    std::size_t seen = 0;
    const auto enter = [&](Handle<git_tree> folder) {
        const std::size_t count = git_.git_tree_entrycount(folder.get());
        seen += count;
        levels.push_back({std::move(folder), count, 0, path.size()});
        require_bounds(seen, levels.size(), source);
    };
    enter(std::move(tree));
    while (!levels.empty()) {
        Level& level = levels.back();
        if (level.next == level.count) {
            levels.pop_back();
            continue;
        }
        const auto* entry = git_.git_tree_entry_byindex(level.tree.get(), level.next++);
        const std::string_view name = git_.git_tree_entry_name(entry);
        const auto mode = static_cast<Mode>(git_.git_tree_entry_filemode_raw(entry));
        path.resize(level.prefix_bytes);
        path += name;
        if (takes(query, source, path, mode)) {
            files.push_back({path, hex_of(git_, git_.git_tree_entry_id(entry))});
        } else if ((mode & mode_type) == mode_folder && is_safe_part(name)) {
            path += '/';
            enter(lookup(git_.git_tree_entry_id(entry)));
        }
    }
    sort_by_path(files);
    return files;
}

}  // namespace gmig::git
