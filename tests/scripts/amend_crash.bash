# What the crash tests of amend stand on: gmig is killed at every named step of it. The next command
# that writes completes the amend or forgets it: files, ledger and schema agree, and are those of
# before or of after; amend then comes to the same as without the crash.
#
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2317  # bats sets "output" and "status"

load crash_points
file=migrations/2026-11-20-091000-second.sql

prepare() {
    commit start
    git switch -q -c feature
    write_migration 2026-11-20-090000-first kkkkkkkkkkkk none \
        "CREATE TABLE author (id INTEGER PRIMARY KEY);" "DROP TABLE author;"
    write_migration 2026-11-20-091000-second mmmmmmmmmmmm kkkkkkkkkkkk \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);" "DROP TABLE article;"
    gmig -q execute
    rows "INSERT INTO article VALUES (1, 'One')"
    cp "$file" "$BATS_TEST_TMPDIR/executed.sql"
    keep_database
    cp -a migrations "$BATS_TEST_TMPDIR"
}

again() {
    rm -rf migrations .git/gmig
    cp -a "$BATS_TEST_TMPDIR/migrations" .
    restore_database
    edit
}

# Files, ledger, schema and rows.
picture() {
    (cd migrations && sha256sum ./*)
    rows "$ledger"
    rows "$schema"
}

# crashes_everywhere FEWEST ARGUMENT…: amend with these, and at least so many points on its way.
crashes_everywhere() {
    local fewest=$1 before after now point kind points
    shift
    again
    before=$(picture)
    points=$(points_of 'amend operation journal' amend "$@")
    points_at_least "$fewest" "$points"
    after=$(picture)
    [ "$before" != "$after" ] || fail "nothing was amended"
    for kind in $kinds; do
        for point in $points; do
            again
            crash "$point" "$kind" amend "$@"
            run gmig add
            [ "$status" = 0 ] || fail "add after $point:$kind: $output"
            now=$(picture)
            [ "$now" = "$before" ] || [ "$now" = "$after" ] ||
                fail "after $point:$kind it is neither as before nor as after: $now"
            if [ "$now" = "$before" ]; then
                run gmig amend "$@"
                [ "$status" = 0 ] || fail "amend after $point:$kind: $output"
                assert_equal "$(picture)" "$after"
            fi
            run gmig status --exit-code
            [ "$status" = 0 ] || fail "status after $point:$kind: $output"
            run gmig db drift
            [ "$status" = 0 ] || fail "drift after $point:$kind: $output"
        done
    done
}

change() {
    edit() { sed -i 's/title TEXT/title TEXT, body TEXT/' "$file"; }
    crashes_everywhere 6
}
from_schema() {
    edit() {
        printf '%s\n' "CREATE TABLE author (id INTEGER PRIMARY KEY);" \
            "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);" >schema.sql
    }
    crashes_everywhere 9 --diff
}
removal() {
    edit() { printf -- '-- gmig: id=mmmmmmmmmmmm parent=kkkkkkkkkkkk\n' >"$file"; }
    crashes_everywhere 9 --accept-data-loss
}
by_the_parts() {
    edit() { sed -i "s/^CREATE TABLE article.*/&\nINSERT INTO article VALUES (7, 'Seven');/" "$file"; }
    crashes_everywhere 6 --accept-data-loss
}

use_sqlite() {
    make_project
    rows() { query dev.db "$1"; }
    keep_database() { cp -a dev.db "$BATS_TEST_TMPDIR"; }
    restore_database() {
        rm -rf dev.db*
        cp -a "$BATS_TEST_TMPDIR/dev.db" .
    }
    ledger="SELECT id, name, checksum, up_text, down_text FROM gmig_ledger WHERE project = 'default' ORDER BY id"
    schema="SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'gmig%' ORDER BY name;
            SELECT count(*) FROM author"
    prepare
}
use_postgres() {
    make_postgres_project
    database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
    rows() { postgres_query "$POSTGRES_URL" "$1"; }
    keep_database() { copy_database "$database" "${database}_kept"; }
    restore_database() { copy_database "${database}_kept" "$database"; }
    ledger="SELECT id, name, checksum, up_text, down_text FROM gmig.ledger WHERE project = 'default' ORDER BY id"
    schema="SELECT table_name, column_name FROM information_schema.columns
            WHERE table_schema = 'public' ORDER BY 1, 2; SELECT count(*) FROM author"
    prepare
}
