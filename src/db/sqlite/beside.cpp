// Where SQLite databases stand beside each other.
#include "db/sqlite/databases.hpp"
#include "db/sqlite/file_lock.hpp"
#include "db/sqlite/files.hpp"
#include "db/sqlite/replaced.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/support/text.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>

namespace gmig::db::sqlite {
namespace {

namespace fs = std::filesystem;

/// "app.next.db" of "app.db" and "next".
std::string name_beside(const fs::path& base, std::string_view name) {
    return base.stem().string() + "." + std::string(name) + base.extension().string();
}

bool is_environment_name(std::string_view name) {
    constexpr std::size_t longest = 63;
    return !name.empty() && name.size() <= longest && std::ranges::all_of(name, [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') ||
               letter == '_' || letter == '-';
    });
}

/// NAME of a file beside `base`; empty when it is none.
std::string environment_name_of(const fs::path& base, const std::string& file) {
    const std::string before = base.stem().string() + ".";
    const std::string after = base.extension().string();
    if (file.size() <= before.size() + after.size() || !file.starts_with(before) ||
        !file.ends_with(after)) {
        return {};
    }
    std::string name = file.substr(before.size(), file.size() - before.size() - after.size());
    return is_environment_name(name) ? name : std::string();
}

// Percent-encoded where parse_url() would read something else.
std::string percent_encoded(const std::string& path) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char byte : path) {
        if (byte == '%' || byte == '?' || byte == '#') {
            const auto code = static_cast<unsigned char>(byte);
            result += {'%', digits[code >> 4U], digits[code & 0xFU]};
        } else {
            result += byte;
        }
    }
    return result;
}

// As the base is shown, if its name stands there as it is: a path beside gmig.json stays one.
std::string shown_beside(const Target& base, const std::string& file) {
    const std::string old_name = fs::path(base.location).filename().string();
    if (!base.shown.ends_with("/" + old_name) && !base.shown.ends_with(":" + old_name)) {
        return "sqlite:" +
               printable(percent_encoded((fs::path(base.location).parent_path() / file).string()));
    }
    return base.shown.substr(0, base.shown.size() - old_name.size()) + file;
}

/// Whether it is a SQLite database. Takes no lock, and reads past any -wal or -journal.
bool is_database(const fs::path& file) {
    const std::string uri = "file:" + percent_encoded(file.string()) + "?immutable=1";
    sqlite3* raw = nullptr;
    int code = sqlite3_open_v2(uri.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(raw, "PRAGMA schema_version", nullptr, nullptr, nullptr);
    }
    sqlite3_close_v2(raw);
    return code == SQLITE_OK;
}

std::int64_t size_of(const fs::path& file) {
    struct stat status {};
    return ::lstat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : 0;
}

fs::path custody_file(const Target& target) {
    std::error_code ignored;
    // All names of a file meet at one lock.
    fs::path file = fs::weakly_canonical(target.location, ignored);
    file += "-gmig-env";
    return file;
}

}  // namespace

Target beside(const Target& base, std::string_view name) {
    const fs::path file = base.location;
    constexpr std::size_t longest = 200;  // of 255: SQLite and gmig append to it
    Target result = base;
    result.database = name_beside(file, name);
    if (base.location == ":memory:" || result.database.size() > longest) {
        throw Error(Error::Kind::Usage,
                    base.location == ":memory:"
                        ? "nothing stands beside a database in memory"
                        : "the name of the file would be too long: " + printable(result.database))
            .state(nothing_changed);
    }
    result.location = (file.parent_path() / result.database).string();
    result.shown = shown_beside(base, result.database);
    return result;
}

std::vector<DatabaseBeside> databases_beside(const Target& base, const OpenOptions& options) {
    std::vector<DatabaseBeside> result;
    const fs::path file = base.location;
    const std::string leftover = leftover_of_replacement(base, options);
    std::error_code failed;
    for (fs::directory_iterator entry(file.parent_path(), failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::string name = environment_name_of(file, entry->path().filename().string());
        const std::int64_t bytes = size_of(entry->path());
        if (!name.empty() && bytes > 0 && entry->path() != leftover && is_database(entry->path())) {
            result.push_back({name, sqlite::beside(base, name), bytes});
        }
    }
    std::ranges::sort(result, {}, &DatabaseBeside::name);
    return result;
}

bool database_exists(const Target& target, const OpenOptions& /*options*/) {
    std::error_code ignored;
    return fs::is_regular_file(target.location, ignored);
}

std::shared_ptr<void> take_custody(const Target& target, const LockRequest& request,
                                   const OpenOptions& /*options*/) {
    if (target.location == ":memory:") {
        return nullptr;
    }
    return std::make_shared<FileLock>(custody_file(target), target.location, request,
                                      "another gmig is at work on this database as a whole");
}

bool custody_is_held(const Target& target, const OpenOptions& /*options*/) {
    return target.location != ":memory:" && FileLock::is_held(custody_file(target));
}

}  // namespace gmig::db::sqlite
