#pragma once

#include <gmig/git/repository.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace gmig::git {

/// A variable's value; nothing when it is not set, or empty.
std::optional<std::string> value_of(const Variables& variables, const std::string& name);

/// Whether it is set at all, to whatever value.
bool is_set(const Variables& variables, const std::string& name);

/// The bytes of one of git's own small files, links followed as git does; nothing when there is
/// none. Throws Error{Repository} when it is there and cannot be read.
std::optional<std::string> read_git_file(const std::filesystem::path& path);

/// The path with its links followed as far as it exists; absolute.
std::filesystem::path resolved(const std::filesystem::path& path);

/// Where git's programs are started for a repository: the work tree's top, or the repository.
const std::filesystem::path& top_of(const Place& place);

/// GIT_INDEX_FILE, or the work tree's own index.
std::filesystem::path index_path(const Place& place, const Variables& variables);

/// The folders of objects that the variables add (GIT_OBJECT_DIRECTORY and the alternates, as
/// pre-receive has them): those that are there.
std::vector<std::filesystem::path> object_folders(const Place& place, const Variables& variables);

/// The commits at which a shallow clone ends, a line each; "" when it is whole.
std::string shallow_commits(const Place& place, const Variables& variables);

/// See Repository::operation_in_progress.
Operation operation_of(const Place& place);

}  // namespace gmig::git
