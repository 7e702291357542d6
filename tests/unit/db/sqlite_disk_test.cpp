// Executing on a disk that fails at the first, second, third … write, truncation, sync or deletion:
// the database is as before or as after, the ledger says which, and so does what execute() says.
#include "faulty_disk.hpp"
#include "temporary_folder.hpp"
#include <gmig/db/runner.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/hash.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace gmig::db {
namespace {

using testing_support::FaultyDisk;

struct Case {
    const char* name;
    const char* journal;
    int code;
    FaultyDisk::Lasting lasting;
};

constexpr Case cases[] = {
    {"FullOnce", "delete", SQLITE_FULL, FaultyDisk::Lasting::Once},
    {"FullForEver", "delete", SQLITE_FULL, FaultyDisk::Lasting::ForEver},
    {"BrokenOnce", "delete", SQLITE_IOERR_WRITE, FaultyDisk::Lasting::Once},
    {"BrokenForEver", "delete", SQLITE_IOERR_WRITE, FaultyDisk::Lasting::ForEver},
    {"FullOnceInWal", "wal", SQLITE_FULL, FaultyDisk::Lasting::Once},
    {"FullForEverInWal", "wal", SQLITE_FULL, FaultyDisk::Lasting::ForEver},
    {"BrokenOnceInWal", "wal", SQLITE_IOERR_FSYNC, FaultyDisk::Lasting::Once},
    {"BrokenForEverInWal", "wal", SQLITE_IOERR_FSYNC, FaultyDisk::Lasting::ForEver},
};

class FailingDisk : public testing::TestWithParam<Case> {
protected:
    [[nodiscard]] std::unique_ptr<Driver> connect(bool writing = true) const {
        OpenOptions options;
        options.writing = writing;
        return open(parse_url("sqlite:" + file_, "/"), options);
    }

    /// A new database with a ledger and a table of rows.
    void start() {
        file_ = (folder_ / (random_uuid() + ".db")).string();
        const auto driver = connect();
        driver->query({std::string("PRAGMA journal_mode = ") + GetParam().journal, {}});
        Ledger(*driver, "app").prepare("run-0", "ann@host", Timestamp{1});
        driver->query({"CREATE TABLE t (x INTEGER)", {}});
        const std::vector<Query> rows(50, {"INSERT INTO t VALUES ($1)", {std::string(1000, 'x')}});
        driver->write(rows);
    }

    LedgerEntry execute(Driver& driver) const {
        Ledger ledger(driver, "app");
        RunIdentity run;
        run.run_id = random_uuid();
        run.who = "ann@host";
        return Runner(driver, ledger, run).execute(migration_, 1, false, {});
    }

    /// Whether the migration is executed; schema, rows and ledger have to agree on it.
    bool is_executed() {
        const auto driver = connect(false);
        EXPECT_EQ(driver->query({"PRAGMA integrity_check", {}})[0][0], "ok");
        const bool made = driver->has_table("u");
        const Value changed = driver->query({"SELECT count(*) FROM t WHERE x = 'y'", {}})[0][0];
        EXPECT_EQ(changed, made ? "50" : "0");
        EXPECT_EQ(Ledger(*driver, "app").entries().size(), made ? 1U : 0U);
        return made;
    }

    static Migration make_migration() {
        Migration result;
        result.id = derived_id({"disk"});
        result.name = "disk";
        result.up.text = "CREATE TABLE u (x INTEGER);\nUPDATE t SET x = 'y';\n";
        result.checksum = checksum_of_up(TransactionMode::On, result.up.text);
        return result;
    }

    testing_support::TemporaryFolder folder_;
    FaultyDisk disk_;
    std::string file_;
    Migration migration_ = make_migration();
};

TEST_P(FailingDisk, LeavesBeforeOrAfterAndSaysWhich) {
    constexpr std::uint64_t far_too_many = 500;
    std::uint64_t number = 1;
    for (; number < far_too_many; ++number) {
        SCOPED_TRACE(number);
        start();
        std::optional<Error> error;
        {
            const auto driver = connect();
            disk_.fail(number, GetParam().code, GetParam().lasting);
            try {
                execute(*driver);
            } catch (const Error& caught) {
                error = caught;
            }
        }
        const bool failed = disk_.has_failed();
        disk_.mend();
        const bool done = is_executed();
        if (!error) {
            EXPECT_TRUE(done);
        } else if (error->kind() != Error::Kind::Recover) {
            EXPECT_EQ(error->kind(), Error::Kind::Environment) << error->what();
            EXPECT_EQ(error->state(), "nothing has changed");
            EXPECT_FALSE(done);
        }
        if (!done) {
            execute(*connect());
            EXPECT_TRUE(is_executed());
        }
        if (!failed) {
            break;
        }
    }
    EXPECT_GT(number, 5U);
    EXPECT_LT(number, far_too_many);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, FailingDisk, testing::ValuesIn(cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
