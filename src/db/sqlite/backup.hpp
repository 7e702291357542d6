#pragma once

#include "db/sqlite/connection.hpp"

namespace gmig::db::sqlite {

/// SQLite's backup API: makes one database what another one is, in one transaction of the one that
/// is written. Rolled back unless every page was copied. Neither connection may be used for
/// anything else while this lives, but for written_version().
class Backup {
public:
    /// Throws as Connection does.
    Backup(Connection& from, Connection& into);
    Backup(const Backup&) = delete;
    Backup& operator=(const Backup&) = delete;
    ~Backup();

    /// Copies so many pages more, waiting for others as a statement does; the first one takes the
    /// write lock (outside WAL: from readers, too). True when all are copied and committed.
    bool step(int pages);
    /// The rest. Error{Signal} when a signal was noted: rolled back then.
    void run_to_end();

    /// Connection::data_version() of the database that is written.
    [[nodiscard]] std::uint32_t written_version() const { return into_->data_version(); }

private:
    Connection* into_;
    sqlite3_backup* backup_;
};

}  // namespace gmig::db::sqlite
