#pragma once

#include <gmig/model/ids.hpp>
#include <gmig/support/json.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gmig::schema {

/// What an argument takes.
enum class Want : std::uint8_t {
    Text,
    Name,  ///< "article", "audit.log", "\"odd.name\""
    Flag,
    Whole,       ///< a whole number
    Words,       ///< a list of texts, not empty
    Type,        ///< a neutral type, or one per dialect
    Sql,         ///< a text, or one per dialect
    Sqls,        ///< a list of those
    Value,       ///< a scalar, or {"sql": …}
    OnDelete,    ///< "no action", "restrict", "cascade", "set null", "set default"
    Identity,    ///< "always", "by default"
    Relation,    ///< "m:1", "1:1", "m:n", or as Contember has them
    Nested,      ///< of the shape
    NestedList,  ///< a list of those
    Fields,      ///< a list of them with names, or an object by name
    Parts,       ///< columns: texts or objects of the shape
    Anything,
};

/// Where an argument means something.
enum class In : std::uint8_t { Both, Postgresql, Sqlite };

struct Shape;

// In the order in which a row of the table reads.
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): some 200 of them are constants
struct Argument {
    std::string_view key;
    Want want = Want::Text;
    bool required = false;
    const Shape* shape = nullptr;
    In in = In::Both;
};

struct Shape {
    std::string_view what;  ///< "an index"
    std::span<const Argument> arguments;
};

/// A modification of gmig's vocabulary.
struct Word {
    std::string_view name;
    std::span<const Argument> arguments;
    /// PostgreSQL: what it comes to can be told without the schema.
    bool alone = false;
    std::string_view lacking{};  ///< "sequences", where SQLite has none
};

std::span<const Word> words();
const Word* word_of(std::string_view name);

/// What an object of JSON may be refused with: at a byte of its text.
struct JsonCheck {
    std::string_view text;
    const std::string& path;
    Dialect dialect{};

    [[noreturn]] void refuse(std::size_t offset, const std::string& message) const;
    void expect(const JsonValue& value, JsonValue::Type type) const;
    /// A key's value; refused when it is missing.
    // NOLINTNEXTLINE(modernize-use-nodiscard): also called to be sure that it is there
    const JsonValue& require(const JsonValue& object, std::string_view key,
                             std::string_view what) const;
};

/// Checks one modification of gmig's vocabulary.
void check_modification(const JsonCheck& check, const JsonValue& modification);

}  // namespace gmig::schema
