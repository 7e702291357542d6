#include "fixture.hpp"

namespace gmig::db {

Script script(std::string text, TransactionMode transaction) {
    return Script{
        .text = std::move(text), .path = "test.sql", .first_line = 1, .transaction = transaction};
}

Part part(const Script& script, Dialect dialect) {
    return Part{&script, sql::prepare(script, dialect, {})};
}

Database::Database(const Engine& engine)
    : engine_(engine), url_(engine.new_database(folder_.path())), driver_(connect()) {}

std::unique_ptr<Driver> Database::connect(bool writing, const std::string& lock_timeout) const {
    OpenOptions options;
    options.writing = writing;
    options.lock_timeout = lock_timeout;
    options.application = "gmig contract";
    return open(parse_url(url_, folder_.path()), options);
}

Committed Database::run(Driver& driver, const std::string& up, const std::string& verify) {
    const Script up_script = script(up);
    const Script verify_script = script(verify);
    TransactionRun run;
    run.part = part(up_script, driver.dialect());
    if (!verify.empty()) {
        run.verify = part(verify_script, driver.dialect());
    }
    run.ledger = [](std::int64_t) { return std::vector<Query>{}; };
    run.confirm = Query{"SELECT 1", {}};
    run.fault_prefix = "contract";
    return driver.run(run);
}

std::string Database::in_full(std::string sql) const {
    if (dialect() == Dialect::Postgresql) {
        for (const std::string word : {" FROM ", " INTO "}) {
            const std::size_t found = sql.find(word);
            if (found != std::string::npos && sql.compare(found + word.size(), 5, "gmig_") != 0) {
                sql.insert(found + word.size(), "public.");
            }
        }
    }
    return sql;
}

bool Database::stands(Driver& driver, const std::string& table) const {
    try {
        driver.query(Query{in_full("SELECT 1 FROM " + table + " WHERE 1 = 0"), {}});
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Database) << error.what();
        return false;
    }
}

std::string Database::first(Driver& driver, const std::string& sql) const {
    const std::vector<Row> rows = driver.query(Query{in_full(sql), {}});
    return rows.empty() ? "" : rows.front().front().value_or("NULL");
}

}  // namespace gmig::db
