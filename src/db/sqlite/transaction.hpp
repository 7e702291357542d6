#pragma once

#include "db/sqlite/connection.hpp"

namespace gmig::db::sqlite {

/// The state after a failure of what is all or nothing.
inline constexpr const char* nothing_changed = "nothing has changed";

/// A transaction of gmig's own, rolled back unless it was committed. Never deferred when it will
/// write: in WAL mode a deferred one fails at once when it comes to write and another has written.
class Transaction {
public:
    enum class Mode : bool { Reading, Writing };

    Transaction(Connection& connection, Mode mode) : connection_(&connection) {
        connection.execute(mode == Mode::Writing ? "BEGIN IMMEDIATE" : "BEGIN");
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (connection_ != nullptr && connection_->in_transaction()) {
            connection_->try_execute("ROLLBACK");
        }
    }

    /// The result code of COMMIT, which polls for others as long as every statement does. After a
    /// failure, what had to be rolled back is.
    [[nodiscard]] int try_commit() {
        const int code = connection_->try_execute("COMMIT");
        if (code == SQLITE_OK) {
            connection_ = nullptr;
        }
        return code;
    }

private:
    Connection* connection_;
};

}  // namespace gmig::db::sqlite
