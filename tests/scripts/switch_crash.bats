#!/usr/bin/env bats
# gmig is killed at every named step of a switch, with --checkout or without, on both databases:
# schema and ledger say the same all the time, and the same command goes on.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load branches
load crash_points

setup() {
    start_test
}

again() {
    rm -rf .git migrations
    cp -a "$BATS_TEST_TMPDIR/pristine/.git" "$BATS_TEST_TMPDIR/pristine/migrations" .
    restore
}

keep_all() {
    mkdir "$BATS_TEST_TMPDIR/pristine"
    cp -a .git migrations "$BATS_TEST_TMPDIR/pristine"
    keep
}

# What the ledger says is what is there: each row has its object, and nothing else is there.
assert_whole() {
    local expected="" row
    for row in $(ledger); do
        case $row in
        k) expected+="a " ;;
        l) expected+="b " ;;
        m) expected+="c " ;;
        n) expected+="d " ;;
        esac
    done
    assert_equal "$1: $(objects)" "$1: $(xargs -n1 <<<"$expected" | sort | paste -sd' ')"
}

# killed_everywhere [--checkout]
killed_everywhere() {
    local point kind points
    keep_all
    points=$(points_of 'execute rollback operation journal' switch other "$@")
    points_at_least 12 "$points"
    for kind in $kinds; do
        for point in $points; do
            again
            crash "$point" "$kind" switch other "$@"
            assert_whole "$point:$kind"
            run gmig switch other "$@"
            [ "$status" = 0 ] || fail "switch after $point:$kind: $output"
            assert_equal "$(objects)" "a d"
            assert_equal "$(ledger)" "k n"
            run gmig switch feature
            [ "$status" = 0 ] || fail "back after $point:$kind: $output"
            assert_whole "back after $point:$kind"
        done
    done
}

use_sqlite() {
    make_branches
    keep() { cp -a dev.db "$BATS_TEST_TMPDIR/kept.db"; }
    restore() {
        rm -f dev.db*
        cp -a "$BATS_TEST_TMPDIR/kept.db" dev.db
    }
    ledger() { rows; }
    objects() {
        { tables dev.db && query dev.db "SELECT name FROM pragma_table_info('a') WHERE name = 'c'"; } |
            sort | paste -sd' '
    }
}

use_postgres() {
    make_postgres_project
    database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
    fill_branches
    keep() { copy_database "$database" "${database}_kept"; }
    restore() { copy_database "${database}_kept" "$database"; }
    ledger() {
        postgres_query "$POSTGRES_URL" "SELECT left(id, 1) FROM gmig.ledger WHERE project = 'default' ORDER BY sequence" |
            paste -sd' '
    }
    objects() {
        postgres_query "$POSTGRES_URL" "SELECT relname FROM pg_class WHERE relkind = 'r' AND
            relnamespace = 'public'::regnamespace UNION SELECT attname FROM pg_attribute WHERE
            attrelid = to_regclass('public.a') AND attname = 'c' ORDER BY 1" | paste -sd' '
    }
}

@test "SQLite: killed at every step" {
    use_sqlite
    killed_everywhere
}

@test "SQLite: killed at every step, with --checkout" {
    use_sqlite
    killed_everywhere --checkout
}

@test "PostgreSQL: killed at every step" {
    use_postgres
    killed_everywhere
}
