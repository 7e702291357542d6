# gmig revert: a new migration that takes an older one back.
load helper

setup() { start_test; }

# The text of the newest migration.
newest() {
    cat "$(find migrations -name '*.sql' | sort | tail -n 1)"
}

start_history() {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-add-b lmnopqrstuvw klmnopqrstuv "-- Bees.
CREATE TABLE b (x);
CREATE INDEX b_x ON b (x);" "DROP INDEX b_x;
DROP TABLE b;"
    write_migration 2026-11-20-092000-add-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);" "DROP TABLE c;"
}

@test "the down part becomes the up part, and the other way round, after the head" {
    make_project
    start_history
    gmig execute -q
    run -0 --separate-stderr gmig revert add-b
    assert_output "migrations/2026-11-20-100000-revert-add-b.sql"
    run -0 newest
    assert_line --index 0 --regexp '^-- gmig: id=[k-z]{12} parent=mnopqrstuvwx$'
    assert_line "-- Takes back 2026-11-20-091000-add-b."
    run -0 gmig log
    assert_line --index 0 --regexp 'revert-add-b  \(head\)'
    run -0 gmig execute
    assert_equal "$(tables dev.db)" "a
c"
    run -0 gmig rollback
    assert_equal "$(tables dev.db)" "a
b
c"
    run -0 gmig execute
    run -0 gmig revert @ --name "bees again"
    run -0 gmig execute
    assert_equal "$(tables dev.db)" "a
b
c"
}

@test "what a later migration changed in it comes back with it" {
    make_project
    start_history
    write_migration 2026-11-20-093000-add-y nopqrstuvwxy mnopqrstuvwx \
        "ALTER TABLE b ADD COLUMN y;" "ALTER TABLE b DROP COLUMN y;"
    gmig execute -q
    gmig revert add-b
    run -0 gmig execute
    run -0 gmig rollback
    assert_equal "$(query dev.db "SELECT name FROM pragma_table_info('b')")" "x
y"
    assert_equal "$(query dev.db "SELECT name FROM sqlite_schema WHERE name = 'b_x'")" "b_x"
}

@test "a dry run shows the text and writes nothing" {
    make_project
    start_history
    before=$(ls -l migrations)
    run -0 gmig revert add-b --dry-run
    assert_line "would write migrations/2026-11-20-100000-revert-add-b.sql"
    assert_line "DROP TABLE b;"
    assert_line "CREATE TABLE b (x);"
    assert_equal "$(ls -l migrations)" "$before"
}

@test "--json tells what is written and what executing it loses" {
    make_project
    start_history
    run -0 --separate-stderr gmig revert add-b --json
    assert_equal "$(json '[.reverts.id, .derived, (.losses | join(","))] | join(" ")')" \
        "lmnopqrstuvw false table b"
    assert_file_exists "$(json .migration.path)"
    assert_equal "$(json '.down | contains("CREATE INDEX b_x")')" true
}

@test "without a down part the difference of the schemas takes it back" {
    make_project
    start_history
    write_migration 2026-11-20-093000-more nopqrstuvwxy mnopqrstuvwx "ALTER TABLE b ADD COLUMN note TEXT;
ALTER TABLE b RENAME COLUMN x TO y;
UPDATE b SET note = 'x';"
    write_migration 2026-11-20-094000-last opqrstuvwxyz nopqrstuvwxy "CREATE TABLE d (x);"
    gmig execute -q
    run -0 gmig revert more
    assert_line --partial "2026-11-20-093000-more has no down part: the steps are the difference"
    assert_line "note: what 2026-11-20-093000-more does to rows is not taken back"
    assert_line "executing it loses the data of: column b.note"
    run -0 newest
    assert_line --partial "destroys"
    assert_output --partial "RENAME COLUMN y TO x"
    query dev.db "INSERT INTO b (y, note) VALUES (7, 'n')"
    run -0 gmig execute
    assert_equal "$(query dev.db 'SELECT * FROM b')" 7
    run -0 gmig rollback --accept-data-loss
    assert_equal "$(query dev.db 'SELECT y FROM b')" 7
}

@test "what others build on, and has no down part, is refused with the way out" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv "ALTER TABLE a ADD COLUMN y;"
    before=$(ls -l migrations)
    run -9 gmig revert start
    assert_output --partial "those that follow do not run without it (migrations/2026-11-20-091000-more.sql:3:1"
    assert_output --partial "nothing has changed"
    assert_output --partial "gmig new 'revert start'"
    assert_equal "$(ls -l migrations)" "$before"
}

@test "a down part that no longer runs is given with its place" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv "ALTER TABLE a RENAME TO b;"
    run -6 gmig revert start
    assert_output --partial "start's down part does not run after all other migrations"
    assert_output --partial "migrations/2026-11-20-090000-start.sql:6:1"
    assert_output --partial "gmig new 'revert start'"
    run -0 ls migrations
    refute_output --partial revert
}

@test "what changes rows only, without a down part, is refused" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-fill lmnopqrstuvw klmnopqrstuv "INSERT INTO a VALUES (1);"
    run -9 gmig revert fill
    assert_output --partial "leaves the schema as it would be without it"
}

