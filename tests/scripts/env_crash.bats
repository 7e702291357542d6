#!/usr/bin/env bats
# gmig is killed at every named step of env fork, env promote, maintenance on and off, on both
# databases: what is live is old or new, can be written to after the next command, which says what
# happened, and the same command comes to the same as without the crash.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load deployment
load crash_points

setup() {
    start_test
}

# What is live is whole: with the column exactly where the ledger says so, and open to writers.
assert_live() {
    local columns
    columns=$(ask "SELECT * FROM article WHERE id = 0; INSERT INTO article (id) VALUES (9);
                   SELECT count(*) FROM article; DELETE FROM article WHERE id = 9")
    assert_equal "$1: $columns" "$1: 3"
    case $(executed) in
    k) ! ask "SELECT title FROM article" 2>"$BATS_TEST_TMPDIR/none" || fail "$1: a column without its row" ;;
    "k l") ask "SELECT title FROM article" >"$BATS_TEST_TMPDIR/none" ;;
    *) fail "$1: the ledger says $(executed)" ;;
    esac
}

# killed_everywhere FEWEST GROUP PREPARE AFTER COMMAND…
killed_everywhere() {
    local fewest=$1 group=$2 prepare=$3 after=$4 kind point points
    shift 4
    keep
    "$prepare"
    points=$(points_of "$group" "$@")
    points_at_least "$fewest" "$points"
    for kind in $kinds; do
        for point in $points; do
            restore
            "$prepare"
            crash "$point" "$kind" "$@"
            "$after" "$point:$kind" "$@"
        done
    done
}

nothing_more() { true; }

forked() {
    local point=$1
    shift
    assert_live "$point"
    run gmig "$@"
    case $status in
    0) assert_output --partial "forked primary/next from primary" ;;
    2) assert_output --partial "'primary/next' is there already" ;;
    *) fail "again, after $point: $output" ;;
    esac
    assert_equal "$point: $(executed_beside next)" "$point: k"
    assert_equal "$(ask_beside next "SELECT count(*) FROM article")" 2
    assert_equal "$point: $(databases)" "$point: $expected"
}

fork_is_killed() {
    keep
    run -0 gmig env fork next -e primary
    expected=$(databases)
    restore
    killed_everywhere 3 fork nothing_more forked env fork next -e primary
}

make_next() {
    run -0 gmig env fork next -e primary
    run -0 gmig execute -e primary/next
}

promoted() {
    local point=$1 before
    shift
    before=$(executed)
    run gmig recover -e primary
    [ "$status" = 0 ] || fail "recover after $point: $output"
    case $point in
    promote.done:* | *:throw | *:term | *:int) ;; # only what is killed leaves something to tell
    *) assert_output --regexp "(was to become .* interrupted|and is 'primary' now)" ;;
    esac
    assert_equal "$point: $(executed)" "$point: $before"
    assert_live "$point"
    run gmig "$@"
    if [ "$before" = k ]; then
        [ "$status" = 0 ] || fail "again, after $point: $output"
    else
        [ "$status" = 2 ] || fail "again, after $point: $output"
        assert_line --regexp "^error: ('primary/before' is there already|there is no database of 'primary/next')$"
    fi
    assert_live "$point"
    assert_equal "$point: $(executed), before $(executed_beside before)" "$point: k l, before k"
    assert_equal "$point: $(listed_beside)" "$point: before"
    run gmig env promote before -e primary --confirm primary --accept-data-loss --as again
    [ "$status" = 0 ] || fail "the way back, after $point: $output"
    assert_equal "$point: $(executed)" "$point: k"
}

promote_is_killed() {
    second_migration
    killed_everywhere 4 promote make_next promoted \
        env promote next -e primary --confirm primary --accept-data-loss --as before
}

switched_on() {
    local point=$1
    run gmig maintenance status -e primary
    [[ $status = [01] ]] || fail "status after $point: $output"
    run -0 gmig maintenance on -e primary -y
    run -0 gmig maintenance status -e primary
    ! ask "INSERT INTO article (id) VALUES (9)" 2>"$BATS_TEST_TMPDIR/refused" || fail "after $point it was written"
    run -0 gmig maintenance off -e primary
    run -0 gmig maintenance status -e primary
    assert_output "primary is open to writers: no maintenance"
    assert_live "$point"
}

switch_on() { run -0 gmig maintenance on -e primary -y; }

maintenance_is_killed() {
    killed_everywhere 2 maintenance nothing_more switched_on maintenance on -e primary -y
    restore
    killed_everywhere 1 maintenance switch_on switched_on maintenance off -e primary
}

@test "SQLite: killed at every step of env fork" {
    use_sqlite
    fork_is_killed
}
@test "PostgreSQL: killed at every step of env fork" {
    use_postgres
    fork_is_killed
}
@test "SQLite: killed at every step of env promote" {
    use_sqlite
    promote_is_killed
}
@test "PostgreSQL: killed at every step of env promote" {
    use_postgres
    promote_is_killed
}
@test "SQLite: killed at every step of maintenance" {
    use_sqlite
    maintenance_is_killed
}
@test "PostgreSQL: killed at every step of maintenance" {
    use_postgres
    maintenance_is_killed
}
