#include <gmig/support/time.hpp>

#include <gtest/gtest.h>

namespace gmig {
namespace {

constexpr Timestamp morning{1795248930123456};  // 2026-11-21T08:15:30.123456Z

struct TimeCase {
    const char* name;
    const char* text;
    std::optional<Timestamp> time;
};

std::string time_case_name(const testing::TestParamInfo<TimeCase>& test) {
    return test.param.name;
}

class FromIso : public testing::TestWithParam<TimeCase> {};

TEST_P(FromIso, Reads) {
    EXPECT_EQ(from_iso(GetParam().text), GetParam().time);
}

INSTANTIATE_TEST_SUITE_P(
    Time, FromIso,
    testing::Values(
        TimeCase{"Microseconds", "2026-11-21T08:15:30.123456Z", morning},
        TimeCase{"OneDigitOfFraction", "2026-11-21T08:15:30.1Z", Timestamp{1795248930100000}},
        TimeCase{"NoFraction", "2026-11-21T08:15:30Z", Timestamp{1795248930000000}},
        TimeCase{"TheEpoch", "1970-01-01T00:00:00Z", Timestamp{0}},
        TimeCase{"ATimeBeforeTheEpoch", "1969-12-31T23:59:59.5Z", Timestamp{-500000}},
        TimeCase{"ALeapDay", "2024-02-29T00:00:00Z", Timestamp{1709164800000000}},
        TimeCase{"NoLeapDayInACommonYear", "2023-02-29T00:00:00Z", std::nullopt},
        TimeCase{"NoHour24", "2026-11-21T24:00:00Z", std::nullopt},
        TimeCase{"NoMinute60", "2026-11-21T08:60:00Z", std::nullopt},
        TimeCase{"NoLeapSecond", "2016-12-31T23:59:60Z", std::nullopt},
        TimeCase{"NoMonth0", "2026-00-21T08:15:30Z", std::nullopt},
        TimeCase{"NoOffsetFromUtc", "2026-11-21T08:15:30+00:00", std::nullopt},
        TimeCase{"NoTimeWithoutItsZone", "2026-11-21T08:15:30", std::nullopt},
        TimeCase{"NoSpaceForTheT", "2026-11-21 08:15:30Z", std::nullopt},
        TimeCase{"NoSevenDigitsOfFraction", "2026-11-21T08:15:30.1234567Z", std::nullopt},
        TimeCase{"NoEmptyFraction", "2026-11-21T08:15:30.Z", std::nullopt},
        TimeCase{"NoSignInTheFraction", "2026-11-21T08:15:30.-1Z", std::nullopt},
        TimeCase{"NoSignInANumber", "2026-11-21T08:15:+1Z", std::nullopt},
        TimeCase{"NoDateAlone", "2026-11-21Z", std::nullopt},
        TimeCase{"NoEmptyText", "", std::nullopt}, TimeCase{"NoZAlone", "Z", std::nullopt}),
    time_case_name);

class FromStamp : public testing::TestWithParam<TimeCase> {};

TEST_P(FromStamp, Reads) {
    EXPECT_EQ(from_stamp(GetParam().text), GetParam().time);
}

INSTANTIATE_TEST_SUITE_P(
    Time, FromStamp,
    testing::Values(TimeCase{"AStamp", "2026-11-21-081530", Timestamp{1795248930000000}},
                    TimeCase{"NoDayThatIsNotInTheCalendar", "2026-02-30-081530", std::nullopt},
                    TimeCase{"NoMonth13", "2026-13-01-081530", std::nullopt},
                    TimeCase{"NoSecond60", "2026-11-21-081560", std::nullopt},
                    TimeCase{"NoShorterOne", "2026-11-21-08153", std::nullopt},
                    TimeCase{"NoLongerOne", "2026-11-21-0815300", std::nullopt},
                    TimeCase{"NoOtherSeparator", "2026-11-21_081530", std::nullopt},
                    TimeCase{"NoLetters", "2026-11-21-08153x", std::nullopt},
                    TimeCase{"NoEmptyText", "", std::nullopt}),
    time_case_name);

TEST(ToIso, WritesSixDigitsAlways) {
    EXPECT_EQ(to_iso(morning), "2026-11-21T08:15:30.123456Z");
    EXPECT_EQ(to_iso({0}), "1970-01-01T00:00:00.000000Z");
    EXPECT_EQ(to_iso({-1}), "1969-12-31T23:59:59.999999Z");
}

TEST(ToIso, IsReadBack) {
    for (const std::int64_t value : {0LL, -1LL, 1LL, 951782400000001LL, 4102444799999999LL}) {
        EXPECT_EQ(from_iso(to_iso({value})), Timestamp{value});
    }
}

TEST(ToStamp, DropsTheFraction) {
    EXPECT_EQ(to_stamp(morning), "2026-11-21-081530");
    EXPECT_EQ(from_stamp(to_stamp(morning)), Timestamp{1795248930000000});
}

TEST(Now, IsInTheCenturyOfThisTest) {
    EXPECT_GT(now().microseconds, from_iso("2020-01-01T00:00:00Z")->microseconds);
    EXPECT_LT(now().microseconds, from_iso("2120-01-01T00:00:00Z")->microseconds);
}

}  // namespace
}  // namespace gmig
