#!/usr/bin/env bats
# What env, maintenance and deploy refuse, and what stands then.
# shellcheck disable=SC2154  # deployment sets "database", "output" is bats'
load helper
load deployment

setup() {
    start_test
}

promote() {
    gmig env promote -e primary --confirm primary "$@"
}

identity() {
    gmig env list --json | jq -r --arg name "$1" '.environments[] | select(.name == $name) | .identity'
}

adopts_once() {
    run -0 gmig env fork next -e primary
    local before
    before=$(identity primary)
    run -0 gmig env adopt -e primary --confirm primary
    assert_equal "$(identity primary)" "$before"
    run -0 promote next
}

a_persons_maintenance_stays() {
    second_migration
    GMIG_FAULT=deploy.maintenance:1:kill run -137 gmig deploy -e primary -y --confirm primary --via-fork
    run -0 gmig maintenance status -e primary
    assert_output --partial "(a deploy that has ended without ending it)"
    assert_line "next: gmig maintenance off -e primary"
    run -0 gmig maintenance on -e primary -y
    run -9 gmig execute -e primary -y
    assert_line --partial "is in maintenance since"
    run -0 gmig maintenance off -e primary
    run -0 gmig execute -e primary -y
}

@test "SQLite: what is adopted already keeps its identity, and its forks" {
    use_sqlite
    adopts_once
}

@test "PostgreSQL: what is adopted already keeps its identity, and its forks" {
    use_postgres
    adopts_once
}

@test "SQLite: a person's maintenance takes the place of a dead deploy's" {
    use_sqlite
    a_persons_maintenance_stays
}

@test "PostgreSQL: a person's maintenance takes the place of a dead deploy's" {
    use_postgres
    a_persons_maintenance_stays
}

@test "SQLite: a restored backup is seen by status, and neither forked nor opened to writers" {
    use_sqlite
    gmig maintenance on -q -e primary -y
    sqlite3 app.db ".backup staging.db"
    gmig maintenance off -q -e primary
    jq '.environments.staging = {"url": "sqlite:staging.db", "kind": "shared"}' gmig.json >new.json
    mv new.json gmig.json
    run gmig status -e staging
    assert_line --partial "this database says it is 'primary'"
    assert_line "next: gmig env adopt -e staging --confirm staging"
    run -9 gmig env fork f -e staging
    assert_line --partial "says it is 'primary'"
    run -9 gmig maintenance off -e staging
    run -0 gmig env adopt -e staging --confirm staging
    run -0 gmig maintenance off -e staging
    run -0 gmig env fork f -e staging
    run -0 gmig status -e staging/f
}

@test "SQLite: a promotion that is refused leaves nothing behind" {
    use_sqlite
    query app.db "PRAGMA journal_mode = wal" >/dev/null
    run -0 gmig env fork next -e primary
    query app.next.db "PRAGMA journal_mode = delete; PRAGMA page_size = 8192; VACUUM" >/dev/null
    run -0 gmig maintenance on -e primary -y
    run -9 promote next
    assert_line "  state: nothing has changed"
    query app.next.db "INSERT INTO article VALUES (9)"
    run -0 gmig maintenance off -e primary
    run -0 gmig execute -e primary -y
    refute_output --partial "interrupted"
}

@test "PostgreSQL: prepared transactions are named before anything is touched" {
    use_postgres
    run -0 gmig env fork next -e primary
    ask "BEGIN; INSERT INTO article VALUES (9); PREPARE TRANSACTION 'late'"
    run -9 promote next --accept-data-loss
    assert_line --partial "prepared transactions: late"
    run -9 gmig maintenance on -e primary -y
    assert_line --partial "late"
    ask "ROLLBACK PREPARED 'late'"
    run -0 promote next --accept-data-loss
}

@test "PostgreSQL: a subscription that stays with the old database is named, and wants consent" {
    use_postgres
    run -0 gmig env fork next -e primary
    ask "CREATE SUBSCRIPTION news CONNECTION 'dbname=postgres' PUBLICATION none WITH (connect = false)"
    run -9 promote next
    assert_line --partial "the subscription news"
    ask "ALTER SUBSCRIPTION news SET (slot_name = NONE)"
    ask "DROP SUBSCRIPTION news"
}

@test "env list is of gmig.json, and a URL with a password is refused there, too" {
    use_sqlite
    run -2 gmig --url "postgresql://u:s3cr3t@/app" env list
    refute_output --partial s3cr3t
    run -2 gmig --url sqlite:other.db env list
    assert_output --partial "no URL"
}

@test "the next command of status names the environment" {
    use_sqlite
    second_migration
    run -0 gmig status -e primary
    assert_line "next: gmig execute -e primary"
}
