#include <gmig/db/shadow.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::db {
namespace {

TEST(SqliteIntrospection, LeavesOutWhatSqliteAndGmigMakeForThemselves) {
    Shadow shadow = Shadow::make(Dialect::Sqlite, std::nullopt, {});
    shadow.run(Script{"CREATE TABLE article (id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT "
                      "UNIQUE);\n"
                      "CREATE VIRTUAL TABLE search USING fts5(body);\n"
                      "CREATE INDEX by_slug ON article (slug);\n"
                      "ANALYZE;\n",
                      "up.sql"},
               {});
    shadow.driver().write(std::vector<Query>{{"CREATE TABLE gmig_ledger (id TEXT)", {}},
                                             {"CREATE INDEX mine ON gmig_ledger (id)", {}}});
    const schema::Schema schema = shadow.schema();
    std::vector<std::string> tables;
    for (const auto& [name, table] : schema.tables) {
        tables.push_back(name.name);
    }
    EXPECT_THAT(tables, testing::ElementsAre("article", "search"));
    EXPECT_THAT(schema.indexes, testing::SizeIs(1));
    EXPECT_THAT(schema.unmodelled, testing::IsEmpty());
}

}  // namespace
}  // namespace gmig::db
