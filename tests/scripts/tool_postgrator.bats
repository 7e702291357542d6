#!/usr/bin/env bats
# postgrator's own program makes the history; gmig watches it, takes it over and goes on.

load helper
load tools
setup() { start_test; need_tools; }

path_of() { echo "00$1.do.$2.sql"; }
put() {
    echo "$3" >"migrations/$(path_of "$1" "$2")"
    echo "$4" >"migrations/00$1.undo.$2.sql"
}
tool_up() { postgrator migrate; }
tool_rows() { ask "SELECT * FROM schemaversion ORDER BY version"; }
# It has no dry run; to where it is, it holds the executed files against its sums and does no more.
tool_looks() { postgrator migrate --to 3; }

@test "what postgrator executed is watched, adopted and extended" {
    begin postgrator postgresql
    is_watched postgrator
    is_adopted postgrator
    assert_output --partial "verifying checksum of migration"
    assert_file_exists migrations/005.do.add-likes.sql
    assert_file_exists migrations/005.undo.add-likes.sql
}

@test "its checksums tell an edit that was committed before anybody looked" {
    begin postgrator postgresql
    sed -i 's/address/place/' migrations/002.do.mail.sql
    commit "another name"
    run -1 gmig status
    assert_output --partial "GM101"
    assert_output --partial "002.mail"
    run ! tool_up
    assert_output --partial "MD5 checksum failed for migration [2]"
}

@test "what comes late is pending to gmig, and postgrator would skip it" {
    begin postgrator postgresql
    git mv migrations/003.do.posts.sql migrations/005.do.posts.sql
    git mv migrations/003.undo.posts.sql migrations/005.undo.posts.sql
    ask "UPDATE schemaversion SET version = 5 WHERE version = 3"
    commit "as if three and four had not been there"
    run -1 gmig status
    assert_output --partial "GM201"
    assert_output --partial "postgrator will skip it"
    run -0 tool_up
    run ask "SELECT * FROM tags"
    assert_failure
}

@test "one statement that allows no transaction runs in none, by postgrator and by gmig" {
    begin postgrator postgresql
    put 5 index "CREATE INDEX CONCURRENTLY by_address ON mail (address);" "DROP INDEX CONCURRENTLY by_address;"
    run -0 tool_up
    run -0 gmig import --from postgrator --adopt
    run -0 gmig rollback
    run -0 gmig execute
    assert_equal "$(ask "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_address'::regclass")" t
}
