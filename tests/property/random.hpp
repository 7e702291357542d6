#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace gmig::property {

/// The same numbers on every machine, by a seed.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return engine_() % bound; }
    bool percent(std::size_t chance) { return below(100) < chance; }
    template <class T>
    const T& one_of(const std::vector<T>& values) {
        return values[below(values.size())];
    }
    std::string one_of(std::initializer_list<const char*> values) {
        return *(values.begin() + below(values.size()));
    }

private:
    std::mt19937_64 engine_;
};

/// A number from the environment.
inline std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

}  // namespace gmig::property
