#!/usr/bin/env bats
# What the ledger's log says of an import, and of a row whose new content was agreed on: two kinds.
# Former gmigs called both "adopt" (docs/decisions/0015).
load helper
load import
setup() { start_test; }

# kinds: of the log's lines about the project, the oldest first.
kinds() { ask "SELECT kind FROM gmig_operation WHERE project = 'default' ORDER BY number" | paste -sd' '; }
# as_formerly: the log as a former gmig would have written it.
as_formerly() { ask "UPDATE gmig_operation SET kind = 'adopt' WHERE kind = 'import'"; }

@test "an import's lines are its own, and are taken back" {
    team dbmate migrations
    run -0 gmig import --from dbmate --adopt
    assert_equal "$(kinds)" "import import import import"
    run -0 --separate-stderr gmig op show 1 --json
    assert_equal "$(json '[.changes[].kind] | unique | join(" ")')" import
    run -0 --separate-stderr gmig undo --dry-run --json
    assert_equal "$(json '[.plan[].action] | unique | join(" ")')" import
    run -0 gmig undo
    assert_equal "$(ledger name)" ""
    run -0 gmig status
    assert_line --partial "dbmate's schema_migrations, read only"
}

@test "a former gmig's lines are taken back as well" {
    team dbmate migrations
    run -0 gmig import --from dbmate --adopt
    as_formerly
    run -0 gmig status
    assert_output --partial "1 pending"
    refute_output --partial "read only"
    run -0 gmig undo
    assert_equal "$(ledger name)" ""
    run -0 gmig status
    assert_line --partial "dbmate's schema_migrations, read only"
    run -0 gmig import --from dbmate --adopt
    assert_output --partial "adopted 3 migrations"
}

@test "an import without a row stands, by a former gmig's word, too" {
    team golang-migrate migrations
    ask "DELETE FROM schema_migrations; DROP TABLE users"
    run -0 gmig import --from golang-migrate --adopt
    as_formerly
    run -0 gmig execute
    run -0 gmig rollback --all
    run -0 gmig status
    refute_output --partial "read only"
    run -0 gmig undo
    run -0 gmig undo
    run -0 gmig undo
    run -0 gmig status
    assert_output --partial "read only"
}

# agrees: an edit of the first migration, which the overrides let pass.
agrees() {
    local old new
    old=$(gmig rev-parse --json kkkkkkkkkkkk | jq -r .checksum)
    sed -i 's/a INTEGER/a INT/' migrations/*create.sql
    new=$(gmig rev-parse --json kkkkkkkkkkkk | jq -r .checksum)
    echo "edit kkkkkkkkkkkk $old $new the type's other name" >migrations/gmig.overrides
}

@test "new content that was agreed on is another kind, which is no import" {
    make_project
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);'
    commit "First"
    run -0 gmig execute
    before=$(ledger checksum)
    agrees
    run -0 gmig execute -y
    assert_equal "$(kinds)" "execute adopt"
    refute [ "$(ledger checksum)" = "$before" ]
    run -0 gmig undo
    assert_equal "$(ledger checksum)" "$before"
    ask "DELETE FROM gmig_operation WHERE kind <> 'adopt'; DELETE FROM gmig_ledger WHERE project = 'default'"
    make_table dbmate | sqlite3 -batch -init /dev/null dev.db
    ask "INSERT INTO schema_migrations VALUES ('20261120000001')"
    run -1 gmig status
    assert_output --partial "gmig's ledger says nothing"
}

@test "an import that was taken back leaves what the tool executed unknown" {
    team dbmate migrations
    run -0 gmig import --from dbmate --adopt
    ask "CREATE TABLE t4 (x integer); INSERT INTO schema_migrations VALUES ('$(stamp 4)')"
    run -0 gmig import --from dbmate --adopt
    run -0 gmig status --exit-code
    run -0 gmig undo
    run -1 gmig status
    assert_output --partial "dbmate ran again after gmig took over: schema_migrations has $(stamp 4)"
    run -9 gmig execute
    run -0 gmig import --from dbmate --adopt
    run -0 gmig status --exit-code
}

@test "a row that was renamed or rolled back since is known by the log" {
    team dbmate migrations
    run -0 gmig import --from dbmate --adopt
    run -0 gmig rollback
    run -0 gmig status
    refute_output --partial "ran again"
    as_formerly
    run -0 gmig status
    refute_output --partial "ran again"
    git rm -q "migrations/$(stamp 4)_m4.sql"
    run -0 gmig execute
    git mv "migrations/$(stamp 3)_m3.sql" "migrations/$(stamp 9)_m3.sql"
    run -0 gmig execute --force
    assert_equal "$(ledger name)" "$(stamp 1)_m1 $(stamp 2)_m2 $(stamp 9)_m3"
    run -0 gmig status
    refute_output --partial "ran again"
}
