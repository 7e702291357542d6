#pragma once

#include <gmig/schema/object.hpp>
#include <gmig/schema/table.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gmig::schema {

struct IndexPart {
    std::string column;     ///< or, when it is empty,
    Expression expression;  ///< without the brackets around it
    std::string collation;  ///< only where it is not the column's own
    std::string opclass;    ///< PostgreSQL: only where it is not the default; with its parameters
    bool descending = false;
    bool nulls_first = false;  ///< as is the default of a descending part
    auto operator<=>(const IndexPart&) const = default;
};

/// An index that is no constraint's.
struct Index {
    Name name;
    Name table;  ///< or materialized view
    bool unique = false;
    std::string method;  ///< PostgreSQL: "btree", …; SQLite: ""
    std::vector<IndexPart> parts;
    std::vector<std::string> include;
    std::optional<Expression> where;
    bool nulls_not_distinct = false;
    std::vector<std::string> options;  ///< storage parameters, sorted
    std::string comment;
    std::vector<Use> uses;  ///< functions and types of its expressions; columns of its table
    auto operator<=>(const Index&) const = default;
};

struct View {
    Name name;
    bool materialized = false;
    /// PostgreSQL: the query as pg_get_viewdef() prints it. SQLite: the query, from SELECT or WITH.
    Expression query;
    /// PostgreSQL: what it yields, for whether it can be replaced in place. SQLite: the names that
    /// stand in brackets behind the view's name, if any.
    std::vector<std::pair<std::string, std::string>> columns;
    std::vector<std::string> options;  ///< "security_barrier=true", "check_option=local"; sorted
    bool populated = true;             ///< materialized: has data
    std::string comment;
    std::vector<Grant> privileges;
    std::vector<Use> uses;
    auto operator<=>(const View&) const = default;
};

struct Sequence {
    Name name;
    SequenceOptions options;
    bool unlogged = false;
    /// The column it goes with (OWNED BY), as serial makes it.
    std::optional<std::pair<Name, std::string>> owner;
    std::string comment;
    std::vector<Grant> privileges;
    auto operator<=>(const Sequence&) const = default;
};

struct Enum {
    Name name;
    std::vector<std::string> values;
    std::string comment;
    std::vector<Grant> privileges;
    auto operator<=>(const Enum&) const = default;
};

struct Domain {
    Name name;
    std::string type;
    bool not_null = false;
    std::optional<Expression> default_value;
    std::string collation;
    std::vector<Constraint> checks;
    std::string comment;
    std::vector<Grant> privileges;
    std::vector<Use> uses;
    auto operator<=>(const Domain&) const = default;
};

struct CompositeType {
    Name name;
    std::vector<std::pair<std::string, std::string>> attributes;  ///< name and type
    std::string comment;
    std::vector<Grant> privileges;
    std::vector<Use> uses;
    auto operator<=>(const CompositeType&) const = default;
};

/// A function or procedure.
struct Routine {
    Name name;
    std::string arguments;  ///< identity arguments, types only: "integer, text"
    bool procedure = false;
    /// What CREATE OR REPLACE cannot change: argument names, defaults' presence, result type.
    std::string signature;
    /// The whole of CREATE OR REPLACE …, as pg_get_functiondef() prints it.
    Expression definition;
    std::string comment;
    std::vector<Grant> privileges;
    std::vector<Use> uses;
    auto operator<=>(const Routine&) const = default;
};

struct Trigger {
    std::string name;
    Name table;             ///< or view
    Expression definition;  ///< the whole of CREATE TRIGGER …
    std::string enabled;    ///< "" as created; PostgreSQL: "DISABLE", "ENABLE REPLICA", …
    std::string comment;
    std::vector<Use> uses;  ///< its function; columns of its table
    auto operator<=>(const Trigger&) const = default;
};

/// A policy of row security.
struct Policy {
    std::string name;
    Name table;
    Expression definition;  ///< the whole of CREATE POLICY …
    std::string comment;
    std::vector<Use> uses;
    auto operator<=>(const Policy&) const = default;
};

struct Namespace {
    std::string name;
    std::string comment;
    std::vector<Grant> privileges;
    auto operator<=>(const Namespace&) const = default;
};

struct Extension {
    std::string name;
    std::string in_schema;
    std::string comment;  ///< only where it is not the extension's own
    auto operator<=>(const Extension&) const = default;
};

/// What a database's schema is, gmig's own tables left out. In PostgreSQL the schema `public` is
/// there from the start, in both of two schemas that are compared; so is what extensions bring,
/// which is not listed.
///
/// Two schemas are equal when their values are, the order of columns apart: see same().
struct Schema {
    Dialect dialect = Dialect::Sqlite;
    std::map<std::string, Namespace> namespaces;
    std::map<std::string, Extension> extensions;
    std::map<Name, Enum> enums;
    std::map<Name, Domain> domains;
    std::map<Name, CompositeType> composites;
    std::map<Name, Sequence> sequences;  ///< not those behind identity columns
    std::map<Name, Table> tables;
    std::map<Name, Index> indexes;
    std::map<Name, View> views;
    std::map<Key, Routine> routines;
    std::map<Key, Trigger> triggers;
    std::map<Key, Policy> policies;
    /// What is there and has no value here ("aggregate public.sum2(integer)"): it is not compared,
    /// and whoever compares has to say so. Sorted.
    std::vector<std::string> unmodelled;
};

Key key_of(const Table& table);
Key key_of(const Index& index);
Key key_of(const View& view);
Key key_of(const Routine& routine);
Key key_of(const Trigger& trigger);
Key key_of(const Policy& policy);

/// Equal but for the order of columns and constraints within a table.
bool same(const Schema& a, const Schema& b);

/// Tables whose columns are the same, in another order: reported, never changed by ALTER TABLE.
std::vector<Name> reordered(const Schema& a, const Schema& b);

}  // namespace gmig::schema
