#include "child.hpp"
#include "support/journal_format.hpp"
#include "temporary_folder.hpp"
#include "throws.hpp"
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/journal.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <thread>

namespace gmig {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Property;
using testing::Throws;
using testing_support::TemporaryFolder;

mode_t mode_of(const std::filesystem::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

/// A folder with files and the journal of the operations on them.
class JournalTest : public testing::Test {
protected:
    JournalTest() {
        folder_.write("changed", "old");
        folder_.write("removed", "old");
    }

    [[nodiscard]] std::vector<FileChange> changes() const {
        return {{folder_ / "changed", "old", "new"},
                {folder_ / "made/of/nothing", std::nullopt, "new"},
                {folder_ / "empty", std::nullopt, ""},
                {folder_ / "removed", "old", std::nullopt}};
    }
    [[nodiscard]] Unfinished operation() const { return {"probe it", changes()}; }
    [[nodiscard]] Journal journal() const { return Journal(folder_ / "state"); }
    /// Puts a journal there as a crash leaves it.
    void leave_journal(const std::string& bytes) const { folder_.write("state/journal", bytes); }

    void expect_before() const {
        EXPECT_EQ(folder_.read("changed"), "old");
        EXPECT_EQ(folder_.read("removed"), "old");
        EXPECT_FALSE(std::filesystem::exists(folder_ / "made/of/nothing"));
        EXPECT_FALSE(std::filesystem::exists(folder_ / "empty"));
        expect_clean();
    }
    void expect_after() const {
        EXPECT_EQ(folder_.read("changed"), "new");
        EXPECT_EQ(folder_.read("made/of/nothing"), "new");
        EXPECT_EQ(folder_.read("empty"), "");
        EXPECT_FALSE(std::filesystem::exists(folder_ / "removed"));
        expect_clean();
    }
    void expect_clean() const {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
            EXPECT_NE(entry.path().extension(), ".tmp") << entry.path();
        }
    }
    void expect_no_journal() const {
        EXPECT_FALSE(std::filesystem::exists(folder_ / "state/journal"));
        EXPECT_EQ(journal().unfinished(), std::nullopt);
    }

    TemporaryFolder folder_;
};

TEST_F(JournalTest, CarriesChangesOutAndGoes) {
    journal().carry_out("probe it", changes());
    expect_after();
    expect_no_journal();
    EXPECT_EQ(journal().finish(), std::nullopt);
}

TEST_F(JournalTest, MakesItsFolderForItsOwnerAlone) {
    journal().carry_out("probe it", changes());
    EXPECT_EQ(mode_of(folder_ / "state"), 0700U);
}

TEST_F(JournalTest, KeepsTheModesOfFiles) {
    ASSERT_EQ(::chmod((folder_ / "changed").c_str(), 0751), 0);
    journal().carry_out("probe it", changes());
    EXPECT_EQ(mode_of(folder_ / "changed"), 0751U);
}

TEST_F(JournalTest, GivesFilesThatItMakesTheirMode) {
    journal().carry_out("probe it", {{folder_ / "program", std::nullopt, "x", 0755}});
    EXPECT_EQ(mode_of(folder_ / "program"), 0755U);
}

TEST_F(JournalTest, GivesFilesThatItPutsBackTheirMode) {
    ASSERT_EQ(::chmod((folder_ / "removed").c_str(), 0755), 0);
    EXPECT_THAT(
        [&] {
            journal().carry_out("probe it", {{folder_ / "removed", "old", std::nullopt, 0755},
                                             {folder_ / "changed/below", std::nullopt, "new"}});
        },
        throws_kind(Error::Kind::Environment, "changed"));
    EXPECT_EQ(folder_.read("removed"), "old");
    EXPECT_EQ(mode_of(folder_ / "removed"), 0755U);
}

TEST_F(JournalTest, GivesFilesThatACrashLeftUnmadeTheirMode) {
    leave_journal(write_journal({"probe it", {{folder_ / "program", std::nullopt, "x", 0700}}}));
    journal().finish();
    EXPECT_EQ(mode_of(folder_ / "program"), 0700U);
}

TEST_F(JournalTest, OfNothingToDoIsContent) {
    journal().carry_out("probe it", {});
    expect_before();
    expect_no_journal();
}

TEST_F(JournalTest, IsNotThereBeforeTheFirstOperation) {
    EXPECT_EQ(journal().unfinished(), std::nullopt);
    EXPECT_EQ(journal().finish(), std::nullopt);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "state"));
}

