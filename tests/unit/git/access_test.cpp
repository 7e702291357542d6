// Another owner's repository: git decides, by its own configuration, and gmig obeys.
#include "sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr uid_t somebody = 12345;

class Foreign : public testing::Test {
protected:
    // Only root can give files away; for anybody else git pretends, by the variable of its tests.
    void SetUp() override {
        commit_ = sandbox_.make_repository();
        if (::geteuid() != 0) {
            pretended_ = {{"GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"}};
            return;
        }
        ASSERT_EQ(::chown((sandbox_ / "r").c_str(), somebody, somebody), 0);
        for (const auto& file : fs::recursive_directory_iterator(sandbox_ / "r")) {
            ASSERT_EQ(::lchown(file.path().c_str(), somebody, somebody), 0);
        }
    }
    [[nodiscard]] Repository open(Variables variables = {}) const {
        variables.insert(pretended_.begin(), pretended_.end());
        return sandbox_.open("r", variables);
    }
    // A global configuration that names directories as safe.
    [[nodiscard]] Variables trusting(const std::string& directory) const {
        sandbox_.write("home/.gitconfig", "[safe]\n\tdirectory = " + directory + "\n");
        return {{"GIT_CONFIG_GLOBAL", (sandbox_ / "home/.gitconfig").string()}};
    }
    Sandbox sandbox_;
    CommitId commit_;
    Variables pretended_;
};

TEST_F(Foreign, IsRefusedAsGitRefusesIt) {
    Repository repository = open();
    const auto refused = refuses(Error::Kind::Repository, "dubious ownership");
    EXPECT_THAT([&] { repository.head(); }, refused);
    EXPECT_THAT([&] { repository.tree_files(commit_, sql_in("migrations")); }, refused);
    EXPECT_THAT([&] { repository.index_differs("migrations"); }, refused);
    EXPECT_THAT([&] { repository.config("core.bare"); }, refused);
    EXPECT_THAT([&] { repository.added_by("migrations/one.sql"); }, refused);
    try {
        repository.head();
    } catch (const Error& error) {
        EXPECT_THAT(error.next(), HasSubstr("safe.directory"));
    }
}

TEST_F(Foreign, IsReadWhereGitTrustsIt) {
    for (const auto& directory : {(sandbox_ / "r").string(), std::string("*")}) {
        Repository repository = open(trusting(directory));
        EXPECT_EQ(repository.head(), commit_);
        EXPECT_EQ(repository.tree_files(commit_, sql_in("migrations")), first_files());
        EXPECT_EQ(repository.index_files(sql_in("migrations")), first_files());
        EXPECT_FALSE(repository.index_differs("migrations"));
    }
}

TEST_F(Foreign, IsRefusedWhereGitTrustsAnother) {
    Repository repository = open(trusting("/elsewhere"));
    EXPECT_THAT([&] { repository.head(); }, refuses(Error::Kind::Repository, "dubious ownership"));
}

TEST_F(Foreign, IsTrustedByAVariableToo) {
    Repository repository = open({{"GIT_CONFIG_COUNT", "1"},
                                  {"GIT_CONFIG_KEY_0", "safe.directory"},
                                  {"GIT_CONFIG_VALUE_0", "*"}});
    EXPECT_EQ(repository.head(), commit_);
}

// As in a hook: git has looked already, and does not ask about an explicit GIT_DIR.
TEST_F(Foreign, IsReadWithAnExplicitGitDir) {
    const Variables variables = {{"GIT_DIR", (sandbox_ / "r/.git").string()}};
    EXPECT_EQ(open(variables).head(), commit_);
}

TEST_F(Foreign, IsNeverMadeSafeByUs) {
    sandbox_.write("home/.gitconfig", "");
    const Variables variables = {{"GIT_CONFIG_GLOBAL", (sandbox_ / "home/.gitconfig").string()}};
    EXPECT_THROW(open(variables).head(), Error);
    EXPECT_EQ(sandbox_.read("home/.gitconfig"), "");
    EXPECT_THAT(sandbox_.read("r/.git/config"), testing::Not(HasSubstr("safe")));
}

// Its configuration could start programs (core.fsmonitor, core.sshCommand).
TEST_F(Foreign, StartsNothingThatItConfigures) {
    sandbox_.write("evil", "#!/bin/sh\ntouch '" + (sandbox_ / "started").string() + "'\n");
    fs::permissions(sandbox_ / "evil", fs::perms::all);
    std::ofstream(sandbox_ / "r/.git/config", std::ios::app)
        << "[core]\n\tfsmonitor = " << (sandbox_ / "evil").string() << "\n";
    EXPECT_THROW(open().index_differs("migrations"), Error);
    EXPECT_FALSE(open(trusting("*")).index_differs("migrations"));
    EXPECT_FALSE(fs::exists(sandbox_ / "started"));
}

TEST_F(Foreign, IsRefusedWhenOnlyTheRepositoryIs) {
    ASSERT_EQ(::chown((sandbox_ / "r").c_str(), ::geteuid(), ::getegid()), 0);
    EXPECT_THAT([&] { open().head(); }, refuses(Error::Kind::Repository, "dubious ownership"));
}

TEST(BareRepository, IsRefusedWhereGitWantsItNamed) {
    Sandbox sandbox;
    sandbox.init("b.git", {"--bare"});
    const Variables explicit_only = {{"GIT_CONFIG_COUNT", "1"},
                                     {"GIT_CONFIG_KEY_0", "safe.bareRepository"},
                                     {"GIT_CONFIG_VALUE_0", "explicit"}};
    EXPECT_EQ(sandbox.open("b.git").branch(), "main");
    EXPECT_THAT([&] { sandbox.open("b.git", explicit_only).branch(); },
                refuses(Error::Kind::Repository, "safe.bareRepository"));
}

}  // namespace
}  // namespace gmig::git
