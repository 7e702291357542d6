# gmig execute: what runs, what is refused, and what stands afterwards.
load helper
setup() { start_test; }

# Three migrations that each make a table: a, b, c.
write_three() {
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);" "DROP TABLE b;"
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);" "DROP TABLE c;"
}

# kind KIND: gmig.json's environment local is of that kind.
kind() {
    sed -i "s/\"kind\": \"local\"/\"kind\": \"$1\"/" gmig.json
}

tables_are() {
    assert_equal "$(tables dev.db | paste -sd' ')" "$1"
}

@test "what is pending runs, once" {
    make_project
    write_three
    run -0 gmig execute
    assert_line --index 0 --regexp '^executed 2026-11-20-090000-a \([0-9]+ ms\)$'
    assert_line "executed 3 migrations in local"
    tables_are "a b c"
    run -0 gmig execute
    assert_output "nothing to do in local"
    run -0 query dev.db "SELECT id || ' ' || name || ' ' || state FROM gmig_ledger WHERE project <> 'gmig' ORDER BY sequence LIMIT 1"
    assert_output "klmnopqrstuv 2026-11-20-090000-a done"
}

@test "--to and -n stop early" {
    make_project
    write_three
    run -0 gmig execute --to lmno
    tables_are "a b"
    rm dev.db
    run -0 gmig execute -n 1
    tables_are "a"
}

@test "--dry-run prints the plan that is then carried out, and changes nothing" {
    make_project
    write_three
    run -0 --separate-stderr gmig execute --dry-run --json
    planned=$(json '[.plan[] | .action + " " + .id + " " + .name] | join(",")')
    assert_equal "$(json .state)" planned
    assert_equal "$(json .done)" 0
    assert_file_not_exists dev.db
    run -0 gmig execute --dry-run
    assert_line --index 0 "would execute in local:"
    assert_line --partial "2026-11-20-092000-c  mnopqrstuvwx"
    run -0 --separate-stderr gmig execute --json
    assert_equal "$(json '[.plan[] | .action + " " + .id + " " + .name] | join(",")')" "$planned"
    assert_equal "$(json '[.state, .done] | join(" ")')" "done 3"
    run -0 --separate-stderr gmig execute --json
    assert_equal "$(json .state)" "nothing to do"
}

@test "edited: exit 4, and the remedy" {
    make_project
    write_three
    commit "three"
    run -0 gmig execute --to klmn
    sed -i 's/a (x)/a (x, y)/' migrations/2026-11-20-090000-a.sql
    run -4 gmig execute --force
    assert_output --partial "GM101"
    assert_output --partial "gmig show --executed 2026-11-20-090000-a"
    assert_output --partial "nothing has changed"
    tables_are "a"
    run -4 --separate-stderr gmig execute --json
    assert_equal "$(json '.state, .refusals[0].code' | paste -sd' ')" "refused GM101"
}

@test "a comment edited: said, and execution goes on" {
    make_project
    write_three
    run -0 gmig execute --to klmn
    sed -i 's/CREATE TABLE a/-- the first\nCREATE  TABLE a/' migrations/2026-11-20-090000-a.sql
    run -0 gmig execute
    assert_output --partial "warning GM106"
    tables_are "a b c"
}

@test "missing: exit 4, --force or not, and the remedy" {
    make_project
    write_three
    commit "three"
    run -0 gmig execute --to klmn
    rm migrations/2026-11-20-090000-a.sql
    sed -i 's/parent=klmnopqrstuv/parent=none/' migrations/2026-11-20-091000-b.sql
    run -4 gmig execute --force
    assert_output --partial "GM102"
    assert_output --partial "2026-11-20-090000-a"
    assert_output --partial "nothing has changed"
    tables_are "a"
}

