#include "samples.hpp"
#include "sentences.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::schema {
namespace {

using Kind = Mark::Kind;

struct Case {
    std::string sentence;
    Modification step;
    std::vector<Mark> marks;
};

void PrintTo(const Case& value, std::ostream* out) {
    *out << value.sentence;
}

const Name article = in_public("article");
const Name made_before = in_public("made_before");

Schema before() {
    return empty() + enumeration("mood", {"sad", "ok"}) +
           table("article", {column("id", "integer"), column("mood", "public.mood")});
}

AlterColumn retyped(const std::string& from, const std::string& to) {
    return {article, column("x", from), column("x", to), {}};
}

class Marks : public testing::TestWithParam<Case> {};

TEST_P(Marks, Are) {
    EXPECT_EQ(marks(GetParam().step, before()), GetParam().marks);
}

const Mark rewrite{Kind::Rewrites, "table public.article"};
const Mark scan{Kind::Locks, "public.article while it is read through"};

INSTANTIATE_TEST_SUITE_P(
    OfSteps, Marks,
    testing::Values(
        Case{"a dropped table destroys it",
             DropTable{article},
             {{Kind::Destroys, "table public.article"}}},
        Case{"a dropped column destroys it",
             DropColumn{article, "id"},
             {{Kind::Destroys, "column public.article.id"}}},
        Case{"a nullable column is nothing", AddColumn{article, column("x", "text"), {}}, {}},
        Case{"a constant default is nothing",
             AddColumn{article, not_null(with_default(column("x", "text"), "'a'")), {}},
             {}},
        Case{"a volatile default writes every row",
             AddColumn{article, with_default(column("x", "uuid"), "gen_random_uuid()"), {}},
             {rewrite}},
        Case{"a column that must not be null may fail",
             AddColumn{article, not_null(column("x", "text")), {}},
             {{Kind::MayFail, "public.article.x has no value for the rows of public.article"}}},
        Case{"a table made by a step before has no rows",
             AddColumn{made_before, not_null(column("x", "text")), {}},
             {}},
        Case{"a longer varchar is nothing",
             retyped("character varying(10)", "character varying(20)"),
             {}},
        Case{"varchar becomes text for nothing", retyped("character varying(10)", "text"), {}},
        Case{"bigint rewrites integer", retyped("integer", "bigint"), {rewrite}},
        Case{"a shorter varchar may fail and rewrites",
             retyped("character varying(20)", "character varying(10)"),
             {{Kind::MayFail, "values of public.article.x may not fit character varying(10)"},
              rewrite}},
        Case{"numeric with more digits is nothing", retyped("numeric(10,2)", "numeric(12,2)"), {}},
        Case{"numeric with other decimals rewrites and may fail",
             retyped("numeric(10,2)", "numeric(12,4)"),
             {{Kind::MayFail, "values of public.article.x may not fit numeric(12,4)"}, rewrite}},
        Case{"not null reads the table through",
             AlterColumn{article, column("x", "text"), not_null(column("x", "text")), {}},
             {{Kind::MayFail, "public.article.x may hold NULL"}, scan}},
        Case{"a check may fail",
             AddConstraint{article, check("c", "id > 0")},
             {{Kind::MayFail, "rows of public.article may not meet the check"}, scan}},
        Case{"a check that is not valid is nothing",
             AddConstraint{article, with(check("c", "id > 0"),
                                         [](Constraint& check) { check.validated = false; })},
             {}},
        Case{"an index keeps writers out",
             CreateIndex{index("i", "article", {"id"}), Concurrently::No},
             {{Kind::Locks, "writers of public.article while the index is built"}}},
        Case{"an index that is built concurrently keeps nobody out",
             CreateIndex{index("i", "article", {"id"}), Concurrently::Yes},
             {}},
        Case{"an enum without a value converts its columns",
             AlterObject{enumeration("mood", {"sad", "ok"}), enumeration("mood", {"ok"})},
             {{Kind::MayFail, "rows may hold 'sad' of public.mood"}, rewrite}},
        Case{"an enum with another value is nothing",
             AlterObject{enumeration("mood", {"sad", "ok"}),
                         enumeration("mood", {"sad", "ok", "happy"})},
             {}},
        Case{"sql without a way back",
             RawSql{"DROP TABLE article", std::nullopt},
             {{Kind::Destroys, "table article"}, {Kind::Irreversible, "sql without a down part"}}}),
    [](const auto& test) { return as_test_name(test.param.sentence); });

}  // namespace
}  // namespace gmig::schema
