// What lint says of a statement, and what PostgreSQL does: whether the table is written anew, read
// or indexed, which locks are taken, what is refused.
#include "fixture.hpp"
#include "sql/lint/alter_table.hpp"
#include "sql/lint/locks.hpp"
#include "sql/lint/postgresql.hpp"
#include <gmig/sql/lint.hpp>

#include <algorithm>
#include <array>

namespace gmig::db::postgresql {
namespace {

struct LintCase {
    const char* sentence;
    const char* statement;
    const char* before = "";  ///< migrations that ran, besides the table t
};

void PrintTo(const LintCase& test, std::ostream* out) {
    *out << test.sentence;
}

constexpr const char* lint_table =
    "CREATE TABLE o (id int PRIMARY KEY);"
    "CREATE TABLE t (id int PRIMARY KEY, a int, b varchar(20), c text, n numeric(10,2),"
    " at timestamp(3), ip cidr, bits bit varying(5), words varchar(5)[]);";
constexpr const char* lint_rows =
    "INSERT INTO o VALUES (1), (2);"
    "INSERT INTO t (id, a, b, c) VALUES (1, 1, 'x', '1'), (2, 2, 'y', '2')";

std::string history_of(const LintCase& test) {
    return std::string(lint_table) + test.before;
}

Migration migration_of(const std::string& text) {
    Migration migration;
    migration.name = "m";
    migration.up = {.text = text, .path = "m.sql"};
    return migration;
}

std::vector<Finding> findings_of(const LintCase& test) {
    const Migration past = migration_of(history_of(test));
    const Migration now = migration_of(test.statement);
    sql::Linter linter({});
    linter.learn({&past, &past.up});
    return linter.judge({&now, &now.up}).findings;
}

std::string said_by(const Finding& finding) {
    const auto says = [&](const char* words) {
        return finding.message.find(words) != std::string::npos;
    };
    switch (finding.code) {
        case Code::DefaultRewritesTable:
        case Code::RewritesTable:
            return "writes it anew";
        case Code::ChangesColumnType:
            return says("is built anew")    ? "builds an index"
                   : says("is tried again") ? "reads it"
                                            : "writes it anew";
        case Code::ConstraintBuildsIndex:
        case Code::IndexLocksWrites:
            return "builds an index";
        case Code::SetsNotNull:
        case Code::ConstraintScansTable:
            return "reads it";
        default:
            return "";
    }
}

/// What lint says is done to the rows of the table.
std::string said(const LintCase& test) {
    for (const Finding& each : findings_of(test)) {
        const std::string one = said_by(each);
        if (!one.empty()) {
            return one;
        }
    }
    return "leaves it";
}

/// A session that tells what PostgreSQL says of its work (tablecmds.c, index.c; DEBUG1).
class Talking {
public:
    explicit Talking(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
        PQsetNoticeProcessor(
            connection_.get(),
            [](void* told, const char* message) { *static_cast<std::string*>(told) += message; },
            &told_);
        run("SET client_min_messages = debug1");
        told_.clear();
    }

    std::string run(const std::string& sql) {
        const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
            PQexec(connection_.get(), sql.c_str()), PQclear);
        const char* const code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        return code == nullptr ? "" : code;
    }