TEST_F(JournalTest, RefusesWhatIsNotAsBefore) {
    for (const char* name : {"changed", "made/of/nothing", "removed"}) {
        const bool was_there = std::filesystem::exists(folder_ / name);
        folder_.write(name, "mine");
        EXPECT_THAT([&] { journal().carry_out("probe it", changes()); },
                    Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Environment),
                                        Property(&Error::what, HasSubstr(name)),
                                        Property(&Error::state, "nothing has changed"))));
        EXPECT_EQ(folder_.read(name), "mine");
        std::filesystem::remove(folder_ / name);
        if (was_there) {
            folder_.write(name, "old");
        }
        expect_before();
        expect_no_journal();
    }
}

TEST_F(JournalTest, RefusesALinkInAFilesPlace) {
    std::filesystem::create_symlink("changed", folder_ / "made-link");
    EXPECT_THAT(
        [&] {
            journal().carry_out("probe it", {{folder_ / "made-link", "old", "new"}});
        },
        throws_kind(Error::Kind::Environment, "made-link"));
    expect_before();
}

TEST_F(JournalTest, RefusesRelativeAndRepeatedPaths) {
    EXPECT_THAT(
        [&] {
            journal().carry_out("x", {{"changed", "old", "new"}});
        },
        throws_kind(Error::Kind::Internal, "changed"));
    EXPECT_THAT(
        [&] {
            journal().carry_out(
                "x", {{folder_ / "changed", "old", "new"}, {folder_ / "changed", "new", "newer"}});
        },
        throws_kind(Error::Kind::Internal, "changed"));
    expect_before();
}

TEST_F(JournalTest, TakesBackWhatItCannotComplete) {
    // The last change needs a folder where a file stands.
    std::vector<FileChange> impossible = changes();
    impossible.push_back({folder_ / "changed/below", std::nullopt, "new"});
    EXPECT_THAT([&] { journal().carry_out("probe it", impossible); },
                throws_kind(Error::Kind::Environment, "changed"));
    expect_before();
    expect_no_journal();
}

TEST_F(JournalTest, CompletesWhatACrashLeft) {
    for (std::size_t done = 0; done <= changes().size(); ++done) {
        const TemporaryFolder fresh;
        fresh.write("changed", done > 0 ? "new" : "old");
        if (done > 1) {
            fresh.write("made/of/nothing", "new");
        }
        if (done > 2) {
            fresh.write("empty", "");
        }
        if (done < 4) {
            fresh.write("removed", "old");
        }
        std::vector<FileChange> moved = changes();
        for (FileChange& change : moved) {
            change.path = fresh.path() / change.path.lexically_relative(folder_.path());
        }
        fresh.write("state/journal", write_journal({"probe it", moved}));
        Journal left(fresh / "state");
        EXPECT_EQ(left.unfinished(), (Unfinished{"probe it", moved}));
        EXPECT_EQ(left.finish(), (Unfinished{"probe it", moved}));
        EXPECT_EQ(fresh.read("changed"), "new");
        EXPECT_EQ(fresh.read("made/of/nothing"), "new");
        EXPECT_EQ(fresh.read("empty"), "");
        EXPECT_FALSE(std::filesystem::exists(fresh / "removed"));
        EXPECT_EQ(left.unfinished(), std::nullopt);
        EXPECT_EQ(left.finish(), std::nullopt);
    }
}

TEST_F(JournalTest, RefusesAnotherOperationWhileOneIsUnfinished) {
    leave_journal(write_journal(operation()));
    EXPECT_THAT(
        [&] {
            journal().carry_out("next", {{folder_ / "changed", "old", "other"}});
        },
        throws_kind(Error::Kind::Recover, "'probe it' is unfinished"));
    expect_before();
    EXPECT_EQ(journal().unfinished(), operation());
}

TEST_F(JournalTest, DiscardsATornOne) {
    const std::string whole = write_journal(operation());
    for (std::size_t length = 0; length < whole.size(); ++length) {
        leave_journal(whole.substr(0, length));
        ASSERT_EQ(journal().unfinished(), std::nullopt);
        ASSERT_EQ(journal().finish(), std::nullopt);
        ASSERT_FALSE(std::filesystem::exists(folder_ / "state/journal"));
    }
    expect_before();
}

TEST_F(JournalTest, StartsAnewOverATornOne) {
    leave_journal(write_journal(operation()).substr(0, 40));
    journal().carry_out("probe it", changes());
    expect_after();
    expect_no_journal();
}

