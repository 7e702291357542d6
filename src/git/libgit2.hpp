#pragma once

#include <gmig/support/module.hpp>

#include <git2.h>

#include <memory>

/// Every function of libgit2 that gmig calls.
#define GMIG_LIBGIT2_FUNCTIONS(X)    \
    X(git_libgit2_init)              \
    X(git_libgit2_opts)              \
    X(git_error_last)                \
    X(git_repository_open_ext)       \
    X(git_repository_free)           \
    X(git_repository_odb)            \
    X(git_reference_lookup)          \
    X(git_reference_name_to_id)      \
    X(git_reference_symbolic_target) \
    X(git_reference_type)            \
    X(git_reference_free)            \
    X(git_branch_upstream_name)      \
    X(git_buf_dispose)               \
    X(git_revparse_single)           \
    X(git_object_peel)               \
    X(git_object_id)                 \
    X(git_object_free)               \
    X(git_commit_lookup)             \
    X(git_commit_tree)               \
    X(git_commit_free)               \
    X(git_tree_lookup)               \
    X(git_tree_id)                   \
    X(git_tree_free)                 \
    X(git_tree_entrycount)           \
    X(git_tree_entry_byindex)        \
    X(git_tree_entry_byname)         \
    X(git_tree_entry_name)           \
    X(git_tree_entry_id)             \
    X(git_tree_entry_filemode_raw)   \
    X(git_odb_add_disk_alternate)    \
    X(git_odb_read_header)           \
    X(git_odb_read)                  \
    X(git_odb_exists)                \
    X(git_odb_object_data)           \
    X(git_odb_object_size)           \
    X(git_odb_object_type)           \
    X(git_odb_object_free)           \
    X(git_odb_free)                  \
    X(git_merge_file)                \
    X(git_merge_file_result_free)    \
    X(git_patch_from_buffers)        \
    X(git_patch_to_buf)              \
    X(git_patch_free)                \
    X(git_oid_fromstr)               \
    X(git_oid_tostr)

namespace gmig::git {

/// libgit2, opened at run time: linked, it would cost each start of gmig 2 ms, and a production
/// image the library. Calls go through the members, which are named as the functions are.
class Libgit2 {
public:
    /// Opens the library and prepares it (6 ms the first time). Throws Error{Environment} naming
    /// the package to install.
    Libgit2();

    /// Throws Error{Repository} with libgit2's own words when `code` is one of failure.
    void require(int code, const char* what) const;

// NOLINTNEXTLINE(bugprone-macro-parentheses): a member's name cannot stand in parentheses
#define GMIG_DECLARE(name) decltype(&::name) name = nullptr;
    GMIG_LIBGIT2_FUNCTIONS(GMIG_DECLARE)
#undef GMIG_DECLARE
};

/// An object's name in hexadecimal.
std::string hex_of(const Libgit2& git, const git_oid* oid);

/// A handle of libgit2 with the function that frees it.
template <typename T>
using Handle = std::unique_ptr<T, void (*)(T*)>;

}  // namespace gmig::git
