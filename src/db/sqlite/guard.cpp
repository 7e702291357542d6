#include "db/sqlite/guard.hpp"

#include "db/sqlite/names.hpp"
#include "db/sqlite/touch_recorder.hpp"
#include <gmig/support/text.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace gmig::db::sqlite {
namespace {

/// The table (or view) that an action changes; empty when it changes none.
std::string_view changed_table(int code, std::string_view first, std::string_view second) {
    switch (code) {
        case SQLITE_INSERT:
        case SQLITE_UPDATE:
        case SQLITE_DELETE:
        case SQLITE_CREATE_TABLE:
        case SQLITE_CREATE_TEMP_TABLE:
        case SQLITE_CREATE_VIEW:
        case SQLITE_CREATE_TEMP_VIEW:
        case SQLITE_CREATE_VTABLE:
        case SQLITE_DROP_TABLE:
        case SQLITE_DROP_VTABLE:
            return first;
        case SQLITE_ALTER_TABLE:
        case SQLITE_CREATE_INDEX:
        case SQLITE_CREATE_TRIGGER:
        case SQLITE_CREATE_TEMP_TRIGGER:
        case SQLITE_DROP_INDEX:
        case SQLITE_DROP_TRIGGER:
            return second;
        default:
            return {};
    }
}

bool makes_temporary(int code) {
    constexpr std::array codes{SQLITE_CREATE_TEMP_TABLE, SQLITE_CREATE_TEMP_VIEW,
                               SQLITE_CREATE_TEMP_TRIGGER, SQLITE_CREATE_TEMP_INDEX};
    return std::ranges::find(codes, code) != codes.end();
}

}  // namespace

std::string Guard::reason_against_pragma(const Action& action) const {
    const std::string name = ascii_lower(action.first);
    if (action.second.empty()) {
        return {};
    }
    if (name == "writable_schema") {
        return "PRAGMA writable_schema";
    }
    return name == "journal_mode" && watching_ != Watching::Alone ? "PRAGMA journal_mode" : "";
}

std::string Guard::reason_against(const Action& action) const {
    const bool alone = watching_ == Watching::Alone;
    switch (action.code) {
        case SQLITE_ATTACH:
            // VACUUM attaches a nameless database for itself.
            return alone && action.first.empty() ? "" : "ATTACH (and VACUUM INTO)";
        case SQLITE_DETACH:
            return "DETACH";
        case SQLITE_TRANSACTION:
            return alone ? "" : "transaction control";
        case SQLITE_SAVEPOINT:
            return is_gmigs(action.second) ? "a savepoint of gmig's" : "";
        case SQLITE_PRAGMA:
            return reason_against_pragma(action);
        default:
            break;
    }
    const std::string_view table = changed_table(action.code, action.first, action.second);
    const bool vacuum = alone && action.database == "vacuum_db";
    if (watching_ != Watching::OwnHistory && is_gmigs(table) && !vacuum) {
        return "a change to gmig's own table " + std::string(table);
    }
    return {};
}

void Guard::note(const Action& action) {
    switch (action.code) {
        case SQLITE_INSERT:
        case SQLITE_UPDATE:
        case SQLITE_DELETE:
            // SQLite's own bookkeeping for CREATE … comes this way too.
            changed_data_ = changed_data_ || !action.first.starts_with("sqlite_");
            break;
        case SQLITE_DROP_TABLE:
        case SQLITE_ALTER_TABLE:
            changed_data_ = true;
            moved_tables_ = true;
            break;
        case SQLITE_PRAGMA:
            left_in_session_ = left_in_session_ || !action.second.empty();
            break;
        default:
            left_in_session_ = left_in_session_ || makes_temporary(action.code);
    }
}

int Guard::authorize(void* guard, int action, const char* first, const char* second,
                     const char* database, const char* /*trigger*/) {
    Guard& self = *static_cast<Guard*>(guard);
    if (self.watching_ == Watching::Nothing) {
        return SQLITE_OK;
    }
    const auto text = [](const char* value) {
        return value == nullptr ? std::string_view{} : std::string_view{value};
    };
    if (self.recorder_ != nullptr) {
        self.recorder_->see(action, text(first), text(second));
    }
    if (action == SQLITE_READ) {
        return SQLITE_OK;
    }
    // ATTACH of an expression has no name to look at: it counts as any other file.
    const Action what{action, first == nullptr && action == SQLITE_ATTACH ? "?" : text(first),
                      text(second), text(database)};
    std::string reason = self.reason_against(what);
    if (!reason.empty()) {
        self.denied_ = std::move(reason);
        return SQLITE_DENY;
    }
    self.note(what);
    return SQLITE_OK;
}

}  // namespace gmig::db::sqlite
