#pragma once

#include <gmig/model/facts.hpp>

#include <string>

namespace gmig::app {

/// How much is known of an environment of gmig.json, without asking it over a network.
struct KnownFacts {
    std::string environment;
    EnvironmentKind kind = EnvironmentKind::Production;
    FactsSource source = FactsSource::Unknown;
    Timestamp as_of;
    std::string note{};  ///< what could not be had besides
    std::string tool{};  ///< another tool, whose table it is known from
};

}  // namespace gmig::app
