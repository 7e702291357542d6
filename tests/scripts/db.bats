# gmig db: a database and schema.sql, without a migration between them.
load helper
setup() { start_test; }

wanted='CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, author_id INTEGER REFERENCES author (id) ON DELETE CASCADE);'

# begin [sqlite/postgres]: one executed migration, committed; schema.sql says the same.
begin() {
    if [ "${1:-sqlite}" = sqlite ]; then make_project; else make_postgres_project; fi
    printf '%s\n' "$wanted" >schema.sql
    write_migration 2026-11-20-090000-start klmnopqrstuv none "$wanted" "DROP TABLE article; DROP TABLE author;"
    gmig -q execute
    commit start
}

# sql SQL: on the project's database.
sql() {
    if [ -f dev.db ]; then query dev.db "$1"; else postgres_query "$POSTGRES_URL" "$1"; fi
}

# of_kind KIND: gmig.json says that the environment is of that kind.
of_kind() {
    sed -i "s/\"kind\": \"local\"/\"kind\": \"$1\"/" gmig.json
}

push_and_drift() {
    begin "$1"
    run -0 gmig db drift
    run -0 gmig db push
    assert_output --partial "nothing to do"
    printf 'CREATE TABLE category (id INTEGER PRIMARY KEY);\n' >>schema.sql
    run -0 gmig db push --dry-run
    assert_output --partial "would run this"
    run -0 gmig db drift
    run -0 gmig db push
    assert_output --partial "create table"
    sql "SELECT id FROM category"
    run -1 gmig db drift
    assert_output --partial "create table"
    assert_output --partial "DROP TABLE"
    run -1 --separate-stderr gmig db drift --json
    assert_equal "$(json '.changes | length')" 1
    assert_equal "$(json '.drifted | length')" 1
}

@test "push makes the database what schema.sql says, and drift tells it from the ledger" {
    push_and_drift sqlite
    assert_equal "$(sql "SELECT kind FROM gmig_operation ORDER BY number DESC LIMIT 1")" push
}
@test "PostgreSQL: push and drift" { push_and_drift postgres; }

@test "push: rows are lost with consent only, and empty tables without" {
    begin
    printf '%s\n' "${wanted%%;*};" >schema.sql
    sql "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One', 1)"
    run -9 gmig db push
    assert_output --partial "--accept-data-loss"
    assert_equal "$(sql 'SELECT title FROM article')" One
    sql "DELETE FROM article"
    run -0 gmig db push
    assert_equal "$(tables dev.db)" author
    assert_equal "$(sql 'SELECT name FROM author')" Ann
}

@test "push: a rename in question is exit 9, a given one keeps the rows" {
    begin
    sql "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One', 1)"
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    run -9 gmig db push --accept-data-loss
    assert_equal "$(sql 'SELECT title FROM article')" One
    run -0 gmig db push --rename article.title=headline
    assert_equal "$(sql 'SELECT headline FROM article')" One
}

@test "push: a column of a table that is renamed on the way has rows, and is asked for" {
    begin
    sql "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One', 1)"
    printf 'CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);\nCREATE TABLE post (id INTEGER PRIMARY KEY, title TEXT);\n' >schema.sql
    run -9 gmig db push --rename article=post --no-rename
    assert_output --partial "column post."
    assert_equal "$(sql 'SELECT title FROM article')" One
    run -0 gmig db push --rename article=post --no-rename --accept-data-loss
    assert_equal "$(sql 'SELECT title FROM post')" One
}

@test "push and reset are for local environments: 9, and nothing is touched" {
    begin
    rm dev.db
    for kind in shared production; do
        of_kind "$kind"
        for verb in push reset; do
            run -9 gmig db "$verb" -y --accept-data-loss --confirm local
            assert_output --partial "local environments"
        done
        git checkout -q gmig.json
    done
    assert_file_not_exists dev.db
    # What the database says of itself counts as well.
    of_kind production
    gmig -q execute -y
    git checkout -q gmig.json
    run -9 gmig db reset --accept-data-loss
    assert_equal "$(tables dev.db | tr '\n' ' ')" "article author "
}

@test "push without a schema.sql, or with a broken one" {
    begin
    printf 'CREATE TABLE a (x;\n' >schema.sql
    run -6 gmig db push
    assert_output --partial "schema.sql:1:"
    rm schema.sql
    run -2 gmig db push
    assert_output --partial "gmig db pull"
}

pull() {
    begin "$1"
    rm schema.sql
    run -0 gmig db pull --dry-run
    assert_output --partial "CREATE TABLE"
    assert_file_not_exists schema.sql
    run -0 gmig db pull
    cp schema.sql first
    run -0 gmig db pull
    cmp first schema.sql
    run -0 --separate-stderr gmig diff --exit-code
    run -0 gmig db push
    assert_output --partial "nothing to do"
}
@test "pull writes what the database is; a second pull changes nothing" { pull sqlite; }
@test "PostgreSQL: a second pull changes nothing" { pull postgres; }

@test "pull does not overwrite what is not committed, unless told to" {
    begin
    printf '%s\n' '-- mine' >>schema.sql
    run -9 gmig db pull
    assert_file_contains schema.sql mine
    git add schema.sql
    run -9 gmig db pull
    run -0 gmig db pull -y
    run ! grep mine schema.sql
    commit pulled
    sql "CREATE TABLE more (x)"
    run -0 gmig db pull
    assert_file_contains schema.sql more
}

reset() {
    begin "$1"
    sql "INSERT INTO author VALUES (1, 'Ann'); CREATE TABLE stray (x int); CREATE VIEW names AS SELECT name FROM author"
    write_migration 2026-11-20-100000-more lmnopqrstuvw klmnopqrstuv "CREATE TABLE more (x int);"
    run -9 gmig db reset
    assert_output --partial "--accept-data-loss"
    run -0 gmig db reset --dry-run
    assert_output --partial "stray"
    assert_equal "$(sql 'SELECT name FROM names')" Ann
    run -0 gmig db reset --accept-data-loss
    assert_output --partial "executed 2 migrations"
    assert_equal "$(sql 'SELECT count(*) FROM author')" 0
    run -0 gmig db drift
    run -0 gmig status --exit-code
}
@test "reset drops everything and executes again" {
    reset sqlite
    assert_equal "$(tables dev.db | tr '\n' ' ')" "article author more "
    assert_equal "$(sql "SELECT count(*) FROM gmig_operation WHERE kind = 'reset'")" 2
}
@test "PostgreSQL: reset" { reset postgres; }

@test "reset refuses before it drops what could not be executed again" {
    begin
    write_migration 2026-11-20-100000-bad lmnopqrstuvw klmnopqrstuv "CREATE TABLE more (x; COMMIT;"
    run gmig db reset --accept-data-loss
    assert_equal "$status" 3
    assert_equal "$(tables dev.db | tr '\n' ' ')" "article author "
    write_migration 2026-11-20-100000-other mnopqrstuvwx klmnopqrstuv "CREATE TABLE other (x);"
    sed -i 's/(x; COMMIT;/(x);/' migrations/*bad.sql
    run -4 gmig db reset --accept-data-loss
    assert_equal "$(tables dev.db | tr '\n' ' ')" "article author "
}

@test "a verb that is none: exit 2" {
    make_project
    run -2 gmig db shove
    assert_output --partial "push, pull, reset and drift"
}
