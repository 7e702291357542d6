#include "db/postgresql/batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gmig::db::postgresql {
namespace {

/// A script of two statements, the second of which stands in line 12 behind a comment.
class BatchOfAPart : public testing::Test {
protected:
    BatchOfAPart() {
        const std::string_view text = script_.text;
        part_.runnable.statements = {
            {.offset = 0, .text = text.substr(0, 8)},
            {.offset = text.find("SELECT x"), .text = text.substr(text.find("SELECT x"))}};
        batch_.add("BEGIN");
        batch_.add(part_);
        batch_.add("SELECT 'after'");
    }

    /// A failure at the first character of `found` in what is sent.
    [[nodiscard]] Failure failure_at(const std::string& found) const {
        Failure failure;
        failure.position = batch_.text().find(found) + 1;
        return failure;
    }

    Script script_{.text = "SELECT 1; -- äöü\n/* ü */ SELECT x, 'ßß', y",
                   .path = "m.sql",
                   .first_line = 11,
                   .transaction = {}};
    Part part_{&script_, {}};
    Batch batch_;
};

TEST_F(BatchOfAPart, HoldsTheStatementsInTheirOrder) {
    EXPECT_EQ(batch_.text(), "BEGIN\n;SELECT 1\n;SELECT x, 'ßß', y\n;SELECT 'after'\n;");
    EXPECT_EQ(batch_.size(), 4U);
}

TEST_F(BatchOfAPart, FindsAPositionInTheFile) {
    EXPECT_EQ(batch_.place(failure_at("x, "), 2, false), (Where{"m.sql", 12, 16}));
}

TEST_F(BatchOfAPart, CountsCharactersAsTheServerDoes) {
    Failure failure = failure_at("y\n");
    EXPECT_EQ(batch_.place(failure, 2, true), (Where{"m.sql", 12, 25}));
    failure.position -= 2;  // two characters before it have two bytes each
    EXPECT_EQ(batch_.place(failure, 2, false), (Where{"m.sql", 12, 25}));
}

TEST_F(BatchOfAPart, NamesTheStatementWhenThereIsNoPosition) {
    EXPECT_EQ(batch_.place(Failure{}, 1, false), (Where{"m.sql", 11, 1}));
    EXPECT_EQ(batch_.place(Failure{}, 2, false), (Where{"m.sql", 12, 9}));
}

TEST_F(BatchOfAPart, HasNoPlaceForGmigsOwnStatements) {
    EXPECT_EQ(batch_.place(Failure{}, 0, false), Where{});
    EXPECT_EQ(batch_.place(failure_at("'after'"), 3, false), Where{});
    EXPECT_EQ(batch_.place(Failure{}, 4, false), Where{});
}

TEST_F(BatchOfAPart, EndsACommentThatEndsAStatement) {
    const Script script{
        .text = "SELECT 1 -- one", .path = "m.sql", .first_line = 1, .transaction = {}};
    Batch batch;
    batch.add(Part{&script, {.statements = {{.offset = 0, .text = script.text}}}});
    EXPECT_EQ(batch.text(), "SELECT 1 -- one\n;");
}

TEST_F(BatchOfAPart, ReadsLedgerNamesOnlyInItsOwnHistory) {
    const Script script{
        .text = "CREATE TABLE gmig_t ()", .path = "m.sql", .first_line = 1, .transaction = {}};
    const Part part{&script, {.statements = {{.offset = 0, .text = script.text}}}};
    Batch batch;
    batch.add(part, true);
    batch.add(part, false);
    EXPECT_EQ(batch.text(), "CREATE TABLE gmig.t ()\n;CREATE TABLE gmig_t ()\n;");
}

}  // namespace
}  // namespace gmig::db::postgresql
