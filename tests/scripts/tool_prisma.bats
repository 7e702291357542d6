#!/usr/bin/env bats
# Prisma's own program makes the history; gmig watches it, takes it over and goes on.

load helper
load tools
setup() { start_test; need_tools; }

path_of() { echo "2026110100000$1_$2/migration.sql"; }
put() {
    mkdir -p "migrations/2026110100000$1_$2"
    echo "$3" >"migrations/$(path_of "$1" "$2")"
}
use_tool() { use_prisma; }
tool_up() { prisma migrate deploy; }
tool_rows() { ask "SELECT * FROM _prisma_migrations ORDER BY migration_name"; }
tool_looks() { prisma migrate status || [ $? = 1 ]; }

@test "what Prisma executed is watched, adopted and extended" {
    begin prisma postgresql
    is_watched prisma
    is_adopted prisma
    assert_output --partial "20261101000004_tags"
    refute_output --partial "20261101000003_posts"
}

@test "its checksums tell an edit that was committed before anybody looked" {
    begin prisma postgresql
    sed -i 's/address/place/' "migrations/$(path_of 2 mail)"
    commit "another name"
    run -1 gmig status
    assert_output --partial "GM101"
    assert_output --partial "20261101000002_mail"
}

@test "one that failed is reported by name, and nothing is adopted until it is resolved" {
    begin prisma postgresql
    put 4 tags "CREATE TABLE tags (id integer); INSERT INTO nowhere VALUES (1);"
    run ! tool_up
    run -1 gmig status
    assert_output --partial "GM903"
    assert_output --partial "20261101000004_tags"
    run -4 gmig import --from prisma --adopt
    assert_output --partial "20261101000004_tags"
    # The database is mended (this engine leaves the first statement behind), and the row is as
    # "prisma migrate resolve --rolled-back" writes it; the command itself needs the native engine.
    ask "DROP TABLE IF EXISTS tags"
    ask "UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL"
    run -0 gmig import --from prisma --adopt
    assert_output --partial "adopted 3 migrations in local"
}
