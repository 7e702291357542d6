// SQLite's files: missing, broken, read-only, in use; the lock beside them.
#include "child.hpp"
#include "sqlite_fixture.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace gmig::db {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using testing_support::become_ordinary_user;
using testing_support::exit_code_of_child;

class SqliteFile : public SqliteTest {
protected:
    std::vector<std::string> files() const {
        std::vector<std::string> result;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
            result.push_back(entry.path().filename());
        }
        return result;
    }

    void make(const std::string& journal_mode = "delete") {
        const auto driver = connect();
        driver->query({"PRAGMA journal_mode = " + journal_mode, {}});
        run(*driver, {"CREATE TABLE t (x)"});
    }

    /// 0 when `work` throws an Error of this kind as an ordinary user.
    template <typename Work>
    static int as_ordinary_user(Error::Kind kind, const Work& work) {
        return exit_code_of_child([&] {
            if (!become_ordinary_user()) {
                return 2;
            }
            try {
                work();
            } catch (const Error& error) {
                return error.kind() == kind ? 0 : 1;
            }
            return 3;
        });
    }
};

TEST_F(SqliteFile, ThatIsMissingReadsAsEmptyAndIsNotMade) {
    const auto driver = connect(false);
    EXPECT_FALSE(driver->has_table("gmig_ledger"));
    EXPECT_TRUE(Ledger(*driver, "app").entries().empty());
    EXPECT_THAT(files(), ElementsAre());
}

TEST_F(SqliteFile, InAMissingFolderIsNotTakenForAnEmptyDatabase) {
    for (const bool writing : {false, true}) {
        const Error error = error_of([&] { connect(writing, "missing/test.db"); });
        EXPECT_EQ(error.kind(), Error::Kind::Environment);
        EXPECT_THAT(error.what(), HasSubstr((folder_ / "missing").string()));
    }
}

TEST_F(SqliteFile, ThatIsNoDatabaseIsRefused) {
    folder_.write("test.db", std::string(4096, 'x'));
    for (const bool writing : {false, true}) {
        const Error error = error_of([&] { connect(writing); });
        EXPECT_EQ(error.kind(), Error::Kind::Environment);
        EXPECT_THAT(error.what(), HasSubstr("sqlite:test.db is not a SQLite database"));
    }
    EXPECT_EQ(folder_.read("test.db"), std::string(4096, 'x'));
}

TEST_F(SqliteFile, ThatIsAFolderIsRefused) {
    std::filesystem::create_directory(folder_ / "test.db");
    EXPECT_EQ(error_of([&] { connect(); }).kind(), Error::Kind::Environment);
    EXPECT_EQ(error_of([&] { connect(false); }).kind(), Error::Kind::Environment);
}

TEST_F(SqliteFile, ThatIsEmptyReadsAsEmpty) {
    folder_.write("test.db", "");
    EXPECT_FALSE(connect(false)->has_table("t"));
    EXPECT_EQ(folder_.read("test.db"), "");
}

TEST_F(SqliteFile, IsLeftAsItIsByReading) {
    for (const char* mode : {"delete", "wal"}) {
        make(mode);
        const std::string before = folder_.read("test.db");
        EXPECT_TRUE(connect(false)->has_table("t"));
        EXPECT_EQ(folder_.read("test.db"), before);
        EXPECT_THAT(files(), ElementsAre("test.db")) << mode;
        std::filesystem::remove(folder_ / "test.db");
    }
}

TEST_F(SqliteFile, LeftByAKilledWriterIsReadAsItWasBefore) {
    for (const char* mode : {"delete", "wal"}) {
        make(mode);
        EXPECT_EQ(exit_code_of_child([&] {
                      const auto driver = connect();
                      driver->query({"PRAGMA cache_size = 1", {}});
                      driver->query({"BEGIN IMMEDIATE", {}});
                      driver->query(
                          {"CREATE TABLE u AS WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                           "ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n",
                           {}});
                      ::raise(SIGKILL);
                      return 0;
                  }),
                  -1);
        const auto driver = connect(false);
        EXPECT_TRUE(driver->has_table("t"));
        EXPECT_FALSE(driver->has_table("u"));
        std::filesystem::remove(folder_ / "test.db");
    }
}

