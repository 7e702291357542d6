#include "db/sqlite/backup.hpp"

#include <gmig/support/interrupt.hpp>

namespace gmig::db::sqlite {

Backup::Backup(Connection& from, Connection& into)
    : into_(&into), backup_(sqlite3_backup_init(into.handle(), "main", from.handle(), "main")) {
    if (backup_ == nullptr) {
        throw into_->failure(sqlite3_errcode(into_->handle()));
    }
}

Backup::~Backup() {
    sqlite3_backup_finish(backup_);
}

bool Backup::step(int pages) {
    const int code = sqlite3_backup_step(backup_, pages);
    if (code == SQLITE_OK || code == SQLITE_DONE) {
        return code == SQLITE_DONE;
    }
    throw into_->failure_of(code);
}

void Backup::run_to_end() {
    constexpr int pages_between_looks = 2048;
    while (!step(pages_between_looks)) {
        throw_if_interrupted();
    }
}

}  // namespace gmig::db::sqlite
