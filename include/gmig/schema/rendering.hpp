#pragma once

#include <gmig/schema/modification.hpp>

#include <span>
#include <string>
#include <vector>

namespace gmig::schema {

/// One step, or several on one table that SQLite does by one rebuild, as SQL.
struct RenderedStep {
    std::vector<std::string> summaries;   ///< of each modification in it, in words
    std::vector<std::string> statements;  ///< without semicolons, in order
    std::vector<Mark> marks;
    bool alone = false;  ///< cannot run in a transaction (CREATE INDEX CONCURRENTLY)
};

/// The steps as SQL of `before.dialect`, to be run from that schema on. Names are written with
/// their schema in PostgreSQL. Throws Error{Usage} for what the dialect lacks ("SQLite has no
/// sequences"), naming the step.
///
/// SQLite: what ALTER TABLE cannot do is done by the rebuild of its manual (lang_altertable.html,
/// section 7): a new table, the rows copied with their rowids, the old one dropped, the new one
/// renamed under legacy_alter_table; indexes and triggers made again, views and the foreign keys of
/// others left as they are, the AUTOINCREMENT counter kept.
std::vector<RenderedStep> render(const Schema& before, std::span<const Modification> modifications);

/// The statements of steps as one script: each with its semicolon, in the order given; marked steps
/// have a comment in front that says what they destroy.
std::string script_of(std::span<const RenderedStep> steps);

/// A schema as plain DDL that makes it from nothing: what `schema.sql` is. Stable: the same schema
/// gives the same bytes.
std::string ddl_of(const Schema& schema);

}  // namespace gmig::schema
