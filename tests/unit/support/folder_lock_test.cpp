#include "temporary_folder.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/folder_lock.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <thread>

namespace gmig {
namespace {

using namespace std::chrono_literals;
using testing::Property;
using testing::Throws;
using testing_support::TemporaryFolder;
using Mode = FolderLock::Mode;

constexpr auto is_lock_error = [] {
    return Throws<Error>(Property(&Error::kind, Error::Kind::Lock));
};

TEST(FolderLock, IsSharedByReaders) {
    const TemporaryFolder folder;
    const FolderLock first(folder.path(), Mode::Shared, 0ms);
    EXPECT_NO_THROW(FolderLock(folder.path(), Mode::Shared, 0ms));
    EXPECT_THAT([&] { FolderLock(folder.path(), Mode::Exclusive, 20ms); }, is_lock_error());
}

TEST(FolderLock, IsOneWritersAlone) {
    const TemporaryFolder folder;
    const FolderLock first(folder.path(), Mode::Exclusive, 0ms);
    EXPECT_THAT([&] { FolderLock(folder.path(), Mode::Shared, 20ms); }, is_lock_error());
    EXPECT_THAT([&] { FolderLock(folder.path(), Mode::Exclusive, 20ms); }, is_lock_error());
}

TEST(FolderLock, IsWaitedFor) {
    const TemporaryFolder folder;
    std::optional<FolderLock> first(std::in_place, folder.path(), Mode::Exclusive, 0ms);
    std::thread other([&] {
        std::this_thread::sleep_for(30ms);
        first.reset();
    });
    EXPECT_NO_THROW(FolderLock(folder.path(), Mode::Exclusive, 10s));
    other.join();
}

TEST(FolderLock, RefusesALinkAndAMissingFolder) {
    const TemporaryFolder folder;
    std::filesystem::create_directory_symlink(folder.path(), folder / "link");
    for (const char* name : {"link", "missing"}) {
        EXPECT_THAT([&] { FolderLock(folder / name, Mode::Shared, 0ms); },
                    Throws<Error>(Property(&Error::kind, Error::Kind::Environment)));
    }
}

}  // namespace
}  // namespace gmig
