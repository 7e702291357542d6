#pragma once

#include "git/program.hpp"
#include <gmig/git/repository.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::git {

/// A commit to be made on a ref: the first parent's tree, and besides it these files.
struct UnionCommit {
    std::string ref;
    std::vector<CommitId> parents;
    std::vector<FileObject> objects;  ///< files that are in the repository already
    std::vector<FileContent> files;
    std::string message;
};

/// Makes it, and moves the ref there if that is forward: whether it did (somebody else may have
/// moved the ref meanwhile). One program, however many files. Error{Repository} with git's words.
bool make_commit(const Program& git, const UnionCommit& commit);

/// Moves a ref from one object to another (none: it is new): whether it stood there.
bool move_ref(const Program& git, const std::string& ref, const CommitId& to,
              const std::optional<CommitId>& from);

}  // namespace gmig::git
