# gmig mark, recover, doctor and env adopt: what a person states, mends and asks.
load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);

-- gmig: verify
SELECT x FROM a LIMIT 0;"
}

# state: of the one migration.
state() {
    gmig --json status | jq -r '.migrations[0].state'
}

@test "mark --executed: the verify part must agree" {
    run -9 gmig mark @ --executed
    assert_output --partial "does not look as if it was executed"
    assert_line "  state: nothing has changed"
    query dev.db "CREATE TABLE a (x)"
    run -0 gmig mark @ --executed --dry-run
    assert_output --partial "would be marked executed"
    assert_equal "$(state)" pending
    run -0 gmig mark @ --executed
    assert_output "2026-11-20-090000-a is marked executed, as its verify part says"
    assert_equal "$(state)" executed
    run -0 --separate-stderr gmig mark @ --executed --json
    assert_equal "$(json '[.id, .changed] | join(" ")')" "klmnopqrstuv false"
}

@test "mark --pending: the verify part must disagree" {
    run -0 gmig execute
    run -9 gmig mark @ --pending
    assert_output --partial "looks as if it is executed"
    query dev.db "DROP TABLE a"
    run -0 gmig mark @ --pending
    assert_equal "$(state)" pending
    run -0 query dev.db "SELECT count(*) FROM gmig_operation WHERE kind = 'mark'"
    assert_output 1
}

@test "mark without a verify part wants the name" {
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    run -9 gmig mark @ --executed
    assert_output --partial "--confirm local"
    run -9 gmig mark @ --executed --confirm other -y
    run -0 gmig mark @ --executed --confirm local
    assert_equal "$(state)" executed
}

@test "mark in a shared environment wants the name too; one of the two flags is needed" {
    sed -i 's/"kind": "local"/"kind": "shared"/' gmig.json
    query dev.db "CREATE TABLE a (x)"
    run -9 gmig mark @ --executed
    assert_output --partial "'local' is shared"
    run -2 gmig mark @
    run -2 gmig mark @ --executed --pending
}

@test "recover: nothing to do" {
    run -0 gmig execute
    run -0 gmig recover
    assert_output "nothing to recover"
}

@test "recover: a migration interrupted outside a transaction is finished, once mended" {
    write_migration 2026-11-20-091000-v lmnopqrstuvw klmnopqrstuv "CREATE TABLE one (x);
CREATE TABLE two (x);
INSERT INTO three VALUES (1);"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-091000-v.sql
    run gmig execute
    assert_not_equal "$status" 0
    run -7 gmig execute
    assert_output --partial "next: gmig recover"
    run -7 gmig rollback
    run -0 gmig recover --dry-run
    assert_output --partial "found: 2026-11-20-091000-v was interrupted in local after 2 statements"
    query dev.db "CREATE TABLE three (x)"
    run -0 gmig recover
    assert_output --partial "done:  resumed and finished 2026-11-20-091000-v"
    assert_equal "$(query dev.db "SELECT x FROM three")" 1
    run -0 gmig status --exit-code
}

@test "recover: files that a crash left half written" {
    GMIG_FAULT=journal.written:1:kill run -137 gmig new more
    assert_equal "$(find migrations -type f | wc -l)" 2
    run -0 gmig recover --dry-run
    assert_line --partial "\`gmig new more\` was interrupted while it wrote files"
    run -0 gmig recover
    assert_line "done:  completed it"
    assert_file_exists migrations/2026-11-20-100000-more.sql
    run -0 gmig recover
    assert_output "nothing to recover"
}

@test "every writing command completes such files first, and says so" {
    for command in "execute" "rollback" "mark @~1 --executed" "new other" "add"; do
        GMIG_FAULT=journal.written:1:kill run -137 gmig new more
        # shellcheck disable=SC2086  # words of a command
        run gmig $command
        assert_line --partial "new more"
        assert_file_exists migrations/2026-11-20-100000-more.sql
        rm -f migrations/*-more.sql migrations/*-other.sql
        run -0 gmig add
    done
}

@test "doctor: all is well" {
    run -0 gmig execute
    commit "start"
    run -0 gmig doctor
    assert_line --partial "ok   configuration: project 'default', layout gmig, sqlite"
    assert_line --partial "ok   environment local: SQLite"
    assert_line "ok   environment local: 1 migrations executed"
    refute_line --partial BAD
}

@test "doctor: what is bad, and what helps; --json; exit 1" {
    echo lmnopqrstuvw >migrations/gmig.head
    run -1 gmig doctor
    assert_line --regexp '^BAD '
    assert_output --partial "gmig add"
    run -1 --separate-stderr gmig doctor --json
    assert_equal "$(json '[.lines[] | select(.verdict == "bad")] | length > 0')" true
    assert_equal "$(json '.lines[0] | [has("verdict", "subject", "message", "remedy")] | all')" true
    cd "$BATS_TEST_TMPDIR" && mkdir empty && cd empty
    run -1 gmig doctor
    assert_output --partial "gmig init"
}

# A database of the environment staging stands where local's is.
restored_backup() {
    sed -i 's,"environments": {,&"staging": {"url": "sqlite:staging.db"\, "kind": "shared"}\, ,' gmig.json
    run -0 gmig -e staging execute
    cp staging.db dev.db
}

@test "a database that says another name: reading works, writing is refused" {
    restored_backup
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    run -1 gmig status --exit-code
    assert_output --partial "executed"
    run -9 gmig execute
    assert_line --partial "this database says it is 'staging' (shared), and 'local' was asked for"
    assert_line --partial "gmig env adopt -e local"
    run -9 gmig rollback
    run -1 gmig doctor
    assert_output --partial "it says that it is 'staging'"
}

@test "env adopt: wants the name; then it is the one asked for" {
    restored_backup
    run -9 gmig env adopt -e local
    assert_line --partial "next: gmig env adopt -e local --confirm local"
    run -0 gmig env adopt -e local --confirm local
    run -0 gmig execute
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.environment, .kind] | join(" ")')" "local local"
    run -2 gmig env other
}

@test "env adopt --json prints an object" {
    restored_backup
    run -0 --separate-stderr gmig env adopt -e local --confirm local --json
    assert_equal "$(json .environment)" local
}
