#pragma once

#include <gmig/support/file.hpp>

#include <vector>

namespace gmig::git {

/// The blocks of shell that hooks get: the files of the top-level folder hooks/, as built in.
std::vector<FileContent> embedded_hooks();

}  // namespace gmig::git
