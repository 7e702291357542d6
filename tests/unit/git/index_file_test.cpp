#include "git/index_file.hpp"

#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

// As `git ls-files --stage` prints them.
std::string show(const std::vector<IndexEntry>& entries) {
    std::string text;
    for (const auto& entry : entries) {
        char mode[16];
        std::snprintf(mode, sizeof mode, "%06o", entry.mode);
        text +=
            (text.empty() ? "" : "\n") + std::string(mode) + " " + entry.object + "\t" + entry.path;
    }
    return text;
}

class IndexFile : public testing::TestWithParam<const char*> {
protected:
    IndexFile() {
        sandbox_.init("r");
        for (int i = 0; i < 40; ++i) {  // names of every length modulo eight
            sandbox_.write("r/m/" + std::string(static_cast<std::size_t>(i) + 1, 'a') + ".sql",
                           "x");
        }
        sandbox_.write("r/" + std::string(250, 'd') + "/" + std::string(250, 'e') + "/" +
                           std::string(250, 'f') + "/" + std::string(250, 'g') + "/" +
                           std::string(251, 'h'),
                       "short");
        // Longer than the twelve bits that the length has.
        std::string deep = "r/n";
        for (int i = 0; i < 3; ++i) {
            deep += "/" + std::string(200, 'n');
        }
        sandbox_.write(deep + "/x.sql", "deep");
        std::filesystem::create_symlink("nowhere", sandbox_ / "r/m/link");
        sandbox_.git("r", {"add", "."});
        sandbox_.git("r", {"update-index", "--index-version", GetParam()});
    }
    [[nodiscard]] std::string expected(const std::string& path) const {
        return sandbox_.git("r", {"-c", "core.quotePath=false", "ls-files",
                                  "--format=%(objectmode) %(objectname)%x09%(path)", "--", path});
    }
    [[nodiscard]] std::string index() const { return sandbox_.read("r/.git/index"); }

    Sandbox sandbox_;
};

TEST_P(IndexFile, IsReadAsGitReadsIt) {
    EXPECT_EQ(show(parse_index(index(), "")), expected("."));
}

TEST_P(IndexFile, GivesAFoldersEntriesOnly) {
    const auto entries = parse_index(index(), "m/");
    ASSERT_EQ(entries.size(), 41U);
    EXPECT_EQ(entries.front().path, "a.sql");
    EXPECT_EQ(mode_in_index(index(), "m/link"), 0120000U);
    EXPECT_EQ(mode_in_index(index(), "m"), 0U);
}

TEST_P(IndexFile, KnowsWhatIsOnlyAnnounced) {
    sandbox_.write("r/m/b.sql", "x");
    sandbox_.git("r", {"add", "--intent-to-add", "m/b.sql"});
    const auto entries = parse_index(index(), "m/b");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_TRUE(entries.front().intent_to_add);
}

TEST_P(IndexFile, IsRefusedWhenItEndsEarlyAndNeverReadBeyond) {
    const std::string whole = index();
    const std::string entries = whole.substr(0, whole.size() - 20);
    for (std::size_t size = 0; size + 1 < entries.size(); size += size < 400 ? 1 : 97) {
        const std::string torn = entries.substr(0, size) + std::string(20, '\0');
        try {
            parse_index(torn, "");
            // Only an extension at the end may be cut off unnoticed, as git has it.
            EXPECT_EQ(show(parse_index(torn, "")), expected(".")) << size;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Repository) << size;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Version, IndexFile, testing::Values("2", "3", "4"));

TEST(IndexFileOfAnotherKind, IsLeftToGit) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"update-index", "--split-index"});
    EXPECT_THAT([&] { parse_index(sandbox.read("r/.git/index"), ""); },
                refuses(Error::Kind::Repository, "extension \"link\""));
    EXPECT_THAT([] { parse_index("DIRC\0\0\0\5\0\0\0\0 and twenty bytes more", ""); },
                refuses(Error::Kind::Repository, "no index file"));
    const std::string other = std::string("DIRC\0\0\0\5\0\0\0\0", 12) + std::string(20, '\0');
    EXPECT_THAT([&] { parse_index(other, ""); },
                refuses(Error::Kind::Repository, "version 5 is unknown"));
}

}  // namespace
}  // namespace gmig::git
