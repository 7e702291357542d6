#include "db/sqlite/content.hpp"

#include "db/sqlite/databases.hpp"
#include "db/sqlite/driver.hpp"
#include "db/sqlite/names.hpp"
#include "db/sqlite/transaction.hpp"
#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <array>
#include <cstring>

namespace gmig::db::sqlite {
namespace {

constexpr std::string_view mark_prefix = "sha256:";

/// A digest of cells, each with its type and length, so that no two lists of them look the same.
class CellDigest {
public:
    void add(char type, std::string_view bytes) {
        add_number(type, static_cast<std::int64_t>(bytes.size()));
        buffer_ += bytes;
        if (buffer_.size() >= enough) {
            flush();
        }
    }
    void add_number(char type, std::int64_t number) {
        std::array<char, sizeof number> bytes{};
        std::memcpy(bytes.data(), &number, sizeof number);
        buffer_ += type;
        buffer_.append(bytes.data(), bytes.size());
    }
    void add_cell(sqlite3_stmt* row, int column);
    void add_row(sqlite3_stmt* row) {
        const int columns = sqlite3_column_count(row);
        add_number('r', columns);
        for (int column = 0; column < columns; ++column) {
            add_cell(row, column);
        }
    }

    std::string hex() {
        flush();
        return hash_.hex();
    }

private:
    void flush() {
        hash_.add(buffer_);
        buffer_.clear();
    }

    static constexpr std::size_t enough = 1U << 16U;
    std::string buffer_;
    Sha256 hash_;
};

void CellDigest::add_cell(sqlite3_stmt* row, int column) {
    const auto bytes_of = [&](const void* start) {
        const auto length = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
        return std::string_view(static_cast<const char*>(start), length);
    };
    switch (sqlite3_column_type(row, column)) {
        case SQLITE_INTEGER:
            add_number('i', sqlite3_column_int64(row, column));
            break;
        case SQLITE_FLOAT: {
            const double number = sqlite3_column_double(row, column);
            std::int64_t bits = 0;
            std::memcpy(&bits, &number, sizeof bits);
            add_number('f', bits);
            break;
        }
        case SQLITE_TEXT:
            add('t', bytes_of(sqlite3_column_text(row, column)));
            break;
        case SQLITE_BLOB: {
            const void* const start = sqlite3_column_blob(row, column);
            add('b', start == nullptr ? std::string_view{} : bytes_of(start));
            break;
        }
        default:
            add_number('n', 0);
    }
}

std::string schema_digest(Connection& connection) {
    CellDigest digest;
    const auto add = [&](sqlite3_stmt* row) { digest.add_row(row); };
    connection.each_row("PRAGMA main.user_version", add);
    connection.each_row("PRAGMA main.application_id", add);
    connection.each_row(
        "SELECT type, name, tbl_name, sql FROM main.sqlite_schema "
        "WHERE lower(substr(name, 1, 5)) <> 'gmig_' AND lower(substr(tbl_name, 1, 5)) <> 'gmig_' "
        "AND lower(substr(name, 1, 7)) <> 'sqlite_' ORDER BY type, name",
        add);
    return digest.hex();
}

// Without an index every table is read in the order of its own tree: by rowid, or by the primary
// key of one WITHOUT ROWID.
std::string rows_digest(Connection& connection) {
    CellDigest digest;
    for (const Row& row : connection.query(
             "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND rootpage > 0 AND "
             "lower(substr(name, 1, 5)) <> 'gmig_' AND (lower(substr(name, 1, 7)) <> 'sqlite_' OR "
             "name = 'sqlite_sequence') ORDER BY name")) {
        const std::string table = row.front().value_or("");
        digest.add('T', table);
        connection.each_row(
            "SELECT * FROM main." + quoted_identifier(table) + " NOT INDEXED" +
                (table == "sqlite_sequence" ? " WHERE lower(substr(name, 1, 5)) <> 'gmig_'" : ""),
            [&](sqlite3_stmt* found) { digest.add_row(found); });
    }
    return digest.hex();
}

/// The two digests of a mark; none when it is no mark.
std::vector<std::string_view> digests_of(std::string_view mark) {
    if (!mark.starts_with(mark_prefix)) {
        return {};
    }
    std::vector<std::string_view> parts = split_on(mark.substr(mark_prefix.size()), ':');
    return parts.size() == 2 ? parts : std::vector<std::string_view>{};
}

}  // namespace

std::string content_mark(Connection& connection) {
    const Transaction transaction(connection, Transaction::Mode::Reading);
    const std::string schema = schema_digest(connection);
    return std::string(mark_prefix) + schema + ":" + rows_digest(connection);
}

std::string change_point(Driver& driver) {
    return static_cast<SqliteDriver&>(driver).content_mark();
}

std::vector<std::string> changes_between(const std::string& earlier, const std::string& later) {
    const std::vector<std::string_view> before = digests_of(earlier);
    const std::vector<std::string_view> after = digests_of(later);
    if (before.empty() || after.empty()) {
        return {"it cannot be told"};
    }
    std::vector<std::string> changes;
    if (before[0] != after[0]) {
        changes.emplace_back("schema");
    }
    if (before[1] != after[1]) {
        changes.emplace_back("rows");
    }
    return changes;
}

}  // namespace gmig::db::sqlite
