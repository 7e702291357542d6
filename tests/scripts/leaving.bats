# docs/guide/leaving-gmig.md: what it tells people to type, typed.
load helper

page=$BATS_TEST_DIRNAME/../../docs/guide/leaving-gmig.md

# block LANGUAGE N: the N-th block of that language in the page.
block() {
    awk -v fence="^ *\`\`\`$1\$" -v wanted="$2" \
        '$0 ~ fence { inside = ++number == wanted; next } /^ *```$/ { inside = 0 } inside' "$page"
}

# drop_statements DATABASE: what the page says to remove gmig's tables with.
drop_statements() {
    sed -n "s/^$1: \`\(DROP .*\)\`\$/\1/p" "$page"
}

write_history() {
    write_migration 2026-11-20-090000-start klmnopqrstuv none \
        "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);" "DROP TABLE article;"
    write_migration 2026-11-20-100000-add-category lmnopqrstuvw klmnopqrstuv \
        "ALTER TABLE article ADD COLUMN category TEXT;" "ALTER TABLE article DROP COLUMN category;"
    commit "history"
}

setup() { start_test; }

@test "SQLite: the ledger is read by the page's query, and removed by its statements" {
    make_project
    write_history
    run -0 gmig execute
    run -0 query dev.db "$(block sql 2)"
    assert_line --index 0 --partial "1|klmnopqrstuv|2026-11-20-090000-start|2026-11-20 10:"
    assert_line --partial "2|lmnopqrstuvw|2026-11-20-100000-add-category|"
    assert_output --partial "ADD COLUMN category"
    query dev.db "$(drop_statements SQLite)"
    assert_equal "$(query dev.db "SELECT name FROM sqlite_schema WHERE type = 'table'")" article
}

@test "PostgreSQL: the same" {
    make_postgres_project
    write_history
    run -0 gmig execute
    run -0 postgres_query "$POSTGRES_URL" "$(block sql 1)"
    assert_line --index 0 --partial "1|klmnopqrstuv|2026-11-20-090000-start|2026-11-20 10:"
    assert_output --partial "ADD COLUMN category"
    postgres_query "$POSTGRES_URL" "$(drop_statements PostgreSQL)"
    run -0 postgres_query "$POSTGRES_URL" \
        "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    assert_output "public|article"
}

@test "the files become another tool's, with the same schema, up and down" {
    make_project
    write_history
    run -0 gmig execute
    mkdir new
    bash -euc "$(block sh 1)"
    run -0 ls new
    assert_output "000001_start.down.sql
000001_start.up.sql
000002_add-category.down.sql
000002_add-category.up.sql"
    run -0 gmig --migrations new --layout golang-migrate --url sqlite:other.db execute -y
    assert_equal "$(query other.db "SELECT sql FROM sqlite_schema WHERE name = 'article'")" \
        "$(query dev.db "SELECT sql FROM sqlite_schema WHERE name = 'article'")"
    run -0 gmig --migrations new --layout golang-migrate --url sqlite:other.db rollback --all -y
    run -0 tables other.db
    assert_output ""
}
