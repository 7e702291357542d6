#!/usr/bin/env bats
# What gmig did is remembered, and can be taken back.

load helper

setup() {
    start_test
}

# Two migrations, written and committed.
two_migrations() {
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none \
        "CREATE TABLE a (x int);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-b mmmmmmmmmmmm kkkkkkkkkkkk \
        "CREATE TABLE b (x int);" "DROP TABLE b;"
    commit first
}

# All that a ledger says about migrations.
ledger() {
    query dev.db "SELECT * FROM gmig_ledger WHERE project <> 'gmig' ORDER BY id"
}

@test "an execution is taken back, the newest migration first" {
    make_project
    two_migrations
    gmig execute -q
    run -0 gmig undo --dry-run
    assert_line --regexp 'rollback .*-b'
    assert_equal "$(tables dev.db)" $'a\nb'
    run -0 gmig undo
    assert_line --partial 'took back operation 1 (gmig execute) in local'
    assert_equal "$(tables dev.db)" ""
    assert_equal "$(ledger)" ""
    run -0 gmig undo
    assert_output "nothing to take back"
}

@test "a rollback is taken back to the very row" {
    make_project
    two_migrations
    gmig execute -q
    before=$(ledger)
    advance_clock
    gmig rollback -q --all
    run -0 gmig undo
    assert_line --partial 'took back operation 2 (gmig rollback)'
    assert_equal "$(ledger)" "$before"
    assert_equal "$(tables dev.db)" $'a\nb'
    run -0 gmig status
    run -0 gmig undo
    assert_line --partial 'took back operation 1 (gmig execute)'
}

@test "rows that would go are named, and need consent" {
    make_project
    two_migrations
    gmig execute -q
    query dev.db "INSERT INTO b VALUES (1)"
    run -9 gmig undo
    assert_line --partial "table b"
    assert_line --partial "--accept-data-loss"
    assert_equal "$(tables dev.db)" $'a\nb'
    run -0 gmig undo --accept-data-loss
    assert_equal "$(tables dev.db)" ""
}

@test "files that gmig wrote go as they came" {
    make_project
    gmig new "add a" >/dev/null
    cp -a migrations before
    gmig new "add b" >/dev/null
    run -0 gmig undo
    assert_line --partial "remove file"
    run -0 diff -r before migrations
    printf 'SELECT 1;\n' >migrations/2026-11-20-110000-plain.sql
    rm -rf before && cp -a migrations before
    gmig add migrations/2026-11-20-110000-plain.sql >/dev/null
    run -1 diff -r before migrations
    run -0 gmig undo
    run -0 diff -r before migrations
}

@test "where a migration is a folder, it goes with its files" {
    make_project 'layout="prisma"'
    gmig new "add a" >/dev/null
    assert_equal "$(find migrations -mindepth 1 -type d | wc -l)" 1
    run -0 gmig undo
    assert_equal "$(find migrations -mindepth 1)" ""
}

@test "a file that was edited since is not thrown away" {
    make_project
    file=$(gmig new "add a")
    echo "CREATE TABLE a (x int);" >>"$file"
    run -4 gmig undo
    assert_line --partial "$file has been changed since"
    assert_line --partial "state: nothing has changed"
    assert_file_exist "$file"
}

@test "a mark is taken back, either way" {
    make_project
    two_migrations
    gmig mark -q @~1 --executed --confirm local
    before=$(ledger)
    gmig mark -q @~1 --pending --confirm local
    run -0 gmig undo
    assert_equal "$(ledger)" "$before"
    run -0 gmig undo
    assert_equal "$(ledger)" ""
}

@test "a rebase is taken back: files, index and rows" {
    make_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x int);"
    commit mine
    gmig execute -q
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x int);"
    commit theirs
    git switch -q feature
    ! git merge -q main || fail "the tripwire did not stop the merge"
    index=$(git ls-files -s) rows=$(ledger)
    cp -a migrations before
    gmig rebase -q
    refute [ "$(ledger)" = "$rows" ]
    run -0 gmig undo --dry-run
    run -0 gmig undo
    assert_line --partial "(gmig rebase)"
    assert_equal "$(git ls-files -s)" "$index"
    assert_equal "$(ledger)" "$rows"
    run -0 diff -r before migrations
    run -0 gmig rebase
    git commit -q -m merged
    run -4 gmig undo
    assert_line --partial "git has moved on since"
}

