#pragma once

#include <gmig/model/migration.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::app {

/// Keeps what replays built: a few files in gmig's cache folder, the oldest of which go. A file
/// that is missing or damaged is as good as none; one that cannot be written is let be.
class ReplayCache {
public:
    /// `engine` is whatever else a replay depends on: gmig's version, the database's.
    ReplayCache(std::filesystem::path folder, std::string engine)
        : folder_(std::move(folder)), engine_(std::move(engine)) {}

    /// How a list of migrations is called, of every beginning of it: keys[n] is that of the first n
    /// (ids, checksums and whether they are JSON, in this order).
    [[nodiscard]] std::vector<std::string> keys(std::span<const Migration* const> migrations) const;

    struct Found {
        std::size_t length = 0;  ///< so many of the list have been replayed
        std::string bytes;
    };
    /// What is kept of the longest beginning of a list.
    [[nodiscard]] std::optional<Found> longest(std::span<const std::string> keys) const;
    void keep(const std::string& key, std::string_view bytes) const;

private:
    [[nodiscard]] std::filesystem::path file_of(const std::string& key) const;
    void drop_oldest() const;

    std::filesystem::path folder_;
    std::string engine_;
};

}  // namespace gmig::app
