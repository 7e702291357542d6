#pragma once

#include "db/sqlite/connection.hpp"
#include "db/sqlite/file_lock.hpp"
#include <gmig/db/driver.hpp>
#include <gmig/model/touched.hpp>

#include <cstdint>
#include <functional>
#include <optional>

namespace gmig::db::sqlite {

/// SQLite, in a file or in memory.
class SqliteDriver final : public Driver {
public:
    SqliteDriver(Target target, const OpenOptions& options);

    [[nodiscard]] Dialect dialect() const override { return Dialect::Sqlite; }
    [[nodiscard]] const Target& target() const override { return target_; }
    ServerInfo server() override;

    std::vector<Row> query(const Query& query) override;
    void write(std::span<const Query> queries) override;
    bool has_table(std::string_view gmig_table) override;

    void lock(const LockRequest& request) override;
    void unlock() noexcept override { lock_.reset(); }

    Committed run(const TransactionRun& run) override;
    void new_session() override;
    void run_alone(const Script& script, const sql::Statement& statement) override;
    void verify(const Part& part) override;

    std::optional<bool> index_valid(const sql::ConcurrentIndex& index) override;
    std::vector<std::string> invalid_indexes() override { return {}; }
    void drop_invalid_index(const std::string& quoted_name) override;
    schema::Schema introspect() override;
    bool has_rows(const std::string& table) override;

    /// For shadows: all of the database as bytes, and back (see Connection).
    [[nodiscard]] std::string image() { return connection().image(); }
    void load(std::string_view image);
    void copy_from(SqliteDriver& other);
    /// See content.hpp.
    std::string content_mark();
    /// What the statements of parts touch that `run` runs on this driver.
    Touches touches_of(const std::function<void()>& run);

private:
    /// Violations of foreign keys that were there before, and the state they belong to: SQLite's
    /// data_version changes when another connection commits.
    struct KnownViolations {
        std::string data_version;
        std::vector<std::string> violations;
    };

    Connection& connection();
    void connect_anew();
    void record(TouchRecorder* recorder);

    /// All of a transaction but its BEGIN and COMMIT; the violations that stand at its end.
    std::vector<std::string> carry_out(const TransactionRun& run);
    void run_part(const TransactionRun& run);
    void run_verify(const Part& part);
    void check_ledger_is_seen();
    const std::vector<std::string>& violations_before();
    std::vector<std::string> check_violations(const std::vector<std::string>& before);
    Committed after_failed_commit(const Error& failed, const Query& confirm);

    Target target_;
    ConnectionOptions options_;
    bool writing_ = false;
    bool in_maintenance_ = false;  ///< what is closed to writers is written to all the same
    bool in_memory_ = false;
    std::unique_ptr<Connection> connection_;
    std::optional<KnownViolations> known_;
    std::optional<FileLock> lock_;
    TouchRecorder* recorder_ = nullptr;  ///< while touches_of() runs something
};

}  // namespace gmig::db::sqlite
