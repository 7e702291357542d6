#!/usr/bin/env bats
# gmig undo after each way that an amend goes: files, ledger and schema are as before.
load helper
setup() { start_test; }

first=migrations/2026-11-20-090000-first.sql
second=migrations/2026-11-20-091000-second.sql

begin() {
    if [ "$1" = sqlite ]; then make_project; else make_postgres_project; fi
    commit start
    git switch -q -c feature
    write_migration 2026-11-20-090000-first kkkkkkkkkkkk none \
        "CREATE TABLE author (id INTEGER PRIMARY KEY);" "DROP TABLE author;"
    write_migration 2026-11-20-091000-second mmmmmmmmmmmm kkkkkkkkkkkk \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);" "DROP TABLE article;"
    gmig -q execute
}

# What amend and undo change: the ledger's texts, and the files but for edits that were made before.
picture() {
    gmig show --executed first
    gmig show --executed second
    gmig db drift || true
    cat migrations/gmig.head
    ls migrations
}

# there_and_back ARGUMENT…: amend with these, and undo.
there_and_back() {
    local before edited
    before=$(picture)
    edited=$(cat migrations/*.sql)
    run -0 gmig amend "$@"
    run -0 gmig db drift
    run -0 gmig undo -y --accept-data-loss
    assert_equal "$(picture)" "$before"
    assert_equal "$(cat migrations/*.sql)" "$edited"
    # And once more.
    run -0 gmig amend "$@"
    run -0 gmig status --exit-code
    run -0 gmig db drift
}

each_way() {
    begin "$1"
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    there_and_back
    printf '%s\n' "CREATE TABLE author (id INTEGER PRIMARY KEY);" \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT, size INTEGER);" >schema.sql
    there_and_back --diff
    sed -i "s/^CREATE TABLE author.*/&\nINSERT INTO author VALUES (7);/" "$first"
    there_and_back first --accept-data-loss
    printf -- '-- gmig: id=mmmmmmmmmmmm parent=kkkkkkkkkkkk\n' >"$second"
    there_and_back --accept-data-loss
    assert_file_not_exists "$second"
}
@test "a change, --diff, down and up, a removal: each is taken back" { each_way sqlite; }
@test "PostgreSQL: each is taken back" { each_way postgres; }

@test "PostgreSQL: what this clone last saw of a shared database counts" {
    begin postgres
    sed -i "s|\"local\": {|\"staging\": {\"url\": \"\${STAGING_URL}\", \"kind\": \"shared\"}, \"local\": {|" gmig.json
    local local_url=$POSTGRES_URL
    fresh_postgres "$(basename "$BATS_TEST_FILENAME" .bats)_staging"
    export STAGING_URL=$POSTGRES_URL POSTGRES_URL=$local_url
    gmig -q execute -e staging -y
    postgres_query "$GMIG_TEST_POSTGRES" \
        "ALTER DATABASE \"$(basename "$BATS_TEST_FILENAME" .bats)_staging\" ALLOW_CONNECTIONS false"
    sed -i 's/title TEXT/title TEXT, body TEXT/' "$second"
    run -4 gmig amend
    assert_output --partial "staging (shared) was not asked"
    assert_output --partial "executed in staging, which is shared"
}
