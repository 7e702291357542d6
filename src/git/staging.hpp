#pragma once

#include "git/program.hpp"

namespace gmig::git {

// What the index says and is told, by the git program; see Repository for what they hold.

std::vector<StagedFile> staged_files(const Program& git, const std::string& folder);
Uncommitted uncommitted_files(const Program& git, const std::string& folder);
void stage_files(const Program& git, const std::vector<std::string>& paths);
void restage_files(const Program& git, const std::vector<std::string>& paths,
                   const std::vector<StagedFile>& entries);
std::optional<CommitId> commit_rebased_onto(const Place& place);

}  // namespace gmig::git
