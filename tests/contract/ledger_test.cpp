// The ledger, the same on every engine.
#include "fixture.hpp"
#include "samples.hpp"
#include <gmig/db/operation_log.hpp>
#include <gmig/support/hash.hpp>

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class LedgerContract : public Contract {
protected:
    void prepare() { ledger_.prepare("run-0", "ann@host", Timestamp{1}); }
    void write(const std::vector<Query>& queries) { driver_->write(queries); }
    void write(const std::string& sql) { write(std::vector<Query>{{sql, {}}}); }

    static LedgerEntry entry(const std::string& name, std::int64_t sequence) {
        LedgerEntry result;
        result.id = derived_id({"ledger", name});
        result.name = name;
        result.checksum.value = "1:c" + name;
        result.fingerprint.value = "f";
        result.sequence = sequence;
        result.statements_done = 2;
        result.executed_at = Timestamp{1'800'000'000'123'456};
        result.duration_us = 17;
        result.executed_by = "ann@host";
        result.gmig_version = "0.1.0";
        result.run_id = "run-1";
        return result;
    }

    static Operation operation(const std::string& kind) {
        Operation result;
        result.kind = kind;
        result.at = Timestamp{5};
        result.by = "bob@host";
        result.run_id = "run-2";
        return result;
    }

    Ledger ledger_{*driver_, "app"};
};

TEST_P(LedgerContract, IsAbsentAtFirstAndReadsAsEmpty) {
    EXPECT_EQ(ledger_.schema(), LedgerSchema::Absent);
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    EXPECT_EQ(ledger_.texts(MigrationId{"x"}), std::nullopt);
    EXPECT_EQ(ledger_.marker(), std::nullopt);
    EXPECT_THAT(ledger_.operations(10), IsEmpty());
    EXPECT_FALSE(driver_->has_table("gmig_ledger"));
}

TEST_P(LedgerContract, IsMadeOnceByItsOwnHistory) {
    prepare();
    EXPECT_EQ(ledger_.schema(), LedgerSchema::Current);
    prepare();
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM gmig_ledger WHERE project = 'gmig'"), "3");
    EXPECT_EQ(first(*driver_, "SELECT executed_by FROM gmig_ledger"), "ann@host");
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    EXPECT_TRUE(driver_->has_table("gmig_ledger"));
}

TEST_P(LedgerContract, CannotBeOfAProjectNamedGmig) {
    EXPECT_EQ(kind_of_error([&] { Ledger(*driver_, "gmig"); }), Error::Kind::Usage);
}

TEST_P(LedgerContract, KeepsWhatItIsGiven) {
    prepare();
    LedgerEntry full = entry("it's \"quoted\" \\ $1 \u00e4\U0001F600\nline", 2);
    full.parents = {MigrationId{"aaa"}, MigrationId{"bbb"}};
    full.down_checksum = Checksum{"1:d"};
    full.verify_checksum = Checksum{""};
    full.transaction = TransactionMode::Off;
    full.state = RowState::Started;
    full.commit = "0123";
    full.branch = "feature/'; DROP TABLE gmig_ledger; --";
    const LedgerEntry plain = entry("plain", 1);
    write(ledger_.record(full, {"up", std::nullopt, "", TransactionMode::Off}, "execute"));
    write(ledger_.record(plain, {}, "mark"));
    EXPECT_THAT(ledger_.entries(), ElementsAre(plain, full));
}

TEST_P(LedgerContract, KeepsTextsOfAnyKind) {
    prepare();
    std::string large;
    while (large.size() < 5'000'000) {
        large +=
            "INSERT INTO gmig_ledger VALUES ('it''s', E'\\\\', $$ \u00e4 gmig_x $1 ? $$);\r\n\t";
    }
    const Texts texts{large, "-- \u2028 \"down\" \\n", "", TransactionMode::Off};
    const LedgerEntry row = entry("texts", 1);
    write(ledger_.record(row, texts, "execute"));
    EXPECT_EQ(ledger_.texts(row.id), texts);
    EXPECT_EQ(ledger_.texts(MigrationId{"other"}), std::nullopt);
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
}

TEST_P(LedgerContract, KeepsProjectsApart) {
    prepare();
    Ledger other(*driver_, "billing");
    write(ledger_.record(entry("same", 1), {}, "execute"));
    write(other.record(entry("same", 7), {}, "execute"));
    EXPECT_THAT(other.entries(), ElementsAre(entry("same", 7)));
    EXPECT_THAT(ledger_.entries(), ElementsAre(entry("same", 1)));
    EXPECT_EQ(ledger_.operations(9).size(), 1U);
}

TEST_P(LedgerContract, RefusesASecondRowOfAnId) {
    prepare();
    write(ledger_.record(entry("a", 1), {}, "execute"));
    EXPECT_EQ(kind_of_error([&] { write(ledger_.record(entry("a", 2), {}, "execute")); }),
              Error::Kind::Database);
    EXPECT_EQ(ledger_.operations(9).size(), 1U);
}

TEST_P(LedgerContract, FollowsProgress) {
    prepare();
    LedgerEntry row = entry("a", 1);
    row.state = RowState::Started;
    row.statements_done = 0;
    write(ledger_.record(row, {}, "execute"));
    EXPECT_EQ(ledger_.progress_of(row.id), std::nullopt);
    row.statements_done = 3;
    const Progress progress{Progress::Direction::Down, "abc"};
    write(ledger_.progress(row, progress));
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
    EXPECT_EQ(ledger_.progress_of(row.id), progress);
    row.state = RowState::Done;
    write(ledger_.progress(row, std::nullopt));
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
    EXPECT_EQ(ledger_.progress_of(row.id), std::nullopt);
}

// On SQLite each change of a row writes all of it again, and a text may be large.
TEST_P(LedgerContract, LeavesTheRowAloneFromStatementToStatement) {
    prepare();
    LedgerEntry row = entry("a", 1);
    row.state = RowState::Started;
    row.statements_done = 0;
    write(ledger_.record(row, {}, "execute"));
    write(ledger_.progress(row, Progress{Progress::Direction::Up, ""}));
    for (row.statements_done = 1; row.statements_done < 4; ++row.statements_done) {
        const Progress progress{Progress::Direction::Up, std::to_string(row.statements_done)};
        write(ledger_.progress(row, progress));
        EXPECT_THAT(ledger_.entries(), ElementsAre(row));
        EXPECT_EQ(ledger_.progress_of(row.id), progress);
        EXPECT_EQ(driver_->query(ledger_.confirm_progress(row)).size(), 1U);
    }
    const std::string row_says = "SELECT statements_done FROM gmig_ledger WHERE project = 'app'";
    EXPECT_EQ(first(*driver_, row_says), "0");
    EXPECT_EQ(first(*driver_, "SELECT statements_done FROM gmig_progress"), "3");
    write(ledger_.remove(row, {}, operation("failed")));
    EXPECT_EQ(first(*driver_, "SELECT count(*) FROM gmig_progress"), "0");
}

TEST_P(LedgerContract, RenamesARowBetweenItsStatements) {
    prepare();
    LedgerEntry row = entry("a", 1);
    row.state = RowState::Started;
    row.statements_done = 0;
    write(ledger_.record(row, {}, "execute"));
    row.statements_done = 2;
    const Progress progress{Progress::Direction::Up, "abc"};
    write(ledger_.progress(row, progress));
    const LedgerEntry before = row;
    row.id = derived_id({"ledger", "b"});
    row.name = "b";
    write(ledger_.rename(before, row, operation("rename")));
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
    EXPECT_EQ(ledger_.progress_of(row.id), progress);
}

// As they were kept before gmig_progress was there.
TEST_P(LedgerContract, BelievesARowThatSaysItsProgressItself) {
    prepare();
    LedgerEntry row = entry("a", 1);
    row.state = RowState::Started;
    write(ledger_.record(row, {}, "execute"));
    write("UPDATE gmig_ledger SET progress = 'up:abc' WHERE project = 'app'");
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
    EXPECT_EQ(ledger_.progress_of(row.id), (Progress{Progress::Direction::Up, "abc"}));
    write("DROP TABLE gmig_progress");
    EXPECT_THAT(ledger_.entries(), ElementsAre(row));
    EXPECT_EQ(ledger_.progress_of(row.id), (Progress{Progress::Direction::Up, "abc"}));
}

TEST_P(LedgerContract, RefusesProgressThatWasWrittenByHand) {
    prepare();
    LedgerEntry row = entry("a", 1);
    row.state = RowState::Started;
    write(ledger_.record(row, {}, "execute"));
    write(ledger_.progress(row, Progress{Progress::Direction::Up, "abc"}));
    write("UPDATE gmig_progress SET statements_done = 1");
    EXPECT_EQ(kind_of_error([&] { ledger_.entries(); }), Error::Kind::History);
}

TEST_P(LedgerContract, RemovesARowAndLogsAllOfIt) {
    prepare();
    const LedgerEntry row = entry("a", 1);
    const Texts texts{"up \"x\"\n", "down\\", std::nullopt, TransactionMode::On};
    write(ledger_.record(row, texts, "execute"));
    write(ledger_.remove(row, texts, operation("rollback")));
    EXPECT_THAT(ledger_.entries(), IsEmpty());
    const std::vector<Operation> log = ledger_.operations(1);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_EQ(log[0].kind, "rollback");
    EXPECT_EQ(log[0].id, row.id);
    EXPECT_EQ(log[0].by, "bob@host");
    EXPECT_EQ(log[0].at, Timestamp{5});
    const std::string row_json =
        "\"before\":{\"id\":\"" + row.id.value +
        "\",\"name\":\"a\",\"parents\":[],\"checksum\":\"1:ca\",\"down_checksum\":null,"
        "\"verify_checksum\":null,\"fingerprint\":\"f\",\"transaction\":\"on\","
        "\"sequence\":1,\"statements_done\":2,\"executed_at\":1800000000123456,\"duration_us\":17,"
        "\"commit\":\"\",\"branch\":\"\",\"executed_by\":\"ann@host\","
        "\"gmig_version\":\"0.1.0\",\"run_id\":\"run-1\",\"up\":\"up \\\"x\\\"\\n\","
        "\"down\":\"down\\\\\",\"verify\":null,\"down_transaction\":\"on\"}";
    EXPECT_EQ(log[0].detail,
              "{" + row_json + ",\"digest\":\"" + sha256_hex("{" + row_json + "}") + "\"}");
}

TEST_P(LedgerContract, SealsWhatALineTakesBackAndHow) {
    prepare();
    const LedgerEntry row = entry("a", 1);
    LedgerEntry other = row;
    other.name = "b";
    write(ledger_.record(row, {}, "execute"));
    EXPECT_TRUE(ledger_.has_run(row.run_id));
    EXPECT_FALSE(ledger_.has_run("another"));
    Operation amend = operation("amend");
    amend.back = "DROP TABLE a;";
    write(ledger_.replace(row, {}, other, {}, amend));
    EXPECT_THAT(ledger_.entries(), ElementsAre(other));
    const std::string made = ledger_.operations(1).front().detail;
    EXPECT_THAT(made, HasSubstr(R"("back":"DROP TABLE a;","digest":")"));
    Operation undo = operation("undo");
    undo.undoes = 12;
    EXPECT_THAT(driver_->query(ledger_.confirm_logged(undo)), IsEmpty());
    write(std::vector<Query>{ledger_.log(undo)});
    const std::string taken_back = ledger_.operations(1).front().detail;
    EXPECT_EQ(taken_back, R"({"undoes":12,"digest":")" + sha256_hex(R"({"undoes":12})") + "\"}");
    EXPECT_EQ(driver_->query(ledger_.confirm_logged(undo)).size(), 1U);
    undo.undoes = 1;
    EXPECT_THAT(driver_->query(ledger_.confirm_logged(undo)), IsEmpty());
}

TEST_P(LedgerContract, ListsOperationsNewestFirst) {
    prepare();
    write(ledger_.record(entry("a", 1), {}, "execute"));
    write(ledger_.record(entry("b", 2), {}, "execute"));
    write(std::vector<Query>{ledger_.log(operation("adopt"))});
    const std::vector<Operation> log = ledger_.operations(2);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0].kind, "adopt");
    EXPECT_EQ(log[0].detail, "{}");
    EXPECT_EQ(log[1].name, "b");
    EXPECT_GT(log[0].number, log[1].number);
    EXPECT_EQ(ledger_.operations(static_cast<std::size_t>(-1)).size(), 3U);
}