@test "a push of schema.sql is taken back, a reset cannot be" {
    make_project 'schema="schema.sql"'
    two_migrations
    gmig execute -q
    printf 'CREATE TABLE a (x int);\nCREATE TABLE b (x int, y text);\n' >schema.sql
    gmig db push -q
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_table_info('b')")" 2
    run -0 gmig undo
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_table_info('b')")" 1
    gmig db reset -q --accept-data-loss
    run -0 gmig undo
    run -4 gmig undo
    assert_line --partial "it dropped everything that was in the database"
    run -4 gmig undo 1
    assert_line --partial "the database has moved on"
}

@test "what came later stands in the way, and is named" {
    make_project
    two_migrations
    gmig execute -q --to @~1
    gmig execute -q
    run -4 gmig undo 1
    assert_line --partial "of 2026-11-20-091000-b came after it"
    run -0 gmig undo
    run -0 gmig undo
    assert_equal "$(tables dev.db)" ""
    run -4 gmig undo 1
    assert_line --partial "has done so already"
    run -2 gmig undo 99
    assert_line --partial "there is no operation 99 here"
}

@test "another database under the same name is left alone" {
    make_project
    two_migrations
    gmig execute -q
    cp dev.db kept.db
    rm dev.db
    gmig execute -q
    run -4 gmig undo 1
    assert_line --partial "another database"
    mv kept.db dev.db
    run -4 gmig undo 2
    assert_line --partial "another database"
    run -0 gmig undo 1
    assert_equal "$(tables dev.db)" ""
}

@test "an earlier copy that was put back knows nothing of the operation" {
    make_project
    two_migrations
    gmig execute -q --to @~1
    cp dev.db kept.db
    gmig execute -q
    cp kept.db dev.db
    run -4 gmig undo
    assert_line --partial "the ledger knows nothing of it"
    assert_equal "$(tables dev.db)" "a"
}

@test "a record that was cut short is told, and an earlier one can be named" {
    make_project
    two_migrations
    gmig execute -q
    gmig new "third" >/dev/null
    truncate -s -5 .git/gmig/operations/2
    run -7 gmig undo
    assert_line --partial "operation 2 is damaged or cut short"
    run -0 gmig op log
    assert_line --partial "[damaged]"
    run -7 gmig op show 2
    run -0 gmig undo 1
    assert_equal "$(tables dev.db)" ""
}

@test "a log that was edited by hand is not trusted" {
    make_project
    two_migrations
    gmig execute -q
    gmig rollback -q
    query dev.db "UPDATE gmig_operation SET detail = replace(detail, 'CREATE TABLE b', 'CREATE TABLE c') WHERE kind = 'rollback'"
    run -4 gmig undo
    assert_line --partial "edited by hand"
    assert_equal "$(tables dev.db)" "a"
}

@test "an operation elsewhere is taken back there" {
    make_project
    sed -i 's|"environments": {|"environments": {"other": {"url": "sqlite:other.db", "kind": "local"},|' gmig.json
    two_migrations
    gmig execute -q -e other
    run -2 gmig undo
    assert_line --partial "gmig -e other undo 1"
    run -0 gmig -e other undo
    assert_equal "$(tables other.db)" ""
}

@test "a run that was killed on its way is taken back as far as it came" {
    make_project
    two_migrations
    GMIG_FAULT=execute.before_commit:2:kill run gmig execute
    assert_equal "$(tables dev.db)" "a"
    run -0 gmig undo
    assert_equal "$(tables dev.db)" ""
}

@test "an undo that was killed goes on" {
    make_project
    two_migrations
    gmig execute -q
    GMIG_FAULT=rollback.before_commit:2:kill run gmig undo
    assert_equal "$(tables dev.db)" "a"
    run -0 gmig undo
    assert_line --partial "took back operation 1"
    assert_equal "$(tables dev.db)" ""
    run -0 gmig op log
    assert_line --regexp 'gmig execute .*taken back by'
}

