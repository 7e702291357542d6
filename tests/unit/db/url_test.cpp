#include <gmig/db/url.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gmig::db {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string everything(const Error& error) {
    return std::string(error.what()) + error.state() + error.next() + to_string(error.where());
}

struct Good {
    const char* name;
    const char* url;
    const char* location;  ///< "" for the URL itself
    const char* shown;
    const char* database;
    bool has_password = false;
};

class GoodUrl : public testing::TestWithParam<Good> {};

TEST_P(GoodUrl, IsTakenApart) {
    const Target target = parse_url(GetParam().url, "/base");
    const std::string location = GetParam().location;
    EXPECT_EQ(target.location, location.empty() ? GetParam().url : location);
    EXPECT_EQ(target.shown, GetParam().shown);
    EXPECT_EQ(target.database, GetParam().database);
    EXPECT_EQ(target.has_password, GetParam().has_password);
    EXPECT_EQ(target.dialect, location.empty() ? Dialect::Postgresql : Dialect::Sqlite);
}

constexpr Good good_urls[] = {
    {"RelativeFile", "sqlite:dev.db", "/base/dev.db", "sqlite:dev.db", "dev.db"},
    {"FileInAFolderAbove", "sqlite:../x/dev.db", "/x/dev.db", "sqlite:../x/dev.db", "dev.db"},
    {"AbsoluteFile", "sqlite:/srv/a.db", "/srv/a.db", "sqlite:/srv/a.db", "a.db"},
    {"AbsoluteFileAfterAnEmptyHost", "sqlite:///srv/a.db", "/srv/a.db", "sqlite:///srv/a.db",
     "a.db"},
    {"FileWithEncodedCharacters", "sqlite:a%3Fb%20c%25.db", "/base/a?b c%.db",
     "sqlite:a%3Fb%20c%25.db", "a?b c%.db"},
    {"FileWithASpace", "sqlite:my dev.db", "/base/my dev.db", "sqlite:my dev.db", "my dev.db"},
    {"Memory", "sqlite::memory:", ":memory:", "sqlite::memory:", ":memory:"},
    {"NothingButTheScheme", "postgresql://", "", "postgresql://", ""},
    {"HostAndDatabase", "postgres://db.example/app", "", "postgres://db.example/app", "app"},
    {"UserAsTheDatabasesName", "postgresql://ann@h", "", "postgresql://ann@h", "ann"},
    {"Password", "postgresql://ann:s3cret@h:5432/app", "", "postgresql://ann@h:5432/app", "app",
     true},
    {"EmptyPassword", "postgresql://ann:@h/app", "", "postgresql://ann@h/app", "app"},
    {"EncodedPassword", "postgresql://ann:p%40s%2Fs@h/app", "", "postgresql://ann@h/app", "app",
     true},
    {"PasswordWithAColonAndAHash", "postgresql://ann:a:b#c@h/app", "", "postgresql://ann@h/app",
     "app", true},
    {"PasswordAsAParameter", "postgresql://h/app?password=s3cret&sslmode=require", "",
     "postgresql://h/app?sslmode=require", "app", true},
    {"ParametersThatAreNotShown", "postgresql://h/app?options=-c%20x%3Ds3cret&user=bob", "",
     "postgresql://h/app?user=bob", "app"},
    {"DatabaseAsAParameter", "postgresql:///a?dbname=b%20c", "", "postgresql:///a?dbname=b%20c",
     "b c"},
    {"SocketFolder", "postgresql:///app?host=%2Frun%2Fpg", "", "postgresql:///app?host=%2Frun%2Fpg",
     "app"},
    {"AbstractSocket", "postgresql:///app?host=%40pg", "", "postgresql:///app?host=%40pg", "app"},
    {"AddressAsAParameter", "postgresql:///app?host=fe80::1%25eth0", "",
     "postgresql:///app?host=fe80::1%25eth0", "app"},
    {"UserWithAnAtSign", "postgresql://ann%40corp@h/app", "", "postgresql://ann%40corp@h/app",
     "app"},
    {"SeveralHosts", "postgresql://a:1,b,[::1]:3/app", "", "postgresql://a:1,b,[::1]:3/app", "app"},
};

