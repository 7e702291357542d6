#include "postgresql/database.hpp"

#include "db/postgresql/driver.hpp"
#include "postgres_environment.hpp"

#include <iostream>
#include <stdexcept>

namespace gmig::property {
namespace {

using Connection = std::unique_ptr<PGconn, void (*)(PGconn*)>;
using Result = std::unique_ptr<PGresult, void (*)(PGresult*)>;

void be_silent(void* /*nothing*/, const PGresult* /*notice*/) {}

Connection connect(const std::string& url) {
    Connection connection(PQconnectdb(url.c_str()), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) {
        throw std::runtime_error(PQerrorMessage(connection.get()));
    }
    PQsetNoticeReceiver(connection.get(), be_silent, nullptr);
    return connection;
}

Refusal run_by(PGconn* connection, const std::string& sql) {
    const Result result(PQexec(connection, sql.c_str()), PQclear);
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
        return {};
    }
    const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    return {sqlstate == nullptr ? "" : sqlstate, PQresultErrorMessage(result.get())};
}

}  // namespace

void run_on_server(const std::string& sql) {
    const Refusal refusal =
        run_by(connect(testing_support::postgres_environment("GMIG_TEST_POSTGRES")).get(), sql);
    if (!refusal.empty()) {
        throw std::runtime_error(refusal.message);
    }
}

Database::Database(const std::string& name)
    : name_(name),
      url_("postgresql:///" + name + "?host=" + testing_support::postgres_environment("PGHOST") +
           "&user=postgres"),
      connection_(nullptr, PQfinish) {
    run_on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    run_on_server("CREATE DATABASE " + name_);
    connection_ = connect(url_);
}

Database::~Database() {
    connection_.reset();
    try {
        run_on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception& error) {
        std::cerr << error.what();
    }
}

Refusal Database::try_run(const std::string& sql) {
    return run_by(connection_.get(), sql);
}

void Database::run(const std::string& sql) {
    const Refusal refusal = try_run(sql);
    if (!refusal.empty()) {
        throw std::runtime_error(sql + "\n" + refusal.message);
    }
}

std::vector<std::string> Database::lines(const std::string& query) {
    const Result result(PQexec(connection_.get(), query.c_str()), PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) {
        throw std::runtime_error(query + "\n" + PQresultErrorMessage(result.get()));
    }
    std::vector<std::string> lines;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        std::string line;
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            line += std::string(column == 0 ? "" : "|") + PQgetvalue(result.get(), row, column);
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

schema::Schema Database::schema() const {
    const db::Target target{.dialect = Dialect::Postgresql,
                            .location = url_,
                            .shown = name_,
                            .database = name_,
                            .has_password = false};
    db::OpenOptions options;
    options.application = "gmig property test";
    db::postgresql::PostgresqlDriver driver(target, options, {[]() noexcept { return 0; }});
    return driver.introspect();
}

}  // namespace gmig::property
