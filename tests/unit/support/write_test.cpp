#include "child.hpp"
#include "temporary_folder.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <iterator>

namespace gmig {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;
using testing_support::become_ordinary_user;
using testing_support::exit_code_of_child;
using testing_support::TemporaryFolder;

mode_t mode_behind(const std::filesystem::path& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

std::ptrdiff_t entries_of(const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator(folder), {});
}

/// The exit code of what the work throws; 97 when it does not say that nothing has changed.
int exit_code_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.state() == "nothing has changed" ? error.exit_code() : 97;
    }
    return 0;
}

TEST(WriteFile, MakesAFile) {
    const TemporaryFolder folder;
    const std::string bytes("a\0\n", 3);
    write_file(folder / "a.sql", bytes);
    EXPECT_EQ(folder.read("a.sql"), bytes);
    EXPECT_EQ(entries_of(folder.path()), 1);
}

TEST(WriteFile, ReplacesAFile) {
    const TemporaryFolder folder;
    folder.write("a.sql", "something longer");
    write_file(folder / "a.sql", "");
    EXPECT_EQ(folder.read("a.sql"), "");
    EXPECT_EQ(entries_of(folder.path()), 1);
}

TEST(WriteFile, MakesMissingFolders) {
    const TemporaryFolder folder;
    write_file(folder / "a/b/c.sql", "x");
    EXPECT_EQ(folder.read("a/b/c.sql"), "x");
}

TEST(WriteFile, KeepsTheModeOfTheOldFile) {
    const TemporaryFolder folder;
    for (const mode_t mode : {0600U, 0755U, 0444U, 0666U}) {
        ASSERT_EQ(::chmod(folder.write("a.sql", "x").c_str(), mode), 0);
        write_file(folder / "a.sql", "y");
        EXPECT_EQ(mode_behind(folder / "a.sql"), mode);
        std::filesystem::remove(folder / "a.sql");
    }
}

TEST(WriteFile, GivesANewFileTheUsualMode) {
    const TemporaryFolder folder;
    EXPECT_EQ(exit_code_of_child([&] {
                  ::umask(0027);
                  write_file(folder / "a.sql", "x");
                  return 0;
              }),
              0);
    EXPECT_EQ(mode_behind(folder / "a.sql"), 0640U);
}

TEST(WriteFile, TakesARelativePath) {
    const TemporaryFolder folder;
    EXPECT_EQ(exit_code_of_child([&] {
                  std::filesystem::current_path(folder.path());
                  write_file("a.sql", "x");
                  write_file("sub/b.sql", "y");
                  return 0;
              }),
              0);
    EXPECT_EQ(folder.read("a.sql"), "x");
    EXPECT_EQ(folder.read("sub/b.sql"), "y");
}

TEST(WriteFile, RefusesToReplaceWhatIsNoFile) {
    const TemporaryFolder folder;
    folder.write("real", "x");
    std::filesystem::create_symlink("real", folder / "link");
    std::filesystem::create_directory(folder / "directory");
    for (const char* name : {"link", "directory"}) {
        EXPECT_THAT([&] { write_file(folder / name, "y"); },
                    Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                        Property(&Error::state, "nothing has changed"))))
            << name;
    }
    EXPECT_EQ(folder.read("real"), "x");
    EXPECT_EQ(entries_of(folder.path()), 3);
}

TEST(WriteFile, SaysThatAFileStandsInAFoldersPlace) {
    const TemporaryFolder folder;
    folder.write("a", "x");
    EXPECT_THAT([&] { write_file(folder / "a/b.sql", "y"); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                    Property(&Error::what, HasSubstr("Not a directory")))));
    EXPECT_EQ(folder.read("a"), "x");
}

TEST(WriteFile, ChangesNothingWhereItMayNotWrite) {
    const TemporaryFolder folder;
    std::filesystem::permissions(folder.write("a.sql", "old"), std::filesystem::perms(0666));
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0555));
    const auto exit_code_as_user = [](const std::function<void()>& work) {
        return exit_code_of_child([&] { return become_ordinary_user() ? exit_code_of(work) : 98; });
    };
    EXPECT_EQ(exit_code_as_user([&] { write_file(folder / "a.sql", "new"); }), 10);
    EXPECT_EQ(exit_code_as_user([&] { write_file(folder / "sub/b.sql", "new"); }), 10);
    EXPECT_EQ(exit_code_as_user([&] { remove_file(folder / "a.sql"); }), 10);
    EXPECT_EQ(folder.read("a.sql"), "old");
    EXPECT_EQ(entries_of(folder.path()), 1);
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
}

TEST(WriteFile, KeepsTheOldBytesWhenTheNewOnesDoNotFit) {
    const TemporaryFolder folder;
    folder.write("a.sql", "old");
    // A limit on the size of files cuts a write short just as a full disk does.
    EXPECT_EQ(
        exit_code_of_child([&] {
            const rlimit limit{1000, 1000};
            if (::setrlimit(RLIMIT_FSIZE, &limit) != 0 ||
                std::signal(SIGXFSZ, SIG_IGN) == SIG_ERR) {
                return 98;
            }
            return exit_code_of([&] { write_file(folder / "a.sql", std::string(2000, 'x')); });
        }),
        10);
    EXPECT_EQ(folder.read("a.sql"), "old");
    EXPECT_EQ(entries_of(folder.path()), 1);
}

TEST(RemoveFile, RemovesItAndIsContentWithNone) {
    const TemporaryFolder folder;
    folder.write("a.sql", "x");
    remove_file(folder / "a.sql");
    remove_file(folder / "a.sql");
    remove_file(folder / "no/such/folder.sql");
    EXPECT_EQ(entries_of(folder.path()), 0);
}

TEST(RemoveFile, RefusesADirectory) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a.sql");
    EXPECT_EQ(exit_code_of([&] { remove_file(folder / "a.sql"); }), 10);
    EXPECT_EQ(entries_of(folder.path()), 1);
}

}  // namespace
}  // namespace gmig
