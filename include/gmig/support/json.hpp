#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gmig {

struct JsonMember;

/// A JSON value that knows where it stands.
struct JsonValue {
    enum class Type : std::uint8_t { Null, Boolean, Number, String, Array, Object };

    Type type = Type::Null;
    std::size_t offset = 0;
    std::size_t end = 0;  ///< behind its last character
    bool boolean = false;
    std::string text;  ///< of a string: its value; of a number: as it is written
    std::vector<JsonValue> items;
    std::vector<JsonMember> members;  ///< in the order of the text

    /// The value of a key of an object; null for none.
    [[nodiscard]] const JsonValue* find(std::string_view key) const;
};

struct JsonMember {
    std::string key;
    std::size_t offset = 0;  ///< of the key's opening quote
    JsonValue value;
};

/// "a string", "an object", …
std::string_view described(JsonValue::Type type);

struct JsonRules {
    bool comments = true;      ///< // and /* */
    std::size_t deepest = 16;  ///< levels
};

/// Reads JSON (RFC 8259); `text` has its newlines as LF and no BOM. Throws Error{Usage} with the
/// place in `path`: what is no JSON, a doubled key, too many levels. No error repeats a value of
/// the text, since it may be a secret.
JsonValue parse_json(std::string_view text, const std::string& path, const JsonRules& rules = {});

/// A value in one line: no white space, keys sorted by their bytes, numbers in one spelling (1.0
/// and 1 are the same), text as UTF-8 with only what must be escaped. Equal for texts that say the
/// same. Layout and schema: the canonical form of JSON migrations, so it never changes.
std::string canonical_json(const JsonValue& value);

/// A string as JSON.
std::string json_string(std::string_view text);

}  // namespace gmig
