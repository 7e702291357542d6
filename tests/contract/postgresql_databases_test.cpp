// A server's databases: what stands beside them, who is in them, and names.
#include "postgresql_databases.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST_P(PostgresqlDatabases, AreCopiedWithTheirSettings) {
    const std::string role = new_role();
    fill(here(), 1);
    alter(here(), "SET search_path = ''");
    alter(here(), "SET temp_tablespaces = \"a \"\"b\", c");
    alter(here(), "SET work_mem = '7MB'");
    alter(here(), "SET application_name = 'it''s \\ \"this\" $1'");
    alter(here(), "CONNECTION LIMIT 17");
    execute("ALTER ROLE \"" + role + "\" IN DATABASE " + quoted(here()) +
            " SET search_path = \"$user\", public");
    copy("next");
    const auto settings = [&](const Target& target) {
        return on_server(
            "SELECT string_agg(setrole::text || setconfig::text, '; ' ORDER BY setrole)"
            " || datconnlimit FROM pg_database JOIN pg_db_role_setting ON setdatabase = oid"
            " WHERE datname = '" +
            target.database + "' GROUP BY datconnlimit");
    };
    EXPECT_THAT(settings(here()), HasSubstr("work_mem"));
    EXPECT_EQ(settings(there("next")), settings(here()));
}

TEST_P(PostgresqlDatabases, CopiesAreClosedToPublicAndOpenToThoseWhoWereNamed) {
    const std::string named = new_role();
    const std::string other = new_role();
    fill(here(), 1);
    execute("GRANT CONNECT ON DATABASE " + quoted(here()) + " TO \"" + named +
            "\" WITH GRANT OPTION");
    copy("next");
    const auto may = [&](const std::string& role) {
        return on_server("SELECT has_database_privilege('" + role + "', '" +
                         there("next").database + "', 'CONNECT')");
    };
    EXPECT_EQ(may(named) + may(other), "tf");
    EXPECT_NO_THROW(static_cast<void>(connect_to(as(there("next"), named), false)));
}

TEST_P(PostgresqlDatabases, AreCopiedByADumpWhileASessionStandsThere) {
    fill(here(), 3);
    run_in(here(),
           "CREATE SCHEMA \"a b\"; CREATE SEQUENCE \"a b\".s; SELECT nextval('\"a b\".s');"
           " SELECT lo_from_bytea(4711, 'large');"
           " COMMENT ON TABLE t IS 'it''s said';");
    OpenOptions named = options();
    named.application = "the one who stands there";
    const auto somebody = open(here(), named);
    const Copied copied = copy("next");
    EXPECT_EQ(copied.method, CopyMethod::Dump);
    EXPECT_THAT(copied.because, HasSubstr("the one who stands there"));
    EXPECT_EQ(rows(there("next")), "3");
    const auto driver = connect_to(there("next"), false);
    EXPECT_EQ(driver
                  ->query({"SELECT last_value::text || pg_catalog.convert_from("
                           "pg_catalog.lo_get(4711), 'UTF8') || pg_catalog.obj_description("
                           "'public.t'::regclass), (SELECT reltuples FROM pg_catalog.pg_class"
                           " WHERE relname = 't') FROM \"a b\".s",
                           {}})
                  .at(0),
              (Row{"1largeit's said", "3"}));
}

TEST_P(PostgresqlDatabases, AreCopiedQuicklyWhenSessionsMayBeClosed) {
    fill(here(), 3);
    const auto somebody = connect_to(here());
    const Copied copied = copy("next", true);
    EXPECT_EQ(copied.method, CopyMethod::Template);
    EXPECT_EQ(rows(there("next")), "3");
    EXPECT_EQ(kind_of_error([&] { somebody->query({"SELECT 1", {}}); }), Error::Kind::Environment);
}

TEST_P(PostgresqlDatabases, AreNeverTakenFromARunner) {
    fill(here(), 3);
    make(there("next"), 1);
    const auto runner = connect_to(here());
    runner->lock({.timeout = std::chrono::seconds(1), .holder = "gmig execute", .waiting = {}});
    std::string text;
    const auto refused = [&](const std::function<void()>& work) {
        EXPECT_EQ(kind_of_error(work, &text), Error::Kind::Lock);
        EXPECT_THAT(text, HasSubstr("gmig execute"));
    };
    refused([&] { copy("third", true); });
    refused([&] {
        replace_database({.live = here(), .candidate = there("next"), .old = there("old")},
                         options());
    });
    refused([&] { rename_database(here(), there("third"), true, options()); });
    refused([&] { destroy_database(here(), true, options()); });
    EXPECT_EQ(first(*runner, "SELECT count(*) FROM t"), "3");
}

