#pragma once

#include <gmig/layout/config.hpp>
#include <gmig/support/json.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gmig::layout {

/// Reads the values of gmig.json. Each function throws Error{Usage} with the value's place when it
/// is not what the key takes, and says what would be.
class ConfigText {
public:
    ConfigText(std::string_view text, const std::string& path) : text_(text), path_(path) {}

    [[noreturn]] void refuse(std::size_t offset, const std::string& message) const;
    void expect(const JsonValue& value, JsonValue::Type type) const;

    [[nodiscard]] bool boolean(const JsonValue& value) const;
    /// A string that is neither empty nor holds control characters.
    [[nodiscard]] std::string word(const JsonValue& value) const;
    /// Which of the known words it is.
    [[nodiscard]] std::size_t choice(const JsonValue& value,
                                     std::span<const std::string_view> known) const;
    /// The key of a project or an environment: [a-z0-9_-]{1,63}.
    [[nodiscard]] std::string name(const JsonMember& member) const;
    /// A relative path that stays below gmig.json's folder, without "." and doubled slashes.
    [[nodiscard]] std::string path_below(const JsonValue& value) const;
    [[nodiscard]] std::string url(const JsonValue& value) const;
    /// "table" or "schema.table", as the database has them.
    [[nodiscard]] std::string table_name(const JsonValue& value) const;
    /// As PostgreSQL takes it: digits and a unit (us, ms, s, min, h, d; none is milliseconds).
    [[nodiscard]] std::string duration(const JsonValue& value) const;
    /// A full name of a git ref (git-check-ref-format).
    [[nodiscard]] std::string ref(const JsonValue& value) const;
    [[nodiscard]] EnvironmentKind environment_kind(const JsonValue& value) const;
    [[nodiscard]] Kind layout(const JsonValue& value) const;
    [[nodiscard]] Dialect dialect(const JsonValue& value) const;
    [[nodiscard]] Policy policy(const JsonValue& value) const;
    [[nodiscard]] Mode mode(const JsonValue& value) const;
    [[nodiscard]] Severity severity(const JsonValue& value) const;
    /// Nothing for "off".
    [[nodiscard]] std::optional<Severity> severity_or_off(const JsonValue& value) const;

private:
    std::string_view text_;
    const std::string& path_;
};

}  // namespace gmig::layout