TEST_P(LedgerContract, GivesLinesOfSomeKindsAndTheNamesInTheOthers) {
    const std::vector<std::string_view> kinds{"import", "undo"};
    EXPECT_THAT(operations_of(*driver_, "app", kinds), IsEmpty());
    EXPECT_THAT(names_besides(*driver_, "app", kinds), IsEmpty());
    prepare();
    write(ledger_.record(entry("a", 1), {}, "execute"));
    write(ledger_.record(entry("b", 2), {}, "execute"));
    write(ledger_.record(entry("c", 3), {}, "import"));
    Operation undo = operation("undo");
    undo.undoes = 3;
    undo.name = "c";
    write(std::vector<Query>{ledger_.log(undo)});
    write(ledger_.remove(entry("b", 2), {}, operation("rollback")));
    const std::vector<Operation> lines = operations_of(*driver_, "app", kinds);
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[0].kind, "undo");
    EXPECT_THAT(lines[0].detail, HasSubstr("\"undoes\":3"));
    EXPECT_EQ(lines[1].kind, "import");
    EXPECT_THAT(names_besides(*driver_, "app", kinds), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(operations_of(*driver_, "other", kinds), IsEmpty());
    EXPECT_THAT(names_besides(*driver_, "other", kinds), IsEmpty());
}

