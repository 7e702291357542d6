#include "fixture.hpp"

#include "postgres_environment.hpp"
#include <gmig/support/hash.hpp>

namespace gmig::db::postgresql {
namespace {

Target target_of(const std::string& url, const std::string& database) {
    return {.dialect = Dialect::Postgresql,
            .location = url,
            .shown = "postgresql:///" + database,
            .database = database,
            .has_password = false};
}

std::string url_of(const std::string& database, const std::string& folder) {
    return "postgresql:///" + database + "?host=" + folder + "&user=postgres";
}

}  // namespace

Observer::Observer(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
    EXPECT_EQ(PQstatus(connection_.get()), CONNECTION_OK) << PQerrorMessage(connection_.get());
    ask("SET client_min_messages = error");
}

std::string Observer::ask(const std::string& sql) {
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(
        PQexec(connection_.get(), sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    EXPECT_TRUE(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        << sql << "\n"
        << PQresultErrorMessage(result.get());
    if (PQntuples(result.get()) == 0) {
        return "";
    }
    return PQgetisnull(result.get(), 0, 0) != 0 ? "NULL" : PQgetvalue(result.get(), 0, 0);
}

void Observer::start(const std::string& sql) {
    EXPECT_EQ(PQsendQuery(connection_.get(), sql.c_str()), 1);
}

std::string Observer::finish() {
    std::string sqlstate;
    while (PGresult* result = PQgetResult(connection_.get())) {
        if (const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE); code != nullptr) {
            sqlstate = code;
        }
        PQclear(result);
    }
    return sqlstate;
}

PartText::PartText(const std::vector<std::string>& statements) {
    script.path = "m.sql";
    part.script = &script;
    std::vector<std::size_t> offsets;
    for (const std::string& statement : statements) {
        offsets.push_back(script.text.size());
        script.text += statement + ";\n";
    }
    for (std::size_t i = 0; i < statements.size(); ++i) {
        part.runnable.statements.push_back(
            {offsets[i], std::string_view(script.text).substr(offsets[i], statements[i].size())});
    }
}

OnServer::OnServer()
    : name_("gmig_" + random_uuid()), folder_(testing_support::postgres_environment("PGHOST")) {
    noted_signal = 0;
    Observer(testing_support::postgres_environment("GMIG_TEST_POSTGRES"))
        .ask("CREATE DATABASE \"" + name_ + "\"");
    target_ = target_of(url_of(name_, folder_), name_);
    observer_ = std::make_unique<Observer>(target_.location);
    observer_->ask("CREATE SCHEMA gmig; CREATE TABLE gmig.step (id text PRIMARY KEY, us bigint)");
    driver_ = connect();
}

OnServer::~OnServer() {
    noted_signal = 0;
    driver_.reset();
    observer_.reset();
    Observer(testing_support::postgres_environment("GMIG_TEST_POSTGRES"))
        .ask("DROP DATABASE IF EXISTS \"" + name_ + "\" WITH (FORCE)");
}

OpenOptions OnServer::writing() {
    OpenOptions options;
    options.writing = true;
    options.application = "gmig contract";
    return options;
}

std::unique_ptr<PostgresqlDriver> OnServer::connect(const OpenOptions& options) const {
    return std::make_unique<PostgresqlDriver>(target_, options, test_host());
}

Target OnServer::target_in(const std::string& socket_folder) const {
    return target_of(url_of(name_, socket_folder), name_);
}

Target OnServer::target_with(const std::string& parameters) const {
    return target_of("postgresql:///" + name_ + "?host=" + folder_ + "&" + parameters, name_);
}

Committed OnServer::run(PostgresqlDriver& driver, const Step& step) {
    const PartText up(step.up);
    const PartText verify(step.verify);
    TransactionRun run;
    run.part = up.part;
    if (!step.verify.empty()) {
        run.verify = verify.part;
    }
    run.ledger = [&](std::int64_t duration_us) {
        if (step.at_ledger) {
            step.at_ledger();
        }
        std::vector<Query> queries = step.ledger;
        queries.push_back({"INSERT INTO gmig_step (id, us) VALUES ($1, $2)",
                           {step.id, std::to_string(duration_us)}});
        return queries;
    };
    run.confirm = {"SELECT 1 FROM gmig_step WHERE id = $1", {step.id}};
    run.fault_prefix = "execute";
    run.own_history = step.own_history;
    return driver.run(run);
}

std::string OnServer::state() {
    const std::string schema = observer_->ask("SELECT to_regclass('public.t') IS NOT NULL");
    const std::string row = observer_->ask("SELECT count(*) > 0 FROM gmig.step");
    if (schema == row) {
        return row == "t" ? "after" : "before";
    }
    return schema == "t" ? "the table without its row" : "the row without its table";
}

std::string OnServer::locks() {
    return observer_->ask(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
}

Error error_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return {Error::Kind::Internal, "no error"};
}

}  // namespace gmig::db::postgresql
