#include <gmig/support/json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace gmig {
namespace {

constexpr long longest_plain = 40;

/// A number as digits without zeros at either end, and the power of ten behind them.
struct Decimal {
    bool negative = false;
    std::string digits;
    long exponent = 0;
};

long exponent_of(std::string_view text) {
    if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    long value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr long most = 1'000'000'000;
    return std::clamp(value, -most, most);
}

Decimal decimal_of(std::string_view text) {
    Decimal number;
    number.negative = text.starts_with('-');
    text.remove_prefix(number.negative ? 1 : 0);
    const std::size_t power = std::min(text.find_first_of("eE"), text.size());
    if (power < text.size()) {
        number.exponent = exponent_of(text.substr(power + 1));
    }
    const std::string_view mantissa = text.substr(0, power);
    const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
    number.digits = mantissa.substr(0, point);
    if (point < mantissa.size()) {
        number.digits += mantissa.substr(point + 1);
        number.exponent -= static_cast<long>(mantissa.size() - point - 1);
    }
    const std::size_t last = number.digits.find_last_not_of('0');
    if (last == std::string::npos) {
        return {};
    }
    number.exponent += static_cast<long>(number.digits.size() - last - 1);
    number.digits.erase(last + 1);
    number.digits.erase(0, number.digits.find_first_not_of('0'));
    return number;
}

std::string canonical_number(std::string_view text) {
    const Decimal number = decimal_of(text);
    if (number.digits.empty()) {
        return "0";
    }
    const std::string sign = number.negative ? "-" : "";
    const long size = static_cast<long>(number.digits.size());
    if (number.exponent >= 0 && size + number.exponent <= longest_plain) {
        return sign + number.digits + std::string(static_cast<std::size_t>(number.exponent), '0');
    }
    const long before_point = size + number.exponent;
    if (number.exponent < 0 && before_point > 0) {
        const auto split = static_cast<std::size_t>(before_point);
        return sign + number.digits.substr(0, split) + "." + number.digits.substr(split);
    }
    if (number.exponent < 0 && before_point > -longest_plain) {
        return sign + "0." + std::string(static_cast<std::size_t>(-before_point), '0') +
               number.digits;
    }
    return sign + number.digits + "e" + std::to_string(number.exponent);
}

class Writer {
public:
    void value(const JsonValue& one) {
        switch (one.type) {
            case JsonValue::Type::Null:
                text_ += "null";
                break;
            case JsonValue::Type::Boolean:
                text_ += one.boolean ? "true" : "false";
                break;
            case JsonValue::Type::Number:
                text_ += canonical_number(one.text);
                break;
            case JsonValue::Type::String:
                text_ += json_string(one.text);
                break;
            case JsonValue::Type::Array:
                array(one);
                break;
            case JsonValue::Type::Object:
                object(one);
                break;
        }
    }
    std::string take() { return std::move(text_); }

private:
    void array(const JsonValue& one) {
        char before = '[';
        for (const JsonValue& item : one.items) {
            text_ += before;
            value(item);
            before = ',';
        }
        text_ += one.items.empty() ? "[]" : "]";
    }
    void object(const JsonValue& one) {
        std::vector<const JsonMember*> sorted;
        for (const JsonMember& member : one.members) {
            sorted.push_back(&member);
        }
        std::ranges::sort(
            sorted, {}, [](const JsonMember* member) -> const std::string& { return member->key; });
        char before = '{';
        for (const JsonMember* const member : sorted) {
            text_ += before;
            text_ += json_string(member->key) + ":";
            value(member->value);
            before = ',';
        }
        text_ += sorted.empty() ? "{}" : "}";
    }

    std::string text_;
};

}  // namespace

std::string canonical_json(const JsonValue& value) {
    Writer writer;
    writer.value(value);
    return writer.take();
}

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump();
}

}  // namespace gmig
