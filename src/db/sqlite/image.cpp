// A whole database as bytes, for shadows.
#include "db/sqlite/driver.hpp"

namespace gmig::db::sqlite {
namespace {

struct FreeBytes {
    void operator()(unsigned char* bytes) const noexcept { sqlite3_free(bytes); }
};

struct CloseHandle {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};

[[noreturn]] void refuse_image() {
    throw Error(Error::Kind::Internal, "these bytes are no SQLite database");
}

bool is_readable(sqlite3* handle) {
    return sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) ==
           SQLITE_OK;
}

}  // namespace

std::string Connection::image() const {
    sqlite3_int64 size = 0;
    const std::unique_ptr<unsigned char, FreeBytes> bytes(
        sqlite3_serialize(handle(), "main", &size, 0));
    if (!bytes && size > 0) {
        throw failure(SQLITE_NOMEM);
    }
    return bytes ? std::string(reinterpret_cast<const char*>(bytes.get()),
                               static_cast<std::size_t>(size))
                 : std::string();
}

// Deserialized right into this connection, the bytes would be its own: another connection, made
// after a PRAGMA, would not see them.
void Connection::load(std::string_view image) {
    if (image.empty()) {
        return;
    }
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE, nullptr);
    const std::unique_ptr<sqlite3, CloseHandle> source(raw);
    if (opened != SQLITE_OK) {
        throw failure(opened);
    }
    auto* const bytes = sqlite3_malloc64(image.size());
    if (bytes == nullptr) {
        throw failure(SQLITE_NOMEM);
    }
    std::copy(image.begin(), image.end(), static_cast<char*>(bytes));
    const auto size = static_cast<sqlite3_int64>(image.size());
    const int code =
        sqlite3_deserialize(raw, "main", static_cast<unsigned char*>(bytes), size, size,
                            SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
    if (code != SQLITE_OK || !is_readable(raw)) {
        refuse_image();
    }
    copy_from(raw);
}

void Connection::copy_from(sqlite3* other) {
    kept_statements_.clear();
    sqlite3_backup* const backup = sqlite3_backup_init(handle(), "main", other, "main");
    constexpr int all_pages = -1;
    if (backup != nullptr) {
        sqlite3_backup_step(backup, all_pages);
        sqlite3_backup_finish(backup);
    }
    if (const int code = sqlite3_errcode(handle()); code != SQLITE_OK) {
        throw failure(code);
    }
}

void SqliteDriver::load(std::string_view image) {
    known_.reset();
    connection().load(image);
}

void SqliteDriver::copy_from(SqliteDriver& other) {
    known_.reset();
    connection().copy_from(other.connection());
}

}  // namespace gmig::db::sqlite
