// Databases as wholes: what both engines promise.
#include "databases_fixture.hpp"
#include <gmig/db/ledger.hpp>

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using State = MaintenanceState::State;

TEST_P(DatabasesContract, AreFoundBesideTheirBaseByName) {
    EXPECT_THAT(databases_beside(here(), options(false)), IsEmpty());
    make(there("next"), 2);
    make(there("b-1_x"), 0);
    std::vector<std::string> names;
    for (const DatabaseBeside& found : databases_beside(here(), options(false))) {
        names.push_back(found.name);
        EXPECT_EQ(place_of(found.target), place_of(there(found.name)));
        EXPECT_GT(found.bytes, 0);
    }
    EXPECT_THAT(names, ElementsAre("b-1_x", "next"));
    EXPECT_THAT(databases_beside(there("next"), options(false)), IsEmpty());
}

TEST_P(DatabasesContract, AreThereOrNot) {
    EXPECT_TRUE(database_exists(here(), options(false)) || dialect() == Dialect::Sqlite);
    EXPECT_FALSE(database_exists(there("next"), options(false)));
    make(there("next"), 0);
    EXPECT_TRUE(database_exists(there("next"), options(false)));
}

TEST_P(DatabasesContract, AreNotMadeTwice) {
    make(there("next"), 3);
    EXPECT_EQ(kind_of_error([&] { create_database(there("next"), std::nullopt, options()); }),
              Error::Kind::Usage);
    EXPECT_EQ(rows(there("next")), "3");
}

TEST_P(DatabasesContract, AreDestroyedOnceAndForAll) {
    make(there("next"), 3);
    destroy_database(there("next"), false, options());
    EXPECT_FALSE(database_exists(there("next"), options(false)));
    destroy_database(there("next"), false, options());
}

TEST_P(DatabasesContract, GetAnotherNameWithAllTheyHold) {
    make(there("next"), 3);
    rename_database(there("next"), there("later"), false, options());
    EXPECT_FALSE(database_exists(there("next"), options(false)));
    EXPECT_EQ(rows(there("later")), "3");
}

TEST_P(DatabasesContract, NeverTakeTheNameOfAnother) {
    make(there("next"), 3);
    make(there("later"), 1);
    EXPECT_EQ(
        kind_of_error([&] { rename_database(there("next"), there("later"), false, options()); }),
        Error::Kind::Usage);
    EXPECT_EQ(rows(there("next")) + rows(there("later")), "31");
}

TEST_P(DatabasesContract, AreCopiedWhole) {
    fill(here(), 5);
    const Copied copied = copy("next");
    EXPECT_EQ(copied.because, "");
    EXPECT_GT(copied.bytes, 0);
    run_in(here(), "INSERT INTO t VALUES (9);");
    EXPECT_EQ(rows(there("next")), "5");
    run_in(there("next"), "DROP TABLE t;");
    EXPECT_EQ(rows(here()), "6");
}

TEST_P(DatabasesContract, AreCopiedWhileSomebodyIsThere) {
    fill(here(), 5);
    const auto somebody = connect_to(here());
    EXPECT_EQ(first(*somebody, "SELECT count(*) FROM t"), "5");
    copy("next");
    EXPECT_EQ(rows(there("next")), "5");
    EXPECT_EQ(first(*somebody, "SELECT count(*) FROM t"), "5");
}

TEST_P(DatabasesContract, SayWhatTheyAreBeforeACopyHasItsName) {
    fill(here(), 1);
    copy_database({.from = here(),
                   .to = there("next"),
                   .prepare =
                       [&](Driver& made) {
                           EXPECT_FALSE(database_exists(there("next"), options(false)));
                           run(made, "INSERT INTO t VALUES (7);");
                       }},
                  options());
    EXPECT_EQ(rows(there("next")), "2");
    EXPECT_EQ(rows(here()), "1");
}

TEST_P(DatabasesContract, AreCopiedNotAtAllWhenSomethingFails) {
    fill(here(), 1);
    EXPECT_EQ(kind_of_error([&] {
                  copy_database({.from = here(),
                                 .to = there("next"),
                                 .prepare = [](Driver&) { throw Error(Error::Kind::Guard, "no"); }},
                                options());
              }),
              Error::Kind::Guard);
    EXPECT_FALSE(database_exists(there("next"), options(false)));
    EXPECT_THAT(databases_beside(here(), options(false)), IsEmpty());
    EXPECT_EQ(rows(here()), "1");
}

TEST_P(DatabasesContract, AreNeverCopiedOverAnother) {
    fill(here(), 1);
    make(there("next"), 4);
    EXPECT_EQ(kind_of_error([&] { copy("next"); }), Error::Kind::Usage);
    EXPECT_EQ(rows(there("next")), "4");
}

TEST_P(DatabasesContract, TakeAnothersPlaceWhichIsKept) {
    fill(here(), 1);
    make(there("next"), 2);
    replace_database({.live = here(), .candidate = there("next"), .old = there("old")}, options());
    EXPECT_EQ(rows(here()), "2");
    EXPECT_EQ(rows(there("old")), "1");
    EXPECT_FALSE(database_exists(there("next"), options(false)));
    replace_database({.live = here(), .candidate = there("old"), .old = there("next")}, options());
    EXPECT_EQ(rows(here()), "1");
    EXPECT_EQ(rows(there("next")), "2");
}

TEST_P(DatabasesContract, TakeNoPlaceWhereTheOldOneCouldNotBeKept) {
    fill(here(), 1);
    make(there("next"), 2);
    make(there("old"), 3);
    EXPECT_EQ(kind_of_error([&] {
                  replace_database(
                      {.live = here(), .candidate = there("next"), .old = there("old")}, options());
              }),
              Error::Kind::Usage);
    EXPECT_EQ(rows(here()) + rows(there("next")) + rows(there("old")), "123");
}

