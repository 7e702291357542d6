#pragma once

#include <gmig/schema/schema.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gmig::schema {

/// An identifier as SQLite's SQL.
std::string sqlite_name(std::string_view identifier);

/// CREATE TABLE, by another name than the table's own where one is given.
std::string create_table(const Table& table, std::string_view name);
/// A column as CREATE TABLE and ADD COLUMN have it, with those constraints that stand in it.
std::string column_definition(const Column& column, std::span<const Constraint* const> constraints);
std::string create_index(const Index& index);
std::string create_view(const View& view);

/// Throw Error{Usage} for what SQLite lacks, in words: `step` says which step asks for it.
void require_sqlite(const Table& table, const std::string& step);
void require_sqlite(const Column& column, const std::string& step);
void require_sqlite(const Constraint& constraint, const std::string& step);
void require_sqlite(const Index& index, const std::string& step);
[[noreturn]] void refuse(std::string_view lacking, const std::string& step);

/// Whether a word or name in an expression is this one. It may name something else, too.
bool mentions(const Expression& expression, std::string_view name);
bool mentions(const Constraint& constraint, std::string_view column);
bool mentions(const Index& index, std::string_view column);

/// The column that is another name of the rowid, or nullptr.
const Column* rowid_column(const Table& table);
const Constraint* primary_key(const Table& table);

}  // namespace gmig::schema
