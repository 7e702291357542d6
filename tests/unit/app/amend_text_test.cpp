#include "app/amend/joined_script.hpp"
#include "app/amend/part_text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gmig::app {
namespace {

TEST(PartText, TakesThePlaceOfThePartsLines) {
    const Script down{.text = "DROP TABLE a;\n\n", .path = "x.sql", .first_line = 4};
    EXPECT_EQ(with_part("-- up\nCREATE TABLE a;\n-- down\nDROP TABLE a;\n\n-- verify\n", down,
                        "DROP TABLE b;\n\n"),
              "-- up\nCREATE TABLE a;\n-- down\nDROP TABLE b;\n\n-- verify\n");
}

TEST(PartText, KeepsLineEndsAndByteOrderMark) {
    const Script up{.text = "A;\n", .path = "x.sql"};
    EXPECT_EQ(with_part("\xEF\xBB\xBF"
                        "A;\r\n-- down\r\n",
                        up, "B;\nC;\n"),
              "\xEF\xBB\xBF"
              "B;\r\nC;\r\n-- down\r\n");
}

TEST(PartText, TakesAPartThatEndsWithoutANewline) {
    EXPECT_EQ(with_part("A", {.text = "A", .path = "x.sql"}, "B;\n"), "B;\n");
}

TEST(PartText, TheHeadingEndsAtTheFirstEmptyLineOrStatement) {
    EXPECT_EQ(heading_of("-- gmig: id=k\n-- Words.\n\n-- more\nA;\n"),
              "-- gmig: id=k\n-- Words.\n");
    EXPECT_EQ(heading_of("-- Words.\nA;\n"), "-- Words.\n");
    EXPECT_EQ(heading_of("A;\n"), "");
    EXPECT_EQ(heading_of("-- +goose StatementBegin\nA;\n"), "");
}

TEST(PartText, ReplacesWhatStandsBelowTheHeading) {
    EXPECT_EQ(replaced_below("-- w\n\nA;\n\n", "-- w\n", "B;\n"), "-- w\n\nB;\n\n");
    EXPECT_EQ(replaced_below("A;\n", "", "B;\n"), "B;\n");
}

TEST(PartText, WhatIsAppendedIsAStatementOfItsOwn) {
    EXPECT_EQ(appended("A;\n\n", "B;\n", Dialect::Sqlite), "A;\n\nB;\n\n");
    EXPECT_EQ(appended("A;\n", "B;\n", Dialect::Sqlite), "A;\n\nB;\n");
    EXPECT_EQ(appended("A -- no; sign\n", "B;\n", Dialect::Sqlite), "A -- no; sign\n;\n\nB;\n");
    EXPECT_EQ(appended("A; -- sign\n", "B;\n", Dialect::Sqlite), "A; -- sign\n\nB;\n");
}

TEST(PartText, ADownPartComesBehindItsMarkOrGetsOne) {
    EXPECT_EQ(with_down("A;\n\n-- gmig: down\n", "B;\n", Dialect::Sqlite),
              "A;\n\n-- gmig: down\nB;\n");
    EXPECT_EQ(with_down("A;\n\n-- gmig: down", "B;\n", Dialect::Sqlite),
              "A;\n\n-- gmig: down\nB;\n");
    EXPECT_EQ(with_down("A;\n", "B;\n", Dialect::Sqlite), "A;\n\n-- gmig: down\nB;\n");
}

TEST(PartText, ModificationsComeBehindTheOthersOrInTheirPlace) {
    const std::string text = R"({"comment": "x", "modifications": [{"a": 1}]})";
    const std::string other = R"({"formatVersion": 1, "modifications": [{"b": 2}, {"c": 3}]})";
    EXPECT_EQ(with_modifications_only(text, other),
              R"({"comment": "x", "modifications": [{"b": 2}, {"c": 3}]})");
    EXPECT_EQ(with_modifications_of(text, other),
              "{\"comment\": \"x\", \"modifications\": [{\"a\": 1},\n    {\"b\": 2}, {\"c\": 3}]}");
    EXPECT_EQ(with_modifications_of(R"({"modifications": []})", other),
              "{\"modifications\": [\n    {\"b\": 2}, {\"c\": 3}\n  ]}");
}

TEST(JoinedParts, RunAsOneWithoutTheirOwnTransactions) {
    JoinedScript script(Dialect::Postgresql);
    script.add({.text = "BEGIN;\nDROP TABLE a;\nCOMMIT;\n", .path = "ledger:x"}, {});
    script.add({.text = "-- new\nCREATE TABLE a (x int)", .path = "x.sql", .first_line = 3}, {});
    EXPECT_EQ(script.sql(), "DROP TABLE a;\nCREATE TABLE a (x int);\n");
    const sql::Runnable runnable = script.runnable();
    ASSERT_EQ(runnable.statements.size(), 2U);
    const std::string_view whole = script.script().text;
    for (const sql::Statement& statement : runnable.statements) {
        EXPECT_EQ(whole.substr(statement.offset, statement.text.size()), statement.text);
    }
}

TEST(JoinedParts, ACommentBehindALastStatementHidesNoSemicolon) {
    JoinedScript script(Dialect::Sqlite);
    script.add({.text = "DROP TABLE a -- gone", .path = "a"}, {});
    script.add({.text = "DROP TABLE b /* gone */", .path = "b"}, {});
    JoinedScript again(Dialect::Sqlite);
    again.add({.text = script.sql(), .path = "both"}, {});
    EXPECT_EQ(again.runnable().statements.size(), 2U);
}

TEST(JoinedParts, AnErrorIsToldWhereItsPartStands) {
    JoinedScript script(Dialect::Postgresql);
    script.add({.text = "DROP TABLE a;\n\n", .path = "ledger:x"}, {});
    script.add({.text = "-- new\nCREATE TABLE a (x int)", .path = "x.sql", .first_line = 3}, {});
    const auto place_of = [&](std::size_t statement) {
        const std::size_t offset = script.runnable().statements[statement].offset;
        return to_string(
            script.placed(Error(Error::Kind::Database, "no").at(script.script().where(offset)))
                .where());
    };
    EXPECT_EQ(place_of(0), "ledger:x:1:1");
    EXPECT_EQ(place_of(1), "x.sql:4:1");
    const Error elsewhere = Error(Error::Kind::Database, "no").at({.file = "verify", .line = 7});
    EXPECT_EQ(to_string(script.placed(elsewhere).where()), "verify:7");
}

}  // namespace
}  // namespace gmig::app
