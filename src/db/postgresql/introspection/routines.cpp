// Functions and procedures, triggers, policies.
#include "db/postgresql/introspection/reading.hpp"
#include <gmig/support/text.hpp>

#include <fmt/format.h>

namespace gmig::db::postgresql {
namespace {

/// Those that a range type brings along hang on it internally. The signature: names and kinds of
/// all arguments, types also of those that it gives back, how many have a default, what it yields.
constexpr std::string_view routines_query = R"(
SELECT p.oid, n.nspname, p.proname, oidvectortypes(p.proargtypes), p.prokind = 'p',
       concat_ws('; ', pg_get_function_identity_arguments(p.oid),
                 array_to_string(p.proargnames, ','), array_to_string(p.proargmodes, ''),
                 CASE WHEN p.proallargtypes IS NOT NULL THEN
                      (SELECT string_agg(format_type(t, NULL), ',') FROM unnest(p.proallargtypes) t)
                 END,
                 CASE WHEN p.pronargdefaults > 0 THEN p.pronargdefaults || ' default' END,
                 'returns ' || pg_get_function_result(p.oid)),
       pg_get_functiondef(p.oid), p.proacl IS NULL
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.oid >= {first} AND p.prokind IN ('f', 'p') AND {user}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 1255 AND e.objid = p.oid
                                            AND e.deptype IN ('e', 'i'))
)";

/// Until PostgreSQL 15 the copies for partitions counted as internal.
constexpr std::string_view triggers_query = R"(
SELECT t.oid, t.tgname, t.tgrelid, pg_get_triggerdef(t.oid), t.tgenabled
FROM pg_trigger t
WHERE NOT t.tgisinternal AND t.oid >= {{first}} AND {not_of_parent}
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 2620 AND e.objid = t.oid
                                            AND e.deptype = 'e')
)";

constexpr std::string_view policies_query = R"(
SELECT p.oid, p.polname, p.polrelid,
       format('CREATE POLICY %I ON %I.%I', p.polname, n.nspname, c.relname)
       || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
       || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT'
                        WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END
       || CASE WHEN 0 = ANY (p.polroles) THEN ''
               ELSE ' TO ' || (SELECT string_agg(quote_ident(pg_get_userbyid(role)), ', '
                                                 ORDER BY pg_get_userbyid(role))
                               FROM unnest(p.polroles) role) END,
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
FROM pg_policy p
     JOIN pg_class c ON c.oid = p.polrelid
     JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {user}
)";

std::string enabled(char letter) {
    switch (letter) {
        case 'D':
            return "DISABLE";
        case 'R':
            return "ENABLE REPLICA";
        case 'A':
            return "ENABLE ALWAYS";
        default:
            return "";
    }
}

void add_routine(Reading& reading, Cells cells) {
    const ObjectId id{Catalog::Procedure, cells.number()};
    schema::Routine routine;
    routine.name = cells.name();
    routine.arguments = cells.text();
    routine.procedure = cells.flag();
    routine.signature = cells.text();
    routine.definition = schema::Expression(trim(cells.text()), Dialect::Postgresql);
    routine.comment = reading.notes.comment(id);
    routine.privileges = reading.notes.privileges(id, cells.flag(), Granted::Execute);
    const schema::Key key = key_of(routine);
    reading.uses.know(id, key);
    auto& kept = reading.schema.routines.emplace(key, std::move(routine)).first->second;
    reading.uses.collect(id, kept.uses, key);
}

void add_trigger(Reading& reading, Cells cells) {
    const ObjectId id{Catalog::Trigger, cells.number()};
    schema::Trigger trigger;
    trigger.name = cells.text();
    const schema::Key* const table = reading.uses.key({Catalog::Relation, cells.number()});
    if (table == nullptr) {
        return;
    }
    trigger.table = table->name;
    trigger.definition = schema::Expression(cells.text(), Dialect::Postgresql);
    trigger.enabled = enabled(cells.letter());
    trigger.comment = reading.notes.comment(id);
    const schema::Key key = key_of(trigger);
    auto& kept = reading.schema.triggers.emplace(key, std::move(trigger)).first->second;
    reading.uses.collect(id, kept.uses, *table, Uses::OwnColumns::List);
}

std::string clause(std::string_view word, const Value& expression) {
    return expression ? fmt::format(" {} ({})", word, without_brackets(*expression)) : "";
}

void add_policy(Reading& reading, Cells cells) {
    const ObjectId id{Catalog::Policy, cells.number()};
    schema::Policy policy;
    policy.name = cells.text();
    const schema::Key* const table = reading.uses.key({Catalog::Relation, cells.number()});
    if (table == nullptr) {
        return;
    }
    policy.table = table->name;
    std::string definition = cells.text();
    definition += clause("USING", cells.value());
    definition += clause("WITH CHECK", cells.value());
    policy.definition = schema::Expression(definition, Dialect::Postgresql);
    policy.comment = reading.notes.comment(id);
    const schema::Key key = key_of(policy);
    auto& kept = reading.schema.policies.emplace(key, std::move(policy)).first->second;
    reading.uses.collect(id, kept.uses, *table, Uses::OwnColumns::List);
}

}  // namespace

void read_routines(Reading& reading) {
    for (Row& row : reading.ask(question(routines_query))) {
        add_routine(reading, Cells(row));
    }
}

void read_triggers(Reading& reading) {
    constexpr int parents_are_told = 13;
    const std::string query = fmt::format(
        fmt::runtime(triggers_query),
        fmt::arg("not_of_parent", reading.major >= parents_are_told ? "t.tgparentid = 0" : "true"));
    for (Row& row : reading.ask(question(query))) {
        add_trigger(reading, Cells(row));
    }
}

void read_policies(Reading& reading) {
    for (Row& row : reading.ask(question(policies_query))) {
        add_policy(reading, Cells(row));
    }
}

}  // namespace gmig::db::postgresql
