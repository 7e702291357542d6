#!/usr/bin/env bats
# gmig is killed at every named step of execute and rollback, on both databases. Afterwards schema
# and ledger say the same, and the next run finishes without a hand, but for a step outside a
# transaction, which `gmig recover` finishes.
#
# GMIG_TEST_CRASH_KINDS="kill throw term int" runs the other ends too (nightly).

load helper

setup() {
    start_test
    kinds=${GMIG_TEST_CRASH_KINDS:-kill}
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
    local name
    for name in one two; do
        assert_equal "$name: $(has_table "$name")" "$name: $(is_done "$name")"
    done
}

# Every point that a command reaches, as POINT:N.
points_of() {
    GMIG_FAULT_LOG=$PWD/points gmig "$@" >/dev/null
    awk '{ print $1 ":" ++seen[$1] }' points
    rm points
}

# Runs the command with a fault at each of its points, from the state that `prepare` makes.
crash_everywhere() {
    local prepare=$1 point kind
    shift
    "$prepare"
    points=$(points_of "$@")
    [ "$(wc -l <<<"$points")" -ge 20 ] || fail "only these points were reached: $points"
    for kind in $kinds; do
        for point in $points; do
            "$prepare"
            GMIG_FAULT=$point:$kind gmig "$@" >crashed 2>&1 && status=0 || status=$?
            assert_ended "$kind" "$status" "$point"
            echo "# after $point:$kind"
            assert_schema_is_ledger
            finish "$@"
            assert_schema_is_ledger
        done
    done
}

# A killed program, a signal noted in time, or one that came after the last step.
assert_ended() {
    case $1:$2 in
    kill:137 | throw:70 | throw:6 | throw:7 | term:143 | int:130 | term:0 | int:0 | term:7 | int:7) ;;
    *) fail "$3:$1 ended with $2: $(cat crashed)" ;;
    esac
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
    run -0 gmig status --exit-code
}

sqlite_fresh() { rm -f dev.db*; }
sqlite_executed() {
    sqlite_fresh
    gmig execute -q
}
postgres_fresh() {
    postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE IF EXISTS crash WITH (FORCE)"
    fresh_postgres crash
}
postgres_executed() {
    postgres_fresh
    gmig execute -q
}

@test "SQLite: killed at every step of execute" {
    make_project
    write_history 'CREATE TABLE three (x INTEGER); CREATE TABLE four (x INTEGER); VACUUM;' \
        'DROP TABLE IF EXISTS three; DROP TABLE IF EXISTS four;'
    has_table() { query dev.db "SELECT count(*) FROM sqlite_schema WHERE name = '$1'"; }
    is_done() {
        [ -n "$(query dev.db "SELECT 1 FROM sqlite_schema WHERE name = 'gmig_ledger'")" ] || {
            echo 0
            return
        }
        query dev.db "SELECT count(*) FROM gmig_ledger WHERE name LIKE '%-$1' AND state = 'done'"
    }
    crash_everywhere sqlite_fresh execute
}

@test "SQLite: killed at every step of rollback" {
    make_project
    write_history 'CREATE TABLE three (x INTEGER); CREATE TABLE four (x INTEGER); VACUUM;' \
        'DROP TABLE IF EXISTS three; DROP TABLE IF EXISTS four;'
    has_table() { query dev.db "SELECT count(*) FROM sqlite_schema WHERE name = '$1'"; }
    is_done() {
        query dev.db "SELECT count(*) FROM gmig_ledger WHERE name LIKE '%-$1' AND state = 'done'"
    }
    finish() {
        run gmig "$@"
        if [ "$status" = 7 ]; then
            run -0 gmig recover
            run gmig "$@"
        fi
        [ "$status" = 0 ] || fail "the next run ended with $status: $output"
        assert_equal "$(tables dev.db)" ""
    }
    crash_everywhere sqlite_executed rollback --all --accept-data-loss
}

@test "PostgreSQL: killed at every step of execute" {
    make_postgres_project
    write_history 'CREATE INDEX CONCURRENTLY two_x ON two (x); CREATE INDEX CONCURRENTLY two_y ON two ((x + 1));' \
        'DROP INDEX CONCURRENTLY IF EXISTS two_x; DROP INDEX CONCURRENTLY IF EXISTS two_y;'
    has_table() {
        postgres_query "$POSTGRES_URL" "SELECT count(*) FROM pg_class WHERE relname = '$1'"
    }
    is_done() {
        [ -n "$(postgres_query "$POSTGRES_URL" "SELECT to_regclass('gmig.ledger')")" ] || {
            echo 0
            return
        }
        postgres_query "$POSTGRES_URL" \
            "SELECT count(*) FROM gmig.ledger WHERE name LIKE '%-$1' AND state = 'done'"
    }
    crash_everywhere postgres_fresh execute
}
