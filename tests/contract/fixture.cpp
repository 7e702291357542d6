#include "fixture.hpp"

#include <gmig/support/hash.hpp>

namespace gmig::db {

Script script(std::string text, TransactionMode transaction) {
    return Script{
        .text = std::move(text), .path = "test.sql", .first_line = 1, .transaction = transaction};
}

Part part(const Script& script, Dialect dialect) {
    return Part{&script, sql::prepare(script, dialect, {})};
}

Contract::Contract()
    : folder_(std::filesystem::temp_directory_path() / ("gmig-contract-" + random_uuid())) {
    std::filesystem::create_directories(folder_);
    url_ = GetParam().new_database(folder_);
    driver_ = connect();
}

Contract::~Contract() {
    driver_.reset();
    std::filesystem::remove_all(folder_);
}

std::unique_ptr<Driver> Contract::connect(bool writing, const std::string& lock_timeout) const {
    OpenOptions options;
    options.writing = writing;
    options.lock_timeout = lock_timeout;
    options.application = "gmig contract";
    return open(parse_url(url_, folder_), options);
}

Committed Contract::run(Driver& driver, const std::string& up, const std::string& verify) {
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

bool Contract::stands(Driver& driver, const std::string& table) {
    try {
        driver.query(Query{"SELECT 1 FROM " + table + " WHERE 1 = 0", {}});
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Database) << error.what();
        return false;
    }
}

std::string Contract::first(Driver& driver, const std::string& sql) {
    const std::vector<Row> rows = driver.query(Query{sql, {}});
    return rows.empty() ? "" : rows.front().front().value_or("NULL");
}

}  // namespace gmig::db
