#include "layout/json.hpp"

#include <gmig/support/error.hpp>

#include <gtest/gtest.h>

namespace gmig::layout {
namespace {

/// The value written again, with @offset behind each.
std::string shown(const JsonValue& value) {
    std::string text(described(value.type));
    text += "@" + std::to_string(value.offset);
    for (const JsonValue& item : value.items) {
        text += " [" + shown(item) + "]";
    }
    for (const JsonMember& member : value.members) {
        text += " " + member.key + "@" + std::to_string(member.offset) + "(" + shown(member.value) +
                ")";
    }
    return text;
}

TEST(Json, KnowsWhereEachValueStands) {
    EXPECT_EQ(shown(parse_json(R"({"a":1, "b" : [true,false , null]})", "x")),
              "an object@0 a@1(a number@5) b@8(an array@14 [true or false@15] [true or false@20] "
              "[null@28])");
    EXPECT_EQ(shown(parse_json("  -1.5e+3  ", "x")), "a number@2");
    EXPECT_EQ(shown(parse_json("[12]", "x")), "an array@0 [a number@1]");
}

TEST(Json, FindsTheStartOfStringsWithEscapes) {
    const JsonValue value = parse_json(R"(["a\"b", "c\\", "\\\"", ""])", "x");
    ASSERT_EQ(value.items.size(), 4U);
    EXPECT_EQ(value.items[0].offset, 1U);
    EXPECT_EQ(value.items[0].text, "a\"b");
    EXPECT_EQ(value.items[1].offset, 9U);
    EXPECT_EQ(value.items[1].text, "c\\");
    EXPECT_EQ(value.items[2].offset, 16U);
    EXPECT_EQ(value.items[3].offset, 24U);
}

TEST(Json, SkipsComments) {
    EXPECT_EQ(shown(parse_json("// a \"b\"\n{ /* \\*/\"a\" /**/ : // c\n \"b\" }", "x")),
              "an object@9 a@17(a string@34)");
}

struct Case {
    const char* name;
    const char* text;
    Where where;
    const char* message;
};

std::ostream& operator<<(std::ostream& out, const Case& test) {
    return out << test.text;
}

class BadJson : public testing::TestWithParam<Case> {};

TEST_P(BadJson, IsRefused) {
    try {
        parse_json(GetParam().text, "gmig.json");
        FAIL() << "taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_STREQ(error.what(), GetParam().message);
        EXPECT_EQ(error.where(), GetParam().where);
    }
}

const Case cases[] = {
    {"WhenAKeyStandsTwice",
     "{\"a\": 1,\n \"a\": 2}",
     {"gmig.json", 2, 2},
     "the key \"a\" stands twice"},
    {"WhenACommaIsMissing",
     "{\"a\": 1\n \"b\": 2}",
     {"gmig.json", 2, 4},
     "this is not valid JSON; expected '}'"},
    {"WhenItEnds",
     "{\"a\": ",
     {"gmig.json", 1, 7},
     "this is not valid JSON; expected '[', '{', or a literal"},
    {"WhenThereIsNothing",
     "",
     {"gmig.json", 1, 1},
     "this is not valid JSON; expected '[', '{', or a literal"},
    {"WithoutRepeatingAValue",
     "{\"url\": \"hunter2",
     {"gmig.json", 1, 17},
     "this is not valid JSON"},
    {"WhenACommaTrails",
     "[1,]",
     {"gmig.json", 1, 4},
     "this is not valid JSON; expected '[', '{', or a literal"},
    {"WhenSomethingFollows",
     "{} x",
     {"gmig.json", 1, 4},
     "this is not valid JSON; expected end of input"},
    {"WhenItIsTooDeep",
     "[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]",
     {"gmig.json", 1, 17},
     "this is nested too deeply"},
};

INSTANTIATE_TEST_SUITE_P(Layout, BadJson, testing::ValuesIn(cases),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig::layout
