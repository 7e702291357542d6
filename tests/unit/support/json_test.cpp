#include <gmig/support/error.hpp>
#include <gmig/support/json.hpp>

#include <gtest/gtest.h>

namespace gmig {
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

struct JsonCase {
    const char* name;
    const char* text;
    Where where;
    const char* message;
};

std::ostream& operator<<(std::ostream& out, const JsonCase& test) {
    return out << test.text;
}

class BadJson : public testing::TestWithParam<JsonCase> {};

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

const JsonCase cases[] = {
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

INSTANTIATE_TEST_SUITE_P(Support, BadJson, testing::ValuesIn(cases),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Json, KnowsWhereEachValueEnds) {
    const std::string text = R"({"a" : [1.50e2 , "x\"y"], "b": null, "c": {"d": false}})";
    const JsonValue value = parse_json(text, "x");
    const auto part = [&](const JsonValue& one) {
        return text.substr(one.offset, one.end - one.offset);
    };
    EXPECT_EQ(part(value), text);
    EXPECT_EQ(part(*value.find("a")), "[1.50e2 , \"x\\\"y\"]");
    EXPECT_EQ(part(value.find("a")->items[0]), "1.50e2");
    EXPECT_EQ(value.find("a")->items[0].text, "1.50e2");
    EXPECT_EQ(part(value.find("a")->items[1]), "\"x\\\"y\"");
    EXPECT_EQ(part(*value.find("b")), "null");
    EXPECT_EQ(part(*value.find("c")), "{\"d\": false}");
    EXPECT_EQ(value.find("e"), nullptr);
}

TEST(Json, RefusesCommentsWhereTheRulesDo) {
    EXPECT_THROW(parse_json("[1] // one", "x", {.comments = false}), Error);
}

struct Canonical {
    const char* name;
    const char* text;
    const char* expected;
};

std::ostream& operator<<(std::ostream& out, const Canonical& test) {
    return out << test.text;
}

class CanonicalJson : public testing::TestWithParam<Canonical> {};

TEST_P(CanonicalJson, IsOneSpelling) {
    EXPECT_EQ(canonical_json(parse_json(GetParam().text, "x")), GetParam().expected);
    EXPECT_EQ(canonical_json(parse_json(GetParam().expected, "x")), GetParam().expected);
}

const Canonical spellings[] = {
    {"SortsKeysByBytes", R"({ "b" : 1, "a" : [ true , null ], "B": {} })",
     R"({"B":{},"a":[true,null],"b":1})"},
    {"WritesTextAsUtf8", R"(["\u00e9\u0041", "\/", "a\tb", "\u0001"])",
     "[\"éA\",\"/\",\"a\\tb\",\"\\u0001\"]"},
    {"WritesWholeNumbersPlainly", "[1, 1.0, 1e2, 10.50e1, -0, -0.0, 100]", "[1,1,100,105,0,0,100]"},
    {"WritesFractionsPlainly", "[0.50, 5e-1, 1.2300, -12.5e-2]", "[0.5,0.5,1.23,-0.125]"},
    {"KeepsEveryDigit", "[12345678901234567890123, 0.1234567890123456789]",
     "[12345678901234567890123,0.1234567890123456789]"},
    {"WritesHugeNumbersWithAPower", "[1e60, 1.5E+99, 1e-60]", "[1e60,15e98,1e-60]"},
    {"KeepsEmptyOnes", "[[ ], { }, \"\"]", "[[],{},\"\"]"},
};

INSTANTIATE_TEST_SUITE_P(Support, CanonicalJson, testing::ValuesIn(spellings),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace gmig
