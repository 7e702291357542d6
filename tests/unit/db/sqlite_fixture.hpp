#pragma once

#include "temporary_folder.hpp"
#include <gmig/db/runner.hpp>
#include <gmig/support/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace gmig::db {

/// A new SQLite file, and parts that go straight to the driver: no text rule sees them before.
class SqliteTest : public testing::Test {
protected:
    std::unique_ptr<Driver> connect(bool writing = true,
                                    const std::string& file = "test.db") const {
        OpenOptions options;
        options.writing = writing;
        options.lock_timeout = "200ms";
        return open(parse_url("sqlite:" + file, folder_.path()), options);
    }

    static Committed run(Driver& driver, const std::vector<std::string>& statements,
                         const std::string& verify = {}) {
        const Script script = joined(statements);
        const Script verify_script{.text = verify, .path = "verify.sql"};
        TransactionRun run;
        run.part = part(script, statements);
        if (!verify.empty()) {
            run.verify = part(verify_script, {verify});
        }
        run.ledger = [](std::int64_t) { return std::vector<Query>{}; };
        run.confirm = {"SELECT 1", {}};
        run.fault_prefix = "test";
        return driver.run(run);
    }

    static void run_alone(Driver& driver, const std::string& statement) {
        const Script script = joined({statement});
        driver.new_session();
        driver.run_alone(script, {0, script.text});
    }

    static std::string first(Driver& driver, const std::string& sql) {
        const std::vector<Row> rows = driver.query({sql, {}});
        return rows.empty() ? "" : rows.front().front().value_or("NULL");
    }

    static Script joined(const std::vector<std::string>& statements) {
        Script result{.text = {}, .path = "test.sql"};
        for (const std::string& statement : statements) {
            result.text += statement + ";\n";
        }
        return result;
    }
    static Part part(const Script& script, const std::vector<std::string>& statements) {
        Part result{&script, {}};
        std::size_t offset = 0;
        for (const std::string& statement : statements) {
            result.runnable.statements.push_back(
                {offset, std::string_view(script.text).substr(offset, statement.size())});
            offset += statement.size() + 2;
        }
        return result;
    }

    testing_support::TemporaryFolder folder_;
};

/// The Error that `work` throws.
template <typename Work>
Error error_of(const Work& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    ADD_FAILURE() << "no error";
    return {Error::Kind::Internal, "no error"};
}

}  // namespace gmig::db