TEST_P(PostgresqlDatabases, AreRenamedAndDestroyedOnlyWhenSessionsMayBeClosed) {
    make(there("next"), 1);
    const auto somebody = connect_to(there("next"));
    std::string text;
    EXPECT_EQ(kind_of_error(
                  [&] { rename_database(there("next"), there("later"), false, options()); }, &text),
              Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("gmig contract (server process"));
    rename_database(there("next"), there("later"), true, options());
    const auto another = connect_to(there("later"));
    EXPECT_EQ(kind_of_error([&] { destroy_database(there("later"), false, options()); }),
              Error::Kind::Guard);
    destroy_database(there("later"), true, options());
    EXPECT_FALSE(database_exists(there("later"), options()));
}

TEST_P(PostgresqlDatabases, MayHaveAnyName) {
    for (const std::string name : {"a\"b", "it's", "100%41", "ä-ö", "a b/c?d=e&f#g", "$1 gmig_x"}) {
        const Target odd = there(name);
        create_database(odd, here(), options());
        fill(odd, 2);
        copy_database({.from = odd, .to = there("next")}, options());
        const std::string then = point(odd);
        replace_database(
            {.live = odd, .candidate = there("next"), .old = there("old"), .unmoved_since = then},
            options());
        EXPECT_EQ(rows(odd), "2") << name;
        EXPECT_EQ(maintenance_on({.target = odd, .maintenance = maintenance()}, options()).state,
                  MaintenanceState::State::On);
        EXPECT_TRUE(maintenance_off(odd, options()));
        destroy_database(odd, false, options());
        destroy_database(there("old"), false, options());
    }
}

TEST_P(PostgresqlDatabases, HaveNamesOf63BytesAtMost) {
    const std::size_t rest = 63 - here().database.size() - 2;
    EXPECT_EQ(kind_of_error([&] { make(there(std::string(rest + 1, 'x')), 1); }),
              Error::Kind::Usage);
    make(there(std::string(rest, 'x')), 1);
    EXPECT_EQ(rows(there(std::string(rest, 'x'))), "1");
}

TEST_P(PostgresqlDatabases, AreCopiedByWhoMayMakeDatabases) {
    const std::string maker = new_role("CREATEDB");
    const std::string other = new_role();
    fill(here(), 2);
    alter(here(), "OWNER TO \"" + maker + "\"");
    execute("ALTER ROLE \"" + other + "\" IN DATABASE " + quoted(here()) + " SET work_mem = '1MB'");
    std::vector<std::string> notes;
    const Copied copied =
        copy_database({.from = as(here(), maker),
                       .to = as(there("next"), maker),
                       .note = [&](const std::string& note) { notes.push_back(note); }},
                      options());
    EXPECT_EQ(copied.method, CopyMethod::Template);
    EXPECT_THAT(notes, ElementsAre(HasSubstr("work_mem")));
    EXPECT_EQ(rows(there("next")), "2");
    EXPECT_EQ(kind_of_error([&] {
                  copy_database({.from = as(here(), other), .to = as(there("third"), other)},
                                options());
              }),
              Error::Kind::Environment);
    destroy_database(as(there("next"), maker), false, options());
    alter(here(), "OWNER TO postgres");
}

TEST_P(PostgresqlDatabases, RemoveWhatAKilledCopyHasLeft) {
    fill(here(), 1);
    const std::string left = "gmig_fork_20260101000000_0123456789ab";
    const std::string held = "gmig_fork_20260101000000_ba9876543210";
    const std::string lookalike = "gmig_fork_20260101000000_mine";
    for (const std::string& name : {left, held, lookalike}) {
        execute("CREATE DATABASE \"" + name + "\" TEMPLATE template0");
    }
    execute("SELECT pg_advisory_lock(1735223654, hashtext('" + held + "'))");
    copy("next");
    EXPECT_EQ(on_server("SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database"
                        " WHERE datname LIKE 'gmig\\_fork\\_%'"),
              held + " " + lookalike);
    execute("SELECT pg_advisory_unlock_all()");
    execute("DROP DATABASE \"" + held + "\"");
    execute("DROP DATABASE \"" + lookalike + "\"");
}

