# gmig rollback: the newest first, by the file or by the ledger, never losing data unasked.
load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);" "DROP TABLE b;"
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);" "DROP TABLE c;"
    commit "three"
    run -0 gmig execute
}

tables_are() {
    assert_equal "$(tables dev.db | paste -sd' ')" "$1"
}

# kind KIND: the database, and gmig.json, say so.
kind() {
    sed -i "s/\"kind\": \"local\"/\"kind\": \"$1\"/" gmig.json
    rm dev.db
    run -0 gmig execute -y
}

@test "one, the newest; then as many as asked for; then all" {
    run -0 gmig rollback
    assert_line --regexp '^rolled back 2026-11-20-092000-c'
    assert_line "rolled back 1 migration in local"
    tables_are "a b"
    run -0 gmig execute
    run -0 gmig rollback -n 2
    tables_are "a"
    run -0 gmig execute
    run -0 gmig rollback --all
    tables_are ""
    run -0 gmig rollback
    assert_output "nothing to do in local"
}

@test "--to: that one stays" {
    run -0 gmig rollback --to 2026-11-20-090000-a
    tables_are "a"
}

@test "--dry-run prints the plan that is then carried out, and changes nothing" {
    run -0 --separate-stderr gmig rollback -n 2 --dry-run --json
    planned=$(json '[.plan[] | .action + " " + .id] | join(",")')
    assert_equal "$planned" "rollback mnopqrstuvwx,rollback lmnopqrstuvw"
    tables_are "a b c"
    run -0 --separate-stderr gmig rollback -n 2 --json
    assert_equal "$(json '[.plan[] | .action + " " + .id] | join(",")')" "$planned"
    assert_equal "$(json '[.state, .done] | join(" ")')" "done 2"
}

@test "the file is gone: the ledger's text" {
    rm migrations/2026-11-20-092000-c.sql
    run -0 gmig rollback
    tables_are "a b"
}

@test "the file was edited: the ledger's text" {
    sed -i 's/TABLE c/TABLE changed/' migrations/2026-11-20-092000-c.sql
    run -0 gmig rollback
    tables_are "a b"
}

@test "the down part alone was mended: the file's text" {
    query dev.db "CREATE TABLE helper (x)"
    sed -i 's/DROP TABLE c;/DROP TABLE c; DROP TABLE helper;/' migrations/2026-11-20-092000-c.sql
    run -0 gmig rollback
    tables_are "a b"
}

@test "data would be lost: named, exit 9; consented, done" {
    query dev.db "INSERT INTO c VALUES (1)"
    run -0 gmig rollback --dry-run
    assert_line "this loses the data of table c"
    run -9 gmig rollback
    assert_line "error: this would lose the data of table c"
    assert_line "  state: nothing has changed"
    assert_line "  next: the same command with --accept-data-loss"
    tables_are "a b c"
    run -0 gmig rollback --accept-data-loss
    tables_are "a b"
}

@test "a column's data too" {
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx \
        "ALTER TABLE a ADD COLUMN y;" "ALTER TABLE a DROP COLUMN y;"
    run -0 gmig execute
    query dev.db "INSERT INTO a VALUES (1, 2)"
    run -9 gmig rollback -y
    assert_output --partial "the data of column a.y"
}

@test "production: a yes for it, a consent and the name for the data" {
    kind production
    run -9 gmig rollback
    assert_output --partial "-y"
    query dev.db "INSERT INTO c VALUES (1)"
    run -9 gmig rollback -y
    assert_output --partial "--accept-data-loss --confirm local"
    run -9 gmig rollback -y --accept-data-loss --confirm other
    assert_output --partial "--confirm local"
    tables_are "a b c"
    run -0 gmig rollback -y --accept-data-loss --confirm local
    tables_are "a b"
}

@test "no down part: exit 9, naming it, before anything is rolled back" {
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "CREATE TABLE d (x);"
    write_migration 2026-11-20-094000-e opqrstuvwxyz nopqrstuvwxy "CREATE TABLE e (x);" "DROP TABLE e;"
    run -0 gmig execute
    run -9 gmig rollback --all
    assert_line "error: 2026-11-20-093000-d has no down part"
    assert_line "  at migrations/2026-11-20-093000-d.sql"
    assert_line --partial "gmig new NAME"
    tables_are "a b c d e"
    sed -i '1s/$/ irreversible/' migrations/2026-11-20-093000-d.sql
    run -9 gmig rollback -n 2
    assert_output --partial "says that it is irreversible"
}

