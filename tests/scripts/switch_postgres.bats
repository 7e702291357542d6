#!/usr/bin/env bats
# gmig switch on PostgreSQL: forth and back, what stands in between, what runs outside a transaction.
load helper
load branches

setup() {
    start_test
    make_postgres_project
    fill_branches
}

ask() {
    postgres_query "$POSTGRES_URL" "$1" | paste -sd' '
}

tables_here() {
    ask "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
}

@test "forth and back, with --checkout and without the branch" {
    run -0 gmig switch other --checkout
    assert_equal "$(tables_here)" "a d"
    git branch -q -D feature
    git reflog expire --expire=now --all
    git gc -q --prune=now
    run -0 gmig switch main
    assert_equal "$(tables_here)" "a"
    run -0 gmig switch
    assert_equal "$(tables_here)" "a d"
    run -0 gmig status --exit-code
}

@test "rows are named before they go" {
    ask "INSERT INTO b VALUES (1)"
    run -9 gmig switch other
    assert_line "error: this would lose the data of table b"
    assert_equal "$(tables_here)" "a b"
    run -0 gmig switch other --accept-data-loss
    assert_equal "$(tables_here)" "a d"
}

@test "what stands on an edited one goes too, unless a shadow proves that it may stay" {
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "ALTER TABLE b ADD COLUMN e int;" \
        "ALTER TABLE b DROP COLUMN e;"
    run -0 gmig execute
    ask "INSERT INTO a VALUES (1)"
    sed -i 's/COLUMN c int/COLUMN c text/' migrations/2026-11-20-092000-c.sql
    run -0 --separate-stderr gmig switch --accept-data-loss --json
    assert_equal "$(plan)" "rollback m, execute m"
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/' migrations/2026-11-20-091000-b.sql
    run -0 --separate-stderr gmig switch --accept-data-loss --json
    assert_equal "$(plan)" "rollback m, rollback o, rollback l, execute l, execute m, execute o"
    assert_equal "$(ask "SELECT attname FROM pg_attribute WHERE attrelid = 'b'::regclass AND attnum > 0")" "x y e"
    run -0 gmig status --exit-code
}

@test "where no shadow can be made, all above goes" {
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "CREATE TABLE e (x int);" "DROP TABLE e;"
    run -0 gmig execute
    sed -i 's/COLUMN c int/COLUMN c text/' migrations/2026-11-20-092000-c.sql
    sed -i 's|"kind": "local"|"kind": "local", "shadow": "postgresql:///gone?host=/nowhere"|' gmig.json
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "rollback o, rollback m, execute m, execute o"
    run json .detour
    assert_output --partial "on a shadow: "
}

@test "indexes concurrently, outside a transaction, in both directions" {
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm \
        "CREATE INDEX CONCURRENTLY by_x ON a (x);" "DROP INDEX CONCURRENTLY by_x;"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-094000-e.sql
    commit index
    run -0 gmig execute
    git switch -q main
    run -0 gmig switch
    assert_equal "$(ask "SELECT to_regclass('by_x') IS NULL")" t
    run -0 gmig switch feature --checkout
    assert_equal "$(ask "SELECT to_regclass('by_x') IS NULL")" f
    run -0 gmig status --exit-code
}

@test "a migration said to be newer than the parser goes by the ledger's text" {
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm \
        "CREATE TABLE e (x int);" "DROP TABLE e /* NOT A */ ; SELECT 1 ORDER BY ALL;"
    sed -i '1s/$/ grammar=off/' migrations/2026-11-20-094000-e.sql
    commit newer
    run -0 gmig execute
    run -6 gmig switch main
    assert_line --regexp "error: .*syntax error"
    assert_line "  state: nothing has changed"
    assert_equal "$(tables_here)" "a b e"
}