TEST_P(PostgresqlDatabases, WhatStandsBesideStaysWithTheName) {
    const std::string owner = new_role();
    const std::string named = new_role();
    fill(here(), 1);
    make(there("next"), 2);
    alter(here(), "SET work_mem = '7MB'");
    alter(here(), "CONNECTION LIMIT 17");
    alter(here(), "OWNER TO \"" + owner + "\"");
    execute("REVOKE CONNECT ON DATABASE " + quoted(here()) + " FROM PUBLIC");
    execute("GRANT CREATE ON DATABASE " + quoted(here()) + " TO \"" + named + "\"");
    execute("COMMENT ON DATABASE " + quoted(here()) + " IS 'the shop''s'");
    alter(there("next"), "SET lock_timeout = '1s'");
    const auto beside_it = [&](const Target& target) {
        return on_server(
            "SELECT (SELECT setconfig::text FROM pg_db_role_setting WHERE setdatabase = d.oid) ||"
            " datconnlimit || datdba::regrole || shobj_description(oid, 'pg_database') ||"
            " (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM aclexplode(datacl) a)"
            " FROM pg_database d WHERE datname = '" +
            target.database + "'");
    };
    const std::string before = beside_it(here());
    replace_database({.live = here(), .candidate = there("next"), .old = there("old")}, options());
    EXPECT_EQ(beside_it(here()), before);
    EXPECT_EQ(beside_it(there("old")), before);
    EXPECT_EQ(rows(here()), "2");
    alter(here(), "OWNER TO postgres");
    alter(there("old"), "OWNER TO postgres");
}

TEST_P(PostgresqlDatabases, AreNotReplacedWhereASessionCannotBeClosed) {
    const std::string maker = new_role("CREATEDB");
    fill(here(), 1);
    make(there("next"), 2);
    alter(here(), "OWNER TO \"" + maker + "\"");
    alter(there("next"), "OWNER TO \"" + maker + "\"");
    const auto superuser = connect_to(here());
    std::string text;
    EXPECT_EQ(kind_of_error(
                  [&] {
                      replace_database({.live = as(here(), maker),
                                        .candidate = as(there("next"), maker),
                                        .old = as(there("old"), maker)},
                                       options());
                  },
                  &text),
              Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("user postgres"));
    EXPECT_EQ(first(*superuser, "SELECT count(*) FROM t"), "1");
    EXPECT_FALSE(database_exists(there("old"), options()));
    alter(here(), "OWNER TO postgres");
    alter(there("next"), "OWNER TO postgres");
}

TEST_P(PostgresqlDatabases, AreInCustodyInOnePlaceWhateverARoleMayEnter) {
    const std::string role = new_role();
    execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
    const LockRequest request{
        .timeout = std::chrono::milliseconds(100), .holder = "gmig env fork", .waiting = {}};
    const Target theirs = as(here(), role);
    std::string text;
    EXPECT_EQ(kind_of_error([&] { Custody::take(theirs, request, options()); }, &text),
              Error::Kind::Environment);
    EXPECT_THAT(text, HasSubstr("custody is kept in the server's database postgres"));
    EXPECT_TRUE(Custody::is_held(theirs, options()));
    EXPECT_FALSE(Custody::is_held(here(), options()));
    EXPECT_TRUE(database_exists(theirs, options()));
    execute("GRANT CONNECT ON DATABASE postgres TO PUBLIC");
    EXPECT_FALSE(Custody::is_held(theirs, options()));
    const Custody custody = Custody::take(theirs, request, options());
    EXPECT_TRUE(Custody::is_held(here(), options()));
}

TEST_P(PostgresqlDatabases, AreNotLookedForElsewhereWhereTheServerIsOnlyBusy) {
    const std::string role = new_role();
    execute("ALTER DATABASE postgres CONNECTION LIMIT 0");
    std::string text;
    EXPECT_EQ(kind_of_error([&] { database_exists(as(here(), role), options()); }, &text),
              Error::Kind::Environment);
    EXPECT_THAT(text, HasSubstr("too many connections"));
    execute("ALTER DATABASE postgres CONNECTION LIMIT -1");
}

