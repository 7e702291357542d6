// Databases of gmig's own to try things on.
#include "fixture.hpp"
#include <gmig/db/shadow.hpp>
#include <gmig/support/hash.hpp>

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using testing::HasSubstr;

class ShadowContract : public Contract {
protected:
    [[nodiscard]] Shadow make() const {
        return Shadow::make(dialect(), parse_url(url_, folder_.path()), OpenOptions{});
    }
    static ShadowRun run(Shadow& shadow, const std::string& sql,
                         TransactionMode mode = TransactionMode::On) {
        const Script text = script(sql, mode);
        ShadowRun done = shadow.run(text, {});
        done.left_out.assign(done.left_out.size(), {});  // they point into the text
        return done;
    }
    [[nodiscard]] std::vector<std::string> shadows() {
        std::vector<std::string> names;
        if (dialect() == Dialect::Postgresql) {
            for (const Row& row : driver_->query({"SELECT datname FROM pg_database"
                                                  " WHERE datname LIKE 'gmig\\_shadow%'"
                                                  " ORDER BY 1",
                                                  {}})) {
                names.push_back(*row.front());
            }
        }
        return names;
    }
};

TEST_P(ShadowContract, IsEmptyAndNotTheDatabaseItIsMadeBeside) {
    Database::run(*driver_, "CREATE TABLE here (x INTEGER);");
    Shadow shadow = make();
    EXPECT_FALSE(stands(shadow.driver(), "here"));
    run(shadow, "CREATE TABLE there (x INTEGER);");
    EXPECT_TRUE(stands(shadow.driver(), "there"));
    EXPECT_FALSE(stands(*driver_, "there"));
}

TEST_P(ShadowContract, IsGoneWhenTheValueIs) {
    const std::vector<std::string> before = shadows();
    {
        Shadow shadow = make();
        Shadow moved = std::move(shadow);
        moved = make();
        run(moved, "CREATE TABLE t (x INTEGER);");
        const Shadow copied = moved.copy();
    }
    EXPECT_EQ(shadows(), before);
}

TEST_P(ShadowContract, IsGoneAfterAnErrorOnIt) {
    const std::vector<std::string> before = shadows();
    EXPECT_EQ(kind_of_error([&] {
                  Shadow shadow = make();
                  run(shadow, "CREATE TABLE t (x INTEGER); CREATE TABLE t (x INTEGER);");
              }),
              Error::Kind::Database);
    EXPECT_EQ(shadows(), before);
}

TEST_P(ShadowContract, SaysWhereAPartFails) {
    Shadow shadow = make();
    std::string text;
    EXPECT_EQ(
        kind_of_error([&] { run(shadow, "CREATE TABLE t (x INTEGER);\nDROP TABLE u;"); }, &text),
        Error::Kind::Database);
    EXPECT_THAT(text, HasSubstr("test.sql:2:"));
}

TEST_P(ShadowContract, CopiesAreIndependentOfEachOther) {
    Shadow one = make();
    run(one, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1);");
    Shadow other = one.copy();
    run(one, "INSERT INTO t VALUES (2);");
    run(other, "DROP TABLE t;");
    EXPECT_EQ(first(one.driver(), "SELECT count(*) FROM t"), "2");
    EXPECT_FALSE(stands(other.driver(), "t"));
    Shadow third = other.copy();
    run(third, "CREATE TABLE t (x INTEGER);");
    EXPECT_FALSE(stands(other.driver(), "t"));
}

TEST_P(ShadowContract, RunsStatementsOutsideATransaction) {
    Shadow shadow = make();
    run(shadow, "CREATE TABLE t (x INTEGER);");
    run(shadow,
        dialect() == Dialect::Sqlite ? "VACUUM; CREATE INDEX t_x ON t (x);"
                                     : "CREATE INDEX CONCURRENTLY t_x ON t (x); VACUUM t;",
        TransactionMode::Off);
    EXPECT_TRUE(
        shadow.driver().index_valid({.kind = {}, .schema = "", .name = "t_x", .table = "t"}));
}

TEST_P(ShadowContract, KeepsWhatWasThereWhenTheSessionBeginsAnew) {
    Shadow shadow = make();
    run(shadow, std::string(engine_.leave_in_session) + " CREATE TABLE t (x INTEGER);");
    run(shadow, "INSERT INTO t VALUES (1);");
    EXPECT_EQ(first(shadow.driver(), "SELECT count(*) FROM t"), "1");
    EXPECT_TRUE(shadow.driver().query({engine_.is_left, {}}).empty());
}

