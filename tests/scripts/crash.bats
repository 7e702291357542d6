#!/usr/bin/env bats
# gmig is killed at every named step of execute and rollback, on both databases. Afterwards schema
# and ledger say the same, and the next run finishes without a hand, but for a step outside a
# transaction, which `gmig recover` finishes.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load crash_points

setup() {
    start_test
}

# A history of two migrations in a transaction and one outside.
write_history() {
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none \
        'CREATE TABLE one (x INTEGER);
-- gmig: verify
SELECT x FROM one LIMIT 0;' 'DROP TABLE one;'
    write_migration 2026-11-20-100001-two llllllllllll kkkkkkkkkkkk \
        'CREATE TABLE two (x INTEGER); INSERT INTO two VALUES (1);' 'DROP TABLE two;'
    write_migration 2026-11-20-100002-alone mmmmmmmmmmmm llllllllllll "$1" "$2"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-100002-alone.sql
    gmig add -q
}

# The migrations in a transaction: a table stands exactly where a row is done.
assert_schema_is_ledger() {
    assert_equal "tables: $(standing)" "tables: $(recorded)"
}

# Runs the command with a fault at each of its points, from the state that `prepare` makes.
crash_everywhere() {
    local prepare=$1 point kind
    shift
    "$prepare"
    points=$(points_of '[a-z]+' "$@")
    points_at_least 15 "$points"
    for kind in $kinds; do
        for point in $points; do
            "$prepare"
            crash "$point" "$kind" "$@"
            echo "# after $point:$kind"
            assert_schema_is_ledger
            finish "$@"
            assert_schema_is_ledger
        done
    done
}

# The next run, with recover only for what ran outside a transaction.
finish() {
    run gmig "$@"
    if [ "$status" = 7 ]; then
        assert_output --partial alone
        run -0 gmig recover
        run gmig "$@"
    fi
    [ "$status" = 0 ] || fail "the next run ended with $status: $output"
    assert_finished
}

assert_executed() {
    run -0 gmig status --exit-code
}
assert_rolled_back() {
    assert_equal "$(standing)" ""
    run -0 gmig status
    refute_output --partial executed
}

# ---- SQLite

write_sqlite_history() {
    make_project
    write_history 'CREATE TABLE three (x INTEGER); CREATE TABLE four (x INTEGER); VACUUM;' \
        'DROP TABLE IF EXISTS three; DROP TABLE IF EXISTS four;'
    standing() {
        query dev.db "SELECT name FROM sqlite_schema WHERE name IN ('one', 'two') ORDER BY 1"
    }
    # No ledger, no row.
    recorded() {
        query dev.db "SELECT substr(name, 19) FROM gmig_ledger
                      WHERE substr(name, 19) IN ('one', 'two') AND state = 'done' ORDER BY 1" \
            2>/dev/null || true
    }
}
sqlite_fresh() { rm -f dev.db*; }
sqlite_executed() {
    sqlite_fresh
    if [ ! -e executed.copy ]; then
        gmig execute -q
        query dev.db "PRAGMA wal_checkpoint(TRUNCATE)"
        cp dev.db executed.copy
    fi
    cp executed.copy dev.db
}

@test "SQLite: killed at every step of execute" {
    write_sqlite_history
    assert_finished() { assert_executed; }
    crash_everywhere sqlite_fresh execute
}

@test "SQLite: killed at every step of rollback" {
    write_sqlite_history
    assert_finished() { assert_rolled_back; }
    crash_everywhere sqlite_executed rollback --all --accept-data-loss
}

# ---- PostgreSQL

write_postgres_history() {
    make_postgres_project
    write_history 'CREATE INDEX CONCURRENTLY two_x ON two (x); CREATE INDEX CONCURRENTLY two_y ON two ((x + 1));' \
        'DROP INDEX CONCURRENTLY IF EXISTS two_x; DROP INDEX CONCURRENTLY IF EXISTS two_y;'
    standing() {
        postgres_query "$POSTGRES_URL" \
            "SELECT relname FROM pg_class WHERE relname IN ('one', 'two') ORDER BY 1"
    }
    recorded() {
        psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$POSTGRES_URL" <<'SQL'
SELECT to_regclass('gmig.ledger') IS NOT NULL AS there \gset
\if :there
SELECT substr(name, 19) FROM gmig.ledger
 WHERE substr(name, 19) IN ('one', 'two') AND state = 'done' ORDER BY 1;
\endif
SQL
    }
}
drop_database() {
    postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE IF EXISTS crash WITH (FORCE)"
}
postgres_fresh() {
    drop_database
    fresh_postgres crash
}
# The executed one is made once and then copied.
postgres_executed() {
    if [ ! -e executed ]; then
        fresh_postgres crash_executed
        gmig execute -q
        touch executed
    fi
    drop_database
    postgres_query "$GMIG_TEST_POSTGRES" "CREATE DATABASE crash TEMPLATE crash_executed"
    POSTGRES_URL=${POSTGRES_URL/crash_executed/crash}
}

@test "PostgreSQL: killed at every step of execute" {
    write_postgres_history
    assert_finished() { assert_executed; }
    crash_everywhere postgres_fresh execute
}

@test "PostgreSQL: killed at every step of rollback" {
    write_postgres_history
    assert_finished() { assert_rolled_back; }
    crash_everywhere postgres_executed rollback --all --accept-data-loss
}
