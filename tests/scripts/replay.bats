#!/usr/bin/env bats
# Proofs by replay: `check --replay` and `execute --out-of-order`, on both databases.

load helper

setup() {
    start_test
}

# project DATABASE: one in another tool's layout, whose order is that of the versions.
project() {
    if [ "$1" = postgresql ]; then
        make_postgres_project 'layout="sqlx"'
    else
        make_project 'layout="sqlx"'
    fi
}

# migration NUMBER SQL
migration() {
    printf '%s\n' "$2" >"migrations/2026112009000$1_step$1.sql"
}

# late BASE OTHER LATE: step 1 and 3 are on main; a branch has brought step 2.
late() {
    migration 1 "$1"
    migration 3 "$2"
    commit "steps 1 and 3"
    git switch -q -c feature
    migration 2 "$3"
    commit "step 2"
}

one_commutes() {
    project "$1"
    late "CREATE TABLE a (x INTEGER);" "CREATE TABLE c (x INTEGER);" "CREATE TABLE b (x INTEGER);"
    run -1 gmig check
    assert_output --partial "error GM201"
    run -0 gmig check --replay
    assert_output --partial "proven on a shadow"
    refute_output --partial "GM302"
    refute_output --partial "GM301"
}
@test "a late migration that commutes passes a check with replay (SQLite)" { one_commutes sqlite; }
@test "a late migration that commutes passes a check with replay (PostgreSQL)" { one_commutes postgresql; }

same_table() {
    project "$1"
    late "CREATE TABLE a (x INTEGER);" "ALTER TABLE a ADD COLUMN c INTEGER;" \
        "ALTER TABLE a ADD COLUMN b INTEGER;"
    run -0 gmig check --replay
    assert_output --partial "both touch table a: the first alters it, the second alters it"
}
@test "two columns of one table commute, and are told as touching it (SQLite)" { same_table sqlite; }
@test "two columns of one table commute, and are told as touching it (PostgreSQL)" { same_table postgresql; }

different_schemas() {
    project "$1"
    late "CREATE TABLE a (x INTEGER);" "ALTER TABLE a ADD COLUMN z INTEGER;" \
        "ALTER TABLE a RENAME TO a2; CREATE TABLE a (y INTEGER);"
    run -1 gmig check --replay
    assert_output --partial "error GM201"
    assert_output --partial "error GM302"
    assert_output --partial "the two orders build different schemas: table"
}
@test "an order that makes a difference is GM302 (SQLite)" { different_schemas sqlite; }
@test "an order that makes a difference is GM302 (PostgreSQL)" { different_schemas postgresql; }

data_is_touched() {
    project "$1"
    late "CREATE TABLE a (x INTEGER);" "CREATE TABLE c (x INTEGER);" "UPDATE a SET x = 1;"
    run -1 gmig check --replay
    assert_output --partial "is not proven: it touches data, or may: UPDATE at migrations/20261120090002_step2.sql:1:1"
}
@test "what touches data is not proven, and says so (SQLite)" { data_is_touched sqlite; }
@test "what touches data is not proven, and says so (PostgreSQL)" { data_is_touched postgresql; }

same_view() {
    project "$1"
    late "CREATE VIEW v AS SELECT 1 AS one;" "DROP VIEW v; CREATE VIEW v AS SELECT 2 AS one;" \
        "DROP VIEW v; CREATE VIEW v AS SELECT 2 AS one;"
    run -1 gmig check --replay
    assert_output --partial "error GM301"
    assert_output --partial "both define view v"
}
@test "two that replace the same view are an error, whatever the order gives (SQLite)" { same_view sqlite; }
@test "two that replace the same view are an error, whatever the order gives (PostgreSQL)" { same_view postgresql; }

merged_history_fails() {
    project "$1"
    late "CREATE TABLE a (x INTEGER);" "ALTER TABLE a ADD COLUMN z INTEGER;" "DROP TABLE a;"
    run -1 gmig check --replay
    assert_output --partial "error GM303"
    assert_output --partial "the history fails at 20261120090003_step3"
    assert_output --partial "not both orders execute: with it first, 20261120090003_step3 fails"
}
@test "a merged history that does not execute is GM303 (SQLite)" { merged_history_fails sqlite; }
@test "a merged history that does not execute is GM303 (PostgreSQL)" { merged_history_fails postgresql; }