TEST_P(LedgerContract, FollowsARename) {
    prepare();
    const LedgerEntry before = entry("a", 1);
    const Texts texts{"up", std::nullopt, std::nullopt, TransactionMode::On};
    write(ledger_.record(before, texts, "execute"));
    LedgerEntry after = before;
    after.id = derived_id({"ledger", "b"});
    after.name = "b";
    after.parents = {MigrationId{"ppp"}};
    write(ledger_.rename(before, after, operation("rename")));
    EXPECT_THAT(ledger_.entries(), ElementsAre(after));
    EXPECT_EQ(ledger_.texts(after.id), texts);
    EXPECT_THAT(ledger_.operations(1)[0].detail, HasSubstr("\"name\":\"a\""));
}

TEST_P(LedgerContract, ReplacesARowInOneTransaction) {
    prepare();
    const LedgerEntry before = entry("a", 1);
    write(ledger_.record(before, {"old", {}, {}, TransactionMode::On}, "execute"));
    LedgerEntry after = before;
    after.checksum.value = "1:new";
    const Texts texts{"new", {}, {}, TransactionMode::On};
    std::vector<Query> queries =
        ledger_.remove(before, {"old", {}, {}, TransactionMode::On}, operation("amend"));
    for (Query& query : ledger_.record(after, texts, "")) {
        queries.push_back(std::move(query));
    }
    write(queries);
    EXPECT_THAT(ledger_.entries(), ElementsAre(after));
    EXPECT_EQ(ledger_.texts(after.id), texts);
    EXPECT_EQ(ledger_.operations(9).size(), 2U);
}

