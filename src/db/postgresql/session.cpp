#include "db/postgresql/session.hpp"

#include "db/postgresql/failure.hpp"
#include "db/postgresql/names.hpp"
#include "db/server/mark_text.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

namespace gmig::db::postgresql {
namespace {

// libpqxx 6.4 asks for the connection's encoding before anything owns libpq's result, and throws
// when the connection is lost: the result leaks. It is 2 kB for each lost connection, and not ours
// to mend; the leak checker does not count it.
#ifdef __SANITIZE_ADDRESS__
using WithoutLeakCheck = __lsan::ScopedDisabler;
#else
struct WithoutLeakCheck {
    WithoutLeakCheck() {}  // NOLINT(modernize-use-equals-default): else an unused variable
};
#endif

constexpr std::size_t longest_application = 63;  // PostgreSQL keeps no more
constexpr int version_unit = 10000;

struct FreeText {
    void operator()(char* text) const noexcept { PQfreemem(text); }
};

std::string literal(PGconn* connection, const std::string& text) {
    if (text.find('\0') != std::string::npos) {
        throw Error(Error::Kind::Database, "PostgreSQL keeps no text with a NUL character in it");
    }
    // Unlike PQescapeStringConn it does not depend on standard_conforming_strings.
    const std::unique_ptr<char, FreeText> quoted(
        PQescapeLiteral(connection, text.data(), text.size()));
    if (!quoted) {
        throw Error(Error::Kind::Database,
                    "a text that is not UTF-8 cannot be given to PostgreSQL");
    }
    return quoted.get();
}

std::vector<Row> rows_from(const pqxx::result& result) {
    std::vector<Row> rows;
    for (const auto& from : result) {
        Row row;
        for (const auto& cell : from) {
            row.push_back(cell.is_null() ? Value() : Value(std::string(cell.c_str(), cell.size())));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

bool is_on(const Value& setting) {
    return setting == "on" || setting == "t";
}

OpenOptions named(OpenOptions options) {
    options.application = cut(std::move(options.application), longest_application);
    return options;
}

}  // namespace

bool is_pooled(int protocol_pid, const Value& server_pid, bool session_pooler) {
    return server_pid != std::to_string(protocol_pid) && !session_pooler;
}

Session::Session(const Target& target, const OpenOptions& options, const ModuleHost& host)
    : host_(host),
      connection_(connect(target, named(options), host)),
      settings_(named(options), PQserverVersion(connection_.raw()),
                [this](const std::string& text) { return literal(connection_.raw(), text); }) {
    look(target, options);
    if (!server_.pooled) {
        prepare(options);
    }
}

void Session::look(const Target& target, const OpenOptions& options) {
    const Answer answer = send(
        "SELECT pg_catalog.current_database(), session_user,"
        " pg_catalog.current_setting('is_superuser'), pg_catalog.pg_is_in_recovery(),"
        " pg_catalog.current_setting('default_transaction_read_only'), "
        "pg_catalog.pg_backend_pid(), (SELECT pg_catalog.shobj_description(oid, 'pg_database')"
        " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())");
    if (answer.failure) {
        throw Error(Error::Kind::Environment, "cannot connect to " + printable(target.shown) +
                                                  ": " + describe(*answer.failure));
    }
    const Row& row = answer.results.at(0).first;
    const int version = PQserverVersion(connection_.raw());
    const char* shown = PQparameterStatus(connection_.raw(), "server_version");
    server_.product = "PostgreSQL";
    server_.version = split_on(shown == nullptr ? "" : shown, ' ').front();
    server_.major = version / version_unit;
    server_.database = row.at(0).value_or("");
    server_.user = row.at(1).value_or("");
    server_.superuser = is_on(row.at(2));
    server_.standby = is_on(row.at(3));
    server_.read_only = is_on(row.at(4));
    server_.pooled = is_pooled(backend_pid(), row.at(5), options.session_pooler);
    if (const auto mark = server::mark_from(row.at(6).value_or("")); mark && server_.read_only) {
        server_.maintenance =
            "since " + to_iso(mark->maintenance.since) + " by " + mark->maintenance.by;
    }
}

void Session::prepare(const OpenOptions& options) {
    constexpr int postgresql_14 = 140000;
    if (options.writing && PQserverVersion(connection_.raw()) >= postgresql_14) {
        // Refused by a server whose operating system cannot tell.
        if (!send("SET client_connection_check_interval = '500ms'").failure) {
            settings_.watch_client();
        }
    }
    Batch batch;
    batch.add(settings_.own());
    if (const Answer answer = send(batch.text()); answer.failure) {
        const bool wrong_value = answer.failure->sqlstate.starts_with("22");
        throw Error(wrong_value ? Error::Kind::Usage : Error::Kind::Environment,
                    "the session cannot be set up: " + describe(*answer.failure));
    }
}

bool Session::counts_bytes() const {
    const char* encoding = PQparameterStatus(connection_.raw(), "server_encoding");
    return encoding != nullptr && std::string_view(encoding) == "SQL_ASCII";
}

std::string Session::quote(const Value& value) const {
    return value ? literal(connection_.raw(), *value) : "NULL";
}

std::vector<Row> Session::ask(const Query& query) {
    if (!alone_ && !server_.pooled) {
        return rows_of(query);
    }
    std::vector<std::string> opening{server_.pooled ? "BEGIN READ ONLY" : "BEGIN"};
    const std::vector<std::string>& own = settings_.own_locally();
    opening.insert(opening.end(), own.begin(), own.end());
    try {
        command(opening);
        std::vector<Row> rows = rows_of(query);
        command({"COMMIT"});
        return rows;
    } catch (...) {
        roll_back();
        throw;
    }
}

void Session::in_snapshot(const std::function<void(const Ask&)>& work) {
    std::vector<std::string> opening{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};
    if (alone_ || server_.pooled) {
        const std::vector<std::string>& own = settings_.own_locally();
        opening.insert(opening.end(), own.begin(), own.end());
    }
    const std::vector<std::string>& printing = Settings::printing_locally();
    opening.insert(opening.end(), printing.begin(), printing.end());
    try {
        command(opening);
        work([this](const std::string& sql) { return rows_of({sql, {}}); });
        command({"COMMIT"});
    } catch (...) {
        roll_back();
        throw;
    }
}

std::vector<Row> Session::rows_of(const Query& query) {
    std::vector<const char*> values;
    for (const Value& value : query.values) {
        if (value && value->find('\0') != std::string::npos) {
            throw Error(Error::Kind::Database,
                        "PostgreSQL keeps no text with a NUL character in it");
        }
        values.push_back(value ? value->c_str() : nullptr);
    }
    try {
        pqxx::nontransaction work(connection_);
        const WithoutLeakCheck library;
        return rows_from(
            work.exec_params(ledger_names(query.sql), pqxx::prepare::make_dynamic_params(values)));
    } catch (const pqxx::sql_error& error) {
        if (PQstatus(connection_.raw()) == CONNECTION_BAD) {
            fail_lost(error.what());
        }
        Failure failure;
        failure.sqlstate = error.sqlstate();
        failure.message = trim(error.what());
        throw refused(failure, {});
    } catch (const pqxx::failure& error) {
        fail_lost(error.what());
    }
}

void Session::fail_lost(const char* why) const {
    throw Error(Error::Kind::Environment, "the connection to database " +
                                              printable(server_.database) +
                                              " is lost: " + printable_lines(trim(why)));
}

Answer Session::send(const std::string& text, const Patience& patience) {
    if (!connection_.is_open()) {
        fail_lost("it was closed before");
    }
    return exchange(connection_.raw(), text, host_, patience);
}

void Session::command(const std::vector<std::string>& statements) {
    Batch batch;
    batch.add(statements);
    const Answer answer = send(batch.text(), Patience{.cancel_on_signal = false});
    if (answer.failure && answer.failure->connection_lost) {
        fail_lost(answer.failure->message.c_str());
    }
    if (answer.failure) {
        throw refused(*answer.failure, {});
    }
}

void Session::start_alone() {
    command(settings_.initial());
    command(Settings::drop_leftovers());
    alone_ = true;
}

void Session::end_alone() {
    if (alone_) {
        command(settings_.own());
        alone_ = false;
    }
}

void Session::roll_back() noexcept {
    if (!connection_.is_open()) {
        return;
    }
    PGconn* raw = connection_.raw();
    const PGTransactionStatusType status = PQtransactionStatus(raw);
    if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR) {
        PQclear(PQexec(raw, "ROLLBACK"));
    }
    if (PQtransactionStatus(raw) != PQTRANS_IDLE) {
        close();
    }
}

void Session::restore() {
    roll_back();
    command(settings_.own());
    alone_ = false;
}

void Session::show_as(const std::string& application) {
    const std::string name = literal(connection_.raw(), cut(application, longest_application));
    settings_.show_as(name);
    command({"SET application_name = " + name});
}

}  // namespace gmig::db::postgresql
