#!/usr/bin/env bats
# A commit that edits migrations and does nothing else is judged by those alone: as it is judged when
# the whole folder is read, which a new migration in the same commit makes necessary.

load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);' \
        'DROP TABLE t;'
    commit "First migration"
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q -u origin main
    git checkout -q -b topic
    write_migration 2026-11-20-110000-second llllllllllll kkkkkkkkkkkk \
        'ALTER TABLE t ADD COLUMN c TEXT;' 'ALTER TABLE t DROP COLUMN c;'
    write_migration 2026-11-20-120000-third mmmmmmmmmmmm llllllllllll 'CREATE TABLE u (a INTEGER);' \
        'DROP TABLE u;'
    commit "Two more"
    gmig execute -q -y -n 2
}

first=migrations/2026-11-20-100000-create.sql
second=migrations/2026-11-20-110000-second.sql
third=migrations/2026-11-20-120000-third.sql

# judged_alike CODE COMMAND...: what the command stages is stopped with that code ("" passes), and in
# the same words beside a new migration.
judged_alike() {
    local code=$1 alone status_alone
    shift
    "$@"
    git add -A
    run gmig hook pre-commit
    alone=$output status_alone=$status
    if [ -n "$code" ]; then
        assert_failure
        assert_output --partial "$code"
    else
        assert_success
    fi
    write_migration 2026-11-20-130000-new nnnnnnnnnnnn "$(cat migrations/gmig.head)" 'CREATE TABLE v (a);'
    git add -A
    run gmig hook pre-commit
    assert_equal "$status: $output" "$status_alone: $alone"
    git reset -q --hard
}

add_verify_part() { printf -- '-- gmig: verify\nSELECT 1;\n' >>$second; }

on_both_branches() {
    local branch
    for branch in main topic; do
        git checkout -q "$branch"
        "$@"
    done
}

@test "what is published, and what a database ran" {
    on_both_branches judged_alike GM101 sed -i 's/a INTEGER/b INTEGER/' $first
    on_both_branches judged_alike "" sed -i 's/^CREATE/-- A licence.\nCREATE/' $first
    on_both_branches judged_alike "" sed -i 's/DROP TABLE t/DROP TABLE IF EXISTS t/' $first
    on_both_branches judged_alike "" sed -i '1s/$/ transaction=off/' $first
    judged_alike GM101 sed -i 's/c TEXT/d TEXT/' $second
    judged_alike "" sed -i 's/a INTEGER/b INTEGER/' $third
    judged_alike GM101 sed -i 's/ INTEGER/ TEXT/; s/ TEXT/ REAL/' $first $second $third
    judged_alike "" add_verify_part
}

@test "what has lost its place, or is no migration" {
    judged_alike GM107 sed -i 1d $first
    judged_alike GM107 sed -i 's/kkkkkkkkkkkk/kkkkkkkkkkkl/' $first
    judged_alike "" sed -i 's/mmmmmmmmmmmm/mmmmmmmmmmml/' $third
    judged_alike GM206 sed -i 's/parent=none/parent=llllllllllll/' $first
    judged_alike GM102 sed -i '1s/$/ nonsense/' $first
}

@test "one of two files with one id" {
    cp $second migrations/2026-11-20-115000-copy.sql
    git add -A
    git commit -q --no-verify -m "A copy"
    judged_alike GM101 sed -i 's/c TEXT/d TEXT/' $second
    judged_alike "" sed -i 's/c TEXT/d TEXT/' migrations/2026-11-20-115000-copy.sql
}

@test "what was agreed on" {
    local old new
    old=$(gmig rev-parse llllllllllll --json | jq -r .checksum)
    sed -i 's/c TEXT/d TEXT/' $second
    new=$(gmig rev-parse llllllllllll --json | jq -r .checksum)
    git checkout -q -- $second
    printf 'edit llllllllllll %s %s We agreed.\n' "$old" "$new" >migrations/gmig.overrides
    commit "Agreed"
    judged_alike "" sed -i 's/c TEXT/d TEXT/' $second
    judged_alike GM101 sed -i 's/c TEXT/e TEXT/' $second
}