INSTANTIATE_TEST_SUITE_P(Urls, GoodUrl, testing::ValuesIn(good_urls),
                         [](const auto& test) { return std::string(test.param.name); });

struct Bad {
    const char* name;
    const char* url;
};

class BadUrl : public testing::TestWithParam<Bad> {};

// Each of these holds "s3cr" and "zzret", in places where libpq or a careless message would show
// them.
TEST_P(BadUrl, IsRefusedWithoutShowingItsSecret) {
    try {
        parse_url(GetParam().url, "/base");
        FAIL() << "accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_THAT(everything(error), Not(HasSubstr("s3c")));
        EXPECT_THAT(everything(error), Not(HasSubstr("zzret")));
        EXPECT_THAT(everything(error), HasSubstr("docs/reference/urls.md"));
    }
}

TEST_P(BadUrl, IsTakenOutOfALibrarysMessage) {
    const std::string text =
        redact("invalid percent-encoded token: \"s3c%zzret\", or s3cr, zzret", GetParam().url);
    EXPECT_THAT(text, Not(HasSubstr("s3c")));
    EXPECT_THAT(text, Not(HasSubstr("zzret")));
    EXPECT_THAT(text, HasSubstr("invalid"));
}

constexpr Bad bad_urls[] = {
    {"PercentWithoutDigits", "postgresql://ann:s3c%zzret/s3cr@h/app"},
    {"PercentAtTheEnd", "postgresql://ann:s3cr%zzret%@h/app"},
    {"EncodedNul", "postgresql://ann:s3cr%00zzret@h/app"},
    {"AtSignInThePassword", "postgresql://ann:s3cr@zzret@h/app"},
    {"SlashInThePassword", "postgresql://ann:s3cr/zzret@h/app"},
    {"QuestionMarkInThePassword", "postgresql://ann:s3cr?zzret@h/app"},
    {"PasswordAsThePort", "postgresql://h:s3cr-zzret/app"},
    {"PortTooLarge", "postgresql://ann:s3cr-zzret@h:65536/app"},
    {"OpenBracket", "postgresql://ann:s3cr-zzret@[::1/app"},
    {"JunkAfterAnAddress", "postgresql://ann:s3cr@[::1]zzret/app"},
    {"EncodedAuthority", "postgresql://ann%3As3cr-zzret%40h/app"},
    {"EncodedColon", "postgresql://ann%3As3cr-zzret@h/app"},
    {"EncodedAtSign", "postgresql://h1,s3cr-zzret%40h/app"},
    {"EncodedColonInAHost", "postgresql://ann@s3cr%3Azzret/app"},
    {"AuthorityAsTheHost", "postgresql:///app?host=ann%3As3cr-zzret%40h"},
    {"AuthorityAsTheDatabase", "postgresql://h/ann%3As3cr-zzret%40h"},
    {"UrlAsTheDatabase", "postgresql:///?dbname=postgresql%3A%2F%2Fann%3As3cr-zzret%40h"},
    {"AuthorityAsTheUser", "postgresql://h/app?user=ann%3As3cr-zzret%40h"},
    {"UnknownParameter", "postgresql://h/app?s3cr=zzret"},
    {"ParameterWithoutAValue", "postgresql://h/app?password=x&s3cr&zzret"},
    {"ParameterWithTwoEqualSigns", "postgresql://h/app?password=s3cr=zzret"},
    {"WhiteSpace", "postgresql://ann:s3cr zzret@h/app"},
    {"Newline", "postgresql://ann:s3cr-zzret@h/app\n"},
    {"OtherScheme", "mysql://ann:s3cr-zzret@h/app"},
    {"NoScheme", "ann:s3cr-zzret@h/app"},
    {"KeywordsAndValues", "host=h password=s3cr-zzret"},
    {"SchemeWithoutSlashes", "postgresql:ann:s3cr-zzret@h"},
    {"HostForSqlite", "sqlite://ann:s3cr-zzret@h/app"},
};

