#include <gmig/support/error.hpp>
#include <gmig/support/json.hpp>
#include <gmig/support/text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iterator>

namespace gmig {
namespace {

/// Hands out a text's characters and tells the builder how far the parser has read: nlohmann's
/// events carry no position.
struct CountingIterator {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at = nullptr;
    std::size_t* read = nullptr;

    reference operator*() const { return *at; }
    CountingIterator& operator++() {
        ++at;
        ++*read;
        return *this;
    }
    CountingIterator operator++(int) {
        const CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at == other.at; }
};

/// The parser's events as a tree. An event comes when its last character has been read (of a
/// number: one character later), which is how offsets are found.
class Builder {
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    Builder(std::string_view text, const std::string& path, std::size_t deepest)
        : text_(text), path_(path), deepest_(deepest) {}

    std::size_t* read() { return &read_; }
    JsonValue take() { return std::move(root_); }

    bool null() {
        new_value(JsonValue::Type::Null, read_ - 4);
        return true;
    }
    bool boolean(bool value) {
        new_value(JsonValue::Type::Boolean, read_ - (value ? 4 : 5)).boolean = value;
        return true;
    }
    bool number_integer(number_integer_t /*value*/) { return number(); }
    bool number_unsigned(number_unsigned_t /*value*/) { return number(); }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) { return number(); }
    bool string(string_t& value) {
        JsonValue& added = new_value(JsonValue::Type::String, string_start());
        added.text = std::move(value);
        return true;
    }
    bool binary(binary_t& /*value*/) { return false; }
    bool start_object(std::size_t /*count*/) { return open(JsonValue::Type::Object); }
    bool start_array(std::size_t /*count*/) { return open(JsonValue::Type::Array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(string_t& name) {
        open_.back()->members.push_back({std::move(name), string_start(), {}});
        return true;
    }

    bool parse_error(std::size_t position, const std::string& /*last_token*/,
                     const nlohmann::json::exception& problem) {
        // The library's message repeats the text that it read last: only its end is safe to show.
        const std::string_view message = problem.what();
        const std::size_t expected = message.rfind("; expected ");
        throw Error(Error::Kind::Usage,
                    "this is not valid JSON" + (expected == std::string_view::npos
                                                    ? std::string()
                                                    : std::string(message.substr(expected))))
            .at(locate(text_, position == 0 ? 0 : position - 1, path_));
    }

private:
    JsonValue& new_value(JsonValue::Type type, std::size_t offset) {
        JsonValue* value = &root_;
        if (!open_.empty()) {
            JsonValue& parent = *open_.back();
            value = parent.type == JsonValue::Type::Object ? &parent.members.back().value
                                                           : &parent.items.emplace_back();
        }
        value->type = type;
        value->offset = offset;
        value->end = read_;
        return *value;
    }

    bool number() {
        constexpr std::string_view characters = "+-.0123456789eE";
        const std::size_t last = text_.find_last_of(characters, read_ - 1);
        const std::size_t before = text_.find_last_not_of(characters, last);
        const std::size_t first = before == std::string_view::npos ? 0 : before + 1;
        JsonValue& added = new_value(JsonValue::Type::Number, first);
        added.end = last + 1;
        added.text = text_.substr(first, last + 1 - first);
        return true;
    }

    bool open(JsonValue::Type type) {
        JsonValue& value = new_value(type, read_ - 1);
        if (open_.size() == deepest_) {
            throw Error(Error::Kind::Usage, "this is nested too deeply")
                .at(locate(text_, value.offset, path_));
        }
        open_.push_back(&value);
        return true;
    }

    bool close() {
        open_.back()->end = read_;
        refuse_doubled_keys(open_.back()->members);
        open_.pop_back();
        return true;
    }

    void refuse_doubled_keys(const std::vector<JsonMember>& members) const {
        std::vector<const JsonMember*> sorted;
        sorted.reserve(members.size());
        for (const JsonMember& member : members) {
            sorted.push_back(&member);
        }
        std::ranges::sort(sorted, {}, [](const JsonMember* member) {
            return std::pair<std::string_view, std::size_t>(member->key, member->offset);
        });
        const auto same = [](const JsonMember* a, const JsonMember* b) { return a->key == b->key; };
        const auto found = std::ranges::adjacent_find(sorted, same);
        if (found != sorted.end()) {
            const JsonMember& second = **std::next(found);
            throw Error(Error::Kind::Usage,
                        "the key \"" + printable(second.key) + "\" stands twice")
                .at(locate(text_, second.offset, path_));
        }
    }

    /// The opening quote of the string whose closing quote was read last: the nearest one before it
    /// that no backslash escapes.
    [[nodiscard]] std::size_t string_start() const {
        std::size_t quote = read_ - 1;
        for (;;) {
            quote = text_.rfind('"', quote - 1);
            const std::size_t before = text_.find_last_not_of('\\', quote - 1);
            if ((quote - before) % 2 == 1) {
                return quote;
            }
        }
    }

    std::string_view text_;
    const std::string& path_;
    std::size_t deepest_;
    std::size_t read_ = 0;
    JsonValue root_;
    std::vector<JsonValue*> open_;
};

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const {
    const auto found = std::ranges::find(members, key, &JsonMember::key);
    return found == members.end() ? nullptr : &found->value;
}

std::string_view described(JsonValue::Type type) {
    constexpr std::array<std::string_view, 6> names{
        "null", "true or false", "a number", "a string", "an array", "an object",
    };
    return names[static_cast<std::size_t>(type)];
}

JsonValue parse_json(std::string_view text, const std::string& path, const JsonRules& rules) {
    Builder builder(text, path, rules.deepest);
    const CountingIterator first{text.data(), builder.read()};
    const CountingIterator last{text.data() + text.size(), builder.read()};
    nlohmann::json::sax_parse(first, last, &builder, nlohmann::json::input_format_t::json, true,
                              rules.comments);
    return builder.take();
}

}  // namespace gmig
