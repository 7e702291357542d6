#pragma once

#include "git/program.hpp"
#include <gmig/git/repository.hpp>

#include <map>
#include <optional>
#include <string>

namespace gmig::git {

/// Refs and the objects that they name.
using Refs = std::map<std::string, std::string>;

/// The refs that are `whole`, or begin with `prefix` (which ends in '/'; "" for none), by looking
/// at files: loose ones, packed ones. Symbolic ones are passed over. Only where they are kept
/// otherwise (reftable) the git program is asked.
Refs refs_of(const Place& place, const Program& git, const std::string& whole,
             const std::string& prefix);

}  // namespace gmig::git
