#pragma once

#include "db/module.hpp"
#include <gmig/db/driver.hpp>

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::db::postgresql {

/// What the server, or the client library in its place, said no with.
struct Failure {
    std::string sqlstate;  ///< empty when the library speaks
    std::string message;
    std::string detail;
    std::string hint;
    std::string context;
    std::string blocked_by;        ///< the sessions that it waited for
    std::size_t position = 0;      ///< in the text that was sent, counted from 1; 0 when not known
    bool connection_lost = false;  ///< whatever was said: there is no session any more
};

/// The result of one statement of a text. Rows behind the first are counted and not kept, so that
/// no answer fills the memory.
struct Result {
    std::string tag;  ///< "CREATE TABLE", "SELECT 1"
    std::size_t rows = 0;
    std::size_t columns = 0;
    Row first;
};

/// The answer to one text of statements.
struct Answer {
    std::vector<Result> results;  ///< of the statements that succeeded, in their order
    std::optional<Failure> failure;
    int signal =
        0;  ///< noted meanwhile: the statements were cancelled, or came to their end before
};

/// Whether COMMIT, the last statement of a text, succeeded.
bool is_committed(const Answer& answer);
/// What is wrong when COMMIT was answered by something else.
Failure not_committed();

/// How long it waits before it looks for signals again.
inline constexpr std::chrono::milliseconds poll_slice{100};

/// What happens while the server is at work.
struct Patience {
    bool cancel_on_signal = true;
    std::function<void()> meanwhile{};  ///< called each `interval`
    std::chrono::milliseconds interval{0};
};

/// Sends a text of statements as one message (simple query protocol) and waits for the whole
/// answer. Throws nothing: whatever goes wrong is in the answer.
Answer exchange(PGconn* connection, const std::string& text, const ModuleHost& host,
                const Patience& patience);

}  // namespace gmig::db::postgresql
