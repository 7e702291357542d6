#include "app/schema/replay_cache.hpp"

#include "temporary_folder.hpp"
#include <gmig/support/file.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

class ReplayCacheTest : public testing::Test {
protected:
    /// The keys of migrations that are written "id checksum".
    static std::vector<std::string> keys(
        const ReplayCache& cache, const std::vector<std::pair<const char*, const char*>>& of) {
        std::vector<Migration> migrations(of.size());
        std::vector<const Migration*> pointers;
        for (std::size_t i = 0; i < of.size(); ++i) {
            migrations[i].id.value = of[i].first;
            migrations[i].checksum.value = of[i].second;
            pointers.push_back(&migrations[i]);
        }
        return cache.keys(pointers);
    }
    [[nodiscard]] std::vector<fs::path> files() const {
        std::vector<fs::path> files;
        for (const auto& entry : fs::directory_iterator(folder_.path())) {
            files.push_back(entry.path());
        }
        return files;
    }

    testing_support::TemporaryFolder folder_;
    ReplayCache cache_{folder_.path(), "1.0"};
    std::vector<std::string> keys_ = keys(cache_, {{"a", "1"}, {"b", "2"}, {"c", "3"}});
};

TEST_F(ReplayCacheTest, FindsNothingAtFirst) {
    EXPECT_FALSE(cache_.longest(keys_).has_value());
    EXPECT_FALSE(ReplayCache(folder_.path() / "absent", "1.0").longest(keys_).has_value());
}

TEST_F(ReplayCacheTest, FindsTheLongestBeginningThatIsKept) {
    cache_.keep(keys_[1], "one");
    cache_.keep(keys_[2], "two");
    const auto found = cache_.longest(keys_);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->length, 2);
    EXPECT_EQ(found->bytes, "two");
}

TEST_F(ReplayCacheTest, TellsOrdersContentsAndEnginesApart) {
    cache_.keep(keys_[2], "two");
    EXPECT_FALSE(cache_.longest(keys(cache_, {{"b", "2"}, {"a", "1"}})).has_value());
    EXPECT_FALSE(cache_.longest(keys(cache_, {{"a", "1"}, {"b", "9"}})).has_value());
    const ReplayCache newer(folder_.path(), "1.1");
    EXPECT_FALSE(newer.longest(keys(newer, {{"a", "1"}, {"b", "2"}})).has_value());
    EXPECT_TRUE(cache_.longest(keys(cache_, {{"a", "1"}, {"b", "2"}})).has_value());
}

TEST_F(ReplayCacheTest, PassesOverADamagedFileAndTakesTheOneBefore) {
    cache_.keep(keys_[1], "one");
    cache_.keep(keys_[2], "two");
    const fs::path file = folder_.path() / ("replay-" + keys_[2]);
    std::string bytes = read_file(file);
    bytes.back() = 'x';
    write_file(file, bytes);
    EXPECT_EQ(cache_.longest(keys_)->bytes, "one");
    write_file(file, "");
    EXPECT_EQ(cache_.longest(keys_)->bytes, "one");
    cache_.keep(keys_[2], "again");
    EXPECT_EQ(cache_.longest(keys_)->bytes, "again");
}

TEST_F(ReplayCacheTest, KeepsAHandfulOfFilesAndDropsTheOldest) {
    const std::vector<std::string> first = keys(cache_, {{"first", "1"}});
    cache_.keep(first[1], "first");
    fs::last_write_time(files().front(), fs::file_time_type::clock::now() - std::chrono::hours(1));
    write_file(folder_.path() / "ids-sqlite", "of another cache");
    for (char id = 'a'; id < 'z'; ++id) {
        cache_.keep(keys(cache_, {{std::string(1, id).c_str(), "1"}})[1], "bytes");
    }
    EXPECT_EQ(files().size(), 9);
    EXPECT_FALSE(cache_.longest(first).has_value());
    EXPECT_TRUE(fs::exists(folder_.path() / "ids-sqlite"));
}

TEST_F(ReplayCacheTest, LetsBeWhatCannotBeWritten) {
    const fs::path file = folder_.path() / "file";
    write_file(file, "in the way");
    const ReplayCache cache(file, "1.0");
    cache.keep(keys_[1], "one");
    EXPECT_FALSE(cache.longest(keys_).has_value());
}

}  // namespace
}  // namespace gmig::app
