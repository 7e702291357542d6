#include "app/schema/replay_cache.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/hash.hpp>

#include <algorithm>
#include <utility>

namespace gmig::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "replay-";
constexpr std::string_view header = "gmig replay 1 ";  // then the sum of what follows the line
constexpr std::size_t sum_length = 64;
constexpr std::size_t most_files = 8;
constexpr std::size_t most_bytes = 32ULL * 1024 * 1024;

std::optional<std::string> content(const fs::path& file) {
    try {
        std::optional<std::string> bytes = read_file_if_exists(file);
        const std::size_t start = header.size() + sum_length + 1;
        if (!bytes || bytes->size() < start || !bytes->starts_with(header)) {
            return std::nullopt;
        }
        std::string rest = bytes->substr(start);
        const bool whole = bytes->compare(header.size(), sum_length, sha256_hex(rest)) == 0;
        return whole ? std::optional(std::move(rest)) : std::nullopt;
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace

std::vector<std::string> ReplayCache::keys(std::span<const Migration* const> migrations) const {
    std::vector<std::string> keys{sha256_hex({"gmig replay 1\n", engine_, "\n"})};
    for (const Migration* migration : migrations) {
        // The SQL that a ledger keeps of a JSON migration has its checksum, and not its words.
        const std::string_view kind = migration->modifications.empty() ? "" : " json";
        keys.push_back(sha256_hex(
            {keys.back(), " ", migration->id.value, " ", migration->checksum.value, kind, "\n"}));
    }
    return keys;
}

fs::path ReplayCache::file_of(const std::string& key) const {
    return folder_ / (std::string(prefix) + key);
}

std::optional<ReplayCache::Found> ReplayCache::longest(std::span<const std::string> keys) const {
    std::error_code ignored;
    if (!fs::is_directory(folder_, ignored)) {
        return std::nullopt;
    }
    for (std::size_t length = keys.size(); length-- > 1;) {
        const fs::path file = file_of(keys[length]);
        if (!fs::exists(file, ignored)) {
            continue;
        }
        if (auto bytes = content(file)) {
            fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
            return Found{length, *std::move(bytes)};
        }
    }
    return std::nullopt;
}

void ReplayCache::keep(const std::string& key, std::string_view bytes) const {
    if (bytes.size() > most_bytes) {
        return;
    }
    try {
        std::string file(header);
        file.append(sha256_hex(bytes)).append("\n").append(bytes);
        write_file(file_of(key), file);
        drop_oldest();
    } catch (const Error&) {
        return;  // a repository that cannot be written to
    }
}

void ReplayCache::drop_oldest() const {
    std::error_code ignored;
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder_, ignored)) {
        if (entry.path().filename().native().starts_with(prefix)) {
            files.emplace_back(entry.last_write_time(ignored), entry.path());
        }
    }
    std::ranges::sort(files, std::greater<>());
    for (std::size_t i = most_files; i < files.size(); ++i) {
        fs::remove(files[i].second, ignored);
    }
}

}  // namespace gmig::app
