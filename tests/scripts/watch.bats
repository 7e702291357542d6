#!/usr/bin/env bats
# Databases in which another tool executes: its table is read as facts, and nothing is written.
#
# shellcheck disable=SC2154  # dialect and all_layouts are watch.bash's

load helper
load watch
setup() { start_test; }

# for_each FUNCTION: in a project of its own for each layout, whose database is the same afterwards.
for_each() {
    local layout before
    for layout in $all_layouts; do
        cd "$BATS_TEST_TMPDIR/work" || return
        mkdir "$layout"
        cd "$layout" || return
        watch_project "$layout"
        before=$(dump)
        a=$(name_of "$layout" 1 a)
        b=$(name_of "$layout" 2 b)
        c=$(name_of "$layout" 3 c)
        d=$(name_of "$layout" 4 d)
        echo "in the layout of $layout"
        "$1" "$layout"
        assert_equal "$(dump)" "$before"
    done
}

is_clean() {
    assert_status 0 "$a:executed $c:executed $d:pending" ""
    assert_equal "$(json '.facts | .source + " " + .tool')" "live $1"
    run -0 gmig status
    assert_line --partial "$1's $(table_of "$1"), read only"
    assert_line --regexp "^next: .*${1}"
    refute_output --partial "gmig execute"
}
@test "each tool's table is what status reads" { for_each is_clean; }

sees_edits() {
    put "$1" 3 c y
    assert_status 1 "$a:executed $c:edited $d:pending" "GM101 $c"
    git checkout -q .
    put "$1" 4 d y
    assert_status 0 "$a:executed $c:executed $d:pending" ""
    git checkout -q .
    printf '\n\n' >>"migrations/$(path_of "$1" 3 c)"
    case $1 in
    sqlx | prisma) assert_status 1 "$a:executed $c:edited $d:pending" "GM101 $c" ;;
    *) assert_status 0 "$a:executed $c:executed $d:pending" "" ;;
    esac
}
@test "an edit of what was executed, by the tool's checksum or by the base" { for_each sees_edits; }

sees_deletions() {
    rm -r "migrations/$(path_of "$1" 3 c)"
    assert_status 1 "$a:executed $d:pending $c:missing" "GM102 $c"
    run -1 gmig status
    refute_output --partial "gmig show --executed"
}
@test "a file that was executed and is gone" { for_each sees_deletions; }

sees_new_names() {
    local from to
    from=migrations/$(path_of "$1" 4 d)
    rm -r "${from%/up.sql}"
    commit "without the last"
    from=migrations/$(path_of "$1" 3 c)
    to=migrations/$(path_of "$1" 5 c)
    mkdir -p "$(dirname "$to")"
    mv "$from" "$to"
    assert_status 1 "$a:executed $(name_of "$1" 5 c):renamed" "GM103 $(name_of "$1" 5 c)"
    assert_equal "$(json '.findings[0].remedy')" "call it $c again: $1 does not follow it"
}
@test "another version of what was executed: the tool does not follow" { for_each sees_new_names; }

sees_late_ones() {
    put "$1" 2 b
    assert_status 1 "$a:executed $b:out-of-order $c:executed $d:pending" "GM201 $b"
    case $1 in
    golang-migrate) assert_equal "$(json '.findings[0].message')" \
        "$b comes before $c, which is executed in local by golang-migrate: golang-migrate will skip it" ;;
    esac
    assert_equal "$(json '.findings[0].remedy')" "gmig rebase"
    commit "late"
    run -0 gmig rebase --dry-run
}
@test "one that comes late, and what golang-migrate makes of it" { for_each sees_late_ones; }

@test "golang-migrate: a lower one beside a version that is not in the base counts as executed" {
    watch_project golang-migrate
    git switch -q -c feature
    put golang-migrate 2 b
    put golang-migrate 5 e
    record golang-migrate 5 e
    commit "own"
    assert_status 0 "000001_a:executed 000002_b:executed 000003_c:executed 000004_d:executed 000005_e:executed" ""
}

# ---- what is wrong with the table itself ----------------------------------------------------------

@test "golang-migrate: a dirty version, a version without a file, two rows" {
    watch_project golang-migrate
    sql "UPDATE schema_migrations SET dirty = true"
    assert_status 1 "000001_a:executed 000003_c:interrupted 000004_d:pending" "GM903 000003_c"
    run -1 gmig status
    assert_line --partial "next: mend the database, then say where it stands: migrate force"
    refute_output --partial "gmig recover"
    sql "UPDATE schema_migrations SET dirty = false, version = 9"
    assert_status 1 "000001_a:executed 000003_c:executed 000004_d:executed 000009:other-branch" \
        "GM903 000009"
    sql "INSERT INTO schema_migrations VALUES (1, false)"
    run -1 gmig status
    assert_output --partial "schema_migrations has 2 rows where golang-migrate writes one"
}

@test "golang-migrate: a dirty beginning, and the table before its first run" {
    watch_project golang-migrate
    sql "DELETE FROM schema_migrations"
    assert_status 0 "000001_a:pending 000003_c:pending 000004_d:pending" ""
    sql "INSERT INTO schema_migrations VALUES (-1, true)"
    assert_status 1 "000001_a:pending 000003_c:pending 000004_d:pending" "GM903 "
}

