#!/usr/bin/env bats
# What the post-checkout hook says about the database, and what gmig.autoSwitch lets it do.
load helper
load branches

setup() { start_test; }

install_hooks() {
    run -0 gmig hooks install
    # The gmig under test, wherever the user's PATH leads.
    PATH=$(dirname "$GMIG"):$PATH
}

make_hooked() {
    make_branches
    install_hooks
    git config gmig.autoSwitch "${1:-true}"
}

@test "without autoSwitch: one line that suggests the command" {
    make_branches
    install_hooks
    run -0 git checkout other
    assert_line "gmig: local: 1 to execute, 2 of another branch executed (gmig switch)"
    tables_are "a b"
    run -0 gmig status
    assert_output --partial "gmig switch"
    run -0 gmig switch
    run -0 git checkout feature
    assert_line "gmig: local: 2 to execute, 1 of another branch executed (gmig switch)"
    run -0 gmig switch
    run -0 git checkout main
    assert_line "gmig: local: 2 of another branch executed (gmig switch)"
    run -0 gmig switch
    run -0 git checkout feature
    assert_line "gmig: local: 2 to execute (gmig execute)"
}

@test "an amended one: executed otherwise" {
    make_branches
    install_hooks
    git switch -q -c theirs
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/' migrations/2026-11-20-091000-b.sql
    GMIG_SKIP=1 commit amended
    git switch -q feature
    run -0 git checkout theirs
    assert_line "gmig: local: 1 executed otherwise (gmig switch)"
}

@test "autoSwitch: the database follows" {
    make_hooked
    run -0 git checkout other
    assert_line "gmig: local: 1 to execute, 2 of another branch executed; switched: rolled back 2, executed 1"
    tables_are "a d"
    run -0 git checkout main
    assert_line "gmig: local: 1 of another branch executed; switched: rolled back 1, executed 0"
    run -0 git checkout feature
    tables_are "a b"
    run -0 gmig status --exit-code
    run -0 git checkout -b mine
    refute_output --partial "gmig:"
}

@test "autoSwitch keeps from losing data, and says so" {
    make_hooked yes
    query dev.db "INSERT INTO b VALUES (1)"
    run -0 git checkout other
    assert_line "gmig: local: 1 to execute, 2 of another branch executed; not switched: this would lose the data of table b (gmig switch)"
    tables_are "a b"
}

@test "autoSwitch keeps from what has no way back, is refused, or was interrupted" {
    make_hooked
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "CREATE TABLE e (x int);"
    commit "no way back"
    run -0 gmig execute
    run -0 git checkout other
    assert_output --partial "not switched: 2026-11-20-094000-e has no down part; it was executed on branch feature (gmig switch)"
    run -0 git checkout feature
    refute_output --partial "gmig:"
    git switch -q -c heads
    write_migration 2026-11-20-094500-f pppppppppppp mmmmmmmmmmmm "CREATE TABLE f (x int);" "DROP TABLE f;"
    write_migration 2026-11-20-094500-g qqqqqqqqqqqq mmmmmmmmmmmm "CREATE TABLE g (x int);" "DROP TABLE g;"
    GMIG_SKIP=1 commit "two heads"
    git switch -q feature
    run -0 git checkout heads
    assert_output --partial "not switched: GM202"
    tables_are "a b e"
}

@test "autoSwitch leaves a rebase in peace, and merges and rebases only suggest" {
    make_hooked
    git switch -q main
    tables_are "a"
    run -0 git merge feature
    assert_line "gmig: local: 2 to execute (gmig execute)"
    tables_are "a"
    run -0 gmig switch
    run git rebase --quiet main other
    refute_output --partial "switched: rolled back"
}

@test "autoSwitch makes no database, and is told by words that git takes for true" {
    make_hooked
    rm dev.db
    run -0 git checkout other
    assert_line "gmig: local: 2 to execute (gmig execute)"
    assert_file_not_exists dev.db
    run -0 gmig execute
    git config gmig.autoSwitch false
    run -0 git checkout main
    assert_output --partial "(gmig switch)"
}

@test "autoSwitch waits half a second for the lock, no longer" {
    make_hooked
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "CREATE TABLE e (x int);" "DROP TABLE e;"
    commit more
    GMIG_FAULT_LOG=$PWD/points GMIG_FAULT=execute.begin:hang "$GMIG" execute >/dev/null 2>&1 </dev/null 3>&- &
    local running=$!
    for _ in $(seq 200); do
        grep -qs execute.begin points && break
        sleep 0.05
    done
    run -0 timeout 20 git checkout other
    kill -9 $running
    assert_line --regexp "not switched: another runner holds this database: .* \\(gmig switch\\)"
    tables_are "a b"
}

@test "gmig switch --checkout: the hook is silent" {
    make_hooked false
    run -0 gmig switch other --checkout
    refute_output --partial "of another branch"
    tables_are "a d"
}

@test "single files and the same migrations are no business of the hook's" {
    make_hooked
    query dev.db "INSERT INTO b VALUES (1)"
    git branch same
    run -0 git checkout same
    assert_output "Switched to branch 'same'"
    run -0 git checkout other -- migrations/gmig.head
    refute_output --partial "gmig:"
}

@test "PostgreSQL on a socket: the database follows; elsewhere it is not touched" {
    make_postgres_project
    fill_branches
    install_hooks
    git config gmig.autoSwitch true
    run -0 git checkout other
    assert_line "gmig: local: 1 to execute, 2 of another branch executed; switched: rolled back 2, executed 1"
    POSTGRES_URL="postgresql://db.example.invalid/app" run -0 git checkout feature
    refute_output --partial "switched"
}