@test "a history that failed before is no doing of the branch" {
    project sqlite
    migration 1 "CREATE TABLE a (x);"
    migration 3 "ALTER TABLE nothing ADD COLUMN x;"
    commit "broken"
    git switch -q -c feature
    migration 4 "CREATE TABLE d (x);"
    commit "step 4"
    run -0 gmig check --replay
    assert_output --partial "warning GM303"
}

@test "without a replay GM301 is told from the text in PostgreSQL, and in SQLite not computed" {
    project postgresql
    late "CREATE TABLE a (x INTEGER);" "ALTER TABLE a ADD COLUMN c INTEGER;" "DROP TABLE a;"
    run -1 gmig check
    assert_output --partial "warning GM301"
    assert_output --partial "both touch table a: the first drops it, the second alters it"
    mkdir sqlite
    cd sqlite
    project sqlite
    late "CREATE TABLE a (x);" "ALTER TABLE a ADD COLUMN c;" "DROP TABLE a;"
    run -1 gmig check
    assert_output --partial "GM301"
    assert_output --partial "was not computed: in SQLite only a replay tells"
    run -2 gmig check --replay --no-replay
}

@test "replays are kept in the repository, and a damaged one is made anew" {
    project sqlite
    late "CREATE TABLE a (x);" "CREATE TABLE c (x);" "CREATE TABLE b (x);"
    run -0 gmig check --replay
    assert [ -n "$(ls .git/gmig/cache/replay-*)" ]
    for file in .git/gmig/cache/replay-*; do echo broken >"$file"; done
    run -0 gmig check --replay
    assert_output --partial "proven on a shadow"
    run ! grep -l '^broken$' .git/gmig/cache/replay-*
    refute_output --partial "replay-"
}

# executed_late LATE: steps 1 and 3 are executed, then step 2 comes.
executed_late() {
    migration 1 "CREATE TABLE a (x INTEGER);"
    migration 3 "ALTER TABLE a ADD COLUMN c INTEGER;"
    gmig execute
    migration 2 "$1"
    migration 4 "CREATE TABLE d (x INTEGER);"
}

runs_out_of_order() {
    project "$1"
    executed_late "ALTER TABLE a ADD COLUMN b INTEGER;"
    run -4 gmig execute
    run -0 gmig execute --out-of-order --dry-run
    assert_output --partial "20261120090002_step2"
    run -0 gmig execute --out-of-order
    assert_output --partial "proven on a shadow"
    run -0 gmig status --exit-code
}
@test "execute --out-of-order runs what is proven to commute (SQLite)" { runs_out_of_order sqlite; }
@test "execute --out-of-order runs what is proven to commute (PostgreSQL)" { runs_out_of_order postgresql; }

refuses_the_others() {
    project "$1"
    executed_late "ALTER TABLE a RENAME TO a2; CREATE TABLE a (y INTEGER);"
    run -4 gmig execute --out-of-order
    assert_output --partial "the two orders build different schemas: table"
    run -1 gmig status
    run -0 gmig execute --force
    assert_output --partial "the two orders build different schemas: table"
    run -0 gmig status --exit-code
}
@test "execute --out-of-order refuses what is not; --force prints the verdict (SQLite)" { refuses_the_others sqlite; }
@test "execute --out-of-order refuses what is not; --force prints the verdict (PostgreSQL)" { refuses_the_others postgresql; }

