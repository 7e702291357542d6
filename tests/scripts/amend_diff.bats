#!/usr/bin/env bats
# gmig amend --diff: the latest migration is worked out again from schema.sql.
# shellcheck disable=SC2030,SC2031  # each test has variables of its own
load helper
setup() { start_test; }

wanted='CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);'

# begin [sqlite/postgres]: a first migration, executed, and schema.sql, which says the same.
begin() {
    if [ "${1:-sqlite}" = sqlite ]; then make_project; else make_postgres_project; fi
    printf '%s\n' "$wanted" >schema.sql
    write_migration 2026-11-20-090000-start klmnopqrstuv none "$wanted" "DROP TABLE author;"
    commit start
    git switch -q -c feature
    gmig -q execute
}

# want SQL: schema.sql is the author table and this.
want() { printf '%s\n%s\n' "$wanted" "$1" >schema.sql; }

# derive [sql/json]: an article table as a migration that diff writes, executed, with a row.
derive() {
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);'
    run -0 gmig -q diff "add article" -y --execute --as "${1:-sql}"
    file=$(ls migrations/*add-article.*)
    sql "INSERT INTO article VALUES (1, 'One')"
}

sql() {
    if [ -f dev.db ]; then query dev.db "$1"; else postgres_query "$POSTGRES_URL" "$1"; fi
}

assert_clean() {
    run -0 gmig status --exit-code
    run -0 gmig db drift
    run -0 gmig diff --exit-code
}

# The way back of the migration is whole.
assert_goes_back() {
    run -0 gmig rollback --accept-data-loss
    run -0 gmig db drift
    run -0 gmig execute
    assert_clean
}

derived() {
    begin "$1"
    derive
    sed -i '2s/.*/-- Articles, as people write them./' "$file"
    gmig -q amend
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE INDEX by_title ON article (title);'
    run -0 gmig amend --diff --dry-run
    assert_output --partial "would amend"
    run ! grep body "$file"
    run -0 --separate-stderr gmig amend --diff --json
    assert_equal "$(json '[.plan[].action] | join(" ")')" "write amend"
    assert_equal "$(json .text)" "$(cat "$file")"
    # One CREATE TABLE still, below the comment of the file.
    assert_equal "$(sed -n 2p "$file")" "-- Articles, as people write them."
    assert_equal "$(grep -c 'ADD COLUMN' "$file")" 0
    run -0 grep -A 4 "CREATE TABLE" "$file"
    assert_output --partial "body"
    assert_equal "$(sql 'SELECT title FROM article WHERE body IS NULL')" One
    assert_clean
    run -0 gmig amend --diff
    assert_output --partial "nothing to do"
    assert_goes_back
}
@test "a derived one is derived again, its comment stays, rows too" { derived sqlite; }
@test "PostgreSQL: a derived one" { derived postgres; }

by_hand() {
    begin "$1"
    write_migration 2026-11-20-091000-articles mmmmmmmmmmmm klmnopqrstuv \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);
INSERT INTO article VALUES (1, 'One') -- the first" "DROP TABLE article;"
    file=migrations/2026-11-20-091000-articles.sql
    gmig -q execute
    cp "$file" before
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);'
    run -0 gmig amend --diff
    # What was written by hand stands there byte for byte.
    head -n 4 before | cmp - <(head -n 4 "$file")
    assert_equal "$(sql 'SELECT title FROM article WHERE body IS NULL')" One
    assert_clean
    assert_goes_back
    assert_equal "$(sql 'SELECT title FROM article')" One
}
@test "a hand-written one keeps its text; what is wanted besides comes behind it" { by_hand sqlite; }
@test "PostgreSQL: a hand-written one" { by_hand postgres; }

renamed() {
    begin "$1"
    derive
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, headline TEXT);'
    run -9 gmig amend --diff
    assert_output --partial "--rename article.title=headline"
    run grep headline "$file"
    assert_failure
    run -0 gmig amend --diff --rename article.title=headline
    assert_equal "$(sql 'SELECT headline FROM article')" One
    assert_clean
    # A rename of what is older goes into the file, too.
    wanted=${wanted/name TEXT/full_name TEXT}
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, headline TEXT);'
    sql "INSERT INTO author VALUES (1, 'Ann')"
    run -0 gmig amend --diff --rename author.name=full_name
    assert_equal "$(sql 'SELECT full_name FROM author')" Ann
    run -0 grep -c "RENAME COLUMN name TO full_name" "$file"
    assert_clean
    # Once there, it is hand-written as far as gmig can tell, and stays.
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, headline TEXT, body TEXT);'
    run -0 gmig amend --diff
    run -0 grep -c "RENAME COLUMN name TO full_name" "$file"
    assert_equal "$(sql 'SELECT full_name FROM author')" Ann
    assert_clean
    run -2 gmig amend --diff --rename author.nothing=more
}
@test "renames: asked for where they are in the database, written where they are in the file" { renamed sqlite; }
@test "PostgreSQL: renames" { renamed postgres; }

