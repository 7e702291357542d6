#pragma once

#include <gmig/git/repository.hpp>

#include <string_view>

namespace gmig::git {

/// Author, date and subject of a commit object's bytes (git-cat-file(1)). Throws Error{Repository}
/// when it is damaged. Bytes are given as they are, whatever their encoding.
Repository::Authorship parse_commit(std::string_view bytes);

}  // namespace gmig::git
