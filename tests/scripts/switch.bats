#!/usr/bin/env bats
# gmig switch: the local database goes where the branch goes, forth and back.
load helper
load branches

setup() { start_test; }

@test "forth and back along the work tree" {
    make_branches
    git switch -q other
    run -0 gmig switch
    assert_line --regexp '^rolled back 2026-11-20-092000-c'
    assert_line "local is as the work tree has it: executed 1 migration, rolled back 2"
    tables_are "a d"
    assert_equal "$(columns a)" "x"
    assert_equal "$(rows)" "k n"
    run -0 gmig switch
    assert_output "local is as the work tree has it"
    git switch -q feature
    run -0 gmig switch
    tables_are "a b"
    assert_equal "$(columns a)" "x c"
    assert_equal "$(rows)" "k l m"
    run -0 gmig status --exit-code
}

@test "to a branch, a commit and a tag, with git staying where it is" {
    make_branches
    git tag v1 main
    run -0 gmig switch other
    assert_output --partial "local is as other has it"
    tables_are "a d"
    run -0 gmig switch v1
    tables_are "a"
    run -0 gmig switch "$(git rev-parse feature)"
    tables_are "a b"
    assert_equal "$(git symbolic-ref --short HEAD)" feature
}

@test "a row says which branch its file is on" {
    make_branches
    run -0 gmig switch other
    assert_equal "$(query dev.db "SELECT git_branch FROM gmig_ledger WHERE id = 'nnnnnnnnnnnn'")" other
}

@test "--dry-run prints the plan that is then carried out, and changes nothing" {
    make_branches
    query dev.db "INSERT INTO b VALUES (1)"
    before=$(picture)
    run -0 gmig switch other --dry-run
    assert_line "would take local to other:"
    assert_line "this loses the data of table b"
    run -0 --separate-stderr gmig switch other --dry-run --json
    planned=$(plan)
    assert_equal "$planned" "rollback m, rollback l, execute n"
    assert_equal "$(json '[.state, .done, .target, (.losses | join(","))] | join(" ")')" \
        "planned 0 other table b"
    assert_equal "$(picture)" "$before"
    run -0 --separate-stderr gmig switch other --accept-data-loss --json
    assert_equal "$(plan)" "$planned"
    assert_equal "$(json '[.state, .done] | join(" ")')" "done 3"
}

@test "data would be lost: named, exit 9; an empty table and column may go" {
    make_branches
    query dev.db "INSERT INTO a (x, c) VALUES (1, 2)"
    before=$(picture)
    run -9 gmig switch main
    assert_line "error: this would lose the data of column a.c"
    assert_line "  state: nothing has changed"
    assert_line "  next: the same command with --accept-data-loss"
    assert_equal "$(picture)" "$before"
    run -0 gmig switch main --accept-data-loss
    tables_are "a"
    assert_equal "$(query dev.db "SELECT x FROM a")" 1
}

@test "a table that an earlier step renames counts as having rows" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "ALTER TABLE b RENAME TO b2;" \
        "ALTER TABLE b2 RENAME TO b;"
    commit renamed
    run -0 gmig execute
    query dev.db "INSERT INTO b2 VALUES (1)"
    run -9 gmig switch main
    assert_line "error: this would lose the data of table b"
    tables_are "a b2"
}

@test "the branch is deleted and collected: the ledger's texts lead back" {
    make_branches
    git switch -q main
    git branch -q -D feature
    git reflog expire --expire=now --all
    git gc -q --prune=now
    run -0 gmig switch
    tables_are "a"
    assert_equal "$(rows)" "k"
}

@test "an edited one goes as it was and comes in as it is" {
    make_branches
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/; s/DROP TABLE b;/DROP TABLE b; DROP TABLE gone;/' \
        migrations/2026-11-20-091000-b.sql
    rm migrations/2026-11-20-092000-c.sql
    echo llllllllllll >migrations/gmig.head
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "rollback m, rollback l, execute l"
    assert_equal "$(columns b)" "x y"
    run -0 gmig status --exit-code
}

@test "an edit in comments only is taken over without running anything" {
    make_branches
    sed -i 's/^CREATE/-- the b\nCREATE/' migrations/2026-11-20-091000-b.sql
    query dev.db "INSERT INTO b VALUES (1)"
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "adopt l"
    assert_equal "$(query dev.db "SELECT count(*) FROM b")" 1
    run -0 gmig status --exit-code
}

@test "a teammate amended what is executed here: switch takes theirs" {
    make_branches
    run -0 gmig switch other
    git switch -q -c theirs other
    sed -i 's/TABLE d (x int)/TABLE d (x int, more int)/' migrations/2026-11-20-093000-d.sql
    commit amended
    run -4 gmig execute
    run -0 gmig switch
    assert_equal "$(columns d)" "x more"
    run -0 gmig status --exit-code
}