@test "out of order: exit 4; --force runs it, in a local database only" {
    make_project
    write_three
    run -0 gmig execute
    # The fourth by its place comes between a and b.
    write_migration 2026-11-20-090500-d nopqrstuvwxy klmnopqrstuv "CREATE TABLE d (x);"
    sed -i 's/parent=klmnopqrstuv/parent=nopqrstuvwxy/' migrations/2026-11-20-091000-b.sql
    run -0 gmig add
    run -4 gmig execute
    assert_output --partial "GM201"
    assert_output --partial "gmig execute --force"
    tables_are "a b c"
    run -0 gmig execute --force
    assert_output --partial "both orders build the same schema"
    tables_are "a b c d"
}

@test "--force elsewhere: exit 9" {
    make_project
    write_three
    kind shared
    run -9 gmig execute --force
    assert_output --partial "--force is for local environments"
    tables_are ""
}

@test "diverged heads: exit 4; --force runs both locally" {
    make_project
    write_three
    write_migration 2026-11-20-091500-d nopqrstuvwxy klmnopqrstuv "CREATE TABLE d (x);"
    run -4 gmig execute
    assert_output --partial "GM202"
    assert_output --partial "2026-11-20-091500-d"
    run -0 gmig execute --force
    tables_are "a b c d"
}

@test "a statement that fails: exit 6, where it stands, and nothing changed" {
    make_project
    write_three
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "CREATE TABLE d (x);
INSERT INTO d
  VALUES (1), (nowhere);"
    run -6 gmig execute
    assert_line --partial "error: SQLite: no such column: nowhere"
    assert_line "  at migrations/2026-11-20-093000-d.sql:5:16"
    assert_line --partial "3 of 4 steps are done"
    tables_are "a b c"
    run -6 --separate-stderr gmig execute --json
    assert_equal "$(json '.error | [.where, .exit] | join(" ")')" "migrations/2026-11-20-093000-d.sql:5:16 6"
    assert_equal "$(json .error.state)" "nothing has changed"
}

@test "a mistake in the last file is found before the first runs" {
    make_project
    write_three
    echo "COMMIT; SELECT 1;" >>migrations/2026-11-20-092000-c.sql
    sed -i '/gmig: down/,$d' migrations/2026-11-20-092000-c.sql
    echo "COMMIT; SELECT 1;" >>migrations/2026-11-20-092000-c.sql
    run -3 gmig execute
    assert_output --partial "migrations/2026-11-20-092000-c.sql:5:1"
    tables_are ""
}

@test "a verify part that fails takes the migration back: exit 6, line and column" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);

-- gmig: verify
SELECT count(*) > 0 FROM a;"
    run -6 gmig execute
    assert_line --partial "  at migrations/2026-11-20-090000-a.sql:6:1"
    tables_are ""
    run -0 gmig execute --skip-verify
    tables_are "a"
}

@test "production needs a yes" {
    make_project
    write_three
    kind production
    run -9 gmig execute
    assert_output --partial "production"
    assert_output --partial "-y"
    tables_are ""
    run -0 gmig execute --dry-run
    run -0 gmig execute -y
    tables_are "a b c"
}

@test "a bare URL counts as production" {
    make_project
    write_three
    run -9 gmig --url sqlite:other.db execute
    run -0 gmig --url sqlite:other.db execute -y
    assert_equal "$(tables other.db | paste -sd' ')" "a b c"
}

@test "what another branch executed here blocks nothing" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a"
    git switch -q -c topic
    write_migration 2026-11-20-091000-t opqrstuvwxyz klmnopqrstuv "CREATE TABLE t (x);"
    commit "t"
    run -0 gmig execute
    git switch -q main
    write_migration 2026-11-20-091500-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    run -0 gmig execute
    tables_are "a b t"
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | sort | join(" ")')" "executed executed other-branch"
}

@test "a renamed migration's row follows without a word" {
    make_project
    write_three
    run -0 gmig execute
    mv migrations/2026-11-20-092000-c.sql migrations/2026-11-21-000000-c.sql
    run -0 gmig execute --dry-run
    assert_line --partial "rename"
    run -0 gmig execute
    refute_output --partial error
    refute_output --partial warning
    run -0 query dev.db "SELECT name FROM gmig_ledger WHERE id = 'mnopqrstuvwx'"
    assert_output 2026-11-21-000000-c
    run -0 gmig execute
    assert_output "nothing to do in local"
}

