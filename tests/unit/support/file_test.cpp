#include "child.hpp"
#include "temporary_folder.hpp"
#include "throws.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <algorithm>

namespace gmig {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::StrEq;
using testing::Throws;
using testing_support::TemporaryFolder;

TEST(ReadFile, GivesTheBytesAsTheyAre) {
    const TemporaryFolder folder;
    const std::string bytes("\xEF\xBB\xBF a\r\n\0\xFF", 8);
    EXPECT_EQ(read_file(folder.write("a.sql", bytes)), bytes);
    EXPECT_EQ(read_file(folder.write("empty.sql", "")), "");
    EXPECT_EQ(read_file_if_exists(folder / "a.sql"), bytes);
}

TEST(ReadFile, ReadsAFileThatSaysNothingOfItsSize) {
    EXPECT_THAT(read_file("/proc/self/status"), HasSubstr("VmRSS"));
}

TEST(ReadFile, SaysThatAFileIsMissing) {
    const TemporaryFolder folder;
    EXPECT_THAT([&] { read_file(folder / "a.sql"); },
                throws_kind(Error::Kind::Environment, "No such file or directory"));
    EXPECT_EQ(read_file_if_exists(folder / "a.sql"), std::nullopt);
    EXPECT_EQ(read_file_if_exists(folder / "no/such/folder"), std::nullopt);
}

TEST(ReadFile, NamesThePlace) {
    const TemporaryFolder folder;
    try {
        read_file(folder / "a.sql");
        FAIL() << "there is no such file";
    } catch (const Error& error) {
        EXPECT_EQ(error.where(), (Where{(folder / "a.sql").native()}));
    }
}

TEST(ReadFile, MakesTheNameInItsMessagePrintable) {
    EXPECT_THAT([] { read_file("/no\x1B[2J"); },
                throws_kind(Error::Kind::Environment, "/no\\x1b[2J:"));
}

TEST(ReadFile, RefusesASymbolicLinkWhereverItLeads) {
    const TemporaryFolder folder;
    folder.write("real.sql", "x");
    std::filesystem::create_symlink("real.sql", folder / "a.sql");
    std::filesystem::create_symlink("nowhere", folder / "b.sql");
    for (const char* name : {"a.sql", "b.sql"}) {
        EXPECT_THAT([&] { read_file(folder / name); },
                    throws_kind(Error::Kind::Migration, "a symbolic link"));
        EXPECT_THAT([&] { read_file_if_exists(folder / name); },
                    throws_kind(Error::Kind::Migration, "a symbolic link"));
    }
}

TEST(ReadFile, TakesALoopInTheFoldersAboveForWhatItIs) {
    const TemporaryFolder folder;
    std::filesystem::create_symlink("loop", folder / "loop");
    EXPECT_THAT([&] { read_file(folder / "loop/a.sql"); },
                throws_kind(Error::Kind::Environment, "Too many levels"));
}

TEST(ReadFile, RefusesADirectory) {
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a.sql");
    EXPECT_THAT([&] { read_file(folder / "a.sql"); },
                throws_kind(Error::Kind::Migration, "a.sql is a directory"));
}

TEST(ReadFile, RefusesAPipeAndDoesNotWaitForItsWriter) {
    const TemporaryFolder folder;
    ASSERT_EQ(::mkfifo((folder / "a.sql").c_str(), 0600), 0);
    EXPECT_THAT([&] { read_file(folder / "a.sql"); },
                throws_kind(Error::Kind::Migration, "a.sql is a pipe"));
}

TEST(ReadFile, RefusesADevice) {
    EXPECT_THAT([] { read_file("/dev/zero"); },
                throws_kind(Error::Kind::Migration, "/dev/zero is a device"));
}

TEST(ReadFile, RefusesASocket) {
    const TemporaryFolder folder;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = (folder / "a.sql").native();
    ASSERT_LT(path.size(), sizeof(address.sun_path));
    std::copy(path.begin(), path.end(), address.sun_path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_THAT([&] { read_file(path); }, throws_kind(Error::Kind::Migration, "a.sql is a socket"));
    ::close(socket);
}

TEST(ReadFile, ReadsALargeFileAndRefusesALargerOneUnread) {
    const TemporaryFolder folder;
    folder.write("a.sql", "x");
    std::filesystem::resize_file(folder / "a.sql", max_file_bytes);
    EXPECT_EQ(read_file(folder / "a.sql").size(), max_file_bytes);
    // Sparse: only a look at the size can refuse it in time.
    std::filesystem::resize_file(folder / "a.sql", 1ULL << 40U);
    EXPECT_THAT([&] { read_file(folder / "a.sql"); },
                throws_kind(Error::Kind::Migration, "a.sql is larger than 16 MiB"));
}

TEST(ReadFile, SaysThatAFileIsUnreadable) {
    const TemporaryFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(folder.write("a.sql", "x"), std::filesystem::perms::none);
    EXPECT_EQ(testing_support::exit_code_of_child([&] {
                  if (!testing_support::become_ordinary_user()) {
                      return 98;
                  }
                  try {
                      read_file(folder / "a.sql");
                  } catch (const Error& error) {
                      const bool says_so =
                          std::string(error.what()).find("Permission denied") != std::string::npos;
                      return says_so ? error.exit_code() : 97;
                  }
                  return 0;
              }),
              10);
}

}  // namespace
}  // namespace gmig
