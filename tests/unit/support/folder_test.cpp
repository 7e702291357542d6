#include "child.hpp"
#include "temporary_folder.hpp"
#include "throws.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>

namespace gmig {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Property;
using testing::Throws;
using testing_support::TemporaryFolder;

bool is_sql(std::string_view path) {
    return path.size() >= 4 && path.substr(path.size() - 4) == ".sql";
}

std::vector<std::string> paths_of(const std::vector<FileContent>& files) {
    std::vector<std::string> paths;
    for (const FileContent& file : files) {
        paths.push_back(file.path);
    }
    return paths;
}

TEST(ReadFolder, GivesTheWantedFilesSortedBytewise) {
    const TemporaryFolder folder;
    folder.write("b.sql", "2");
    folder.write("a.sql", "1");
    folder.write("B.sql", "0");
    folder.write("notes.txt", "no");
    EXPECT_THAT(read_folder(folder.path(), is_sql),
                ElementsAre(FileContent{"B.sql", "0"}, FileContent{"a.sql", "1"},
                            FileContent{"b.sql", "2"}));
}

TEST(ReadFolder, SortsByTheWholePath) {
    const TemporaryFolder folder;
    for (const char* name : {"a/x.sql", "a.sql", "a-b/x.sql", "a/deep/er/x.sql"}) {
        folder.write(name, "");
    }
    EXPECT_THAT(paths_of(read_folder(folder.path(), is_sql)),
                ElementsAre("a-b/x.sql", "a.sql", "a/deep/er/x.sql", "a/x.sql"));
}

TEST(ReadFolder, OfAnEmptyFolderIsNothing) {
    const TemporaryFolder folder;
    EXPECT_THAT(read_folder(folder.path(), is_sql), IsEmpty());
}

TEST(ReadFolder, AcceptsASlashAtTheEnd) {
    const TemporaryFolder folder;
    folder.write("a.sql", "");
    EXPECT_THAT(paths_of(read_folder(folder.path().native() + "/", is_sql)), ElementsAre("a.sql"));
}

TEST(ReadFolder, NeverEntersGit) {
    const TemporaryFolder folder;
    folder.write(".git/a.sql", "");
    folder.write("sub/.git/a.sql", "");
    folder.write("sub/.github/a.sql", "");
    EXPECT_THAT(paths_of(read_folder(folder.path(), is_sql)), ElementsAre("sub/.github/a.sql"));
}

TEST(ReadFolder, PassesOverUnwantedLinksAndPipes) {
    const TemporaryFolder folder;
    folder.write("real/a.sql", "");
    std::filesystem::create_directory_symlink("real", folder / "link");
    std::filesystem::create_directory_symlink("/", folder / "root");
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(paths_of(read_folder(folder.path(), is_sql)), ElementsAre("real/a.sql"));
}

TEST(ReadFolder, RefusesAWantedLink) {
    const TemporaryFolder folder;
    folder.write("real.txt", "");
    std::filesystem::create_symlink("real.txt", folder / "a.sql");
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "a.sql is a symbolic link"));
}

TEST(ReadFolder, RefusesAWantedLinkToAFolder) {
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink("/etc", folder / "a.sql");
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "a.sql is a symbolic link"));
}

TEST(ReadFolder, RefusesAWantedDirectory) {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder / "sub/a.sql");
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "sub/a.sql is a directory"));
}

TEST(ReadFolder, RefusesAWantedPipeAndDoesNotWaitForItsWriter) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "a.sql").c_str(), 0600), 0);
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "a.sql is a pipe"));
}

TEST(ReadFolder, RefusesALargeFileUnread) {
    const TemporaryFolder folder;
    folder.write("a.sql", "x");
    std::filesystem::resize_file(folder / "a.sql", 1ULL << 40U);
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "a.sql is larger than 16 MiB"));
}

TEST(ReadFolder, RefusesFilesThatAreTooLargeTogether) {
    const TemporaryFolder folder;
    for (std::uint64_t i = 0; i <= max_total_bytes / max_file_bytes; ++i) {
        std::filesystem::resize_file(folder.write(std::to_string(i) + ".sql", "x"), max_file_bytes);
    }
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "more than 256 MiB"));
}

TEST(ReadFolder, RefusesFoldersThatAreTooDeep) {
    const TemporaryFolder folder;
    std::string path;
    for (int i = 0; i < 64; ++i) {
        path += "d/";
    }
    folder.write(path + "a.sql", "");
    EXPECT_EQ(read_folder(folder.path(), is_sql).size(), 1U);
    folder.write(path + "d/a.sql", "");
    EXPECT_THAT([&] { read_folder(folder.path(), is_sql); },
                throws_kind(Error::Kind::Migration, "more than 64 deep"));
}

TEST(ReadFolder, SaysThatTheFolderIsMissing) {
    const TemporaryFolder folder;
    EXPECT_THAT([&] { read_folder(folder / "no", is_sql); },
                throws_kind(Error::Kind::Environment, "No such file or directory"));
}

TEST(ReadFolder, RefusesALinkOrAFileInTheFoldersPlace) {
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink("/", folder / "link");
    folder.write("file", "");
    for (const char* name : {"link", "link/"}) {
        EXPECT_THAT([&] { read_folder(folder / name, is_sql); },
                    throws_kind(Error::Kind::Migration, "link is a symbolic link, not a folder"));
    }
    EXPECT_THAT([&] { read_folder(folder / "file", is_sql); },
                throws_kind(Error::Kind::Migration, "file is a file, not a folder"));
}

TEST(ReadFolder, SaysThatAFileOrAFolderIsUnreadable) {
    for (const char* locked : {"sub", "sub/a.sql"}) {
        const TemporaryFolder folder;
        std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
        folder.write("sub/a.sql", "x");
        std::filesystem::permissions(folder / locked, std::filesystem::perms::none);
        EXPECT_EQ(testing_support::exit_code_of_child([&] {
                      if (!testing_support::become_ordinary_user()) {
                          return 98;
                      }
                      try {
                          read_folder(folder.path(), is_sql);
                      } catch (const Error& error) {
                          return error.exit_code();
                      }
                      return 0;
                  }),
                  10)
            << locked;
        std::filesystem::permissions(folder / locked, std::filesystem::perms(0755));
    }
}

}  // namespace
}  // namespace gmig
