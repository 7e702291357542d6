#include "scenes.hpp"
#include <gmig/model/comparison.hpp>

#include <gtest/gtest.h>

namespace gmig {
namespace {

using namespace testing_notation;

struct ComparisonCase {
    const char* name;
    const char* base;
    const char* now;
    const char* changes;  ///< "+a ~b": added, edited in substance (!) or looks (?), …
};

void append(std::string& text, const char* mark, const std::vector<MigrationId>& ids) {
    for (const MigrationId& id : ids) {
        text += (text.empty() ? "" : " ") + std::string(mark) + id.value;
    }
}

std::string changes_of(const Comparison& comparison) {
    std::string text;
    append(text, "+", comparison.added);
    append(text, "!", comparison.edited);
    append(text, "?", comparison.edited_cosmetically);
    append(text, "=", comparison.renamed);
    append(text, "<", comparison.reparented);
    append(text, "-", comparison.deleted);
    return text;
}

class Compared : public testing::TestWithParam<ComparisonCase> {};

TEST_P(Compared, Changes) {
    const auto fingerprint = [](const Migration& file) {
        return fingerprint_of(file.checksum.value);
    };
    EXPECT_EQ(changes_of(compare(history_from(GetParam().base), history_from(GetParam().now),
                                 fingerprint)),
              GetParam().changes);
}

constexpr ComparisonCase cases[] = {
    {"NothingInTheSame", "a b<a", "a b<a", ""},
    {"Additions", "a", "a b<a c<b", "+b +c"},
    {"AnEdit", "a!x", "a!y", "!a"},
    {"AnEditInLooks", "a!x1", "a!x2", "?a"},
    {"ARename", "a=old", "a=new", "=a"},
    {"ARebase", "a b<a", "a c<a b=later<c", "+c =b <b"},
    {"Deletions", "a b<a c<b", "a", "-b -c"},
    {"EverythingFromNothing", "", "a b<a", "+a +b"},
    {"NothingLeft", "a b<a", "", "-a -b"},
    {"AnEditAndARename", "a=old!x", "a=new!y", "!a =a"},
};

INSTANTIATE_TEST_SUITE_P(Histories, Compared, testing::ValuesIn(cases), sentence);

TEST(Comparison, TakesEveryEditForRealWithoutFingerprints) {
    EXPECT_EQ(changes_of(compare(history_from("a!x1"), history_from("a!x2"), {})), "!a");
}

}  // namespace
}  // namespace gmig
