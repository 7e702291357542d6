// A SQLite database takes another one's place: old or new, whatever happens meanwhile.
#include "child.hpp"
#include "db/sqlite/databases.hpp"
#include "faulty_disk.hpp"
#include "sqlite_fixture.hpp"

#include <sqlite3.h>

#include <csignal>

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using testing_support::exit_code_of_child;
using testing_support::FaultyDisk;

/// live.db has the row "old", next.db beside it "new"; both are in one journal mode.
class SqliteReplacement : public SqliteTest {
protected:
    [[nodiscard]] Target target(const std::string& file) const {
        return parse_url("sqlite:" + file, folder_.path());
    }
    [[nodiscard]] static OpenOptions impatient() {
        OpenOptions options;
        options.lock_timeout = "50ms";
        return options;
    }
    void make(const std::string& file, const std::string& journal, const std::string& row,
              int page_size = 1024) const {
        const auto driver = connect(true, file);
        driver->query({"PRAGMA page_size = " + std::to_string(page_size), {}});
        driver->query({"PRAGMA journal_mode = " + journal, {}});
        Ledger(*driver, "app").prepare("run-0", "ann@host", Timestamp{1});
        run(*driver, {"CREATE TABLE t (x)", "CREATE TABLE filling (x)",
                      "INSERT INTO filling VALUES (randomblob(6000))",
                      "INSERT INTO t VALUES ('" + row + "')"});
    }
    void start(const std::string& journal) const {
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.is_regular_file()) {
                std::filesystem::remove(entry.path());
            }
        }
        const std::string old = std::string("sample/old-") + journal;
        const std::string fresh = std::string("sample/new-") + journal;
        if (!std::filesystem::exists(folder_ / old)) {
            std::filesystem::create_directory(folder_ / "sample");
            make(old, journal, "old");
            make(fresh, journal, "new");
        }
        std::filesystem::copy_file(folder_ / old, folder_ / "live.db");
        std::filesystem::copy_file(folder_ / fresh, folder_ / "live.next.db");
    }
    [[nodiscard]] Replacement wanted() const {
        Replacement result;
        result.live = target("live.db");
        result.candidate = target("live.next.db");
        result.old = target("live.before.db");
        return result;
    }
    void replace() const { sqlite::replace_database(wanted(), impatient()); }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> result;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            if (entry.is_regular_file()) {
                result.push_back(entry.path().filename());
            }
        }
        return result;
    }
    [[nodiscard]] std::string rows(const std::string& file) const {
        const auto driver = connect(false, file);
        EXPECT_EQ(first(*driver, "PRAGMA integrity_check"), "ok");
        return first(*driver, "SELECT group_concat(x) FROM t");
    }
    /// 0 when it is over before that step on the disk, -1 when it is killed just there.
    [[nodiscard]] int replace_and_be_killed(FaultyDisk& disk, std::uint64_t step) const {
        return exit_code_of_child([&] {
            disk.interrupt(step, [] { ::raise(SIGKILL); });
            replace();
            return 0;
        });
    }
    /// The first moment at which `old` is there: nothing is swapped yet.
    void start_and_be_killed_before_the_swap() const {
        FaultyDisk disk;
        std::uint64_t step = 1;
        do {
            start("delete");
            ASSERT_EQ(replace_and_be_killed(disk, step++), -1);
        } while (!std::filesystem::exists(folder_ / "live.before.db"));
        ASSERT_EQ(rows("live.db"), "old");
        ASSERT_TRUE(connect(false, "live.next.db")->has_table("gmig_replacement"));
    }
    void expect_nothing_happened() const {
        EXPECT_EQ(rows("live.db"), "old");
        EXPECT_EQ(rows("live.next.db"), "new");
        EXPECT_THAT(files(), UnorderedElementsAre("live.db", "live.next.db"));
        EXPECT_FALSE(connect(false, "live.next.db")->has_table("gmig_replacement"));
    }
    void expect_replaced() const {
        EXPECT_EQ(rows("live.db"), "new");
        EXPECT_EQ(rows("live.before.db"), "old");
        EXPECT_THAT(files(), UnorderedElementsAre("live.db", "live.before.db"));
        EXPECT_FALSE(connect(false, "live.db")->has_table("gmig_replacement"));
    }
};

