#!/usr/bin/env bats
# Watched databases on PostgreSQL: the tools' tables as they have them there, schemas, roles that
# may only read, and what the cache keeps for checks and hooks.
#
# shellcheck disable=SC2034,SC2154  # dialect and all_layouts are watch.bash's

load helper
load watch

setup() {
    start_test
    dialect=postgresql
}

@test "each tool's table is read, and an edit is seen" {
    local layout before
    for layout in $all_layouts; do
        cd "$BATS_TEST_TMPDIR/work" || return
        mkdir "$layout"
        cd "$layout" || return
        if [ -z "${POSTGRES_URL:-}" ]; then
            watch_project "$layout"
        else
            # shellcheck disable=SC2016  # gmig replaces it
            write_project postgresql '${POSTGRES_URL}' "layout=\"$layout\""
            postgres_query "$POSTGRES_URL" "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
            put "$layout" 1 a
            put "$layout" 3 c
            create_table "$layout"
            record "$layout" 1 a
            record "$layout" 3 c
            put "$layout" 4 d
            commit "base"
        fi
        before=$(dump)
        a=$(name_of "$layout" 1 a)
        c=$(name_of "$layout" 3 c)
        d=$(name_of "$layout" 4 d)
        assert_status 0 "$a:executed $c:executed $d:pending" ""
        run -0 gmig status
        assert_line --partial "$layout's public.$(table_of "$layout"), read only"
        put "$layout" 3 c y
        assert_status 1 "$a:executed $c:edited $d:pending" "GM101 $c"
        run -9 gmig execute
        assert_equal "$(dump)" "$before"
    done
}

@test "contember's table stands in its system schema" {
    make_postgres_project 'layout="contember"'
    printf '{"formatVersion": 3, "modifications": []}\n' >migrations/2026-01-01-000001-init.json
    commit base
    sql "CREATE SCHEMA system; CREATE TABLE system.schema_migration (id serial NOT NULL, version varchar(20) NOT NULL UNIQUE, name varchar(255) NOT NULL UNIQUE, migration json NOT NULL, checksum char(32) NOT NULL, executed_at timestamp NOT NULL DEFAULT now())"
    sql "INSERT INTO system.schema_migration (version, name, migration, checksum) VALUES ('2026-01-01-000001', '2026-01-01-000001-init', '{}', md5(''))"
    assert_status 0 "2026-01-01-000001-init:executed" ""
}

@test "a schema of its own, several of them, and the table that gmig.json names" {
    watch_project golang-migrate
    sql "CREATE SCHEMA app; ALTER TABLE schema_migrations SET SCHEMA app"
    assert_status 0 "000001_a:executed 000003_c:executed 000004_d:pending" ""
    run -0 gmig status
    assert_line --partial "golang-migrate's app.schema_migrations, read only"
    sql "CREATE SCHEMA old; CREATE TABLE old.schema_migrations (LIKE app.schema_migrations)"
    run -1 gmig status
    assert_output --partial "golang-migrate has several tables here: app.schema_migrations, old.schema_migrations"
    sed -i '2i "history_table": "old.schema_migrations",' gmig.json
    assert_status 0 "000001_a:pending 000003_c:pending 000004_d:pending" ""
}

@test "of several schemas' tables the first is read, and the others are named" {
    local said="dbmate has tables in several schemas here: gmig reads public.schema_migrations, which dbmate finds first, and not app.schema_migrations"
    watch_project dbmate
    sql "CREATE SCHEMA app; CREATE TABLE app.schema_migrations (LIKE schema_migrations)"
    sql "INSERT INTO app.schema_migrations VALUES ('20260101000001'), ('20260101000007')"
    assert_status 0 "20260101000001_a:executed 20260101000003_c:executed 20260101000004_d:pending" ""
    assert_equal "$(json '[.findings[] | .code + " " + .severity + " " + .message] | join("|")')" \
        "GM903 warning $said"
    assert_equal "$(json '.findings[0].remedy')" \
        'say which one counts in gmig.json: "history_table": "public.schema_migrations", or another of them'
    run gmig doctor
    assert_output --partial "$said"
    run gmig import --from dbmate
    assert_output --partial "$said"
    sql "CREATE TABLE a (x int); CREATE TABLE c (x int)"
    run -0 gmig import --from dbmate --adopt --accept-drift
    assert_output --partial "$said"
    run -0 gmig status
    assert_output --partial "$said"
    run -0 gmig execute
    sed -i '2i "history_table": "public.schema_migrations",' gmig.json
    run -0 gmig status
    refute_output --partial "several schemas"
    sed -i 's/"public.schema_migrations"/"app.schema_migrations"/' gmig.json
    run -1 gmig status
    assert_output --partial "dbmate's app.schema_migrations has 20260101000007, a version that gmig's ledger lacks and no file here has"
}

@test "a role that may only read is enough, and one that may not is told so" {
    watch_project dbmate
    sql "CREATE ROLE watch_reader LOGIN; GRANT SELECT ON schema_migrations TO watch_reader"
    local before
    before=$(dump)
    run -0 gmig --url "$POSTGRES_URL&user=watch_reader" status
    assert_line --partial "dbmate's public.schema_migrations, read only"
    assert_equal "$(dump)" "$before"
    sql "REVOKE SELECT ON schema_migrations FROM watch_reader"
    run -10 gmig --url "$POSTGRES_URL&user=watch_reader" status
    assert_output --partial "dbmate's table public.schema_migrations may not be read by watch_reader"
    assert_output --partial "GRANT SELECT ON"
}

@test "what was seen protects where the database cannot be reached" {
    watch_project golang-migrate
    sed -i 's/"kind": "local"/"kind": "shared"/' gmig.json
    commit "shared"
    run -0 gmig status
    sql "DROP TABLE schema_migrations"
    git switch -q -c feature
    put golang-migrate 2 b
    commit "late"
    run -1 --separate-stderr gmig check --json
    assert_equal "$(codes)" "GM201 000002_b"
    assert_equal "$(json '.facts[0].source')" "cached"
    run -0 gmig hooks install
    git mv migrations/000003_c.up.sql migrations/000007_c.up.sql
    run git commit -m renumber
    assert_failure
    assert_output --partial "GM103"
}

@test "what was seen is held against the files of today, and a dirty table stays dirty" {
    watch_project golang-migrate
    sql "UPDATE schema_migrations SET dirty = true"
    run -1 gmig status
    put golang-migrate 5 e
    commit "more"
    run -0 --separate-stderr gmig check --json
    assert_equal "$(json '[.findings[] | .code + " " + .severity] | join(", ")')" "GM903 warning"
}
