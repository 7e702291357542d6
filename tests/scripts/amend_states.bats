#!/usr/bin/env bats
# gmig amend in states that are not everyday's: tables that others point to, statements outside a
# transaction, rows that were marked, plain files, databases that are not there.
load helper
setup() { start_test; }

sql() {
    if [ -f dev.db ]; then query dev.db "$1"; else postgres_query "$POSTGRES_URL" "$1"; fi
}

# begin [sqlite/postgres] UP [DOWN]: one executed migration of that text.
begin() {
    if [ "$1" = sqlite ]; then make_project; else make_postgres_project; fi
    shift
    write_migration 2026-11-20-090000-shop kkkkkkkkkkkk none "$@"
    gmig -q execute
}
file=migrations/2026-11-20-090000-shop.sql

assert_clean() {
    run -0 gmig status --exit-code
    run -0 gmig db drift
}

tables_that_others_point_to() {
    begin "$1" "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE article (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id) ON DELETE CASCADE);
CREATE VIEW names AS SELECT name FROM author;"
    sql "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 1)"
    sed -i 's/name TEXT/name TEXT NOT NULL CHECK (length(name) > 2)/' "$file"
    run -0 gmig amend
    assert_equal "$(sql 'SELECT author_id FROM article')" 1
    assert_equal "$(sql 'SELECT name FROM names')" Ann
    assert_clean
    # A row that the new text forbids: the database refuses, and nothing has changed.
    sed -i 's/ > 2)/ > 3)/' "$file"
    run -6 gmig amend
    assert_output --partial "nothing has changed"
    assert_equal "$(sql 'SELECT name FROM names')" Ann
    run -1 gmig status
}
@test "a table that views and rows of others stand on" { tables_that_others_point_to sqlite; }
@test "PostgreSQL: a table that views and rows of others stand on" { tables_that_others_point_to postgres; }

@test "PostgreSQL: an index that is built outside a transaction" {
    begin postgres "CREATE TABLE article (id int, title text);"
    write_migration 2026-11-20-091000-index mmmmmmmmmmmm kkkkkkkkkkkk \
        "CREATE INDEX CONCURRENTLY by_title ON article (title);" "DROP INDEX by_title;"
    sed -i '1s/$/ transaction=off/' migrations/*index.sql
    gmig -q execute
    sed -i 's/(title)/(title, id)/' migrations/*index.sql
    run -0 gmig amend
    assert_equal "$(sql "SELECT indexdef LIKE '%(title, id)' FROM pg_indexes WHERE indexname = 'by_title'")" t
    assert_clean
    printf 'UPDATE article SET title = 1;\n' >insert
    sed -i '3r insert' migrations/*index.sql
    run -9 gmig amend --accept-data-loss
    assert_output --partial "outside a transaction"
}

@test "PostgreSQL: what schema values do not model goes by the parts" {
    begin postgres "CREATE TABLE article (id int);" "DROP TABLE article;"
    printf 'CREATE AGGREGATE total (int) (sfunc = int4pl, stype = int);\n' >aggregate
    sed -i '3r aggregate' "$file"
    run -9 gmig amend
    assert_output --partial "CREATE AGGREGATE total"
    # The down part does not take it away: it could not be put in again.
    run -0 gmig amend --accept-data-loss
    sed -i 's/stype = int)/stype = int, initcond = 5)/' "$file"
    run -6 gmig amend --accept-data-loss
    assert_output --partial "nothing has changed"
}

@test "a marked one, a plain file, a file that is only worded otherwise" {
    make_project
    printf 'CREATE TABLE a (x INTEGER);\n' >migrations/2026-11-20-090000-plain.sql
    query dev.db "CREATE TABLE a (x INTEGER)"
    run -0 gmig mark plain --executed --confirm local
    printf 'CREATE TABLE "a" (x INTEGER);\n' >migrations/2026-11-20-090000-plain.sql
    run -0 --separate-stderr gmig amend --json
    assert_equal "$(json '.plan[0].action')" record
    printf 'CREATE TABLE a (x INTEGER, y TEXT);\n' >migrations/2026-11-20-090000-plain.sql
    run -0 gmig amend
    assert_equal "$(sql "SELECT count(*) FROM pragma_table_info('a')")" 2
    assert_clean
}

@test "a database that is not there: nothing is executed in it, and a dry run makes none" {
    make_project
    write_migration 2026-11-20-090000-shop kkkkkkkkkkkk none "CREATE TABLE a (x INT);"
    run -0 gmig amend --dry-run
    assert_output --partial "not executed in local"
    assert_file_not_exists dev.db
}

@test "bad input: an unreadable file, a row that was edited by hand, an unknown word" {
    begin sqlite "CREATE TABLE a (x INT);"
    sed -i 's/x INT/x INT, y INT/' "$file"
    run -2 gmig amend nothing
    cp "$file" kept
    printf -- '-- gmig: id=kkkkkkkkkkkk parent=none\nCREATE TABLE a (x INT\n' >"$file"
    run -6 gmig amend
    assert_output --partial "$file:2"
    printf -- '-- gmig: id=kkkkkkkkkkkk parent=none sense=none\nCREATE TABLE a (x INT);\n' >"$file"
    run -3 gmig amend
    cp kept "$file"
    sql "UPDATE gmig_ledger SET name = 'other' WHERE id = 'kkkkkkkkkkkk'"
    run -4 gmig amend
    assert_equal "$(sql "SELECT count(*) FROM pragma_table_info('a')")" 1
}

@test "an interrupted one: gmig recover first" {
    make_postgres_project
    write_migration 2026-11-20-090000-shop kkkkkkkkkkkk none \
        "CREATE TABLE a (x int); CREATE TABLE b (x int);"
    sed -i '1s/$/ transaction=off/' "$file"
    GMIG_FAULT=execute.statement:2:kill gmig execute || true
    run -7 gmig amend
    assert_output --partial "gmig recover"
}
