#pragma once

#include "temporary_folder.hpp"
#include <gmig/git/repository.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::git {

/// A temporary folder for real repositories, with a HOME of its own, no configuration from outside,
/// and a clock that ticks a minute with each commit.
class Sandbox {
public:
    Sandbox();

    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
        return folder_ / name;
    }
    [[nodiscard]] const std::filesystem::path& root() const { return folder_.path(); }

    /// `git ARGUMENTS` in a folder of the sandbox; what it wrote, trimmed. Throws when it fails.
    std::string git(std::string_view folder, const std::vector<std::string>& arguments,
                    const Variables& variables = {}) const;

    /// A new repository whose branch is main, nothing committed.
    void init(std::string_view folder, const std::vector<std::string>& options = {}) const;

    /// Writes a file below the sandbox.
    void write(std::string_view path, std::string_view bytes) const { folder_.write(path, bytes); }
    [[nodiscard]] std::string read(std::string_view path) const { return folder_.read(path); }

    /// Stages everything in a repository and commits it.
    CommitId commit(std::string_view folder, const std::string& subject);

    /// A repository "r" with one commit: migrations/one.sql, migrations/two.sql, migrations/README,
    /// migrations/sub/three.sql, other.sql.
    CommitId make_repository(const std::vector<std::string>& options = {});

    /// The place that find_repository gives; fails when there is none.
    [[nodiscard]] Place place(std::string_view folder, const Variables& variables = {}) const;
    [[nodiscard]] Repository open(std::string_view folder, const Variables& variables = {}) const;

private:
    testing_support::TemporaryFolder folder_;
    int minute_ = 0;
};

/// The ".sql" files of "migrations", and what make_repository has there.
FolderQuery sql_in(const std::string& folder);
std::vector<FileContent> first_files();
std::vector<std::string> paths_of(const std::vector<FileContent>& files);

/// Matches a function that throws an Error of this kind whose message has this text.
inline auto refuses(Error::Kind kind, const std::string& text) {
    return testing::Throws<Error>(
        testing::AllOf(testing::Property(&Error::kind, kind),
                       testing::Property(&Error::what, testing::HasSubstr(text))));
}

}  // namespace gmig::git
