#!/usr/bin/env bats
# What gmig switch refuses, and in what state it leaves things: nothing is ever half done.
load helper
load branches

setup() { start_test; }

@test "no down part: exit 9, its branch and the way out" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "CREATE TABLE e (x int);"
    commit "no way back"
    run -0 gmig execute
    before=$(picture)
    run -9 gmig switch other
    assert_line "error: 2026-11-20-094000-e has no down part; it was executed on branch feature"
    assert_line "  state: nothing has changed"
    assert_line "  next: git checkout feature, give its file a down part there, then gmig amend 2026-11-20-094000-e"
    assert_equal "$(picture)" "$before"
    run -9 gmig switch other --checkout
    assert_equal "$(picture)" "$before"
    git switch -q other
    git branch -q -D feature
    run -9 gmig switch
    assert_output --regexp "next: git checkout [0-9a-f]{40}, give its file a down part there, then gmig amend"
}

@test "irreversible is no way back either" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "CREATE TABLE e (x int);"
    sed -i '1s/$/ irreversible/' migrations/2026-11-20-094000-e.sql
    run -0 gmig execute
    rm migrations/2026-11-20-091000-b.sql migrations/2026-11-20-092000-c.sql
    sed -i '1s/parent=[a-z]*/parent=kkkkkkkkkkkk/' migrations/2026-11-20-094000-e.sql
    run -0 gmig switch --dry-run
    assert_output --partial "rename"
    git switch -q -f main
    rm migrations/2026-11-20-094000-e.sql
    run -9 gmig switch
    assert_line --partial "2026-11-20-094000-e has no down part"
}

@test "--checkout that git refuses: its own words, exit 8, nothing changed" {
    make_branches
    echo "-- mine" >>migrations/gmig.head
    before=$(picture)
    run -8 gmig switch other --checkout
    assert_line --partial "Your local changes to the following files would be overwritten by checkout: migrations/gmig.head"
    assert_line "  state: nothing has changed"
    assert_equal "$(picture)" "$before"
    run -0 gmig op log
    refute_output --partial "switch"
}

@test "an unknown revision, --checkout of nothing, no repository" {
    make_branches
    before=$(picture)
    run -8 gmig switch nowhere
    assert_line 'error: there is no commit "nowhere" here'
    run -8 gmig switch -- --orphan
    run -2 gmig switch --checkout
    assert_equal "$(picture)" "$before"
    mkdir ../plain
    cp -r gmig.json migrations dev.db ../plain
    cd ../plain
    run -8 gmig switch main
    rm migrations/2026-11-20-092000-c.sql
    echo llllllllllll >migrations/gmig.head
    run -0 gmig switch
    assert_equal "$(columns a)" x
}

@test "a target with two heads, or a broken one, is refused before anything" {
    make_branches
    git merge -q other >/dev/null 2>&1 || true
    git checkout -q --ours migrations/gmig.head
    git add -A
    git commit -q -m both
    before=$(picture)
    run -4 gmig switch
    assert_output --partial "GM202"
    assert_line "refused in local: nothing has changed"
    echo "-- gmig: id=broken" >migrations/2026-11-20-099000-z.sql
    git rm -q migrations/2026-11-20-093000-d.sql
    run -3 gmig switch
    assert_equal "$(sqlite3 dev.db .dump | sha256sum)" "$(head -1 <<<"$before")"
}

@test "a mistake in the last one is found before the first goes" {
    make_branches
    git switch -q other
    write_migration 2026-11-20-094000-e oooooooooooo nnnnnnnnnnnn "COMMIT; CREATE TABLE e (x int);"
    before=$(picture)
    run -3 gmig switch
    assert_equal "$(picture)" "$before"
}

@test "a statement that fails: exit 6, each step whole, and it goes on" {
    make_branches
    git switch -q other
    write_migration 2026-11-20-094000-e oooooooooooo nnnnnnnnnnnn "CREATE TABLE e (x int); CREATE TABLE a (x);"
    run -6 gmig switch
    assert_line "  state: 3 of 4 steps are done, each whole; the others are as they were"
    assert_line "  next: mend migrations/2026-11-20-094000-e.sql, then gmig switch"
    tables_are "a d"
    sed -i 's/ CREATE TABLE a (x);//' migrations/2026-11-20-094000-e.sql
    run -0 gmig switch
    assert_line "local is as the work tree has it: executed 1 migration"
}