TEST_P(PostgresqlDatabases, LookOtherWhateverIsChanged) {
    fill(here(), 3);
    run_in(here(),
           "CREATE SEQUENCE s; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
           " CREATE TYPE colour AS ENUM ('red');");
    for (const auto& [change, expected] : std::vector<std::pair<const char*, const char*>>{
             {"TRUNCATE t;", "rows"},
             {"SELECT nextval('s');", "rows"},
             {"SELECT lo_create(0);", "rows"},
             {"COPY t FROM PROGRAM 'echo 5';", "rows"},
             {"CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2';", "schema"},
             {"ALTER TYPE colour ADD VALUE 'blue';", "schema"},
             {"ALTER TABLE t ALTER COLUMN x SET DEFAULT 3;", "schema"},
             {"GRANT SELECT ON t TO PUBLIC;", "schema"},
             {"CREATE POLICY p ON t USING (true);", "schema"},
             {"ALTER TABLE t ENABLE ROW LEVEL SECURITY;", "schema"}}) {
        const std::string then = point(here());
        run_in(here(), change);
        EXPECT_THAT(changes_between(then, point(here())), ElementsAre(expected)) << change;
    }
    const std::string then = point(here());
    run_in(here(), "CREATE TEMPORARY TABLE x (y int); ANALYZE t; SELECT 1;");
    EXPECT_THAT(changes_between(then, point(here())), IsEmpty());
    run_in(here(), "SELECT pg_stat_reset();");
    EXPECT_THAT(changes_between(then, point(here())), ElementsAre("it cannot be told"));
}

/// What stands in t of the live database for eight clients that ask without a pause.
class Hammering {
public:
    explicit Hammering(const std::function<std::string()>& ask) {
        constexpr int clients = 8;
        for (int i = 0; i < clients; ++i) {
            seen_.emplace_back();
        }
        for (int i = 0; i < clients; ++i) {
            threads_.emplace_back([this, i, ask](const std::stop_token& end) {
                while (!end.stop_requested()) {
                    try {
                        seen_[static_cast<std::size_t>(i)].push_back(ask());
                    } catch (const Error&) {
                        continue;  // closed, or there was no database of that name for a moment
                    }
                }
            });
        }
    }
    std::vector<std::vector<std::string>> end() {
        threads_.clear();
        return seen_;
    }

private:
    std::vector<std::vector<std::string>> seen_;
    std::vector<std::jthread> threads_;
};

TEST_P(PostgresqlDatabases, AreSeenOldAndThenNewByWhoeverHammersThem) {
    fill(here(), 1);
    make(there("next"), 2);
    const auto nothing = connect_to(server_target());  // loads the driver's module once
    Hammering clients([&] { return rows(here()); });
    const auto wait = [] { std::this_thread::sleep_for(std::chrono::milliseconds(200)); };
    wait();
    replace_database({.live = here(), .candidate = there("next"), .old = there("old")}, options());
    wait();
    replace_database({.live = here(), .candidate = there("old"), .old = there("next")}, options());
    wait();
    for (std::vector<std::string>& seen : clients.end()) {
        seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
        EXPECT_THAT(seen, ElementsAre("1", "2", "1"));
    }
}

TEST_P(PostgresqlDatabases, NoAcknowledgedWriteIsLostInAReplacement) {
    constexpr int rounds = 25;
    fill(here(), 0);
    int replaced = 0;
    for (int round = 0; round < rounds; ++round) {
        const std::string name = "next" + std::to_string(round);
        const Target old = there("old" + std::to_string(round));
        copy(name);
        const std::string then = point(here());
        const std::string before = rows(here());
        std::atomic<int> acknowledged = 0;
        std::jthread writer([&] {
            std::this_thread::sleep_for(std::chrono::milliseconds(4 * round));
            try {
                const auto driver = connect_to(here());
                driver->write(std::vector<Query>{{"INSERT INTO public.t VALUES (1)", {}}});
                acknowledged = 1;
            } catch (const Error&) {
                return;  // nobody told it that it was written
            }
        });
        try {
            replace_database(
                {.live = here(), .candidate = there(name), .old = old, .unmoved_since = then},
                options());
            ++replaced;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Guard) << error.what();
        }
        writer.join();
        EXPECT_EQ(std::stoi(rows(here())), std::stoi(before) + acknowledged) << round;
        for (const Target& target : {old, there(name)}) {
            destroy_database(target, true, options());
        }
    }
    EXPECT_GT(replaced, 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, PostgresqlDatabases, testing::ValuesIn(only_postgresql()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
