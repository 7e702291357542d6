// How every engine runs a part in gmig's transaction.
#include "fixture.hpp"

#include <gmock/gmock.h>

namespace gmig::db {
namespace {

using Transaction = Contract;

TEST_P(Transaction, KeepsWhatThePartDid) {
    EXPECT_EQ(run(*driver_, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1), (2);"),
              Committed::Plainly);
    EXPECT_EQ(first(*connect(false), "SELECT count(*) FROM t"), "2");
}

TEST_P(Transaction, LeavesNothingOfAPartThatFails) {
    EXPECT_EQ(kind_of_error(
                  [&] { run(*driver_, "CREATE TABLE t (x INTEGER); INSERT INTO u VALUES (1);"); }),
              Error::Kind::Database);
    EXPECT_FALSE(stands(*driver_, "t"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Transaction, testing::ValuesIn(engines()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::db
