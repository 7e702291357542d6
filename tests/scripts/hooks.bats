#!/usr/bin/env bats
# What the hooks do in each of git's operations (which operation runs which hook: githooks(5), and
# tried with git 2.39).

load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);' \
        'DROP TABLE t;'
    echo one >other.txt
    commit "First migration"
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q -u origin main
    install_hooks .git/hooks
}

# Hooks as small as can be: what `gmig hooks install` writes does more, and has tests of its own.
install_hooks() {
    local name
    mkdir -p "$1"
    for name in pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout; do
        printf '#!/bin/sh\nexec "%s" hook %s "$@"\n' "$GMIG" $name >"$1/$name"
        chmod +x "$1/$name"
    done
}

first=migrations/2026-11-20-100000-create.sql

edit_first() {
    sed -i 's/a INTEGER/a INTEGER, b TEXT/' $first
}

# add_second [ID [STAMP]]: a migration after the first.
add_second() {
    write_migration "2026-11-20-${2:-110000}-second" "${1:-llllllllllll}" kkkkkkkkkkkk \
        'ALTER TABLE t ADD COLUMN c TEXT;' 'ALTER TABLE t DROP COLUMN c;'
}

# stops_with CODE: the last command was stopped by gmig for this reason.
stops_with() {
    assert_failure
    assert_output --partial "gmig stops"
    assert_output --partial "$1"
    assert_output --partial "GMIG_SKIP=1"
}

@test "a commit that leaves the migrations alone passes without a word" {
    echo two >other.txt
    run git commit -a -m "Other"
    assert_success
    refute_output --partial gmig
}

@test "a commit that edits a published migration is stopped, with the way out" {
    edit_first
    git add -A
    run git commit -m "Edit"
    stops_with GM101
    assert_output --partial "2026-11-20-100000-create was edited after it was published"
    assert_output --partial "git checkout HEAD -- $first"
    git checkout -q HEAD -- $first
    run git commit --allow-empty -m "Nothing"
    assert_success
}

@test "a commit of everything, of a path, and an amended one are stopped as well" {
    edit_first
    run git commit -a -m "Edit"
    stops_with GM101
    run git commit -m "Edit" $first
    stops_with GM101
    run git commit -a --amend --no-edit
    stops_with GM101
}

@test "a commit of another path passes while an edit waits in the work tree" {
    edit_first
    echo two >other.txt
    run git commit -m "Other" other.txt
    assert_success
}

@test "a commit from a subfolder is stopped" {
    edit_first
    mkdir sub
    cd sub || return
    run git commit -a -m "Edit"
    stops_with GM101
}

@test "a commit with another git folder and work tree is stopped" {
    edit_first
    local here=$PWD
    cd / || return
    run git --git-dir="$here/.git" --work-tree="$here" commit -a -m "Edit"
    stops_with GM101
}

@test "a commit that deletes a published migration is stopped" {
    git rm -q $first
    echo none >migrations/gmig.head
    run git commit -a -m "Delete"
    stops_with GM102
}

@test "a commit that loses a migration's id is stopped" {
    sed -i 1d $first
    run git commit -a -m "Lose the header"
    stops_with GM107
    assert_output --partial "gmig add --restore"
}

@test "an edit in comments only passes" {
    sed -i 's/^CREATE/-- a licence\nCREATE/' $first
    run git commit -a -m "Licence"
    assert_success
}

@test "a new migration passes, on main and on a branch" {
    add_second
    git add -A
    run git commit -m "Second"
    assert_success
    git checkout -q -b topic
    write_migration 2026-11-20-120000-third mmmmmmmmmmmm llllllllllll 'CREATE TABLE u (a);'
    git add -A
    run git commit -m "Third"
    assert_success
}

