#include "layout/url.hpp"

#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

class GoodUrl : public testing::TestWithParam<const char*> {};

TEST_P(GoodUrl, MayBeCommitted) {
    EXPECT_EQ(problem_of_url(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Layout, GoodUrl,
    testing::Values("sqlite:dev.db", "sqlite::memory:", "sqlite:a:b@c?password=x",
                    "postgres://localhost/app",
                    "postgresql://me@db.example.org:5432/app?sslmode=require",
                    "postgres://me:${PGPASSWORD}@host/app",
                    "postgres://host/app?password=${SECRET}", "postgres://me:@host/app",
                    "${DATABASE_URL}", "${SCHEME}://me@host/app", "${BASE}/app?sslmode=require",
                    "postgres:///app?host=/run/postgresql", "postgres://host/app?"));

class BadUrl : public testing::TestWithParam<const char*> {};

/// Threat T11: neither is it taken, nor does the message repeat anything of it.
TEST_P(BadUrl, MayNotAndIsNotRepeated) {
    const auto problem = problem_of_url(GetParam());
    ASSERT_TRUE(problem);
    EXPECT_THAT(*problem, testing::Not(testing::HasSubstr("hunter")));
}

INSTANTIATE_TEST_SUITE_P(
    Layout, BadUrl,
    testing::Values("", "mysql://me:hunter2@host/app", "host=localhost password=hunter2",
                    "postgres://me:hunter2@host/app", "postgresql://:hunter2@host/app",
                    "postgres://me:hunter@2@host/app", "postgres://me:hunter/2@host/app",
                    "postgres://me:hunter?2@host/app", "postgres://me:${A}hunter2@host/app",
                    "postgres://host/app?password=hunter2", "postgres://host/app?PASSWORD=hunter2",
                    "postgres://host/app?user=me&p%61ssword=hunter2",
                    "postgres://host/app?sslpassword=hunter2", "${SCHEME}://me:hunter2@host/app",
                    "${USER}:hunter2@host/app", "postgres://${hunter/app", "sqlite:${hunter-2}",
                    "sqlite:a\nhunter"));

std::optional<std::string> lookup(const std::string& name) {
    if (name == "A") {
        return "a${B}";
    }
    return name == "EMPTY" ? std::optional<std::string>("") : std::nullopt;
}

TEST(ExpandUrl, ReplacesVariablesOnce) {
    EXPECT_EQ(expand_url("sqlite:x", lookup), "sqlite:x");
    EXPECT_EQ(expand_url("${A}$x$$${A}", lookup), "a${B}$x$$a${B}");
}

TEST(ExpandUrl, NamesAVariableThatIsNotSet) {
    EXPECT_THAT([] { expand_url("${A}${MISSING}", lookup); },
                testing::ThrowsMessage<Error>("the environment variable MISSING is not set"));
    EXPECT_THROW(expand_url("${EMPTY}", lookup), Error);
    EXPECT_THROW(expand_url("${A", lookup), Error);
    EXPECT_THROW(expand_url("${1}", lookup), Error);
}

}  // namespace
}  // namespace gmig::layout
