#!/usr/bin/env bats
# gmig import --adopt: what another tool executed becomes gmig's ledger, or nothing changes.
load helper
load import
setup() { start_test; }

# adopts TOOL FOLDER: watched, adopted, clean, extended, and its table as it was.
adopts() {
    local tool=$1 folder=$2 before
    team "$tool" "$folder"
    before=$(traces "$tool")
    run -0 gmig import --from "$tool" --adopt
    assert_output --partial "adopted 3 migrations in local"
    assert_equal "$(ledger sequence)" "1 2 3"
    run -0 gmig status
    assert_output --partial "1 pending"
    run -0 gmig execute
    assert_output --partial "m4"
    assert_equal "$(ledger name | wc -w)" 4
    run -0 gmig status --exit-code
    run -0 gmig import --from "$tool" --adopt
    assert_output --partial "nothing to do: it is adopted"
    run -0 gmig new "more of it"
    run -0 gmig db drift
    assert_equal "$(traces "$tool")" "$before"
    assert_equal "$(ask "SELECT name FROM users")" ann
}

for_each_tool() {
    local tool
    for tool in golang-migrate goose dbmate flyway diesel sqlx prisma; do
        echo "$tool:"
        mkdir "$tool"
        cd "$tool" || return
        BATS_TEST_NUMBER=$BATS_TEST_NUMBER$tool
        adopts "$tool" db/migrations
        cd ..
    done
}

@test "each tool's history in SQLite is adopted and goes on, and its table stays as it is" {
    database=sqlite for_each_tool
}

@test "each tool's history in PostgreSQL is adopted and goes on, and its table stays as it is" {
    database=postgresql for_each_tool
}

@test "when and by whom the tool executed is what the ledger says" {
    team flyway migrations
    run -0 gmig import --from flyway --adopt
    assert_equal "$(ledger executed_by)" "ann ann ann"
    assert_equal "$(ask "SELECT datetime(executed_at / 1000000, 'unixepoch') FROM gmig_ledger WHERE project = 'default' AND sequence = 2")" "2026-11-20 09:02:00"
}

@test "a dry run shows the plan and writes nothing" {
    team golang-migrate migrations
    before=$(sha256sum dev.db)
    run -0 gmig import --from golang-migrate --adopt --dry-run
    assert_line --partial "adopt     000001_m1"
    assert_line --partial "adopt     000003_m3"
    refute_output --partial "000004"
    assert_line "next: gmig import --from golang-migrate --adopt -e local"
    assert_equal "$(sha256sum dev.db)" "$before"
}

@test "a down part of what was adopted is rolled back by gmig" {
    team goose migrations
    run -0 gmig import --from goose --adopt
    run -0 gmig rollback
    assert_output --partial "00003_m3"
    assert_equal "$(ask "SELECT count(*) FROM sqlite_schema WHERE name = 'users_mail'")" 0
}

@test "a renumbered file is followed" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    git mv migrations/000003_m3.up.sql migrations/000009_m3.up.sql
    git mv migrations/000003_m3.down.sql migrations/000009_m3.down.sql
    git rm -q migrations/000004_m4.*
    run -0 gmig execute
    assert_output --partial "renamed"
    assert_equal "$(ledger name)" "000001_m1 000002_m2 000009_m3"
    run -0 gmig status --exit-code
}

@test "what the old tool executes afterwards is added by saying it again" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    ask "CREATE TABLE t4 (x integer); UPDATE schema_migrations SET version = 4"
    run -0 gmig import --from golang-migrate
    assert_output --partial "4 migrations are executed; gmig's ledger has 3 of them"
    run -0 gmig import --from golang-migrate --adopt
    assert_output --partial "adopted 1 migration in local"
    run -0 gmig status --exit-code
}

@test "a file that the old tool alone executes is warned of and stops neither execute nor deploy" {
    team flyway migrations
    run -0 gmig import --from flyway --adopt
    echo "SELECT 1;" >migrations/R__again.sql
    commit repeatable
    run -0 gmig status
    assert_output --partial "GM208"
    assert_line "next: gmig execute"
    run -0 gmig execute
    assert_output --partial "m4"
    assert_output --partial "warning GM208"
    file_of flyway migrations 5
    commit "the fifth"
    run -0 gmig deploy -e local
    assert_equal "$(ask "SELECT name FROM sqlite_schema WHERE name LIKE 't_' ORDER BY name" | xargs)" "t4 t5"
}