@test "another tool's down part without a statement: nothing runs, and it is executed no more" {
    local tool
    for tool in goose golang-migrate; do
        mkdir -p "$tool/m"
        cd "$tool" || return
        make_repository
        echo '{"migrations": "m", "dialect": "sqlite", "layout": "'"$tool"'", "history_table": "none", "environments": {"local": {"url": "sqlite:dev.db", "kind": "local"}}}' >gmig.json
        if [ "$tool" = goose ]; then
            printf -- '-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\n' >m/1_a.sql
            printf -- '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE TABLE b (x);\n-- +goose Down\n-- nothing\n' >m/2_b.sql
        else
            echo "CREATE TABLE a (x);" >m/1_a.up.sql
            : >m/1_a.down.sql
            echo "CREATE TABLE b (x);" >m/2_b.up.sql
            echo "-- nothing" >m/2_b.down.sql
        fi
        commit "the tool's"
        run -0 gmig execute
        run -0 gmig rollback
        assert_equal "$(query dev.db "SELECT count(*) FROM sqlite_schema WHERE name = 'b'")" 1
        rm m/1_a.*
        run -0 gmig rollback --all # by the ledger's text
        assert_equal "$(query dev.db "SELECT count(*) FROM gmig_ledger WHERE state = 'executed'")" 0
        cd ..
    done
}

@test "a down part that fails: exit 6, where it stands, and nothing changed" {
    sed -i 's/DROP TABLE c;/DROP TABLE c;\nDROP TABLE nowhere;/' migrations/2026-11-20-092000-c.sql
    run -6 gmig rollback
    assert_line "  at migrations/2026-11-20-092000-c.sql:7:1"
    assert_line "  state: nothing has changed"
    assert_line "  next: mend migrations/2026-11-20-092000-c.sql, then gmig rollback"
    tables_are "a b c"
    run -0 gmig status --exit-code
}

@test "what another branch executed is rolled back first: it came last" {
    git switch -q -c topic
    write_migration 2026-11-20-093000-t opqrstuvwxyz mnopqrstuvwx "CREATE TABLE t (x);" "DROP TABLE t;"
    commit "t"
    run -0 gmig execute
    git switch -q main
    run -0 gmig rollback
    tables_are "a b c"
}

@test "a column of a table that gets its former name first: rows in it are asked for all the same" {
    write_migration 2026-11-20-093000-more nopqrstuvwxy mnopqrstuvwx "ALTER TABLE c ADD COLUMN z;
ALTER TABLE c RENAME TO d;" "ALTER TABLE d RENAME TO c;
ALTER TABLE c DROP COLUMN z;"
    run -0 gmig execute
    query dev.db "INSERT INTO d (z) VALUES (1)"
    run -9 gmig rollback
    assert_output --partial "column c.z"
    assert_equal "$(query dev.db 'SELECT z FROM d')" 1
    run -0 gmig rollback --accept-data-loss
    query dev.db "DELETE FROM c"
    run -0 gmig execute
    run -0 gmig rollback
}

# keeps_rows UP DOWN FILL: rolling it back asks for the rows.
keeps_rows() {
    rm -f migrations/*
    write_migration 2026-11-20-090000-a klmnopqrstuv none "$1" "$2"
    run -0 gmig execute
    if [ -n "${POSTGRES_URL:-}" ]; then postgres_query "$POSTGRES_URL" "$3"; else query dev.db "$3"; fi
    run -9 gmig rollback
    assert_output --partial "--accept-data-loss"
    run -0 gmig rollback --accept-data-loss
}

@test "rows are found whatever way the table's name is written" {
    run -0 gmig rollback --all
    keeps_rows 'CREATE TABLE t (x);' 'DROP TABLE main.t;' 'INSERT INTO t VALUES (1)'
    keeps_rows 'CREATE TABLE "x.y" (x, z);' 'ALTER TABLE main."x.y" DROP COLUMN z; DROP TABLE [x.y];' \
        'INSERT INTO "x.y" VALUES (1, 2)'
}

@test "PostgreSQL: rows are found in partitions, under quoted names, on another search path" {
    rm -rf .git migrations gmig.json
    make_postgres_project
    keeps_rows 'CREATE TABLE "User" (x int);' 'DROP TABLE "User";' 'INSERT INTO "User" VALUES (1)'
    keeps_rows 'CREATE TABLE "x.y" (x int);' 'DROP TABLE public."x.y";' 'INSERT INTO "x.y" VALUES (1)'
    keeps_rows 'CREATE TABLE p (x int) PARTITION BY RANGE (x); CREATE TABLE p1 PARTITION OF p DEFAULT;' \
        'DROP TABLE p;' 'INSERT INTO p VALUES (1)'
    keeps_rows 'CREATE SCHEMA s; CREATE TABLE s.q (x int);' 'SET search_path = s; DROP TABLE q; DROP SCHEMA s;' \
        'INSERT INTO s.q VALUES (1)'
    keeps_rows 'CREATE SCHEMA s; CREATE TABLE q (x int); ALTER TABLE q SET SCHEMA s;' \
        'ALTER TABLE s.q SET SCHEMA public; DROP TABLE q; DROP SCHEMA s;' 'INSERT INTO s.q VALUES (1)'
}
