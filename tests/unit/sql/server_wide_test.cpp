#include <gmig/sql/statement.hpp>

#include <gtest/gtest.h>

namespace gmig::sql {
namespace {

bool is_server_wide(const char* text) {
    return server_wide(Dialect::Postgresql, {.offset = 0, .text = text});
}

class ServerWide : public testing::TestWithParam<const char*> {};
TEST_P(ServerWide, IsLeftOutOnAShadow) {
    EXPECT_TRUE(is_server_wide(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(
    Statements, ServerWide,
    testing::Values("CREATE ROLE app", "create user app LOGIN",
                    "ALTER ROLE app SET search_path TO x",
                    "ALTER ROLE ALL IN DATABASE shop SET work_mem = '1MB'", "DROP GROUP g",
                    "DROP ROLE IF EXISTS app", "GRANT admin TO app", "REVOKE admin FROM app",
                    "GRANT a, b TO c WITH ADMIN OPTION", "REVOKE ADMIN OPTION FOR a FROM b",
                    "CREATE TABLESPACE fast LOCATION '/x'", "ALTER SYSTEM SET work_mem = '1GB'",
                    "CREATE DATABASE other", "ALTER DATABASE shop SET x.y = 1",
                    "DROP DATABASE shop", "REASSIGN OWNED BY a TO b", "DROP OWNED BY a",
                    "GRANT CONNECT ON DATABASE shop TO app",
                    "REVOKE ALL ON TABLESPACE fast FROM app", "COMMENT ON ROLE app IS 'x'",
                    "COMMENT ON DATABASE shop IS 'x'", "COPY t TO '/tmp/x'",
                    "COPY (SELECT 1) TO PROGRAM 'rm x'", "COPY t FROM PROGRAM 'id'",
                    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p"));

class WithinTheDatabase : public testing::TestWithParam<const char*> {};
TEST_P(WithinTheDatabase, IsRunOnAShadow) {
    EXPECT_FALSE(is_server_wide(GetParam()));
}
INSTANTIATE_TEST_SUITE_P(Statements, WithinTheDatabase,
                         testing::Values("CREATE TABLE role (x int)", "GRANT SELECT ON t TO app",
                                         "GRANT ALL ON ALL TABLES IN SCHEMA public TO app",
                                         "SET ROLE app", "REVOKE ALL ON FUNCTION f() FROM PUBLIC",
                                         "CREATE USER MAPPING FOR a SERVER s",
                                         "ALTER TABLE t OWNER TO app",
                                         "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES "
                                         "TO app",
                                         "COMMENT ON TABLE role IS 'x'", "COPY t FROM '/tmp/x'",
                                         "CREATE PUBLICATION p FOR ALL TABLES",
                                         "DROP TABLE database"));

TEST(ServerWideInSqlite, IsNothing) {
    EXPECT_FALSE(server_wide(Dialect::Sqlite, {.offset = 0, .text = "CREATE ROLE app"}));
}

}  // namespace
}  // namespace gmig::sql
