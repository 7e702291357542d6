#include "app/environment/name.hpp"
#include <gmig/support/error.hpp>

#include <gtest/gtest.h>

#include <string>

namespace gmig::app {
namespace {

TEST(EnvironmentName, IsABaseOrWhatStandsBesideOne) {
    EXPECT_EQ(environment_name("primary").base, "primary");
    EXPECT_EQ(environment_name("primary").name, "");
    EXPECT_EQ(environment_name("primary/next").base, "primary");
    EXPECT_EQ(environment_name("primary/next").name, "next");
    EXPECT_EQ(environment_name("primary/next").whole(), "primary/next");
    EXPECT_EQ(environment_name("primary").whole(), "primary");
}

TEST(EnvironmentName, BesideAnotherOneMayNameItsBase) {
    EXPECT_EQ(environment_beside("primary", "next").whole(), "primary/next");
    EXPECT_EQ(environment_beside("primary", "primary/next").whole(), "primary/next");
    EXPECT_THROW(environment_beside("primary", "staging/next"), Error);
}

class BadEnvironmentName : public testing::TestWithParam<const char*> {};

TEST_P(BadEnvironmentName, IsRefused) {
    EXPECT_THROW(environment_beside("primary", GetParam()), Error);
}

INSTANTIATE_TEST_SUITE_P(
    Words, BadEnvironmentName,
    testing::Values("", "a b", "A", "a.b", "../x", "primary/", "primary/a/b", "primary/..", "ä",
                    "a\"b", "a234567890123456789012345678901234567890123456789012345678901234"));

struct BranchCase {
    const char* branch;
    const char* name;
};
class NameFromBranch : public testing::TestWithParam<BranchCase> {};

TEST_P(NameFromBranch, IsANameOfAnEnvironment) {
    EXPECT_EQ(name_from_branch(GetParam().branch), GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(Branches, NameFromBranch,
                         testing::Values(BranchCase{"main", "main"},
                                         BranchCase{"Feature/Add_Labels", "feature-add_labels"},
                                         BranchCase{"fix//two  spaces!", "fix-two-spaces"},
                                         BranchCase{"/x/", "x"}, BranchCase{"grün", "gr-n"},
                                         BranchCase{"v1.2.3", "v1-2-3"}));

TEST(NameFromBranch, IsOfAtMost63Bytes) {
    const std::string name = name_from_branch(std::string(70, 'a'));
    EXPECT_EQ(name, std::string(63, 'a'));
}

TEST(NameFromBranch, IsRefusedWhereThereIsNone) {
    EXPECT_THROW(name_from_branch(std::nullopt), Error);
    EXPECT_THROW(name_from_branch("///"), Error);
}

}  // namespace
}  // namespace gmig::app
