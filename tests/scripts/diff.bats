# gmig diff: two states of a schema, and the migration between them.
load helper
setup() { start_test; }

first_schema='CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    author_id INTEGER NOT NULL REFERENCES author (id) ON DELETE CASCADE
);
CREATE INDEX article_author ON article (author_id);'

# begin [sqlite/postgres]: a project whose only migration makes what schema.sql says, executed.
begin() {
    if [ "${1:-sqlite}" = sqlite ]; then make_project; else make_postgres_project; fi
    printf '%s\n' "$first_schema" >schema.sql
    write_migration 2026-11-20-090000-start klmnopqrstuv none "$first_schema" \
        "DROP TABLE article; DROP TABLE author;"
    gmig -q execute
    commit start
}

# unchanged: nothing was written since begin.
unchanged() {
    run -0 git status --porcelain
    refute_output
}

@test "nothing differs: no output, exit 0, also with --exit-code" {
    begin
    run -0 --separate-stderr gmig diff --exit-code
    refute_output
    run -0 --separate-stderr gmig diff --from env:local --to env:local --json
    assert_equal "$(json '.changes | length')" 0
    run -0 --separate-stderr gmig diff nothing -y
    refute_output
    unchanged
}

@test "without a name the script is printed, and can be run" {
    begin
    printf '%s\nCREATE TABLE category (id INTEGER PRIMARY KEY);\n' "$first_schema" >schema.sql
    git add -A && git commit -q -m wish
    run -1 --separate-stderr gmig diff --exit-code
    assert_line --index 0 "-- create table category"
    printf '%s\n' "$output" | sqlite3 -batch -init /dev/null dev.db
    run -0 --separate-stderr gmig diff --from env:local
    refute_output
    unchanged
}

@test "with a name it becomes a migration with both parts, after the head" {
    begin
    printf '%s\nCREATE TABLE category (id INTEGER PRIMARY KEY);\n' "$first_schema" >schema.sql
    run -0 --separate-stderr gmig diff -q "add categories" -y
    assert_output migrations/2026-11-20-100100-add-categories.sql
    run -0 cat "$output"
    assert_line --index 0 --partial "parent=klmnopqrstuv"
    assert_output --partial "CREATE TABLE category"
    assert_output --partial "-- gmig: down"
    assert_output --partial "DROP TABLE category;"
    assert_file_contains migrations/gmig.head '^[k-z]*$'
    run -0 --separate-stderr gmig diff --exit-code
    run -0 gmig execute
    run -0 gmig rollback --accept-data-loss
    run -0 gmig status
    assert_output --partial "pending"
}

@test "without a terminal and without -y nothing is written" {
    begin
    printf '%s\nCREATE TABLE category (id INTEGER PRIMARY KEY);\n' "$first_schema" >schema.sql
    commit wish
    run -9 gmig diff "add categories"
    assert_output --partial "-y"
    unchanged
    run -0 gmig diff "add categories" --dry-run
    assert_output --partial "would write migrations/"
    unchanged
}

@test "--execute runs it afterwards" {
    begin
    printf '%s\nCREATE TABLE category (id INTEGER PRIMARY KEY);\n' "$first_schema" >schema.sql
    run -0 gmig diff categories -y --execute
    assert_equal "$(tables dev.db | tr '\n' ' ')" "article author category "
    run -2 gmig diff --execute
    assert_output --partial "gmig diff NAME --execute"
}

@test "a renamed column in question: exit 9, and nothing changes" {
    begin
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    commit wish
    for arguments in "" "headline -y" "headline -y --accept-data-loss"; do
        # shellcheck disable=SC2086  # words
        run -9 gmig diff $arguments
        assert_output --partial "--rename article.title=headline"
        assert_output --partial "--no-rename"
    done
    unchanged
}

# at_terminal ANSWERS ARGUMENT…: gmig at a terminal, where somebody types.
at_terminal() {
    local answers=$1
    shift
    printf '%b' "$answers" | script -qec "'$GMIG' $*" /dev/null
}