@test "recover ends what was killed, however far it came" {
    make_project
    two_migrations
    for point in operation.recorded execute.before_commit execute.after_commit; do
        GMIG_FAULT=$point:kill run gmig execute
        run -0 gmig recover --dry-run
        assert_output --partial 'gmig execute'
        run -0 gmig recover
        run -0 gmig op log --json
        assert_equal "$(json '[.operations[] | select(.finished | not)] | length')" 0
        run -0 gmig recover
        assert_output "nothing to recover"
    done
    assert_equal "$(tables dev.db)" "a"
    run -0 gmig undo
    assert_equal "$(tables dev.db)" ""
}

@test "files of an operation that was killed are completed, and can be taken back" {
    make_project
    cp -a migrations before
    for point in operation.recorded journal.written journal.change journal.applied operation.files; do
        GMIG_FAULT=$point:kill run gmig new "add a"
        run -0 gmig recover
        if [ -n "$(ls migrations/*.sql 2>/dev/null)" ]; then
            run -0 gmig undo
        fi
        run -0 diff -r before migrations
        assert_file_not_exist .git/gmig/journal
    done
}

@test "a switch that moved git and then failed can be taken back" {
    make_project
    two_migrations
    gmig execute -q
    git switch -q -c feature
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn mmmmmmmmmmmm "SELECT nonsense;" "SELECT 1;"
    commit feature
    git switch -q main
    run -6 gmig switch --checkout feature
    assert_equal "$(git branch --show-current)" feature
    run -0 gmig undo
    assert_line --partial "(gmig switch)"
    assert_equal "$(git branch --show-current)" main
    assert_equal "$(tables dev.db)" $'a\nb'
}

@test "a database that is gone after a crash stops nobody" {
    make_project
    two_migrations
    GMIG_FAULT=execute.before_commit:2:kill run gmig execute
    rm dev.db*
    run -0 gmig new other
    run -0 gmig undo
    run -0 gmig execute
    run -0 gmig op log
    refute_line --partial "interrupted"
}

@test "projects in folders of their own take back their own operations" {
    make_repository
    for place in p q; do
        mkdir -p "$place/migrations"
        echo '{"environments": {"local": {"url": "sqlite:dev.db", "kind": "local"}}}' >"$place/gmig.json"
    done
    gmig -C p new same >/dev/null
    cp p/migrations/* q/migrations/
    run -0 gmig -C q undo
    assert_output "nothing to take back"
    run -2 gmig -C q undo 1
    assert_line --partial "in p"
    run -0 gmig -C p undo
    assert_line --partial "(gmig new)"
    assert_equal "$(ls p/migrations)" ""
    assert_equal "$(find q/migrations -type f | wc -l)" 2
}

@test "a password is not remembered" {
    make_project
    run gmig new other --url postgresql://ann:hunter2@localhost/x
    run gmig status --url "sqlite:x.db?password=hunter2"
    run grep -r hunter2 .git
    assert_failure
    run -0 gmig op log
    refute_output --partial hunter2
    assert_equal "$(stat -c %a .git/gmig/operations)" 700
}

@test "what was executed meanwhile keeps its file" {
    make_project
    two_migrations
    gmig execute -q
    gmig revert -q @
    gmig execute -q --accept-data-loss
    run -4 gmig undo 2
    assert_line --partial "has come after it"
    run -0 gmig undo
    run -0 gmig undo
    assert_equal "$(tables dev.db)" $'a\nb'
}

@test "files that were edited after a crash stay so, and nothing is stuck" {
    make_project 'schema="schema.sql"'
    two_migrations
    gmig execute -q
    printf 'CREATE TABLE a (x int);\nCREATE TABLE b (x int, y text);\n' >schema.sql
    GMIG_FAULT=operation.ledger:kill run gmig amend --diff
    echo "-- mine" >>migrations/2026-11-20-091000-b.sql
    run -0 gmig new other
    assert_line --partial "has been changed meanwhile, and stays so"
    assert_equal "$(tail -n 1 migrations/2026-11-20-091000-b.sql)" "-- mine"
}

@test "a rollback that recover ended can be taken back" {
    make_postgres_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none \
        "CREATE TABLE a (x int);" "DROP TABLE a;"
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn kkkkkkkkkkkk \
        "CREATE INDEX CONCURRENTLY a_x ON a (x);" "DROP INDEX CONCURRENTLY a_x;"
    sed -i 's/^-- gmig: id=nnnn.*/& transaction=off/' migrations/2026-11-20-092000-c.sql
    gmig execute -q
    GMIG_FAULT=rollback.done:kill run gmig rollback
    run -0 gmig recover
    run -0 gmig undo
    assert_line --partial "(gmig recover)"
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT to_regclass('a_x')")" "a_x"
    run -0 gmig undo
}