@test "prisma: failed, rolled back, done again" {
    watch_project prisma
    sql "UPDATE _prisma_migrations SET finished_at = NULL, logs = 'no such table: z' WHERE id = '3'"
    assert_status 1 "20260101000001_a:executed 20260101000003_c:interrupted 20260101000004_d:pending" \
        "GM903 20260101000003_c"
    assert_equal "$(json '.findings[0].message')" \
        "prisma's table _prisma_migrations says that 20260101000003_c failed: no such table: z"
    sql "UPDATE _prisma_migrations SET rolled_back_at = CURRENT_TIMESTAMP WHERE id = '3'"
    assert_status 0 "20260101000001_a:executed 20260101000003_c:pending 20260101000004_d:pending" ""
    sql "UPDATE _prisma_migrations SET id = '2' WHERE id = '3'"
    record prisma 3 c
    assert_status 0 "20260101000001_a:executed 20260101000003_c:executed 20260101000004_d:pending" ""
    sql "UPDATE _prisma_migrations SET finished_at = 1795249530250 WHERE id = '3'"
    assert_status 0 "20260101000001_a:executed 20260101000003_c:executed 20260101000004_d:pending" ""
    assert_equal "$(json '.migrations[1].executed_at')" "2026-11-21T08:25:30.250000Z"
}

@test "goose: taken back by a row, or by a row's absence" {
    watch_project goose
    sql "INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (9, 20260101000003, false)"
    assert_status 0 "20260101000001_a:executed 20260101000003_c:pending 20260101000004_d:pending" ""
    sql "DELETE FROM goose_db_version WHERE id > 2"
    assert_status 0 "20260101000001_a:executed 20260101000003_c:pending 20260101000004_d:pending" ""
}

@test "flyway and sqlx: failed; flyway: undone, a baseline, another description" {
    watch_project sqlx
    sql "UPDATE _sqlx_migrations SET success = false WHERE version = 20260101000003"
    assert_status 1 "20260101000001_a:executed 20260101000003_c:interrupted 20260101000004_d:pending" \
        "GM903 20260101000003_c"
    mkdir ../flyway
    cd ../flyway || return
    watch_project flyway
    sql "UPDATE flyway_schema_history SET success = false WHERE version = '3'"
    assert_status 1 "V1__a:executed V3__c:interrupted V4__d:pending" "GM903 V3__c"
    sql "UPDATE flyway_schema_history SET success = true"
    git mv migrations/V3__c.sql migrations/V3__e.sql
    assert_status 1 "V1__a:executed V3__e:renamed V4__d:pending" "GM103 V3__e"
    git reset -q --hard
    sql "INSERT INTO flyway_schema_history VALUES (4, '3', 'c', 'UNDO_SQL', 'U3__c.sql', 1, 'ann', CURRENT_TIMESTAMP, 1, true)"
    assert_status 0 "V1__a:executed V3__c:pending V4__d:pending" ""
    sql "DELETE FROM flyway_schema_history; INSERT INTO flyway_schema_history VALUES (1, '3.1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline >>', NULL, 'ann', CURRENT_TIMESTAMP, 0, true)"
    assert_status 0 "V1__a:executed V3__c:executed V4__d:pending" ""
}

@test "a value that the tool never writes is refused by table and row" {
    watch_project goose
    sql "INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (7, 20260101000004, 'perhaps')"
    run -10 gmig status
    assert_output --partial "row 4 of goose_db_version has 'perhaps' as its is_applied"
}

@test "two tools' tables at once are told by name, and a rename goes by the project's" {
    watch_project dbmate
    create_table goose
    assert_status 0 "20260101000001_a:executed 20260101000003_c:executed 20260101000004_d:pending" ""
    assert_equal "$(json '.findings[0] | .code + " " + .severity + " " + .message')" \
        "GM903 warning the database has goose's goose_db_version besides dbmate's schema_migrations, and gmig reads that one alone"
}

@test "a table of another name, and one that is no table of the tool" {
    watch_project golang-migrate 'history_table="versions"'
    assert_status 0 "000001_a:pending 000003_c:pending 000004_d:pending" ""
    create_table golang-migrate versions
    record golang-migrate 1 a versions
    assert_status 0 "000001_a:executed 000003_c:pending 000004_d:pending" ""
    sql "ALTER TABLE versions DROP COLUMN dirty"
    run -2 gmig status
    assert_output --partial '"history_table" names versions, which is no table of golang-migrate: it lacks the column dirty'
}

@test "mode watch before the tool's first run: nothing is executed, and nothing is written" {
    make_project 'layout="dbmate"' 'mode="watch"'
    put dbmate 1 a
    commit base
    query dev.db "CREATE TABLE other (x)"
    local before
    before=$(dump)
    assert_status 0 "20260101000001_a:pending" ""
    run -0 gmig status
    assert_line --partial "dbmate (it has no table here yet), read only"
    run -9 gmig execute
    assert_output --partial 'dbmate executes the migrations of this project ("mode": "watch")'
    run -9 gmig env create try
    assert_equal "$(dump)" "$before"
}
