// Other tools' history tables: which are found, and that reading changes nothing.
#include "fixture.hpp"
#include <gmig/db/tool_history.hpp>
#include <gmig/db/tool_schemas.hpp>

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using layout::Kind;
using testing::ElementsAre;
using testing::IsEmpty;

class ToolTables : public Contract {
protected:
    /// "tool table" of each that is found.
    std::vector<std::string> found(Kind layout = Kind::Gmig, const std::string& named = "") {
        std::vector<std::string> names;
        for (const ToolTable& table : find_tool_tables(*connect(false), layout, named)) {
            names.push_back(std::string(layout::to_string(table.layout)) + " " + table.shown());
        }
        return names;
    }
    /// How a table of the usual schema is shown.
    [[nodiscard]] std::string shown(const std::string& table) const {
        return dialect() == Dialect::Postgresql ? "public." + table : table;
    }
    std::vector<layout::ToolRow> rows(Kind layout, const std::string& named = "") {
        const auto reader = connect(false);
        for (const ToolTable& table : find_tool_tables(*reader, layout, named)) {
            if (table.layout == layout) {
                return read_tool_history(*reader, table).rows;
            }
        }
        return {};
    }
};

TEST_P(ToolTables, AreNoneInAnEmptyDatabase) {
    EXPECT_THAT(found(), IsEmpty());
}

TEST_P(ToolTables, OfOneNameAreToldApartByTheirColumns) {
    run(*driver_, "CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean)");
    EXPECT_THAT(found(), ElementsAre("golang-migrate " + shown("schema_migrations")));
    run(*driver_, "ALTER TABLE schema_migrations DROP COLUMN dirty");
    EXPECT_THAT(found(), ElementsAre("dbmate " + shown("schema_migrations")));
    run(*driver_, "ALTER TABLE schema_migrations ADD COLUMN name varchar(20)");
    EXPECT_THAT(found(), IsEmpty());
}

TEST_P(ToolTables, OfTwoToolsAreBothFound) {
    run(*driver_,
        "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
        "CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean, "
        "tstamp timestamp)");
    EXPECT_THAT(found(), ElementsAre("dbmate " + shown("schema_migrations"),
                                     "goose " + shown("goose_db_version")));
}

TEST_P(ToolTables, MayHaveAnotherName) {
    run(*driver_,
        "CREATE TABLE versions (version bigint, dirty boolean);"
        "CREATE TABLE schema_migrations (version bigint, dirty boolean)");
    EXPECT_THAT(found(Kind::GolangMigrate, "versions"),
                ElementsAre("golang-migrate " + shown("versions")));
    EXPECT_THAT(found(Kind::GolangMigrate, "nothing"), IsEmpty());
    std::string text;
    EXPECT_EQ(kind_of_error([&] { found(Kind::Dbmate, "versions"); }, &text), Error::Kind::Usage);
    EXPECT_THAT(text, testing::HasSubstr("no table of dbmate: it has more columns"));
}

TEST_P(ToolTables, AreReadInTheirOrder) {
    run(*driver_,
        "CREATE TABLE goose_db_version (id int, version_id bigint, is_applied boolean, "
        "tstamp timestamp);"
        "INSERT INTO goose_db_version VALUES (3, 2, true, '2026-11-21 08:15:30'), "
        "(1, 0, true, NULL), (4, 1, false, NULL), (2, 1, true, NULL)");
    const std::vector<layout::ToolRow> read = rows(Kind::Goose);
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(read[0].version, "2");
    EXPECT_EQ(to_iso(read[0].executed_at), "2026-11-21T08:15:30.000000Z");
    EXPECT_EQ(read[1].version, "1");
    EXPECT_EQ(read[1].state, layout::ToolState::RolledBack);
}

TEST_P(ToolTables, GiveBytesAsHexadecimal) {
    const bool is_sqlite = dialect() == Dialect::Sqlite;
    run(*driver_,
        std::string("CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text, "
                    "installed_on timestamp, success boolean, checksum ") +
            (is_sqlite ? "blob" : "bytea") +
            ", execution_time bigint);"
            "INSERT INTO _sqlx_migrations VALUES (12, 'add users', '2026-11-21 08:15:30', true, " +
            (is_sqlite ? "x'00AB'" : "'\\x00AB'") + ", 1500)");
    const std::vector<layout::ToolRow> read = rows(Kind::Sqlx);
    ASSERT_EQ(read.size(), 1U);
    EXPECT_EQ(read[0].checksum, "00ab");
    EXPECT_EQ(read[0].name, "12_add_users");
    EXPECT_EQ(read[0].duration_us, 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, ToolTables, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

/// What only a database of many schemas and roles has.
class ToolSchemas : public ToolTables {};

TEST_P(ToolSchemas, AreSearchedAsTheToolSearchesThem) {
    run(*driver_,
        "CREATE SCHEMA app; CREATE SCHEMA old;"
        "CREATE TABLE app.schema_migrations (version bigint, dirty boolean);"
        "CREATE TABLE old.schema_migrations (version bigint, dirty boolean)");
    EXPECT_THAT(found(), ElementsAre("golang-migrate app.schema_migrations",
                                     "golang-migrate old.schema_migrations"));
    EXPECT_THAT(found(Kind::GolangMigrate, "old.schema_migrations"),
                ElementsAre("golang-migrate old.schema_migrations"));
    run(*driver_, "CREATE TABLE schema_migrations (version bigint, dirty boolean)");
    EXPECT_THAT(found(), ElementsAre("golang-migrate public.schema_migrations"));
    EXPECT_THAT(tables_in_other_schemas(*driver_, {.layout = Kind::GolangMigrate,
                                                   .schema = "public",
                                                   .table = "schema_migrations"}),
                ElementsAre("app.schema_migrations", "old.schema_migrations"));
    run(*driver_, "ALTER TABLE app.schema_migrations ADD COLUMN more int");
    EXPECT_THAT(tables_in_other_schemas(
                    *driver_,
                    {.layout = Kind::GolangMigrate, .schema = "old", .table = "schema_migrations"}),
                ElementsAre("public.schema_migrations"));
}

TEST_P(ToolSchemas, ThatARoleMayNotReadAreSaidToBeSo) {
    run(*driver_, "CREATE SCHEMA app; CREATE TABLE app.schema_migrations (version varchar(128))");
    const ToolTable table{.layout = Kind::Dbmate, .schema = "app", .table = "schema_migrations"};
    const std::string role = "reader_of_nothing";
    run(*driver_, "DROP ROLE IF EXISTS " + role + "; CREATE ROLE " + role + " LOGIN");
    OpenOptions options;
    std::string url = url_;
    const auto reader = open(parse_url(url + (url.find('?') == std::string::npos ? "?" : "&") +
                                           "options=-crole%3D" + role,
                                       folder_.path()),
                             options);
    EXPECT_EQ(find_tool_tables(*reader, Kind::Dbmate, "").size(), 1U);
    std::string text;
    const auto kind = kind_of_error([&] { read_tool_history(*reader, table); }, &text);
    EXPECT_EQ(kind, Error::Kind::Environment);
    EXPECT_THAT(text, testing::HasSubstr("dbmate's table app.schema_migrations may not be read"));
}

INSTANTIATE_TEST_SUITE_P(Engines, ToolSchemas, testing::ValuesIn([] {
                             std::vector<Engine> with_schemas;
                             for (const Engine& engine : engines()) {
                                 if (engine.dialect == Dialect::Postgresql) {
                                     with_schemas.push_back(engine);
                                 }
                             }
                             return with_schemas;
                         }()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
