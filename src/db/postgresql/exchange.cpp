#include "db/postgresql/exchange.hpp"

#include <gmig/support/text.hpp>

#include <poll.h>

#include <array>
#include <memory>
#include <utility>

namespace gmig::db::postgresql {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a server may take to answer to a cancel request before it counts as gone.
constexpr std::chrono::seconds cancel_patience{10};

struct ClearResult {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ClearResult>;

struct FreeCancel {
    void operator()(PGcancel* cancel) const noexcept { PQfreeCancel(cancel); }
};

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? std::string() : std::string(text);
}

Failure failure_from(const PGresult* result) {
    Failure failure;
    failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
    failure.message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    failure.detail = field(result, PG_DIAG_MESSAGE_DETAIL);
    failure.hint = field(result, PG_DIAG_MESSAGE_HINT);
    failure.context = field(result, PG_DIAG_CONTEXT);
    const std::string position = field(result, PG_DIAG_STATEMENT_POSITION);
    failure.position = position.empty() ? 0 : std::stoul(position);
    if (failure.message.empty()) {
        failure.message = trim(PQresultErrorMessage(result));
    }
    return failure;
}

Row row_from(const PGresult* result) {
    Row row;
    for (int column = 0; column < PQnfields(result); ++column) {
        row.push_back(PQgetisnull(result, 0, column) != 0 ? Value()
                                                          : Value(PQgetvalue(result, 0, column)));
    }
    return row;
}

/// One text on its way and the answer as it comes in.
class Conversation {
public:
    Conversation(PGconn* connection, const ModuleHost& host, const Patience& patience)
        : connection_(connection), host_(host), patience_(patience) {}

    Answer hold(const std::string& text) {
        if (PQsendQuery(connection_, text.c_str()) == 0) {
            fail_with(PQerrorMessage(connection_));
            return std::move(answer_);
        }
        PQsetSingleRowMode(connection_);
        while (const ResultHandle result = next()) {
            take(result.get());
        }
        if (PQstatus(connection_) == CONNECTION_BAD && !answer_.failure) {
            fail_with(PQerrorMessage(connection_));
        }
        if (answer_.failure) {
            answer_.failure->connection_lost = is_lost();
        }
        return std::move(answer_);
    }

private:
    ResultHandle next() {
        while (PQisBusy(connection_) != 0 && wait()) {
        }
        return ResultHandle(gone_ ? nullptr : PQgetResult(connection_));
    }

    /// Waits a moment for the server; false when waiting is of no use any more.
    bool wait() {
        pollfd socket{.fd = PQsocket(connection_), .events = POLLIN, .revents = 0};
        const int ready = poll(&socket, 1, static_cast<int>(slice().count()));
        look_around();
        if (ready > 0) {
            return PQconsumeInput(connection_) != 0;
        }
        return !gone_;
    }

    [[nodiscard]] std::chrono::milliseconds slice() const {
        const bool shorter = patience_.meanwhile && patience_.interval < poll_slice;
        return shorter ? patience_.interval : poll_slice;
    }

    void look_around() {
        const int signal = host_.noted_interrupt();
        if (signal != 0 && patience_.cancel_on_signal && answer_.signal == 0) {
            answer_.signal = signal;
            cancelled_ = Clock::now();
            cancel();
        }
        if (answer_.signal != 0 && Clock::now() - cancelled_ > cancel_patience) {
            gone_ = true;
            fail_with("the server does not answer to a cancel request");
        }
        if (patience_.meanwhile && Clock::now() - asked_ >= patience_.interval) {
            patience_.meanwhile();
            asked_ = Clock::now();
        }
    }

    void cancel() {
        const std::unique_ptr<PGcancel, FreeCancel> request(PQgetCancel(connection_));
        std::array<char, 256> ignored{};
        if (request) {
            PQcancel(request.get(), ignored.data(), static_cast<int>(ignored.size()));
        }
    }

    void take(const PGresult* result) {
        switch (PQresultStatus(result)) {
            case PGRES_SINGLE_TUPLE:
                if (current_.rows++ == 0) {
                    current_.first = row_from(result);
                }
                break;
            case PGRES_TUPLES_OK:
            case PGRES_COMMAND_OK:
                finish_statement(result);
                break;
            case PGRES_COPY_IN:
                PQputCopyEnd(connection_, "gmig feeds no data to COPY FROM STDIN");
                break;
            case PGRES_COPY_OUT:
                drop_copied_rows();
                break;
            case PGRES_EMPTY_QUERY:
                break;
            default:
                if (!answer_.failure) {
                    answer_.failure = failure_from(result);
                }
                break;
        }
    }

    void finish_statement(const PGresult* result) {
        current_.columns = static_cast<std::size_t>(PQnfields(result));
        // PQcmdStatus wants a PGresult that can be changed, and changes nothing.
        current_.tag = PQcmdStatus(const_cast<PGresult*>(result));
        answer_.results.push_back(std::exchange(current_, Result()));
    }

    void drop_copied_rows() {
        char* row = nullptr;
        while (PQgetCopyData(connection_, &row, 0) > 0) {
            PQfreemem(row);
        }
    }

    void fail_with(const char* message) {
        answer_.failure = Failure();
        answer_.failure->message = trim(message);
        answer_.failure->connection_lost = is_lost();
    }

    [[nodiscard]] bool is_lost() const { return gone_ || PQstatus(connection_) == CONNECTION_BAD; }

    PGconn* connection_;
    const ModuleHost& host_;
    const Patience& patience_;
    Answer answer_;
    Result current_;
    bool gone_ = false;
    Clock::time_point asked_ = Clock::now();
    Clock::time_point cancelled_;
};

}  // namespace

bool is_committed(const Answer& answer) {
    return !answer.results.empty() && answer.results.back().tag == "COMMIT";
}

Failure not_committed() {
    Failure failure;
    failure.message = "the server has rolled the transaction back at COMMIT";
    return failure;
}

Answer exchange(PGconn* connection, const std::string& text, const ModuleHost& host,
                const Patience& patience) {
    return Conversation(connection, host, patience).hold(text);
}

}  // namespace gmig::db::postgresql