@test "what stands on an edited one goes too, unless a shadow proves that it may stay" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "ALTER TABLE b ADD COLUMN e int;" \
        "ALTER TABLE b DROP COLUMN e;"
    write_migration 2026-11-20-095000-f pppppppppppp oooooooooooo "CREATE TABLE f (x int);" \
        "DROP TABLE f;"
    run -0 gmig execute
    query dev.db "INSERT INTO f VALUES (7)"
    cp dev.db kept.db
    # b's table is dropped and made again: e's column would be gone.
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/' migrations/2026-11-20-091000-b.sql
    run -9 gmig switch
    assert_line "error: this would lose the data of table f"
    run -0 --separate-stderr gmig switch --accept-data-loss --json
    assert_equal "$(plan)" "rollback p, rollback o, rollback m, rollback l, execute l, execute m, \
execute o, execute p"
    assert_equal "$(json '.detour')" "table b would not be as it is to be"
    assert_equal "$(columns b)" "x y e"
    run -0 gmig status --exit-code
    # An edit of c alone touches nobody else: f stays, with its rows.
    mv kept.db dev.db
    git checkout -q -- migrations/2026-11-20-091000-b.sql
    sed -i 's/COLUMN c int/COLUMN c text/' migrations/2026-11-20-092000-c.sql
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "rollback m, execute m"
    assert_equal "$(query dev.db "SELECT x FROM f")" 7
    run -0 gmig status --exit-code
}

@test "where data is touched nothing is proven: all above goes" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "INSERT INTO a (x) VALUES (1);" \
        "DELETE FROM a WHERE x = 1;"
    run -0 gmig execute
    sed -i 's/COLUMN c int/COLUMN c text/' migrations/2026-11-20-092000-c.sql
    run -0 --separate-stderr gmig switch --accept-data-loss --json
    assert_equal "$(plan)" "rollback o, rollback m, execute m, execute o"
    run json .detour
    assert_output --partial "2026-11-20-094000-e touches data"
    assert_equal "$(query dev.db "SELECT count(*) FROM a")" 1
}

@test "an executed row of another branch below mine: only it goes" {
    make_branches
    git switch -q other
    run -0 gmig execute
    assert_equal "$(rows)" "k l m n"
    query dev.db "INSERT INTO d VALUES (5)"
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "rollback m, rollback l"
    assert_equal "$(query dev.db "SELECT x FROM d")" 5
    run -0 gmig status --exit-code
}

@test "a squash merge and a cherry-pick are the same migrations" {
    make_branches
    git switch -q main
    git merge -q --squash feature
    commit squashed
    git branch -q -D feature
    run -0 gmig switch
    assert_output "local is as the work tree has it"
    git switch -q -c picked main~1
    git checkout -q main -- migrations/2026-11-20-091000-b.sql
    echo llllllllllll >migrations/gmig.head
    commit picked
    run -0 --separate-stderr gmig switch --json
    assert_equal "$(plan)" "rollback m"
}

@test "a rebased branch: the rows follow the names" {
    make_branches
    git switch -q main
    git merge -q other
    git switch -q feature
    run -0 gmig rebase --onto main
    git add -A
    git commit -q -m rebased
    run -0 gmig switch main
    tables_are "a d"
    run -0 gmig switch feature
    tables_are "a b d"
    run -0 gmig status --exit-code
}

@test "--checkout: git goes first, then the database" {
    make_branches
    run -0 gmig switch other --checkout
    assert_line "local is as other has it, and git is there: executed 1 migration, rolled back 2"
    assert_equal "$(git symbolic-ref --short HEAD)" other
    tables_are "a d"
    git tag v1 main
    run -0 --separate-stderr gmig switch v1 --checkout --json
    assert_equal "$(json '[.checked_out, .state] | join(" ")')" "true done"
    assert_equal "$(git rev-parse --abbrev-ref HEAD)" HEAD
    tables_are "a"
    run -0 gmig switch main --checkout
    assert_output "local is as main has it, and git is there"
    assert_equal "$(git symbolic-ref --short HEAD)" main
}

@test "--checkout with --dry-run moves nothing" {
    make_branches
    before=$(picture)
    run -0 gmig switch other --checkout --dry-run
    assert_equal "$(picture)" "$before"
}