@test "a row that was edited by hand: exit 4, nothing half done" {
    make_branches
    query dev.db "UPDATE gmig_ledger SET name = 'other' WHERE id = 'llllllllllll'"
    before=$(picture)
    run -4 gmig switch other
    assert_equal "$(picture)" "$before"
}

@test "a down text that was edited by hand in the ledger: exit 4, nothing half done" {
    make_branches
    query dev.db "UPDATE gmig_ledger SET down_text = 'DROP TABLE a;' WHERE id = 'llllllllllll'"
    before=$(picture)
    run -4 gmig switch other
    assert_equal "$(picture)" "$before"
}

@test "only a local environment" {
    make_project
    sed -i 's/"kind": "local"/"kind": "shared"/' gmig.json
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit first
    run -9 gmig switch
    assert_line --partial "switch is for local environments"
    assert_line "  next: gmig execute -e local"
}

@test "not in the middle of a merge" {
    make_branches
    git merge -q other >/dev/null 2>&1 || true
    run -8 gmig switch main --checkout
    assert_line --partial "git is in the middle of a merge"
    run -0 gmig switch main
    tables_are "a"
}


@test "rows that an up part would destroy when it runs a second time need consent" {
    make_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none \
        "CREATE TABLE a (x int); CREATE TABLE log (m text);" "DROP TABLE a; DROP TABLE log;"
    write_migration 2026-11-20-091000-b llllllllllll kkkkkkkkkkkk "CREATE TABLE e (x int);" "DROP TABLE e;"
    write_migration 2026-11-20-092000-c mmmmmmmmmmmm llllllllllll \
        "DELETE FROM log; CREATE TABLE k (x int);" "DROP TABLE k;"
    commit first
    run -0 gmig execute
    query dev.db "INSERT INTO log VALUES ('since')"
    sed -i 's/CREATE TABLE e (x int)/CREATE TABLE e (x int, y int)/' migrations/2026-11-20-091000-b.sql
    run -0 gmig switch --dry-run
    assert_output --partial "rows of log"
    run -9 gmig switch
    assert_output --partial "rows of log"
    assert_equal "$(query dev.db "SELECT m FROM log")" since
}

@test "by itself it never runs what would lose rows on the way up" {
    make_project
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit first
    run -0 env PATH="$(dirname "$GMIG"):$PATH" gmig hooks install
    git config gmig.autoSwitch true
    run -0 gmig execute
    query dev.db "INSERT INTO a VALUES (1)"
    git switch -q -c feature
    write_migration 2026-11-20-091000-b llllllllllll kkkkkkkkkkkk "DROP TABLE a;" "CREATE TABLE a (x int);"
    commit drop
    git switch -q main
    run -0 git switch feature
    assert_output --partial "not switched: this would lose the data of table a"
    assert_equal "$(query dev.db "SELECT x FROM a")" 1
}

@test "a branch that is called like an option is no option of git's" {
    make_branches
    git update-ref refs/heads/-f HEAD
    echo precious >kept
    git add kept
    git commit -q -m kept
    echo mine >>kept
    run -8 gmig switch --checkout -- -f
    assert_equal "$(tail -n 1 kept)" mine
    run -8 gmig switch '@{-1}' --checkout
    assert_line --partial "gmig switch BRANCH"
}

@test "a tree without migrations takes nothing out, and one with its own folder is read there" {
    make_branches
    git switch -q --orphan docs
    git commit -q --allow-empty -m docs
    git switch -q feature
    run -8 gmig switch docs
    assert_line --partial "docs has no migrations"
    git switch -q -c moved
    git mv migrations db
    sed -i 's/"migrations": "migrations"/"migrations": "db"/' gmig.json
    commit moved
    run -0 gmig switch feature
    tables_are "a b"
    assert_equal "$(rows)" "k l m"
}

@test "in the middle of a merge the plan is refused as the switch is" {
    make_branches
    git rev-parse other >.git/MERGE_HEAD
    run -8 gmig switch --dry-run
    run -8 gmig switch
}
