#pragma once

#include "app/facts/shared.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace gmig::app {

/// What shared facts came to, as text: `environments` without `conflicts`, `heads` and
/// `retirements`, `problems` and `facts`. Written for `key`, under a sum of its own.
std::string text_of_shared_facts(const SharedFacts& shared, const std::string& key);
/// Nothing where the text is damaged, another gmig's, or of another key.
std::optional<SharedFacts> shared_facts_from(std::string_view text, const std::string& key);

/// A file that keeps what the facts of some commits came to, so that they need not be read again:
/// commits never change, so that it is right or of others. One that is missing or damaged is as
/// good as none; where it cannot be written it is let be.
class SharedFactsCache {
public:
    SharedFactsCache(std::filesystem::path file, std::string key)
        : file_(std::move(file)), key_(std::move(key)) {}

    [[nodiscard]] std::optional<SharedFacts> recall() const;
    void keep(const SharedFacts& shared) const;

private:
    std::filesystem::path file_;
    std::string key_;
};

}  // namespace gmig::app