@test "schema.sql wants what precedes it: the migration is removed" {
    begin
    derive
    want ''
    run -9 gmig amend --diff
    assert_output --partial "table article"
    run -0 --separate-stderr gmig amend --diff --accept-data-loss --json
    assert_equal "$(json '[.plan[].action] | join(" ")')" remove
    assert_file_not_exists "$file"
    assert_equal "$(cat migrations/gmig.head)" klmnopqrstuv
    assert_clean
}

@test "not executed: the file only; a fresh one is filled" {
    begin
    run -0 gmig new "add article"
    file=$output
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);'
    run -0 gmig amend --diff
    assert_output --partial "not executed in local"
    run -0 cat "$file"
    assert_output --partial "CREATE TABLE article"
    assert_output --partial "DROP TABLE article"
    run -0 gmig execute
    assert_clean
    assert_goes_back
}

@test "data that the migration destroys want consent, as in diff" {
    begin
    derive
    sql "DELETE FROM author"
    wanted='CREATE TABLE author (id INTEGER PRIMARY KEY);'
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);'
    cp "$file" before
    run -9 gmig amend --diff
    assert_output --partial "column author.name"
    cmp before "$file"
    run -0 gmig amend --diff --accept-data-loss
    run -0 grep -c "destroys: column author.name" "$file"
    assert_clean
}

@test "without a schema.sql, and of one that is not the latest: 2" {
    begin
    derive
    write_migration 2026-11-20-110000-more mmmmmmmmmmmm "$(cat migrations/gmig.head)" "CREATE TABLE m (x INT);"
    run -2 gmig amend add-article --diff
    assert_output --partial "gmig diff NAME"
    rm schema.sql
    run -2 gmig amend --diff
    assert_output --partial "gmig db pull"
}

as_json() {
    begin "$1"
    derive json
    assert_equal "${file##*.}" json
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);'
    run -0 gmig amend --diff
    assert_equal "$(jq -r '.modifications | length' "$file")" 1
    assert_equal "$(jq -r .id "$file")" "$(cat migrations/gmig.head)"
    assert_equal "$(sql 'SELECT title FROM article WHERE body IS NULL')" One
    assert_clean
    # Edited by hand: what is added comes behind it.
    jq '.modifications += [{"modification": "createIndex", "entityName": "article", "index": {"name": "by_title", "columns": ["title"]}}]' \
        "$file" >edited
    mv edited "$file"
    run -0 gmig amend
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE INDEX by_title ON article (title);
CREATE INDEX by_body ON article (body);'
    run -0 gmig amend --diff
    assert_equal "$(jq -r '[.modifications[].modification] | join(" ")' "$file")" \
        "createEntity createIndex createIndex"
    assert_equal "$(sql 'SELECT title FROM article')" One
    assert_clean
    assert_goes_back
    # Nothing left.
    jq '.modifications = []' "$file" >edited
    mv edited "$file"
    run -0 gmig amend --accept-data-loss
    assert_file_not_exists "$file"
    run -0 gmig db drift
}
@test "a JSON migration" { as_json sqlite; }
@test "PostgreSQL: a JSON migration" { as_json postgres; }

foreign() {
    make_project "layout=\"$1\"" 'mode="adopt"'
    printf '%s\n' "$wanted" >schema.sql
    run -0 gmig -q diff start -y --execute
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE more (id INTEGER PRIMARY KEY);'
    run -0 gmig -q diff "add article" -y --execute
    sql "INSERT INTO article VALUES (1, 'One')"
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);
CREATE TABLE more (id INTEGER PRIMARY KEY);'
    run -0 gmig amend --diff
    assert_equal "$(sql 'SELECT title FROM article WHERE body IS NULL')" One
    run ! grep -r "ADD COLUMN" migrations
    assert_clean
    assert_goes_back
    printf '%s\n' "$wanted" >schema.sql
    run -0 gmig amend --diff --accept-data-loss
    assert_equal "$(find migrations -name '*article*')" ""
    assert_clean
}
@test "golang-migrate: a pair of files" { foreign golang-migrate; }
@test "goose: one file with marks" { foreign goose; }
@test "diesel: a folder" { foreign diesel; }

@test "line ends and byte order mark stay" {
    begin
    write_migration 2026-11-20-091000-articles mmmmmmmmmmmm klmnopqrstuv \
        "CREATE TABLE article (id INTEGER PRIMARY KEY);" "DROP TABLE article;"
    file=migrations/2026-11-20-091000-articles.sql
    { printf '\xef\xbb\xbf'; sed 's/$/\r/' "$file"; } >other
    mv other "$file"
    gmig -q execute
    want 'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);'
    run -0 gmig amend --diff
    assert_equal "$(head -c 3 "$file" | od -An -tx1 | tr -d ' ')" efbbbf
    run grep -vc $'\r$' "$file"
    assert_output 0
    assert_clean
    assert_goes_back
}
