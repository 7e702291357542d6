#include "folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* header = "-- gmig: id=kxqpzmrwtsvn parent=sytnwolvprkm\n";

/// One file of an unremarkable name.
MigrationSet read_one(const std::string& text, Dialect dialect = Dialect::Postgresql) {
    return read(Kind::Gmig, {{"2026-11-20-101806-add-categories.sql", text}}, dialect);
}

TEST(Native, ReadsTheMigrationOfTheDesign) {
    const MigrationSet set = read_one(
        "-- gmig: id=kxqpzmrwtsvn parent=sytnwolvprkm\n"
        "-- Give articles a category.\n"
        "\n"
        "CREATE TABLE category (id INTEGER PRIMARY KEY);\n"
        "\n"
        "-- gmig: down\n"
        "DROP TABLE category;\n"
        "\n"
        "-- gmig: verify\n"
        "SELECT id FROM category LIMIT 0;\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    ASSERT_THAT(names_of(set), ElementsAre("2026-11-20-101806-add-categories"));
    const Migration& migration = set.migrations.front();
    EXPECT_EQ(migration.id.value, "kxqpzmrwtsvn");
    EXPECT_THAT(migration.parents, ElementsAre(MigrationId{"sytnwolvprkm"}));
    EXPECT_EQ(migration.identity, Identity::Written);
    EXPECT_EQ(migration.path, "db/2026-11-20-101806-add-categories.sql");
    EXPECT_EQ(migration.up.first_line, 1U);
    EXPECT_EQ(migration.checksum,
              checksum_of_up(TransactionMode::On,
                             "-- Give articles a category.\n\n"
                             "CREATE TABLE category (id INTEGER PRIMARY KEY);"));
    ASSERT_TRUE(migration.down && migration.verify);
    EXPECT_EQ(migration.down->text, "DROP TABLE category;\n\n");
    EXPECT_EQ(migration.down->first_line, 7U);
    EXPECT_EQ(migration.down_checksum, checksum_of_part("DROP TABLE category;"));
    EXPECT_EQ(migration.verify->text, "SELECT id FROM category LIMIT 0;\n");
    EXPECT_EQ(migration.verify->first_line, 10U);
    EXPECT_EQ(migration.verify_checksum, checksum_of_part("SELECT id FROM category LIMIT 0;"));
}

TEST(Native, TransactionOffHoldsForUpAndDownAndIsInTheChecksum) {
    const MigrationSet set = read_one(
        "-- gmig: id=kxqpzmrwtsvn parent=none transaction=off\n"
        "CREATE INDEX CONCURRENTLY i ON t (a);\n"
        "-- gmig: down\n"
        "DROP INDEX CONCURRENTLY i;\n"
        "-- gmig: verify\n"
        "SELECT 1;\n");
    const Migration& migration = set.migrations.at(0);
    EXPECT_EQ(migration.up.transaction, TransactionMode::Off);
    EXPECT_EQ(migration.down->transaction, TransactionMode::Off);
    EXPECT_EQ(migration.verify->transaction, TransactionMode::On);
    EXPECT_EQ(migration.checksum,
              checksum_of_up(TransactionMode::Off, "CREATE INDEX CONCURRENTLY i ON t (a);"));
}

TEST(Native, ReadsEveryOtherDirective) {
    const MigrationSet set = read_one(
        "-- gmig: id=kxqpzmrwtsvn parent=kkkkkkkkkkkk parent=llllllllllll\n"
        "-- gmig: irreversible grammar=off replaces=mmmmmmmmmmmm replaces=nnnnnnnnnnnn\n"
        "CREATE TABLE a (b int);\n"
        "-- gmig: lint-ignore=GM401 lint-ignore-file=GM402 lint-ignore-file=GM414\n"
        "DROP TABLE c;\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    const Migration& migration = set.migrations.at(0);
    EXPECT_THAT(migration.parents,
                ElementsAre(MigrationId{"kkkkkkkkkkkk"}, MigrationId{"llllllllllll"}));
    EXPECT_TRUE(migration.irreversible);
    EXPECT_TRUE(migration.grammar_off);
    EXPECT_THAT(migration.replaces,
                ElementsAre(MigrationId{"mmmmmmmmmmmm"}, MigrationId{"nnnnnnnnnnnn"}));
    EXPECT_THAT(migration.lint_ignores, ElementsAre("GM402", "GM414"));
    EXPECT_THAT(migration.up.text, testing::HasSubstr("lint-ignore=GM401"));
    EXPECT_EQ(migration.checksum,
              checksum_of_up(TransactionMode::On, "CREATE TABLE a (b int);\nDROP TABLE c;"));
    EXPECT_EQ(migration.up.where(migration.up.text.find("DROP")).line, 5U);
}

TEST(Native, AnUpMarkMayStandAfterTheHeaderOrAfterTheDownPart) {
    const MigrationSet first = read_one(
        std::string(header) + "-- words\n-- gmig: up\nSELECT 1;\n-- gmig: down\nSELECT 2;");
    EXPECT_THAT(found_in(first), IsEmpty());
    EXPECT_EQ(first.migrations.at(0).checksum,
              checksum_of_up(TransactionMode::On, "-- words\nSELECT 1;"));
    const MigrationSet last =
        read_one(std::string(header) + "-- gmig: down\nSELECT 2;\n-- gmig: up\nSELECT 1;\n");
    EXPECT_THAT(found_in(last), IsEmpty());
    EXPECT_EQ(last.migrations.at(0).up.text, "SELECT 1;\n");
    EXPECT_EQ(last.migrations.at(0).up.first_line, 5U);
    EXPECT_EQ(last.migrations.at(0).down->text, "SELECT 2;\n");
}

TEST(Native, MarksInLiteralsAndCommentsAreText) {
    const MigrationSet set = read_one(std::string(header) +
                                      "SELECT '\n-- gmig: down\n', $$\n-- gmig: oops\n$$ /*\n"
                                      "-- gmig: verify\n*/;\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_FALSE(set.migrations.at(0).down);
}

TEST(Native, NewlinesAndTheByteOrderMarkChangeNoChecksumAndNoPlace) {
    const std::string lf =
        std::string(header) +
        "SELECT 1;\n\n  \t\n-- gmig: down\nSELECT 'é', 2;\n-- gmig: verify\nSELECT 3;";
    std::string crlf;
    for (const char byte : lf) {
        crlf += byte == '\n' ? "\r\n" : std::string(1, byte);
    }
    std::string cr = lf;
    std::ranges::replace(cr, '\n', '\r');
    const Migration plain = read_one(lf).migrations.at(0);
    for (const std::string& text : {crlf, cr, "\xEF\xBB\xBF" + lf, "\xEF\xBB\xBF" + crlf}) {
        const MigrationSet set = read_one(text);
        EXPECT_THAT(found_in(set), IsEmpty());
        const Migration& other = set.migrations.at(0);
        EXPECT_EQ(other.checksum, plain.checksum);
        EXPECT_EQ(other.down_checksum, plain.down_checksum);
        EXPECT_EQ(other.verify_checksum, plain.verify_checksum);
        EXPECT_EQ(other.down->where(other.down->text.find('2')), (Where{plain.path, 6, 13}));
    }
}

struct NativeBroken {
    const char* name;
    const char* text;
    const char* finding;  ///< behind the file's name
};

std::ostream& operator<<(std::ostream& out, const NativeBroken& test) {
    return out << test.text;
}

class NativeFile : public testing::TestWithParam<NativeBroken> {};

TEST_P(NativeFile, IsUnreadable) {
    const MigrationSet set = read_one(GetParam().text);
    EXPECT_THAT(found_in(set), ElementsAre("db/2026-11-20-101806-add-categories.sql:" +
                                           std::string(GetParam().finding)));
    EXPECT_THAT(set.migrations, IsEmpty());
    EXPECT_EQ(set.findings.at(0).code, Code::UnreadableMigration);
    EXPECT_EQ(set.findings.at(0).severity, Severity::Error);
    EXPECT_NE(set.findings.at(0).remedy, "");
    EXPECT_THROW(throw_unreadable(set), Error);
}

constexpr NativeBroken native_broken_files[] = {
    {"WithAnUnknownDirective", "-- gmig: id=kkkkkkkkkkkk parent=none transacton=off\nSELECT 1;",
     "1:38: unknown directive \"transacton\", did you mean \"transaction\"?"},
    {"ThatIgnoresAnUnknownRule", "-- gmig: lint-ignore=GM999\nSELECT 1;",
     "1:10: lint-ignore names one of lint's rules: lint-ignore=GM401"},
    {"ThatIgnoresALaw", "SELECT 1;\n-- gmig: irreversible lint-ignore-file=GM101\n",
     "2:23: lint-ignore-file names one of lint's rules: lint-ignore-file=GM401"},
    {"ThatIgnoresNoRule", "SELECT 1;\n-- gmig: lint-ignore-file\n",
     "2:10: lint-ignore-file names one of lint's rules: lint-ignore-file=GM401"},
    {"WithADirectiveThatSaysNothing", "SELECT 1;\n-- gmig:\n",
     "2:1: a directive that says nothing"},
    {"WithAnIdAndNoParent", "-- gmig: id=kkkkkkkkkkkk\nSELECT 1;",
     "1:10: an id without a parent: write parent=ID, or parent=none for the first"},
    {"WithAParentAndNoId", "-- gmig: parent=none\nSELECT 1;", "1:10: a parent without an id"},
    {"WithTwoIds", "-- gmig: id=kkkkkkkkkkkk parent=none\n-- gmig: id=llllllllllll\nSELECT 1;",
     "2:10: a second id"},
    {"WithAnIdOfOtherLetters", "-- gmig: id=abcdefabcdef parent=none\nSELECT 1;",
     "1:10: id takes an id, 12 letters from k to z"},
    {"WithAParentBesideNone", "-- gmig: id=kkkkkkkkkkkk parent=none parent=llllllllllll\nSELECT 1;",
     "1:38: parent=none stands alone"},
    {"WithNoneBesideAParent", "-- gmig: id=kkkkkkkkkkkk parent=llllllllllll parent=none\nSELECT 1;",
     "1:46: parent=none stands alone"},
    {"WithOneParentTwice",
     "-- gmig: id=kkkkkkkkkkkk parent=llllllllllll parent=llllllllllll\nSELECT 1;",
     "1:46: the same parent twice"},
    {"WithAnotherTransactionMode", "-- gmig: transaction=on\nSELECT 1;",
     "1:10: transaction can only be off: transaction=off"},
    {"WithAFlagThatHasAValue", "-- gmig: irreversible=yes\nSELECT 1;",
     "1:10: irreversible takes no value"},
    {"WithAFlagTwice", "-- gmig: irreversible irreversible\nSELECT 1;",
     "1:23: irreversible stands twice"},
    {"WithAnIdAfterAStatement", "SELECT 1;\n-- gmig: id=kkkkkkkkkkkk\n",
     "2:10: id must stand before the first statement"},
    {"WithATransactionModeInTheDownPart", "-- gmig: down\n-- gmig: transaction=off\nSELECT 1;",
     "2:10: transaction must stand before the first statement"},
    {"WithTwoDownParts", "SELECT 1;\n-- gmig: down\nSELECT 2;\n-- gmig: down\nSELECT 3;",
     "4:1: a second part of this kind"},
    {"WithAMarkThatIsNotAlone", "SELECT 1;\n-- gmig: down irreversible\n",
     "2:10: the mark of a part stands alone on its line"},
    {"WithAMarkAmongOtherWords", "SELECT 1;\n-- gmig: irreversible down\n",
     "2:23: the mark of a part stands alone on its line"},
    {"WithAStatementBeforeUp", "SELECT 1;\n-- gmig: up\nSELECT 2;",
     "1:1: a statement before \"-- gmig: up\""},
    {"WithAStatementBeforeALaterUp", "SELECT 1;\n-- gmig: down\nSELECT 2;\n-- gmig: up\nSELECT 3;",
     "1:1: a statement before \"-- gmig: up\""},
    {"ThatIsEmptyAndIsNot", "-- gmig: empty\n\nSELECT 1;",
     "3:1: a statement in a migration that says it is empty"},
    {"ThatIsIrreversibleAndIsNot", "-- gmig: irreversible\nSELECT 1;\n-- gmig: down\nSELECT 2;",
     "4:1: a down part in a migration that says it is irreversible"},
    {"WithAMisspeltMark", "SELECT 1;\n--gmig: down\nSELECT 2;",
     "2:1: a comment that looks like a directive: write \"-- gmig: \""},
    {"WithAMarkInUpperCase", "SELECT 1;\n-- GMIG : down\nSELECT 2;",
     "2:1: a comment that looks like a directive: write \"-- gmig: \""},
    {"WithTheMarksOfGoose", "\n-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n",
     "2:1: this file is in another tool's layout (goose)"},
    {"WithTheMarksOfDbmate", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n",
     "1:1: this file is in another tool's layout (dbmate)"},
    {"WithTheMarksOfSqlMigrate", "-- +migrate Up\nSELECT 1;\n",
     "1:1: this file is in another tool's layout (sql-migrate)"},
    {"WithTheMarksOfNodePgMigrate", "-- Up Migration\nSELECT 1;\n-- Down Migration\nSELECT 2;\n",
     "3:1: this file is in another tool's layout (node-pg-migrate)"},
    {"WithOurSideOfAConflict", "SELECT 1;\n<<<<<<< HEAD\nSELECT 2;", "2:1: conflict markers"},
    {"WithTheirSideOfAConflict", "SELECT 1;\r\n>>>>>>> topic\r\n", "2:1: conflict markers"},
    {"WithTheMiddleOfAConflict", "SELECT 1;\n=======\nSELECT 2;", "2:1: conflict markers"},
    {"WithAConflictInALiteral", "SELECT '\n<<<<<<< HEAD\n';", "2:1: conflict markers"},
    {"WithBytesThatAreNotUtf8", "SELECT 'é\xC3(';", "1:10: bytes that are not UTF-8"},
    {"InUtf16", "\xFF\xFES", "1:1: UTF-16, not UTF-8"},
};

INSTANTIATE_TEST_SUITE_P(Native, NativeFile, testing::ValuesIn(native_broken_files),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Native, ANulByteIsFound) {
    EXPECT_THAT(
        found_in(read_one(std::string("SELECT\n1\0;", 10))),
        ElementsAre("db/2026-11-20-101806-add-categories.sql:2:2: a NUL byte, so this is no "
                    "text (or UTF-16)"));
}

TEST(Native, SeveralProblemsOfAFileAreAllFound) {
    EXPECT_EQ(read_one("-- gmig: id=x parent=y wrong\nSELECT 1;").findings.size(), 3U);
}

TEST(Native, RuledLinesAreNoConflict) {
    EXPECT_THAT(found_in(read_one("/*\n=======\n*/\n-- x\nSELECT '\n=======\n', 1\n======== 2;\n")),
                IsEmpty());
}

TEST(Native, AMisspeltDirectiveInALiteralIsText) {
    EXPECT_THAT(found_in(read_one("SELECT '\n--gmig: down\n';")), IsEmpty());
}

TEST(Native, AnUpPartWithoutAStatementIsFoundAndKeepsItsPlace) {
    for (const char* const rest : {"", "-- only words\n", "/* words */ ;\n", "\n-- gmig: down\n"}) {
        const MigrationSet set = read_one(std::string(header) + rest);
        EXPECT_THAT(found_in(set), ElementsAre("db/2026-11-20-101806-add-categories.sql:1:1: there "
                                               "is no statement in the up part"));
        EXPECT_EQ(set.findings.at(0).severity, Severity::Error);
        EXPECT_EQ(set.migrations.size(), 1U);
        EXPECT_NO_THROW(throw_unreadable(set));
    }
}

TEST(Native, AnUpPartThatSaysItIsEmptyIsMeant) {
    const MigrationSet set =
        read_one("-- gmig: id=kxqpzmrwtsvn parent=kkkkkkkkkkkk parent=llllllllllll empty\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_TRUE(set.migrations.at(0).empty);
}

TEST(Native, ADownPartWithoutAStatementIsNone) {
    const MigrationSet set =
        read_one(std::string(header) + "SELECT 1;\n-- gmig: down\n-- later\n-- gmig: verify\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_FALSE(set.migrations.at(0).down);
    EXPECT_FALSE(set.migrations.at(0).down_checksum);
    EXPECT_FALSE(set.migrations.at(0).verify);
}

TEST(Native, APlainFileFollowsTheOneBeforeItByName) {
    const MigrationSet set = read(
        Kind::Gmig,
        {{"2026-01-02-000000-c.sql", "SELECT 3;"},
         {"0001_a.sql", "SELECT 1;"},
         {"2026-01-01-000000-b.sql", "-- gmig: id=kkkkkkkkkkkk parent=" +
                                         derived_id({"plain", "0001_a"}).value + "\nSELECT 2;"}});
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_EQ(find(set, "0001_a")->id, derived_id({"plain", "0001_a"}));
    EXPECT_EQ(find(set, "0001_a")->identity, Identity::Derived);
    EXPECT_EQ(parents_of(set, "0001_a"), "");
    EXPECT_EQ(parents_of(set, "2026-01-01-000000-b"), "0001_a");
    EXPECT_EQ(parents_of(set, "2026-01-02-000000-c"), "2026-01-01-000000-b");
}

TEST(Native, APlainFileMayHaveParts) {
    const MigrationSet set = read_one("SELECT 1;\n-- gmig: down\nSELECT 2;\n");
    EXPECT_THAT(found_in(set), IsEmpty());
    EXPECT_TRUE(set.migrations.at(0).down);
}

struct Named {
    const char* name;
    const char* path;
    bool wanted;
    const char* finding;  ///< "" when it is a good migration
};

std::ostream& operator<<(std::ostream& out, const Named& test) {
    return out << test.path;
}

class NativeName : public testing::TestWithParam<Named> {};

TEST_P(NativeName, Is) {
    const Named& test = GetParam();
    EXPECT_EQ(wants(Kind::Gmig, test.path), test.wanted);
    const MigrationSet set = read(Kind::Gmig, {{test.path, "SELECT 1;"}});
    EXPECT_EQ(set.migrations.size(), test.wanted && *test.finding == '\0' ? 1U : 0U);
    EXPECT_EQ(set.findings.size(), *test.finding == '\0' ? 0U : 1U);
    if (!set.findings.empty()) {
        EXPECT_EQ(set.findings[0].message, test.finding);
        EXPECT_EQ(set.findings[0].where.file, "db/" + std::string(test.path));
    }
}

constexpr const char* letters_only =
    "the name must be made of letters, digits, '.', '_' and '-', and not begin with '-'";

constexpr Named native_native_names[] = {
    {"GoodWithAStamp", "2026-11-20-101806-add-categories.sql", true, ""},
    {"GoodWithoutOne", "0001_init.v2.sql", true, ""},
    {"BadWithABlank", "add categories.sql", true, letters_only},
    {"BadWithADashInFront", "-rf.sql", true, letters_only},
    {"BadWithOtherLetters", "caf\xC3\xA9.sql", true, letters_only},
    {"BadInUpperCase", "a.SQL", true, "the ending must be written in lower case"},
    {"BadWhenTooLong", "a23456789-123456789-123456789-123456789-123456789-123456789-1234.sql", true,
     "the name is longer than 63 characters"},
    {"BadAsHalfOfAPair", "000001_init.up.sql", true,
     "a pair of up and down files is another tool's layout (golang-migrate, sqlx)"},
    {"NobodysWhenHidden", ".#a.sql", false, ""},
    {"NobodysInAFolderBelow", "old/a.sql", false, ""},
    {"NobodysWithAnotherEnding", "README.md", false, ""},
};

INSTANTIATE_TEST_SUITE_P(Native, NativeName, testing::ValuesIn(native_native_names),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Native, AnotherToolsFileIsNoReasonToGiveUpOnesOwn) {
    const FileContent late{"2.sql", "-- migrate:up\nSELECT 2;\n"};
    EXPECT_THAT(read(Kind::Gmig, {{"1.sql", "SELECT 1;\n"}, late}).findings.at(0).remedy,
                testing::HasSubstr("\"layout\""));
    EXPECT_THAT(
        read(Kind::Gmig, {{"1.sql", "-- gmig: id=klmnopqrstuv parent=none\nSELECT 1;\n"}, late})
            .findings.at(0)
            .remedy,
        testing::HasSubstr("gmig new NAME"));
}

TEST(Native, NamesThatDifferByCaseOnlyCollide) {
    const MigrationSet set = read(
        Kind::Gmig, {{"Add.sql", "SELECT 1;"}, {"add.sql", "SELECT 2;"}, {"b.sql", "SELECT 3;"}});
    EXPECT_THAT(found_in(set),
                ElementsAre("db/add.sql: the names Add and add differ by the case of "
                            "letters only"));
    EXPECT_EQ(set.findings[0].code, Code::UnreadableMigration);
}

TEST(Native, ThrowsTheFirstFileThatIsUnreadable) {
    const MigrationSet set =
        read(Kind::Gmig, {{"a.sql", "SELECT 1;"}, {"b.sql", "-- gmig: x\nSELECT 1;"}});
    try {
        throw_unreadable(set);
        FAIL() << "nothing thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Migration);
        EXPECT_EQ(error.where(), (Where{"db/b.sql", 1, 10}));
        EXPECT_EQ(error.next(), "edit db/b.sql");
    }
}

}  // namespace
}  // namespace gmig::layout
