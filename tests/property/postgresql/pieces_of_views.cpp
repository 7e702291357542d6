#include "postgresql/pieces.hpp"

namespace gmig::property {
namespace {

std::string some_table(Random& random) {
    return random.one_of({"t1", "t1", "t1", "t2", "t2", "t3", "y"});
}

Piece index(Random& random, const std::string& name) {
    return piece(
        "CREATE " + random.one_of({"", "", "UNIQUE "}) + "INDEX " + name + " ON @." +
        some_table(random) +
        random.one_of({" (n1)", " (n1 DESC)", " (n1 NULLS FIRST, s1)", " (lower(s1::text))",
                       " USING hash (n1)", " (s1 text_pattern_ops)", " (s1 COLLATE \"POSIX\")",
                       " (n1) INCLUDE (id)", " (@.f1(n1::integer))", " (id, (n1 + 1))",
                       " USING gist (r1)", " USING brin (n1)", " (m1)", " (n1) NULLS NOT DISTINCT",
                       " USING gin (j1)"}) +
        random.one_of({"", "", "", " WITH (fillfactor=60)"}) +
        random.one_of({"", "", "", " WHERE n1 > 1", " WHERE s1 IS NOT NULL", " WHERE m2 = 'ok'"}));
}

Piece view_index(Random& random, const std::string& name) {
    return piece("CREATE " + random.one_of({"", "UNIQUE "}) + "INDEX " + name + " ON @.w1 (" +
                 random.one_of({"id", "n1", "id, n1"}) + ")");
}

std::string selection(Random& random) {
    return random.one_of(
        {"SELECT id, n1 FROM @.t1", "SELECT id, n1, s1 FROM @.t1", "SELECT id, n1 FROM @.t2",
         "SELECT id, n1 + 1 AS n1 FROM @.t1", "SELECT id, @.f1(n1::integer) AS n1 FROM @.t1",
         "SELECT id, n1, m1 FROM @.t1", "SELECT a.id, b.n1 FROM @.t1 a JOIN @.t2 b ON b.id = a.p1",
         "SELECT id, max(n1) AS n1 FROM @.t1 GROUP BY id",
         "SELECT id, n1, s1 FROM @.t1 GROUP BY id", "SELECT id, n1 FROM @.t3 WHERE m2 = 'ok'",
         "SELECT id, n1 FROM @.y", "SELECT id, n1, k1 FROM @.t1"});
}

Piece view(Random& random, const std::string& name) {
    return piece("CREATE VIEW @." + name +
                 random.one_of({"", "", "", " WITH (security_barrier=true)"}) + " AS " +
                 selection(random) + random.one_of({"", "", "", " WITH LOCAL CHECK OPTION"}));
}

Piece view_on_view(Random& random, const std::string& name) {
    return piece("CREATE VIEW @." + name + " AS " +
                 random.one_of({"SELECT id FROM @.v1", "SELECT * FROM @.v1",
                                "SELECT v.id, t.s1 FROM @.v1 v JOIN @.t1 t ON t.id = v.id",
                                "SELECT id FROM @.t2"}));
}

Piece materialized(Random& random, const std::string& name) {
    return piece("CREATE MATERIALIZED VIEW @." + name +
                 random.one_of({"", "", " WITH (fillfactor=75)"}) + " AS " +
                 (random.percent(30) ? "SELECT id, n1 FROM @.v1" : selection(random)) +
                 random.one_of({"", "", " WITH NO DATA"}));
}

Piece trigger(Random& random, const std::string& name) {
    return piece("CREATE TRIGGER " + name + " " +
                 random.one_of({"BEFORE INSERT", "BEFORE UPDATE OF n1", "AFTER INSERT OR DELETE",
                                "BEFORE UPDATE OF s1, n1"}) +
                 " ON @." + some_table(random) + " FOR EACH ROW " +
                 random.one_of({"", "", "WHEN (pg_trigger_depth() < 2) "}) +
                 "EXECUTE FUNCTION @.f3()");
}

Piece conditional_trigger(Random& random, const std::string& name) {
    return piece("CREATE TRIGGER " + name + " BEFORE UPDATE ON @.t1 FOR EACH ROW WHEN (NEW." +
                 random.one_of({"n1 > 1", "s1 <> ''", "n1 > 2"}) + ") EXECUTE FUNCTION @.f3()");
}

Piece view_trigger(Random& /*random*/, const std::string& name) {
    return piece("CREATE TRIGGER " + name +
                 " INSTEAD OF INSERT ON @.v1 FOR EACH ROW EXECUTE FUNCTION @.f3()");
}

Piece enabling(Random& random, const std::string& name) {
    return piece("ALTER TABLE @." + name + " " +
                 random.one_of({"DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"}) + " TRIGGER a1");
}

Piece policy(Random& random, const std::string& name) {
    return piece("CREATE POLICY " + name + " ON @." + some_table(random) +
                 random.one_of({"", " AS RESTRICTIVE"}) +
                 random.one_of({"", " FOR SELECT", " FOR UPDATE"}) +
                 random.one_of({"", " TO gmig_reader"}) + " USING (" +
                 random.one_of({"n1 > 0", "s1 <> 'x'", "@.f1(1) > 0", "true"}) + ")");
}

Piece security(Random& random, const std::string& name) {
    return piece("ALTER TABLE @." + name + " " +
                 random.one_of({"ENABLE ROW LEVEL SECURITY",
                                "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"}));
}

std::string object(Random& random) {
    return random.one_of({"TABLE @.t1",
                          "TABLE @.t2",
                          "COLUMN @.t1.n1",
                          "COLUMN @.t1.s1",
                          "COLUMN @.t2.id",
                          "CONSTRAINT c1 ON @.t1",
                          "CONSTRAINT t1_pkey ON @.t1",
                          "CONSTRAINT small ON DOMAIN @.small",
                          "INDEX @.i1",
                          "VIEW @.v1",
                          "MATERIALIZED VIEW @.w1",
                          "FUNCTION @.f1(integer)",
                          "TYPE @.mood",
                          "DOMAIN @.small",
                          "TYPE @.address",
                          "SEQUENCE @.q1",
                          "TRIGGER a1 ON @.t1",
                          "POLICY l1 ON @.t1",
                          "SCHEMA @",
                          "PROCEDURE @.p1(integer)",
                          "COLUMN @.y.n1",
                          "TABLE @.y1"});
}

Piece comment(Random& random, const std::string& /*name*/) {
    return piece("COMMENT ON " + object(random) + " IS " + random.one_of({"'one'", "'it''s two'"}));
}

Piece grant(Random& random, const std::string& /*name*/) {
    return piece(random.one_of(
        {"GRANT SELECT ON @.t1 TO gmig_reader", "GRANT SELECT, INSERT ON @.t1 TO PUBLIC",
         "GRANT SELECT ON @.t2 TO gmig_reader WITH GRANT OPTION",
         "GRANT UPDATE (n1) ON @.t1 TO gmig_reader", "GRANT SELECT (id, n1) ON @.t2 TO PUBLIC",
         "GRANT USAGE ON SCHEMA @ TO gmig_reader", "GRANT USAGE ON SEQUENCE @.q1 TO gmig_reader",
         "GRANT SELECT ON @.v1 TO gmig_reader", "GRANT SELECT ON @.w1 TO PUBLIC",
         "REVOKE EXECUTE ON FUNCTION @.f1(integer) FROM PUBLIC",
         "GRANT EXECUTE ON FUNCTION @.f1(integer) TO gmig_reader",
         "REVOKE USAGE ON TYPE @.mood FROM PUBLIC", "GRANT USAGE ON DOMAIN @.small TO gmig_reader",
         "GRANT ALL ON @.t1 TO gmig_reader", "GRANT SELECT ON @.y TO gmig_reader"}));
}

}  // namespace

std::vector<Slot> index_slots() {
    return {{"index", "i1", 60, index}, {"index", "i2", 40, index}, {"index", "i3", 30, index}};
}

std::vector<Slot> view_slots() {
    return {{"view", "v1", 60, view},
            {"view", "v2", 30, view_on_view},
            {"view", "w1", 30, materialized},
            {"index", "j1", 50, view_index}};
}

std::vector<Slot> dependent_slots() {
    return {{"trigger", "a1", 40, trigger},      {"trigger", "a2", 20, conditional_trigger},
            {"trigger", "a3", 15, view_trigger}, {"enabling", "t1", 10, enabling},
            {"policy", "l1", 30, policy},        {"policy", "l2", 15, policy},
            {"security", "t1", 30, security},    {"security", "t2", 15, security}};
}

std::vector<Slot> note_slots() {
    return {{"comment", "1", 30, comment}, {"comment", "2", 30, comment},
            {"comment", "3", 30, comment}, {"comment", "4", 20, comment},
            {"grant", "1", 30, grant},     {"grant", "2", 30, grant},
            {"grant", "3", 20, grant}};
}

}  // namespace gmig::property
