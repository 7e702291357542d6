-- migration: begin
CREATE TABLE author (id serial PRIMARY KEY, name text NOT NULL, email varchar(100) UNIQUE);
CREATE TABLE article (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author_id integer NOT NULL REFERENCES author (id) ON DELETE CASCADE,
    title text DEFAULT 'untitled' NOT NULL,
    made_on timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT titled CHECK (title <> '')
);
CREATE INDEX article_title ON article (lower(title), made_on DESC);
COMMENT ON TABLE article IS 'What is read';

-- migration: types
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE DOMAIN slug AS varchar(20) CONSTRAINT written CHECK (VALUE ~ '^[a-z]+$');
CREATE TYPE place AS (street text, number integer);
ALTER TABLE article ADD COLUMN mood mood DEFAULT 'sad' NOT NULL, ADD COLUMN slug slug;
ALTER TABLE author ADD COLUMN home place, ADD COLUMN moods mood[];

-- migration: views
CREATE VIEW recent AS SELECT a.id, a.title, w.name AS author FROM article a
    JOIN author w ON w.id = a.author_id WHERE a.made_on > now() - interval '1 day';
CREATE VIEW recent_titles WITH (security_barrier) AS SELECT title FROM recent;
CREATE MATERIALIZED VIEW counted AS SELECT author_id, count(*) AS articles FROM article GROUP BY author_id;
CREATE UNIQUE INDEX counted_author ON counted (author_id);
GRANT SELECT ON recent TO PUBLIC;

-- migration: wider
DROP VIEW recent_titles;
DROP VIEW recent;
ALTER TABLE article ALTER COLUMN title TYPE varchar(200);
CREATE VIEW recent AS SELECT a.id, a.title, w.name AS author, a.mood FROM article a
    JOIN author w ON w.id = a.author_id WHERE a.made_on > now() - interval '1 day';
CREATE VIEW recent_titles WITH (security_barrier) AS SELECT title, mood FROM recent;
ALTER TYPE mood ADD VALUE 'calm' BEFORE 'glad';
COMMENT ON COLUMN article.title IS 'Shown in lists';

-- migration: routines
CREATE FUNCTION shout(words text, times integer DEFAULT 1) RETURNS text LANGUAGE sql IMMUTABLE
    AS $$ SELECT repeat(upper(words), times) $$;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.made_on := now();
    RETURN NEW;
END $$;
CREATE TRIGGER stamped BEFORE UPDATE OF title ON article FOR EACH ROW
    WHEN (OLD.title IS DISTINCT FROM NEW.title) EXECUTE FUNCTION stamp();
CREATE PROCEDURE tidy() LANGUAGE sql AS $$ DELETE FROM article WHERE title = '' $$;
REVOKE EXECUTE ON PROCEDURE tidy() FROM PUBLIC;
CREATE INDEX article_shout ON article (shout(title, 2));
ALTER TABLE article ADD COLUMN loud text GENERATED ALWAYS AS (shout(title, 1)) STORED;

-- migration: parts
CREATE TABLE visit (at date NOT NULL, article_id bigint REFERENCES article, page integer,
    PRIMARY KEY (at, page)) PARTITION BY RANGE (at);
CREATE TABLE visit_2026 PARTITION OF visit FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE visit_else PARTITION OF visit DEFAULT;
CREATE INDEX visit_article ON visit (article_id) WHERE page > 1;

-- migration: rooms
CREATE SCHEMA shop;
CREATE SEQUENCE shop.ticket AS integer START 100 INCREMENT 10 CACHE 5;
CREATE TABLE shop.sale (
    ticket integer DEFAULT nextval('shop.ticket') PRIMARY KEY,
    of_day daterange, price numeric(8, 2) CHECK (price > 0) NOT NULL, buyer integer,
    CONSTRAINT no_overlap EXCLUDE USING gist (of_day WITH &&) WHERE (price > 10),
    FOREIGN KEY (buyer) REFERENCES author (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE shop.sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY dear ON shop.sale FOR SELECT USING (price > 5);
GRANT UPDATE (price), SELECT ON shop.sale TO PUBLIC;
GRANT USAGE ON SCHEMA shop TO PUBLIC;

-- migration: changed
ALTER TABLE author ALTER COLUMN name DROP NOT NULL, ALTER COLUMN name SET DEFAULT 'nobody';
ALTER TABLE author DROP CONSTRAINT author_email_key, ADD UNIQUE (email, name) INCLUDE (id);
ALTER TABLE article DROP CONSTRAINT article_author_id_fkey;
ALTER TABLE article ADD FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE RESTRICT NOT VALID;
ALTER DOMAIN slug ADD CONSTRAINT short CHECK (length(VALUE) < 10);
ALTER POLICY dear ON shop.sale USING (price > 7);
ALTER SEQUENCE shop.ticket INCREMENT 20 MAXVALUE 99999;
ALTER TABLE article DISABLE TRIGGER stamped;
CREATE OR REPLACE FUNCTION shout(words text, times integer DEFAULT 1) RETURNS text LANGUAGE sql
    IMMUTABLE AS $$ SELECT repeat(upper(words) || '!', times) $$;
DROP TABLE visit_else;
ALTER TABLE visit DETACH PARTITION visit_2026;

-- migration: heirs
CREATE TABLE note (id integer PRIMARY KEY, body text COLLATE "C");
CREATE TABLE long_note (pages integer DEFAULT 2) INHERITS (note);
ALTER TABLE note SET (fillfactor = 70);
CREATE UNLOGGED TABLE scratch (x jsonb, y tsvector);
CREATE INDEX scratch_x ON scratch USING gin (x jsonb_path_ops);
CREATE INDEX scratch_y ON scratch USING gist (y tsvector_ops (siglen = 64));
COMMENT ON INDEX scratch_x IS 'for looking inside';
CREATE FUNCTION notes(IN wanted integer, OUT id integer, OUT body text) RETURNS SETOF record
    LANGUAGE sql AS $$ SELECT n.id, n.body FROM note n WHERE n.id > wanted $$;

-- migration: less
DROP MATERIALIZED VIEW counted;
DROP VIEW recent_titles;
DROP VIEW recent;
DROP INDEX article_shout;
ALTER TABLE article DROP COLUMN loud;
DROP FUNCTION shout(text, integer);
DROP TRIGGER stamped ON article;
ALTER TABLE author DROP COLUMN moods;
ALTER TABLE author ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE author_id_seq;
ALTER TABLE author ALTER COLUMN id TYPE bigint, ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY;
COMMENT ON TABLE article IS NULL;
ALTER TABLE article ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE article ALTER COLUMN mood TYPE text;
DROP TABLE scratch;
CREATE VIEW recent AS SELECT a.id, a.title, w.id AS author FROM article a
    JOIN author w ON w.id = a.author_id;
