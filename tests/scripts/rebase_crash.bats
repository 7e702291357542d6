#!/usr/bin/env bats
# gmig is killed at every named step of rebase and of its abort, on both databases, with a second
# environment that cannot be reached. --continue and --abort both end in a state that status calls
# clean, in which git's index and the work tree agree.

# shellcheck disable=SC2154  # crash_points sets "kinds"
load helper
load crash_points

setup() {
    start_test
}

# A conflicted merge of main into feature, whose migrations "local" has executed, as it has main's;
# "second" has them too. The whole is kept beside, to begin from again.
prepare() {
    sed -i "s|\"environments\": {|\"environments\": {\"second\": {\"url\": \"$1\", \"kind\": \"local\"},|" gmig.json
    printf 'second*\n' >>.gitignore
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x int);"
    write_migration 2026-11-20-092000-n nnnnnnnnnnnn mmmmmmmmmmmm "CREATE TABLE n (x int);"
    commit mine
    gmig execute -q
    gmig execute -q -e second
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x int);"
    commit theirs
    gmig execute -q
    gmig execute -q -e second
    git switch -q feature
    ! git merge -q main || fail "the tripwire did not stop the merge"
    keep_databases
    cp -a .git "$BATS_TEST_TMPDIR/pristine.git"
    cp -a migrations "$BATS_TEST_TMPDIR"
    before=$(picture)
}

# Everything as `prepare` left it.
again() {
    rm -rf .git migrations
    cp -a "$BATS_TEST_TMPDIR/pristine.git" .git
    cp -a "$BATS_TEST_TMPDIR/migrations" .
    restore_databases
}

# Files, index and rows: what is to be as before after --abort.
picture() {
    (cd migrations && sha256sum ./*)
    git ls-files --stage migrations
    rows local
    rows second
}

assert_clean() {
    run gmig status --exit-code
    [ "$status" = 0 ] || fail "status after $1: $output"
    run -0 gmig status --exit-code -e second
    assert_equal "$(git ls-files --unmerged)" "$2"
    assert_equal "$(git diff --name-only --diff-filter=MD)" ""
}

assert_rebased() {
    assert_clean "$1" ""
    assert_equal "$(git ls-files migrations | paste -sd' ')" "migrations/2026-11-20-090000-a.sql \
migrations/2026-11-20-093000-u.sql migrations/2026-11-20-100300-m.sql \
migrations/2026-11-20-100301-n.sql migrations/gmig.head"
    assert_equal "$(cat migrations/gmig.head)" nnnnnnnnnnnn
    run rows local
    assert_output --partial "mmmmmmmmmmmm|2026-11-20-100300-m|uuuuuuuuuuuu"
    run rows second
    assert_output --partial "mmmmmmmmmmmm|2026-11-20-100300-m|uuuuuuuuuuuu"
    assert_file_not_exists .git/gmig/rebase
}

# A record that was written, or an end before the first change.
is_interrupted() { [ -e .git/gmig/rebase ]; }

continue_everywhere() {
    local point kind
    again
    lose_second
    points=$(points_of 'rebase journal' rebase)
    points_at_least 12 "$points"
    for kind in $kinds; do
        for point in $points; do
            again
            lose_second
            crash "$point" "$kind" rebase
            if is_interrupted; then
                run -7 gmig rebase --continue
                assert_output --partial "second could not follow"
                assert_output --partial "gmig rebase --abort"
                run -7 gmig new other
                find_second
                run gmig rebase --continue
                [ "$status" = 0 ] || fail "--continue after $point:$kind: $output"
            else
                find_second
                run -0 gmig rebase
            fi
            assert_rebased "$point:$kind and --continue"
        done
    done
}

abort_everywhere() {
    local point kind
    again
    lose_second
    points=$(points_of 'rebase journal' rebase)
    for kind in $kinds; do
        for point in $points; do
            again
            lose_second
            crash "$point" "$kind" rebase
            if is_interrupted; then
                run gmig rebase --abort
                [ "$status" = 0 ] || fail "--abort after $point:$kind: $output"
                find_second
                assert_equal "$(picture)" "$before"
            else
                find_second
            fi
            # The merge goes on as if nothing had been.
            run -0 gmig rebase
            assert_rebased "$point:$kind, --abort and again"
        done
    done
}

# The abort itself is killed; any writing command finishes it.
abort_crashes_everywhere() {
    local point
    again
    lose_second
    crash rebase.ledger_written kill rebase
    points=$(points_of 'rebase journal' rebase --abort)
    points_at_least 7 "$points"
    for point in $points; do
        again
        lose_second
        crash rebase.ledger_written kill rebase
        crash "$point" kill rebase --abort
        run gmig recover
        [ "$status" = 0 ] || fail "recover after $point: $output"
        find_second
        assert_equal "$(picture)" "$before"
    done
}

# SQLite: the second environment's disk goes, and comes back.
use_sqlite() {
    local columns="SELECT id, name, parents FROM gmig_ledger WHERE project = 'default' ORDER BY id"
    lose_second() { mv second second.away; }
    find_second() { [ ! -d second.away ] || mv second.away second; }
    keep_databases() { cp -a dev.db second "$BATS_TEST_TMPDIR"; }
    restore_databases() {
        rm -rf dev.db* second second.away
        cp -a "$BATS_TEST_TMPDIR/dev.db" "$BATS_TEST_TMPDIR/second" .
    }
    eval "rows() {
        case \$1 in
        local) query dev.db \"$columns\" ;;
        second) query second/second.db \"$columns\" ;;
        esac
    }"
    make_project
    mkdir second
    prepare sqlite:second/second.db
}

# PostgreSQL: the second environment's server does not answer, and does again.
use_postgres() {
    make_postgres_project
    first_database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
    local first_url=$POSTGRES_URL
    fresh_postgres "${first_database}_second"
    second_url=$POSTGRES_URL
    export POSTGRES_URL=$first_url SECOND_URL=$second_url
    lose_second() { SECOND_URL="postgresql:///gone?host=$BATS_TEST_TMPDIR/nowhere"; }
    find_second() { SECOND_URL=$second_url; }
    keep_databases() {
        copy_database "$first_database" "${first_database}_kept"
        copy_database "${first_database}_second" "${first_database}_second_kept"
    }
    restore_databases() {
        find_second
        copy_database "${first_database}_kept" "$first_database"
        copy_database "${first_database}_second_kept" "${first_database}_second"
    }
    rows() {
        local url=$POSTGRES_URL
        [ "$1" = local ] || url=$second_url
        postgres_query "$url" \
            "SELECT id, name, parents FROM gmig.ledger WHERE project = 'default' ORDER BY id"
    }
    # shellcheck disable=SC2016  # gmig replaces it
    prepare '${SECOND_URL}'
}

@test "SQLite: killed at every step, then --continue" {
    use_sqlite
    continue_everywhere
}

@test "SQLite: killed at every step, then --abort" {
    use_sqlite
    abort_everywhere
}

@test "SQLite: killed while aborting" {
    use_sqlite
    abort_crashes_everywhere
}

@test "PostgreSQL: killed at every step, then --continue" {
    use_postgres
    continue_everywhere
}

@test "PostgreSQL: killed at every step, then --abort" {
    use_postgres
    abort_everywhere
}

@test "PostgreSQL: killed while aborting" {
    use_postgres
    abort_crashes_everywhere
}
