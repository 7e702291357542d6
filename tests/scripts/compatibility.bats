#!/usr/bin/env bats
# Each gmig reads, and if need be upgrades, the ledger of every released version. The files in
# ledgers/ are dumps of databases that such a version wrote; they are never written again.
# (A new version adds its own: GMIG_TEST_WRITE_LEDGERS=NUMBER runs this file to make them.)

load helper

setup() {
    start_test
    ledgers=$BATS_TEST_DIRNAME/ledgers
}

write_history() {
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none \
        'CREATE TABLE one (x INTEGER);
-- gmig: verify
SELECT x FROM one LIMIT 0;' 'DROP TABLE one;'
    write_migration 2026-11-20-100001-two llllllllllll kkkkkkkkkkkk \
        "CREATE TABLE two (x INTEGER); INSERT INTO two VALUES (1); -- it's 'quoted' ü" 'DROP TABLE two;'
    gmig add -q
}

# What every ledger of that history must still allow.
assert_usable() {
    run -0 gmig status --exit-code
    assert_output --partial "2 executed"
    run -0 gmig execute
    assert_output --partial "nothing to do"
    run -0 gmig show two --executed
    assert_output --partial "it's 'quoted' ü"
    run -0 gmig verify
    write_migration 2026-11-20-100002-three mmmmmmmmmmmm llllllllllll 'CREATE TABLE three (x INTEGER);' 'DROP TABLE three;'
    gmig add -q
    run -0 gmig execute
    assert_output --partial "executed 1 migration"
    run -0 gmig rollback --all --accept-data-loss
}

@test "SQLite: every released ledger is read, and written on" {
    make_project
    write_history
    if [ -n "${GMIG_TEST_WRITE_LEDGERS:-}" ]; then
        gmig execute -q
        sqlite3 -batch -init /dev/null dev.db .dump >"$ledgers/$GMIG_TEST_WRITE_LEDGERS.sqlite.sql"
        rm dev.db*
    fi
    for dump in "$ledgers"/*.sqlite.sql; do
        rm -f dev.db* migrations/*three*
        gmig add -q
        sqlite3 -batch -init /dev/null dev.db <"$dump"
        assert_usable
    done
}

@test "PostgreSQL: every released ledger is read, and written on" {
    make_postgres_project
    write_history
    if [ -n "${GMIG_TEST_WRITE_LEDGERS:-}" ]; then
        gmig execute -q
        "$GMIG_TEST_POSTGRES_BIN/pg_dump" --inserts --no-owner -d "$POSTGRES_URL" |
            grep -v '^--' >"$ledgers/$GMIG_TEST_WRITE_LEDGERS.postgresql.sql"
    fi
    for dump in "$ledgers"/*.postgresql.sql; do
        rm -f migrations/*three*
        gmig add -q
        fresh_postgres "ledger_$(basename "$dump" .postgresql.sql)"
        psql -X -q -v ON_ERROR_STOP=1 -d "$POSTGRES_URL" -f "$dump" >/dev/null
        assert_usable
    done
}

@test "a ledger of a newer gmig is read, and not written" {
    make_project
    write_history
    gmig execute -q
    query dev.db "INSERT INTO gmig_ledger SELECT project, 'zzzzzzzzzzzz', 'of-the-future', id, checksum, down_checksum,
        verify_checksum, fingerprint, transaction_mode, sequence + 9, state, statements_done, executed_at, duration_us,
        git_commit, git_branch, executed_by, '9.9.9', run_id, digest, progress, text_digest, down_transaction_mode,
        up_text, down_text, verify_text FROM gmig_ledger WHERE project = 'gmig' AND sequence = 1"
    run -0 gmig status
    assert_output --partial "2 executed"
    write_migration 2026-11-20-100002-three mmmmmmmmmmmm llllllllllll 'CREATE TABLE three (x INTEGER);'
    gmig add -q
    run -4 gmig execute
    assert_output --partial "9.9.9"
    assert_equal "$(tables dev.db)" "one
two"
}
