// SQLite databases as wholes: files beside each other, copied, renamed, removed.
#include "child.hpp"
#include "db/sqlite/databases.hpp"
#include "sqlite_fixture.hpp"

#include <sys/stat.h>

#include <chrono>
#include <csignal>

namespace gmig::db {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using testing_support::become_ordinary_user;
using testing_support::exit_code_of_child;

struct BesideCase {
    const char* name;
    const char* url;
    const char* beside;
    const char* database;
};
class SqliteBeside : public testing::TestWithParam<BesideCase> {};

TEST_P(SqliteBeside, IsWhatItsOwnUrlMeans) {
    const Target base = parse_url(GetParam().url, "/srv");
    const Target found = sqlite::beside(base, "next");
    const Target wanted = parse_url(GetParam().beside, "/srv");
    EXPECT_EQ(found.location, wanted.location);
    EXPECT_EQ(found.shown, wanted.shown);
    EXPECT_EQ(found.database, wanted.database);
    EXPECT_EQ(found.database, GetParam().database);
}

INSTANTIATE_TEST_SUITE_P(
    Urls, SqliteBeside,
    testing::Values(
        BesideCase{"Relative", "sqlite:app.db", "sqlite:app.next.db", "app.next.db"},
        BesideCase{"InAFolder", "sqlite:data/app.db", "sqlite:data/app.next.db", "app.next.db"},
        BesideCase{"Absolute", "sqlite:///d/app.db", "sqlite:///d/app.next.db", "app.next.db"},
        BesideCase{"WithoutExtension", "sqlite:app", "sqlite:app.next", "app.next"},
        BesideCase{"WithADotBefore", "sqlite:.app", "sqlite:.app.next", ".app.next"},
        BesideCase{"WithTwoDots", "sqlite:app.v2.db", "sqlite:app.v2.next.db", "app.v2.next.db"},
        BesideCase{"Encoded", "sqlite:a%3Fb.db", "sqlite:/srv/a%3Fb.next.db", "a?b.next.db"}),
    [](const auto& test) { return std::string(test.param.name); });

class SqliteDatabases : public SqliteTest {
protected:
    [[nodiscard]] Target target(const std::string& file = "test.db") const {
        return parse_url("sqlite:" + file, folder_.path());
    }
    [[nodiscard]] static OpenOptions impatient() {
        OpenOptions options;
        options.lock_timeout = "100ms";
        return options;
    }
    void make(const std::string& journal = "delete", const std::string& file = "test.db") const {
        const auto driver = connect(true, file);
        driver->query({"PRAGMA journal_mode = " + journal, {}});
        Ledger(*driver, "app").prepare("run-0", "ann@host", Timestamp{1});
        run(*driver, {"CREATE TABLE t (x)", "INSERT INTO t VALUES (1)"});
    }
    [[nodiscard]] std::vector<std::string> files() const {
        std::vector<std::string> result;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            result.push_back(entry.path().filename());
        }
        return result;
    }
    // NOLINTNEXTLINE(modernize-use-nodiscard): most tests look at the files
    Copied copy(const std::string& to, std::function<void(Driver&)> prepare = {}) const {
        CopyRequest request;
        request.from = target();
        request.to = target(to);
        request.prepare = std::move(prepare);
        return sqlite::copy_database(request, impatient());
    }
    [[nodiscard]] std::string rows(const std::string& file) const {
        return first(*connect(false, file), "SELECT group_concat(x) FROM t");
    }
};

TEST_F(SqliteDatabases, BesideAnotherAreThoseThatAreDatabases) {
    make();
    EXPECT_THAT(sqlite::databases_beside(target(), {}), IsEmpty());
    make("wal", "test.b.db");
    make("delete", "test.a.db");
    make("delete", "other.a.db");
    make("delete", "test.Big.db");
    folder_.write("test.c.db", "no database, but long enough to be taken for the header of one");
    folder_.write("test.empty.db", "");
    folder_.write("test.a.db-gmig-lock", "gmig");
    make("delete", "test.a.db~gmig-copy");
    const auto open = connect(true, "test.b.db");
    const std::vector<DatabaseBeside> found = sqlite::databases_beside(target(), {});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].name, "a");
    EXPECT_EQ(found[0].target.location, (folder_ / "test.a.db").string());
    EXPECT_GT(found[0].bytes, 4096);
    EXPECT_EQ(found[1].name, "b");
}

