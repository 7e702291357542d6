#include <gmig/model/facts.hpp>

#include <gtest/gtest.h>

namespace gmig {
namespace {

TEST(EnvironmentKind, HasATextAndComesBackFromIt) {
    EXPECT_EQ(to_string(EnvironmentKind::Local), "local");
    EXPECT_EQ(to_string(EnvironmentKind::Shared), "shared");
    EXPECT_EQ(to_string(EnvironmentKind::Production), "production");
    for (const EnvironmentKind kind :
         {EnvironmentKind::Local, EnvironmentKind::Shared, EnvironmentKind::Production}) {
        EXPECT_EQ(environment_kind_from(to_string(kind)), kind);
    }
}

TEST(EnvironmentKind, ComesFromNoOtherText) {
    for (const std::string_view text : {"", "Local", "prod", "local "}) {
        EXPECT_EQ(environment_kind_from(text), std::nullopt) << text;
    }
}

TEST(FactsSource, HasAText) {
    EXPECT_EQ(to_string(FactsSource::Live), "live");
    EXPECT_EQ(to_string(FactsSource::Cached), "cached");
    EXPECT_EQ(to_string(FactsSource::Shared), "shared");
    EXPECT_EQ(to_string(FactsSource::Inferred), "inferred");
    EXPECT_EQ(to_string(FactsSource::Unknown), "unknown");
}

TEST(Facts, OfWhichNothingIsKnownAreTheStrictest) {
    const Facts facts;
    EXPECT_EQ(facts.source, FactsSource::Unknown);
    EXPECT_EQ(facts.kind, EnvironmentKind::Production);
}

}  // namespace
}  // namespace gmig
