#!/usr/bin/env bats
# gmig amend: what was edited in an executed migration goes through the local database.
load helper
setup() { start_test; }

first=migrations/2026-11-20-090000-first.sql
second=migrations/2026-11-20-091000-second.sql

# begin [sqlite/postgres]: two executed migrations on a branch of their own, with rows; main has
# nothing of them.
begin() {
    if [ "${1:-sqlite}" = sqlite ]; then make_project; else make_postgres_project; fi
    commit start
    git switch -q -c feature
    write_migration 2026-11-20-090000-first kkkkkkkkkkkk none \
        "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);" "DROP TABLE author;"
    write_migration 2026-11-20-091000-second mmmmmmmmmmmm kkkkkkkkkkkk \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);" "DROP TABLE article;"
    commit mine
    gmig -q execute
    sql "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One')"
}

# sql SQL: on the project's database.
sql() {
    if [ -f dev.db ]; then query dev.db "$1"; else postgres_query "$POSTGRES_URL" "$1"; fi
}

# Files, ledger and schema agree.
assert_clean() {
    run -0 gmig status --exit-code "$@"
    run -0 gmig db drift "$@"
}

adds_a_column() {
    begin "$1"
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    run -1 gmig status
    assert_output --partial "gmig amend"
    run -0 gmig amend --dry-run
    assert_output --partial "ADD COLUMN body"
    assert_output --partial "would amend 2026-11-20-091000-second in local"
    run -1 gmig status
    run -0 --separate-stderr gmig amend --json
    assert_equal "$(json '.plan[0].action')" amend
    assert_equal "$(json .state)" "done"
    assert_equal "$(json .done)" 1
    assert_equal "$(sql 'SELECT title FROM article WHERE body IS NULL')" One
    assert_clean
    run -0 gmig amend
    assert_output --partial "nothing to do"
    # The row is the file's, down part and all.
    run -0 gmig show --executed second
    assert_output --partial "body TEXT"
}
@test "an added column goes into the database, and the rows stay" { adds_a_column sqlite; }
@test "PostgreSQL: an added column" { adds_a_column postgres; }

@test "what is taken away is lost with consent only, where there are rows" {
    begin
    sed -i 's/, title TEXT//' "$second"
    run -9 gmig amend
    assert_output --partial "--accept-data-loss"
    assert_equal "$(sql 'SELECT title FROM article')" One
    run -1 gmig status
    sql "DELETE FROM article"
    run -0 gmig amend
    assert_clean
}

renames() {
    begin "$1"
    sed -i 's/title TEXT/headline TEXT/' "$second"
    run -9 gmig amend --accept-data-loss
    assert_output --partial "--rename article.title=headline"
    run -0 gmig amend --rename article.title=headline
    assert_equal "$(sql 'SELECT headline FROM article')" One
    assert_clean
}
@test "a rename is asked for, and a given one keeps the rows" { renames sqlite; }
@test "PostgreSQL: a rename" { renames postgres; }

earlier() {
    begin "$1"
    sed -i 's/name TEXT/name TEXT, email TEXT/' "$first"
    run -2 gmig amend
    assert_output --partial "gmig amend 2026-11-20-090000-first"
    run -0 gmig amend first
    assert_equal "$(sql 'SELECT name FROM author WHERE email IS NULL')" Ann
    assert_clean
}
@test "an earlier one: told, and amended when it is named" { earlier sqlite; }
@test "PostgreSQL: an earlier one" { earlier postgres; }

@test "an earlier one behind which a later one no longer runs: refused, with the place" {
    begin
    write_migration 2026-11-20-092000-third nnnnnnnnnnnn mmmmmmmmmmmm \
        "CREATE INDEX by_title ON article (title);" "DROP INDEX by_title;"
    gmig -q execute
    sed -i 's/title TEXT/headline TEXT/' "$second"
    run -6 gmig amend second --rename article.title=headline
    assert_output --partial "ledger:2026-11-20-092000-third:"
    assert_output --partial "no longer runs"
    assert_equal "$(sql 'SELECT title FROM article')" One
}

