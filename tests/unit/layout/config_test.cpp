#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace gmig::layout {
namespace {

ProjectConfig only_project(const std::string& text) {
    return parse_config(text, "gmig.json").projects.at("default");
}

TEST(Config, OfNothingIsTheDefaults) {
    const ProjectConfig project = only_project("{}");
    EXPECT_EQ(project, ProjectConfig());
    EXPECT_EQ(project.migrations, "migrations");
    EXPECT_THAT(project.protected_branches, testing::ElementsAre("main"));
    EXPECT_TRUE(project.tripwire_on());
}

TEST(Config, ReadsEveryKey) {
    const ProjectConfig project = only_project(R"({
        "$schema": "./gmig.schema.json",
        // comments are allowed
        "migrations": ["db//migrations/", "./old"], "layout": "diesel", "dialect": "postgresql",
        "schema": "db/schema.sql", "protected": ["main", "release"], "policy": "dag",
        "tripwire": true, "mode": "adopt", "deployed": "v*", "ledger_ref": "refs/x/y",
        "overrides": "base", /* and so are these */ "severity": {"GM301": "error",
                     "GM405": "off", "GM413": "error"},
        "environments": {
            "local": {"url": "postgres://localhost/app", "kind": "local", "shadow": "${SHADOW}",
                      "pooler": "session", "lock_timeout": "5s", "statement_timeout": "0"},
            "live": {"url": "${DATABASE_URL}"}
        }
    })");
    ProjectConfig expected;
    expected.migrations = "db/migrations";
    expected.former_folders = {"old"};
    expected.layout = Kind::Diesel;
    expected.dialect = Dialect::Postgresql;
    expected.schema = "db/schema.sql";
    expected.protected_branches = {"main", "release"};
    expected.policy = Policy::Dag;
    expected.tripwire = true;
    expected.mode = Mode::Adopt;
    expected.deployed = "v*";
    expected.ledger_ref = "refs/x/y";
    expected.overrides_from_base = true;
    expected.severity = {{Code::TouchesSameObject, Severity::Error},
                         {Code::DropsColumn, Severity::Error}};
    expected.off = {Code::IndexLocksWrites};
    expected.environments["local"] = {
        "local", "postgres://localhost/app", EnvironmentKind::Local, "${SHADOW}", true, "5s", "0"};
    expected.environments["live"] = {
        "live", "${DATABASE_URL}", EnvironmentKind::Production, "", false, "", ""};
    EXPECT_EQ(project, expected);
}

TEST(Config, ReadsSeveralProjects) {
    const Config config = parse_config(
        R"({"$schema": "x", "projects": {"app": {}, "billing-2": {"migrations": "b"}}})",
        "gmig.json");
    ASSERT_EQ(config.projects.size(), 2U);
    EXPECT_EQ(config.projects.at("app").name, "app");
    EXPECT_EQ(config.projects.at("billing-2").migrations, "b");
}

TEST(Config, ReadsAByteOrderMarkAndTwoByteNewlines) {
    EXPECT_EQ(only_project("\xEF\xBB\xBF{\r\n\"policy\": \"dag\"\r\n}\r\n").policy, Policy::Dag);
}

struct ConfigCase {
    const char* name;
    const char* text;
    std::uint32_t line;
    std::uint32_t column;
    const char* message;
};

std::ostream& operator<<(std::ostream& out, const ConfigCase& test) {
    return out << test.text;
}

class BadConfig : public testing::TestWithParam<ConfigCase> {};

TEST_P(BadConfig, IsRefused) {
    try {
        parse_config(GetParam().text, "gmig.json");
        FAIL() << "taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Usage);
        EXPECT_STREQ(error.what(), GetParam().message);
        EXPECT_EQ(error.where(), (Where{"gmig.json", GetParam().line, GetParam().column}));
    }
}

