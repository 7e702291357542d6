#include "db/json_text.hpp"

namespace gmig::db {
namespace {

constexpr unsigned char first_printable = 0x20;

std::string escaped_control(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("\\u00") + digits[byte >> 4U] + digits[byte & 0xfU];
}

std::string json_string(std::string_view text) {
    std::string result = "\"";
    result.reserve(text.size() + text.size() / 8 + 2);
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            result += '\\';
            result += character;
        } else if (character == '\n') {
            result += "\\n";
        } else if (byte < first_printable) {
            result += escaped_control(byte);
        } else {
            result += character;
        }
    }
    return result + "\"";
}

}  // namespace

void JsonObject::begin(std::string_view key) {
    if (!members_.empty()) {
        members_ += ',';
    }
    members_ += json_string(key) + ":";
}

JsonObject& JsonObject::text(std::string_view key, std::string_view value) {
    begin(key);
    members_ += json_string(value);
    return *this;
}

JsonObject& JsonObject::text_or_null(std::string_view key,
                                     const std::optional<std::string>& value) {
    begin(key);
    members_ += value ? json_string(*value) : "null";
    return *this;
}

JsonObject& JsonObject::texts(std::string_view key, const std::vector<std::string>& values) {
    begin(key);
    members_ += '[';
    for (const std::string& value : values) {
        members_ += (members_.back() == '[' ? "" : ",") + json_string(value);
    }
    members_ += ']';
    return *this;
}

JsonObject& JsonObject::number(std::string_view key, long long value) {
    begin(key);
    members_ += std::to_string(value);
    return *this;
}

JsonObject& JsonObject::object(std::string_view key, const JsonObject& value) {
    begin(key);
    members_ += value.str();
    return *this;
}

}  // namespace gmig::db