@test "comments, down and verify parts: only the row follows" {
    begin
    printf '\n-- gmig: verify\nSELECT title FROM article LIMIT 0;\n' >>"$second"
    run -0 --separate-stderr gmig amend --json
    assert_equal "$(json '.plan[0].action')" record
    sed -i 's/^CREATE/-- What people write.\nCREATE/' "$second"
    run -0 gmig amend
    sed -i 's/DROP TABLE article/DROP TABLE IF EXISTS article/' "$second"
    run -0 gmig amend
    assert_clean
    run -0 gmig rollback --accept-data-loss
    # A verify part that says no: nothing has changed.
    gmig -q execute
    sed -i 's/LIMIT 0/WHERE 1 = 0 UNION SELECT NULL/' "$second"
    run -6 gmig amend
    assert_output --partial "$second:"
    run -0 gmig show --executed second
    assert_output --partial "LIMIT 0"
}

rows_by_the_parts() {
    begin "$1"
    sed -i "s/^CREATE TABLE article.*/&\nINSERT INTO article VALUES (7, 'Seven');/" "$second"
    run -9 gmig amend
    assert_output --partial "INSERT INTO article VALUES (7, 'Seven')"
    assert_output --partial "$second:4:1"
    assert_output --partial "--accept-data-loss"
    assert_output --partial "gmig new"
    assert_equal "$(sql 'SELECT title FROM article')" One
    run -0 --separate-stderr gmig amend --dry-run --json
    assert_equal "$(json '[.plan[].action] | join(" ")')" "rollback execute"
    assert_equal "$(json '.losses[0]')" "table article"
    run -0 gmig amend --accept-data-loss
    assert_equal "$(sql 'SELECT id FROM article')" 7
    assert_equal "$(sql 'SELECT name FROM author')" Ann
    assert_clean
}
@test "what rows get is carried by down and up part, with consent" { rows_by_the_parts sqlite; }
@test "PostgreSQL: by down and up part" { rows_by_the_parts postgres; }

@test "by the parts of later ones, too; an error has its place in the file" {
    begin
    sed -i "s/^CREATE TABLE author.*/&\nINSERT INTO author VALUES (7, 'Bea');/" "$first"
    run -0 --separate-stderr gmig amend first --dry-run --json
    assert_equal "$(json '[.plan[] | .action + " " + .name[11:]] | join(", ")')" \
        "rollback 091000-second, rollback 090000-first, execute 090000-first, execute 091000-second"
    sed -i "s/(7, 'Bea')/(7, 'Bea', 3)/" "$first"
    run -6 gmig amend first --accept-data-loss
    assert_output --partial "$first:4"
    assert_equal "$(sql 'SELECT name FROM author')" Ann
    sed -i "s/(7, 'Bea', 3)/(7, 'Bea')/" "$first"
    run -0 gmig amend first --accept-data-loss
    assert_equal "$(sql 'SELECT name FROM author')" Bea
    assert_clean
}

@test "by the parts without a down part: 9, naming it and the way out" {
    begin
    write_migration 2026-11-20-092000-third nnnnnnnnnnnn mmmmmmmmmmmm "CREATE TABLE t (x INT);"
    gmig -q execute
    sed -i "s/^CREATE TABLE article.*/&\nINSERT INTO article VALUES (7, 'Seven');/" "$second"
    run -9 gmig amend second --accept-data-loss
    assert_output --partial "2026-11-20-092000-third cannot be taken out"
    assert_output --partial "no down part"
    assert_output --partial "gmig new"
}

removes() {
    begin "$1"
    printf -- '-- gmig: id=mmmmmmmmmmmm parent=kkkkkkkkkkkk\n' >"$second"
    run -9 gmig amend
    assert_output --regexp "lose the data of table (public.)?article"
    run -0 gmig amend --accept-data-loss
    assert_file_not_exists "$second"
    assert_equal "$(cat migrations/gmig.head)" kkkkkkkkkkkk
    run ! sql "SELECT 1 FROM article"
    assert_clean
}
@test "nothing left: it is removed, file, row and tables" { removes sqlite; }
@test "PostgreSQL: nothing left" { removes postgres; }

@test "nothing left of one that others follow: refused, naming them" {
    begin
    printf -- '-- gmig: id=kkkkkkkkkkkk parent=none\n' >"$first"
    run -4 gmig amend first --accept-data-loss
    assert_output --partial "2026-11-20-091000-second"
    assert_file_exists "$first"
    assert_equal "$(sql 'SELECT name FROM author')" Ann
    sed -i 's/$/ empty/' "$first"
    run -0 gmig amend first --accept-data-loss
    assert_equal "$(tables dev.db)" article
    assert_clean
}