@test "on a terminal renames, losses and the writing itself are asked" {
    begin
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    commit wish
    run -9 at_terminal 'y\nn\n' diff headline
    assert_output --partial "is headline the renamed article.title?"
    assert_output --partial "write this migration?"
    unchanged
    run -9 at_terminal 'n\nn\n' diff headline
    assert_output --partial "this loses the data of column article.title"
    unchanged
    run -0 at_terminal 'y\ny\n' diff headline
    run -0 grep -c "RENAME COLUMN" migrations/*headline.sql
    assert_output 2
}

@test "a given rename keeps the rows, and its down part takes it back" {
    begin
    query dev.db "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One', 1)"
    sed -i 's/title TEXT/headline TEXT/; s/article\b/post/; s/ON article/ON post/' schema.sql
    run -0 gmig diff rename -y --rename article=post --rename article.title=headline --execute
    assert_equal "$(query dev.db 'SELECT headline FROM post')" One
    run -0 gmig rollback
    assert_equal "$(query dev.db 'SELECT title FROM article')" One
}

@test "a rename that names nothing: exit 2, with what may be renamed" {
    begin
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    run -2 gmig diff --rename article.titel=headline
    assert_output --partial "--rename article.title=headline"
    run -2 gmig diff --rename article.title
    assert_output --partial "table.old=new"
}

@test "what would lose data is marked, and written with consent only" {
    begin
    sed -i '/title TEXT/d' schema.sql
    commit wish
    run -0 --separate-stderr gmig diff
    assert_output --partial "destroys: column article.title"
    run -9 gmig diff "drop title" -y
    assert_output --partial "--accept-data-loss"
    unchanged
    run -0 gmig diff "drop title" -y --accept-data-loss --execute
    run -0 query dev.db "SELECT count(*) FROM pragma_table_info('article') WHERE name = 'title'"
    assert_output 0
}

@test "a rebuilt SQLite table keeps its rows, their children, views and triggers" {
    make_project
    local schema="CREATE TABLE author (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE article (id INTEGER PRIMARY KEY, author_id INTEGER REFERENCES author (id) ON DELETE CASCADE);
CREATE TABLE log (line TEXT);
CREATE INDEX author_name ON author (name);
CREATE VIEW names AS SELECT name FROM author;
CREATE TRIGGER author_log AFTER INSERT ON author BEGIN INSERT INTO log VALUES (new.name); END;"
    write_migration 2026-11-20-090000-start klmnopqrstuv none "$schema"
    gmig -q execute
    query dev.db "INSERT INTO author VALUES (1, 'Ann'), (2, 'Ben'); INSERT INTO article VALUES (7, 1), (8, 2)"
    printf '%s\n' "${schema/name TEXT)/name TEXT NOT NULL CHECK (name <> \'\'))}" >schema.sql
    run -0 gmig diff stricter -y --execute
    assert_equal "$(query dev.db 'SELECT count(*) FROM article')" 2
    assert_equal "$(query dev.db 'SELECT group_concat(name) FROM names')" Ann,Ben
    query dev.db "INSERT INTO author VALUES (3, 'Cat')"
    assert_equal "$(query dev.db 'SELECT group_concat(line) FROM log')" Ann,Ben,Cat
    run -19 query dev.db "INSERT INTO author VALUES (4, NULL)"
    assert_equal "$(query dev.db 'PRAGMA foreign_key_check; PRAGMA integrity_check')" ok
    run -0 gmig db drift
}

@test "states: revisions, the index, the work tree, files, URLs, nothing" {
    begin
    write_migration 2026-11-20-100000-more lmnopqrstuvw klmnopqrstuv "CREATE TABLE more (x);" "DROP TABLE more;"
    for pair in HEAD::worktree :index::worktree HEAD~0::worktree; do
        run -1 --separate-stderr gmig diff --from "${pair%%::*}" --to ":${pair##*::}" --exit-code
        assert_line --index 0 "-- create table more"
    done
    git add -A
    run -0 --separate-stderr gmig diff --from :index --to :worktree --exit-code
    run -0 --separate-stderr gmig diff --from HEAD --to url:sqlite:dev.db --exit-code
    run -0 --separate-stderr gmig diff --from HEAD --to file:schema.sql --exit-code
    run -1 --separate-stderr gmig diff --from empty --to HEAD --exit-code
    mkdir -p deep
    run -0 --separate-stderr gmig -C deep diff --from HEAD --to file:../schema.sql --exit-code
}

@test "a word that is no state: exit 2, with the forms" {
    begin
    for word in nosuch :nosuch env: file: ""; do
        [ -n "$word" ] || continue
        run -2 gmig diff --from "$word"
        assert_output --partial ":worktree, env:NAME, file:PATH, url:URL or empty"
    done
    run -2 gmig diff --from env:nosuch
    unchanged
}

@test "a schema.sql that is no SQL: its place, and nothing changes" {
    begin
    printf 'CREATE TABLE fine (x);\nCREATE TABEL broken (x);\n' >schema.sql
    commit wish
    run -6 gmig diff broken -y
    assert_output --partial "schema.sql:2:8"
    unchanged
}

@test "views that need each other: exit 2, and nothing changes" {
    make_project
    printf 'CREATE VIEW a AS SELECT * FROM b;\nCREATE VIEW b AS SELECT * FROM a;\n' >schema.sql
    commit wish
    run -2 gmig diff views -y
    assert_output --partial "cycle"
    unchanged
}

@test "without schema.sql and without a local environment: exit 2" {
    make_repository
    mkdir migrations
    printf '{"migrations": "migrations", "dialect": "sqlite"}\n' >gmig.json
    run -2 gmig diff
    assert_output --partial "schema.sql"
}

@test "another tool's layout gets the files that it wants" {
    for layout in golang-migrate sqlx dbmate goose; do
        mkdir "$layout" && (
            cd "$layout" || exit
            make_project "layout=\"$layout\"" 'mode="adopt"'
            printf 'CREATE TABLE a (x);\nCREATE TABLE b (y);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n  DELETE FROM b;\n  DELETE FROM b;\nEND;\n' >schema.sql
            run -0 gmig diff start -y --execute
            assert_equal "$(tables dev.db | tr '\n' ' ')" "a b "
            run -0 --separate-stderr gmig diff --exit-code
            run -0 gmig rollback --accept-data-loss
            assert_equal "$(tables dev.db)" ""
        )
    done
}

as_json() {
    begin "$1"
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    printf 'CREATE TABLE category (id INTEGER PRIMARY KEY, label TEXT DEFAULT %s);\n' "'none'" >>schema.sql
    run -0 --separate-stderr gmig diff --as json --rename article.title=headline
    json .modifications >/dev/null
    run -0 gmig diff json -y --as json --rename article.title=headline --execute
    assert_file_exists migrations/2026-11-20-100100-json.json
    run -0 --separate-stderr gmig diff --exit-code
    run -0 gmig db drift
    run -0 gmig rollback --accept-data-loss
    run -0 --separate-stderr gmig diff --exit-code --from env:local --to HEAD
}
@test "--as json writes a JSON migration" { as_json sqlite; }
@test "PostgreSQL: --as json writes a JSON migration" { as_json postgres; }

@test "PostgreSQL: a migration there and back, and no difference afterwards" {
    begin postgres
    printf '%s\n%s\n' "${first_schema/title TEXT NOT NULL/title VARCHAR(80) NOT NULL}" \
        "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE TABLE day (id SERIAL PRIMARY KEY, mood mood);" >schema.sql
    run -0 gmig diff days -y --execute
    run -0 --separate-stderr gmig diff --exit-code --from env:local --to file:schema.sql
    run -0 gmig db drift
    run -0 gmig rollback --accept-data-loss
    run -0 --separate-stderr gmig diff --exit-code --from env:local --to HEAD
}

@test "PostgreSQL: a renamed column in question, and given" {
    begin postgres
    postgres_query "$POSTGRES_URL" "INSERT INTO author VALUES (1, 'Ann'); INSERT INTO article VALUES (1, 'One', 1)"
    sed -i 's/title TEXT/headline TEXT/' schema.sql
    commit wish
    run -9 gmig diff headline -y
    unchanged
    run -0 gmig diff headline -y --rename article.title=headline --execute
    assert_equal "$(postgres_query "$POSTGRES_URL" 'SELECT headline FROM article')" One
    run -0 gmig rollback
    assert_equal "$(postgres_query "$POSTGRES_URL" 'SELECT title FROM article')" One
}

@test "PostgreSQL: bad input is told with its place, and nothing changes" {
    begin postgres
    printf 'CREATE TABLE fine (x int);\nCREATE TABLE bad (x nosuchtype);\n' >schema.sql
    commit wish
    run -6 gmig diff bad -y
    assert_output --partial "schema.sql:2:"
    assert_output --partial "nosuchtype"
    unchanged
}

@test "PostgreSQL: what gmig does not model is told, and is in nobody's way" {
    begin postgres
    printf '%s\n' "CREATE AGGREGATE sum2(int) (sfunc = int4pl, stype = int); CREATE TABLE more (x int);" >>schema.sql
    run -0 gmig diff more -y --execute
    assert_output --partial "not compared, in schema.sql: aggregate"
    run -0 --separate-stderr gmig diff --exit-code
    run -0 gmig db drift
}

@test "PostgreSQL: a role that may not make databases is told so" {
    make_postgres_project
    postgres_query "$GMIG_TEST_POSTGRES" "CREATE ROLE diff_plain LOGIN" || true
    printf 'CREATE TABLE a (x int);\n' >schema.sql
    run -10 gmig diff --from empty --url "${POSTGRES_URL/user=postgres/user=diff_plain}"
    assert_output --partial "CREATEDB"
}
