# gmig verify: the verify parts, without a change.
load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);

-- gmig: verify
SELECT x FROM a LIMIT 0;"
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    run -0 gmig execute
}

@test "what holds, and how many have none" {
    run -0 gmig verify
    assert_line --partial "ok     2026-11-20-090000-a"
    assert_line "1 migration verified in local, 1 without a verify part"
    run -0 gmig verify -q
    assert_output ""
}

@test "what fails: exit 1, where" {
    query dev.db "ALTER TABLE a RENAME TO away"
    run -1 gmig verify
    assert_line "failed 2026-11-20-090000-a"
    assert_line --partial "no such table: a"
    assert_line --partial "at migrations/2026-11-20-090000-a.sql:6:1"
    run -1 --separate-stderr gmig verify --json
    assert_equal "$(json '.checked[0] | [.id, .ok, .where] | join(" ")')" \
        "klmnopqrstuv false migrations/2026-11-20-090000-a.sql:6:1"
    assert_equal "$(json .without_verify)" 1
}

@test "one; one without a verify part; one that is not executed" {
    run -0 gmig verify klmn
    assert_line --partial "2026-11-20-090000-a"
    run -2 gmig verify 2026-11-20-091000-b
    assert_output --partial "has no verify part"
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);"
    run -2 gmig verify @
    assert_output --partial "2026-11-20-092000-c is not executed in local"
}

@test "what a verify part writes does not stay" {
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);

-- gmig: verify
INSERT INTO c VALUES (1);
SELECT count(*) = 1 FROM c;"
    run -0 gmig execute
    assert_equal "$(query dev.db "SELECT count(*) FROM c")" 0
}
