#pragma once

#include <gmig/support/json.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig::schema {

/// JSON values that come from no text.
JsonValue json_text(std::string text);
JsonValue json_flag(bool flag);
JsonValue json_texts(const std::vector<std::string>& texts);
JsonValue json_list(std::vector<JsonValue> items);
JsonValue json_object(const std::vector<std::pair<std::string, JsonValue>>& members);

/// {"modification": word, …}
JsonValue json_modification(std::string_view word,
                            const std::vector<std::pair<std::string, JsonValue>>& arguments);

void add_member(JsonValue& object, std::string key, JsonValue value);

}  // namespace gmig::schema