@test "a failing post-checkout hook of another tool's does not stop it" {
    make_branches
    mkdir -p .git/hooks
    # shellcheck disable=SC2016  # the hook says it
    printf '#!/bin/sh\necho "$GMIG_SWITCHING" >>hook.log\nexit 3\n' >.git/hooks/post-checkout
    chmod +x .git/hooks/post-checkout
    run -0 gmig switch other --checkout
    tables_are "a d"
    assert_equal "$(cat hook.log)" 1
}

@test "the folder of the present project is meant, whatever gmig.json says there" {
    make_branches
    git switch -q other
    mkdir elsewhere
    git mv migrations/*.sql migrations/gmig.head elsewhere
    sed -i 's/"migrations": "migrations"/"migrations": "elsewhere"/' gmig.json
    commit moved
    run -0 gmig switch
    tables_are "a d"
    sed -i 's/"migrations": "elsewhere"/"migrations": ["elsewhere", "migrations"]/' gmig.json
    run -0 gmig switch feature
    tables_are "a b"
}

@test "under the dag policy, with a merge migration" {
    make_project 'policy="dag"'
    fill_branches
    git switch -q -c both feature
    git checkout -q other -- migrations/2026-11-20-093000-d.sql
    commit both
    run -0 gmig switch
    assert_equal "$(rows)" "k l m n"
    run -0 gmig merge
    commit joined
    run -0 gmig switch
    tables_are "a b d"
    run -0 --separate-stderr gmig switch feature --json
    assert_equal "$(json '[.plan[].action] | join(" ")')" "rollback rollback"
    tables_are "a b"
    run -0 gmig switch both
    run -0 gmig status --exit-code
}

@test "JSON migrations: the ledger's SQL leads back" {
    make_branches
    printf '{"formatVersion": 1, "modifications": [{"modification": "createEntity", "entity": {"name": "e",
        "primary": {"columns": ["id"]}, "fields": {"id": {"type": "integer"}}}}]}\n' \
        >migrations/2026-11-20-094000-e.json
    run -0 gmig add
    commit json
    run -0 gmig execute
    tables_are "a b e"
    git switch -q main
    run -0 gmig switch
    tables_are "a"
    run -0 gmig switch feature
    tables_are "a b e"
    run -0 gmig switch feature --checkout
    run -0 gmig status --exit-code
}

@test "outside a transaction: taken out and put in as transaction=off wants it" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm \
        "CREATE TABLE e (x int); CREATE TABLE e2 (x int);" "DROP TABLE e2; DROP TABLE e;"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-094000-e.sql
    commit off
    run -0 gmig execute
    run -0 gmig switch main
    tables_are "a"
    run -0 gmig switch feature
    tables_are "a b e e2"
    query dev.db "DROP TABLE e"
    run -7 gmig switch main
    assert_line --regexp "next: gmig recover"
    run -7 gmig switch main
    assert_line "  next: gmig recover"
    query dev.db "CREATE TABLE e (x int)"
    run -0 gmig recover
    run -0 gmig switch main
    tables_are "a"
}

@test "undo takes a switch back, and git with it" {
    make_branches
    run -0 gmig switch other --checkout
    run -0 gmig op log
    assert_output --partial "switch"
    run -0 gmig undo
    tables_are "a b"
    assert_equal "$(git symbolic-ref --short HEAD)" feature
    assert_equal "$(rows)" "k l m"
    run -0 gmig status --exit-code
    run -0 gmig switch HEAD --checkout
    assert_equal "$(git symbolic-ref --short HEAD)" feature
}

@test "killed in the middle: undo takes back what was done, of git's HEAD too" {
    make_branches
    before=$(query dev.db "SELECT id, name, sequence FROM gmig_ledger WHERE project = 'default' ORDER BY sequence")
    GMIG_FAULT=execute.after_commit:kill run gmig switch other --checkout
    assert_equal "$(git symbolic-ref --short HEAD)" other
    tables_are "a d"
    run -0 gmig undo
    tables_are "a b"
    assert_equal "$(query dev.db "SELECT id, name, sequence FROM gmig_ledger WHERE project = 'default' ORDER BY sequence")" "$before"
    assert_equal "$(git symbolic-ref --short HEAD)" feature
    run -0 gmig status --exit-code
}

@test "--checkout of a branch that only origin has, as git would" {
    make_branches
    git init -q --bare ../origin.git
    git remote add origin ../origin.git
    git push -q origin other
    git branch -q -D other
    run -8 gmig switch other
    run -0 gmig switch origin/other
    run -0 gmig switch feature
    run -0 gmig switch other --checkout
    tables_are "a d"
    assert_equal "$(git symbolic-ref --short HEAD)" other
    assert_equal "$(git config branch.other.remote)" origin
    run -0 gmig undo
    tables_are "a b"
    assert_equal "$(git symbolic-ref --short HEAD)" feature
}