@test "execute --out-of-order works in a production environment, too" {
    project sqlite
    executed_late "CREATE TABLE b (x);"
    sed -i 's/"kind": "local"/"kind": "production"/' gmig.json
    rm dev.db
    migration 2 ""
    rm migrations/*step2.sql migrations/*step4.sql
    run -0 gmig execute -y
    migration 2 "CREATE TABLE b (x);"
    run -9 gmig execute --force -y
    run -0 gmig execute --out-of-order -y
    assert_equal "$(tables dev.db)" "$(printf 'a\nb')"
}

# shadows: how many there are on the server.
shadows() {
    postgres_query "$GMIG_TEST_POSTGRES" "SELECT count(*) FROM pg_database WHERE datname LIKE 'gmig\\_shadow%'"
}

@test "a role that may not make databases is told what to do, and nothing changes" {
    project postgresql
    late "CREATE TABLE a (x INTEGER);" "CREATE TABLE c (x INTEGER);" "CREATE TABLE b (x INTEGER);"
    postgres_query "$GMIG_TEST_POSTGRES" "CREATE ROLE plain LOGIN"
    postgres_query "$POSTGRES_URL" "GRANT ALL ON SCHEMA public TO plain"
    server=$POSTGRES_URL
    POSTGRES_URL=${POSTGRES_URL/user=postgres/user=plain}
    run -10 gmig check --replay
    assert_output --partial "the role plain may not make databases (CREATEDB)"
    assert_output --partial "nothing has changed"
    assert_output --partial "ALTER ROLE plain CREATEDB, or give the environment a \"shadow\" in gmig.json"
    # Another server that it may be made on.
    export SHADOW_URL=$server
    # shellcheck disable=SC2016  # gmig replaces it
    sed -i 's/"kind": "local"/"kind": "local", "shadow": "${SHADOW_URL}"/' gmig.json
    run -0 gmig check --replay
    assert_equal "$(shadows)" 0
}

# wait_for_shadow: until a shadow is at work.
wait_for_shadow() {
    local _
    for _ in {1..100}; do
        [ "$(postgres_query "$GMIG_TEST_POSTGRES" "SELECT count(*) FROM pg_stat_activity
            WHERE datname LIKE 'gmig\\_shadow%' AND wait_event = 'PgSleep'")" = 0 ] || return 0
        sleep 0.1
    done
    fail "no shadow came"
}

@test "a shadow is gone after a signal, and what a kill left is removed by the next one" {
    project postgresql
    late "CREATE TABLE a (x INTEGER);" "CREATE TABLE c (x INTEGER);" "SELECT pg_sleep(60);"
    "$GMIG" check --replay >output 2>&1 </dev/null 3>&- &
    wait_for_shadow
    kill -TERM $!
    wait $! || code=$?
    assert_equal "$code" 143
    assert_equal "$(shadows)" 0

    "$GMIG" check --replay >output 2>&1 </dev/null 3>&- &
    wait_for_shadow
    kill -KILL $!
    wait $! || code=$?
    assert_equal "$code" 137
    for _ in {1..100}; do
        [ "$(postgres_query "$GMIG_TEST_POSTGRES" "SELECT count(*) FROM pg_stat_activity
            WHERE datname LIKE 'gmig\\_shadow%'")" != 0 ] || break
        sleep 0.1
    done
    assert [ "$(shadows)" -gt 0 ]
    # An hour later.
    for name in $(postgres_query "$GMIG_TEST_POSTGRES" "SELECT datname FROM pg_database
                                                        WHERE datname LIKE 'gmig\\_shadow%'"); do
        postgres_query "$GMIG_TEST_POSTGRES" \
            "ALTER DATABASE $name RENAME TO gmig_shadow_20200101000000_${name: -12}"
    done
    migration 2 "CREATE TABLE b (x INTEGER);"
    commit "no sleep"
    run -0 gmig check --replay
    assert_equal "$(shadows)" 0
}

@test "statements that reach beyond the database are left out on a shadow, with a note" {
    project postgresql
    late "CREATE TABLE a (x INTEGER);" "CREATE TABLE c (x INTEGER);" \
        "CREATE ROLE left_out_here; CREATE TABLE b (x INTEGER);"
    run -0 gmig check --replay
    assert_output --partial "left out on the shadow"
    assert_output --partial "CREATE ROLE left_out_here"
    assert_equal "$(postgres_query "$GMIG_TEST_POSTGRES" "SELECT count(*) FROM pg_roles
                                                          WHERE rolname = 'left_out_here'")" 0
}
