#include "app/operation/ledger_line.hpp"

#include <gmig/support/hash.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace gmig::app {
namespace {

using LineJson = nlohmann::json;

/// The last member of a detail that says anything.
constexpr std::string_view digest_key = ",\"digest\":\"";

bool is_sealed(const std::string& detail) {
    const std::size_t at = detail.rfind(digest_key);
    if (at == std::string::npos) {
        return detail == "{}";
    }
    const std::string plain = detail.substr(0, at) + "}";
    return detail == detail.substr(0, at) + std::string(digest_key) + sha256_hex(plain) + "\"}";
}

std::optional<std::string> text_if_any(const LineJson& row, const char* key) {
    const auto found = row.find(key);
    return found == row.end() || found->is_null() ? std::nullopt
                                                  : std::optional(found->get<std::string>());
}

TransactionMode mode_of(const LineJson& row, const char* key) {
    return row.at(key) == "off" ? TransactionMode::Off : TransactionMode::On;
}

template <class Sum>
std::optional<Sum> sum_if_any(const LineJson& row, const char* key) {
    auto text = text_if_any(row, key);
    return text ? std::optional(Sum{std::move(*text)}) : std::nullopt;
}

LedgerEntry row_of(const LineJson& row) {
    LedgerEntry entry;
    entry.id.value = row.at("id");
    entry.name = row.at("name");
    for (const LineJson& parent : row.at("parents")) {
        entry.parents.push_back({parent.get<std::string>()});
    }
    if (!row.contains("checksum")) {
        return entry;  // of a rename: the rest has stayed
    }
    entry.checksum.value = row.at("checksum");
    entry.down_checksum = sum_if_any<Checksum>(row, "down_checksum");
    entry.verify_checksum = sum_if_any<Checksum>(row, "verify_checksum");
    entry.fingerprint.value = row.at("fingerprint");
    entry.transaction = mode_of(row, "transaction");
    entry.sequence = row.at("sequence");
    entry.executed_at.microseconds = row.at("executed_at");
    entry.duration_us = row.at("duration_us");
    entry.commit = row.at("commit");
    entry.branch = row.at("branch");
    entry.executed_by = row.at("executed_by");
    entry.gmig_version = row.at("gmig_version");
    entry.run_id = row.at("run_id");
    entry.statements_done = row.value("statements_done", std::int64_t{0});
    return entry;
}

void read_detail(const std::string& detail, LedgerLine& line) {
    const LineJson json = LineJson::parse(detail);
    if (const auto row = json.find("before"); row != json.end()) {
        line.before = row_of(*row);
        if (row->contains("up")) {
            line.before_texts = db::Texts{.up = row->at("up"),
                                          .down = text_if_any(*row, "down"),
                                          .verify = text_if_any(*row, "verify"),
                                          .down_transaction = mode_of(*row, "down_transaction")};
        }
    }
    line.back = json.value("back", "");
    line.undoes = json.value("undoes", std::int64_t{0});
}

/// Reads a log from its newest line on.
class Reader {
public:
    /// Whether what the line tells still stands.
    bool counts(const LedgerLine& line) {
        if (line.undoes != 0) {
            taken_back_.insert(line.undoes);
            return false;
        }
        const auto attempt = std::pair(line.line.run_id, line.line.id.value);
        if (line.line.kind == "failed") {
            failed_.insert(attempt);
            return false;
        }
        const bool has_failed = line.line.kind == "execute" && failed_.erase(attempt) > 0;
        return !has_failed && !taken_back_.contains(line.line.number);
    }

    void follow(const MigrationId& before, const MigrationId& after) {
        present_[before.value] = present(after);
    }
    [[nodiscard]] MigrationId present(const MigrationId& id) const {
        const auto found = present_.find(id.value);
        return found == present_.end() ? id : found->second;
    }

private:
    std::map<std::string, MigrationId> present_;  ///< by the id before renames
    std::set<std::int64_t> taken_back_;
    std::set<std::pair<std::string, std::string>> failed_;  // run and migration
};

}  // namespace

LedgerLine read_line(const db::Operation& operation) {
    LedgerLine line{.line = operation, .before = {}, .back = {}};
    line.present = operation.id;
    try {
        line.intact = is_sealed(operation.detail);
        read_detail(operation.detail, line);
    } catch (const LineJson::exception&) {
        line.intact = false;
    }
    return line;
}

bool is_import(const LedgerLine& line) {
    const bool of_former_gmigs = line.line.kind == "adopt" && !line.before;
    return line.line.kind == "import" || of_former_gmigs;
}

std::vector<db::Operation> standing_imports(std::span<const db::Operation> newest_first) {
    std::vector<db::Operation> standing;
    std::unordered_set<std::int64_t> taken_back;
    for (const db::Operation& operation : newest_first) {
        const LedgerLine line = read_line(operation);
        if (line.undoes != 0) {
            taken_back.insert(line.undoes);
        } else if (is_import(line) && !taken_back.contains(operation.number)) {
            standing.push_back(operation);
        }
    }
    return standing;
}

std::unordered_set<MigrationId> taken_out_of(std::span<const db::Operation> newest_first) {
    std::unordered_set<MigrationId> taken_out;
    std::unordered_set<MigrationId> seen;
    std::unordered_set<std::int64_t> undone;
    for (const db::Operation& line : newest_first) {
        if (const std::int64_t taken_back = read_line(line).undoes; taken_back != 0) {
            undone.insert(taken_back);
            continue;
        }
        if (undone.contains(line.number) || !seen.insert(line.id).second) {
            continue;
        }
        if (line.kind == "rollback" || line.kind == "mark") {
            taken_out.insert(line.id);
        }
    }
    return taken_out;
}

Standing standing_of_run(std::span<const LedgerLine> lines, const std::string& run_id) {
    Standing standing;
    Reader reader;
    std::optional<LedgerLine> top_of_others;
    for (const LedgerLine& line : lines) {
        const bool own = line.line.run_id == run_id;
        standing.known = standing.known || own;
        if (!reader.counts(line)) {
            continue;
        }
        if (own) {
            standing.lines.push_back(line);
            standing.lines.back().present = reader.present(line.line.id);
            standing.above = standing.above ? standing.above : top_of_others;
        } else if (line.line.kind == "rename") {
            reader.follow(line.before ? line.before->id : line.line.id, line.line.id);
        } else if (!top_of_others) {
            top_of_others = line;
        }
    }
    return standing;
}

}  // namespace gmig::app
