#pragma once

#include "db/postgresql/session.hpp"
#include <gmig/db/driver.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace gmig::db::postgresql {

/// How a transaction ended that did not have to be given up by gmig itself.
struct Ended {
    enum class How : unsigned char {
        Committed,
        Refused,  ///< and rolled back: `failure` at `where`
        Unknown,  ///< the connection was lost when COMMIT was on its way
    } how = How::Committed;
    Failure failure{};
    Where where{};
    std::string transaction{};  ///< its number, as txid_current() gives it
};

/// Throws Error{Guard} where gmig must not write: a pooler in transaction mode, a standby, a
/// database that is read-only, unless it may be (`in_maintenance`).
void refuse_unless_writable(const ServerInfo& server, bool in_maintenance);

/// The PostgreSQL engine.
class PostgresqlDriver final : public Driver {
public:
    PostgresqlDriver(const Target& target, const OpenOptions& options, const ModuleHost& host);

    [[nodiscard]] Dialect dialect() const override { return Dialect::Postgresql; }
    [[nodiscard]] const Target& target() const override { return target_; }
    ServerInfo server() override { return session_->server(); }

    std::vector<Row> query(const Query& query) override { return session_->ask(query); }
    void write(std::span<const Query> queries) override;
    bool has_table(std::string_view gmig_table) override;

    void lock(const LockRequest& request) override;
    void unlock() noexcept override;

    Committed run(const TransactionRun& run) override;
    void new_session() override { session_->start_alone(); }
    void run_alone(const Script& script, const sql::Statement& statement) override;
    void verify(const Part& part) override;

    std::optional<bool> index_valid(const sql::ConcurrentIndex& index) override;
    std::vector<std::string> invalid_indexes() override;
    void drop_invalid_index(const std::string& quoted_name) override;
    schema::Schema introspect() override;
    bool has_rows(const std::string& table) override;

private:
    // run.cpp
    /// All of it but the ledger's rows and COMMIT.
    Batch transaction_of(const TransactionRun& run);
    Ended attempt(const TransactionRun& run, const Patience& patience);
    Ended commit(const TransactionRun& run, const std::string& transaction,
                 std::int64_t duration_us);
    void check_part(const TransactionRun& run, const Batch& batch, const Answer& answer);
    // write.cpp
    Committed settle(const std::string& transaction, const Query* confirm);
    bool was_committed(const std::string& transaction, const Query* confirm);
    // lock.cpp
    [[nodiscard]] std::string lock_check() const;
    bool try_lock();
    std::string lock_holder();
    void require_lock() const;
    // driver.cpp
    std::unique_ptr<Session> connect_again();
    void sleep(std::chrono::milliseconds time) const;
    std::optional<std::string> find_relation(const std::string& name);

    Target target_;
    OpenOptions options_;
    ModuleHost host_;
    std::unique_ptr<Session> session_;
    bool locked_ = false;
    bool lock_is_lost_ = false;  ///< without gmig's having given it back
};

}  // namespace gmig::db::postgresql
