#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace gmig::sql::lint {

/// The name of a table, an index, a type. `schema` is empty for the one that unqualified names are
/// in (PostgreSQL: public, unless the migration sets another search_path), so that t and public.t
/// are one.
struct ObjectName {
    std::string schema;
    std::string name;

    auto operator<=>(const ObjectName&) const = default;
};

struct Column {
    std::string type;  ///< "varchar(20)", as the dialect's reader writes it; empty: not known
    bool not_null = false;
    std::size_t branch = 0;  ///< Catalog's: which branch made it
};

struct Constraint {
    enum class Kind : std::uint8_t { Check, ForeignKey, Unique, PrimaryKey, Exclusion };
    Kind kind{};
    std::string name;  ///< the database's own choice where the text gives none
    std::vector<std::string> columns{};
    std::vector<std::string> proves_not_null{};  ///< of CHECK (a IS NOT NULL AND …)
    ObjectName references{};                     ///< of a foreign key
    bool validated = true;
    bool uses_index = false;  ///< PRIMARY KEY USING INDEX
    std::size_t place = 0;    ///< byte of the part's text
};

struct Relation {
    enum class Kind : std::uint8_t { Table, View, MaterializedView };
    Kind kind = Kind::Table;
    std::size_t branch = 0;
    bool temporary = false;
    bool whole = false;  ///< SQLite: `columns` are all that it has
    bool partitioned = false;
    bool has_default_partition = false;
    std::map<std::string, Column> columns{};
    std::vector<Constraint> constraints{};
};

struct Index {
    ObjectName name;  ///< in its table's schema
    ObjectName table;
    /// In their order; an expression is "". Empty altogether where it finds no row by a column
    /// (GIN, BRIN).
    std::vector<std::string> columns{};
    std::vector<std::string> computed_from{};  ///< columns in its expressions and its WHERE
    bool partial = false;  ///< but for WHERE a IS NOT NULL, which loses no foreign key's row
};

/// What a new table takes over from another: LIKE, INHERITS, PARTITION OF.
struct Source {
    ObjectName name;
    bool constraints = false;
    bool indexes = false;
};

// What a statement does to a schema, in either dialect: a reader per dialect writes them, Catalog
// keeps account of them, and the rules that both dialects share are about them.

struct MakesRelation {
    ObjectName name;
    Relation relation;
    bool if_not_exists = false;  ///< likewise OR REPLACE: what is there stays what it is
    std::vector<Source> sources{};
    bool is_default_partition = false;
};
struct DropsRelation {
    ObjectName name;
    Relation::Kind kind{};
    bool if_exists = false;
    bool cascade = false;
};
/// Into another schema as well (SET SCHEMA).
struct RenamesRelation {
    ObjectName from;
    ObjectName to;
};
struct AddsColumn {
    ObjectName table;
    std::string name;
    Column column;
};
struct DropsColumn {
    ObjectName table;
    std::string name;
    bool if_exists = false;
};
struct RenamesColumn {
    ObjectName table;
    std::string from;
    std::string to;
};
struct SetsType {
    ObjectName table;
    std::string column;
    std::string type;
};
struct SetsNullable {
    ObjectName table;
    std::string column;
    bool not_null = false;
};
struct AddsConstraint {
    ObjectName table;
    Constraint constraint;
};
struct DropsConstraint {
    ObjectName table;
    std::string name;
};
struct RenamesConstraint {
    ObjectName table;
    std::string from;
    std::string to;
};
struct ValidatesConstraint {
    ObjectName table;
    std::string name;
};
struct MakesIndex {
    Index index;
};
struct DropsIndex {
    ObjectName name;
};
struct RenamesIndex {
    ObjectName from;
    ObjectName to;
};
struct DropsSchema {
    std::string name;
    bool if_exists = false;
    bool cascade = false;
};
struct RenamesSchema {
    std::string from;
    std::string to;
};
struct MakesType {
    ObjectName name;
    bool constrained = false;  ///< a domain with CHECK or NOT NULL
};
/// Into another schema as well.
struct RenamesType {
    ObjectName from;
    ObjectName to;
};
/// PostgreSQL: a function that a column's default may call.
struct MakesRoutine {
    ObjectName name;
    bool is_volatile = true;
    bool replaces = false;  ///< OR REPLACE: it may have been there
};
/// Likewise.
struct RenamesRoutine {
    ObjectName from;
    ObjectName to;
};
/// Rows that are there already: UPDATE, DELETE.
struct ChangesRows {
    ObjectName table;
    bool all = false;  ///< no WHERE
    bool deletes = false;
};

using Act = std::variant<MakesRelation, DropsRelation, RenamesRelation, AddsColumn, DropsColumn,
                         RenamesColumn, SetsType, SetsNullable, AddsConstraint, DropsConstraint,
                         RenamesConstraint, ValidatesConstraint, MakesIndex, DropsIndex,
                         RenamesIndex, DropsSchema, RenamesSchema, MakesType, RenamesType,
                         MakesRoutine, RenamesRoutine, ChangesRows>;

struct PlacedAct {
    Act act;
    std::size_t place = 0;  ///< byte of the part's text
};

}  // namespace gmig::sql::lint
