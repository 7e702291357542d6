#pragma once

#include <gmig/schema/schema.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace gmig::schema {

/// Whether an index is built without keeping writers out (PostgreSQL; then outside a transaction).
enum class Concurrently : bool { No, Yes };

/// What existing rows get in a new or changed column.
struct Filling {
    std::string value;        ///< an expression in SQL; "" for none
    std::string from_column;  ///< "" for none
    std::string cast;         ///< expression instead of the type's own conversion; "" for none
    auto operator<=>(const Filling&) const = default;
};

struct CreateTable {
    Table table;
};
struct DropTable {
    Name table;
};
struct RenameTable {
    Name table;
    std::string to;
};
struct AddColumn {
    Name table;
    Column column;
    Filling filling{};
};
struct DropColumn {
    Name table;
    std::string column;
};
struct RenameColumn {
    Name table;
    std::string column;
    std::string to;
};
/// The column `to.name` becomes `to`; its comment and privileges are other modifications' business.
struct AlterColumn {
    Name table;
    Column from;
    Column to;
    Filling filling{};
};
struct AddConstraint {
    Name table;
    Constraint constraint;
};
/// Holds the whole constraint, since SQLite's may have no name.
struct DropConstraint {
    Name table;
    Constraint constraint;
};
struct RenameConstraint {
    Name table;
    std::string constraint;
    std::string to;
};
/// What is neither column nor constraint: logged or not, storage parameters, row security, STRICT,
/// WITHOUT ROWID. Both values whole, columns and constraints apart.
struct AlterTableOptions {
    Table from;
    Table to;
};
/// Attaches or detaches a partition, adds or takes away a parent: see the two values.
struct AlterInheritance {
    Table from;
    Table to;
};
struct CreateIndex {
    Index index;
    Concurrently concurrently = Concurrently::No;
};
struct DropIndex {
    Index index;
};
struct RenameIndex {
    Index index;
    std::string to;
};
/// Namespaces, extensions, types, sequences, views, routines, triggers, policies: created, dropped,
/// or changed from one value into the other in place.
using Object = std::variant<Namespace, Extension, Enum, Domain, CompositeType, Sequence, View,
                            Routine, Trigger, Policy>;
struct CreateObject {
    Object object;
};
struct DropObject {
    Object object;
};
struct AlterObject {
    Object from;
    Object to;  ///< of the same kind, and, except for a sequence that is renamed, the same name
    /// An enum: by a new type in the place of the old one, even where values are only added.
    bool remake{};
};
/// COMMENT ON. `part` names a column or constraint of a table (or a domain's constraint).
struct SetComment {
    enum class Part : std::uint8_t { Whole, Column, Constraint };
    Key object;
    Part what = Part::Whole;
    std::string part{};
    std::string comment;  ///< "" takes it away
};
struct GrantPrivilege {
    Key object;
    std::string column;  ///< "" for the whole
    Grant grant;
};
struct RevokePrivilege {
    Key object;
    std::string column;
    Grant grant;
};
/// SQL as somebody wrote it.
struct RawSql {
    std::string up;
    std::optional<std::string> down;
};

/// One step from a schema to another, in the terms of one dialect.
using Modification =
    std::variant<CreateTable, DropTable, RenameTable, AddColumn, DropColumn, RenameColumn,
                 AlterColumn, AddConstraint, DropConstraint, RenameConstraint, AlterTableOptions,
                 AlterInheritance, CreateIndex, DropIndex, RenameIndex, CreateObject, DropObject,
                 AlterObject, SetComment, GrantPrivilege, RevokePrivilege, RawSql>;

/// "create table category", "add column article.category_id integer, not null", for people; one
/// line.
std::string described(const Modification& modification);

/// Why somebody should look twice before a step is run.
struct Mark {
    enum class Kind : std::uint8_t {
        Destroys,      ///< data that do not come back: "column article.body"
        MayFail,       ///< on existing rows: "article.slug may hold NULL"
        Rewrites,      ///< the whole table, under a lock that keeps readers out too (PostgreSQL)
        Locks,         ///< keeps readers or writers out while a table is read through
        Irreversible,  ///< RawSql without a down part
    };
    Kind kind{};
    std::string what;
    auto operator<=>(const Mark&) const = default;
};

/// The marks of a step, given the schema that it starts from. PostgreSQL's rules: its documentation
/// of ALTER TABLE ("Notes") and chapter 13.3.
std::vector<Mark> marks(const Modification& modification, const Schema& before);

}  // namespace gmig::schema