TEST_P(LedgerContract, RemembersItsMarker) {
    prepare();
    EXPECT_EQ(ledger_.marker(), std::nullopt);
    const Marker marker{"o'brien", EnvironmentKind::Shared, "uuid", "app", "/srv/\u00e4.db"};
    write(ledger_.stamp(Marker{"old", EnvironmentKind::Local, "x", "app", ""}));
    write(ledger_.stamp(marker));
    EXPECT_EQ(ledger_.marker(), marker);
    EXPECT_EQ(Ledger(*driver_, "billing").marker(), std::nullopt);
}

TEST_P(LedgerContract, RefusesAMarkerOfNoKind) {
    prepare();
    write(ledger_.stamp(Marker{"a", EnvironmentKind::Local, "x", "app", ""}));
    write("UPDATE gmig_environment SET kind = 'toy'");
    EXPECT_EQ(kind_of_error([&] { ledger_.marker(); }), Error::Kind::History);
}

TEST_P(LedgerContract, ConfirmsWhatStandsThere) {
    prepare();
    const LedgerEntry row = entry("a", 1);
    EXPECT_THAT(driver_->query(ledger_.confirm_done(row)), IsEmpty());
    EXPECT_THAT(driver_->query(ledger_.confirm_gone(row.id)), Not(IsEmpty()));
    write(ledger_.record(row, {}, "execute"));
    EXPECT_THAT(driver_->query(ledger_.confirm_done(row)), Not(IsEmpty()));
    EXPECT_THAT(driver_->query(ledger_.confirm_gone(row.id)), IsEmpty());
    LedgerEntry of_another_run = row;
    of_another_run.run_id = "run-9";
    EXPECT_THAT(driver_->query(ledger_.confirm_done(of_another_run)), IsEmpty());
}

