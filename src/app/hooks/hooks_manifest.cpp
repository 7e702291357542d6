#include "app/hooks/hooks_manifest.hpp"

#include <gmig/support/error.hpp>
#include <gmig/support/file.hpp>
#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <string_view>

namespace gmig::app {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int manifest_version = 1;
constexpr std::array<std::string_view, 3> modes{"own", "block", "wrapper"};

git::HookMode mode_from(const std::string& word) {
    for (std::size_t i = 0; i < modes.size(); ++i) {
        if (modes[i] == word) {
            return static_cast<git::HookMode>(i);
        }
    }
    throw std::out_of_range(word);
}

std::vector<git::HookRecord> parse(const std::string& text) {
    const OrderedJson json = OrderedJson::parse(text);
    if (json.at("version") != manifest_version) {
        throw std::out_of_range("version");
    }
    std::vector<git::HookRecord> records;
    for (const OrderedJson& one : json.at("hooks")) {
        records.push_back({.hook = one.at("hook").get<std::string>(),
                           .path = one.at("path").get<std::string>(),
                           .mode = mode_from(one.at("mode").get<std::string>()),
                           .sha256 = one.at("sha256").get<std::string>()});
    }
    return records;
}

}  // namespace

std::filesystem::path hooks_manifest_file(const git::Place& place) {
    return place.common_dir / "gmig" / "hooks.json";
}

std::vector<git::HookRecord> read_hooks_manifest(const git::Place& place) {
    const std::filesystem::path file = hooks_manifest_file(place);
    const auto text = read_file_if_exists(file);
    if (!text) {
        return {};
    }
    try {
        return parse(*text);
    } catch (const std::exception&) {
        throw Error(Error::Kind::Repository,
                    "the list of installed hooks is damaged, or a newer gmig's")
            .at({.file = file.string()})
            .state("nothing has changed")
            .next("rm " + shell_word(file.string()) + ", then gmig hooks install");
    }
}

std::optional<std::string> hooks_manifest_text(const std::vector<git::HookRecord>& records) {
    OrderedJson hooks = OrderedJson::array();
    for (const git::HookRecord& record : records) {
        if (!find_invalid_utf8(record.path.native())) {
            hooks.push_back({{"hook", record.hook},
                             {"path", record.path.native()},
                             {"mode", modes[static_cast<std::size_t>(record.mode)]},
                             {"sha256", record.sha256}});
        }
    }
    if (hooks.empty()) {
        return std::nullopt;
    }
    return OrderedJson{{"version", manifest_version}, {"hooks", std::move(hooks)}}.dump(2) + "\n";
}

}  // namespace gmig::app
