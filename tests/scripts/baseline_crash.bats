#!/usr/bin/env bats
# gmig baseline is killed at every named step. `gmig recover` completes it or forgets it:
# files and ledger are those of before or of after, and the schema is what it was.
#
# shellcheck disable=SC2154  # bats sets "output" and "status"

load helper
load existing
load crash_points
setup() { start_test; }

ledger_rows() {
    if [ -n "${POSTGRES_URL:-}" ]; then
        [ "$(sql "SELECT to_regclass('gmig.ledger') IS NOT NULL")" = t ] || return 0
        sql "SELECT id, name, checksum, up_text, down_text FROM gmig.ledger WHERE project = 'default'"
    else
        [ -n "$(sql "SELECT 1 FROM sqlite_schema WHERE name = 'gmig_ledger'")" ] || return 0
        sql "SELECT id, name, checksum, up_text, down_text FROM gmig_ledger WHERE project = 'default'"
    fi
}

# What there is; the id is drawn anew each time.
picture() {
    { cat migrations/* 2>/dev/null || true; ledger_rows; } | sed -E "s/$(cat migrations/gmig.head 2>/dev/null || echo none)/THE-ID/g"
    sql "$schema"
}

keep() {
    rm -rf "$BATS_TEST_TMPDIR/kept"
    if [ -n "${POSTGRES_URL:-}" ]; then
        database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
        schema="SELECT table_name, column_name FROM information_schema.columns WHERE table_schema IN ('public', 'shop')
                ORDER BY 1, 2; SELECT name FROM author"
        copy_database "$database" "${database}_kept"
    else
        schema="SELECT sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'gmig%' ORDER BY name; SELECT name FROM author"
        mkdir "$BATS_TEST_TMPDIR/kept"
        cp -a dev.db "$BATS_TEST_TMPDIR/kept"
    fi
}

again() {
    rm -rf .git/gmig migrations
    mkdir migrations
    if [ -n "${POSTGRES_URL:-}" ]; then
        copy_database "${database}_kept" "$database"
    else
        rm -f dev.db*
        cp -a "$BATS_TEST_TMPDIR/kept/dev.db" .
    fi
}

crashes_everywhere() {
    local before after now point kind points
    "use_$1"
    commit start
    keep
    again
    before=$(picture)
    points=$(points_of 'operation journal' baseline)
    points_at_least 6 "$points"
    after=$(picture)
    [ "$before" != "$after" ] || fail "nothing was recorded"
    for kind in $kinds; do
        for point in $points; do
            again
            crash "$point" "$kind" baseline
            run gmig recover
            [ "$status" = 0 ] || fail "recover after $point:$kind: $output"
            now=$(picture)
            [ "$now" = "$before" ] || [ "$now" = "$after" ] ||
                fail "after $point:$kind it is neither as before nor as after: $now"
            run gmig baseline
            [ "$status" = 0 ] || fail "baseline after $point:$kind: $output"
            assert_equal "$(picture)" "$after"
            run gmig status --exit-code
            [ "$status" = 0 ] || fail "status after $point:$kind: $output"
            run gmig undo
            [ "$status" = 0 ] || fail "undo after $point:$kind: $output"
            assert_equal "$(picture)" "$before"
        done
    done
}

@test "SQLite: killed at every step" { crashes_everywhere sqlite; }
@test "PostgreSQL: killed at every step" { crashes_everywhere postgres; }
