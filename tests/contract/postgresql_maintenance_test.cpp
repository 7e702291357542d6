// A server's databases that are closed to writers.
#include "postgresql_databases.hpp"
#include "worker_process.hpp"

#include <gmock/gmock.h>

#include <csignal>
#include <thread>

namespace gmig::db {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using State = MaintenanceState::State;
constexpr std::chrono::milliseconds long_enough{10'000};

class PostgresqlMaintenance : public PostgresqlDatabases {
protected:
    void SetUp() override {
        PostgresqlDatabases::SetUp();
        fill(here(), 1);
    }
    /// A session in an open transaction in which it has done something.
    [[nodiscard]] std::unique_ptr<Driver> in_transaction(const std::string& sql) const {
        auto driver = connect_to(here());
        driver->query({"BEGIN", {}});
        driver->query({sql, {}});
        return driver;
    }
    [[nodiscard]] static bool is_open(Driver& driver) {
        try {
            driver.query({"SELECT 1", {}});
            return true;
        } catch (const Error&) {
            return false;
        }
    }
};

TEST_P(PostgresqlMaintenance, ClosesIdleSessionsAtOnceSoThatTheirNextOnesAreBound) {
    const auto idle = connect_to(here());
    EXPECT_EQ(begin(long_enough).state, State::On);
    EXPECT_FALSE(is_open(*idle));
    const auto plain = connect_to(here(), false);
    EXPECT_EQ(first(*plain, "SELECT current_setting('default_transaction_read_only')"), "on");
    EXPECT_TRUE(is_open(*plain));
    EXPECT_EQ(state(), State::On);
}

TEST_P(PostgresqlMaintenance, SaysToWhoeverWouldWriteSinceWhenAndByWhom) {
    begin(shortly);
    std::string text;
    EXPECT_EQ(kind_of_error([&] { run_in(here(), "SELECT 1;"); }, &text), Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("is in maintenance since 2023-11-14T22:13:20"));
    EXPECT_THAT(text, HasSubstr("by ann@host"));
    EXPECT_THAT(text, HasSubstr("--in-maintenance"));
}

TEST_P(PostgresqlMaintenance, IsWrittenByWhoeverMay) {
    begin(shortly);
    OpenOptions allowed = options();
    allowed.in_maintenance = true;
    const auto driver = open(here(), allowed);
    driver->write(std::vector<Query>{{"INSERT INTO public.t VALUES (2)", {}}});
    run(*driver, "INSERT INTO t VALUES (3);");
    EXPECT_EQ(rows(here()), "3");
}

TEST_P(PostgresqlMaintenance, IsRefusedWhileSomebodyWritesAndOffAgainThen) {
    const auto writer = in_transaction("INSERT INTO public.t VALUES (2)");
    std::string text;
    EXPECT_EQ(kind_of_error([&] { begin(shortly); }, &text), Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("gmig contract (server process"));
    EXPECT_THAT(text, HasSubstr("writing since"));
    EXPECT_EQ(state(), State::Off);
    writer->query({"COMMIT", {}});
    EXPECT_EQ(rows(here()), "2");
}

TEST_P(PostgresqlMaintenance, IsOffAgainWhenASignalEndsTheWaiting) {
    const auto writer = in_transaction("INSERT INTO public.t VALUES (2)");
    WorkerProcess worker({url_, "begin"});
    while (state() == State::Off) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    std::this_thread::sleep_for(shortly);
    worker.signal(SIGTERM);
    EXPECT_EQ(worker.wait(), 128 + SIGTERM);
    EXPECT_EQ(state(), State::Off);
    EXPECT_TRUE(is_open(*writer));
}

TEST_P(PostgresqlMaintenance, WaitsForAWriterToEnd) {
    auto writer = in_transaction("INSERT INTO public.t VALUES (2)");
    std::jthread ending([&] {
        std::this_thread::sleep_for(shortly);
        writer->query({"COMMIT", {}});
    });
    EXPECT_EQ(begin(long_enough).state, State::On);
    EXPECT_EQ(rows(here()), "2");
}

TEST_P(PostgresqlMaintenance, ClosesWritersOnlyByForce) {
    const auto writer = in_transaction("INSERT INTO public.t VALUES (2)");
    EXPECT_EQ(begin(shortly, true).state, State::On);
    EXPECT_FALSE(is_open(*writer));
    EXPECT_EQ(rows(here()), "1");
}

TEST_P(PostgresqlMaintenance, ClosesReadersWhenThePatienceIsOver) {
    const auto reader = in_transaction("SELECT count(*) FROM public.t");
    EXPECT_EQ(begin(shortly).state, State::On);
    EXPECT_FALSE(is_open(*reader));
}

TEST_P(PostgresqlMaintenance, LetsGmigsOwnRunnerGoOn) {
    const auto runner = connect_to(here());
    runner->lock({.timeout = shortly, .holder = "gmig execute", .waiting = {}});
    EXPECT_EQ(begin(shortly).state, State::On);
    EXPECT_TRUE(is_open(*runner));
}

TEST_P(PostgresqlMaintenance, NamesRolesThatGoTheirOwnWay) {
    const std::string role = new_role();
    execute("ALTER ROLE \"" + role + "\" SET default_transaction_read_only = off");
    EXPECT_THAT(begin(shortly).gaps, Contains(HasSubstr(role)));
}

TEST_P(PostgresqlMaintenance, PutsBackWhatStoodThereBefore) {
    const auto beside_it = [&] {
        return on_server(
            "SELECT (SELECT setconfig::text FROM pg_db_role_setting WHERE setdatabase = d.oid) ||"
            " shobj_description(oid, 'pg_database') FROM pg_database d WHERE datname = '" +
            here().database + "'");
    };
    const std::string nothing = beside_it();
    begin(shortly);
    EXPECT_THAT(beside_it(), HasSubstr("gmig maintenance"));
    maintenance_off(here(), options());
    EXPECT_EQ(beside_it(), nothing);

    alter(here(), "SET default_transaction_read_only = false");
    execute("COMMENT ON DATABASE " + quoted(here()) + " IS 'the \"shop\"''s \\ ä'");
    const std::string before = beside_it();
    maintenance_on({.target = here(), .maintenance = maintenance(), .patience = shortly},
                   options());
    EXPECT_NE(beside_it(), before);
    EXPECT_TRUE(maintenance_off(here(), options()));
    EXPECT_EQ(beside_it(), before);
    EXPECT_EQ(state(), State::Off);
}

TEST_P(PostgresqlMaintenance, EndsForSessionsThatBeganMeanwhile) {
    begin(shortly);
    OpenOptions pooled = options(false);
    pooled.application = "the shop's pool";
    const auto pool = open(here(), pooled);
    const auto own = connect_to(here(), false);
    EXPECT_EQ(first(*pool, "SELECT current_setting('default_transaction_read_only')"), "on");
    EXPECT_TRUE(maintenance_off(here(), options()));
    EXPECT_FALSE(is_open(*pool));
    EXPECT_TRUE(is_open(*own));
    run_in(here(), "INSERT INTO t VALUES (2);");
}

TEST_P(PostgresqlMaintenance, EndsAtLastForASessionThatReadsMeanwhile) {
    begin(shortly);
    OpenOptions pooled = options(false);
    pooled.application = "the shop's pool";
    const auto pool = open(here(), pooled);
    pool->query({"BEGIN", {}});
    std::jthread ending([&] {
        std::this_thread::sleep_for(shortly);
        pool->query({"COMMIT", {}});
    });
    EXPECT_TRUE(maintenance_off(here(), options()));
    ending.join();
    EXPECT_FALSE(is_open(*pool));
}

TEST_P(PostgresqlMaintenance, IsPartialWhereItsCommentIsOverwrittenAndCanBeEnded) {
    begin(shortly);
    execute("COMMENT ON DATABASE " + quoted(here()) + " IS 'the shop'");
    const MaintenanceState found = maintenance_state(here(), options());
    EXPECT_EQ(found.state, State::Partial);
    EXPECT_FALSE(found.maintenance);
    EXPECT_THAT(found.missing, ElementsAre(HasSubstr("the comment that says since when and by")));
    EXPECT_TRUE(in_maintenance(*connect_to(here(), false)));
    EXPECT_TRUE(maintenance_off(here(), options()));
    EXPECT_EQ(state(), State::Off);
    EXPECT_FALSE(in_maintenance(*connect_to(here(), false)));
    run_in(here(), "INSERT INTO t VALUES (2);");
    EXPECT_EQ(on_server("SELECT shobj_description(oid, 'pg_database') FROM pg_database"
                        " WHERE datname = '" +
                        here().database + "'"),
              "the shop");
}

TEST_P(PostgresqlMaintenance, IsCompletedWhereItsCommentIsOverwritten) {
    begin(shortly);
    execute("COMMENT ON DATABASE " + quoted(here()) + " IS NULL");
    const MaintenanceRequest again{
        .target = here(), .maintenance = maintenance(), .patience = shortly};
    EXPECT_EQ(maintenance_on(again, options()).state, State::On);
    EXPECT_TRUE(maintenance_off(here(), options()));
    EXPECT_EQ(state(), State::Off);
}

TEST_P(PostgresqlMaintenance, IsNotWhatARoleHasSetForItself) {
    execute("ALTER ROLE postgres IN DATABASE " + quoted(here()) +
            " SET default_transaction_read_only = on");
    EXPECT_FALSE(in_maintenance(*connect_to(here(), false)));
    EXPECT_EQ(state(), State::Off);
    EXPECT_FALSE(maintenance_off(here(), options()));
}

TEST_P(PostgresqlMaintenance, SaysWhatItIsAfterARefusal) {
    begin(shortly);
    alter(here(), "RESET default_transaction_read_only");
    const auto writer = in_transaction("INSERT INTO public.t VALUES (2)");
    const MaintenanceRequest again{
        .target = here(), .maintenance = maintenance(), .patience = shortly};
    try {
        maintenance_on(again, options());
        ADD_FAILURE() << "somebody was writing";
    } catch (const Error& error) {
        EXPECT_EQ(error.state(), "it is partly in maintenance, as before");
    }
    EXPECT_EQ(state(), State::Partial);
}

TEST_P(PostgresqlMaintenance, IsPartialWhereSomebodyHasChangedItAndIsCompleted) {
    begin(shortly);
    alter(here(), "RESET default_transaction_read_only");
    EXPECT_EQ(state(), State::Partial);
    EXPECT_EQ(begin(shortly).state, State::On);
}

TEST_P(PostgresqlMaintenance, IsPartialWhileASessionFromBeforeIsOpen) {
    const std::string owner = new_role();
    execute("GRANT pg_read_all_stats TO \"" + owner + "\"");
    alter(here(), "OWNER TO \"" + owner + "\"");
    const auto superuser = connect_to(here());
    const auto attempt = [&](bool force) {
        return maintenance_on({.target = as(here(), owner),
                               .maintenance = maintenance(),
                               .force = force,
                               .patience = shortly},
                              options());
    };
    std::string text;
    EXPECT_EQ(kind_of_error([&] { attempt(false); }, &text), Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("may not close"));
    EXPECT_EQ(state(), State::Off);
    const MaintenanceState partial = attempt(true);
    EXPECT_EQ(partial.state, State::Partial);
    EXPECT_THAT(partial.missing, ElementsAre(HasSubstr("1 session from before is still open")));
    EXPECT_TRUE(is_open(*superuser));
    EXPECT_EQ(maintenance_on({.target = here(), .maintenance = maintenance(), .patience = shortly},
                             options())
                  .state,
              State::On);
    EXPECT_TRUE(maintenance_off(as(here(), owner), options()));
    alter(here(), "OWNER TO postgres");
}

TEST_P(PostgresqlMaintenance, IsRefusedToWhoCannotSeeWhetherSomebodyWrites) {
    const std::string owner = new_role();
    alter(here(), "OWNER TO \"" + owner + "\"");
    const MaintenanceRequest request{
        .target = as(here(), owner), .maintenance = maintenance(), .patience = shortly};
    std::string text;
    EXPECT_EQ(kind_of_error([&] { maintenance_on(request, options()); }, &text),
              Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("pg_read_all_stats"));
    EXPECT_FALSE(maintenance_state(as(here(), owner), options()).sees_sessions);
    MaintenanceRequest forced = request;
    forced.force = true;
    EXPECT_EQ(maintenance_on(forced, options()).state, State::On);
    EXPECT_TRUE(maintenance_off(as(here(), owner), options()));
    alter(here(), "OWNER TO postgres");
}

TEST_P(PostgresqlMaintenance, StaysWithTheDatabaseThatIsReplaced) {
    make(there("next"), 2);
    alter(here(), "SET work_mem = '7MB'");
    begin(shortly);
    replace_database({.live = here(), .candidate = there("next"), .old = there("old")}, options());
    EXPECT_EQ(state(), State::Off);
    EXPECT_EQ(maintenance_state(there("old"), options()).state, State::On);
    EXPECT_EQ(asked(here(), "SELECT current_setting('work_mem')"), "7MB");
    replace_database({.live = here(), .candidate = there("old"), .old = there("next")}, options());
    EXPECT_EQ(state(), State::On);
    EXPECT_TRUE(maintenance_off(here(), options()));
    run_in(here(), "INSERT INTO t VALUES (1);");
}

INSTANTIATE_TEST_SUITE_P(Engines, PostgresqlMaintenance, testing::ValuesIn(only_postgresql()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
