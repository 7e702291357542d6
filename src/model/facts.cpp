#include <gmig/model/facts.hpp>

#include <array>

namespace gmig {

std::string_view to_string(EnvironmentKind kind) {
    constexpr std::array<std::string_view, 3> names{"local", "shared", "production"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<EnvironmentKind> environment_kind_from(std::string_view text) {
    for (const EnvironmentKind kind :
         {EnvironmentKind::Local, EnvironmentKind::Shared, EnvironmentKind::Production}) {
        if (text == to_string(kind)) {
            return kind;
        }
    }
    return std::nullopt;
}

std::string_view to_string(FactsSource source) {
    constexpr std::array<std::string_view, 5> names{"live", "cached", "shared", "inferred",
                                                    "unknown"};
    return names[static_cast<std::size_t>(source)];
}

}  // namespace gmig
