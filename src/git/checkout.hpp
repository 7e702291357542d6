#pragma once

#include "git/program.hpp"

namespace gmig::git {

/// `git checkout REVISION`, as the user would call it. How it ended.
ProcessResult check_out(const Place& place, const Variables& variables,
                        const std::string& revision);

}  // namespace gmig::git
