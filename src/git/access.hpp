#pragma once

#include <gmig/git/repository.hpp>

namespace gmig::git {

/// Settles whether the repository may be used, by git's rules: an explicit GIT_DIR is not asked
/// about (git has decided), nor is one's own; of another owner's, and of a bare one that was come
/// upon (safe.bareRepository), git itself is asked. libgit2 1.5 knows neither "*" nor
/// GIT_CONFIG_*, so its own check is off. Throws Error{Repository} with git's advice.
void require_access(const Place& place, const Variables& variables);

}  // namespace gmig::git