INSTANTIATE_TEST_SUITE_P(Urls, BadUrl, testing::ValuesIn(bad_urls),
                         [](const auto& test) { return std::string(test.param.name); });

constexpr Bad bad_files[] = {
    {"NoPath", "sqlite:"},
    {"Folder", "sqlite:dir/"},
    {"Parameters", "sqlite:dev.db?mode=ro"},
    {"Fragment", "sqlite:dev.db#x"},
    {"BadPercent", "sqlite:100%.db"},
    {"EncodedNul", "sqlite:a%00.db"},
    {"ControlCharacter", "sqlite:a%1b.db"},
};

class BadFile : public testing::TestWithParam<Bad> {};

TEST_P(BadFile, IsRefused) {
    EXPECT_THROW(parse_url(GetParam().url, "/base"), Error);
}

INSTANTIATE_TEST_SUITE_P(Urls, BadFile, testing::ValuesIn(bad_files),
                         [](const auto& test) { return std::string(test.param.name); });

struct Near {
    const char* name;
    const char* url;
    const char* variable;  ///< NAME=VALUE, or ""
    bool here;
};

class OnThisMachine : public testing::TestWithParam<Near> {};

TEST_P(OnThisMachine, IsTold) {
    const Target target = parse_url(GetParam().url, "/base");
    const std::string said = GetParam().variable;
    const auto variable = [&](const char* name) {
        const std::string mark = std::string(name) + "=";
        return said.starts_with(mark) ? std::optional(said.substr(mark.size())) : std::nullopt;
    };
    EXPECT_EQ(on_this_machine(target, variable), GetParam().here);
}

constexpr Near nears[] = {
    {"ASqliteFile", "sqlite:dev.db", "", true},
    {"TheDefaultSocket", "postgresql:///app", "", true},
    {"ASocketFolder", "postgresql:///app?host=/run/postgresql", "", true},
    {"AnEncodedSocketFolder", "postgresql://%2Frun%2Fpostgresql/app", "", true},
    {"Localhost", "postgresql://ann@localhost:5432/app", "", true},
    {"Loopback", "postgresql://127.0.0.2/app", "", true},
    {"LoopbackOfSix", "postgresql://[::1]:5432/app", "", true},
    {"AnotherHost", "postgresql://db.example.org/app", "", false},
    {"ANameThatBeginsLikeLoopback", "postgresql://127.example.org/app", "", false},
    {"OneOfSeveralElsewhere", "postgresql://localhost,db.example.org/app", "", false},
    {"AParameterElsewhere", "postgresql://localhost/app?host=db.example.org", "", false},
    {"AnAddressElsewhere", "postgresql://localhost/app?hostaddr=192.0.2.1", "", false},
    {"TheVariableElsewhere", "postgresql:///app", "PGHOST=db.example.org", false},
    {"TheVariableOfASocket", "postgresql:///app", "PGHOST=/tmp", true},
    {"TheVariableOfAnAddress", "postgresql://localhost/app", "PGHOSTADDR=192.0.2.1", false},
    {"TheVariableThatTheUrlOverrules", "postgresql://localhost/app", "PGHOST=db.example.org", true},
    {"AService", "postgresql:///app", "PGSERVICE=far", false},
};

INSTANTIATE_TEST_SUITE_P(Urls, OnThisMachine, testing::ValuesIn(nears),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Redact, TakesOutThePasswordAsWrittenAndDecoded) {
    EXPECT_EQ(redact("user ann: p@ss or p%40ss is wrong", "postgresql://ann:p%40ss@h/app"),
              "user ann: *** or *** is wrong");
}

TEST(Redact, TakesOutASecretParameter) {
    EXPECT_EQ(redact("key k3y!", "postgresql://h/app?sslpassword=k3y%21"), "key ***");
}

TEST(Redact, LeavesAMessageAboutAUrlWithoutSecretsAlone) {
    EXPECT_EQ(redact("ann at h: no app", "postgresql://ann@h/app"), "ann at h: no app");
    EXPECT_EQ(redact("dev.db is missing", "sqlite:dev.db"), "dev.db is missing");
}

}  // namespace
}  // namespace gmig::db