@test "where ids are names, undo follows the rows through a rename" {
    make_project 'layout="golang-migrate"'
    echo "CREATE TABLE a (x int);" >migrations/000001_a.up.sql
    echo "DROP TABLE a;" >migrations/000001_a.down.sql
    commit first
    gmig execute -q
    git mv migrations/000001_a.up.sql migrations/000002_a.up.sql
    git mv migrations/000001_a.down.sql migrations/000002_a.down.sql
    gmig execute -q
    run -0 gmig undo 1
    assert_equal "$(tables dev.db)" ""
}

@test "the log tells what was done, and one operation shows all of it" {
    make_project
    two_migrations
    gmig execute -q
    gmig new "third" >/dev/null
    run -0 gmig op log
    assert_line --index 0 --partial "gmig new third"
    assert_line --index 1 --partial "gmig execute -q in local"
    run -0 --separate-stderr gmig op log --json
    assert_equal "$(json '.operations | map(.kind) | join(" ")')" "new execute"
    run -0 --separate-stderr gmig op show 1 --json
    assert_equal "$(json '.changes | map(.kind + " " + .name) | join(", ")')" \
        "execute 2026-11-20-090000-a, execute 2026-11-20-091000-b"
    gmig undo -q
    gmig undo -q
    run -0 gmig op show 1
    assert_line --regexp 'execute .*-b +\[taken back\]'
    run -2 gmig op show
    run -2 gmig op tell
}