constexpr ConfigCase config_cases[] = {
    {"ForAnUnknownKey", "{\n  \"polcy\": \"dag\"\n}", 2, 3,
     "unknown key \"polcy\", did you mean \"policy\"?"},
    {"ForAKeyThatIsFarOff", R"({"environments": {"a": {"url": "sqlite:x", "host": 1}}})", 1, 44,
     "unknown key \"host\", known are: url, kind, shadow, pooler, lock_timeout, statement_timeout"},
    {"ForAnUnknownValue", R"({"layout": "golang_migrate"})", 1, 12,
     "unknown value \"golang_migrate\", did you mean \"golang-migrate\"?"},
    {"ForAnotherType", R"({"tripwire": "yes"})", 1, 14, "this must be true or false, not a string"},
    {"ForAnArrayOnTop", "[]", 1, 1, "this must be an object, not an array"},
    {"ForAProjectsName", R"({"projects": {"App": {}}})", 1, 15,
     "the name \"App\" must have 1 to 63 of a to z, 0 to 9, _ and -"},
    {"ForNoProject", R"({"projects": {}})", 1, 2, "\"projects\" names no project"},
    {"ForAKeyBesideProjects", R"({"projects": {"a": {}}, "policy": "dag"})", 1, 25,
     "beside \"projects\" no key of a single project may stand"},
    {"ForAnEnvironmentsName", R"({"environments": {"": {"url": "sqlite:x"}}})", 1, 19,
     "the name \"\" must have 1 to 63 of a to z, 0 to 9, _ and -"},
    {"ForAnEnvironmentWithoutAUrl", R"({"environments": {"a": {"kind": "local"}}})", 1, 19,
     "the environment \"a\" has no \"url\""},
    {"ForAnAbsolutePath", R"({"migrations": "/db"})", 1, 16,
     "this must be a path relative to gmig.json, with / between its parts"},
    {"ForAPathThatLeaves", R"({"schema": "a/../../b"})", 1, 12,
     "this path must stay below gmig.json's folder and out of .git"},
    {"ForAPathIntoGit", R"({"schema": ".GIT/x"})", 1, 12,
     "this path must stay below gmig.json's folder and out of .git"},
    {"ForTheFolderItself", R"({"migrations": "./"})", 1, 16,
     "this path must name something below gmig.json's folder"},
    {"ForNoFolder", R"({"migrations": []})", 1, 16, "\"migrations\" names no folder"},
    {"ForAPassword", R"({"environments": {"a": {"url": "postgres://me:hunter2@host/app"}}})", 1, 32,
     "a URL with a password must not be committed: write ${NAME} in its place, or use PGPASSFILE"},
    {"ForAPasswordInAShadow",
     R"({"environments": {"a": {"url": "${X}", "shadow": "postgres://h/a?password=p"}}})", 1, 50,
     "a URL with a password must not be committed: write ${NAME} in its place, or use PGPASSFILE"},
    {"ForAUrlOfAnotherDialect", R"({"environments": {"a": {"url": "postgres://host/app"}}})", 1, 2,
     "the environment \"a\" has a URL of another dialect than sqlite"},
    {"ForAnotherPooler", R"({"environments": {"a": {"url": "sqlite:x", "pooler": "transaction"}}})",
     1, 54, "unknown value \"transaction\", known are: session"},
    {"ForATimeThatIsNone",
     R"({"environments": {"a": {"url": "sqlite:x", "lock_timeout": "5 s; x"}}})", 1, 60,
     "this must be a time as PostgreSQL takes it, \"5s\" or \"500ms\" say"},
    {"ForAnUnknownFinding", R"({"severity": {"GM999": "error"}})", 1, 15,
     "unknown finding \"GM999\", GM101 is one"},
    {"ForAnUnknownSeverity", R"({"severity": {"GM301": "off"}})", 1, 24,
     "unknown value \"off\", known are: information, warning, error"},
    {"ForAnUnknownSeverityOfLint", R"({"severity": {"GM405": "never"}})", 1, 24,
     "unknown value \"never\", known are: information, warning, error, off"},
    {"ForAModeOfTheNativeLayout", R"({"mode": "watch"})", 1, 2,
     "\"mode\" is for other tools' layouts"},
    {"ForARefThatIsNone", R"({"ledger_ref": "refs/a..b"})", 1, 16,
     "this must be the full name of a ref, \"refs/gmig/ledger\" say"},
    {"ForAnEmptyBranch", R"({"protected": [""]})", 1, 16,
     "this must be a word, neither empty nor with control characters"},
    {"ForASchemaThatIsNoText", R"({"$schema": 1})", 1, 13, "this must be a string, not a number"},
    {"ForAKeyThatStandsTwice", R"({"policy": "dag", "policy": "dag"})", 1, 19,
     "the key \"policy\" stands twice"},
};

INSTANTIATE_TEST_SUITE_P(Layout, BadConfig, testing::ValuesIn(config_cases),
                         [](const auto& test) { return std::string(test.param.name); });

ProjectConfig random_project(std::mt19937& random) {
    const auto maybe = [&] { return random() % 2 == 0; };
    ProjectConfig project;
    project.name = maybe() ? "default" : "app-2";
    project.migrations = maybe() ? "migrations" : "db/caf\xC3\xA9 \"x\"";
    project.former_folders =
        maybe() ? std::vector<std::string>{} : std::vector<std::string>{"a", "b"};
    project.layout = static_cast<Kind>(random() % 8);
    project.dialect = maybe() ? Dialect::Sqlite : Dialect::Postgresql;
    project.schema = maybe() ? "schema.sql" : "db/schema.sql";
    project.protected_branches =
        maybe() ? std::vector<std::string>{} : std::vector<std::string>{"a", "b"};
    project.policy = maybe() ? Policy::Linear : Policy::Dag;
    if (maybe()) {
        project.tripwire = maybe();
    }
    if (project.layout != Kind::Gmig && maybe()) {
        project.mode = maybe() ? Mode::Watch : Mode::Adopt;
    }
    if (maybe()) {
        project.environments["local"] = {"local", "${URL}", EnvironmentKind::Local, "", maybe(),
                                         "",      ""};
        project.environments["z"] = {"z",  "${URL}", EnvironmentKind::Shared, "${S}", maybe(),
                                     "5s", "1min"};
    }
    if (maybe()) {
        project.severity[Code::CosmeticEdit] = Severity::Error;
        project.severity[Code::DivergedHeads] = Severity::Information;
        project.off.insert(Code::DropsTable);
    }
    project.deployed = maybe() ? "" : "v*";
    project.ledger_ref = maybe() ? "refs/gmig/ledger" : "refs/x/y";
    project.overrides_from_base = maybe();
    return project;
}

TEST(RenderConfig, IsReadBackAsTheSame) {
    std::mt19937 random(4);
    for (int i = 0; i < 2'000; ++i) {
        const ProjectConfig project = random_project(random);
        const std::string text = render_config(project);
        ASSERT_EQ(parse_config(text, "gmig.json"), (Config{{{project.name, project}}})) << text;
    }
}

TEST(RenderConfig, SaysOnlyWhatIsNotTheDefault) {
    const std::string text = render_config(ProjectConfig());
    EXPECT_THAT(text, testing::EndsWith(
                          "{\n  \"migrations\": \"migrations\",\n  \"dialect\": \"sqlite\"\n}\n"));
}

}  // namespace
}  // namespace gmig::layout
