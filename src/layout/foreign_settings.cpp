#include "layout/foreign.hpp"
#include <gmig/support/near.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <array>

namespace gmig::layout {
namespace {

struct Setting {
    std::string_view name;
    bool Settings::*target;  ///< nothing: only "UTF-8" is taken
};

constexpr std::array diesel_settings{
    Setting{"run_in_transaction", &Settings::in_transaction},
};
constexpr std::array flyway_settings{
    Setting{"executeInTransaction", &Settings::in_transaction},
    Setting{"placeholderReplacement", &Settings::placeholders},
    Setting{"encoding", nullptr},
};

std::string_view without_comment(std::string_view line, Kind layout) {
    // In a properties file a comment has a line of its own.
    const bool whole = line.starts_with('#') || line.starts_with('!');
    if (layout == Kind::Diesel || whole) {
        return trim(line.substr(0, layout == Kind::Diesel ? line.find('#') : 0));
    }
    return line;
}

std::optional<std::string> apply(const Setting& setting, std::string_view value,
                                 Settings& settings) {
    if (setting.target == nullptr) {
        return ascii_lower(value) == "utf-8" ? std::nullopt : std::optional("only UTF-8 is read");
    }
    if (value != "true" && value != "false") {
        return std::string(setting.name) + " must be true or false";
    }
    settings.*setting.target = value == "true";
    return std::nullopt;
}

std::optional<std::string> read_line(std::span<const Setting> known, std::string_view line,
                                     Settings& settings) {
    const std::size_t equals = line.find('=');
    const std::string_view key = trim(line.substr(0, equals));
    const auto found = std::ranges::find(known, key, &Setting::name);
    if (found == known.end()) {
        std::vector<std::string_view> names;
        for (const Setting& setting : known) {
            names.push_back(setting.name);
        }
        return unknown_word("setting", key, names);
    }
    return apply(*found, equals == std::string_view::npos ? "" : trim(line.substr(equals + 1)),
                 settings);
}

}  // namespace

std::optional<Problem> read_settings(Kind layout, std::string_view text, Settings& settings) {
    const std::span<const Setting> known = layout == Kind::Diesel
                                               ? std::span<const Setting>(diesel_settings)
                                               : std::span<const Setting>(flyway_settings);
    for (const std::string_view whole : split_on(text, '\n')) {
        const std::string_view line = without_comment(trim(whole), layout);
        if (line.empty()) {
            continue;
        }
        if (auto problem = read_line(known, line, settings)) {
            return Problem{static_cast<std::size_t>(whole.data() - text.data()),
                           std::move(*problem)};
        }
    }
    return std::nullopt;
}

}  // namespace gmig::layout
