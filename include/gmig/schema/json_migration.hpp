#pragma once

#include <gmig/schema/modification.hpp>
#include <gmig/support/json.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// Whose words a JSON migration is written in.
enum class Vocabulary : bool { Gmig, Contember };

/// Something at a byte of a JSON migration's text.
struct JsonRemark {
    std::size_t offset = 0;
    std::string message;
};

/// A JSON migration, read and found to be right as far as its text alone tells.
struct JsonMigration {
    JsonValue root;
    /// {formatVersion, modifications} as canonical_json() writes them: what its checksum is over.
    std::string canonical;
    std::vector<std::size_t> offsets;  ///< of each modification
    /// Contember: modifications that concern its runtime. Lowering them throws.
    std::vector<JsonRemark> refused;
};

/// Reads a file's text (LF, no BOM). Throws Error{Migration} with the place: no JSON, a doubled or
/// unknown key, an unknown modification ("did you mean"), a missing argument or a wrong one, what
/// the dialect lacks, a text that is not given for it. The words:
/// docs/reference/json-migrations.md.
JsonMigration read_json_migration(std::string_view text, const std::string& path,
                                  Vocabulary vocabulary, Dialect dialect);

/// The neutral type ("timestamptz") as this dialect has it; nothing for an unknown one. What stands
/// behind "native:" is the dialect's own. An enum is its type (PostgreSQL), or TEXT.
std::optional<std::string> native_type(std::string_view neutral, Dialect dialect);

/// The neutral name of a dialect's type: one from which native_type gives it back.
std::string neutral_type(std::string_view native, Dialect dialect);

/// How a step is taken back.
enum class Back : std::uint8_t {
    Known,         ///< by JsonStep::down
    ByDifference,  ///< by difference(after, before)
    None,          ///< SQL that somebody wrote, without its down
};

/// What a modification comes to: run as one, then looked at, so that it can be taken back.
struct JsonStep {
    std::vector<Modification> up;
    Back back = Back::ByDifference;
    std::vector<Modification> down{};
};

/// What the JSON migrations of a history have said so far that no database keeps: the values of
/// enums (SQLite), and what Contember's entities and fields are called in the database.
class JsonHistory {
public:
    JsonHistory(Vocabulary vocabulary, Dialect dialect);
    /// Takes note of one that has been run; `canonical` is as JsonMigration has it.
    void follow(std::string_view canonical);

    ~JsonHistory();
    JsonHistory(const JsonHistory& other);
    JsonHistory(JsonHistory&&) noexcept;
    JsonHistory& operator=(JsonHistory&&) noexcept;

private:
    friend class JsonLowering;
    struct State;
    std::unique_ptr<State> state_;
};

/// Turns the modifications of one migration into steps, one after the other: each is lowered for
/// the schema that those before it have left.
class JsonLowering {
public:
    /// Throws Error{Migration} for what is refused by name. Afterwards `history` has followed it.
    JsonLowering(JsonHistory& history, std::string_view canonical);

    /// How many times lower() is to be called.
    [[nodiscard]] std::size_t size() const;
    /// The modification (from 0) that this is about, and its name.
    [[nodiscard]] std::size_t modification(std::size_t index) const;
    [[nodiscard]] const std::string& word(std::size_t index) const;
    /// Whether any of them has to be seen beside the schema; never so in SQLite's favour: its
    /// rendering needs the tables.
    [[nodiscard]] bool needs_schema() const;

    /// In turn, from 0. `now` may be null (PostgreSQL): what needs it then is a table or a column
    /// that goes, by its name alone, or no step at all. Throws Error{Migration}, without a place:
    /// no such table or column, a new NOT NULL column that existing rows have no value for, …
    std::vector<JsonStep> lower(std::size_t index, const Schema* now);

    ~JsonLowering();
    JsonLowering(JsonLowering&&) noexcept;
    JsonLowering& operator=(JsonLowering&&) noexcept;

private:
    struct Work;
    std::unique_ptr<Work> work_;
};

/// A JSON migration's text of these modifications, which lead from `before` to `after`: pretty,
/// with `head` in front ("id", "parents", …: complete JSON members). What no word says is a "sql"
/// modification with up and down; in SQLite, where one step may need another's rebuild, all of them
/// then are one. Reading it back has the same effect.
std::string write_json(std::span<const Modification> modifications, const Schema& before,
                       const Schema& after, std::span<const std::string> head = {});

}  // namespace gmig::schema
