#pragma once

#include "db/module.hpp"
#include <gmig/db/driver.hpp>

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include <memory>

namespace gmig::db::postgresql {

struct FinishConnection {
    void operator()(PGconn* connection) const noexcept { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

/// Connects, polling, so that a signal and the time-out are noticed; the URL's own connect_timeout
/// goes before that of the options. Throws Error{Environment} without anything secret in it,
/// Error{Usage} for a server older than 12 or a name that the server would cut off, Error{Signal}.
ConnectionHandle connect(const Target& target, const OpenOptions& options, const ModuleHost& host);

/// libpqxx's connection over a session that gmig has opened itself: gmig's polling and the raw
/// handle (for what libpq alone tells) together with libpqxx's queries. Never reconnects.
class Connection final : public pqxx::connection_base {
public:
    explicit Connection(ConnectionHandle open)
        : pqxx::connection_base(policy_), raw_(open.get()), policy_(std::move(open)) {
        init();
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() noexcept { close(); }

    [[nodiscard]] PGconn* raw() const { return raw_; }

private:
    class Adopt final : public pqxx::connectionpolicy {
    public:
        explicit Adopt(ConnectionHandle open)
            : connectionpolicy(std::string()), open_(std::move(open)) {}
        // libpqxx asks more than once: only the first time it has none.
        handle do_startconnect(handle old) override {
            return old == nullptr ? open_.release() : old;
        }

    private:
        ConnectionHandle open_;
    };

    PGconn* raw_;
    Adopt policy_;
};

}  // namespace gmig::db::postgresql
