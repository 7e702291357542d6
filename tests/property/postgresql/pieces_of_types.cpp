#include "postgresql/pieces.hpp"

namespace gmig::property {
namespace {

Piece enumeration(Random& random, const std::string& name) {
    return piece("CREATE TYPE @." + name + " AS ENUM (" +
                 random.one_of({"'low', 'ok'", "'low', 'ok', 'high'", "'low', 'mid', 'ok'",
                                "'ok', 'low'", "'none', 'low', 'ok', 'high'", "'ok'"}) +
                 ")");
}

Piece domain(Random& random, const std::string& name) {
    return piece("CREATE DOMAIN @." + name + " AS " +
                 random.one_of({"integer", "integer", "bigint", "numeric(8,2)"}) +
                 random.one_of({"", " DEFAULT 3", " DEFAULT 4", " DEFAULT @.f1(1)"}) +
                 random.one_of({"", "", " NOT NULL"}) +
                 random.one_of({"", " CONSTRAINT small CHECK (VALUE < 1000)",
                                " CONSTRAINT small CHECK (VALUE < 2000)",
                                " CONSTRAINT even CHECK (@.f1(VALUE::integer) > 0)"}));
}

Piece text_domain(Random& random, const std::string& name) {
    return piece("CREATE DOMAIN @." + name + " AS " +
                 random.one_of({"text", "text COLLATE \"C\"", "character varying(30)"}) +
                 random.one_of({"", " CHECK (VALUE <> 'bad')", " CHECK (length(VALUE) < 99)"}));
}

Piece composite(Random& random, const std::string& name) {
    return piece(
        "CREATE TYPE @." + name + " AS (" +
        random.one_of({"street text, town text", "street text", "town text, street text",
                       "street text, town text, number integer",
                       "street text, town text, number bigint", "street text, feeling @.mood"}) +
        ")");
}

Piece sequence(Random& random, const std::string& name) {
    return piece("CREATE SEQUENCE @." + name + random.one_of({"", " AS integer", " AS smallint"}) +
                 random.one_of({"", " INCREMENT 2", " INCREMENT -1"}) +
                 random.one_of({"", " CACHE 5", " CYCLE"}));
}

std::string body(Random& random, const std::string& a, const std::string& b) {
    const std::string value = random.percent(50) ? a : b;
    const std::string language = random.one_of({"sql", "plpgsql", "atomic"});
    if (language == "sql") {
        return "LANGUAGE sql IMMUTABLE AS $$SELECT " + value + "$$";
    }
    if (language == "plpgsql") {
        return "LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RETURN " + value + "; END$$";
    }
    return "LANGUAGE sql IMMUTABLE RETURN " + value;
}

Piece of_number(Random& random, const std::string& name) {
    return piece("CREATE FUNCTION @." + name + "(" + random.one_of({"a", "a", "b"}) +
                 " integer) RETURNS " + random.one_of({"integer", "integer", "integer", "bigint"}) +
                 " " + body(random, "$1 + 1", "$1 * 2"));
}

Piece of_text(Random& random, const std::string& name) {
    return piece("CREATE FUNCTION @." + name + "(" +
                 random.one_of({"text", "a text", "a text DEFAULT 'x'"}) + ") RETURNS text " +
                 body(random, "lower($1)", "upper($1)"));
}

Piece for_triggers(Random& random, const std::string& name) {
    return piece("CREATE FUNCTION @." + name + "() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN " +
                 random.one_of({"RETURN NEW;", "RETURN NULL;", "PERFORM 1; RETURN NEW;"}) +
                 " END$$");
}

Piece of_mood(Random& random, const std::string& name) {
    return piece("CREATE FUNCTION @." + name + "(m @.mood) RETURNS integer LANGUAGE sql AS $$" +
                 random.one_of({"SELECT 1", "SELECT 2"}) + "$$");
}

Piece procedure(Random& random, const std::string& name) {
    return piece("CREATE PROCEDURE @." + name + "(" + random.one_of({"integer", "n integer"}) +
                 ") LANGUAGE plpgsql AS $$BEGIN " + random.one_of({"NULL;", "PERFORM 1;"}) +
                 " END$$");
}

/// Of a table: its columns, in a body that is parsed, or as its result's type.
Piece of_table(Random& random, const std::string& name) {
    return piece(random.percent(50)
                     ? "CREATE FUNCTION @." + name + "() RETURNS SETOF @." +
                           random.one_of({"t1", "t2"}) + " LANGUAGE sql AS $$SELECT * FROM @.t2$$"
                     : "CREATE FUNCTION @." + name +
                           "() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(n1) FROM @." +
                           random.one_of({"t1", "t2", "v1"}) + "; END");
}

}  // namespace

std::vector<Slot> type_slots() {
    return {{"type", "mood", 97, enumeration},  {"type", "size", 80, enumeration},
            {"routine", "f1", 95, of_number},   {"routine", "f2", 95, of_text},
            {"type", "small", 95, domain},      {"type", "label", 90, text_domain},
            {"type", "address", 90, composite}, {"sequence", "q1", 95, sequence},
            {"sequence", "q2", 20, sequence}};
}

std::vector<Slot> routine_slots() {
    return {{"routine", "f3", 95, for_triggers},
            {"routine", "f5", 30, of_mood},
            {"routine", "p1", 20, procedure}};
}

std::vector<Slot> dependent_routine_slots() {
    return {{"routine", "f4", 30, of_table}};
}

}  // namespace gmig::property
