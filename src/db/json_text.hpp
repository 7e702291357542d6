#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::db {

/// Builds one JSON object (RFC 8259) member by member: what the operation log keeps. This layer
/// writes JSON in this one place and never reads any.
class JsonObject {
public:
    JsonObject& text(std::string_view key, std::string_view value);
    JsonObject& text_or_null(std::string_view key, const std::optional<std::string>& value);
    JsonObject& texts(std::string_view key, const std::vector<std::string>& values);
    JsonObject& number(std::string_view key, long long value);
    JsonObject& object(std::string_view key, const JsonObject& value);

    [[nodiscard]] std::string str() const { return "{" + members_ + "}"; }

private:
    void begin(std::string_view key);
    std::string members_;
};

}  // namespace gmig::db