    [[nodiscard]] std::string done() const {
        struct Sign {
            const char* text;
            const char* meaning;
        };
        constexpr std::array signs{Sign{"rewriting table \"t\"", "writes it anew"},
                                   Sign{"on table \"t\"", "builds an index"},
                                   Sign{"verifying table \"t\"", "reads it"},
                                   Sign{"validating foreign key constraint", "reads it"}};
        for (const Sign& sign : signs) {
            if (told_.find(sign.text) != std::string::npos) {
                return sign.meaning;
            }
        }
        return "leaves it";
    }

private:
    std::string told_;
    ConnectionHandle connection_;
};

class LintOnServer : public OnServer, public testing::WithParamInterface<LintCase> {
protected:
    void SetUp() override {
        observer_->ask(lint_table);
        observer_->ask(lint_rows);
        observer_->ask(std::string("SET client_min_messages = error; ") + GetParam().before);
    }
};

class LintAndRows : public LintOnServer {};

TEST_P(LintAndRows, AgreeAboutTheTable) {
    Talking session(target_.location);
    ASSERT_EQ(session.run(GetParam().statement), "");
    EXPECT_EQ(said(GetParam()), session.done()) << GetParam().statement;
}

std::string lint_name(const testing::TestParamInfo<LintCase>& test) {
    return test.param.sentence;
}

INSTANTIATE_TEST_SUITE_P(
    Defaults, LintAndRows,
    testing::Values(
        LintCase{"NoDefault", "ALTER TABLE t ADD COLUMN x int"},
        LintCase{"AConstant", "ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 5"},
        LintCase{"Now", "ALTER TABLE t ADD COLUMN x timestamptz DEFAULT now()"},
        LintCase{"CurrentUser", "ALTER TABLE t ADD COLUMN x text DEFAULT current_user || 'x'"},
        LintCase{"Nested", "ALTER TABLE t ADD COLUMN x text DEFAULT upper(md5(now()::text))"},
        LintCase{"Uuid", "ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()"},
        LintCase{"Random", "ALTER TABLE t ADD COLUMN x float DEFAULT round(random())"},
        LintCase{"Clock", "ALTER TABLE t ADD COLUMN x timestamptz DEFAULT clock_timestamp()"},
        LintCase{"Sequence", "ALTER TABLE t ADD COLUMN x bigint DEFAULT nextval('s')",
                 "CREATE SEQUENCE s"},
        LintCase{"Serial", "ALTER TABLE t ADD COLUMN x serial"},
        LintCase{"Identity", "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS IDENTITY"},
        LintCase{"Stored", "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED"},
        LintCase{"AStableFunction", "ALTER TABLE t ADD COLUMN x int DEFAULT f()",
                 "CREATE FUNCTION f() RETURNS int LANGUAGE sql STABLE AS 'SELECT 1'"},
        LintCase{"AVolatileFunction", "ALTER TABLE t ADD COLUMN x int DEFAULT f()",
                 "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'"},
        LintCase{"ADomain", "ALTER TABLE t ADD COLUMN x d", "CREATE DOMAIN d AS int"},
        LintCase{"ADomainWithACheck", "ALTER TABLE t ADD COLUMN x d",
                 "CREATE DOMAIN d AS int CHECK (value > 0)"},
        LintCase{"ALaterDefault", "ALTER TABLE t ALTER COLUMN a SET DEFAULT random()"}),
    lint_name);

INSTANTIATE_TEST_SUITE_P(
    Types, LintAndRows,
    testing::Values(
        LintCase{"Bigint", "ALTER TABLE t ALTER COLUMN a TYPE bigint"},
        LintCase{"SameType", "ALTER TABLE t ALTER COLUMN a TYPE int4"},
        LintCase{"LongerVarchar", "ALTER TABLE t ALTER COLUMN b TYPE varchar(30)"},
        LintCase{"ShorterVarchar", "ALTER TABLE t ALTER COLUMN b TYPE varchar(10)"},
        LintCase{"Varchar", "ALTER TABLE t ALTER COLUMN b TYPE varchar"},
        LintCase{"Text", "ALTER TABLE t ALTER COLUMN b TYPE text"},
        LintCase{"TextByTheSameCast", "ALTER TABLE t ALTER COLUMN b TYPE text USING b::text"},
        LintCase{"TextByAFunction", "ALTER TABLE t ALTER COLUMN b TYPE text USING lower(b)"},
        LintCase{"TextToVarchar", "ALTER TABLE t ALTER COLUMN c TYPE varchar"},
        LintCase{"TextToALimit", "ALTER TABLE t ALTER COLUMN c TYPE varchar(10)"},
        LintCase{"TextToInteger", "ALTER TABLE t ALTER COLUMN c TYPE int USING c::int"},
        LintCase{"MoreDigits", "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2)"},
        LintCase{"MorePlaces", "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,4)"},
        LintCase{"AnyNumber", "ALTER TABLE t ALTER COLUMN n TYPE numeric"},
        LintCase{"FinerTime", "ALTER TABLE t ALTER COLUMN at TYPE timestamp"},
        LintCase{"FinestTime", "ALTER TABLE t ALTER COLUMN at TYPE timestamp(6)"},
        LintCase{"CoarserTime", "ALTER TABLE t ALTER COLUMN at TYPE timestamp(1)"},
        LintCase{"Inet", "ALTER TABLE t ALTER COLUMN ip TYPE inet"},
        LintCase{"MoreBits", "ALTER TABLE t ALTER COLUMN bits TYPE bit varying(9)"},
        LintCase{"AnyBits", "ALTER TABLE t ALTER COLUMN bits TYPE bit varying"},
        LintCase{"ArrayOfLonger", "ALTER TABLE t ALTER COLUMN words TYPE varchar(9)[]"},
        LintCase{"ArrayOfText", "ALTER TABLE t ALTER COLUMN words TYPE text[]"},
        LintCase{"TextWithAnIndex", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "CREATE INDEX i ON t (b)"},
        LintCase{"LongerWithACheck", "ALTER TABLE t ALTER COLUMN b TYPE varchar(30)",
                 "ALTER TABLE t ADD CHECK (b <> '')"},
        LintCase{"TextWithACheck", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "ALTER TABLE t ADD CHECK (b <> '')"},
        LintCase{"TextWithAnExpressionIndex", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "CREATE INDEX i ON t (lower(b))"},
        LintCase{"RoundedTimeWithAZoneInUtc",
                 "SET timezone = 'UTC'; ALTER TABLE t ALTER COLUMN at TYPE timestamptz(3)"},
        LintCase{"TimeWithAZoneInUtc",
                 "SET timezone = 'UTC'; ALTER TABLE t ALTER COLUMN at TYPE timestamptz"},
        LintCase{"TimeWithAZoneInUtcWithAnIndex",
                 "SET timezone = 'UTC'; ALTER TABLE t ALTER COLUMN at TYPE timestamptz",
                 "CREATE INDEX i ON t (at)"},
        LintCase{"TimeWithAZoneInBerlin",
                 "SET timezone = 'Europe/Berlin';"
                 " ALTER TABLE t ALTER COLUMN at TYPE timestamptz(3)"},
        LintCase{"SameTypeWithACheck", "ALTER TABLE t ALTER COLUMN b TYPE varchar(20)",
                 "ALTER TABLE t ADD CHECK (b <> '')"},
        LintCase{"LongerWithAForeignKey", "ALTER TABLE t ALTER COLUMN b TYPE varchar(30)",
                 "CREATE TABLE k (b varchar(20) PRIMARY KEY); INSERT INTO k SELECT b FROM t;"
                 "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES k"},
        LintCase{"TextWithAForeignKey", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "CREATE TABLE k (b varchar(20) PRIMARY KEY); INSERT INTO k SELECT b FROM t;"
                 "ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES k"},
        LintCase{"TextWithAUniqueKey", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "ALTER TABLE t ADD UNIQUE (b)"},
        LintCase{"TextWithACheckOfAnother", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "ALTER TABLE t ADD CHECK (a > 0)"},
        LintCase{"AnyNumberWithAnIndex", "ALTER TABLE t ALTER COLUMN n TYPE numeric",
                 "CREATE INDEX i ON t (n)"},
        LintCase{"TextWithAPartialIndex", "ALTER TABLE t ALTER COLUMN b TYPE text",
                 "CREATE INDEX i ON t (a) WHERE b <> ''"}),
    lint_name);

INSTANTIATE_TEST_SUITE_P(
    Constraints, LintAndRows,
    testing::Values(
        LintCase{"NotNull", "ALTER TABLE t ALTER COLUMN a SET NOT NULL"},
        LintCase{"NotNullBehindACheck", "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                 "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL)"},
        LintCase{"NotNullBehindHalfACheck", "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                 "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL AND a > 0)"},
        LintCase{"NotNullBehindALaterCheck", "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
                 "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL) NOT VALID"},
        LintCase{"NotNullAlready", "ALTER TABLE t ALTER COLUMN id SET NOT NULL"},
        LintCase{"Check", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0)"},
        LintCase{"CheckLater", "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID"},
        LintCase{"CheckOfANewColumn", "ALTER TABLE t ADD COLUMN x int CHECK (x > 0)"},
        LintCase{"Key", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o"},
        LintCase{"KeyLater", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o NOT VALID"},
        LintCase{"KeyOfANewColumn", "ALTER TABLE t ADD COLUMN x int REFERENCES o"},
        LintCase{"KeyOfANewColumnWithADefault",
                 "ALTER TABLE t ADD COLUMN x int DEFAULT 1 REFERENCES o"},
        LintCase{"Unique", "ALTER TABLE t ADD UNIQUE (a)"},
        LintCase{"UniqueByAnIndex", "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i",
                 "CREATE UNIQUE INDEX i ON t (a)"},
        LintCase{"UniqueNewColumn", "ALTER TABLE t ADD COLUMN x int UNIQUE"},
        LintCase{"Index", "CREATE INDEX ON t (a)"},
        LintCase{"PrimaryKeyByAnIndex",
                 "ALTER TABLE t DROP CONSTRAINT t_pkey, ADD PRIMARY KEY USING INDEX i",
                 "CREATE UNIQUE INDEX i ON t (a)"},
        LintCase{"Unlogged", "ALTER TABLE t SET UNLOGGED"},
        LintCase{"FillFactor", "ALTER TABLE t SET (fillfactor = 70)"}),
    lint_name);

/// What PostgreSQL holds on t behind the statement, of the modes that keep writers out.
class LintAndLocks : public LintOnServer {
protected:
    static std::string strongest(const std::vector<sql::lint::Lock>& locks) {
        std::string mode = "none";
        sql::lint::LockMode highest{};
        for (const auto& lock : locks) {
            if (lock.relation.name == "t" && (mode == "none" || lock.mode > highest)) {
                highest = lock.mode;
                mode = to_string(lock.mode);
            }
        }
        return mode;
    }

    std::string held() {
        observer_->ask("BEGIN");
        observer_->ask(GetParam().statement);
        return observer_->ask(
            "SELECT CASE mode WHEN 'ShareLock' THEN 'SHARE'"
            " WHEN 'ShareRowExclusiveLock' THEN 'SHARE ROW EXCLUSIVE'"
            " WHEN 'ExclusiveLock' THEN 'EXCLUSIVE'"
            " WHEN 'AccessExclusiveLock' THEN 'ACCESS EXCLUSIVE' ELSE 'none' END"
            " FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 't'::regclass"
            " ORDER BY array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock',"
            " 'ShareRowExclusiveLock', 'ShareLock'], mode) NULLS LAST LIMIT 1");
    }
};

TEST_P(LintAndLocks, AgreeAboutTheTable) {
    const auto locks = sql::lint::locks_of(sql::lint::tree_of(GetParam().statement), {}, {});
    std::string actual = held();
    EXPECT_EQ(strongest(locks), actual.empty() ? "none" : actual) << GetParam().statement;
}

INSTANTIATE_TEST_SUITE_P(
    Statements, LintAndLocks,
    testing::Values(LintCase{"AddColumn", "ALTER TABLE t ADD COLUMN x int"},
                    LintCase{"DropColumn", "ALTER TABLE t DROP COLUMN a"},
                    LintCase{"SetDefault", "ALTER TABLE t ALTER a SET DEFAULT 1"},
                    LintCase{"SetNotNull", "ALTER TABLE t ALTER a SET NOT NULL"},
                    LintCase{"Check", "ALTER TABLE t ADD CHECK (a > 0)"},
                    LintCase{"CheckLater", "ALTER TABLE t ADD CHECK (a > 0) NOT VALID"},
                    LintCase{"Key", "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES o"},
                    LintCase{"KeyOfAnother", "ALTER TABLE o ADD FOREIGN KEY (id) REFERENCES t"},
                    LintCase{"KeyOfANewTable", "CREATE TABLE x (a int REFERENCES t)"},
                    LintCase{"KeyOfANewColumn", "ALTER TABLE o ADD COLUMN a int REFERENCES t"},
                    LintCase{"Unique", "ALTER TABLE t ADD UNIQUE (a)"},
                    LintCase{"Validate", "ALTER TABLE t VALIDATE CONSTRAINT k",
                             "ALTER TABLE t ADD CONSTRAINT k CHECK (a > 0) NOT VALID"},
                    LintCase{"DropConstraint", "ALTER TABLE t DROP CONSTRAINT t_pkey"},
                    LintCase{"Statistics", "ALTER TABLE t ALTER a SET STATISTICS 50"},
                    LintCase{"Storage", "ALTER TABLE t ALTER c SET STORAGE EXTERNAL"},
                    LintCase{"Compression", "ALTER TABLE t ALTER c SET COMPRESSION pglz"},
                    LintCase{"ColumnOptions", "ALTER TABLE t ALTER a SET (n_distinct = 5)"},
                    LintCase{"FillFactor", "ALTER TABLE t SET (fillfactor = 70)"},
                    LintCase{"Autovacuum", "ALTER TABLE t RESET (autovacuum_enabled)"},
                    LintCase{"RowSecurity", "ALTER TABLE t ENABLE ROW LEVEL SECURITY"},
                    LintCase{"ReplicaIdentity", "ALTER TABLE t REPLICA IDENTITY FULL"},
                    LintCase{"ClusterOn", "ALTER TABLE t CLUSTER ON t_pkey"},
                    LintCase{"Owner", "ALTER TABLE t OWNER TO postgres"},
                    LintCase{"DisableTrigger", "ALTER TABLE t DISABLE TRIGGER USER"},
                    LintCase{"RenameColumn", "ALTER TABLE t RENAME a TO x"},
                    LintCase{"RenameConstraint", "ALTER TABLE t RENAME CONSTRAINT t_pkey TO x"},
                    LintCase{"RenameIndex", "ALTER INDEX t_pkey RENAME TO x"},
                    LintCase{"Index", "CREATE INDEX ON t (a)"}, LintCase{"Truncate", "TRUNCATE t"},
                    LintCase{"Trigger",
                             "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW"
                             " EXECUTE FUNCTION suppress_redundant_updates_trigger()"},
                    LintCase{"DropTrigger", "DROP TRIGGER x ON t",
                             "CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW"
                             " EXECUTE FUNCTION suppress_redundant_updates_trigger()"},
                    LintCase{"Rule", "CREATE RULE x AS ON DELETE TO t DO INSTEAD NOTHING"},
                    LintCase{"Policy", "CREATE POLICY x ON t"},
                    LintCase{"DropPolicy", "DROP POLICY x ON t", "CREATE POLICY x ON t"},
                    LintCase{"Cluster", "CLUSTER t USING t_pkey"},
                    LintCase{"Comment", "COMMENT ON TABLE t IS 'x'"},
                    LintCase{"Grant", "GRANT SELECT ON t TO postgres"},
                    LintCase{"View", "CREATE VIEW x AS SELECT * FROM t"},
                    LintCase{"Inherit", "CREATE TABLE x () INHERITS (t)"},
                    LintCase{"LockItself", "LOCK TABLE t IN SHARE ROW EXCLUSIVE MODE"},
                    LintCase{"Update", "UPDATE t SET a = 1"}),
    lint_name);

/// What lint calls an error, PostgreSQL refuses.
class LintAndErrors : public LintOnServer {};

TEST_P(LintAndErrors, AgreeAboutTheStatement) {
    std::string errors;
    for (const Finding& each : findings_of(GetParam())) {
        errors += each.severity == Severity::Error ? to_string(each.code) : "";
    }
    const std::string sqlstate = Talking(target_.location).run(GetParam().statement);
    EXPECT_EQ(errors.empty(), sqlstate.empty()) << errors << " " << sqlstate;
}

INSTANTIATE_TEST_SUITE_P(
    Statements, LintAndErrors,
    testing::Values(
        LintCase{"RequiredColumn", "ALTER TABLE t ADD COLUMN x int NOT NULL"},
        LintCase{"RequiredColumnOfNull", "ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT NULL"},
        LintCase{"RequiredKey",
                 "ALTER TABLE t ADD COLUMN x int UNIQUE, DROP CONSTRAINT t_pkey,"
                 " ADD COLUMN y int PRIMARY KEY"},
        LintCase{"RequiredColumnWithADefault", "ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 1"},
        LintCase{"RequiredNumber", "ALTER TABLE t ADD COLUMN x serial NOT NULL"},
        LintCase{"NewEnumValue",
                 "BEGIN; ALTER TYPE e ADD VALUE 'b'; CREATE TABLE x AS SELECT 'b'::e; COMMIT",
                 "CREATE TYPE e AS ENUM ('a')"},
        LintCase{"AnotherBehindTheNewValue",
                 "BEGIN; ALTER TYPE e ADD VALUE 'b';"
                 " ALTER TYPE e ADD VALUE 'c' AFTER 'b'; COMMIT",
                 "CREATE TYPE e AS ENUM ('a')"}),
    lint_name);

/// The functions that lint takes for steady ones are none of them volatile.
TEST_F(OnServer, ADefaultThatLintTakesForSteadyIsSteady) {
    const std::string names = observer_->ask(
        "SELECT string_agg(DISTINCT proname, ' ') FROM pg_proc"
        " WHERE pronamespace = 'pg_catalog'::regnamespace AND provolatile = 'v'");
    for (std::size_t at = 0; at < names.size();) {
        const std::size_t end = std::min(names.find(' ', at), names.size());
        const std::string call = "SELECT " + names.substr(at, end - at) + "()";
        EXPECT_TRUE(sql::lint::is_volatile(sql::lint::tree_of(call), {}, {})) << call;
        at = end + 1;
    }
}

}  // namespace
}  // namespace gmig::db::postgresql
