#!/usr/bin/env bats
# gmig baseline: a database that has a schema becomes the first migration, executed.
load helper
load existing
setup() { start_test; }

begin() {
    "use_$1"
    commit start
}

whole_way() {
    begin "$1"
    run -0 gmig baseline
    assert_output --partial "recorded 2026-11-20-100100-baseline in local as executed, without running it"
    assert_file_exist migrations/2026-11-20-100100-baseline.sql
    run -0 gmig status --exit-code
    run -0 gmig execute
    assert_output --partial "nothing to do"
    run -0 gmig db drift
    assert_output --partial "is what its ledger says (1 migration)"
    commit "The baseline"
    run -0 gmig check --base main

    # Elsewhere the file builds the same.
    another_environment fresh local
    run -0 gmig execute -e fresh
    run -0 gmig diff --exit-code --from env:local --to env:fresh
    run -0 gmig rollback -e fresh --accept-data-loss
    run -0 gmig diff --exit-code --from empty --to env:fresh
    run -0 gmig execute -e fresh

    # What comes next runs on both.
    gmig -q new "add stars"
    sed -i '/^-- gmig: down/i ALTER TABLE author ADD COLUMN stars int;' migrations/*add-stars.sql
    run -0 gmig execute
    run -0 gmig execute -e fresh
    run -0 gmig diff --exit-code --from env:local --to env:fresh
    assert_equal "$(sql "SELECT count(*) FROM author")" 1
}
@test "SQLite: a whole schema becomes the first migration, and the history goes on from there" {
    whole_way sqlite
    assert_equal "$(sql 'SELECT title FROM "my article"')" Seven
    assert_equal "$(sql "SELECT kind FROM gmig_operation WHERE project = 'default' ORDER BY number LIMIT 1")" baseline
}
@test "PostgreSQL: a whole schema becomes the first migration, and the history goes on from there" {
    whole_way postgres
    run -0 gmig show @~1
    assert_output --partial "citext"
    assert_equal "$(sql "SELECT kind FROM gmig.operation WHERE project = 'default' ORDER BY number LIMIT 1")" baseline
}

another_time() {
    begin "$1"
    run -0 --separate-stderr gmig baseline "What we had" --dry-run
    assert_output --partial "CREATE TABLE"
    assert_file_not_exist migrations/gmig.head
    run -0 gmig status
    run -0 --separate-stderr gmig baseline "What we had" --json
    assert_equal "$(json .state)" written
    assert_equal "$(json .migration.name)" 2026-11-20-100100-what-we-had
    assert_equal "$(cat migrations/gmig.head)" "$(json .migration.id)"
    run -0 --separate-stderr gmig baseline --json
    assert_equal "$(json .state)" "nothing to do"
    run -0 gmig undo
    assert_file_not_exist migrations/gmig.head
    run -0 git status --porcelain migrations
    refute_output
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '.migrations | length')" 0
    assert [ -n "$(sql "SELECT name FROM author")" ]
    run -0 gmig baseline
    run -0 gmig status --exit-code
}
@test "SQLite: it is dry, named, said again and taken back" { another_time sqlite; }
@test "PostgreSQL: it is dry, named, said again and taken back" { another_time postgres; }

elsewhere() {
    begin "$1"
    gmig baseline --json 2>"$BATS_TEST_TMPDIR/notes" | jq -r .text >all.sql
    another_environment production production
    run -2 gmig baseline -e production
    assert_output --partial "it is empty"
    assert_output --partial "next: gmig execute -e production"
    # Built by other means, as production was.
    if [ "$1" = postgres ]; then
        psql -X -q -v ON_ERROR_STOP=1 -d "$OTHER_URL" -f all.sql >/dev/null
    else
        sqlite3 -batch production.db <all.sql
    fi
    other_sql production "CREATE TABLE by_hand (id int)"
    run -9 gmig baseline -e production --confirm production
    assert_output --partial "create table"
    assert_output --partial "by_hand"
    assert_output --partial "--accept-drift"
    other_sql production "DROP TABLE by_hand"
    run -9 gmig baseline -e production
    assert_output --partial "the same command with --confirm production"
    gmig -q new "add stars"
    sed -i '/^-- gmig: down/i ALTER TABLE author ADD COLUMN stars int;' migrations/*add-stars.sql
    echo "ALTER TABLE author DROP COLUMN stars;" >>"$(echo migrations/*add-stars.sql)"
    run -2 gmig baseline Again -e production --confirm production
    assert_output --partial "there are migrations already"
    run -0 gmig baseline -e production --confirm production --dry-run
    assert_output --partial "would record 2026-11-20-100100-baseline in production"
    run -0 gmig baseline -e production --confirm production
    assert_output --partial "next: gmig execute -e production, for 1 migration behind it"
    run -0 gmig execute -e production -y
    run -0 gmig status -e production --exit-code
    run -0 gmig db drift -e production
    run -0 gmig -e production undo -y --accept-data-loss --confirm production
    run -0 gmig -e production undo -y --confirm production
    run -0 --separate-stderr gmig status -e production --json
    assert_equal "$(json '[.migrations[] | select(.state == "pending")] | length')" 2
}
@test "SQLite: another environment is compared, and records it" { elsewhere sqlite; }
@test "PostgreSQL: another environment is compared, and records it" { elsewhere postgres; }

@test "PostgreSQL: what gmig does not model is refused, or let be and told in the file" {
    begin postgres
    add_unmodelled
    run -9 gmig baseline
    assert_output --partial "aggregate public.sum2(integer)"
    assert_output --partial "next: the same command with --accept-drift"
    assert_file_not_exist migrations/gmig.head
    assert_equal "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname = 'gmig'")" 0
    run -0 gmig baseline --accept-drift
    run -0 grep -c -- '^--   aggregate public' migrations/*-baseline.sql
    assert_output 2
    run -0 gmig status --exit-code
    another_environment fresh local
    run -0 gmig execute -e fresh
    assert_equal "$(other_sql fresh "SELECT name FROM author" | wc -l)" 0
}

@test "PostgreSQL: what needs something unmodelled is refused, and nothing is left behind" {
    begin postgres
    add_unmodelled
    sql "CREATE VIEW totals AS SELECT sum2(id) FROM shop.\"Article\""
    run -9 gmig baseline --accept-drift
    assert_output --partial "does not run"
    assert_output --partial "gmig mark NAME --executed"
    assert_file_not_exist migrations/gmig.head
    assert_equal "$(sql "SELECT count(*) FROM pg_namespace WHERE nspname = 'gmig'")" 0
}

@test "PostgreSQL: the roles that it grants to are named" {
    begin postgres
    run -0 gmig baseline --dry-run
    assert_output --partial "have to be there wherever it is executed: the reader"
}

@test "PostgreSQL: owners and settings that are not in the file are told" {
    begin postgres
    sql "CREATE ROLE baseline_bob; ALTER TABLE author OWNER TO baseline_bob;
         ALTER TABLE author ALTER name SET STATISTICS 500; ALTER TABLE author CLUSTER ON author_pkey"
    run gmig baseline --dry-run
    sql "ALTER TABLE author OWNER TO CURRENT_USER; DROP ROLE baseline_bob"
    assert_success
    assert_output --regexp "author.*: belongs to baseline_bob, and in a database made from the file"
    assert_output --partial "public.author.name: has a statistics target, which is not in the file"
    assert_output --partial "public.author: is marked by CLUSTER ON, which is not in the file"
}

@test "an empty database, a ledger with others, and a watched layout are refused with the way on" {
    make_project
    query dev.db "CREATE TABLE gone (id INT); DROP TABLE gone"
    run -2 gmig baseline
    assert_output --partial "next: gmig new NAME"
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (id INT);"
    gmig -q execute
    run -0 gmig baseline
    assert_output --partial "is recorded in local already"
    rm migrations/*.sql migrations/gmig.head
    run -4 gmig baseline
    assert_output --partial "has 1 migration already, such as 2026-11-20-090000-start"
    write_migration 2026-11-20-080000-other mmmmmmmmmmmm none "CREATE TABLE b (id INT);"
    run -4 gmig baseline
    query other.db "CREATE TABLE a (id INT)"
    run -9 gmig baseline --url sqlite:other.db
    assert_output --partial "drop table b"
}

# in_layout LAYOUT FILE…: the first migration as that tool would have it.
in_layout() {
    local layout=$1 file
    shift
    mkdir "$layout"
    cd "$layout" || return
    make_project "layout=\"$layout\"" 'mode="adopt"'
    query dev.db "CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
        CREATE TABLE change (what TEXT);
        CREATE TRIGGER noted AFTER UPDATE ON author BEGIN
            INSERT INTO change VALUES ('one;'); DELETE FROM change;
        END;"
    run -0 gmig baseline
    for file in "$@"; do assert_file_exist "migrations/$file"; done
    run -0 gmig status --exit-code
    run -0 gmig db drift
    another_environment fresh local
    run -0 gmig execute -e fresh
    run -0 gmig diff --exit-code --from env:local --to env:fresh
    cd ..
}
@test "in other tools' layouts it is written as they write it" {
    in_layout golang-migrate 000001_baseline.up.sql 000001_baseline.down.sql
    in_layout sqlx 20261120100000_baseline.up.sql 20261120100000_baseline.down.sql
    in_layout diesel 2026-11-20-100000_baseline/up.sql 2026-11-20-100000_baseline/down.sql
    in_layout dbmate 20261120100000_baseline.sql
    in_layout goose 20261120100000_baseline.sql
    in_layout flyway V1__baseline.sql
}

@test "a layout without SQL is refused" {
    make_project 'layout="contember"' 'mode="adopt"'
    query dev.db "CREATE TABLE author (id INTEGER PRIMARY KEY)"
    run -2 gmig baseline
    assert_output --partial "no migrations in SQL"
    run -0 ls migrations
    refute_output
}

@test "a shared environment is asked for by name, and its facts are told" {
    begin sqlite
    another_environment staging shared
    query staging.db "CREATE TABLE author (id INTEGER PRIMARY KEY)"
    run -9 gmig baseline -e staging
    assert_output --partial "--confirm staging"
    run -0 gmig baseline -e staging --confirm staging
    run -0 gmig ledger show
    assert_output --partial "staging (shared): 1 executed"
}

# beside_a_former_tool DIALECT: its table, which is empty, is not in the file.
beside_a_former_tool() {
    begin "$1"
    if [ "$1" = postgres ]; then
        sql "CREATE SCHEMA former; CREATE TABLE former.schema_migrations (version varchar(128) PRIMARY KEY)"
    else
        sql "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)"
    fi
    run -0 gmig baseline
    assert_output --partial "schema_migrations is dbmate's own, and passed over"
    run -1 grep -rE "schema_migrations|former" migrations
    run -0 gmig status --exit-code
    run -0 gmig db drift
    another_environment fresh local
    run -0 gmig execute -e fresh
    other_sql fresh "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)"
    run -0 gmig db drift -e fresh
    sql "CREATE TABLE by_hand (id int)"
    run -1 gmig db drift
    refute_output --partial "create table public.schema_migrations"
}
@test "SQLite: the empty table of another tool is not in the file, which is told" { beside_a_former_tool sqlite; }
@test "PostgreSQL: neither is the schema that it stands in alone" { beside_a_former_tool postgres; }

@test "the table of another tool that a first migration makes is compared" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (id INT); CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);"
    query dev.db "CREATE TABLE a (id INT); CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)"
    run -0 gmig baseline
    run -0 gmig db drift
}

@test "what Flyway would take for a placeholder is written so that neither fills it in" {
    make_project 'layout="flyway"' 'mode="adopt"'
    # shellcheck disable=SC2016  # is to stand there
    query dev.db 'CREATE TABLE t (x TEXT DEFAULT '"'"'a ${y} b'"'"')'
    run -0 gmig baseline
    run -0 gmig undo
    assert_file_not_exist migrations/V1__baseline.sql.conf
    run -0 gmig baseline
    assert_equal "$(cat migrations/V1__baseline.sql.conf)" "placeholderReplacement=false"
    run -0 gmig status --exit-code
    another_environment fresh local
    run -0 gmig execute -e fresh
    # shellcheck disable=SC2016
    assert_equal "$(other_sql fresh "INSERT INTO t DEFAULT VALUES; SELECT x FROM t")" 'a ${y} b'
    run -0 gmig db drift -e fresh
}
