# What SQLite's ALTER TABLE cannot do: gmig diff writes a rebuild of the table, and gmig execute
# carries it out without losing a row.
load helper

schema='CREATE TABLE author (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL
);
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE,
    title TEXT
);
CREATE TABLE log (what TEXT);
CREATE INDEX author_name ON author (name);
CREATE VIEW overview AS SELECT name, title FROM author JOIN article ON author.id = author_id;
CREATE TRIGGER author_log AFTER UPDATE ON author BEGIN
    INSERT INTO log VALUES (old.name || '"'; '"' || new.name);
END;
CREATE TRIGGER overview_insert INSTEAD OF INSERT ON overview BEGIN
    INSERT INTO author (name) VALUES (new.name);
END;'

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "$schema"
    gmig -q execute
    query dev.db "INSERT INTO author (name) VALUES ('Ann'), ('Bob'), ('Eve'), ('Zoe');
        DELETE FROM author WHERE name = 'Zoe';
        INSERT INTO article (author_id, title) VALUES (1, 'one'), (1, 'two'), (2, 'three');
        INSERT INTO log (rowid, what) VALUES (7, 'seven'), (40, 'forty');"
    commit start
}

# change FROM TO: another schema.sql, whose difference becomes a migration and is executed.
change() {
    printf '%s\n' "${schema/"$1"/"$2"}" >schema.sql
    run -0 gmig diff -q change -y --no-rename "${@:3}"
    run -0 gmig -q execute -y
    run -0 --separate-stderr gmig diff --exit-code
    refute_output
}

@test "a parent of rows under ON DELETE CASCADE is rebuilt, and no child is lost" {
    change "name TEXT NOT NULL" "name TEXT NOT NULL CHECK (name <> '')"
    run -0 cat migrations/*-change.sql
    assert_output --partial "DROP TABLE author;"
    assert_equal "$(query dev.db "SELECT group_concat(title) FROM article")" "one,two,three"
    assert_equal "$(query dev.db "SELECT group_concat(name) FROM author")" "Ann,Bob,Eve"
    run -0 query dev.db "PRAGMA foreign_key_check"
    refute_output
    # And the children still belong to it.
    query dev.db "PRAGMA foreign_keys = ON; DELETE FROM author WHERE id = 1"
    assert_equal "$(query dev.db "SELECT group_concat(title) FROM article")" "three"
}

@test "its views, triggers and indexes work afterwards" {
    change "name TEXT NOT NULL" "name VARCHAR(80) NOT NULL UNIQUE"
    assert_equal "$(query dev.db "SELECT count(*) FROM overview")" 3
    query dev.db "UPDATE author SET name = 'Anna' WHERE id = 1"
    assert_equal "$(query dev.db "SELECT what FROM log WHERE rowid > 40")" "Ann; Anna"
    query dev.db "INSERT INTO overview (name) VALUES ('Ida')"
    run -0 query dev.db "EXPLAIN QUERY PLAN SELECT id FROM author INDEXED BY author_name WHERE name = ''"
    assert_equal "$(query dev.db "SELECT count(*) FROM author WHERE name = 'Ida'")" 1
}

@test "the counter of AUTOINCREMENT goes on where it was" {
    change "name TEXT NOT NULL" "name TEXT NOT NULL DEFAULT 'nobody'"
    query dev.db "INSERT INTO author (name) VALUES ('Max')"
    assert_equal "$(query dev.db "SELECT max(id) FROM author")" 5
}

@test "rows keep their rowids where no key is one" {
    change "log (what TEXT)" "log (what TEXT, CHECK (length(what) < 100))"
    assert_equal "$(query dev.db "SELECT group_concat(rowid || what) FROM log")" "7seven,40forty"
}

@test "what rows do not allow changes nothing" {
    query dev.db "UPDATE article SET title = NULL WHERE id = 2"
    printf '%s\n' "${schema/title TEXT/title TEXT NOT NULL}" >schema.sql
    run -0 gmig diff -q change -y
    run -0 cat migrations/*-change.sql
    assert_output --partial "-- may fail: article.title may hold NULL"
    run -6 gmig execute -y
    assert_output --partial "NOT NULL constraint failed"
    assert_equal "$(query dev.db "SELECT count(*) FROM article")" 3
    assert_equal "$(tables dev.db | paste -sd' ')" "article author log"
}

@test "a broken view is not in the way of a rebuild, nor of a column that goes" {
    schema+=$'\nCREATE VIEW broken AS SELECT gone FROM nowhere;'
    printf '%s\n' "$schema" >schema.sql
    run -0 gmig diff -q broken -y
    run -0 gmig -q execute -y
    commit broken
    change "    name TEXT NOT NULL
);" "    name TEXT NOT NULL, born INTEGER NOT NULL
        DEFAULT (1 + 1999)
);"
    assert_equal "$(query dev.db "SELECT DISTINCT born FROM author")" 2000
    commit born
    run -9 gmig rollback </dev/null
    assert_output --partial "column author.born"
    refute_output --partial "table author"
    run -0 gmig rollback -y --accept-data-loss
    assert_equal "$(query dev.db "SELECT group_concat(name) FROM pragma_table_info('author')")" "id,name"
    assert_equal "$(query dev.db "SELECT count(*) FROM article")" 3
}

@test "a rollback rebuilds as well, and loses nothing" {
    change "name TEXT NOT NULL" "name TEXT NOT NULL CHECK (name <> '')"
    run -0 gmig rollback -y
    run -0 --separate-stderr gmig diff --from env:local --to HEAD
    refute_output
    assert_equal "$(query dev.db "SELECT count(*) FROM article")" 3
}
