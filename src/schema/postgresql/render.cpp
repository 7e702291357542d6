#include "schema/postgresql/render.hpp"

#include "schema/difference/part.hpp"
#include "schema/difference/types.hpp"
#include "schema/postgresql/running.hpp"
#include "schema/postgresql/text.hpp"
#include "schema/raw_sql.hpp"
#include <gmig/support/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace gmig::schema {
namespace {

using postgresql::sql;
using Statements = std::vector<std::string>;

std::string alter(const Name& table, std::string_view what) {
    return fmt::format("ALTER TABLE {} {}", sql(table), what);
}

std::vector<std::string> option_names(const std::vector<std::string>& options) {
    std::vector<std::string> names;
    for (const std::string& option : options) {
        names.push_back(option.substr(0, option.find('=')));
    }
    return names;
}

Statements alter_options(const AlterTableOptions& step) {
    const Name& table = step.to.name;
    Statements result;
    if (step.from.unlogged != step.to.unlogged) {
        result.push_back(alter(table, step.to.unlogged ? "SET UNLOGGED" : "SET LOGGED"));
    }
    std::vector<std::string> gone = option_names(step.from.options);
    const std::vector<std::string> kept = option_names(step.to.options);
    std::erase_if(
        gone, [&](const std::string& name) { return std::ranges::find(kept, name) != kept.end(); });
    if (!gone.empty()) {
        result.push_back(alter(table, fmt::format("RESET ({})", fmt::join(gone, ", "))));
    }
    if (step.from.options != step.to.options && !step.to.options.empty()) {
        result.push_back(
            alter(table, fmt::format("SET ({})", postgresql::options(step.to.options))));
    }
    if (step.from.row_security != step.to.row_security) {
        result.push_back(alter(table, step.to.row_security ? "ENABLE ROW LEVEL SECURITY"
                                                           : "DISABLE ROW LEVEL SECURITY"));
    }
    if (step.from.force_row_security != step.to.force_row_security) {
        result.push_back(alter(table, step.to.force_row_security ? "FORCE ROW LEVEL SECURITY"
                                                                 : "NO FORCE ROW LEVEL SECURITY"));
    }
    return result;
}

Statements alter_inheritance(const AlterInheritance& step) {
    const Table& from = step.from;
    const Table& to = step.to;
    Statements result;
    if (from.partition_of && from.partition_of != to.partition_of) {
        result.push_back(alter(from.partition_of->parent, "DETACH PARTITION " + sql(to.name)));
    }
    for (const Name& parent : from.inherits) {
        if (std::ranges::find(to.inherits, parent) == to.inherits.end()) {
            result.push_back(alter(to.name, "NO INHERIT " + sql(parent)));
        }
    }
    for (const Name& parent : to.inherits) {
        if (std::ranges::find(from.inherits, parent) == from.inherits.end()) {
            result.push_back(alter(to.name, "INHERIT " + sql(parent)));
        }
    }
    if (to.partition_of && from.partition_of != to.partition_of) {
        result.push_back(
            alter(to.partition_of->parent,
                  fmt::format("ATTACH PARTITION {} {}", sql(to.name), to.partition_of->bound)));
    }
    return result;
}

/// Whether CREATE TABLE takes it for what it says: there is nothing in a new table that a
/// constraint could be NOT VALID for, and of two keys on the same columns it makes one.
bool belongs_inside(const Table& table, const Constraint& constraint) {
    const auto is_key = [](const Constraint& other) {
        return other.kind == Constraint::Kind::PrimaryKey || other.kind == Constraint::Kind::Unique;
    };
    const bool is_second =
        constraint.kind == Constraint::Kind::Unique &&
        std::ranges::any_of(table.constraints, [&](const Constraint& other) {
            return &other != &constraint && is_key(other) && other.columns == constraint.columns;
        });
    return constraint.validated && !is_second;
}

/// What CREATE TABLE can say, and what only ALTER TABLE can.
Statements create_table(const Table& table) {
    Table inside = table;
    inside.constraints.clear();
    Statements later;
    for (const Constraint& constraint : table.constraints) {
        if (belongs_inside(table, constraint)) {
            inside.constraints.push_back(constraint);
        } else {
            later.push_back(alter(table.name, "ADD " + postgresql::constraint_text(constraint)));
        }
    }
    Table plain;
    plain.name = table.name;
    plain.unlogged = table.unlogged;
    plain.options = table.options;
    Statements result{postgresql::create_table_text(inside)};
    std::ranges::move(later, std::back_inserter(result));
    std::ranges::move(alter_options({plain, table}), std::back_inserter(result));
    return result;
}

/// The server looks into a body in quotes when it is created, at things that may not be there yet.
bool has_unchecked_body(const Object& object) {
    const auto* routine = std::get_if<Routine>(&object);
    return routine != nullptr &&
           identifiers(routine->definition, Dialect::Postgresql).contains("sql") &&
           !identifiers(routine->definition, Dialect::Postgresql).contains("atomic");
}

/// The statements of one step.
class Rendering {
public:
    explicit Rendering(const postgresql::Running& running) : running_(running) {}