@test "a file that the old tool would execute and gmig cannot read stops execute" {
    team goose migrations
    run -0 gmig import --from goose --adopt
    echo "SELECT 1;" >migrations/00005_broken.sql
    run -3 gmig execute
    assert_output --partial "migrations/00005_broken.sql"
}

@test "what gmig rolled back stays pending when it is adopted again" {
    team dbmate migrations
    run -0 gmig import --from dbmate --adopt
    run -0 gmig rollback
    assert_output --partial "20261120000003_m3"
    run -0 gmig import --from dbmate --adopt
    assert_output --partial "20261120000003_m3 stays pending: gmig took it back"
    ask "CREATE TABLE t4 (x integer); INSERT INTO schema_migrations VALUES ('$(stamp 4)')"
    run -9 gmig execute
    run -0 gmig import --from dbmate --adopt
    assert_output --partial "20261120000003_m3 stays pending: gmig took it back"
    assert_output --partial "adopted 1 migration in local"
    assert_equal "$(ledger name)" "20261120000001_m1 20261120000002_m2 20261120000004_m4"
    run -0 gmig execute --out-of-order
    assert_equal "$(ask "SELECT count(*) FROM sqlite_schema WHERE name = 'users_mail'")" 1
}

# refused EXIT WORDS: adoption is refused so, and nothing has changed.
refused() {
    local code=$1 before
    before=$(ask "SELECT count(*) FROM sqlite_schema"; traces "$tool")
    run "-$code" gmig import --from "$tool" --adopt
    assert_output --partial "$2"
    assert_equal "$(ask "SELECT count(*) FROM sqlite_schema"; traces "$tool")" "$before"
    run -0 gmig import --from "$tool"
    [ "${3:-}" = unlisted ] || assert_output --partial "$2"
}

@test "a version without a file is refused by name" {
    tool=golang-migrate
    team $tool migrations
    ask "UPDATE schema_migrations SET version = 7"
    refused 4 "7"
    tool=dbmate
    rm -r migrations dev.db
    files_of $tool migrations
    ran $tool 3
    sed -i 's/golang-migrate/dbmate/' gmig.json
    git rm -q --cached -r migrations
    git add -A
    git commit -q -m "dbmate's"
    rm migrations/20261120000002_m2.sql
    refused 4 "has executed"
}

@test "a dirty version is refused" {
    tool=golang-migrate
    team $tool migrations
    ask "UPDATE schema_migrations SET dirty = true"
    refused 4 "dirty"
}

@test "failed rows of prisma, sqlx and flyway are refused" {
    local entry
    for entry in "prisma|UPDATE _prisma_migrations SET finished_at = NULL, logs = 'no such table' WHERE id = 'uuid-3'" \
        "sqlx|UPDATE _sqlx_migrations SET success = false WHERE description = 'm3'" \
        "flyway|UPDATE flyway_schema_history SET success = false WHERE version = '3'"; do
        tool=${entry%%|*}
        mkdir "$tool"
        cd "$tool" || return
        team "$tool" migrations
        ask "${entry#*|}"
        refused 4 "failed"
        cd ..
    done
}

@test "an edited file is refused where the tool keeps checksums" {
    local file
    for tool in sqlx prisma flyway; do
        mkdir "$tool"
        cd "$tool" || return
        team "$tool" migrations
        file=$(git ls-files migrations | grep m2)
        echo "ALTER TABLE users ADD COLUMN phone text;" >"$file"
        commit edited
        refused 4 "is not as it was executed"
        assert_output --partial "git log -p -- $file"
        cd ..
    done
}

@test "an edited file is refused where the protected branch has it otherwise" {
    tool=goose
    team $tool migrations
    sed -i 's/mail text/mail varchar/' migrations/00002_m2.sql
    refused 4 "00002_m2 is not as it was executed"
}

@test "two tools' tables are refused" {
    tool=golang-migrate
    team $tool migrations
    ask "$(make_table goose)"
    refused 4 "two tools"
}