@test "in the middle of a merge: exit 8" {
    make_project
    write_three
    commit "three"
    git switch -q -c topic
    echo topic >text && commit "topic"
    git switch -q main
    echo main >text && commit "main"
    run -1 git merge -q topic
    run -8 gmig execute
    assert_output --partial "git is in the middle of a merge"
    assert_output --partial "git merge --continue"
    tables_are ""
}

@test "another tool executes these: exit 9; before its first run gmig may" {
    make_project 'layout="golang-migrate"'
    echo "CREATE TABLE a (x);" >migrations/1_a.up.sql
    query dev.db "CREATE TABLE schema_migrations (version, dirty)"
    run -9 gmig execute
    assert_output --partial "golang-migrate executes the migrations of this project"
    assert_output --partial 'gmig import --from golang-migrate --adopt -e local'
    tables_are "schema_migrations"
    sed -i '2i "mode": "adopt",' gmig.json
    run -0 gmig execute
    tables_are "a schema_migrations"
}

@test "transaction=off: VACUUM runs" {
    make_project
    write_three
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "VACUUM;"
    run -3 gmig execute
    assert_output --partial "migrations/2026-11-20-093000-d.sql:3:1"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-093000-d.sql
    run -0 gmig execute
    assert_line "executed 4 migrations in local"
}

@test "no such database folder, no such environment: said, with the next step" {
    make_project
    write_three
    run -10 gmig --url sqlite:no/such/folder/x.db execute -y
    run -2 gmig -e staging execute
    assert_output --partial "there is no environment 'staging'"
    assert_output --partial "one of: local"
}

@test "PostgreSQL: runs in one transaction each, and tells where one fails" {
    make_postgres_project
    write_three
    sed -i 's/(x)/(x integer)/' migrations/*.sql
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "CREATE TABLE d (x integer);
INSERT INTO d
  VALUES (1), (nowhere);"
    run -6 gmig execute
    assert_line --partial "column \"nowhere\" does not exist"
    assert_line "  at migrations/2026-11-20-093000-d.sql:5:16"
    run -0 postgres_query "$POSTGRES_URL" "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables WHERE schemaname = 'public'"
    assert_output "a b c"
}

@test "PostgreSQL: what the server says beside its message has lines of its own" {
    make_postgres_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "DO \$\$ BEGIN EXECUTE 'CREATE TABLE d (x int)'; COMMIT; END \$\$;"
    run -6 gmig execute
    assert_line "error: invalid transaction termination (SQLSTATE 2D000)"
    assert_line --regexp '^ {8}CONTEXT: PL/pgSQL function inline_code_block line 1 at COMMIT$'
    refute_output --partial '\x0a'
}

@test "PostgreSQL: a verify part that fails takes the migration back" {
    make_postgres_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x integer);

-- gmig: verify
SELECT count(*) > 0 FROM a;"
    run -6 gmig execute
    assert_line --partial "  at migrations/2026-11-20-090000-a.sql:6:1"
    run -0 postgres_query "$POSTGRES_URL" "SELECT to_regclass('a') IS NULL"
    assert_output t
}

@test "PostgreSQL: CREATE INDEX CONCURRENTLY stands outside a transaction" {
    make_postgres_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x integer);"
    write_migration 2026-11-20-091000-i lmnopqrstuvw klmnopqrstuv "CREATE INDEX CONCURRENTLY a_x ON a (x);"
    run -3 gmig execute
    assert_output --partial "transaction=off"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-091000-i.sql
    run -0 gmig execute
    run -0 postgres_query "$POSTGRES_URL" "SELECT indisvalid FROM pg_index WHERE indexrelid = 'a_x'::regclass"
    assert_output t
}
