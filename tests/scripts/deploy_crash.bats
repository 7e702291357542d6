#!/usr/bin/env bats
# gmig is killed at every named step of a deploy via a fork, on both databases: what is live is old
# or new, never in between; maintenance ends with the next command that writes, which says so; the
# same deploy then finishes, and leaves nothing behind.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load deployment
load crash_points

setup() {
    start_test
}

deployment=(deploy -e primary --via-fork -y --confirm primary)

assert_open() {
    run ask "INSERT INTO article (id) VALUES (9); DELETE FROM article WHERE id = 9; SELECT count(*) FROM article"
    [ "$output" = 2 ] || fail "$1: $output"
}

# What is said of a run that was killed between these two.
assert_told() {
    case $1 in
    deploy.maintenance:* | fork.* | deploy.forked:* | deploy.executed:* | deploy.verified:*)
        assert_line --regexp "the run that put primary into maintenance .* has ended without ending it: it is off now"
        ;;
    esac
}

killed_everywhere() {
    local kind point points
    keep
    points=$(points_of 'deploy fork promote maintenance' "${deployment[@]}")
    points_at_least 14 "$points"
    for kind in $kinds; do
        for point in $points; do
            restore
            crash "$point" "$kind" "${deployment[@]}"
            case $point:$(executed) in
            deploy.promoted:*:k | promote.swapped:*:k | promote.done:*:k | maintenance.reset:*:k)
                fail "after $point:$kind the old one is live" ;;
            *:k | promote.*:"k l" | deploy.promoted:*:"k l" | maintenance.reset:*:"k l") ;;
            *) fail "after $point:$kind the ledger says $(executed)" ;;
            esac
            if [ "${1:-}" = recover ]; then
                run gmig recover -e primary
                [ "$status" = 0 ] || fail "recover after $point:$kind: $output"
                [ "$kind" != kill ] || assert_told "$point"
                assert_open "after $point:$kind and recover"
            fi
            run gmig "${deployment[@]}"
            [ "$status" = 0 ] || fail "again, after $point:$kind: $output"
            [ "${1:-}:$kind" != :kill ] || assert_told "$point"
            assert_equal "$point:$kind: $(executed)" "$point:$kind: k l"
            assert_open "after $point:$kind"
            assert_equal "$point:$kind: $(listed_beside)" "$point:$kind: until-20261120-100200"
        done
    done
}

@test "SQLite: killed at every step, and again" {
    use_sqlite
    second_migration
    killed_everywhere
}
@test "SQLite: killed at every step, then recover" {
    use_sqlite
    second_migration
    killed_everywhere recover
}
@test "PostgreSQL: killed at every step, and again" {
    use_postgres
    second_migration
    killed_everywhere
}
@test "PostgreSQL: killed at every step, then recover" {
    use_postgres
    second_migration
    killed_everywhere recover
}