TEST_F(SqliteDatabases, AreMadeEmptyAndValid) {
    sqlite::create_database(target("new.db"), std::nullopt, {});
    EXPECT_THAT(files(), ElementsAre("new.db"));
    EXPECT_THAT(folder_.read("new.db"), testing::StartsWith("SQLite format 3"));
    const Error error = error_of([&] { sqlite::create_database(target("new.db"), {}, {}); });
    EXPECT_EQ(error.kind(), Error::Kind::Usage);
    EXPECT_EQ(error_of([&] { sqlite::create_database(target("no/new.db"), {}, {}); }).kind(),
              Error::Kind::Environment);
    EXPECT_THAT(files(), ElementsAre("new.db"));
}

TEST_F(SqliteDatabases, AreMadeLikeAnother) {
    connect()->query({"PRAGMA page_size = 8192", {}});
    {
        const auto driver = connect();
        driver->query({"PRAGMA page_size = 8192", {}});
        driver->query({"PRAGMA journal_mode = wal", {}});
        run(*driver, {"CREATE TABLE t (x)"});
    }
    sqlite::create_database(target("new.db"), target(), {});
    EXPECT_THAT(files(), UnorderedElementsAre("test.db", "new.db"));
    const auto made = connect(false, "new.db");
    EXPECT_EQ(first(*made, "PRAGMA page_size"), "8192");
    EXPECT_EQ(first(*made, "PRAGMA journal_mode"), "wal");
}

