#!/usr/bin/env bats
# gmig.overrides: what reviewers agreed on is let pass, told, and followed by the ledger.

load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);'
    commit "First"
    gmig execute -q -y
    old=$(checksum)
    git checkout -q -b topic
    sed -i 's/a INTEGER/a INT/' migrations/*create.sql
    new=$(checksum)
}

checksum() {
    gmig rev-parse --json kkkkkkkkkkkk | jq -r .checksum
}

@test "an edit that is agreed on is adopted by execute, and by it alone" {
    run -4 gmig execute -y
    assert_output --partial GM101
    echo "edit kkkkkkkkkkkk $old $new the type's other name" >migrations/gmig.overrides
    run -0 gmig status
    assert_output --partial "GM105"
    assert_output --partial "the type's other name"
    run -0 gmig execute --dry-run
    assert_output --partial "adopt"
    run -0 gmig execute -y
    assert_output --partial "adopted"
    rm migrations/gmig.overrides
    run -0 gmig status
    refute_output --partial GM1
    assert_output --partial "1 executed"
    assert_equal "$(query dev.db "SELECT count(*) FROM gmig_operation WHERE kind = 'adopt'")" 1
}

@test "an override for another change lets nothing pass" {
    echo "edit kkkkkkkkkkkk $new $old the other way round" >migrations/gmig.overrides
    run -4 gmig execute -y
    assert_output --partial GM101
}

@test "check shows an override of the branch, unless the base must have it" {
    echo "edit kkkkkkkkkkkk $old $new the type's other name" >migrations/gmig.overrides
    commit "Agreed"
    run -0 gmig check --base main
    assert_output --partial "GM105"
    assert_output --partial "the type's other name"
    git checkout -q main
    sed -i 's/"migrations"/"overrides": "base", "migrations"/' gmig.json
    commit "Overrides of the base only"
    run -1 gmig check --base main --head topic
    assert_output --partial GM101
}

@test "one that may come late is executed" {
    git checkout -q -f main
    write_migration 2026-11-20-120000-third mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    gmig execute -q -y
    write_migration 2026-11-20-110000-second llllllllllll kkkkkkkkkkkk 'CREATE TABLE v (a);'
    sed -i 's/parent=kkkkkkkkkkkk/parent=llllllllllll/' migrations/*third.sql
    echo mmmmmmmmmmmm >migrations/gmig.head
    run -4 gmig execute -y
    assert_output --partial GM201
    echo "order llllllllllll touches nothing of the third" >migrations/gmig.overrides
    run -0 gmig execute -y
    assert_output --partial "GM105"
    assert_equal "$(tables dev.db)" $'t\nu\nv'
}
