#pragma once

#include <gmig/schema/expression.hpp>
#include <gmig/schema/name.hpp>
#include <gmig/schema/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gmig::schema {

/// Options of a sequence, also of the one behind an identity column. PostgreSQL.
struct SequenceOptions {
    std::string type = "bigint";
    std::string start = "1";
    std::string increment = "1";
    std::string minimum = "1";
    std::string maximum = "9223372036854775807";
    std::string cache = "1";
    bool cycle = false;
    auto operator<=>(const SequenceOptions&) const = default;
};

struct Generated {
    Expression expression;
    bool stored = true;  ///< false: computed when read (SQLite only)
    auto operator<=>(const Generated&) const = default;
};

/// GENERATED … AS IDENTITY. PostgreSQL.
struct IdentityColumn {
    bool always = false;
    SequenceOptions sequence;
    auto operator<=>(const IdentityColumn&) const = default;
};

struct Column {
    std::string name;
    /// PostgreSQL: as format_type() prints it under an empty search_path ("character varying(20)",
    /// "public.mood"). SQLite: as declared, "" for none.
    std::string type;
    bool not_null = false;
    std::optional<Expression> default_value;
    std::optional<Generated> generated;
    std::optional<IdentityColumn> identity;
    std::string collation;          ///< only where it is not the type's own
    std::string not_null_conflict;  ///< SQLite: NOT NULL ON CONFLICT what; "" for none
    std::string comment;
    std::vector<Grant> privileges;  ///< column privileges
    auto operator<=>(const Column&) const = default;
};

/// What a foreign key does when the row it points to goes or changes.
enum class Referential : std::uint8_t { NoAction, Restrict, Cascade, SetNull, SetDefault };

/// A constraint of a table. Which members count depends on the kind.
struct Constraint {
    enum class Kind : std::uint8_t { PrimaryKey, Unique, ForeignKey, Check, Exclusion };
    Kind kind{};
    /// Empty where the text gave none (SQLite). PostgreSQL's always have one.
    std::string name;
    std::vector<std::string> columns;  ///< primary key, unique, foreign key

    Name target;                              ///< foreign key: the table pointed to
    std::vector<std::string> target_columns;  ///< empty: its primary key (SQLite only)
    Referential on_delete = Referential::NoAction;
    Referential on_update = Referential::NoAction;
    std::vector<std::string> set_columns;  ///< PostgreSQL 15: ON DELETE SET NULL (these)
    std::string match;                     ///< "FULL"; empty: SIMPLE

    Expression expression;  ///< check: without its brackets; exclusion: from USING on
    bool no_inherit = false;
    bool validated = true;  ///< PostgreSQL: false for NOT VALID

    std::vector<std::string> include;  ///< primary key, unique (PostgreSQL)
    bool nulls_not_distinct = false;   ///< unique (PostgreSQL 15)
    bool deferrable = false;
    bool initially_deferred = false;

    std::string conflict;        ///< SQLite: ON CONFLICT what; "" for none
    bool autoincrement = false;  ///< SQLite: primary key
    /// SQLite: per column of a primary key or unique constraint, "" or what stands behind the name:
    /// "COLLATE nocase DESC". Empty when none has any.
    std::vector<std::string> column_order;

    std::string comment;
    auto operator<=>(const Constraint&) const = default;
};

struct PartitionOf {
    Name parent;
    std::string bound;  ///< "FOR VALUES FROM (1) TO (10)", "DEFAULT"
    auto operator<=>(const PartitionOf&) const = default;
};

/// A table. Its indexes, triggers and policies are objects of their own.
struct Table {
    Name name;
    std::vector<Column> columns;  ///< in order; of a partition or heir only what is its own
    std::vector<Constraint> constraints;

    bool without_rowid = false;  ///< SQLite
    bool strict = false;         ///< SQLite
    /// SQLite: a virtual table: all from USING on; it has no columns then.
    std::optional<Expression> module;

    bool unlogged = false;
    std::string partition_by;  ///< "RANGE (made_on)"
    std::optional<PartitionOf> partition_of;
    std::vector<Name> inherits;
    std::vector<std::string> options;  ///< storage parameters: "fillfactor=70", sorted
    bool row_security = false;
    bool force_row_security = false;

    std::string comment;
    std::vector<Grant> privileges;
    /// What its columns and constraints need: types, sequences, functions. Sorted.
    std::vector<Use> uses;
    auto operator<=>(const Table&) const = default;

    [[nodiscard]] const Column* column(std::string_view column_name) const;
};

/// The name of a constraint: its own, or what PostgreSQL would have chosen ("article_slug_key",
/// "article_check"), by which an unnamed one is spoken of.
std::string name_of(const Table& table, const Constraint& constraint);

}  // namespace gmig::schema