TEST_F(SqliteDatabases, AreCopiedWithWhatIsInTheirWalAndKeepTheirJournalMode) {
    for (const char* mode : {"delete", "wal"}) {
        make(mode);
        ::chmod((folder_ / "test.db").c_str(), 0640);
        const auto open = connect();
        run(*open, {"INSERT INTO t VALUES (2)"});
        const Copied copied = copy("copy.db");
        EXPECT_EQ(copied.method, CopyMethod::Backup);
        EXPECT_EQ(copied.bytes,
                  static_cast<std::int64_t>(std::filesystem::file_size(folder_ / "copy.db")));
        EXPECT_EQ(rows("copy.db"), "1,2");
        EXPECT_EQ(first(*connect(false, "copy.db"), "PRAGMA journal_mode"), mode);
        struct stat status {};
        ASSERT_EQ(::stat((folder_ / "copy.db").c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0640U);
        std::filesystem::remove(folder_ / "copy.db");
        std::filesystem::remove(folder_ / "test.db");
    }
    EXPECT_THAT(files(), testing::Not(testing::Contains(HasSubstr("gmig"))));
}

TEST_F(SqliteDatabases, AreCopiedWithoutTheirMaintenance) {
    make("wal");
    MaintenanceRequest request;
    request.target = target();
    request.maintenance = {{1}, "ann@host", ""};
    sqlite::maintenance_on(request, {});
    bool asked = false;
    copy("copy.db", [&](Driver& driver) {
        driver.query({"INSERT INTO t VALUES (2)", {}});
        EXPECT_EQ(driver.target().shown, "sqlite:copy.db");
        asked = true;
    });
    EXPECT_TRUE(asked);
    EXPECT_EQ(sqlite::maintenance_state(target("copy.db"), {}).state, MaintenanceState::State::Off);
    EXPECT_EQ(sqlite::maintenance_state(target(), {}).state, MaintenanceState::State::On);
    EXPECT_EQ(rows("copy.db"), "1,2");
}

TEST_F(SqliteDatabases, AreNotCopiedOverAnything) {
    make();
    folder_.write("copy.db", "");
    EXPECT_EQ(error_of([&] { copy("copy.db"); }).kind(), Error::Kind::Usage);
    EXPECT_EQ(folder_.read("copy.db"), "");
    folder_.write("other.db-wal", "somebody's");
    EXPECT_THAT(error_of([&] { copy("other.db"); }).what(), HasSubstr("other.db-wal"));
    std::filesystem::create_symlink("nowhere", folder_ / "link.db");
    EXPECT_EQ(error_of([&] { copy("link.db"); }).kind(), Error::Kind::Usage);
    EXPECT_EQ(error_of([&] {
                  copy("late.db", [&](Driver&) { folder_.write("late.db", "late"); });
              }).kind(),
              Error::Kind::Usage);
    EXPECT_EQ(folder_.read("late.db"), "late");
    EXPECT_THAT(files(),
                UnorderedElementsAre("test.db", "copy.db", "other.db-wal", "link.db", "late.db"));
}

TEST_F(SqliteDatabases, AreAbsentWhenACopyFails) {
    make();
    EXPECT_EQ(error_of([&] {
                  copy("copy.db", [](Driver&) { throw Error(Error::Kind::Guard, "no"); });
              }).kind(),
              Error::Kind::Guard);
    const auto writer = connect();
    writer->query({"BEGIN EXCLUSIVE", {}});
    const Error error = error_of([&] { copy("copy.db"); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_THAT(files(), ElementsAre("test.db"));
}

TEST_F(SqliteDatabases, LeftHalfMadeByAKilledGmigAreRemovedByTheNextCopy) {
    make("wal");
    EXPECT_EQ(exit_code_of_child([&] {
                  copy("copy.db", [](Driver& driver) {
                      driver.query({"INSERT INTO t VALUES (2)", {}});
                      ::raise(SIGKILL);
                  });
                  return 0;
              }),
              -1);
    EXPECT_THAT(files(), testing::Contains("copy.db~gmig-copy"));
    EXPECT_FALSE(sqlite::database_exists(target("copy.db"), {}));
    copy("other.db");
    EXPECT_THAT(files(), UnorderedElementsAre("test.db", "other.db"));
}

TEST_F(SqliteDatabases, ThatAnotherGmigIsMakingAreLetBe) {
    make();
    copy("copy.db", [&](Driver&) {
        copy("other.db");
        EXPECT_EQ(error_of([&] { copy("copy.db"); }).kind(), Error::Kind::Lock);
    });
    EXPECT_THAT(files(), UnorderedElementsAre("test.db", "copy.db", "other.db"));
}

class SqliteInMode : public SqliteDatabases, public testing::WithParamInterface<const char*> {};

TEST_P(SqliteInMode, IsRenamed) {
    make(GetParam());
    sqlite::rename_database(target(), target("new.db"), false, impatient());
    EXPECT_THAT(files(), ElementsAre("new.db"));
    EXPECT_EQ(rows("new.db"), "1");
    EXPECT_EQ(first(*connect(false, "new.db"), "PRAGMA journal_mode"), GetParam());
    make();
    EXPECT_EQ(error_of([&] {
                  sqlite::rename_database(target(), target("new.db"), false, impatient());
              }).kind(),
              Error::Kind::Usage);
}

TEST_P(SqliteInMode, IsRemoved) {
    make(GetParam());
    sqlite::destroy_database(target(), false, impatient());
    EXPECT_THAT(files(), IsEmpty());
    sqlite::destroy_database(target(), false, impatient());
}

TEST_P(SqliteInMode, LeftByAKilledWriterIsRenamedWithAllThatWasCommitted) {
    make(GetParam());
    EXPECT_EQ(exit_code_of_child([&] {
                  const auto driver = connect();
                  driver->query({"PRAGMA cache_size = 1", {}});
                  driver->query({"INSERT INTO t VALUES (2)", {}});
                  driver->query({"BEGIN IMMEDIATE", {}});
                  driver->query(
                      {"INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
                       "i + 1 FROM n WHERE i < 50000) SELECT i FROM n",
                       {}});
                  ::raise(SIGKILL);
                  return 0;
              }),
              -1);
    EXPECT_GT(files().size(), 1U);
    sqlite::rename_database(target(), target("new.db"), false, impatient());
    EXPECT_THAT(files(), ElementsAre("new.db"));
    EXPECT_EQ(rows("new.db"), "1,2");
}

TEST_P(SqliteInMode, ThatSomebodyReadsIsNeitherRenamedNorRemoved) {
    make(GetParam());
    const auto reader = connect(false);
    reader->query({"BEGIN", {}});
    EXPECT_EQ(first(*reader, "SELECT x FROM t"), "1");
    for (const bool disconnect : {false, true}) {
        for (const bool removed : {false, true}) {
            const Error error = error_of([&] {
                removed
                    ? sqlite::destroy_database(target(), disconnect, impatient())
                    : sqlite::rename_database(target(), target("new.db"), disconnect, impatient());
            });
            EXPECT_EQ(error.kind(), Error::Kind::Guard);
            EXPECT_EQ(error.state(), "nothing has changed");
            EXPECT_EQ(std::string(error.what()).find("can be disconnected") != std::string::npos,
                      disconnect);
        }
    }
    reader->query({"COMMIT", {}});
    EXPECT_EQ(rows("test.db"), "1");
}

INSTANTIATE_TEST_SUITE_P(Modes, SqliteInMode, testing::Values("delete", "wal"),
                         [](const auto& test) { return std::string(test.param); });

TEST_F(SqliteDatabases, InWalModeAreNotRenamedWhileSomebodyIsConnected) {
    make("wal");
    const auto idle = connect(false);
    EXPECT_EQ(first(*idle, "SELECT x FROM t"), "1");
    EXPECT_EQ(error_of([&] {
                  sqlite::rename_database(target(), target("new.db"), false, impatient());
              }).kind(),
              Error::Kind::Guard);
}

TEST_F(SqliteDatabases, AreInOneGmigsCustody) {
    make();
    const LockRequest request{.timeout = 0ms, .holder = "gmig env fork, pid 5", .waiting = {}};
    EXPECT_FALSE(sqlite::custody_is_held(target(), {}));
    std::shared_ptr<void> custody = sqlite::take_custody(target(), request, {});
    EXPECT_TRUE(sqlite::custody_is_held(target(), {}));
    EXPECT_FALSE(sqlite::custody_is_held(target("other.db"), {}));
    const Error error = error_of([&] { sqlite::take_custody(target(), request, {}); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_THAT(error.what(), HasSubstr("gmig env fork, pid 5"));
    connect()->lock(request);
    run(*connect(), {"INSERT INTO t VALUES (2)"});
    custody.reset();
    EXPECT_FALSE(sqlite::custody_is_held(target(), {}));
    sqlite::take_custody(target("missing.db"), request, {});
    EXPECT_THAT(files(), ElementsAre("test.db"));
}

TEST_F(SqliteDatabases, AreTakenToBeInCustodyWhereThatCannotBeSeen) {
    make();
    ::chmod(folder_.path().c_str(), 0755);
    folder_.write("test.db-gmig-env", "gmig env promote");
    ::chmod((folder_ / "test.db-gmig-env").c_str(), 0);
    const auto as_another = [&](const std::string& file) {
        return exit_code_of_child([&] {
            return !become_ordinary_user() ? 2 : sqlite::custody_is_held(target(file), {}) ? 1 : 0;
        });
    };
    EXPECT_EQ(as_another("test.db"), 1);
    EXPECT_EQ(as_another("other.db"), 0);
}

TEST_F(SqliteDatabases, AreSeenToBeInAnothersCustodyWhereTheyMayBeRead) {
    make();
    ::chmod(folder_.path().c_str(), 0755);
    ::chmod((folder_ / "test.db").c_str(), 0644);
    const auto as_another = [&] {
        return exit_code_of_child([&] {
            return !become_ordinary_user() ? 2 : sqlite::custody_is_held(target(), {}) ? 1 : 0;
        });
    };
    const auto kill_a_holder = [&] {
        const LockRequest request{.timeout = 0ms, .holder = "gmig", .waiting = {}};
        const std::shared_ptr<void> custody = sqlite::take_custody(target(), request, {});
        if (as_another() == 1) {
            ::raise(SIGKILL);
        }
        return 0;
    };
    EXPECT_EQ(exit_code_of_child(kill_a_holder), -1);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "test.db-gmig-env"));
    EXPECT_EQ(as_another(), 0);
}

}  // namespace
}  // namespace gmig::db