@test "published: refused, with a remote and without" {
    begin
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    git switch -q -c release
    git branch -f main
    run -4 gmig amend second
    assert_output --partial "published in main"
    # On main itself, without a remote, nobody else has it.
    git switch -q main
    run -0 gmig amend --dry-run
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q -u origin main
    run -4 gmig amend second
    assert_output --partial "published in origin/main"
    assert_output --partial "gmig new"
    run -0 gmig amend
    assert_output --partial "nothing to do"
}

@test "executed elsewhere: refused; another local one is told, and amended with -e" {
    begin
    sed -i 's|"local": {|"staging": {"url": "sqlite:staging.db", "kind": "shared"}, "other": {"url": "sqlite:other.db", "kind": "local"}, "local": {|' gmig.json
    gmig -q execute -e other
    query other.db "INSERT INTO article VALUES (2, 'Two')"
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    run -0 gmig amend
    assert_output --partial "staging (shared) was not asked"
    assert_output --partial "gmig amend 2026-11-20-091000-second -e other"
    run -0 gmig amend second -e other
    assert_equal "$(query other.db 'SELECT title FROM article WHERE body IS NULL')" Two
    assert_clean -e other
    gmig -q execute -e staging -y
    sed -i 's/body TEXT/body TEXT, size INT/' "$second"
    run -4 gmig amend
    assert_output --partial "executed in staging, which is shared"
    run -9 gmig amend -e staging
    assert_output --partial "local environments"
}

@test "not executed, only in the ledger, two heads, in the middle of a merge" {
    begin
    write_migration 2026-11-20-092000-third nnnnnnnnnnnn mmmmmmmmmmmm "CREATE TABLE t (x INT);"
    run -0 gmig amend
    assert_output --partial "edit it freely"
    gmig -q execute
    rm migrations/2026-11-20-092000-third.sql
    echo mmmmmmmmmmmm >migrations/gmig.head
    run -4 gmig amend third
    assert_output --partial "gmig switch"
    run -2 gmig amend nobody
    write_migration 2026-11-20-093000-beside oooooooooooo kkkkkkkkkkkk "CREATE TABLE o (x INT);"
    run -4 gmig amend second
    assert_output --partial "GM202"
    rm migrations/2026-11-20-093000-beside.sql
    git rev-parse HEAD >.git/MERGE_HEAD
    run -8 gmig amend
}

@test "the database is otherwise than its ledger says, and refuses: 6, nothing has changed" {
    begin
    sql "ALTER TABLE article ADD COLUMN body TEXT"
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    run -6 gmig amend
    assert_output --partial "gmig db drift"
    assert_output --partial "nothing has changed"
    run -1 gmig status
}

@test "a column added to a table with 100,000 rows: all of them stay, and the table is no other" {
    begin
    sql "DELETE FROM article;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
         INSERT INTO article (rowid, title) SELECT i * 3, 'article ' || i FROM n"
    local picture="SELECT rootpage FROM sqlite_schema WHERE name = 'article';
                   SELECT count(*), sum(rowid), sum(length(title)) FROM article"
    before=$(sql "$picture")
    sed -i "s/title TEXT/title TEXT, state TEXT NOT NULL DEFAULT 'new'/" "$second"
    run -0 gmig amend
    assert_equal "$(sql "$picture")" "$before"
    assert_equal "$(sql "SELECT count(*) FROM article WHERE state = 'new'")" 100000
    assert_clean
}
@test "PostgreSQL: a column added to a table with 100,000 rows" {
    begin postgres
    sql "DELETE FROM article;
         INSERT INTO article SELECT i * 3, 'article ' || i FROM generate_series(1, 100000) i"
    local picture="SELECT oid, relfilenode FROM pg_class WHERE relname = 'article';
                   SELECT count(*), sum(id), sum(length(title)), min(ctid::text) FROM article"
    before=$(sql "$picture")
    sed -i "s/title TEXT/title TEXT, state TEXT NOT NULL DEFAULT 'new'/" "$second"
    run -0 gmig amend
    assert_equal "$(sql "$picture")" "$before"
    assert_equal "$(sql "SELECT count(*) FROM article WHERE state = 'new'")" 100000
    assert_clean
}

@test "one id with two contents is refused, as execute does" {
    make_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit first
    git switch -q -c mine
    write_migration 2026-11-20-091000-b mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE b (x int);" "DROP TABLE b;"
    gmig execute -q
    cp migrations/2026-11-20-091000-b.sql migrations/2026-11-20-092000-c.sql
    sed -i 's/b (x int)/b (x int, y int)/' migrations/2026-11-20-091000-b.sql
    run -4 gmig amend
    assert_output --partial "GM204"
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_table_info('b')")" 1
}
