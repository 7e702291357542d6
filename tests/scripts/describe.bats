# gmig describe: what a migration does, in words and as SQL.
load helper
setup() { start_test; }

# begin: two migrations; the second renames, drops, changes data.
begin() {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT, body TEXT);" "DROP TABLE article;"
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv \
        "ALTER TABLE article RENAME COLUMN title TO headline;
ALTER TABLE article DROP COLUMN body;
UPDATE article SET headline = 'none'
  WHERE headline IS NULL;
DELETE FROM article WHERE id < 0;" \
        "ALTER TABLE article ADD COLUMN body TEXT;
ALTER TABLE article RENAME COLUMN headline TO title;"
}

@test "the head in words, with what it destroys, and its SQL" {
    begin
    run -0 --separate-stderr gmig describe
    assert_line --index 0 --partial "2026-11-20-091000-more"
    assert_line "  rename column article.title to headline"
    assert_line "  drop column article.body"
    assert_line "    destroys: column article.body"
    assert_line "  runs UPDATE article SET headline = 'none' WHERE headline IS NULL"
    assert_line "    destroys: rows of article"
    assert_line "ALTER TABLE article DROP COLUMN body;"
}

@test "another one, its down part, only words, only SQL" {
    begin
    run -0 --separate-stderr gmig describe start --no-sql
    assert_line --index 1 "  create table article"
    assert_equal "${#lines[@]}" 2
    run -0 --separate-stderr gmig describe @~1 --down --no-sql
    assert_line "  drop table article"
    assert_line "    destroys: table article"
    run -0 --separate-stderr gmig describe --down --sql-only
    assert_output "ALTER TABLE article ADD COLUMN body TEXT;
ALTER TABLE article RENAME COLUMN headline TO title;"
    run -2 gmig describe --sql-only --no-sql
    run -2 gmig describe nosuch
}

@test "a migration that changes data only leaves the schema as it is" {
    begin
    write_migration 2026-11-20-092000-data mnopqrstuvwx lmnopqrstuvw "INSERT INTO article (headline) VALUES ('x');"
    run -0 --separate-stderr gmig describe --no-sql
    assert_line "  the schema stays as it is"
    assert_line --partial "runs INSERT INTO article"
    run -2 gmig describe --down
    assert_output --partial "no down part"
}

@test "nothing is written, and --json says the same" {
    begin
    commit start
    run -0 --separate-stderr gmig describe --json
    assert_equal "$(json '.changes[0].summary')" "rename column article.title to headline"
    assert_equal "$(json '.changes[1].marks[0] | .kind + " " + .what')" "destroys column article.body"
    assert_equal "$(json '.others | length')" 2
    assert_equal "$(json '.part + .transaction')" upon
    assert_file_not_exists dev.db
    run -0 git status --porcelain
    refute_output
}

@test "PostgreSQL: locks and rewrites are told" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none \
        "CREATE TABLE article (id int PRIMARY KEY, title text, size int);"
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv \
        "ALTER TABLE article ALTER COLUMN size TYPE bigint; ALTER TABLE article ALTER COLUMN title SET NOT NULL;"
    write_migration 2026-11-20-092000-index mnopqrstuvwx lmnopqrstuvw \
        "CREATE INDEX article_title ON article (title);"
    sed -i '1s/$/ transaction=off/; s/CREATE INDEX/CREATE INDEX CONCURRENTLY/' migrations/*index.sql
    run -0 --separate-stderr gmig describe more --no-sql
    assert_line --partial "rewrites: "
    assert_line --partial "may fail: "
    run -0 --separate-stderr gmig describe --no-sql
    assert_output --partial "outside a transaction"
    assert_output --partial "create index"
    refute_output --partial "locks: "
}
