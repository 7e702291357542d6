#!/usr/bin/env bats
# What gmig rebase does when git, or somebody, has gone on before it was completed; and odd
# repositories.
load helper
setup() { start_test; }

# A conflicted merge of main into feature; local has executed feature's migration, and so has an
# environment "second" whose disk is away.
conflict() {
    make_project
    sed -i 's|"environments": {|"environments": {"second": {"url": "sqlite:second/s.db", "kind": "local"},|' gmig.json
    printf 'second*\n' >>.gitignore
    mkdir second
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x);"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x);"
    commit m
    gmig execute -q
    gmig execute -q -e second
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x);"
    commit u
    git switch -q feature
    ! git merge -q main || fail "the tripwire did not stop the merge"
}

row() {
    query "$1" "SELECT name FROM gmig_ledger WHERE id = 'mmmmmmmmmmmm'"
}

@test "a ledger out of reach keeps nobody from committing; --continue is about it alone" {
    conflict
    mv second second.away
    run -7 gmig rebase
    assert_output --partial "second could not follow"
    git commit -q --no-edit
    run -7 gmig execute
    assert_output --partial "gmig rebase --continue, or gmig rebase --abort"
    run -1 gmig doctor
    assert_output --partial "was interrupted"
    mv second.away second
    run -0 gmig rebase --continue
    assert_equal "$(row dev.db) $(row second/s.db)" "2026-11-20-100300-m 2026-11-20-100300-m"
    assert_equal "$(git status --porcelain)" ""
    run -0 gmig rebase
    assert_output --partial "nothing to do"
}

@test "an ordinary command completes it once the ledger is back, and says so" {
    conflict
    mv second second.away
    run -7 gmig rebase
    git commit -q --no-edit
    mv second.away second
    run -0 gmig execute --force
    assert_output --regexp "completed .gmig rebase., which had been interrupted"
    assert_equal "$(row second/s.db)" "2026-11-20-100300-m"
    run -0 gmig status --exit-code
}

@test "--abort after a commit leaves the commit alone" {
    conflict
    mv second second.away
    run -7 gmig rebase
    git commit -q --no-edit
    run -0 gmig rebase --abort
    assert_output --partial "files and index stay as they are now"
    assert_equal "$(git status --porcelain)" ""
    mv second.away second
    run -0 gmig execute --force
    assert_output --partial "renamed 2026-11-20-100300-m"
    run -0 gmig status --exit-code
}

@test "killed, and then git merge --abort: --abort is the way out, and loses nothing" {
    conflict
    GMIG_FAULT=rebase.files:kill run -137 gmig rebase
    git merge --abort || git reset -q --hard
    run -7 gmig execute
    assert_output --partial "gmig rebase --abort"
    run -7 gmig rebase --continue
    run -0 gmig rebase --abort
    git clean -q -f -d migrations
    git reset -q --hard
    run -1 git merge -q main
    run -0 gmig rebase
    git commit -q --no-edit
    run -0 gmig execute --force
    run -0 gmig status --exit-code
}

@test "an index that another git holds: exit 8, and everything is as it was" {
    conflict
    before=$(git ls-files --stage && cat migrations/*)
    touch .git/index.lock
    run -8 gmig rebase
    assert_output --partial "index.lock"
    rm .git/index.lock
    assert_equal "$(git ls-files --stage && cat migrations/*)" "$before"
    assert_file_not_exists .git/gmig/rebase
    assert_equal "$(row dev.db)" 2026-11-20-091000-m
    run -0 gmig rebase
}

@test "a record that was torn counts as none; another gmig's is kept" {
    conflict
    mkdir -p .git/gmig
    echo "gmig rebase 1 sha256 torn" >.git/gmig/rebase
    run -0 gmig rebase --dry-run
    echo "gmig rebase 9 whatever" >.git/gmig/rebase
    run -7 gmig rebase
    assert_output --partial "another gmig's"
    run -2 gmig rebase --continue --abort
    assert_output --partial "stand alone"
}

@test "in a linked worktree, with its own merge and its own record" {
    conflict
    git merge --abort
    git worktree add -q ../linked -b linked feature
    cp dev.db ../linked/
    mkdir ../linked/second
    cd ../linked
    run -1 git merge -q main
    run -0 gmig rebase
    assert_equal "$(git ls-files --unmerged)" ""
    git commit -q --no-edit
    assert_equal "$(cat migrations/gmig.head)" mmmmmmmmmmmm
    assert_equal "$(git -C ../work status --porcelain)" ""
}

@test "a work tree with CRLF: bytes stay, and git sees no change but the rebase" {
    conflict
    git merge --abort
    git config core.autocrlf true
    git rm -q -r --cached . && git reset -q --hard
    run -1 git merge -q main
    run -0 gmig rebase
    run -0 grep -c $'\r' migrations/2026-11-20-100300-m.sql
    assert_equal "$(git ls-files --unmerged)" ""
    assert_equal "$(git show :migrations/2026-11-20-100300-m.sql | grep -c $'\r')" 0
    git commit -q --no-edit
    assert_equal "$(git status --porcelain)" ""
}

@test "a repository of SHA-256 names, and a split index" {
    git init -q --object-format=sha256 sha256
    cd sha256
    mkdir migrations
    printf '{"dialect": "sqlite"}\n' >gmig.json
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x);"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x);"
    commit m
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x);"
    commit u
    git switch -q feature
    git update-index --split-index
    run -1 git merge -q main
    GMIG_FAULT=rebase.settled:kill run -137 gmig rebase
    run -0 gmig rebase --abort
    assert_equal "$(git ls-files --unmerged | wc -l)" 3
    run -0 gmig rebase
    assert_equal "$(git ls-files --unmerged)" ""
    git commit -q --no-edit
}
