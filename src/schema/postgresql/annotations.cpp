#include "schema/postgresql/text.hpp"

#include <fmt/format.h>

namespace gmig::schema::postgresql {
namespace {

bool is_materialized(const Schema& schema, const Name& name) {
    const auto view = schema.views.find(name);
    return view != schema.views.end() && view->second.materialized;
}

std::string relation_name(const Key& key) {
    return sql(Name{key.name.schema, key.part});
}

/// As GRANT has it: tables and views alike, types and domains under their own words.
std::string granted_on(const Key& key, const Schema& schema) {
    switch (key.kind) {
        case Kind::View:
        case Kind::Table:
            return sql(key.name);
        default:
            return object_text(key, schema);
    }
}

std::string privilege(const Grant& grant, const std::string& column) {
    return grant.privilege + (column.empty() ? "" : " (" + sql(column) + ")");
}

std::string role(const Grant& grant) {
    return grant.role.empty() ? "PUBLIC" : sql(grant.role);
}

bool is_procedure(const Key& key, const Schema& schema) {
    const auto routine = schema.routines.find(key);
    return routine != schema.routines.end() && routine->second.procedure;
}

}  // namespace

std::string object_text(const Key& key, const Schema& schema) {
    switch (key.kind) {
        case Kind::Namespace:
            return "SCHEMA " + sql(key.name.name);
        case Kind::Extension:
            return "EXTENSION " + sql(key.name.name);
        case Kind::Enum:
        case Kind::CompositeType:
            return "TYPE " + sql(key.name);
        case Kind::Domain:
            return "DOMAIN " + sql(key.name);
        case Kind::Sequence:
            return "SEQUENCE " + sql(key.name);
        case Kind::Table:
            return "TABLE " + sql(key.name);
        case Kind::Index:
            return "INDEX " + sql(key.name);
        case Kind::View:
            return (is_materialized(schema, key.name) ? "MATERIALIZED VIEW " : "VIEW ") +
                   sql(key.name);
        case Kind::Routine:
            return fmt::format("{} {}({})", is_procedure(key, schema) ? "PROCEDURE" : "FUNCTION",
                               sql(key.name), key.part);
        case Kind::Trigger:
            return fmt::format("TRIGGER {} ON {}", sql(key.name.name), relation_name(key));
        case Kind::Policy:
            return fmt::format("POLICY {} ON {}", sql(key.name.name), relation_name(key));
    }
    return "";
}

std::string comment_text(const SetComment& step, const Schema& schema) {
    std::string on = object_text(step.object, schema);
    if (step.what == SetComment::Part::Column) {
        on = fmt::format("COLUMN {}.{}", sql(step.object.name), sql(step.part));
    }
    if (step.what == SetComment::Part::Constraint) {
        on = fmt::format("CONSTRAINT {} ON {}{}", sql(step.part),
                         step.object.kind == Kind::Domain ? "DOMAIN " : "", sql(step.object.name));
    }
    return fmt::format("COMMENT ON {} IS {}", on,
                       step.comment.empty() ? "NULL" : literal(step.comment));
}

std::string grant_text(const GrantPrivilege& step, const Schema& schema) {
    return fmt::format("GRANT {} ON {} TO {}{}", privilege(step.grant, step.column),
                       granted_on(step.object, schema), role(step.grant),
                       step.grant.grantable ? " WITH GRANT OPTION" : "");
}

std::string revoke_text(const RevokePrivilege& step, const Schema& schema) {
    return fmt::format("REVOKE {} ON {} FROM {}", privilege(step.grant, step.column),
                       granted_on(step.object, schema), role(step.grant));
}

}  // namespace gmig::schema::postgresql