TEST_F(SqliteFile, ThatMayNotBeWrittenIsReadOnly) {
    make();
    ::chmod((folder_ / "test.db").c_str(), 0444);
    ::chmod(folder_.path().c_str(), 0755);
    EXPECT_EQ(as_ordinary_user(Error::Kind::Environment, [&] { connect(); }), 0);
    EXPECT_EQ(exit_code_of_child(
                  [&] { return become_ordinary_user() && connect(false)->has_table("t") ? 0 : 1; }),
              0);
}

TEST_F(SqliteFile, InAFolderThatMayNotBeWrittenIsNotChanged) {
    make();
    ::chmod((folder_ / "test.db").c_str(), 0666);
    ::chmod(folder_.path().c_str(), 0555);
    EXPECT_EQ(as_ordinary_user(Error::Kind::Environment,
                               [&] { run(*connect(), {"CREATE TABLE u (x)"}); }),
              0);
    EXPECT_EQ(as_ordinary_user(Error::Kind::Environment, [&] { connect(true)->lock({}); }), 0);
    EXPECT_FALSE(connect(false)->has_table("u"));
}

TEST_F(SqliteFile, InUseByAnotherWriterIsWaitedForAndThenLeft) {
    make();
    const auto other = connect();
    other->query({"BEGIN IMMEDIATE", {}});
    const auto driver = connect();
    const auto start = std::chrono::steady_clock::now();
    const Error error = error_of([&] { run(*driver, {"CREATE TABLE u (x)"}); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_EQ(error.state(), "nothing has changed");
    EXPECT_GE(std::chrono::steady_clock::now() - start, 200ms);
    other->query({"COMMIT", {}});
    run(*driver, {"CREATE TABLE u (x)"});
}

TEST_F(SqliteFile, InUseByAReaderThatDoesNotLeaveIsNotChanged) {
    make();
    const auto reader = connect(false);
    reader->query({"BEGIN", {}});
    reader->query({"SELECT * FROM t", {}});
    const auto driver = connect();
    const Error error = error_of([&] { run(*driver, {"CREATE TABLE u (x)"}); });
    EXPECT_EQ(error.kind(), Error::Kind::Lock);
    EXPECT_EQ(error_of([&] {
                  driver->write(std::vector<Query>{{"CREATE TABLE v (x)", {}}});
              }).state(),
              "nothing has changed");
    reader->query({"COMMIT", {}});
    EXPECT_FALSE(driver->has_table("u") || driver->has_table("v"));
    run(*driver, {"CREATE TABLE u (x)"});
}

TEST_F(SqliteFile, InUseByAReaderThatLeavesIsChangedThen) {
    make();
    const auto reader = connect(false);
    reader->query({"BEGIN", {}});
    reader->query({"SELECT * FROM t", {}});
    const auto driver = connect();
    std::jthread leaving([&] {
        std::this_thread::sleep_for(50ms);
        reader->query({"COMMIT", {}});
    });
    EXPECT_EQ(run(*driver, {"CREATE TABLE u (x)"}), Committed::Plainly);
}

TEST_F(SqliteFile, HasALockFileOfItsOwnWhileItIsLocked) {
    const auto driver = connect();
    driver->lock({.timeout = 1s, .holder = "gmig execute, pid 5", .waiting = {}});
    EXPECT_EQ(folder_.read("test.db-gmig-lock"), "gmig execute, pid 5");
    driver->unlock();
    EXPECT_THAT(files(), ElementsAre("test.db"));
}

TEST_F(SqliteFile, HasALockFileThatIsOpenToWhomItIsOpenItself) {
    struct {
        mode_t database;
        mode_t lock;
    } const cases[]{{0600, 0600}, {0640, 0640}, {0660, 0660}, {0666, 0666}, {0755, 0644}};
    make();
    const mode_t mask = ::umask(077);
    for (const auto& expected : cases) {
        ::chmod((folder_ / "test.db").c_str(), expected.database);
        const auto driver = connect();
        driver->lock({});
        struct stat status {};
        EXPECT_EQ(::stat((folder_ / "test.db-gmig-lock").c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, expected.lock);
    }
    ::umask(mask);
}

TEST_F(SqliteFile, IsLockedByOneUserAfterTheOtherWhoMayWriteIt) {
    make();
    ::chmod(folder_.path().c_str(), 0777);
    ::chmod((folder_ / "test.db").c_str(), 0666);
    // A killed gmig leaves its lock file.
    EXPECT_EQ(exit_code_of_child([&] {
                  const auto driver = connect();
                  driver->lock({});
                  ::raise(SIGKILL);
                  return 0;
              }),
              -1);
    EXPECT_TRUE(std::filesystem::exists(folder_ / "test.db-gmig-lock"));
    EXPECT_EQ(exit_code_of_child([&] {
                  if (!become_ordinary_user()) {
                      return 2;
                  }
                  connect()->lock({});
                  return 0;
              }),
              0);
    EXPECT_THAT(files(), ElementsAre("test.db"));
}

TEST_F(SqliteFile, WhoseLockFileMayNotBeOpenedIsNotLockedAndItIsSaidWhy) {
    make();
    ::chmod(folder_.path().c_str(), 0777);
    ::chmod((folder_ / "test.db").c_str(), 0666);
    folder_.write("test.db-gmig-lock", "");
    ::chmod((folder_ / "test.db-gmig-lock").c_str(), 0);
    EXPECT_EQ(exit_code_of_child([&] {
                  if (!become_ordinary_user()) {
                      return 2;
                  }
                  const Error error = error_of([&] { connect()->lock({}); });
                  return error.kind() == Error::Kind::Environment &&
                                 error.state() == "nothing has changed" &&
                                 error.next().find("user") != std::string::npos
                             ? 0
                             : 1;
              }),
              0);
}

TEST_F(SqliteFile, ShowsAHoldersNameWithoutControlCharacters) {
    const auto driver = connect();
    driver->lock({.timeout = 1s, .holder = "evil\x1b[2J", .waiting = {}});
    const auto other = connect();
    EXPECT_THAT(
        error_of([&] { other->lock({.timeout = 0ms, .holder = "x", .waiting = {}}); }).what(),
        HasSubstr("evil\\x1b[2J"));
}

TEST_F(SqliteFile, IsNotLockedThroughASymbolicLink) {
    const auto driver = connect();
    folder_.write("target", "precious");
    std::filesystem::create_symlink(folder_ / "target", folder_ / "test.db-gmig-lock");
    const Error error = error_of([&] { driver->lock({}); });
    EXPECT_EQ(error.kind(), Error::Kind::Environment);
    EXPECT_THAT(error.what(), HasSubstr("symbolic link"));
    EXPECT_EQ(folder_.read("target"), "precious");
}

TEST_F(SqliteFile, HasOneLockUnderAllItsNames) {
    const auto driver = connect();
    std::filesystem::create_symlink(folder_ / "test.db", folder_ / "link.db");
    const auto other = connect(true, "link.db");
    driver->lock({});
    EXPECT_EQ(error_of([&] { other->lock({.timeout = 0ms, .holder = "", .waiting = {}}); }).kind(),
              Error::Kind::Lock);
}

TEST_F(SqliteFile, MayHaveANameThatLooksLikeAUri) {
    std::filesystem::create_directory(folder_ / "file:");
    run(*connect(true, "file:/a%3Fmode=ro.db"), {"CREATE TABLE t (x)"});
    EXPECT_TRUE(std::filesystem::exists(folder_ / "file:" / "a?mode=ro.db"));
}

TEST(SqlitePatience, IsATimeAsPostgresqlWritesThem) {
    const Target target = parse_url("sqlite::memory:", "/");
    for (const char* good : {"", "0", "250", "250ms", "5s", "1min"}) {
        OpenOptions options;
        options.lock_timeout = good;
        EXPECT_NE(open(target, options), nullptr) << good;
    }
    for (const char* bad : {"s", "-1", "5 s", "5h", "1.5s", "99999999999999999999"}) {
        OpenOptions options;
        options.lock_timeout = bad;
        EXPECT_EQ(error_of([&] { open(target, options); }).kind(), Error::Kind::Usage) << bad;
    }
}

}  // namespace
}  // namespace gmig::db