TEST_P(LedgerContract, CanBeReadWithoutWriting) {
    prepare();
    write(ledger_.record(entry("a", 1), {}, "execute"));
    const auto reader = connect(false);
    Ledger ledger(*reader, "app");
    EXPECT_EQ(ledger.schema(), LedgerSchema::Current);
    EXPECT_EQ(ledger.entries().size(), 1U);
}

TEST_P(LedgerContract, KeepsWhatADatabaseWasCopiedFromAndIsToBecome) {
    prepare();
    Marker marker{"primary/next", EnvironmentKind::Shared, "x", "app", ""};
    marker.origin = Origin{.identity = "p", .name = "primary", .at = {7}, .content = "{}"};
    marker.becomes = Becoming{.place = "/live.db",
                              .name = "primary",
                              .kind = EnvironmentKind::Production,
                              .identity = "p"};
    write(Ledger::stamp(marker));
    EXPECT_EQ(ledger_.marker(), marker);
    EXPECT_EQ(marker.at("/elsewhere.db"), marker);
    const Marker there = marker.at("/live.db");
    EXPECT_EQ(there.name, "primary");
    EXPECT_EQ(there.kind, EnvironmentKind::Production);
    EXPECT_EQ(there.identity, "p");
    EXPECT_FALSE(there.becomes);
    EXPECT_EQ(there.origin, marker.origin);
    write(Ledger::stamp(there));
    EXPECT_EQ(ledger_.marker(), there);
}

TEST_P(LedgerContract, OfANewerGmigIsReadAndNotWritten) {
    prepare();
    write(ledger_.record(entry("a", 1), {}, "execute"));
    write(
        "INSERT INTO gmig_ledger SELECT 'gmig', 'zzzz', 'later', parents, checksum, down_checksum, "
        "verify_checksum, fingerprint, transaction_mode, 2, state, statements_done, executed_at, "
        "duration_us, git_commit, git_branch, executed_by, '9.8.7', run_id, digest, progress, "
        "text_digest, down_transaction_mode, up_text, down_text, verify_text FROM gmig_ledger "
        "WHERE project = 'gmig' AND sequence = 1");
    write("ALTER TABLE gmig_ledger ADD COLUMN colour TEXT");
    EXPECT_EQ(ledger_.schema(), LedgerSchema::Newer);
    EXPECT_EQ(ledger_.entries().size(), 1U);
    std::string text;
    EXPECT_EQ(kind_of_error([&] { prepare(); }, &text), Error::Kind::History);
    EXPECT_THAT(text, HasSubstr("needs gmig >= 9.8.7"));
}

TEST_P(LedgerContract, MadeByAnotherTextIsRefused) {
    prepare();
    write("UPDATE gmig_ledger SET checksum = '1:0' WHERE project = 'gmig'");
    EXPECT_EQ(kind_of_error([&] { ledger_.entries(); }), Error::Kind::History);
    EXPECT_EQ(kind_of_error([&] { prepare(); }), Error::Kind::History);
}

