-- migration: start
CREATE TABLE author (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE
);
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    author_id INTEGER REFERENCES author (id) ON DELETE CASCADE,
    slug VARCHAR(80) NOT NULL,
    body TEXT DEFAULT '' CHECK (length(body) < 100000)
);
CREATE UNIQUE INDEX article_slug ON article (slug);
-- migration: categories
CREATE TABLE category (id INTEGER PRIMARY KEY, label TEXT NOT NULL);
ALTER TABLE article ADD COLUMN category_id INTEGER REFERENCES category (id);
CREATE INDEX article_category ON article (category_id, slug DESC) WHERE category_id IS NOT NULL;
CREATE VIEW overview (slug, label) AS
SELECT slug, label FROM article LEFT JOIN category ON category.id = category_id;
-- migration: log
CREATE TABLE log ([at] TEXT DEFAULT CURRENT_TIMESTAMP, what ANY, "group" INT NOT NULL DEFAULT -1) STRICT;
CREATE TRIGGER article_log AFTER DELETE ON article BEGIN
    INSERT INTO log (what) VALUES ('deleted; ' || old.slug);
END;
CREATE TRIGGER overview_insert INSTEAD OF INSERT ON overview BEGIN
    INSERT INTO article (slug) VALUES (new.slug);
END;
-- migration: rebuilt
PRAGMA foreign_keys = OFF;
CREATE TABLE new_article (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL DEFAULT 1,
    category_id INTEGER,
    slug VARCHAR(80) NOT NULL,
    body TEXT NOT NULL DEFAULT '',
    words INTEGER GENERATED ALWAYS AS (length(body) / 6) VIRTUAL,
    CONSTRAINT has_slug CHECK (slug <> ''),
    FOREIGN KEY (author_id) REFERENCES author (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (category_id) REFERENCES category
);
INSERT INTO new_article (id, slug) SELECT id, slug FROM article;
PRAGMA legacy_alter_table = ON;
DROP TABLE article;
ALTER TABLE new_article RENAME TO article;
PRAGMA legacy_alter_table = OFF;
CREATE INDEX article_words ON article (lower(slug), words);
-- migration: without-rowid
DROP VIEW overview;
CREATE VIEW overview AS SELECT count(*) AS articles FROM article;
CREATE TABLE tag (article_id INTEGER, name TEXT, PRIMARY KEY (article_id, name DESC)) WITHOUT ROWID;
ALTER TABLE author ADD COLUMN mail TEXT;
ALTER TABLE log DROP COLUMN "group";
CREATE VIRTUAL TABLE search USING fts5(slug, body);
-- migration: back-again
DROP TABLE tag;
CREATE TABLE tag (article_id INTEGER, name TEXT COLLATE RTRIM, UNIQUE (name, article_id) ON CONFLICT IGNORE);
ALTER TABLE author DROP COLUMN mail;
DROP TABLE search;
