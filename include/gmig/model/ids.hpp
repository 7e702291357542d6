#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig {

/// A migration's stable identity: 12 letters from k to z, given once (so that it never looks like a
/// commit hash). Survives rename, rebase and amend.
struct MigrationId {
    std::string value;
    auto operator<=>(const MigrationId&) const = default;
};

/// "<algorithm>:<hex>"; algorithm 1 is SHA-256 over the transaction mode and the canonical part.
struct Checksum {
    std::string value;
    auto operator<=>(const Checksum&) const = default;
};

/// SHA-256 (hex) of a part's tokens: equal for texts that differ in comments and white space only.
struct Fingerprint {
    std::string value;
    auto operator<=>(const Fingerprint&) const = default;
};

/// SHA-256 (hex) over the sorted (id, checksum) of a set: two databases with the same version ran
/// the same migrations.
struct Version {
    std::string value;
    auto operator<=>(const Version&) const = default;
};

/// A git commit's object name, in hexadecimal, in full.
struct CommitId {
    std::string value;
    auto operator<=>(const CommitId&) const = default;
};

/// Whether a part runs in gmig's transaction.
enum class TransactionMode : bool { Off, On };

/// The two databases, and the dialects of SQL they speak.
enum class Dialect : bool { Sqlite, Postgresql };

/// "sqlite", "postgresql".
std::string_view to_string(Dialect dialect);

inline constexpr std::size_t id_length = 12;

/// Whether the text is a whole id.
bool is_migration_id(std::string_view text);

/// An id from at least 12 random bytes.
MigrationId id_from_bytes(std::string_view random_bytes);

/// The id of a migration that carries none: from what identifies it in its layout (layout, version,
/// slug). The parts are delimited, so ("a", "bc") and ("ab", "c") differ. Never changes: ledgers
/// hold these.
MigrationId derived_id(std::initializer_list<std::string_view> parts);

/// Checksum of an up part. `canonical` is as layout::canonical_part gives it.
Checksum checksum_of_up(TransactionMode mode, std::string_view canonical);

/// Checksum of a down or verify part.
Checksum checksum_of_part(std::string_view canonical);

using IdAndChecksum = std::pair<MigrationId, Checksum>;

/// The same for a moment, without copies.
using IdAndChecksumView = std::pair<std::string_view, std::string_view>;

/// The version of a set, in whatever order it is given.
Version version_of(std::span<const IdAndChecksum> set);
Version version_of(std::vector<IdAndChecksumView> set);

}  // namespace gmig

/// Without noexcept, so that libstdc++ keeps hashes in the nodes of a table: a chain is then walked
/// without hashing each id in it again.
template <>
struct std::hash<gmig::MigrationId> {
    std::size_t operator()(const gmig::MigrationId& id) const {
        return std::hash<std::string>{}(id.value);
    }
};
