#include "app/operation/record.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gmig::app {
namespace {

OperationRecord full_record() {
    OperationRecord record;
    record.number = 7;
    record.kind = "switch";
    record.command = "switch --checkout 'a b'";
    record.project = "default";
    record.run_id = "run";
    record.at = {1'000'000};
    record.by = "ann@host";
    record.state = OperationRecord::State::Done;
    record.place = OperationPlace{.environment = "local", .identity = "uuid", .shown = "dev.db"};
    record.files = {{.path = "migrations/a.sql", .before = std::nullopt, .after = "x\n"},
                    {.path = "migrations/\xff.sql", .before = "\xfe", .after = std::nullopt}};
    record.head_before = HeadPlace{.branch = "main", .commit = "c1"};
    record.head_after = HeadPlace{.branch = "", .commit = "c2"};
    record.rebase = RebaseRecord{};
    record.rebase->run_id = "run";
    record.rebase->files = record.files;
    record.staged = true;
    record.drops_rows = false;
    record.final_because = "so";
    record.undoes = 3;
    record.undone_by = 9;
    return record;
}

TEST(OperationRecordTest, IsReadAsItWasWritten) {
    const OperationRecord record = full_record();
    EXPECT_EQ(record_from_text(text_of_record(record)), record);
    EXPECT_EQ(record_from_text(text_of_record(OperationRecord{})), OperationRecord{});
}

TEST(OperationRecordTest, IsNothingWhereAnyByteIsMissingOrOther) {
    const std::string text = text_of_record(full_record());
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, text.size() / 2,
                                     text.find('\n'), text.find('\n') + 1, text.size() - 1}) {
        EXPECT_FALSE(record_from_text(text.substr(0, length))) << length;
    }
    std::string other = text;
    other[text.size() / 2] ^= 1;
    EXPECT_FALSE(record_from_text(other));
    EXPECT_FALSE(record_from_text(text + " "));
}

}  // namespace
}  // namespace gmig::app