class SqliteReplacementIn : public SqliteReplacement,
                            public testing::WithParamInterface<const char*> {
protected:
    void SetUp() override { start(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(Modes, SqliteReplacementIn, testing::Values("delete", "wal"),
                         [](const auto& test) { return std::string(test.param); });

TEST_P(SqliteReplacementIn, KeepsTheOldOneAndRemovesTheCandidate) {
    const auto application = connect(true, "live.db");
    EXPECT_EQ(first(*application, "SELECT x FROM t"), "old");
    replace();
    EXPECT_EQ(first(*application, "SELECT x FROM t"), "new");
    application->query({"INSERT INTO t VALUES ('more')", {}});
    EXPECT_EQ(first(*application, "PRAGMA journal_mode"), GetParam());
    EXPECT_EQ(first(*connect(false, "live.before.db"), "PRAGMA journal_mode"), GetParam());
    EXPECT_EQ(rows("live.before.db"), "old");
    EXPECT_EQ(rows("live.db"), "new,more");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "live.next.db"));
}

TEST_P(SqliteReplacementIn, IsTakenBackByReplacingAgain) {
    replace();
    expect_replaced();
    Replacement back = wanted();
    back.candidate = back.old;
    back.old = target("live.tried.db");
    sqlite::replace_database(back, impatient());
    EXPECT_EQ(rows("live.db"), "old");
    EXPECT_EQ(rows("live.tried.db"), "new");
    EXPECT_THAT(files(), UnorderedElementsAre("live.db", "live.tried.db"));
}

TEST_P(SqliteReplacementIn, GoesOnWithTheJournalModeOfTheLiveOne) {
    const std::string other = GetParam() == std::string("wal") ? "delete" : "wal";
    connect(true, "live.next.db")->query({"PRAGMA journal_mode = " + other, {}});
    replace();
    expect_replaced();
    EXPECT_EQ(first(*connect(false, "live.db"), "PRAGMA journal_mode"), GetParam());
}

TEST_P(SqliteReplacementIn, IsInTheMaintenanceThatTheCandidateIsIn) {
    for (const char* file : {"live.db", "live.next.db"}) {
        MaintenanceRequest request;
        request.target = target(file);
        request.maintenance = {{1}, file, "run-1"};
        sqlite::maintenance_on(request, {});
    }
    replace();
    expect_replaced();
    EXPECT_EQ(sqlite::maintenance_state(target("live.db"), {}).maintenance->by, "live.next.db");
    EXPECT_EQ(sqlite::maintenance_state(target("live.before.db"), {}).state,
              MaintenanceState::State::Off);
}

TEST_P(SqliteReplacementIn, IsRefusedWhereTheLiveOneHasMoved) {
    Replacement request = wanted();
    request.unmoved_since = sqlite::change_point(*connect(false, "live.db"));
    connect(true, "live.db")->query({"INSERT INTO filling VALUES (1)", {}});
    const Error error = error_of([&] { sqlite::replace_database(request, impatient()); });
    EXPECT_EQ(error.kind(), Error::Kind::Guard);
    EXPECT_THAT(error.what(), HasSubstr("moved"));
    expect_nothing_happened();
    request.unmoved_since = sqlite::change_point(*connect(false, "live.db"));
    sqlite::replace_database(request, impatient());
    expect_replaced();
}

TEST_P(SqliteReplacementIn, IsRefusedWhereAFileIsMissingOrInTheWay) {
    Replacement request = wanted();
    request.old = request.candidate;
    EXPECT_EQ(error_of([&] { sqlite::replace_database(request, {}); }).kind(), Error::Kind::Usage);
    request = wanted();
    request.candidate = target("missing.db");
    EXPECT_EQ(error_of([&] { sqlite::replace_database(request, {}); }).kind(),
              Error::Kind::Environment);
    expect_nothing_happened();
}

TEST_P(SqliteReplacementIn, IsRefusedWhileSomebodyUsesTheCandidate) {
    const auto reader = connect(false, "live.next.db");
    reader->query({"BEGIN", {}});
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "new");
    EXPECT_EQ(error_of([&] { replace(); }).kind(), Error::Kind::Guard);
    reader->query({"COMMIT", {}});
    EXPECT_EQ(rows("live.db"), "old");
}

TEST_P(SqliteReplacementIn, IsRefusedWhereTheCandidateIsDamaged) {
    std::string bytes = folder_.read("live.next.db");
    std::fill(bytes.begin() + 5L * 1024, bytes.end() - 2048, 'x');
    folder_.write("live.next.db", bytes);
    const Error error = error_of([&] { replace(); });
    EXPECT_TRUE(error.kind() == Error::Kind::Guard || error.kind() == Error::Kind::Environment);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_EQ(rows("live.db"), "old");
    EXPECT_THAT(files(), UnorderedElementsAre("live.db", "live.next.db"));
}

