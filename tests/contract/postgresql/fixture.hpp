#pragma once

#include "db/postgresql/driver.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace gmig::db::postgresql {

/// What this program tells the module: the signal that is "noted". Tests set and clear it.
inline std::atomic<int> noted_signal{0};
inline ModuleHost test_host() {
    return {[]() noexcept { return noted_signal.load(); }};
}

/// A plain connection beside gmig's, that sees what the database really holds.
class Observer {
public:
    explicit Observer(const std::string& url);

    /// The first cell that the last of these statements yields; "" for no row, "NULL" for NULL.
    /// A failure is a failure of the test.
    std::string ask(const std::string& sql);
    /// Sends statements and does not wait for them.
    void start(const std::string& sql);
    /// Waits until what was started is done; the error's SQLSTATE, "" for none.
    std::string finish();
    int backend_pid() { return PQbackendPID(connection_.get()); }

private:
    ConnectionHandle connection_;
};

/// A part that consists of these statements, each on a line of its own.
class PartText {
public:
    explicit PartText(const std::vector<std::string>& statements);
    PartText(const PartText&) = delete;
    PartText& operator=(const PartText&) = delete;

    Script script;
    Part part;
};

/// One run: its parts, and what its ledger callback does besides writing the row `id`.
struct Step {
    std::vector<std::string> up;
    std::vector<std::string> verify{};
    std::string id = "k";
    std::function<void()> at_ledger{};
    std::vector<Query> ledger{};
    bool own_history = false;
};

/// A new database for each test, with a ledger of one table: gmig.step (id).
class OnServer : public testing::Test {
protected:
    OnServer();
    ~OnServer() override;

    [[nodiscard]] static OpenOptions writing();
    [[nodiscard]] std::unique_ptr<PostgresqlDriver> connect(
        const OpenOptions& options = writing()) const;
    [[nodiscard]] Observer observe() const { return Observer(target_.location); }
    /// The test database's URL by way of another folder of sockets, or with more parameters.
    [[nodiscard]] Target target_in(const std::string& socket_folder) const;
    [[nodiscard]] Target target_with(const std::string& parameters) const;

    static Committed run(PostgresqlDriver& driver, const Step& step);
    Committed run(const Step& step) { return run(*driver_, step); }

    /// "before" when neither table `t` nor the row is there, "after" when both are; else the sad
    /// truth.
    std::string state();
    /// How many sessions hold gmig's lock in this database.
    std::string locks();

    std::string name_;
    std::string folder_;  ///< of the server's socket
    Target target_;
    std::unique_ptr<Observer> observer_;
    std::unique_ptr<PostgresqlDriver> driver_;
};

/// The Error that `work` throws; a failure of the test, and an Error{Internal}, when it throws
/// none.
Error error_of(const std::function<void()>& work);

}  // namespace gmig::db::postgresql