TEST_P(DatabasesContract, TakeThePlaceOfWhatHasNotMoved) {
    fill(here(), 1);
    const std::string then = point(here());
    make(there("next"), 2);
    replace_database(
        {.live = here(), .candidate = there("next"), .old = there("old"), .unmoved_since = then},
        options());
    EXPECT_EQ(rows(here()), "2");
}

TEST_P(DatabasesContract, TakeNoPlaceOfWhatHasMoved) {
    fill(here(), 1);
    const std::string then = point(here());
    make(there("next"), 2);
    run_in(here(), "INSERT INTO t VALUES (1);");
    std::string text;
    EXPECT_EQ(kind_of_error(
                  [&] {
                      replace_database({.live = here(),
                                        .candidate = there("next"),
                                        .old = there("old"),
                                        .unmoved_since = then},
                                       options());
                  },
                  &text),
              Error::Kind::Guard);
    EXPECT_THAT(text, HasSubstr("moved"));
    EXPECT_EQ(rows(here()) + rows(there("next")), "22");
    EXPECT_FALSE(database_exists(there("old"), options(false)));
}

TEST_P(DatabasesContract, LookTheSameUntilSomethingChanges) {
    fill(here(), 3);
    const std::string then = point(here());
    EXPECT_NE(then, "");
    EXPECT_EQ(rows(here()), "3");
    EXPECT_THAT(changes_between(then, point(here())), IsEmpty());
    EXPECT_THAT(changes_between(then, ""), ElementsAre("it cannot be told"));
}

TEST_P(DatabasesContract, LookOtherWhenRowsChange) {
    fill(here(), 3);
    for (const char* change :
         {"INSERT INTO t VALUES (3);", "UPDATE t SET x = 7 WHERE x = 0;", "DELETE FROM t;"}) {
        const std::string then = point(here());
        run_in(here(), change);
        EXPECT_THAT(changes_between(then, point(here())), ElementsAre("rows")) << change;
    }
}

TEST_P(DatabasesContract, LookOtherWhenTheSchemaChanges) {
    fill(here(), 3);
    for (const char* change : {"CREATE TABLE u (x INTEGER);", "CREATE INDEX i ON t (x);",
                               "ALTER TABLE t RENAME COLUMN x TO y;",
                               "CREATE VIEW v AS SELECT 1 AS one;", "DROP VIEW v;"}) {
        const std::string then = point(here());
        run_in(here(), change);
        EXPECT_THAT(changes_between(then, point(here())), testing::Contains("schema")) << change;
    }
}

TEST_P(DatabasesContract, LookTheSameWhateverGmigWritesForItself) {
    fill(here(), 1);
    const auto driver = connect_to(here());
    Ledger ledger(*driver, "project");
    ledger.prepare("run", "ann", {1});
    const std::string then = change_point(*driver);
    driver->write(Ledger::stamp(
        {.name = "x", .identity = "y", .project = "project", .place = place_of(here())}));
    EXPECT_THAT(changes_between(then, change_point(*driver)), IsEmpty());
}

TEST_P(DatabasesContract, AreInTheCustodyOfOne) {
    const LockRequest request{.timeout = shortly, .holder = "gmig env fork", .waiting = {}};
    {
        const Custody custody = Custody::take(here(), request, options());
        EXPECT_TRUE(Custody::is_held(here(), options()));
        EXPECT_FALSE(Custody::is_held(there("next"), options()));
        std::string text;
        EXPECT_EQ(kind_of_error([&] { Custody::take(here(), request, options()); }, &text),
                  Error::Kind::Lock);
        EXPECT_THAT(text, HasSubstr("gmig env fork"));
        const Custody other = Custody::take(there("next"), request, options());
        EXPECT_NO_THROW(
            connect_to(here())->lock({.timeout = shortly, .holder = "gmig", .waiting = {}}));
    }
    EXPECT_FALSE(Custody::is_held(here(), options()));
    Custody::take(here(), request, options());
}

TEST_P(DatabasesContract, KeepWritersOutInMaintenance) {
    fill(here(), 1);
    EXPECT_EQ(state(), State::Off);
    const MaintenanceState on = begin(shortly);
    EXPECT_EQ(on.state, State::On);
    EXPECT_EQ(on.maintenance, maintenance());
    EXPECT_THAT(on.gaps, testing::Not(IsEmpty()));
    EXPECT_EQ(maintenance_state(here(), options()).maintenance, maintenance());
    EXPECT_EQ(rows(here()), "1");
    EXPECT_TRUE(maintenance_off(here(), options()));
    EXPECT_EQ(state(), State::Off);
    run_in(here(), "INSERT INTO t VALUES (2);");
    EXPECT_FALSE(maintenance_off(here(), options()));
}

TEST_P(DatabasesContract, StayInTheMaintenanceThatTheyAreIn) {
    fill(here(), 1);
    begin(shortly);
    const MaintenanceState again = maintenance_on(
        {.target = here(), .maintenance = maintenance("bob@host"), .patience = shortly}, options());
    EXPECT_EQ(again.state, State::On);
    EXPECT_EQ(again.maintenance, maintenance());
}

TEST_P(DatabasesContract, KeepWhatTheySayOfMaintenanceFromTheirCopies) {
    fill(here(), 1);
    begin(shortly);
    copy("next");
    EXPECT_EQ(maintenance_state(there("next"), options()).state, State::Off);
    run_in(there("next"), "INSERT INTO t VALUES (2);");
}

INSTANTIATE_TEST_SUITE_P(Engines, DatabasesContract, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
