#include "db/postgresql/connect.hpp"

#include "db/postgresql/failure.hpp"
#include "db/postgresql/names.hpp"
#include <gmig/support/text.hpp>

#include <poll.h>

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace gmig::db::postgresql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int oldest_server = 120000;

struct FreeOptions {
    void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
};
using UrlOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

UrlOptions options_of(const Target& target) {
    // libpq's message would quote parts of the URL, so it is not asked for.
    UrlOptions options(PQconninfoParse(target.location.c_str(), nullptr));
    if (!options) {
        throw Error(Error::Kind::Usage, "PostgreSQL's client library refuses the URL of " +
                                            printable(target.shown) +
                                            ": it has an unknown parameter or a wrong escape");
    }
    return options;
}

std::string_view option(const UrlOptions& options, std::string_view name) {
    for (const PQconninfoOption* each = options.get(); each->keyword != nullptr; ++each) {
        if (each->keyword == name && each->val != nullptr) {
            return each->val;
        }
    }
    return {};
}

void refuse_long_name(const UrlOptions& options, std::string_view name) {
    if (option(options, name).size() > longest_name) {
        throw Error(Error::Kind::Usage,
                    "the URL's " + std::string(name) +
                        " has more than 63 bytes: PostgreSQL would silently cut it off");
    }
}

std::chrono::seconds patience(const UrlOptions& options, const OpenOptions& wanted) {
    const std::string_view text = option(options, "connect_timeout");
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return seconds > 0 ? std::chrono::seconds(seconds) : wanted.connect_timeout;
}

[[noreturn]] void fail(const Target& target, const std::string& why) {
    throw Error(Error::Kind::Environment,
                "cannot connect to " + printable(target.shown) + ": " + why)
        .state("nothing has changed");
}

ConnectionHandle start(const Target& target, const OpenOptions& options) {
    // What stands behind dbname goes before what the URL says.
    const bool named = !options.application.empty();
    const std::array<const char*, 4> keywords{"dbname", "client_encoding",
                                              named ? "application_name" : nullptr, nullptr};
    const std::array<const char*, 4> values{target.location.c_str(), "UTF8",
                                            options.application.c_str(), nullptr};
    return ConnectionHandle(PQconnectStartParams(keywords.data(), values.data(), 1));
}

/// Waits a moment; whether the library can go on with a connection that is being made.
bool is_ready(PGconn* connection, PostgresPollingStatusType status) {
    pollfd socket{.fd = PQsocket(connection), .events = POLLOUT, .revents = 0};
    if (status == PGRES_POLLING_READING) {
        socket.events = POLLIN;
    }
    return poll(&socket, 1, static_cast<int>(poll_slice.count())) > 0;
}

void finish(PGconn* connection, const Target& target, std::chrono::seconds limit,
            const ModuleHost& host) {
    const Clock::time_point deadline = Clock::now() + limit;
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK) {
        if (status == PGRES_POLLING_FAILED || PQstatus(connection) == CONNECTION_BAD) {
            const std::string message = redact(PQerrorMessage(connection), target.location);
            fail(target, printable_lines(trim(message)));
        }
        if (is_ready(connection, status)) {
            status = PQconnectPoll(connection);
        }
        if (const int signal = host.noted_interrupt(); signal != 0) {
            throw interrupted(signal);
        }
        if (status != PGRES_POLLING_OK && Clock::now() > deadline) {
            fail(target, "no answer in " + std::to_string(limit.count()) + " s");
        }
    }
}

void ignore_notice(void* /*nobody*/, const PGresult* /*notice*/) {}

}  // namespace

ConnectionHandle connect(const Target& target, const OpenOptions& options, const ModuleHost& host) {
    const UrlOptions url = options_of(target);
    refuse_long_name(url, "dbname");
    refuse_long_name(url, "user");
    ConnectionHandle connection = start(target, options);
    if (!connection) {
        fail(target, "out of memory");
    }
    finish(connection.get(), target, patience(url, options), host);
    PQsetNoticeReceiver(connection.get(), ignore_notice, nullptr);
    if (PQserverVersion(connection.get()) < oldest_server) {
        throw Error(Error::Kind::Usage, "the server's PostgreSQL is older than 12");
    }
    return connection;
}

}  // namespace gmig::db::postgresql