INSTANTIATE_TEST_SUITE_P(Engines, ShadowContract, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

class SqliteShadow : public ShadowContract {
protected:
    static std::string line(const Touches& touches) {
        std::string text;
        for (const Touched& object : touches.objects) {
            text += (text.empty() ? "" : ", ") + std::string(to_string(object.touch)) + " " +
                    object.kind + " " + object.name;
        }
        for (const std::string& data : touches.data) {
            text += "; data: " + data;
        }
        for (const std::string& unseen : touches.unseen) {
            text += "; unseen: " + unseen;
        }
        return text;
    }
};

TEST_P(SqliteShadow, ComesBackFromItsBytes) {
    Shadow shadow = make();
    run(shadow, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (7);");
    const std::string bytes = shadow.saved();
    Shadow again = Shadow::from_saved(bytes);
    run(again, std::string(engine_.leave_in_session) + " INSERT INTO t VALUES (8);");
    run(again, "INSERT INTO t VALUES (9);");
    EXPECT_EQ(first(again.driver(), "SELECT count(*) FROM t"), "3");
    EXPECT_EQ(first(shadow.driver(), "SELECT count(*) FROM t"), "1");
}

TEST_P(SqliteShadow, ComesBackFromItsBytesWithAnotherPageSize) {
    Shadow shadow = make();
    run(shadow, "PRAGMA page_size = 512; VACUUM; CREATE TABLE t (x INTEGER);",
        TransactionMode::Off);
    Shadow again = Shadow::from_saved(shadow.saved());
    EXPECT_TRUE(stands(again.driver(), "t"));
}

TEST_P(SqliteShadow, ComesBackEmptyFromAnEmptyOnesBytes) {
    Shadow again = Shadow::from_saved(make().saved());
    run(again, "CREATE TABLE t (x INTEGER);");
    EXPECT_TRUE(stands(again.driver(), "t"));
}

TEST_P(SqliteShadow, RefusesBytesThatAreNoDatabase) {
    EXPECT_EQ(kind_of_error([] { Shadow::from_saved(std::string(4096, 'x')); }),
              Error::Kind::Internal);
    EXPECT_EQ(kind_of_error([] { Shadow::from_saved("short"); }), Error::Kind::Internal);
}

TEST_P(SqliteShadow, TellsWhatAPartTouches) {
    constexpr std::pair<const char*, const char*> parts[] = {
        {"CREATE TABLE a (x INTEGER PRIMARY KEY, y TEXT CHECK (y <> ''))", "creates table a"},
        {"CREATE TABLE b (x INTEGER PRIMARY KEY REFERENCES a (x))",
         "reads table a, creates table b"},
        {"CREATE INDEX i ON a (y)", "creates index i, alters table a"},
        {"ALTER TABLE a ADD COLUMN z INTEGER REFERENCES b", "alters table a, reads table b"},
        {"ALTER TABLE a RENAME COLUMN z TO zz", "alters table a, reads table b"},
        {"CREATE VIEW v AS SELECT a.x FROM a JOIN b USING (x)",
         "reads relation a, reads relation b, creates view v"},
        {"INSERT INTO a (y) SELECT 'q' FROM b",
         "reads relation b, writes rows of table a; data: INSERT at test.sql:1:1"},
        {"UPDATE b SET x = 3", "writes rows of table b; data: UPDATE at test.sql:1:1"},
        {"CREATE TABLE c AS SELECT * FROM a",
         "reads relation a, creates table c; data: CREATE TABLE … AS SELECT at test.sql:1:1"},
        {"CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END",
         "alters table a, creates trigger t; unseen: the inside of trigger t at test.sql:1:1"},
        {"ALTER TABLE c RENAME TO d", "alters table c, drops table c, creates table d"},
        {"DROP VIEW v; CREATE VIEW v AS SELECT * FROM b",
         "reads relation b, creates view v, drops view v"},
        {"DROP TABLE d", "drops table d"},
        {"DROP INDEX i", "drops index i, alters table a"},
        {"PRAGMA user_version = 7", "; data: PRAGMA user_version at test.sql:1:1"},
        {"PRAGMA legacy_alter_table = 1", ""},
    };
    Shadow shadow = make();
    for (const auto& [sql, expected] : parts) {
        EXPECT_EQ(line(run(shadow, sql).touches.value_or(Touches())), expected) << sql;
    }
}

INSTANTIATE_TEST_SUITE_P(Engines, SqliteShadow, testing::Values(engines().at(0)),
                         [](const auto& test) { return std::string(test.param.name); });

class PostgresqlShadow : public ShadowContract {
protected:
    void admin(const std::string& sql) { driver_->query({sql, {}}); }
};

TEST_P(PostgresqlShadow, HasTheEncodingLocaleAndSearchPathOfTheOtherDatabase) {
    admin(
        "CREATE DATABASE \"odd-one\" TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C'"
        " LC_CTYPE 'C'");
    admin("ALTER DATABASE \"odd-one\" SET search_path TO \"My Schema\", public");
    std::string url = url_;
    const std::string name = driver_->server().database;
    url.replace(url.find(name), name.size(), "odd-one");
    {
        Shadow shadow = Shadow::make(dialect(), parse_url(url, folder_.path()), OpenOptions{});
        run(shadow, "CREATE SCHEMA \"My Schema\"; CREATE TABLE t (x INTEGER);");
        EXPECT_EQ(shadow.driver().query(
                      {"SELECT schemaname FROM pg_tables WHERE tablename = 't'", {}})[0][0],
                  "My Schema");
        EXPECT_EQ(shadow.driver().query({"SHOW server_encoding", {}})[0][0], "LATIN1");
    }
    admin("DROP DATABASE \"odd-one\"");
}

TEST_P(PostgresqlShadow, IsMadeBesideADatabaseWithNothingOnItsSearchPath) {
    const std::string name = driver_->server().database;
    admin("ALTER DATABASE \"" + name + "\" SET search_path = ''");
    Shadow shadow = make();
    EXPECT_EQ(shadow.driver()
                  .query({"SELECT setconfig::text FROM pg_db_role_setting s JOIN"
                          " pg_database d ON d.oid = s.setdatabase WHERE d.datname ="
                          " current_database() AND setconfig::text LIKE '%search%'",
                          {}})
                  .size(),
              1U);
    admin("ALTER DATABASE \"" + name + "\" RESET search_path");
}

TEST_P(PostgresqlShadow, SaysWhatItIs) {
    Shadow shadow = make();
    const std::vector<Row> rows =
        shadow.driver().query({"SELECT shobj_description(oid, 'pg_database') FROM pg_database"
                               " WHERE datname = current_database()",
                               {}});
    EXPECT_THAT(rows[0][0].value_or(""), testing::MatchesRegex("gmig shadow: .* by postgres"));
}

TEST_P(PostgresqlShadow, LeavesOutWhatReachesBeyondTheDatabase) {
    Shadow shadow = make();
    const std::string role = "shadow_role_" + random_uuid().substr(0, 8);
    const ShadowRun result = run(shadow, "CREATE ROLE " + role +
                                             "; CREATE TABLE t (x INTEGER);"
                                             " GRANT pg_monitor TO " +
                                             role + ";");
    EXPECT_EQ(result.left_out.size(), 2);
    EXPECT_TRUE(stands(shadow.driver(), "t"));
    EXPECT_TRUE(driver_->query({"SELECT 1 FROM pg_roles WHERE rolname = $1", {role}}).empty());
}

TEST_P(PostgresqlShadow, RemovesWhatAKilledOneLeftAnHourAgo) {
    const std::vector<std::string> before = shadows();
    const std::string old_name = "gmig_shadow_20200101000000_0123456789ab";
    const std::string without_comment = "gmig_shadow_20200101000000_0123456789ac";
    const std::string of_somebody = "gmig_shadow_20200101000000_0123456789ad";
    const std::string in_use = "gmig_shadow_20200101000000_0123456789ae";
    const std::string recent = "gmig_shadow_29990101000000_0123456789ab";
    for (const std::string& name : {old_name, without_comment, of_somebody, in_use, recent}) {
        admin("CREATE DATABASE \"" + name + "\"");
    }
    admin("COMMENT ON DATABASE \"" + old_name + "\" IS 'gmig shadow: temporary'");
    admin("COMMENT ON DATABASE \"" + of_somebody + "\" IS 'mine'");
    std::string url = url_;
    const std::string name = driver_->server().database;
    url.replace(url.find(name), name.size(), in_use);
    {
        const auto session = open(parse_url(url, folder_.path()), {});
        const Shadow shadow = make();
    }
    std::vector<std::string> expected = before;
    expected.insert(expected.end(), {of_somebody, in_use, recent});
    EXPECT_THAT(shadows(), testing::UnorderedElementsAreArray(expected));
    for (const std::string& left : {of_somebody, in_use, recent}) {
        admin("DROP DATABASE IF EXISTS \"" + left + "\" WITH (FORCE)");
    }
}

TEST_P(PostgresqlShadow, TellsARoleThatMayNotMakeDatabasesWhatToDo) {
    const std::string role = "shadow_plain_" + random_uuid().substr(0, 8);
    admin("CREATE ROLE " + role + " LOGIN");
    std::string url = url_;
    const std::string user = "user=postgres";
    url.replace(url.find(user), user.size(), "user=" + role);
    std::string text;
    EXPECT_EQ(
        kind_of_error(
            [&] { Shadow::make(dialect(), parse_url(url, folder_.path()), OpenOptions{}); }, &text),
        Error::Kind::Environment);
    EXPECT_THAT(text, HasSubstr(role + " may not make databases (CREATEDB)"));
    EXPECT_THAT(text, HasSubstr("nothing has changed"));
    EXPECT_THAT(text, HasSubstr("ALTER ROLE " + role + " CREATEDB, or"));
    admin("DROP ROLE " + role);
}

INSTANTIATE_TEST_SUITE_P(Engines, PostgresqlShadow, testing::Values(engines().at(1)),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
