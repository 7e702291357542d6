#include "schema/json/making.hpp"

namespace gmig::schema {

JsonValue json_text(std::string text) {
    JsonValue value;
    value.type = JsonValue::Type::String;
    value.text = std::move(text);
    return value;
}

JsonValue json_flag(bool flag) {
    JsonValue value;
    value.type = JsonValue::Type::Boolean;
    value.boolean = flag;
    return value;
}

JsonValue json_texts(const std::vector<std::string>& texts) {
    std::vector<JsonValue> items;
    items.reserve(texts.size());
    for (const std::string& text : texts) {
        items.push_back(json_text(text));
    }
    return json_list(std::move(items));
}

JsonValue json_list(std::vector<JsonValue> items) {
    JsonValue value;
    value.type = JsonValue::Type::Array;
    value.items = std::move(items);
    return value;
}

JsonValue json_object(const std::vector<std::pair<std::string, JsonValue>>& members) {
    JsonValue value;
    value.type = JsonValue::Type::Object;
    for (const auto& [key, member] : members) {
        add_member(value, key, member);
    }
    return value;
}

JsonValue json_modification(std::string_view word,
                            const std::vector<std::pair<std::string, JsonValue>>& arguments) {
    JsonValue value = json_object({{"modification", json_text(std::string(word))}});
    for (const auto& [key, argument] : arguments) {
        add_member(value, key, argument);
    }
    return value;
}

void add_member(JsonValue& object, std::string key, JsonValue value) {
    object.members.push_back({std::move(key), 0, std::move(value)});
}

}  // namespace gmig::schema