TEST_P(LedgerContract, WithoutItsFirstTableIsRefused) {
    prepare();
    write("DROP TABLE gmig_ledger");
    EXPECT_EQ(kind_of_error([&] { static_cast<void>(ledger_.schema()); }), Error::Kind::History);
    EXPECT_EQ(kind_of_error([&] { prepare(); }), Error::Kind::History);
}

INSTANTIATE_TEST_SUITE_P(Engines, LedgerContract, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

/// What somebody did to the ledger by hand.
struct Tampering {
    const char* name;
    const char* sql;
    bool texts_only = false;
};

constexpr Tampering tamperings[] = {
    {"Name", "UPDATE gmig_ledger SET name = 'b' WHERE project = 'app'"},
    {"Checksum", "UPDATE gmig_ledger SET checksum = '1:x' WHERE project = 'app'"},
    {"Sequence", "UPDATE gmig_ledger SET sequence = 2 WHERE project = 'app'"},
    {"State", "UPDATE gmig_ledger SET state = 'started' WHERE project = 'app'"},
    {"ChecksumTakenAway", "UPDATE gmig_ledger SET down_checksum = NULL WHERE project = 'app'"},
    {"Project", "UPDATE gmig_ledger SET project = 'app' WHERE project = 'billing'"},
    {"Digest", "UPDATE gmig_ledger SET digest = '2:x' WHERE project = 'app'"},
    {"MissingColumn", "ALTER TABLE gmig_ledger DROP COLUMN git_branch"},
    {"RenamedColumn", "ALTER TABLE gmig_ledger RENAME COLUMN digest TO digest_before"},
    {"UpText", "UPDATE gmig_ledger SET up_text = 'other' WHERE project = 'app'", true},
    {"DownText", "UPDATE gmig_ledger SET down_text = NULL WHERE project = 'app'", true},
    {"TextMoved",
     "UPDATE gmig_ledger SET verify_text = 'down', down_text = '' WHERE project = "
     "'app'",
     true},
    {"Mode", "UPDATE gmig_ledger SET down_transaction_mode = 'off' WHERE project = 'app'", true},
};

struct LedgerCase {
    Engine engine;
    Tampering tampering;
};

std::vector<LedgerCase> ledger_cases() {
    std::vector<LedgerCase> result;
    for (const Engine& engine : engines()) {
        for (const Tampering& tampering : tamperings) {
            result.push_back({engine, tampering});
        }
    }
    return result;
}

class TamperedLedger : public Database, public testing::WithParamInterface<LedgerCase> {
protected:
    TamperedLedger() : Database(GetParam().engine) {}
};

TEST_P(TamperedLedger, IsRefused) {
    const Tampering& tampering = GetParam().tampering;
    Ledger ledger(*driver_, "app");
    ledger.prepare("run-0", "ann@host", Timestamp{1});
    LedgerEntry row;
    row.id = derived_id({"ledger", "a"});
    row.name = "a";
    row.sequence = 1;
    row.down_checksum = Checksum{"1:d"};
    driver_->write(ledger.record(row, {"up", "down", "", TransactionMode::On}, "execute"));
    LedgerEntry other = row;
    other.id = derived_id({"ledger", "c"});
    driver_->write(Ledger(*driver_, "billing").record(other, {}, "execute"));
    EXPECT_EQ(ledger.entries().size(), 1U);

    driver_->write(std::vector<Query>{{tampering.sql, {}}});
    std::string text;
    if (tampering.texts_only) {
        EXPECT_EQ(ledger.entries().size(), 1U);
        EXPECT_EQ(kind_of_error([&] { ledger.texts(row.id); }, &text), Error::Kind::History);
    } else {
        EXPECT_EQ(kind_of_error([&] { ledger.entries(); }, &text), Error::Kind::History);
    }
    EXPECT_THAT(text, HasSubstr("nothing has been done"));
}

INSTANTIATE_TEST_SUITE_P(Engines, TamperedLedger, testing::ValuesIn(ledger_cases()),
                         [](const auto& test) {
                             return std::string(test.param.engine.name) + "_" +
                                    test.param.tampering.name;
                         });

}  // namespace
}  // namespace gmig::db
