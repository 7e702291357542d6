#include "db/ledger_row.hpp"

#include <gmig/support/hash.hpp>
#include <gmig/support/text.hpp>

#include <charconv>

namespace gmig::db {
namespace {

constexpr std::string_view up_prefix = "up:";
constexpr std::string_view down_prefix = "down:";
constexpr std::string_view undoes_mark = " undoes:";
using Direction = Progress::Direction;

[[noreturn]] void refuse(const std::string& id, const char* what) {
    throw Error(Error::Kind::History, "the ledger's row of " + printable(id) +
                                          " cannot be read: its " + what + " makes no sense")
        .state("nothing has been done");
}

void add_delimited(std::string& bytes, const Value& value) {
    if (value) {
        bytes += std::to_string(value->size());
        bytes += ':';
        bytes += *value;
    } else {
        bytes += '-';
    }
}

/// Takes a row's cells one after the other.
class Cells {
public:
    explicit Cells(Row& columns) : columns_(columns), id_(columns[0].value_or("?")) {}

    Value optional() { return std::move(columns_[next_++]); }
    std::string text() {
        Value cell = optional();
        if (!cell) {
            refuse(id_, "missing text");
        }
        return *std::move(cell);
    }
    std::int64_t number() {
        const std::string cell = text();
        std::int64_t value = 0;
        const auto [end, code] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
        if (code != std::errc{} || end != cell.data() + cell.size()) {
            refuse(id_, "number");
        }
        return value;
    }
    /// True for the first word, false for the second.
    bool is_first(std::string_view first, std::string_view second, const char* what) {
        const std::string cell = text();
        if (cell != first && cell != second) {
            refuse(id_, what);
        }
        return cell == first;
    }

private:
    Row& columns_;
    std::string id_;
    std::size_t next_ = 0;
};

std::optional<Checksum> checksum_from(Value cell) {
    return cell ? std::optional(Checksum{*std::move(cell)}) : std::nullopt;
}

std::string joined(const std::vector<MigrationId>& ids) {
    std::string result;
    for (const MigrationId& id : ids) {
        result += (result.empty() ? "" : " ") + id.value;
    }
    return result;
}

std::vector<MigrationId> ids_from(const std::string& text) {
    std::vector<MigrationId> result;
    if (!text.empty()) {
        for (const std::string_view id : split_on(text, ' ')) {
            result.push_back(MigrationId{std::string(id)});
        }
    }
    return result;
}

}  // namespace

std::vector<Row> read_ledger(Driver& driver, const Query& query) {
    try {
        return driver.query(query);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Database) {
            throw;
        }
        throw Error(Error::Kind::History,
                    std::string("the ledger in this database cannot be read: ") + error.what())
            .state("nothing has been done");
    }
}

Value text_of(const std::optional<Checksum>& checksum) {
    return checksum ? Value(checksum->value) : std::nullopt;
}

std::string mode_text(TransactionMode mode) {
    return mode == TransactionMode::On ? "on" : "off";
}

TransactionMode mode_from(const Value& cell) {
    return cell == "off" ? TransactionMode::Off : TransactionMode::On;
}

Row columns_of(const LedgerEntry& entry) {
    return {entry.id.value,
            entry.name,
            joined(entry.parents),
            entry.checksum.value,
            text_of(entry.down_checksum),
            text_of(entry.verify_checksum),
            entry.fingerprint.value,
            mode_text(entry.transaction),
            std::to_string(entry.sequence),
            entry.state == RowState::Done ? "done" : "started",
            std::to_string(entry.statements_done),
            std::to_string(entry.executed_at.microseconds),
            std::to_string(entry.duration_us),
            entry.commit,
            entry.branch,
            entry.executed_by,
            entry.gmig_version,
            entry.run_id};
}

std::string digest_of(const std::string& project, const Row& columns) {
    constexpr std::size_t usual_size = 600;
    std::string bytes;
    bytes.reserve(usual_size);
    add_delimited(bytes, project);
    for (std::size_t i = 0; i < entry_column_count; ++i) {
        add_delimited(bytes, columns[i]);
    }
    return std::string(digest_prefix) + sha256_hex(bytes);
}

std::string digest_of(const Texts& texts) {
    // Texts may be large: they are hashed where they are.
    std::string sizes = mode_text(texts.down_transaction) + ":" + std::to_string(texts.up.size());
    for (const Value& text : {texts.down, texts.verify}) {
        sizes += text ? ":" + std::to_string(text->size()) : ":-";
    }
    return std::string(digest_prefix) +
           sha256_hex({sizes, "\n", texts.up, texts.down ? *texts.down : std::string_view{},
                       texts.verify ? *texts.verify : std::string_view{}});
}

std::string digest_of_progress(const std::string& statements_done, const std::string& progress) {
    return std::string(digest_prefix) + sha256_hex({statements_done, ":", progress});
}

LedgerEntry entry_from(Row columns) {
    Cells cells(columns);
    LedgerEntry entry;
    entry.id.value = cells.text();
    entry.name = cells.text();
    entry.parents = ids_from(cells.text());
    entry.checksum.value = cells.text();
    entry.down_checksum = checksum_from(cells.optional());
    entry.verify_checksum = checksum_from(cells.optional());
    entry.fingerprint.value = cells.text();
    entry.transaction = cells.is_first("on", "off", "transaction mode") ? TransactionMode::On
                                                                        : TransactionMode::Off;
    entry.sequence = cells.number();
    entry.state = cells.is_first("done", "started", "state") ? RowState::Done : RowState::Started;
    entry.statements_done = cells.number();
    entry.executed_at.microseconds = cells.number();
    entry.duration_us = cells.number();
    entry.commit = cells.text();
    entry.branch = cells.text();
    entry.executed_by = cells.text();
    entry.gmig_version = cells.text();
    entry.run_id = cells.text();
    return entry;
}

std::string progress_text(const Progress& progress) {
    const bool down = progress.direction == Progress::Direction::Down;
    return std::string(down ? down_prefix : up_prefix) + progress.done +
           (progress.undoes == 0 ? "" : std::string(undoes_mark) + std::to_string(progress.undoes));
}

std::optional<Progress> progress_from(const Value& cell) {
    const auto direction = !cell                            ? std::nullopt
                           : cell->starts_with(up_prefix)   ? std::optional(Direction::Up)
                           : cell->starts_with(down_prefix) ? std::optional(Direction::Down)
                                                            : std::nullopt;
    if (!direction) {
        return std::nullopt;
    }
    const std::size_t prefix = direction == Direction::Up ? up_prefix.size() : down_prefix.size();
    const std::size_t mark = cell->find(undoes_mark);
    Progress progress{*direction, cell->substr(prefix, mark - prefix)};
    if (mark != std::string::npos) {
        const char* const end = cell->data() + cell->size();
        const auto [stop, problem] =
            std::from_chars(cell->data() + mark + undoes_mark.size(), end, progress.undoes);
        if (problem != std::errc() || stop != end) {
            return std::nullopt;
        }
    }
    return progress;
}

void DoneDigest::add(const sql::Statement& statement) {
    hash_.add(std::to_string(statement.text.size()));
    hash_.add(":");
    hash_.add(statement.text);
}

}  // namespace gmig::db
