#pragma once

#include "engines.hpp"
#include "temporary_folder.hpp"
#include <gmig/sql/statement.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace gmig::db {

/// A part's text as a Script, and the Part that runs it. The Script must stay where it is.
Script script(std::string text, TransactionMode transaction = TransactionMode::On);
Part part(const Script& script, Dialect dialect);

/// A new database of one engine.
class Database : public testing::Test {
protected:
    explicit Database(const Engine& engine);

    /// Another connection to the test's database.
    [[nodiscard]] std::unique_ptr<Driver> connect(bool writing = true,
                                                  const std::string& lock_timeout = {}) const;
    [[nodiscard]] Dialect dialect() const { return engine_.dialect; }

    /// Runs a part in gmig's transaction, without rows for the ledger.
    static Committed run(Driver& driver, const std::string& up, const std::string& verify = {});
    /// A query of gmig's own as the engine needs it: on PostgreSQL gmig looks into no schema of the
    /// users', so that their tables have to be named in full.
    [[nodiscard]] std::string in_full(std::string sql) const;
    /// Whether a table can be read.
    bool stands(Driver& driver, const std::string& table) const;
    /// The first cell of what a query yields; "" when it yields nothing.
    std::string first(Driver& driver, const std::string& sql) const;

    Engine engine_;
    testing_support::TemporaryFolder folder_;
    std::string url_;
    std::unique_ptr<Driver> driver_;  ///< writing
};

/// A new database of each engine for each test.
class Contract : public Database, public testing::WithParamInterface<Engine> {
protected:
    Contract() : Database(GetParam()) {}
};

/// The kind of the Error that `work` throws, whose text is put into `text`; Internal when it throws
/// none.
template <typename Work>
Error::Kind kind_of_error(const Work& work, std::string* text = nullptr) {
    try {
        work();
    } catch (const Error& error) {
        if (text != nullptr) {
            *text = std::string(error.what()) + " | " + to_string(error.where()) + " | " +
                    error.state() + " | " + error.next();
        }
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return Error::Kind::Internal;
}

}  // namespace gmig::db