@test "several heads, an unknown name: refused as elsewhere" {
    make_project
    start_history
    run -2 gmig revert nothing
    write_migration 2026-11-20-093000-other opqrstuvwxyz lmnopqrstuvw "CREATE TABLE o (x);"
    run -4 gmig revert add-c
    assert_output --partial "2 heads"
}

@test "a JSON migration is taken back by its SQL" {
    make_project
    printf '{"formatVersion": 1, "modifications": [%s]}\n' '{"modification": "createEntity", "entity":
        {"name": "author", "primary": {"columns": ["id"]}, "fields": {"id": {"type": "integer"}}}}' \
        >migrations/2026-11-20-090000-a.json
    run -0 gmig add
    run -0 gmig revert @
    run -0 newest
    assert_line "DROP TABLE author;"
    run -0 gmig execute
    assert_equal "$(tables dev.db)" ""
    run -0 gmig rollback
    assert_equal "$(tables dev.db)" author
}

@test "in another tool's layout: its files, its numbers" {
    make_project 'layout="golang-migrate"' 'mode="adopt"'
    echo "CREATE TABLE a (x);" >migrations/000001_make_a.up.sql
    echo "DROP TABLE a;" >migrations/000001_make_a.down.sql
    run -0 --separate-stderr gmig revert @
    assert_output migrations/000002_revert_make_a.up.sql
    run -0 cat migrations/000002_revert_make_a.up.sql
    assert_output "-- Takes back 000001_make_a.
DROP TABLE a;"
    assert_equal "$(cat migrations/000002_revert_make_a.down.sql)" "CREATE TABLE a (x);"
}

@test "goose: marks of statements are not doubled" {
    make_project 'layout="goose"' 'mode="adopt"'
    printf '%s\n' "-- +goose Up" "-- +goose StatementBegin" "CREATE TABLE a (x);" "CREATE TABLE b (x);" \
        "-- +goose StatementEnd" "-- +goose Down" "DROP TABLE b;" "DROP TABLE a;" >migrations/20261120090000_make.sql
    run -0 gmig revert @
    run -0 gmig execute
    assert_equal "$(tables dev.db | grep -v goose)" ""
}

@test "PostgreSQL: outside a transaction, the new one runs so too" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x int);" "DROP TABLE a;"
    {
        echo "-- gmig: id=lmnopqrstuvw parent=klmnopqrstuv transaction=off"
        echo "CREATE INDEX CONCURRENTLY a_x ON a (x);"
        echo "-- gmig: down"
        echo "DROP INDEX CONCURRENTLY a_x;"
    } >migrations/2026-11-20-091000-index.sql
    echo lmnopqrstuvw >migrations/gmig.head
    run -0 gmig execute
    run -0 gmig revert @
    run -0 newest
    assert_line "-- gmig: transaction=off"
    run -0 gmig execute
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT count(*) FROM pg_indexes WHERE indexname = 'a_x'")" 0
    run -0 gmig rollback
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT count(*) FROM pg_indexes WHERE indexname = 'a_x'")" 1
}

@test "PostgreSQL: by the difference, where there is no down part" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x int NOT NULL);"
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv "ALTER TABLE a ADD COLUMN y text DEFAULT 'q';
ALTER TABLE a ALTER COLUMN x DROP NOT NULL;"
    run -0 gmig revert more
    run -0 gmig execute
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT string_agg(attname || attnotnull, ',') FROM pg_attribute WHERE attrelid = 'a'::regclass AND attnum > 0 AND NOT attisdropped")" xtrue
}

@test "undo takes the file back" {
    make_project
    start_history
    before=$(cat migrations/gmig.head && ls migrations)
    run -0 gmig revert add-b
    run -0 gmig undo
    assert_output --partial "gmig revert"
    assert_equal "$(cat migrations/gmig.head && ls migrations)" "$before"
}

@test "a table and its column that were renamed at once get their names back, and keep their rows" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x TEXT, y TEXT);"
    write_migration 2026-11-20-091000-names lmnopqrstuvw klmnopqrstuv "ALTER TABLE a RENAME TO b;
ALTER TABLE b RENAME x TO z;"
    run -0 gmig describe @ --no-sql
    assert_line --partial "rename table a to b"
    assert_line --partial "rename column b.x to z"
    refute_output --partial destroys
    run -0 gmig execute
    query dev.db "INSERT INTO b VALUES (1, 2)"
    run -0 gmig revert names
    refute_output --partial "loses the data"
    run -0 gmig execute
    assert_equal "$(query dev.db 'SELECT x, y FROM a')" "1|2"
}

@test "PostgreSQL: a table that was moved into another schema is a new one for the difference" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE SCHEMA s; CREATE TABLE a (x int, y int);"
    write_migration 2026-11-20-091000-move lmnopqrstuvw klmnopqrstuv "ALTER TABLE a SET SCHEMA s; ALTER TABLE s.a RENAME x TO z;"
    run -0 gmig revert move
    assert_output --partial "loses the data of: table s.a"
}
