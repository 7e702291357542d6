#pragma once

#include "git/program.hpp"

namespace gmig::git {

// Questions about commits that the git program answers; see Repository for what they hold.

std::optional<std::string> file_of(const Program& git, const std::optional<CommitId>& commit,
                                   const std::string& path);
/// What a commit's own bytes name.
std::vector<CommitId> parents_in(std::string_view bytes);
std::vector<CommitId> parents_of(const Program& git, const CommitId& commit);
bool is_ancestor(const Program& git, const CommitId& ancestor, const CommitId& descendant);
std::vector<CommitId> merge_bases_of(const Program& git, const CommitId& one,
                                     const CommitId& other);
std::unordered_map<std::string, Repository::Change> last_changes_of(
    const Program& git, const std::vector<std::string>& paths, const CommitId& from,
    const std::optional<CommitId>& excluded);
std::unordered_map<std::string, Repository::Change> added_in(const Program& git,
                                                             const std::vector<std::string>& paths,
                                                             const CommitId& from);

}  // namespace gmig::git
