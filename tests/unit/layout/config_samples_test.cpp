#include "layout/config_keys.hpp"
#include <gmig/layout/config.hpp>
#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace gmig::layout {
namespace {

std::vector<FileContent> samples(const std::string& kind) {
    return read_folder(std::string(GMIG_CONFIG_SAMPLES) + "/" + kind,
                       [](std::string_view path) { return path.ends_with(".json"); });
}

/// The same files are held against the JSON Schema by schema_test.py.
TEST(ConfigSamples, GoodOnesAreTaken) {
    const auto files = samples("good");
    EXPECT_GE(files.size(), 5U);
    for (const FileContent& file : files) {
        EXPECT_NO_THROW(parse_config(file.bytes, file.path)) << file.path;
    }
}

TEST(ConfigSamples, BadOnesAreRefusedWithAPlace) {
    const auto files = samples("bad");
    EXPECT_GE(files.size(), 5U);
    for (const FileContent& file : files) {
        try {
            parse_config(file.bytes, file.path);
            ADD_FAILURE() << file.path << " is taken";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::Usage) << file.path;
            EXPECT_GT(error.where().column, 0U) << file.path;
        }
    }
}

nlohmann::json schema() {
    return nlohmann::json::parse(read_file(GMIG_CONFIG_SCHEMA));
}

std::vector<std::string> keys_of(const nlohmann::json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.at("properties").items()) {
        keys.push_back(key);
    }
    return keys;
}

TEST(ConfigSchema, HasTheKeysThatTheParserKnows) {
    const nlohmann::json all = schema();
    const nlohmann::json& definitions = all.at("definitions");
    EXPECT_THAT(keys_of(all.at("oneOf").at(0)),
                testing::UnorderedElementsAreArray(top_level_keys()));
    EXPECT_THAT(keys_of(definitions.at("environment")),
                testing::UnorderedElementsAreArray(environment_keys()));
    auto expected = project_keys();
    expected.emplace_back("$schema");
    EXPECT_THAT(keys_of(definitions.at("project")), testing::UnorderedElementsAreArray(expected));
}

TEST(ConfigSchema, HasTheWordsThatTheParserKnows) {
    const nlohmann::json project = schema().at("definitions").at("project").at("properties");
    for (const std::string word : project.at("layout").at("enum")) {
        EXPECT_TRUE(kind_from(word)) << word;
    }
    EXPECT_EQ(project.at("layout").at("enum").size(), kind_names().size());
    const ProjectConfig defaults;
    EXPECT_EQ(project.at("migrations").at("default"), defaults.migrations);
    EXPECT_EQ(project.at("schema").at("default"), defaults.schema);
    EXPECT_EQ(project.at("ledger_ref").at("default"), defaults.ledger_ref);
    EXPECT_EQ(project.at("protected").at("default"), defaults.protected_branches);
}

}  // namespace
}  // namespace gmig::layout