@test "another tool's table, where gmig.json names the one that counts, is passed over and told" {
    for database in sqlite postgresql; do
        mkdir $database
        cd $database || return
        team diesel migrations 'history_table="__diesel_schema_migrations"'
        ask "$(make_table goose)"
        run -0 gmig import --from diesel --adopt
        assert_output --partial "goose_db_version is goose's own, and passed over"
        assert_output --partial "adopted 3 migrations"
        run -0 gmig execute
        run -0 gmig db drift
        assert_output --partial "goose_db_version is goose's own, and passed over"
        ask "CREATE TABLE by_hand (id integer)"
        run -1 gmig db drift
        assert_output --partial "by_hand"
        refute_output --partial "create table goose"
        refute_output --partial "create table public.goose"
        cd ..
    done
}

@test "PostgreSQL: a schema that holds the tool's table alone is no drift" {
    database=postgresql
    team dbmate migrations 'history_table="app.schema_migrations"'
    ask "CREATE SCHEMA app; ALTER TABLE schema_migrations SET SCHEMA app"
    run -0 gmig import --from dbmate --adopt
    assert_output --partial "adopted 3 migrations"
    run -0 gmig execute
    run -0 gmig db drift
    ask "CREATE VIEW app.seen AS SELECT 1 AS one"
    run -1 gmig db drift
    assert_output --partial "create schema app"
}

@test "PostgreSQL: a schema for the tool's table that a file makes is expected" {
    database=postgresql
    team dbmate migrations 'history_table="app.schema_migrations"'
    sed -i '/migrate:up/a CREATE SCHEMA app;' migrations/20261120000001_m1.sql
    commit "with the schema"
    ask "CREATE SCHEMA app; ALTER TABLE schema_migrations SET SCHEMA app"
    run -0 gmig import --from dbmate --adopt
    run -0 gmig execute
    run -0 gmig db drift
}

@test "a table of the tool's that a file makes is expected" {
    team dbmate migrations
    sed -i '/migrate:up/a CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);' migrations/20261120000001_m1.sql
    commit "a dump"
    run -0 gmig import --from dbmate --adopt
    run -0 gmig execute
    run -0 gmig db drift
}

@test "one version under two names is refused" {
    tool=golang-migrate
    team $tool migrations
    up 5 >migrations/000002_other.up.sql
    refused 4 "taken twice"
}

@test "without the tool's table there is nothing to adopt" {
    team golang-migrate migrations
    ask "DROP TABLE schema_migrations"
    run -2 gmig import --from golang-migrate --adopt
    assert_output --partial "nothing to adopt"
    run -2 gmig import --from golang-migrate --adopt --json
}

@test "a schema that is not what the files build is shown and refused, unless it is accepted" {
    team golang-migrate migrations
    ask "ALTER TABLE users ADD COLUMN by_hand text"
    run -9 gmig import --from golang-migrate --adopt
    assert_output --partial "by_hand"
    assert_output --partial "--accept-drift"
    assert_equal "$(ledger name)" ""
    run -9 gmig import --from golang-migrate --adopt --dry-run
    run -9 gmig import --from golang-migrate --adopt -q
    assert_line --partial "by_hand"
    refute_output --partial "DROP"
    run -0 gmig import --from golang-migrate --adopt --accept-drift
    assert_output --partial "adopted 3 migrations"
    run -1 gmig db drift
    assert_output --partial "by_hand"
}

@test "executed migrations that do not run on an empty database are adopted unseen only" {
    team golang-migrate migrations
    echo "INSERT INTO nowhere VALUES (1);" >>migrations/000002_m2.up.sql
    commit "needs what is not there"
    run -9 gmig import --from golang-migrate --adopt
    assert_output --partial "cannot be compared"
    run -0 gmig import --from golang-migrate --adopt --accept-drift
}

@test "production wants its name" {
    team golang-migrate migrations
    run -9 gmig import --from golang-migrate --adopt -e live -y
    assert_output --partial "--confirm live"
    assert_equal "$(ledger name)" ""
    run -0 gmig import --from golang-migrate --adopt -e live --confirm live
}

@test "what is adopted is shared as executed, and the hook knows it from then on" {
    database=postgresql
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt -e live --confirm live
    run -0 gmig ledger show -e live
    assert_output --partial 000003_m3
    postgres_query "$POSTGRES_URL" "DROP TABLE schema_migrations"
    run -0 gmig check --base HEAD --json
    assert_equal "$(jq -r '.facts[] | select(.environment == "live") | .tool // "none"' <<<"$output")" none
}