TEST_F(SqliteReplacement, LetsAnOpenReaderInWalModeKeepWhatItSees) {
    start("wal");
    const auto reader = connect(false, "live.db");
    reader->query({"BEGIN", {}});
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "old");
    replace();
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "old");
    reader->query({"COMMIT", {}});
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "new");
}

TEST_F(SqliteReplacement, WaitsForReadersOutsideWalModeAndThenGivesUp) {
    start("delete");
    const auto reader = connect(false, "live.db");
    reader->query({"BEGIN", {}});
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "old");
    const Error error = error_of([&] { replace(); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_EQ(error.state(), "nothing has changed");
    reader->query({"COMMIT", {}});
    expect_nothing_happened();
    replace();
    expect_replaced();
}

TEST_F(SqliteReplacement, WantsTheSamePageSizeInWalMode) {
    for (const char* journal : {"delete", "wal"}) {
        start(journal);
        std::filesystem::remove(folder_ / "live.next.db");
        make("live.next.db", "delete", "new", 4096);
        if (journal == std::string("delete")) {
            replace();
            expect_replaced();
        } else {
            const Error error = error_of([&] { replace(); });
            EXPECT_EQ(error.kind(), Error::Kind::Guard);
            EXPECT_THAT(error.what(), HasSubstr("pages of 4096 bytes"));
            expect_nothing_happened();
        }
    }
}

// Of such a copy nobody may conclude that the candidate is in live.db already.
TEST_F(SqliteReplacement, RemovesNoCandidateBecauseOfACopyOfItThatWasMadeByHand) {
    start_and_be_killed_before_the_swap();
    std::filesystem::copy_file(folder_ / "live.next.db", folder_ / "live.copied.db");
    sqlite::rename_database(target("live.copied.db"), target("live.renamed.db"), false,
                            impatient());
    EXPECT_EQ(rows("live.renamed.db"), "new");
    EXPECT_EQ(rows("live.next.db"), "new");
    EXPECT_FALSE(connect(false, "live.renamed.db")->has_table("gmig_replacement"));
    sqlite::destroy_database(target("live.renamed.db"), false, impatient());
    EXPECT_EQ(rows("live.next.db"), "new");
}

TEST_F(SqliteReplacement, TellsACopyOfAMarkedCandidateNothingOfItsMark) {
    start_and_be_killed_before_the_swap();
    CopyRequest copy;
    copy.from = target("live.next.db");
    copy.to = target("live.copy.db");
    sqlite::copy_database(copy, impatient());
    EXPECT_FALSE(connect(false, "live.copy.db")->has_table("gmig_replacement"));
    EXPECT_EQ(rows("live.next.db"), "new");
}

constexpr std::uint64_t far_too_many = 2000;

// Killed just before each step on the disk. What is left then is old or new, and the next command
// clears the rest away.
TEST_P(SqliteReplacementIn, IsOldOrNewWhenItIsKilledAndClearedUpByTheNextCopy) {
    FaultyDisk disk;
    std::uint64_t number = 1;
    int leftovers = 0;
    for (bool killed = true; killed && number < far_too_many; ++number) {
        SCOPED_TRACE(number);
        start(GetParam());
        killed = replace_and_be_killed(disk, number) == -1;
        const std::string live = rows("live.db");
        ASSERT_TRUE(live == "old" || live == "new") << live;
        const bool replaced = live == "new";
        if (replaced) {
            EXPECT_EQ(rows("live.before.db"), "old");
        } else {
            EXPECT_EQ(rows("live.next.db"), "new");
        }
        const bool candidate = std::filesystem::exists(folder_ / "live.next.db");
        leftovers += replaced && candidate ? 1 : 0;
        std::vector<std::string> names;
        for (const DatabaseBeside& found : sqlite::databases_beside(target("live.db"), {})) {
            names.push_back(found.name);
        }
        EXPECT_EQ(std::ranges::count(names, "next"), replaced ? 0 : 1);
        CopyRequest copy;
        copy.from = target("live.db");
        copy.to = target("live.copy.db");
        sqlite::copy_database(copy, impatient());
        EXPECT_EQ(rows("live.copy.db"), live);
        EXPECT_EQ(std::filesystem::exists(folder_ / "live.next.db"), !replaced);
        EXPECT_FALSE(connect(false, "live.copy.db")->has_table("gmig_replacement"));
        EXPECT_THAT(files(), testing::Not(testing::Contains(HasSubstr("~gmig"))));
    }
    EXPECT_GT(number, 50U);
    EXPECT_LT(number, far_too_many);
    EXPECT_GT(leftovers, 0);
}

// An application writes at each step where SQLite lets it: what it was told is committed is in the
// live database or in the old one afterwards.
TEST_P(SqliteReplacementIn, LosesNothingThatIsCommittedMeanwhile) {
    FaultyDisk disk;
    std::uint64_t number = 1;
    int written = 0;
    int refused = 0;
    for (bool reached = true; reached && number < far_too_many; ++number) {
        SCOPED_TRACE(number);
        start(GetParam());
        sqlite3* application = nullptr;
        ASSERT_EQ(sqlite3_open((folder_ / "live.db").c_str(), &application), SQLITE_OK);
        bool committed = false;
        disk.interrupt(number, [&] {
            committed = sqlite3_exec(application, "INSERT INTO t VALUES ('meanwhile')", nullptr,
                                     nullptr, nullptr) == SQLITE_OK;
        });
        bool replaced = true;
        try {
            replace();
        } catch (const Error& error) {
            replaced = false;
            EXPECT_EQ(error.kind(), Error::Kind::Guard) << error.what();
            EXPECT_EQ(error.state(), "nothing has changed");
        }
        reached = disk.has_failed();
        disk.mend();
        sqlite3_close(application);
        written += committed ? 1 : 0;
        refused += replaced ? 0 : 1;
        const std::string row = committed ? ",meanwhile" : "";
        if (!replaced) {
            EXPECT_EQ(rows("live.db"), "old" + row);
            EXPECT_FALSE(std::filesystem::exists(folder_ / "live.before.db"));
        } else if (rows("live.db") != "new" + row) {
            EXPECT_EQ(rows("live.db"), "new");
            EXPECT_EQ(rows("live.before.db"), "old" + row);
        }
    }
    EXPECT_LT(number, far_too_many);
    EXPECT_GT(written, refused);
    EXPECT_GT(refused, 0);
}

struct DiskCase {
    const char* name;
    const char* journal;
    int code;
    FaultyDisk::Lasting lasting;
};
class SqliteReplacementOnBadDisk : public SqliteReplacement,
                                   public testing::WithParamInterface<DiskCase> {};

TEST_P(SqliteReplacementOnBadDisk, IsOldOrNewAndSaysWhich) {
    FaultyDisk disk;
    std::uint64_t number = 1;
    for (bool reached = true; reached && number < far_too_many; ++number) {
        SCOPED_TRACE(number);
        start(GetParam().journal);
        disk.fail(number, GetParam().code, GetParam().lasting);
        std::optional<Error> error;
        try {
            replace();
        } catch (const Error& caught) {
            error = caught;
        }
        reached = disk.has_failed();
        disk.mend();
        const std::string live = rows("live.db");
        if (!error) {
            EXPECT_EQ(live, "new");
            EXPECT_EQ(rows("live.before.db"), "old");
        } else if (error->kind() != Error::Kind::Recover) {
            EXPECT_EQ(error->kind(), Error::Kind::Environment) << error->what();
            EXPECT_EQ(error->state(), "nothing has changed");
            EXPECT_EQ(live, "old");
            EXPECT_EQ(rows("live.next.db"), "new");
            EXPECT_FALSE(std::filesystem::exists(folder_ / "live.before.db"));
        } else {
            EXPECT_TRUE(live == "old" || live == "new") << live;
            EXPECT_EQ(rows("live.before.db"), "old");
        }
        EXPECT_FALSE(!reached && error) << error->what();
    }
    EXPECT_GT(number, 20U);
    EXPECT_LT(number, far_too_many);
}

INSTANTIATE_TEST_SUITE_P(
    Disks, SqliteReplacementOnBadDisk,
    testing::Values(
        DiskCase{"FullOnce", "delete", SQLITE_FULL, FaultyDisk::Lasting::Once},
        DiskCase{"FullForEver", "delete", SQLITE_FULL, FaultyDisk::Lasting::ForEver},
        DiskCase{"BrokenOnce", "delete", SQLITE_IOERR_WRITE, FaultyDisk::Lasting::Once},
        DiskCase{"BrokenForEver", "delete", SQLITE_IOERR_WRITE, FaultyDisk::Lasting::ForEver},
        DiskCase{"FullOnceInWal", "wal", SQLITE_FULL, FaultyDisk::Lasting::Once},
        DiskCase{"FullForEverInWal", "wal", SQLITE_FULL, FaultyDisk::Lasting::ForEver},
        DiskCase{"BrokenOnceInWal", "wal", SQLITE_IOERR_FSYNC, FaultyDisk::Lasting::Once},
        DiskCase{"BrokenForEverInWal", "wal", SQLITE_IOERR_FSYNC, FaultyDisk::Lasting::ForEver}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