@test "an amended migration is as it was executed again, rows and all" {
    make_project
    two_migrations
    gmig execute -q
    query dev.db "INSERT INTO b VALUES (7)"
    before=$(ledger)
    sed -i 's/CREATE TABLE b (x int)/CREATE TABLE b (x int, y text)/' migrations/*-b.sql
    cp -a migrations edited
    gmig amend -q
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_table_info('b')")" 2
    run -9 gmig undo
    assert_line --partial "column b.y"
    run -0 gmig undo --accept-data-loss
    assert_line --partial "(gmig amend)"
    assert_equal "$(ledger)" "$before"
    assert_equal "$(query dev.db "SELECT x FROM b")" 7
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_table_info('b')")" 1
    run -0 diff -r edited migrations
    printf -- '-- a remark\n' >>migrations/2026-11-20-090000-a.sql
    git checkout -q migrations/*-b.sql
    sed -i 's/^CREATE TABLE a/-- a remark\nCREATE TABLE a/' migrations/*-a.sql
    gmig amend -q kkkkkkkkkkkk
    refute [ "$(ledger)" = "$before" ]
    run -0 gmig undo
    assert_equal "$(ledger)" "$before"
    rm -f migrations/*-b.sql
    git checkout -q migrations
    sed -i '/CREATE TABLE b/d' migrations/*-b.sql
    cp migrations/*-b.sql emptied.sql
    gmig amend -q --accept-data-loss
    assert_file_not_exist migrations/2026-11-20-091000-b.sql
    assert_equal "$(tables dev.db)" "a"
    run -0 gmig undo
    assert_equal "$(ledger)" "$before"
    run -0 diff emptied.sql migrations/2026-11-20-091000-b.sql
    assert_equal "$(tables dev.db)" $'a\nb'
}

@test "a switch is taken back, git's HEAD with it" {
    make_project
    two_migrations
    git switch -q -c feature
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn mmmmmmmmmmmm \
        "CREATE TABLE c (x int);" "DROP TABLE c;"
    commit feature
    gmig execute -q
    before=$(ledger)
    gmig switch -q --checkout main
    assert_equal "$(git branch --show-current)" main
    assert_equal "$(tables dev.db)" $'a\nb'
    run -0 gmig undo
    assert_line --partial "git checkout"
    assert_equal "$(git branch --show-current)" feature
    assert_equal "$(ledger)" "$before"
    assert_equal "$(tables dev.db)" $'a\nb\nc'
    gmig switch -q --checkout main
    git switch -q -c other
    run -4 gmig undo
    assert_line --partial "git has moved on to other"
    assert_equal "$(tables dev.db)" $'a\nb'
}

@test "a switch is taken back to the commit where its branch is gone, and told so beforehand" {
    make_project
    two_migrations
    git switch -q -c feature
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn mmmmmmmmmmmm \
        "CREATE TABLE c (x int);" "DROP TABLE c;"
    commit feature
    gmig execute -q
    before=$(ledger)
    tip=$(git rev-parse HEAD)
    gmig switch -q --checkout main
    git branch -q -D feature
    run -0 gmig undo --dry-run
    assert_line --partial "git checkout"
    assert_line --partial "$tip"
    run -0 gmig undo
    assert_equal "$(git branch --show-current)" ""
    assert_equal "$(git rev-parse HEAD)" "$tip"
    assert_equal "$(ledger)" "$before"
    git switch -q -c again
    gmig switch -q --checkout main
    git branch -q -D again
    git reflog expire --expire=now --all
    git prune
    for dry in --dry-run ""; do
        # shellcheck disable=SC2086  # no argument, or one
        run -4 gmig undo $dry
        assert_line --partial "git no longer has again"
        assert_line --partial "state: nothing has changed"
    done
    assert_equal "$(git branch --show-current)" main
}

@test "a switch that moved git's HEAD alone is taken back, and does not stand in the way" {
    make_project
    two_migrations
    git switch -q -c feature
    gmig execute -q
    gmig switch -q --checkout main
    run -0 gmig undo
    assert_line --partial "git checkout"
    assert_equal "$(git branch --show-current)" feature
    run -0 gmig undo
    assert_line --partial "gmig execute"
    assert_equal "$(tables dev.db)" ""
}

@test "each work tree has a log of its own" {
    make_project
    two_migrations
    gmig execute -q
    git worktree add -q ../second
    cd ../second
    run -0 gmig undo
    assert_output "nothing to take back"
    gmig execute -q
    run -0 gmig undo
    assert_equal "$(tables dev.db)" ""
    assert_equal "$(tables ../work/dev.db)" $'a\nb'
}

@test "on PostgreSQL, too, executions and rollbacks are taken back" {
    make_postgres_project
    two_migrations
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn mmmmmmmmmmmm \
        "CREATE INDEX CONCURRENTLY b_x ON b (x);" "DROP INDEX CONCURRENTLY b_x;"
    sed -i 's/^-- gmig: id=nnnn.*/& transaction=off/' \
        migrations/2026-11-20-092000-c.sql
    rows() { postgres_query "$POSTGRES_URL" "SELECT * FROM gmig.ledger WHERE project <> 'gmig' ORDER BY id"; }
    gmig execute -q
    before=$(rows)
    gmig rollback -q --all
    run -0 gmig undo
    assert_equal "$(rows)" "$before"
    run -0 gmig undo
    assert_equal "$(rows)" ""
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT to_regclass('a')")" ""
}

@test "a part outside transactions that was killed while it was taken back is recovered as that" {
    make_postgres_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none \
        "CREATE TABLE a (x int);" "DROP TABLE a;"
    write_migration 2026-11-20-092000-c nnnnnnnnnnnn kkkkkkkkkkkk \
        "CREATE INDEX CONCURRENTLY a_x ON a (x);" "DROP INDEX CONCURRENTLY a_x;"
    sed -i 's/^-- gmig: id=nnnn.*/& transaction=off/' \
        migrations/2026-11-20-092000-c.sql
    gmig execute -q
    GMIG_FAULT=rollback.done:kill run gmig undo
    run -7 gmig undo
    assert_line --partial "gmig recover"
    run -0 gmig recover
    run -0 gmig undo
    assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT to_regclass('a')")" ""
}