@test "undo of a rollback speaks of lost rows only where there were some" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig execute
    run -0 gmig rollback
    run -0 gmig undo
    refute_output --partial "rows"
    ask "INSERT INTO t4 VALUES (1)"
    run -0 gmig rollback --accept-data-loss
    run -0 gmig undo
    assert_output --partial "rows that the rollback of 000004_m4 dropped do not come back"
}

@test "the next command of status is one that works where a renamed and a late migration are" {
    team diesel migrations
    run -0 gmig import --from diesel --adopt
    git mv migrations/2026-11-20-000002_m2 migrations/2026-11-20-000002_mm2
    commit "renamed"
    git switch -q -c feature
    file_of diesel migrations 5
    git add -A
    git mv migrations/2026-11-20-000005_m5 migrations/2026-11-19-000005_m5
    commit "late"
    run -1 gmig status
    assert_output --partial GM103
    assert_output --partial GM201
    assert_line --partial "next: gmig rebase"
    run -4 gmig execute
    run -0 gmig rebase
    run -1 gmig status
    assert_line --regexp "^next: .*gmig execute$"
    run -0 gmig execute
    run -0 gmig status --exit-code
}

@test "undo takes an adoption back" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig undo
    assert_equal "$(ledger name)" ""
    run -0 gmig import --from golang-migrate
    assert_output --partial "gmig's ledger has none of them"
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig status
}

@test "a table with no rows is adopted, too" {
    team golang-migrate migrations
    ask "DELETE FROM schema_migrations; DROP TABLE users"
    run -0 gmig import --from golang-migrate --adopt
    assert_output --partial "adopted 0 migrations"
    run -0 gmig execute
    assert_equal "$(ledger name | wc -w)" 4
    run -0 gmig undo
    run -0 gmig undo
}

@test "as JSON: the plan, what is in the way, and what became of it" {
    team golang-migrate migrations
    run -0 --separate-stderr gmig import --from golang-migrate --adopt --dry-run --json
    assert_equal "$(json '.adoption.state')" planned
    assert_equal "$(json '[.adoption.plan[].version] | join(" ")')" "1 2 3"
    run -0 --separate-stderr gmig import --from golang-migrate --adopt --json
    assert_equal "$(json '.adoption | .state + " " + .environment + " " + (.executed | tostring)')" "done local 3"
    ask "UPDATE schema_migrations SET dirty = true"
    run -0 --separate-stderr gmig import --from golang-migrate --json
    assert_equal "$(json '.adoption.obstacles[0].exit')" 4
}

# three_hundred: a live golang-migrate project of 300 files with rows in its tables.
three_hundred() {
    local n
    team golang-migrate migrations
    rm migrations/*
    for ((n = 1; n <= 300; ++n)); do
        printf 'CREATE TABLE t%d (id integer PRIMARY KEY, name text NOT NULL);\nCREATE INDEX t%d_name ON t%d (name);\n' $n $n $n >"migrations/$(printf %06d $n)_t$n.up.sql"
        printf 'DROP TABLE t%d;\n' $n >"migrations/$(printf %06d $n)_t$n.down.sql"
    done
    commit "three hundred"
    {
        echo "DROP TABLE users;"
        cat migrations/*[0-9].up.sql
        echo "INSERT INTO t1 VALUES (1, 'x'); INSERT INTO t300 VALUES (1, 'y'); UPDATE schema_migrations SET version = 300;"
    } >"$BATS_TEST_TMPDIR/all.sql"
    ask "$(cat "$BATS_TEST_TMPDIR/all.sql")"
}

@test "300 files and a live table: clean, nothing twice, in a moment" {
    local start
    for database in sqlite postgresql; do
        mkdir $database
        cd $database || return
        three_hundred
        start=$(date +%s%N)
        run -0 gmig import --from golang-migrate --adopt
        echo "# $database: $((($(date +%s%N) - start) / 1000000)) ms" >&3
        assert_output --partial "adopted 300 migrations"
        run -0 gmig status --exit-code
        run -0 gmig execute
        assert_output --partial "nothing"
        git mv migrations/000300_t300.up.sql migrations/000301_t300.up.sql
        git mv migrations/000300_t300.down.sql migrations/000301_t300.down.sql
        run -0 gmig execute
        run -0 gmig status --exit-code
        assert_equal "$(ask "SELECT name FROM t300")" y
        assert_equal "$(traces golang-migrate | cut -d'|' -f1)" 300
        cd ..
    done
}
