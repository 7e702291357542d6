#include <gmig/model/ids.hpp>
#include <gmig/support/hash.hpp>

#include <algorithm>
#include <cassert>
#include <utility>

namespace gmig {
namespace {

constexpr std::string_view id_letters = "klmnopqrstuvwxyz";

constexpr std::string_view algorithm = "1:";

MigrationId id_from_hex(std::string_view hex) {
    assert(hex.size() >= id_length);
    MigrationId id;
    for (const char digit : hex.substr(0, id_length)) {
        const auto value = digit <= '9' ? digit - '0' : digit - 'a' + 10;
        id.value += id_letters[static_cast<std::size_t>(value)];
    }
    return id;
}

}  // namespace

std::string_view to_string(Dialect dialect) {
    return dialect == Dialect::Sqlite ? "sqlite" : "postgresql";
}

bool is_migration_id(std::string_view text) {
    return text.size() == id_length &&
           std::ranges::all_of(text, [](char letter) { return letter >= 'k' && letter <= 'z'; });
}

MigrationId id_from_bytes(std::string_view random_bytes) {
    assert(random_bytes.size() >= id_length);
    MigrationId id;
    for (const char byte : random_bytes.substr(0, id_length)) {
        id.value += id_letters[static_cast<unsigned char>(byte) & 0x0FU];
    }
    return id;
}

MigrationId derived_id(std::initializer_list<std::string_view> parts) {
    std::string text = "gmig derived id 1";
    for (const std::string_view part : parts) {
        text += '\0';
        text += part;
    }
    return id_from_hex(sha256_hex(text));
}

Checksum checksum_of_up(TransactionMode mode, std::string_view canonical) {
    const std::string_view head =
        mode == TransactionMode::On ? "transaction=on\n" : "transaction=off\n";
    return {std::string(algorithm) + sha256_hex({head, canonical})};
}

Checksum checksum_of_part(std::string_view canonical) {
    return {std::string(algorithm) + sha256_hex(canonical)};
}

Version version_of(std::span<const IdAndChecksum> set) {
    std::vector<IdAndChecksumView> views;
    views.reserve(set.size());
    for (const auto& [id, checksum] : set) {
        views.emplace_back(id.value, checksum.value);
    }
    return version_of(std::move(views));
}

Version version_of(std::vector<IdAndChecksumView> set) {
    std::ranges::sort(set);
    std::size_t size = 0;
    for (const auto& [id, checksum] : set) {
        size += id.size() + checksum.size() + 2;
    }
    std::string text;
    text.reserve(size);
    for (const auto& [id, checksum] : set) {
        text += id;
        text += ' ';
        text += checksum;
        text += '\n';
    }
    return {sha256_hex(text)};
}

}  // namespace gmig
