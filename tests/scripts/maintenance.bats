#!/usr/bin/env bats
# gmig maintenance: an environment that is closed to writers.
load helper
load deployment

setup() {
    start_test
}

on() { gmig maintenance on -e primary -y "$@"; }

assert_closed() {
    run ask "INSERT INTO article (id) VALUES (9)"
    [ "$status" != 0 ] || fail "it could be written to"
}
assert_open() {
    ask "INSERT INTO article (id) VALUES (9); DELETE FROM article WHERE id = 9"
}

on_and_off() {
    second_migration
    run -0 gmig maintenance status -e primary
    assert_output "primary is open to writers: no maintenance"
    run -0 on
    assert_line --regexp "^primary is in maintenance since 2026-11-20 10:02, by "
    assert_line "every write to it is refused, by whomever. But:"
    assert_closed
    assert_equal "$(ask "SELECT count(*) FROM article")" 2
    advance_clock 3600
    run -0 on
    assert_line --regexp "since 2026-11-20 10:02, by "
    run -0 gmig maintenance status -e primary
    assert_line --regexp "^primary is in maintenance since 2026-11-20 10:02, by "
    run -0 gmig env list
    assert_line --partial "in maintenance"
    run -0 gmig maintenance off -e primary
    assert_output "primary is open to writers again"
    assert_open
    run -0 gmig maintenance off -e primary
    assert_output "primary is not in maintenance"
}

gmig_itself() {
    second_migration
    run -0 on
    local command
    for command in "execute -y" "rollback -y --accept-data-loss --confirm primary" "deploy -y"; do
        # shellcheck disable=SC2086  # words on purpose
        run -9 gmig $command -e primary
        assert_line --regexp "^error: 'primary' is in maintenance since "
        assert_line --partial "with --in-maintenance, or gmig maintenance off -e primary"
    done
    run -0 gmig status -e primary
    run -0 gmig deploy -e primary -y --in-maintenance
    assert_equal "$(executed)" "k l"
    run -0 gmig rollback -e primary -y --accept-data-loss --confirm primary --in-maintenance
    run -0 gmig execute -e primary -y --in-maintenance
    assert_equal "$(executed)" "k l"
    assert_closed
    run -0 gmig maintenance off -e primary
    assert_open
}

@test "SQLite: on and off, each again" {
    use_sqlite
    on_and_off
}
@test "PostgreSQL: on and off, each again" {
    use_postgres
    on_and_off
}
@test "SQLite: gmig itself heeds it, and goes on with --in-maintenance" {
    use_sqlite
    gmig_itself
}
@test "PostgreSQL: gmig itself heeds it, and goes on with --in-maintenance" {
    use_postgres
    gmig_itself
}

@test "production wants a yes; --dry-run changes nothing" {
    use_sqlite
    run -9 gmig maintenance on -e primary
    assert_line "  next: the same command with -y"
    run -0 gmig maintenance on -e primary --dry-run
    assert_output "would put primary into maintenance"
    assert_open
    run -0 on
    run -0 gmig maintenance off -e primary --dry-run
    assert_output "would open primary to writers again"
    assert_closed
}

@test "SQLite: a table that has lost its triggers is partial: 1, and on or off finish it" {
    use_sqlite
    run -0 on
    query app.db "SELECT 'DROP TRIGGER \"' || name || '\";' FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'article'" |
        sqlite3 -batch -init /dev/null app.db
    run -1 gmig maintenance status -e primary
    assert_line --regexp "^primary is partly in maintenance since "
    assert_line "what is missing:"
    assert_line --partial "article"
    run -0 on
    run -0 gmig maintenance status -e primary
    assert_closed
}

@test "PostgreSQL: sessions from before are bound, writers are named" {
    use_postgres
    coproc writer { psql -X -q -A -t -d "$POSTGRES_URL" 2>&1; }
    # shellcheck disable=SC2154  # coproc sets it
    echo "BEGIN; INSERT INTO article VALUES (3); SELECT 'written';" >&"${writer[1]}"
    read -r -u "${writer[0]}" line
    assert_equal "$line" written
    run -9 on
    assert_output --partial psql
    assert_open
    run -0 on --force
    assert_closed
    assert_equal "$(ask "SELECT count(*) FROM article")" 2
    eval "exec ${writer[1]}>&-"
    wait || true
}

@test "what is written otherwise" {
    use_sqlite
    local words
    for words in "" "nonsense" "off --force" "status --force" "status --dry-run"; do
        # shellcheck disable=SC2086  # words on purpose
        run -2 gmig maintenance $words -e primary
        assert_line --partial "next: gmig help maintenance"
    done
    run -2 gmig maintenance on -e primary/nowhere
}

@test "quietly, and as JSON" {
    use_sqlite
    run -0 on -q
    assert_output ""
    run -0 --separate-stderr gmig maintenance status -e primary --json
    assert_equal "$(json '[.environment, .maintenance, .run, .changed, (.gaps | length > 0)] | map(tostring) | join(" ")')" \
        "primary on null false true"
    run -0 --separate-stderr gmig maintenance off -e primary --json
    assert_equal "$(json '[.maintenance, .changed] | map(tostring) | join(" ")')" "off true"
}
