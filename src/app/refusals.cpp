#include "app/refusals.hpp"

#include <string>
#include <utility>

namespace gmig::app {
namespace {

using layout::Kind;

std::optional<Error> refused(const Script& part, Dialect dialect,
                             const sql::RunnableOptions& options) {
    try {
        sql::prepare(part, dialect, options);
        return std::nullopt;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration) {
            throw;
        }
        return error;
    }
}

Error with_next(const Error& error, Where where, std::string next) {
    return Error(error.kind(), error.what())
        .at(std::move(where))
        .state(error.state())
        .next(std::move(next));
}

/// How a layout has a statement run outside a transaction (docs/reference/layouts.md).
std::string way_outside(Kind layout, Dialect dialect) {
    const std::string own = "give it a migration of its own";
    switch (layout) {
        case Kind::Sqlx:
            return own + " that begins with \"-- no-transaction\"";
        case Kind::Diesel:
            return own + ", with run_in_transaction = false in its metadata.toml";
        case Kind::Flyway:
            return own + ", with executeInTransaction=false in its .conf";
        case Kind::Dbmate:
            return own + ", with \"transaction:false\" behind \"-- migrate:up\"";
        case Kind::Goose:
            return own + ", with the line \"-- +goose NO TRANSACTION\"";
        case Kind::SqlMigrate:
            return own + ", with \"notransaction\" behind \"-- +migrate Up\"";
        case Kind::GolangMigrate:
        case Kind::Prisma:
        case Kind::Postgrator:
            return dialect == Dialect::Postgresql
                       ? own + ": a file of one such statement runs without a transaction"
                       : "remove it: each file of this layout runs in a transaction";
        case Kind::NodePgMigrate:
            return "remove it: each SQL file of this layout runs in a transaction";
        case Kind::Gmig:
        case Kind::Contember:
            break;
    }
    return "";
}

bool takes_no_transaction(const sql::Statement& statement, Dialect dialect,
                          const sql::RunnableOptions& options) {
    Script alone{.text = std::string(statement.text), .path = {}};
    const bool in_one = !refused(alone, dialect, options);
    alone.transaction = TransactionMode::Off;
    return !in_one && !refused(alone, dialect, options);
}

/// The first statement of a part that is run in a transaction and takes none.
std::optional<Error> wants_no_transaction(const layout::ProjectConfig& project, const Script& part,
                                          const sql::RunnableOptions& options) {
    if (part.transaction == TransactionMode::Off || !is_readable(project, part, options.grammar)) {
        return std::nullopt;
    }
    for (const sql::Statement& one : sql::split(part, project.dialect, options.grammar)) {
        if (takes_no_transaction(one, project.dialect, options)) {
            const Script alone{.text = std::string(one.text), .path = {}};
            const Error error = *refused(alone, project.dialect, options);
            const std::string way = way_outside(project.layout, project.dialect);
            return with_next(error, part.where(one.offset), way.empty() ? error.next() : way);
        }
    }
    return std::nullopt;
}

/// Of a migration that the tool executes, or may.
std::optional<Finding> refusal_beside_tool(const layout::ProjectConfig& project, Executor executor,
                                           const Migration& migration,
                                           const sql::RunnableOptions& options) {
    const bool may_be_gmigs = executor == Executor::Either;
    if (project.dialect == Dialect::Postgresql) {
        if (const auto error = wants_no_transaction(project, migration.up, options)) {
            return refusal_finding(migration, *error,
                                   may_be_gmigs ? Severity::Error : Severity::Warning);
        }
    }
    // What gmig's parser does not know yet is told as not linted.
    const bool looks_on = may_be_gmigs && is_readable(project, migration.up, options.grammar);
    const auto error = looks_on ? refusal_of(project, migration.up, options) : std::nullopt;
    return error ? std::optional(refusal_finding(migration, *error, Severity::Warning))
                 : std::nullopt;
}

}  // namespace

std::optional<Error> refusal_of(const layout::ProjectConfig& project, const Script& part,
                                const sql::RunnableOptions& options) {
    std::optional<Error> error = refused(part, project.dialect, options);
    if (!error || project.layout == Kind::Gmig) {
        return error;
    }
    const std::optional<Error> outside = wants_no_transaction(project, part, options);
    return outside && outside->where() == error->where() ? outside : error;
}

Executor executor_of(const layout::ProjectConfig& project) {
    if (project.layout == Kind::Gmig || project.mode == layout::Mode::Adopt) {
        return Executor::Gmig;
    }
    return project.mode ? Executor::Tool : Executor::Either;
}

Finding refusal_finding(const Migration& migration, const Error& error, Severity severity) {
    Finding finding;
    finding.code = Code::UnreadableMigration;
    finding.severity = severity;
    finding.id = migration.id;
    finding.name = migration.name;
    finding.where = error.where();
    finding.message = error.what();
    finding.remedy = error.next();
    return finding;
}

std::vector<Finding> refusals_in(const layout::ProjectConfig& project, Executor executor,
                                 const Migration& migration, const sql::RunnableOptions& options) {
    std::vector<Finding> findings;
    if (executor != Executor::Gmig) {
        if (auto found = refusal_beside_tool(project, executor, migration, options)) {
            findings.push_back(*std::move(found));
        }
        return findings;
    }
    for (const Script* const part :
         {&migration.up, migration.verify ? &*migration.verify : nullptr}) {
        const auto error = part ? refusal_of(project, *part, options) : std::nullopt;
        if (error) {
            findings.push_back(refusal_finding(migration, *error, Severity::Error));
        }
    }
    return findings;
}

bool is_readable(const layout::ProjectConfig& project, const Script& part, sql::Grammar grammar) {
    try {
        sql::split(part, project.dialect, grammar);
        return true;
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::Migration) {
            throw;
        }
        return false;
    }
}

}  // namespace gmig::app
