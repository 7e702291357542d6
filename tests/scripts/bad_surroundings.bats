#!/usr/bin/env bats
# What the machine and the server refuse: rights, space, a closed output, another locale. Each ends
# with an honest code, says what state things are in, and leaves nothing half done.

# shellcheck disable=SC2030,SC2031,SC2154  # bats sets "stderr"; each test has its own URL
load helper

setup() { start_test; }

start_sqlite() {
    make_project
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);' 'DROP TABLE one;'
    commit "start"
}

start_postgres() {
    make_postgres_project
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);' 'DROP TABLE one;'
    commit "start"
}

# says TEXT: the last run's message has it, and no more than four lines.
says() {
    [[ $stderr == *"$1"* ]] || fail "no «$1» in: $stderr"
    [ "${#stderr_lines[@]}" -le 4 ] || fail "more than four lines: $stderr"
}

# assert_empty_postgres: no table of anybody's.
assert_empty_postgres() {
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT count(*) FROM pg_tables
        WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")" 0
}

# Root passes over rights on files, so the program is copied to where nobody can run it.
as_nobody() {
    if [ "$(id -u)" -ne 0 ]; then
        "$GMIG" "$@" </dev/null
        return
    fi
    chmod a+rx "$BATS_RUN_TMPDIR" "${BATS_TEST_TMPDIR%/*/*}" "${BATS_TEST_TMPDIR%/*}" "$BATS_TEST_TMPDIR"
    cp "$GMIG" "$BATS_TEST_TMPDIR/gmig"
    GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' \
        setpriv --reuid=65534 --regid=65534 --clear-groups "$BATS_TEST_TMPDIR/gmig" "$@" </dev/null
}

@test "a folder without the right to write: reading works, writing ends with 10 and leaves nothing" {
    start_sqlite
    gmig execute -q
    write_migration 2026-11-20-100001-two llllllllllll kkkkkkkkkkkk 'CREATE TABLE two (x INTEGER);'
    query dev.db "PRAGMA journal_mode = DELETE" >/dev/null
    chmod -R a+rX,a-w .
    before=$(query dev.db .dump)
    run -0 as_nobody status
    assert_output --partial "2026-11-20-100001-two"
    run -10 --separate-stderr as_nobody execute -y
    says "dev.db"
    run -10 --separate-stderr as_nobody new three
    assert_equal "$(query dev.db .dump)" "$before"
    assert_equal "$(find migrations -type f | wc -l)" 3
    chmod -R u+w .
}

@test "a migration that may not be read: 10, named" {
    start_sqlite
    chmod -R a+rwX .
    chmod 0 migrations/2026-11-20-100000-one.sql
    run -10 --separate-stderr as_nobody execute -y
    says "2026-11-20-100000-one.sql"
    assert_not_exist dev.db
}

@test "a full output: 10, and what was done is said on the other one" {
    [ -w /dev/full ] || fail "no /dev/full"
    start_sqlite
    run -10 bash -c "'$GMIG' status 2>&1 >/dev/full"
    assert [ -n "$output" ]
    run -10 bash -c "'$GMIG' execute -y 2>&1 >/dev/full"
    assert [ -n "$output" ]
    run -0 tables dev.db
    assert_output one
}

@test "a reader that leaves: quiet" {
    start_sqlite
    run bash -c "set -o pipefail; '$GMIG' log 2>&1 >/dev/null | head -1; '$GMIG' status | head -1"
    [[ $status -eq 0 || $status -eq 141 ]] || fail "ended with $status: $output"
    assert_equal "${#lines[@]}" 1
    run bash -c "'$GMIG' status 2>errors | true; cat errors"
    assert_output ""
}

@test "any locale: the same bytes" {
    start_sqlite
    gmig execute -q
    expected=$(gmig status && gmig --json status | jq 'del(.facts)' && gmig log)
    for locale in C POSIX C.UTF-8 tr_TR.UTF-8 nowhere; do
        assert_equal "$(LC_ALL=$locale gmig status && LC_ALL=$locale gmig --json status |
            jq 'del(.facts)' && LC_ALL=$locale gmig log)" "$expected"
    done
}

@test "a clock that goes back changes no order" {
    start_sqlite
    gmig execute -q
    set_clock 1999-01-01T00:00:00Z
    run -0 gmig new two
    path=$(git ls-files --others migrations/*.sql)
    [[ $path > migrations/2026-11-20-100000-one.sql ]] || fail "$path does not come last"
    sed -i '1a CREATE TABLE two (x INTEGER);' "$path"
    run -0 gmig execute
    run -0 gmig status --exit-code
}

@test "PostgreSQL: a role without the right to create: 6, nothing changed" {
    start_postgres
    postgres_query "$POSTGRES_URL" "CREATE ROLE powerless LOGIN"
    run -6 --separate-stderr env POSTGRES_URL="${POSTGRES_URL/user=postgres/user=powerless}" "$GMIG" execute -y
    says "permission denied"
    assert_empty_postgres
}

@test "PostgreSQL: a server that is not there: 10, at once" {
    start_postgres
    POSTGRES_URL='postgresql://postgres@/app?host=/nowhere'
    run -10 --separate-stderr timeout 20 "$GMIG" execute -y
    says "/nowhere"
    POSTGRES_URL='postgresql://postgres@nowhere.invalid/app?connect_timeout=2'
    run -10 --separate-stderr timeout 20 "$GMIG" execute -y
    says "nowhere.invalid"
}

@test "PostgreSQL: a database that is not there: 10, named" {
    start_postgres
    POSTGRES_URL=${GMIG_TEST_POSTGRES/\/postgres\?//no_such_database\?}
    run -10 --separate-stderr gmig execute -y
    says "no_such_database"
}

@test "PostgreSQL: a read-only database: 9, nothing changed, and reading works" {
    start_postgres
    postgres_query "$POSTGRES_URL" "ALTER DATABASE bad_surroundings_$BATS_TEST_NUMBER SET default_transaction_read_only = on"
    run -9 --separate-stderr gmig execute -y
    says "read-only"
    assert_empty_postgres
    run -0 gmig status
    assert_output --partial pending
}

@test "nothing is committed, or there is no remote: the next command is one that can work" {
    make_project
    for command in check rebase; do
        run -8 gmig "$command"
        assert_line "error: nothing is committed here yet"
        assert_line "  next: git commit"
    done
    commit begin
    run -8 gmig switch nosuch
    assert_line 'error: there is no commit "nosuch" here'
    assert_line "  next: git branch -a, which lists what is here"
    git remote add origin ../elsewhere
    run -8 gmig switch nosuch
    assert_line "  next: git fetch"
}

@test "a migration over the limit: named with its folder, and what to do" {
    make_project
    commit begin
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    head -c 16777300 /dev/zero | tr '\0' ' ' >>migrations/2026-11-20-090000-a.sql
    for command in status execute; do
        run -3 gmig "$command"
        assert_line --partial "migrations/2026-11-20-090000-a.sql is larger than 16 MiB"
        assert_line "  next: split it into several, or take it out of the folder"
    done
    run -1 gmig doctor
    assert_line "       split it into several, or take it out of the folder"
    git add -A
    run -3 gmig hook pre-commit
    assert_line "  next: split it into several, or take it out of the folder"
}