    Statements operator()(const CreateTable& step) const { return create_table(step.table); }
    Statements operator()(const DropTable& step) const { return {"DROP TABLE " + sql(step.table)}; }
    Statements operator()(const RenameTable& step) const {
        return {alter(step.table, "RENAME TO " + sql(step.to))};
    }
    Statements operator()(const AddColumn& step) const { return postgresql::add_column(step); }
    Statements operator()(const DropColumn& step) const {
        return {alter(step.table, "DROP COLUMN " + sql(step.column))};
    }
    Statements operator()(const RenameColumn& step) const {
        return {alter(step.table,
                      fmt::format("RENAME COLUMN {} TO {}", sql(step.column), sql(step.to)))};
    }
    Statements operator()(const AlterColumn& step) const { return postgresql::alter_column(step); }
    Statements operator()(const AddConstraint& step) const {
        return {alter(step.table, "ADD " + postgresql::constraint_text(step.constraint))};
    }
    Statements operator()(const DropConstraint& step) const {
        Table named;
        named.name = step.table;
        return {alter(step.table, "DROP CONSTRAINT " + sql(name_of(named, step.constraint)))};
    }
    Statements operator()(const RenameConstraint& step) const {
        return {alter(step.table, fmt::format("RENAME CONSTRAINT {} TO {}", sql(step.constraint),
                                              sql(step.to)))};
    }
    Statements operator()(const AlterTableOptions& step) const { return alter_options(step); }
    Statements operator()(const AlterInheritance& step) const { return alter_inheritance(step); }
    Statements operator()(const CreateIndex& step) const {
        return {postgresql::create_index_text(step.index, step.concurrently)};
    }
    Statements operator()(const DropIndex& step) const {
        return {"DROP INDEX " + sql(step.index.name)};
    }
    Statements operator()(const RenameIndex& step) const {
        return {fmt::format("ALTER INDEX {} RENAME TO {}", sql(step.index.name), sql(step.to))};
    }
    Statements operator()(const CreateObject& step) const {
        return unchecked(step.object, postgresql::create_object(step.object));
    }
    Statements operator()(const DropObject& step) const {
        return postgresql::drop_object(step.object);
    }
    Statements operator()(const AlterObject& step) const {
        const auto* from = std::get_if<Enum>(&step.from);
        const auto* to = std::get_if<Enum>(&step.to);
        if (from != nullptr && to != nullptr && (step.remake || !only_adds_values(*from, *to))) {
            return postgresql::remake_enum(*from, *to, running_.columns_of(from->name));
        }
        return unchecked(step.to, postgresql::alter_object(step));
    }
    Statements operator()(const SetComment& step) const {
        return {postgresql::comment_text(step, running_.schema())};
    }
    Statements operator()(const GrantPrivilege& step) const {
        return {postgresql::grant_text(step, running_.schema())};
    }
    Statements operator()(const RevokePrivilege& step) const {
        return {postgresql::revoke_text(step, running_.schema())};
    }
    Statements operator()(const RawSql& step) const {
        return statements_of(step.up, Dialect::Postgresql);
    }

private:
    static Statements unchecked(const Object& object, Statements statements) {
        if (has_unchecked_body(object)) {
            statements.insert(statements.begin(), "SET LOCAL check_function_bodies = off");
        }
        return statements;
    }

    const postgresql::Running& running_;
};

bool is_alone(const Modification& modification) {
    const auto* index = std::get_if<CreateIndex>(&modification);
    return index != nullptr && index->concurrently == Concurrently::Yes;
}

}  // namespace

std::vector<RenderedStep> render_postgresql(const Schema& before,
                                            std::span<const Modification> modifications) {
    postgresql::Running running(before, modifications);
    const Rendering rendering(running);
    std::vector<RenderedStep> steps;
    bool unchecked = false;
    for (const Modification& modification : modifications) {
        RenderedStep step;
        step.summaries = {described(modification)};
        step.statements = std::visit(rendering, modification);
        const bool sets = !step.statements.empty() &&
                          step.statements.front().starts_with("SET LOCAL check_function_bodies");
        if (sets && unchecked) {
            step.statements.erase(step.statements.begin());
        }
        unchecked = unchecked || sets;
        step.marks = marks(modification, running.schema());
        step.alone = is_alone(modification);
        running.advance(modification);
        steps.push_back(std::move(step));
    }
    return steps;
}

}  // namespace gmig::schema
