#!/usr/bin/env bats
# gmig is killed at every named step of an adoption and of a conversion: what is there afterwards is
# what was before, or all of it, and the same command comes to the same as without the crash.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load import
load crash_points
setup() { start_test; }

keep() {
    mkdir "$BATS_TEST_TMPDIR/kept"
    cp -a . "$BATS_TEST_TMPDIR/kept/work"
    [ "${database:-sqlite}" = sqlite ] || copy_database "$(database_name)" kept_database
}
restore() {
    find . -mindepth 1 -delete
    cp -a "$BATS_TEST_TMPDIR/kept/work/." .
    [ "${database:-sqlite}" = sqlite ] || copy_database kept_database "$(database_name)"
}
database_name() {
    local name=${POSTGRES_URL%%\?*}
    echo "${name##*/}"
}

adoption() {
    local point kind points before
    team golang-migrate migrations
    before=$(traces golang-migrate)
    keep
    points=$(points_of "operation adopt" import --from golang-migrate --adopt)
    points_at_least 4 "$points"
    for kind in $kinds; do
        for point in $points; do
            restore
            crash "$point" "$kind" import --from golang-migrate --adopt
            case $(ledger name | wc -w) in
            0 | 3) ;;
            *) fail "$point: $(ledger name)" ;;
            esac
            assert_equal "$(traces golang-migrate)" "$before"
            run -0 gmig import --from golang-migrate --adopt
            assert_equal "$point: $(ledger name)" "$point: 000001_m1 000002_m2 000003_m3"
            run -0 gmig execute
            run -0 gmig status --exit-code
        done
    done
}

@test "an adoption in SQLite" {
    database=sqlite adoption
}

@test "an adoption in PostgreSQL" {
    export database=postgresql
    adoption
}

@test "a conversion: files and index are old or new" {
    local point kind points old new
    team goose migrations
    run -0 gmig import --from goose --adopt
    keep
    old=$(cat migrations/* gmig.json | sha256sum)
    points=$(points_of "operation journal" import --from goose --convert)
    new=$(cat migrations/* gmig.json | sha256sum)
    points_at_least 8 "$points"
    for kind in $kinds; do
        for point in $points; do
            restore
            crash "$point" "$kind" import --from goose --convert
            run gmig import --from goose --convert
            if [ "$status" = 7 ]; then
                assert_output --partial "the same command again"
                run gmig import --from goose --convert
            fi
            case $status in
            0 | 2) ;;
            *) fail "$point: $output" ;;
            esac
            assert_equal "$point: $(cat migrations/* gmig.json | sha256sum)" "$point: $new"
            assert_equal "$point: $(git diff --name-only)" "$point: "
            run -0 gmig execute
            run -0 gmig status --exit-code
        done
    done
    [ "$old" != "$new" ]
}
