#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::layout {

struct JsonMember;

/// A JSON value that knows where it stands. What configuration needs: the value of a number is not
/// kept, since no key takes one.
struct JsonValue {
    enum class Type : std::uint8_t { Null, Boolean, Number, String, Array, Object };

    Type type = Type::Null;
    std::size_t offset = 0;
    bool boolean = false;
    std::string text;
    std::vector<JsonValue> items;
    std::vector<JsonMember> members;  ///< in the order of the text
};

struct JsonMember {
    std::string key;
    std::size_t offset = 0;  ///< of the key's opening quote
    JsonValue value;
};

/// "a string", "an object", …
std::string_view described(JsonValue::Type type);

/// Reads JSON (RFC 8259) with // and /* */ comments; `text` has its newlines as LF and no BOM.
/// Throws Error{Usage} with the place in `path`: what is no JSON, a doubled key, more than 16
/// levels. No error repeats a value of the text, since it may be a secret.
JsonValue parse_json(std::string_view text, const std::string& path);

}  // namespace gmig::layout
