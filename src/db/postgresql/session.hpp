#pragma once

#include "db/postgresql/batch.hpp"
#include "db/postgresql/connect.hpp"
#include "db/postgresql/exchange.hpp"
#include "db/postgresql/settings.hpp"

#include <functional>
#include <string>
#include <vector>

namespace gmig::db::postgresql {

/// Whether a pooler in transaction mode stands between: it tells a process number of its own, which
/// the server does not know. One in session mode does so too, and is harmless, and declared.
bool is_pooled(int protocol_pid, const Value& server_pid, bool session_pooler);

/// Asks one of gmig's own queries that has no values.
using Ask = std::function<std::vector<Row>(const std::string& sql)>;

/// One connection: gmig's own queries, and texts of statements sent as they are.
///
/// Between calls the session is in gmig's own state (Settings), or, after start_alone(), in that of
/// the statements that run alone; gmig's own queries are then put into transactions of their own
/// that set what they need and leave the session as it was. The same is done through a pooler in
/// transaction mode (reading only), where nothing may be left behind for the next client.
class Session {
public:
    /// Connects and asks what the server is. Throws as open() does.
    Session(const Target& target, const OpenOptions& options, const ModuleHost& host);

    [[nodiscard]] const ServerInfo& server() const { return server_; }
    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] int backend_pid() const { return PQbackendPID(connection_.raw()); }
    [[nodiscard]] int signal() const { return host_.noted_interrupt(); }
    /// Whether an offset that the server tells counts bytes instead of characters.
    [[nodiscard]] bool counts_bytes() const;
    [[nodiscard]] bool runs_alone() const { return alone_; }

    /// A literal, or NULL. Throws Error{Database} for NUL and for what is not UTF-8.
    [[nodiscard]] std::string quote(const Value& value) const;

    /// One of gmig's own queries. Throws Error: Database, Environment when the connection is lost.
    std::vector<Row> ask(const Query& query);
    /// Queries of one snapshot, reading only. Nothing is on the search path, so that whatever the
    /// server prints has its schema's name, and prints dates and numbers in one way only.
    void in_snapshot(const std::function<void(const Ask&)>& work);

    /// A text of statements.
    Answer send(const std::string& text, const Patience& patience = {});
    /// Statements of gmig's own that cannot fail but for a reason that ends the work.
    void command(const std::vector<std::string>& statements);

    /// Initial state, for statements that run alone.
    void start_alone();
    /// Back to gmig's own state.
    void end_alone();
    /// Rolls back what is open; when that fails the connection is closed, which does it too.
    void roll_back() noexcept;
    /// The same, and gmig's own state, whatever was committed.
    void restore();
    void show_as(const std::string& application);
    void close() noexcept { connection_.disconnect(); }

private:
    void look(const Target& target, const OpenOptions& options);
    void prepare(const OpenOptions& options);
    std::vector<Row> rows_of(const Query& query);
    [[noreturn]] void fail_lost(const char* why) const;

    ModuleHost host_;
    Connection connection_;
    Settings settings_;
    ServerInfo server_;
    bool alone_ = false;
};

}  // namespace gmig::db::postgresql
