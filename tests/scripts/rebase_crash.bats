#!/usr/bin/env bats
# gmig is killed at every named step of rebase and of its abort, on both databases, with a second
# environment that cannot be reached. --continue and --abort both end in a state that status calls
# clean, in which git's index and the work tree agree.
#
# GMIG_TEST_CRASH_KINDS="kill throw term int" runs the other ends too (nightly).

load helper

setup() {
    start_test
    kinds=${GMIG_TEST_CRASH_KINDS:-kill}
}

# A conflicted merge of main into feature, whose migrations "local" has executed, as it has main's;
# "second" has them too. The whole is kept beside, to begin from again.
prepare() {
    sed -i 's|"environments": {|"environments": {"second": {"url": "sqlite:second/second.db", "kind": "local"},|' gmig.json
    mkdir second
    printf 'second\npristine\n' >>.gitignore
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x);"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x);"
    write_migration 2026-11-20-092000-n nnnnnnnnnnnn mmmmmmmmmmmm "CREATE TABLE n (x);"
    commit mine
    gmig execute -q
    gmig execute -q -e second
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x);"
    commit theirs
    gmig execute -q
    gmig execute -q -e second
    git switch -q feature
    ! git merge -q main || fail "the tripwire did not stop the merge"
    keep_database
    cp -a .git "$BATS_TEST_TMPDIR/pristine.git"
    cp -a migrations second "$BATS_TEST_TMPDIR"
    before=$(picture)
}

# Everything as `prepare` left it.
again() {
    rm -rf .git migrations second second.away
    cp -a "$BATS_TEST_TMPDIR/pristine.git" .git
    cp -a "$BATS_TEST_TMPDIR/migrations" "$BATS_TEST_TMPDIR/second" .
    restore_database
}

# The second environment's disk goes, and comes back.
lose_second() { mv second second.away; }
find_second() { [ ! -d second.away ] || mv second.away second; }

# Files, index and rows: what is to be as before after --abort.
picture() {
    (cd migrations && sha256sum ./*)
    git ls-files --stage migrations
    rows
    query second/second.db "SELECT id, name, parents FROM gmig_ledger WHERE project = 'default' ORDER BY id"
}

# Every point that the command reaches, as POINT:N.
points_of() {
    GMIG_FAULT_LOG=$PWD/points gmig "$@" >/dev/null 2>&1 || true
    grep -E '^(rebase|journal)\.' points | awk '{ print $1 ":" ++seen[$1] }'
    rm points
}

crash() {
    local point=$1 kind=$2
    shift 2
    GMIG_FAULT=$point:$kind gmig "$@" >crashed 2>&1 && status=0 || status=$?
    case $kind:$status in
    kill:137 | throw:70 | throw:7 | term:143 | int:130 | term:0 | int:0 | term:7 | int:7) ;;
    *) fail "$point:$kind ended with $status: $(cat crashed)" ;;
    esac
    rm crashed
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
    run rows
    assert_output --partial "mmmmmmmmmmmm|2026-11-20-100300-m|uuuuuuuuuuuu"
    run query second/second.db "SELECT name FROM gmig_ledger WHERE id = 'mmmmmmmmmmmm'"
    assert_output 2026-11-20-100300-m
    assert_file_not_exists .git/gmig/rebase
}

# A record that was written, or an end before the first change.
is_interrupted() { [ -e .git/gmig/rebase ]; }

continue_everywhere() {
    local point kind
    again
    lose_second
    points=$(points_of rebase)
    [ "$(wc -l <<<"$points")" -ge 12 ] || fail "only these points were reached: $points"
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
    points=$(points_of rebase --abort)
    [ "$(wc -l <<<"$points")" -ge 7 ] || fail "only these points were reached: $points"
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

sqlite_database() {
    keep_database() { cp dev.db "$BATS_TEST_TMPDIR"; }
    restore_database() {
        rm -f dev.db*
        cp "$BATS_TEST_TMPDIR/dev.db" .
    }
    rows() { query dev.db "SELECT id, name, parents FROM gmig_ledger WHERE project = 'default' ORDER BY id"; }
    make_project
}

@test "SQLite: killed at every step, then --continue" {
    sqlite_database
    prepare
    continue_everywhere
}

@test "SQLite: killed at every step, then --abort; and while aborting" {
    sqlite_database
    prepare
    again
    lose_second
    points=$(points_of rebase)
    abort_everywhere
    abort_crashes_everywhere
}

postgres_database() {
    rows() {
        postgres_query "$POSTGRES_URL" \
            "SELECT id, name, parents FROM gmig.ledger WHERE project = 'default' ORDER BY id"
    }
    second_rows() {
        postgres_query "$SECOND_URL" \
            "SELECT id, name, parents FROM gmig.ledger WHERE project = 'default' ORDER BY id"
    }
}