@test "a branch's own migration that nobody ran may be edited and deleted" {
    git checkout -q -b topic
    add_second
    commit "Second"
    sed -i 's/ c TEXT/ d TEXT/' migrations/*second.sql
    run git commit -a -m "Edit"
    assert_success
    git rm -q migrations/*second.sql
    echo kkkkkkkkkkkk >migrations/gmig.head
    run git commit -a -m "Delete"
    assert_success
}

@test "a branch's own migration that the local database ran may not" {
    git checkout -q -b topic
    add_second
    commit "Second"
    gmig execute -q -y
    sed -i 's/ c TEXT/ d TEXT/' migrations/*second.sql
    run git commit -a -m "Edit"
    stops_with GM101
    assert_output --partial "executed in local"
    assert_output --partial "in this database alone: gmig amend"
    assert_output --partial "where a teammate edited it: gmig switch"
    gmig amend -q --no-rename --accept-data-loss
    run git commit -a -m "Edit"
    assert_success
}

@test "what PostgreSQL ran is known from the last look at it, with its time" {
    rm -rf .git ./*
    make_postgres_project
    install_hooks .git/hooks
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);'
    commit "First migration"
    edit_first
    run git commit -a -m "Edit"
    assert_output --partial "what is executed in local is not known here"
    git checkout -q -f HEAD
    gmig execute -q -y
    edit_first
    run git commit -a -m "Edit"
    stops_with GM101
    assert_output --partial "executed in local (seen 2026-11-20T10:02Z)"
    fresh_postgres another_database
    run git commit -a -m "Edit"
    assert_output --partial "what is executed in local is not known here"
}

@test "a commit on main passes while the local database has run a feature" {
    git checkout -q -b topic
    add_second
    commit "Second"
    gmig execute -q -y
    git checkout -q main
    write_migration 2026-11-20-120000-other mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    git add -A
    run git commit -m "Another"
    assert_success
}

@test "two heads are stopped on main, and pass on a branch" {
    add_second
    write_migration 2026-11-20-120000-third mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    git add -A
    run git commit -m "Two heads"
    stops_with GM202
    git checkout -q -b topic
    run git commit -m "Two heads"
    assert_success
}

@test "a copied file with the same id is stopped" {
    cp $first migrations/2026-11-20-130000-copy.sql
    sed -i 's/ a INTEGER/ b INTEGER/; s/CREATE TABLE t/CREATE TABLE u/' migrations/*copy.sql
    git add -A
    run git commit -m "Copy"
    stops_with GM204
}

@test "ids are remembered by object, and a damaged memory is no obstacle" {
    add_second
    git add -A
    git commit -q -m "Second"
    cp migrations/*second.sql migrations/2026-11-20-130000-copy.sql
    sed -i 's/ c TEXT/ d TEXT/' migrations/*copy.sql
    git add -A
    local cache=.git/gmig/cache/ids-sqlite
    assert_file_exists $cache
    run git commit -m "Copy"
    stops_with GM204
    local damage
    for damage in "" "gmig ids 1 40" "no cache at all" "$(head -c 100 $cache)"; do
        printf '%s' "$damage" >$cache
        run git commit -m "Copy"
        stops_with GM204
    done
    rm -r .git/gmig/cache
    touch .git/gmig/cache
    run git commit -m "Copy"
    stops_with GM204
}

@test "without a published branch or a ledger all that is committed counts as executed" {
    git remote remove origin
    printf '{"migrations": "migrations"}\n' >gmig.json
    commit "No environment"
    edit_first
    run git commit -a -m "Edit"
    stops_with GM101
}

@test "a linked work tree has the same hooks" {
    git worktree add -q ../linked -b topic
    cd ../linked || return
    edit_first
    run git commit -a -m "Edit"
    stops_with GM101
}

@test "a submodule has hooks of its own" {
    git init -q ../outer
    cd ../outer || return
    git -c protocol.file.allow=always submodule --quiet add "$BATS_TEST_TMPDIR/origin.git" inner
    git commit -q -m "Submodule"
    install_hooks .git/modules/inner/hooks
    cd inner || return
    edit_first
    run git commit -a -m "Edit"
    stops_with GM101
}

@test "a clean merge that edits what main has published is stopped, and so is its commit" {
    git checkout -q -b topic
    edit_first
    GMIG_SKIP=1 git commit -q -a -m "Edit"
    git checkout -q main
    echo two >other.txt
    git commit -q -a -m "Other"
    run git merge topic -m "Merge"
    stops_with GM101
    run git commit -m "Merge"
    stops_with GM101
}

@test "merging main into a feature finds no fault with main's own migrations" {
    git checkout -q -b topic
    add_second llllllllllll 120000
    commit "Second"
    git checkout -q main
    write_migration 2026-11-20-110000-main mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    commit "Main's"
    git push -q origin main
    git checkout -q topic
    run git merge -X theirs main -m "Merge"
    assert_success
    refute_output --partial "gmig stops"
}

@test "the commit that ends a conflicted merge is checked" {
    git checkout -q -b topic
    add_second
    edit_first
    GMIG_SKIP=1 git commit -q -a -m "Second and an edit" --no-verify
    git add -A && GMIG_SKIP=1 git commit -q --amend --no-edit
    git checkout -q main
    write_migration 2026-11-20-120000-main mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    commit "Main's"
    run git merge topic -m "Merge"
    assert_failure
    assert_output --partial "CONFLICT"
    echo mmmmmmmmmmmm >migrations/gmig.head
    git add -A
    run git commit -m "Merge"
    stops_with GM101
}

@test "a fast-forward merge reports what there is to execute" {
    gmig execute -q -y
    git checkout -q -b topic
    add_second
    commit "Second"
    git checkout -q main
    run git merge topic
    assert_success
    assert_output --partial "gmig: local: 1 to execute (gmig execute)"
}

@test "a squash merge is checked when it is committed" {
    git checkout -q -b topic
    edit_first
    GMIG_SKIP=1 git commit -q -a -m "Edit"
    git checkout -q main
    git merge -q --squash topic
    run git commit -m "Squash"
    stops_with GM101
}

@test "an octopus merge is checked" {
    git checkout -q -b one
    edit_first
    GMIG_SKIP=1 git commit -q -a -m "Edit"
    git checkout -q -b two main
    echo two >two.txt
    commit "Two"
    git checkout -q -b three main
    echo three >three.txt
    commit "Three"
    git checkout -q main
    run git merge one two three -m "Octopus"
    stops_with GM101
}

@test "no hook sees a rebase, a cherry-pick, a revert or a patch; the push does" {
    git checkout -q -b topic
    edit_first
    GMIG_SKIP=1 git commit -q -a -m "Edit"
    git format-patch -q -1 -o ..
    echo two >other.txt
    git commit -q -a -m "Other"
    git checkout -q -b picked main
    git cherry-pick topic~1
    run git push origin picked
    stops_with GM101
    git checkout -q -b patched main
    git am -q ../0001-Edit.patch
    run git push origin patched
    stops_with GM101
    git revert --no-edit HEAD
    run git push origin patched
    assert_success
    git checkout -q topic
    git rebase -q --onto main main topic
    run git push origin topic
    stops_with GM101
}

@test "a push of a new migration passes, to a branch and to main" {
    git checkout -q -b topic
    add_second
    commit "Second"
    run git push -u origin topic
    assert_success
    refute_output --partial gmig:
    git checkout -q main
    git merge -q topic
    run git push
    assert_success
}

@test "a push to main is stopped by every error" {
    add_second
    write_migration 2026-11-20-120000-third mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    git add -A
    git commit -q --no-verify -m "Two heads"
    run git push
    stops_with GM202
    run git push origin main:refs/heads/topic
    assert_success
}

@test "deleting a branch, pushing tags and pushing nothing pass" {
    git push -q origin main:refs/heads/topic
    git tag v1
    run git push --tags
    assert_success
    run git push origin :topic
    assert_success
    run git push
    assert_success
}

@test "a branch that was rebased may be pushed by force" {
    git checkout -q -b topic
    add_second
    commit "Second"
    git push -q -u origin topic
    git mv migrations/2026-11-20-110000-second.sql migrations/2026-11-20-140000-second.sql
    git commit -q --amend --no-edit
    run git push --force
    assert_success
    sed -i 's/ c TEXT/ d TEXT/' migrations/*second.sql
    git commit -q -a --amend --no-edit
    run git push --force
    assert_success
}

@test "a push while staging has run somebody else's feature passes" {
    write_project sqlite sqlite:dev.db >/dev/null
    python3 - <<'PY'
import json
config = json.load(open("gmig.json"))
config["environments"]["staging"] = {"url": "sqlite:staging.db", "kind": "shared"}
json.dump(config, open("gmig.json", "w"))
PY
    commit "Staging"
    git push -q
    git checkout -q -b theirs
    add_second
    commit "Theirs"
    gmig execute -q -y -e staging
    git checkout -q -b mine main
    write_migration 2026-11-20-120000-mine mmmmmmmmmmmm kkkkkkkkkkkk 'CREATE TABLE u (a);'
    commit "Mine"
    run git push origin mine
    assert_success
    git checkout -q main
    git merge -q mine
    run git push origin main
    assert_success
}

@test "a push that changes what staging has run is stopped" {
    python3 - <<'PY'
import json
config = json.load(open("gmig.json"))
config["environments"]["staging"] = {"url": "sqlite:staging.db", "kind": "shared"}
json.dump(config, open("gmig.json", "w"))
PY
    commit "Staging"
    git checkout -q -b topic
    add_second
    commit "Second"
    git push -q origin topic
    gmig execute -q -y -e staging
    sed -i 's/ c TEXT/ d TEXT/' migrations/*second.sql
    git commit -q --no-verify -a -m "Edit"
    run git push origin topic
    stops_with GM101
    assert_output --partial "executed in staging"
}

@test "a push to a remote with a command's name is checked" {
    git remote rename origin status
    edit_first
    git commit -q --no-verify -a -m "Edit"
    run git push status main
    stops_with GM101
}

@test "GMIG_SKIP lets a hook pass, and the next push tells" {
    edit_first
    GMIG_SKIP=pre-push run git commit -a -m "Edit"
    stops_with GM101
    GMIG_SKIP=pre-commit,pre-push run git commit -a -m "Edit"
    assert_success
    git reset -q --hard HEAD~1
    run gmig doctor
    assert_output --partial "1 skipped since the last push"
    echo two >other.txt
    git commit -q -a -m "Other"
    run git push
    assert_success
    assert_output --partial "gmig: 1 hook was skipped since the last push"
    assert_output --partial "pre-commit"
    run git push
    refute_output --partial skipped
}

@test "a checkout is never blocked, and tells when the database differs" {
    gmig execute -q -y
    run git checkout -b topic
    assert_success
    refute_output --partial gmig
    add_second
    commit "Second"
    gmig execute -q -y
    run git checkout main
    assert_success
    assert_output --partial "gmig: local: 1 of another branch executed"
    printf 'no json' >gmig.json
    git commit -q --no-verify -a -m "Broken"
    run git checkout topic
    assert_success
    run git checkout main
    assert_success
    assert_output --partial "gmig: "
}

@test "hooks write neither the index nor anything but gmig's own folder" {
    add_second
    git add -A
    local before
    before=$(sha256sum .git/index)
    run gmig hook pre-commit
    assert_success
    assert_equal "$(sha256sum .git/index)" "$before"
    run git status --porcelain
    assert_output "A  migrations/2026-11-20-110000-second.sql
M  migrations/gmig.head"
}

@test "a bad gmig.json stops a commit that touches it, and says where" {
    printf '{"migrations": 1}\n' >gmig.json
    run git commit -a -m "Bad"
    assert_failure
    assert_output --partial "gmig.json:1:"
}

@test "without gmig.json there is nothing to check" {
    git rm -q gmig.json
    git commit -q --no-verify -m "No more gmig"
    edit_first
    run git commit -a -m "Edit"
    assert_success
}

@test "another hook's name is refused" {
    run -2 gmig hook pre-flight
    assert_output --partial "pre-commit, pre-merge-commit, pre-push"
}

@test "a hook that another tool took away is missed by the others" {
    rm .git/hooks/*
    PATH=$(dirname "$GMIG"):$PATH run gmig hooks install
    assert_success
    printf '#!/bin/sh\nexit 0\n' >.git/hooks/pre-push
    echo two >other.txt
    run git commit -a -m "Other"
    assert_success
    assert_output --partial "gmig: pre-push no longer calls gmig (gmig hooks install)"
}

# ---- on a server ---------------------------------------------------------------------------------

# The bare repository gets the hook NAME.
install_server_hook() {
    printf '#!/bin/sh\nexec "%s" hook %s "$@"\n' "$GMIG" "$1" \
        >"$BATS_TEST_TMPDIR/origin.git/hooks/$1"
    chmod +x "$BATS_TEST_TMPDIR/origin.git/hooks/$1"
}

@test "pre-receive refuses an edit, and nothing of it stays" {
    install_server_hook pre-receive
    edit_first
    git commit -q --no-verify -a -m "Edit"
    run git push --no-verify
    assert_failure
    assert_output --partial "GM101"
    refute_output --partial GMIG_SKIP
    run git -C "$BATS_TEST_TMPDIR/origin.git" fsck --full
    assert_success
    run ls "$BATS_TEST_TMPDIR/origin.git"
    refute_output --partial gmig
}

@test "pre-receive cannot be skipped by the pusher, and lets new migrations and branches pass" {
    install_server_hook pre-receive
    add_second
    commit "Second"
    run git push
    assert_success
    git checkout -q -b topic
    edit_first
    git commit -q --no-verify -a -m "Edit"
    run git push --no-verify origin topic
    assert_success
    git checkout -q main
    git merge -q --no-verify topic
    GMIG_SKIP=1 run git push --no-verify
    assert_failure
    assert_output --partial "GM101"
}

@test "update refuses one branch of a push and takes the other" {
    install_server_hook update
    git checkout -q -b topic
    echo three >three.txt
    commit "Three"
    git checkout -q main
    edit_first
    git commit -q --no-verify -a -m "Edit"
    run git push --no-verify origin main topic
    assert_failure
    assert_output --partial "GM101"
    run git -C "$BATS_TEST_TMPDIR/origin.git" rev-parse --verify -q refs/heads/topic
    assert_success
}
