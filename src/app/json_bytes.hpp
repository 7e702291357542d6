#pragma once

#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// Any bytes in JSON, which holds UTF-8 alone: paths and files may be otherwise, and are then a
/// list of numbers.
inline nlohmann::json json_of_bytes(const std::string& bytes) {
    if (!find_invalid_utf8(bytes)) {
        return bytes;
    }
    nlohmann::json numbers = nlohmann::json::array();
    for (const char byte : bytes) {
        numbers.push_back(static_cast<unsigned char>(byte));
    }
    return numbers;
}
inline std::string bytes_from(const nlohmann::json& json) {
    if (json.is_string()) {
        return json.get<std::string>();
    }
    std::string bytes;
    for (const nlohmann::json& number : json) {
        bytes += static_cast<char>(number.get<unsigned char>());
    }
    return bytes;
}

/// Nothing is null.
inline nlohmann::json json_of_bytes(const std::optional<std::string>& bytes) {
    return bytes ? json_of_bytes(*bytes) : nlohmann::json(nullptr);
}
inline std::optional<std::string> bytes_if_any(const nlohmann::json& json) {
    return json.is_null() ? std::nullopt : std::optional(bytes_from(json));
}

template <class Values, class Convert>
nlohmann::json list_of(const Values& values, const Convert& convert) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& value : values) {
        list.push_back(convert(value));
    }
    return list;
}

template <class Value, class Convert>
std::vector<Value> values_from(const nlohmann::json& list, const Convert& convert) {
    std::vector<Value> values;
    for (const nlohmann::json& json : list) {
        values.push_back(convert(json));
    }
    return values;
}

}  // namespace gmig::app
