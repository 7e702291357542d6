#include <gmig/sql/lexer.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <random>
#include <string>
#include <vector>

namespace gmig::sql {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<Token> tokens_of(std::string_view text, Dialect dialect) {
    Lexer lexer(text, dialect);
    std::vector<Token> tokens;
    for (Token token; lexer.next(token);) {
        tokens.push_back(token);
    }
    return tokens;
}

std::string_view name_of(TokenKind kind) {
    static constexpr std::array<std::string_view, 12> names = {"word",  "ident",   "string", "num",
                                                               "param", "op",      "punct",  "semi",
                                                               "line",  "comment", "open",   "bad"};
    return names.at(static_cast<std::size_t>(kind));
}

/// "word<select> num<1>"
std::string described(std::string_view text, Dialect dialect) {
    std::string result;
    for (const Token& token : tokens_of(text, dialect)) {
        result += result.empty() ? "" : " ";
        result += name_of(token.kind);
        result += "<" + std::string(token.text) + ">";
    }
    return result;
}

struct LexerCase {
    std::string name;
    std::string text;
    std::string tokens;
};

std::string lexer_case_name(const ::testing::TestParamInfo<LexerCase>& test) {
    std::string name = test.param.name;
    for (char& character : name) {
        character = std::isalnum(static_cast<unsigned char>(character)) != 0 ? character : '_';
    }
    return name;
}

class PostgresqlLexer : public ::testing::TestWithParam<LexerCase> {};
TEST_P(PostgresqlLexer, Tokens) {
    EXPECT_EQ(described(GetParam().text, Dialect::Postgresql), GetParam().tokens);
}

INSTANTIATE_TEST_SUITE_P(
    Words, PostgresqlLexer,
    ::testing::Values(
        LexerCase{"nothing", "", ""}, LexerCase{"blanks only", " \t\n\f\r", ""},
        LexerCase{"a word may hold a dollar", "a$1 _x", "word<a$1> word<_x>"},
        LexerCase{"a word may hold any byte above 7F", "caf\xC3\xA9 \xFF\x80z",
                  "word<caf\xC3\xA9> word<\xFF\x80z>"},
        LexerCase{"quoted identifier", R"("a""b" "c;d")", R"(ident<"a""b"> ident<"c;d">)"},
        LexerCase{"unicode identifier", R"(U&"a" u&"b""c")", R"(ident<U&"a"> ident<u&"b""c">)"},
        LexerCase{"u and an ampersand", "u&x U&1", "word<u> op<&> word<x> word<U> op<&> num<1>"},
        LexerCase{"array brackets are no identifier", "a[1]", "word<a> punct<[> num<1> punct<]>"},
        LexerCase{"a NUL and a backslash start nothing", std::string("a\0\\d", 4),
                  std::string("word<a> bad<\0> bad<\\> word<d>", 29)}),
    lexer_case_name);

INSTANTIATE_TEST_SUITE_P(
    Strings, PostgresqlLexer,
    ::testing::Values(
        LexerCase{"doubled quote", "'a''b' 'c'", "string<'a''b'> string<'c'>"},
        LexerCase{"backslash is plain", R"('a\' 'b')", R"(string<'a\'> string<'b'>)"},
        LexerCase{"backslash escapes in E", R"(E'a\'b' e'\\' x)",
                  R"(string<E'a\'b'> string<e'\\'> word<x>)"},
        LexerCase{"doubled quote in E", "E'a''b' c", "string<E'a''b'> word<c>"},
        LexerCase{"E is part of a longer word", R"(note'a\' b)",
                  R"(word<note> string<'a\'> word<b>)"},
        LexerCase{"E continues over a line break", "E'a'\n 'b\\'c' d",
                  "string<E'a'> string<'b\\'c'> word<d>"},
        LexerCase{"E continues behind line comments", "E'a' -- x\n--y\n'b\\'c' d",
                  "string<E'a'> line<-- x> line<--y> string<'b\\'c'> word<d>"},
        LexerCase{"E does not continue on its own line", "E'a' 'b\\' d",
                  "string<E'a'> string<'b\\'> word<d>"},
        LexerCase{"E does not continue behind a block comment", "E'a'\n/**/'b\\' d",
                  "string<E'a'> comment</**/> string<'b\\'> word<d>"},
        LexerCase{"E does not continue behind a word", "E'a'\nx 'b\\' d",
                  "string<E'a'> word<x> string<'b\\'> word<d>"},
        LexerCase{"bits and bytes", "B'01' x'1F' X'' b'1'",
                  "string<B'01'> string<x'1F'> string<X''> string<b'1'>"},
        LexerCase{"national and unicode", "N'a''b' U&'d\\0061' n'c'",
                  "string<N'a''b'> string<U&'d\\0061'> string<n'c'>"},
        LexerCase{"dollar quotes", "$$a;'b$$ $t$ $$ $x$ $t$ c",
                  "string<$$a;'b$$> string<$t$ $$ $x$ $t$> word<c>"},
        LexerCase{"a dollar tag keeps its case", "$A$ $a$ $A$", "string<$A$ $a$ $A$>"},
        LexerCase{"a dollar tag may hold digits and letters above 7F", "$a1\xC3\xA9$;$a1\xC3\xA9$",
                  "string<$a1\xC3\xA9$;$a1\xC3\xA9$>"},
        LexerCase{"a dollar inside shares its sign with the end", "$a$ $b$a$ c",
                  "string<$a$ $b$a$> word<c>"},
        LexerCase{"parameters", "$1 $23+$4", "param<$1> param<$23> op<+> param<$4>"},
        LexerCase{"a tag does not start with a digit", "$1$ x", "param<$1> bad<$> word<x>"},
        LexerCase{"a lone dollar", "$ $a b", "bad<$> bad<$> word<a> word<b>"},
        LexerCase{"a dollar quote behind a word belongs to it", "a$b$ c$b$",
                  "word<a$b$> word<c$b$>"},
        LexerCase{"unterminated string", "a 'b;", "word<a> open<'b;>"},
        LexerCase{"unterminated E string", R"(E'b\')", R"(open<E'b\'>)"},
        LexerCase{"unterminated identifier", "\"b;\n", "open<\"b;\n>"},
        LexerCase{"unterminated dollar quote", "$a$ b $b$", "open<$a$ b $b$>"},
        LexerCase{"unterminated unicode identifier", "U&\"b", "open<U&\"b>"}),
    lexer_case_name);

INSTANTIATE_TEST_SUITE_P(
    CommentsAndOperators, PostgresqlLexer,
    ::testing::Values(
        LexerCase{"line comment ends before the newline", "a -- b;\nc",
                  "word<a> line<-- b;> word<c>"},
        LexerCase{"line comment at the end", "--", "line<-->"},
        LexerCase{"block comments nest", "/* a /* b */ ; */ c",
                  "comment</* a /* b */ ; */> word<c>"},
        LexerCase{"slash star slash does not close", "/*/ a */ b", "comment</*/ a */> word<b>"},
        LexerCase{"many stars", "/***/ /****/ a", "comment</***/> comment</****/> word<a>"},
        LexerCase{"unterminated block comment", "a /* b /* c */", "word<a> open</* b /* c */>"},
        LexerCase{"unterminated shortest comment", "/*", "open</*>"},
        LexerCase{"a comment cuts an operator", "a+--b\n*/*c*/d",
                  "word<a> op<+> line<--b> op<*> comment</*c*/> word<d>"},
        LexerCase{"a custom operator may hold stars and slashes", "a @/@ b <*> c",
                  "word<a> op<@/@> word<b> op<<*>> word<c>"},
        LexerCase{"a sign is parted from a comparison", "a=-1 b<+2",
                  "word<a> op<=> op<-> num<1> word<b> op<<> op<+> num<2>"},
        LexerCase{"a sign stays on an operator with special characters", "a@-1 b->>'c'",
                  "word<a> op<@-> num<1> word<b> op<->>> string<'c'>"},
        LexerCase{"type cast and assignment", "a::int b:=1 c=>2 d[1:2]",
                  "word<a> op<::> word<int> word<b> op<:=> num<1> word<c> op<=>> num<2> "
                  "word<d> punct<[> num<1> punct<:> num<2> punct<]>"},
        LexerCase{"comparison", "<= >= <> != !~* #>> || ?|",
                  "op<<=> op<>=> op<<>> op<!=> op<!~*> op<#>>> op<||> op<?|>"},
        LexerCase{"colon before a name is no parameter", ":name", "punct<:> word<name>"},
        LexerCase{"numbers", "1 1.5 .5 1. 1e9 1.5E-3 2e x",
                  "num<1> num<1.5> num<.5> num<1.> num<1e9> num<1.5E-3> num<2> word<e> word<x>"},
        LexerCase{"a range is two numbers", "1..10", "num<1> op<..> num<10>"},
        LexerCase{"qualified names", "a.b.*", "word<a> punct<.> word<b> punct<.> op<*>"},
        LexerCase{"semicolons", ";;a;", "semi<;> semi<;> word<a> semi<;>"}),
    lexer_case_name);

class SqliteLexer : public ::testing::TestWithParam<LexerCase> {};
TEST_P(SqliteLexer, Tokens) {
    EXPECT_EQ(described(GetParam().text, Dialect::Sqlite), GetParam().tokens);
}

INSTANTIATE_TEST_SUITE_P(
    Tokens, SqliteLexer,
    ::testing::Values(
        LexerCase{"three kinds of quoted identifiers", R"([a;b] `c``d` "e""f")",
                  R"(ident<[a;b]> ident<`c``d`> ident<"e""f">)"},
        LexerCase{"brackets do not nest", "[a[b] c", "ident<[a[b]> word<c>"},
        LexerCase{"strings", R"('a''b' 'c\' d)", R"(string<'a''b'> string<'c\'> word<d>)"},
        LexerCase{"blobs", "x'1F' X'' xx", "string<x'1F'> string<X''> word<xx>"},
        LexerCase{"no E strings", R"(E'a\' b)", R"(word<E> string<'a\'> word<b>)"},
        LexerCase{"no dollar quotes", "$$ a $b$;", "param<$$> word<a> param<$b$> semi<;>"},
        LexerCase{"comments do not nest", "/* a /* b */ c", "comment</* a /* b */> word<c>"},
        LexerCase{"a carriage return does not end a comment", "--a\rb\nc", "line<--a\rb> word<c>"},
        LexerCase{"unterminated comment", "a /* b", "word<a> open</* b>"},
        LexerCase{"unterminated things", "[a", "open<[a>"},
        LexerCase{"unterminated backtick", "`a", "open<`a>"},
        LexerCase{"unterminated blob", "x'12", "open<x'12>"},
        LexerCase{"parameters", "? ?12 :a @b $c #d",
                  "param<?> param<?12> param<:a> param<@b> param<$c> param<#d>"},
        LexerCase{"tcl parameters", "$a::b(c) $d(e f)",
                  "param<$a::b(c)> bad<$d(e> word<f> punct<)>"},
        LexerCase{"a lone colon", ": a", "bad<:> word<a>"},
        LexerCase{"operators", "a||b<=c<>d->>'x'==-1 ~2 %3",
                  "word<a> op<||> word<b> op<<=> word<c> op<<>> word<d> op<->>> string<'x'> op<==> "
                  "op<-> num<1> op<~> num<2> op<%> num<3>"},
        LexerCase{"comparison and not", "a != b ! c", "word<a> op<!=> word<b> bad<!> word<c>"},
        LexerCase{"minus minus is a comment even in an expression", "1--2\n+3",
                  "num<1> line<--2> op<+> num<3>"},
        LexerCase{"numbers", "1 1.5 .5 1. 1e9 0x1F 1E+2",
                  "num<1> num<1.5> num<.5> num<1.> num<1e9> num<0x1F> num<1E+2>"},
        LexerCase{"qualified names", "a.b", "word<a> punct<.> word<b>"},
        LexerCase{"a byte order mark between tokens is blank", "a \xEF\xBB\xBF b",
                  "word<a> word<b>"},
        LexerCase{"a vertical tab is blank behind a blank", "a \v b\vc",
                  "word<a> word<b> bad<\v> word<c>"},
        LexerCase{"a NUL starts nothing", std::string("a\0b", 3),
                  std::string("word<a> bad<\0> word<b>", 22)}),
    lexer_case_name);

TEST(IsWord, ComparesWithoutCase) {
    const auto tokens = tokens_of("Begin \"begin\" BEGINS", Dialect::Postgresql);
    ASSERT_EQ(tokens.size(), 3U);
    EXPECT_TRUE(is_word(tokens[0], "BEGIN"));
    EXPECT_FALSE(is_word(tokens[0], "BEGIX"));
    EXPECT_FALSE(is_word(tokens[1], "BEGIN"));
    EXPECT_FALSE(is_word(tokens[2], "BEGIN"));
}

TEST(IsWord, FoldsLettersOnly) {
    // '[' and '{' differ by the bit that parts upper from lower case.
    const Token token{TokenKind::Word, 0, "{"};
    EXPECT_FALSE(is_word(token, "["));
}

TEST(DirectiveOffsets, AreCommentsInColumnZero) {
    const std::string text =
        "-- gmig: id=k\n"
        " -- gmig: down\n"
        "SELECT 1; -- gmig: down\n"
        "--gmig: down\n"
        "-- gmig: verify";
    EXPECT_THAT(directive_offsets(text, Dialect::Postgresql),
                ElementsAre(0, text.rfind("-- gmig")));
}

TEST(DirectiveOffsets, AreNotInsideLiterals) {
    EXPECT_THAT(directive_offsets("SELECT '\n-- gmig: down\n';", Dialect::Sqlite), IsEmpty());
    EXPECT_THAT(directive_offsets("SELECT \"\n-- gmig: down\n\";", Dialect::Sqlite), IsEmpty());
    EXPECT_THAT(directive_offsets("SELECT [\n-- gmig: down\n];", Dialect::Sqlite), IsEmpty());
    EXPECT_THAT(directive_offsets("/*\n-- gmig: down\n*/", Dialect::Sqlite), IsEmpty());
    EXPECT_THAT(directive_offsets("SELECT $a$\n-- gmig: down\n$a$;", Dialect::Postgresql),
                IsEmpty());
    EXPECT_THAT(directive_offsets("/*/* */\n-- gmig: down\n*/", Dialect::Postgresql), IsEmpty());
}

TEST(DirectiveOffsets, DependOnTheDialect) {
    const std::string text = "SELECT $a$\n-- gmig: down\n$a$;";
    EXPECT_THAT(directive_offsets(text, Dialect::Sqlite), ElementsAre(11));
    EXPECT_THAT(directive_offsets(text, Dialect::Postgresql), IsEmpty());
}

TEST(DirectiveOffsets, OfATextWithoutAny) {
    EXPECT_THAT(directive_offsets("", Dialect::Sqlite), IsEmpty());
    EXPECT_THAT(directive_offsets("-- gmi", Dialect::Sqlite), IsEmpty());
}

bool is_blank(std::string_view gap) {
    return gap.find_first_not_of(" \t\n\v\f\r\xEF\xBB\xBF") == std::string_view::npos;
}

/// The tokens and the blanks between them; "?" where something else lies there.
std::string rejoined(const std::string& text, Dialect dialect) {
    std::string result;
    const auto gap_to = [&](std::size_t end) {
        const auto gap = text.substr(result.size(), end - result.size());
        return is_blank(gap) ? gap : "?";
    };
    for (const Token& token : tokens_of(text, dialect)) {
        result += gap_to(token.offset);
        result += token.text.empty() ? "?" : token.text;
    }
    return result + gap_to(text.size());
}

std::string random_text(std::mt19937& random) {
    static constexpr std::array<std::string_view, 36> pieces = {"'",
                                                                "\"",
                                                                "`",
                                                                "[",
                                                                "]",
                                                                "$",
                                                                "$$",
                                                                "$a$",
                                                                "E'",
                                                                "\\",
                                                                "x'",
                                                                "U&\"",
                                                                "--",
                                                                "/*",
                                                                "*/",
                                                                "\n",
                                                                " ",
                                                                ";",
                                                                "a",
                                                                "1",
                                                                ".",
                                                                ":",
                                                                "?",
                                                                "+",
                                                                "-",
                                                                "/",
                                                                "*",
                                                                "e",
                                                                "0x",
                                                                "\xC3\xA9",
                                                                "\xEF\xBB\xBF",
                                                                "\v",
                                                                "(",
                                                                ")",
                                                                "@",
                                                                "\xFF"};
    std::string text;
    for (auto length = random() % 24; length > 0; --length) {
        if (random() % 8 == 0) {
            text += static_cast<char>(random() % 256);
        } else {
            text += pieces.at(random() % pieces.size());
        }
    }
    return text;
}

TEST(LexerProperty, TokensAndBlanksJoinedAreTheText) {
    std::mt19937 random(20261120);  // the same texts in every run
    for (int round = 0; round < 20'000; ++round) {
        const auto text = random_text(random);
        EXPECT_EQ(rejoined(text, Dialect::Postgresql), text);
        EXPECT_EQ(rejoined(text, Dialect::Sqlite), text);
    }
}

TEST(LexerProperty, LongRunsAreLinear) {
    // The test's time limit is passed if each token looks at the rest of the text.
    for (const std::string_view unit :
         {"+", "-+", "=", "$", "$a", "$a(", ":", "/*", "/", "E'a' \n", "[", "((", "E'"}) {
        std::string text;
        while (text.size() < 200'000) {
            text += unit;
        }
        EXPECT_FALSE(tokens_of(text, Dialect::Postgresql).empty());
        EXPECT_FALSE(tokens_of(text, Dialect::Sqlite).empty());
    }
}

}  // namespace
}  // namespace gmig::sql
