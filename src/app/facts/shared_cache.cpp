#include "app/facts/shared_cache.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>

#include <charconv>
#include <utility>

namespace gmig::app {
namespace {

// Then the sum of what follows the line: the key, and fields that each say how long they are.
constexpr std::string_view cache_header = "gmig shared facts 1 ";
constexpr std::size_t cache_sum_length = 64;

/// Writes fields one after the other.
class FieldWriter {
public:
    void text(std::string_view value) {
        bytes_.append(std::to_string(value.size())).append(1, ':').append(value);
    }
    void number(std::int64_t value) { text(std::to_string(value)); }
    void sum(const std::optional<Checksum>& value) { text(value ? value->value : ""); }

    template <class Values, class Write>
    void list(const Values& values, const Write& write) {
        number(static_cast<std::int64_t>(values.size()));
        for (const auto& value : values) {
            write(value);
        }
    }

    std::string take() { return std::move(bytes_); }

private:
    std::string bytes_;
};

/// Reads them back. What is not there is empty, and noted.
class FieldReader {
public:
    explicit FieldReader(std::string_view bytes) : bytes_(bytes) {}

    std::string text() {
        std::size_t length = 0;
        const char* const end = bytes_.data() + bytes_.size();
        const auto [stop, error] = std::from_chars(bytes_.data(), end, length);
        const auto digits = static_cast<std::size_t>(stop - bytes_.data());
        const bool fits = error == std::errc() && digits < bytes_.size() && *stop == ':' &&
                          length < bytes_.size() - digits;
        if (!fits) {
            is_whole_ = false;
            bytes_ = {};
            return {};
        }
        std::string value(bytes_.substr(digits + 1, length));
        bytes_.remove_prefix(digits + 1 + length);
        return value;
    }
    std::int64_t number() {
        const std::string written = text();
        std::int64_t value = 0;
        const char* const end = written.data() + written.size();
        const auto [stop, error] = std::from_chars(written.data(), end, value);
        is_whole_ = is_whole_ && error == std::errc() && stop == end;
        return value;
    }
    std::size_t count() { return static_cast<std::size_t>(number()); }
    std::optional<Checksum> sum() {
        std::string value = text();
        return value.empty() ? std::nullopt : std::optional(Checksum{std::move(value)});
    }
    template <class Value, class Read>
    std::vector<Value> list(const Read& read) {
        const std::size_t size = count();
        std::vector<Value> values;
        for (std::size_t i = 0; i < size && is_whole_; ++i) {
            values.push_back(read());
        }
        return values;
    }

    /// Whether all of it was there, and nothing besides.
    [[nodiscard]] bool ended_well() const { return is_whole_ && bytes_.empty(); }

private:
    std::string_view bytes_;
    bool is_whole_ = true;
};

void write_entry(FieldWriter& out, const LedgerEntry& entry) {
    out.text(entry.id.value);
    out.text(entry.name);
    out.list(entry.parents, [&](const MigrationId& parent) { out.text(parent.value); });
    out.text(entry.checksum.value);
    out.sum(entry.down_checksum);
    out.sum(entry.verify_checksum);
    out.text(entry.fingerprint.value);
    out.number(entry.transaction == TransactionMode::On ? 1 : 0);
    out.number(entry.sequence);
    out.number(entry.state == RowState::Done ? 1 : 0);
    out.number(entry.statements_done);
    out.number(entry.executed_at.microseconds);
    out.number(entry.duration_us);
    out.text(entry.commit);
    out.text(entry.branch);
    out.text(entry.executed_by);
    out.text(entry.gmig_version);
    out.text(entry.run_id);
}

LedgerEntry read_entry(FieldReader& in) {
    LedgerEntry entry;
    entry.id.value = in.text();
    entry.name = in.text();
    entry.parents = in.list<MigrationId>([&] { return MigrationId{in.text()}; });
    entry.checksum.value = in.text();
    entry.down_checksum = in.sum();
    entry.verify_checksum = in.sum();
    entry.fingerprint.value = in.text();
    entry.transaction = in.number() == 1 ? TransactionMode::On : TransactionMode::Off;
    entry.sequence = in.number();
    entry.state = in.number() == 1 ? RowState::Done : RowState::Started;
    entry.statements_done = in.number();
    entry.executed_at.microseconds = in.number();
    entry.duration_us = in.number();
    entry.commit = in.text();
    entry.branch = in.text();
    entry.executed_by = in.text();
    entry.gmig_version = in.text();
    entry.run_id = in.text();
    return entry;
}

void write_environment(FieldWriter& out, const SharedEnvironment& environment) {
    out.text(environment.project);
    out.text(environment.identity);
    out.list(environment.names, [&](const std::string& name) { out.text(name); });
    out.text(to_string(environment.kind));
    out.number(environment.retired ? 1 : 0);
    out.number(environment.as_of.microseconds);
    out.number(static_cast<std::int64_t>(environment.facts));
    out.list(environment.entries, [&](const LedgerEntry& entry) { write_entry(out, entry); });
}

SharedEnvironment read_environment(FieldReader& in) {
    SharedEnvironment environment;
    environment.project = in.text();
    environment.identity = in.text();
    environment.names = in.list<std::string>([&] { return in.text(); });
    environment.kind = environment_kind_from(in.text()).value_or(EnvironmentKind::Production);
    environment.retired = in.number() == 1;
    environment.as_of.microseconds = in.number();
    environment.facts = in.count();
    environment.entries = in.list<LedgerEntry>([&] { return read_entry(in); });
    return environment;
}

}  // namespace

std::string text_of_shared_facts(const SharedFacts& shared, const std::string& key) {
    FieldWriter out;
    out.text(key);
    out.number(static_cast<std::int64_t>(shared.facts));
    out.list(shared.problems, [&](const std::string& problem) { out.text(problem); });
    out.list(shared.environments,
             [&](const SharedEnvironment& environment) { write_environment(out, environment); });
    const std::string body = out.take();
    return std::string(cache_header) + sha256_hex(body) + "\n" + body;
}

std::optional<SharedFacts> shared_facts_from(std::string_view text, const std::string& key) {
    const std::size_t start = cache_header.size() + cache_sum_length + 1;
    if (text.size() < start || !text.starts_with(cache_header)) {
        return std::nullopt;
    }
    const std::string_view body = text.substr(start);
    if (text.substr(cache_header.size(), cache_sum_length + 1) != sha256_hex(body) + "\n") {
        return std::nullopt;
    }
    FieldReader in(body);
    if (in.text() != key) {
        return std::nullopt;
    }
    SharedFacts shared;
    shared.facts = in.count();
    shared.problems = in.list<std::string>([&] { return in.text(); });
    shared.environments = in.list<SharedEnvironment>([&] { return read_environment(in); });
    return in.ended_well() ? std::optional(std::move(shared)) : std::nullopt;
}

std::optional<SharedFacts> SharedFactsCache::recall() const {
    try {
        const auto bytes = read_file_if_exists(file_);
        return bytes ? shared_facts_from(*bytes, key_) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

void SharedFactsCache::keep(const SharedFacts& shared) const {
    try {
        const std::string text = text_of_shared_facts(shared, key_);
        if (text.size() <= max_file_bytes) {
            write_file(file_, text);
        }
    } catch (const Error&) {
        return;  // a repository that cannot be written to
    }
}

}  // namespace gmig::app
