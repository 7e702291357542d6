# Databases that were there before gmig, with one of everything.
#
# shellcheck shell=bash

# sql SQL: on the project's database.
sql() {
    if [ -n "${POSTGRES_URL:-}" ]; then postgres_query "$POSTGRES_URL" "$1"; else query dev.db "$1"; fi
}

use_sqlite() {
    make_project
    query dev.db "
        CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
        CREATE TABLE \"my article\" (
            id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT 'it''s; -- new', words INT CHECK (words >= 0),
            author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
            shout TEXT GENERATED ALWAYS AS (upper(title)) VIRTUAL, twice INT AS (words * 2) STORED);
        CREATE UNIQUE INDEX article_title ON \"my article\" (lower(title), author_id DESC) WHERE words > 0;
        CREATE TABLE tag (name TEXT PRIMARY KEY, n INT) STRICT, WITHOUT ROWID;
        CREATE TABLE change (id INTEGER PRIMARY KEY, what TEXT);
        CREATE VIEW short AS SELECT a.id, a.title, u.name FROM \"my article\" a JOIN author u ON u.id = a.author_id;
        CREATE VIEW shorter (only_title) AS SELECT title FROM short;
        CREATE TRIGGER noted AFTER UPDATE OF title ON \"my article\" WHEN old.title <> new.title BEGIN
            INSERT INTO change (what) VALUES ('title; of ' || new.id);
            UPDATE tag SET n = n + 1;
        END;
        CREATE TRIGGER through INSTEAD OF DELETE ON short BEGIN DELETE FROM \"my article\" WHERE id = old.id; END;
        CREATE VIRTUAL TABLE found USING fts5 (title, body);
        INSERT INTO author (name) VALUES ('Ann');
        INSERT INTO \"my article\" (id, title, words, author_id) VALUES (7, 'Seven', 3, 1);"
}

use_postgres() {
    make_postgres_project
    postgres_query "$GMIG_TEST_POSTGRES" "DO \$\$ BEGIN CREATE ROLE \"the reader\"; EXCEPTION WHEN duplicate_object THEN END \$\$"
    # shellcheck disable=SC2016  # dollars of PostgreSQL's
    postgres_query "$POSTGRES_URL" '
        CREATE SCHEMA shop;
        COMMENT ON SCHEMA shop IS '"'it''s; the shop'"';
        CREATE SCHEMA ext;
        CREATE EXTENSION citext SCHEMA ext;
        CREATE EXTENSION "uuid-ossp";
        CREATE TYPE shop.mood AS ENUM ('"'sad', 'so, so', 'glad'"');
        CREATE DOMAIN shop.price AS numeric(10, 2) CHECK (value >= 0);
        CREATE TYPE shop.place AS (street text, town text);
        CREATE SEQUENCE shop.invoice START 1000 INCREMENT 10;
        CREATE TABLE author (
            id bigint GENERATED ALWAYS AS IDENTITY (START 100) PRIMARY KEY, name ext.citext NOT NULL UNIQUE,
            token uuid DEFAULT uuid_generate_v4());
        CREATE TABLE shop."Article" (
            id serial PRIMARY KEY, title text NOT NULL, price shop.price DEFAULT 1, mood shop.mood,
            home shop.place, author_id bigint REFERENCES author ON DELETE CASCADE,
            shout text GENERATED ALWAYS AS (upper(title)) STORED, CONSTRAINT short CHECK (length(title) < 100));
        COMMENT ON TABLE shop."Article" IS '"'What is sold -- and read'"';
        COMMENT ON COLUMN shop."Article".title IS '"'Headline'"';
        CREATE INDEX article_title ON shop."Article" (lower(title)) INCLUDE (price) WHERE price > 0;
        CREATE TABLE event (at timestamptz NOT NULL, what jsonb) PARTITION BY RANGE (at);
        CREATE TABLE event_2026 PARTITION OF event FOR VALUES FROM ('"'2026-01-01') TO ('2027-01-01'"');
        CREATE TABLE event_rest PARTITION OF event DEFAULT;
        CREATE FUNCTION shop.noted() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
-- gmig: down
    INSERT INTO event VALUES (now(), to_jsonb(new)); RETURN new;
END $f$;
        CREATE FUNCTION shop.dear(lowest shop.price DEFAULT 10) RETURNS SETOF shop."Article" LANGUAGE sql STABLE
            AS $$ SELECT * FROM shop."Article" WHERE price >= lowest; $$;
        CREATE TRIGGER noted AFTER INSERT OR UPDATE ON shop."Article" FOR EACH ROW EXECUTE FUNCTION shop.noted();
        CREATE VIEW shop.titles AS SELECT a.id, a.title, u.name FROM shop."Article" a JOIN author u ON u.id = a.author_id;
        CREATE MATERIALIZED VIEW shop.counted AS SELECT author_id, count(*) AS n FROM shop."Article" GROUP BY 1;
        CREATE UNIQUE INDEX ON shop.counted (author_id);
        ALTER TABLE author ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON author FOR SELECT TO "the reader" USING (name = current_user);
        GRANT CREATE ON SCHEMA public TO PUBLIC;
        GRANT USAGE ON SCHEMA shop TO "the reader";
        GRANT SELECT, UPDATE (title) ON shop."Article" TO "the reader";
        REVOKE EXECUTE ON FUNCTION shop.dear(shop.price) FROM PUBLIC;
        INSERT INTO author (name) VALUES ('"'Ann'"');'
}

# Adds what gmig does not model.
add_unmodelled() {
    sql "CREATE AGGREGATE sum2(int) (SFUNC = int4pl, STYPE = int);
         CREATE AGGREGATE \"odd
DROP TABLE author; --\"(int) (SFUNC = int4pl, STYPE = int)"
}

# another_environment NAME KIND: beside local, an empty database of its own.
another_environment() {
    local url=sqlite:$1.db
    if [ -n "${POSTGRES_URL:-}" ]; then
        local name
        name=$(basename "$BATS_TEST_FILENAME" .bats)_${BATS_TEST_NUMBER}_$1
        postgres_query "$GMIG_TEST_POSTGRES" "CREATE DATABASE \"$name\" TEMPLATE template0"
        export OTHER_URL=${GMIG_TEST_POSTGRES/\/postgres\?//$name\?}
        # shellcheck disable=SC2016  # gmig replaces it
        url='${OTHER_URL}'
    else
        rm -f "$1.db"
    fi
    jq ".environments[\"$1\"] = {url: \"$url\", kind: \"$2\"}" gmig.json >gmig.new
    mv gmig.new gmig.json
}

# other_sql NAME SQL: on an environment that another_environment made.
other_sql() {
    if [ -n "${POSTGRES_URL:-}" ]; then postgres_query "$OTHER_URL" "$2"; else query "$1.db" "$2"; fi
}