TEST_F(JournalTest, RefusesToCompleteOverSomebodysWork) {
    for (const char* name : {"changed", "made/of/nothing", "empty", "removed"}) {
        leave_journal(write_journal(operation()));
        const auto old = read_file_if_exists(folder_ / name);
        folder_.write(name, "mine");
        EXPECT_THAT([&] { journal().finish(); },
                    Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Recover),
                                        Property(&Error::what, HasSubstr(name)),
                                        Property(&Error::state, "nothing has changed"),
                                        Property(&Error::next, HasSubstr("state/journal.aside")))));
        EXPECT_EQ(folder_.read(name), "mine");
        std::filesystem::remove(folder_ / name);
        if (old) {
            folder_.write(name, *old);
        }
        expect_before();
        EXPECT_EQ(journal().unfinished(), operation());
    }
    EXPECT_EQ(journal().finish(), operation());
    expect_after();
}

TEST_F(JournalTest, RefusesToCompleteOverALink) {
    leave_journal(write_journal(operation()));
    std::filesystem::remove(folder_ / "changed");
    std::filesystem::create_symlink("removed", folder_ / "changed");
    EXPECT_THAT([&] { journal().finish(); }, throws_kind(Error::Kind::Recover, "changed"));
    EXPECT_EQ(folder_.read("removed"), "old");
}

TEST_F(JournalTest, StaysWhenItCannotBeCompleted) {
    // Where a folder is needed, a file stands.
    leave_journal(write_journal({"probe it",
                                 {{folder_ / "removed", "old", std::nullopt},
                                  {folder_ / "changed/below", std::nullopt, "new"}}}));
    EXPECT_THAT([&] { journal().finish(); },
                Throws<Error>(AllOf(Property(&Error::kind, Error::Kind::Recover),
                                    Property(&Error::state, "1 of 2 files are changed"),
                                    Property(&Error::next, "gmig recover"))));
    EXPECT_NE(journal().unfinished(), std::nullopt);
}

TEST_F(JournalTest, ClearsTemporaryFilesAway) {
    leave_journal(write_journal(operation()));
    for (const char* name : {".gmig-journal.tmp", "state/.gmig-journal.tmp"}) {
        folder_.write(name, "half");
    }
    journal().finish();
    expect_after();
}

TEST_F(JournalTest, RefusesLinksInItsPlace) {
    const TemporaryFolder elsewhere;
    elsewhere.write("journal", write_journal(operation()));
    std::filesystem::create_directory_symlink(elsewhere.path(), folder_ / "state");
    EXPECT_THAT([&] { journal().carry_out("probe it", changes()); },
                throws_kind(Error::Kind::Environment, "state"));
    EXPECT_THAT([&] { journal().finish(); }, throws_kind(Error::Kind::Environment, "state"));
    EXPECT_THAT([&] { static_cast<void>(journal().unfinished()); },
                throws_kind(Error::Kind::Environment, "state"));
    std::filesystem::remove(folder_ / "state");
    std::filesystem::create_directory(folder_ / "state");
    std::filesystem::create_symlink(elsewhere / "journal", folder_ / "state/journal");
    EXPECT_THAT([&] { journal().finish(); },
                throws_kind(Error::Kind::Environment, "a symbolic link"));
    EXPECT_THAT([&] { journal().carry_out("probe it", changes()); },
                throws_kind(Error::Kind::Environment, "a symbolic link"));
    std::filesystem::remove(folder_ / "state/journal");
    // A link planted for the temporary file is replaced, and what it leads to is left alone.
    std::filesystem::create_symlink(elsewhere / "journal", folder_ / "state/.gmig-journal.tmp");
    journal().carry_out("probe it", changes());
    expect_after();
    EXPECT_EQ(elsewhere.read("journal"), write_journal(operation()));
}

TEST_F(JournalTest, IsNotTakenForNothingWhereItMayNotBeLookedAt) {
    leave_journal(write_journal(operation()));
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    std::filesystem::permissions(folder_ / "state", std::filesystem::perms::none);
    EXPECT_EQ(testing_support::exit_code_of_child([&] {
                  if (!testing_support::become_ordinary_user()) {
                      return 98;
                  }
                  try {
                      return journal().unfinished() ? 96 : 97;
                  } catch (const Error& error) {
                      return error.exit_code();
                  }
              }),
              10);
    std::filesystem::permissions(folder_ / "state", std::filesystem::perms(0700));
}

TEST_F(JournalTest, LetsOneOperationWorkAtATime) {
    std::vector<std::thread> workers;
    for (int i = 0; i < 8; ++i) {
        workers.emplace_back([&, i] {
            const auto file = folder_ / ("file" + std::to_string(i));
            Journal(folder_ / "state").carry_out("one of many", {{file, std::nullopt, "x"}});
        });
    }
    for (std::thread& worker : workers) {
        worker.join();
    }
    for (int i = 0; i < 8; ++i) {
        EXPECT_EQ(folder_.read("file" + std::to_string(i)), "x");
    }
    expect_no_journal();
}

}  // namespace
}  // namespace gmig
