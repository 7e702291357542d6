#!/usr/bin/env bats
# gmig rebase: ours behind upstream's, whatever git is in the middle of.
load helper
setup() { start_test; }

# A project with one migration on main, known as origin/main; then "u" on origin/main and, from the
# same point, "m" and "n" on feature, which is checked out.
fork() {
    make_project "$@"
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x);" "DROP TABLE a;"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-m mmmmmmmmmmmm kkkkkkkkkkkk "CREATE TABLE m (x);" "DROP TABLE m;"
    commit m
    write_migration 2026-11-20-092000-n nnnnnnnnnnnn mmmmmmmmmmmm "CREATE TABLE n (x);" "DROP TABLE n;"
    commit n
    git switch -q main
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu kkkkkkkkkkkk "CREATE TABLE u (x);" "DROP TABLE u;"
    commit u
    publish
    git switch -q feature
}

# What main has now is what others see.
publish() {
    git update-ref refs/remotes/origin/main main
    git config remote.origin.url /nowhere
    git config remote.origin.fetch '+refs/heads/*:refs/remotes/origin/*'
    git config branch.main.remote origin
    git config branch.main.merge refs/heads/main
}

# Fails unless the migrations of the work tree are these, in this order, in one line.
assert_line() {
    run -0 --separate-stderr gmig log --json
    assert_equal "$(json '[.migrations[].id] | reverse | map(.[0:1]) | join(" ")')" "$*"
    assert_equal "$(json '.heads | length')" 1
    assert_equal "$(json '[.findings[].code] | join(" ")')" ""
    assert_equal "$(head -c 1 migrations/gmig.head)" "${*: -1}"
}

# Nothing in conflict, and the work tree is what the index has.
assert_staged() {
    assert_equal "$(git ls-files --unmerged)" ""
    assert_equal "$(git status --porcelain | grep -v '^[MARD]  ' || true)" ""
}

assert_idempotent() {
    run -0 gmig rebase
    assert_output --partial "nothing to do"
}

@test "plain: ours go behind upstream's, which come along; staged, not committed" {
    fork
    head=$(git rev-parse HEAD)
    run -0 gmig rebase
    assert_output --partial "migrations/2026-11-20-091000-m.sql -> 2026-11-20-100400-m.sql"
    assert_output --partial "next: git commit"
    assert_line k u m n
    assert_staged
    assert_equal "$(git rev-parse HEAD)" "$head"
    assert_equal "$(ls migrations)" "2026-11-20-090000-a.sql
2026-11-20-093000-u.sql
2026-11-20-100400-m.sql
2026-11-20-100401-n.sql
gmig.head"
    run -0 head -1 migrations/2026-11-20-100400-m.sql
    assert_output "-- gmig: id=mmmmmmmmmmmm parent=uuuuuuuuuuuu"
    assert_idempotent
    commit rebased
    assert_idempotent
    run -1 git merge -q origin/main
    run -0 gmig rebase
    assert_output --partial "head   migrations/gmig.head"
    assert_line k u m n
    commit merged
    assert_idempotent
    run -0 gmig check --base origin/main
}

@test "names come after upstream's stamp when that is in the future" {
    fork
    git switch -q main
    git mv migrations/2026-11-20-093000-u.sql migrations/2027-01-01-000000-u.sql
    commit later
    publish
    git switch -q feature
    run -0 gmig rebase
    assert_file_exists migrations/2027-01-01-000001-m.sql
    assert_file_exists migrations/2027-01-01-000002-n.sql
}

@test "a dry run prints the very plan and changes nothing" {
    fork
    run -0 --separate-stderr gmig rebase --dry-run --json
    planned=$(json .plan)
    assert_equal "$(json .state)" planned
    assert_equal "$(json '[.plan[].action] | join(" ")')" "take move move"
    assert_equal "$(git status --porcelain)" ""
    run -0 --separate-stderr gmig rebase --json
    assert_equal "$(json .plan)" "$planned"
    assert_equal "$(json .state) $(json .done)" "done 3"
}

@test "a series that was executed locally: its rows follow" {
    fork
    run -0 gmig execute
    run -0 gmig rebase
    assert_output --partial "2 rows in local (local)"
    assert_equal "$(query dev.db "SELECT name, parents FROM gmig_ledger WHERE project = 'default' ORDER BY sequence")" \
        '2026-11-20-090000-a|
2026-11-20-100400-m|uuuuuuuuuuuu
2026-11-20-100401-n|mmmmmmmmmmmm'
    run -0 gmig execute --force
    run -0 gmig status --exit-code
}

@test "the tripwire's conflict in a merge of main" {
    fork
    run -1 git merge -q main
    run -0 gmig rebase
    assert_output --partial "next: git commit"
    assert_line k u m n
    assert_staged
    git commit -q --no-edit
    assert_equal "$(git status --porcelain)" ""
    assert_idempotent
}

@test "a merge of feature into main: main comes first all the same" {
    fork
    git switch -q main
    run -1 git merge -q feature
    run -0 gmig rebase
    assert_line k u m n
    assert_staged
    git commit -q --no-edit
}

@test "a conflict that -X theirs has settled" {
    fork
    git merge -q -X theirs --no-edit main
    run -0 gmig rebase
    assert_line k u m n
    assert_staged
    commit rebased
    assert_idempotent
}

@test "in the middle of git rebase, once for the whole series" {
    fork
    run -1 git rebase -q main
    run -0 gmig rebase
    assert_output --partial "next: git rebase --continue"
    assert_staged
    GIT_EDITOR=true git rebase --continue
    assert_line k u m n
    assert_idempotent
    assert_equal "$(git log --format=%s -3 | paste -sd' ')" "n m u"
}

@test "git rebase --apply, too" {
    fork
    run -1 git rebase -q --apply main
    run -0 gmig rebase
    assert_staged
    GIT_EDITOR=true git rebase --continue
    assert_line k u m n
}

@test "git pull --rebase of a branch that two share" {
    fork
    top=$PWD
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git config remote.origin.url "$BATS_TEST_TMPDIR/origin.git"
    git push -q origin main feature
    git clone -q -b feature "$BATS_TEST_TMPDIR/origin.git" "$BATS_TEST_TMPDIR/other"
    cd "$BATS_TEST_TMPDIR/other"
    write_migration 2026-11-20-100500-p pppppppppppp nnnnnnnnnnnn "CREATE TABLE p (x);"
    commit p
    git push -q origin feature
    cd "$top"
    write_migration 2026-11-20-100400-q qqqqqqqqqqqq nnnnnnnnnnnn "CREATE TABLE q (x);"
    commit q
    git branch -q --set-upstream-to origin/feature
    run -1 git pull -q --rebase
    run -0 gmig rebase
    GIT_EDITOR=true git rebase --continue
    assert_line k m n p q
}

@test "git pull by merge of such a branch: what is pushed comes first" {
    fork
    git branch -q other
    git switch -q other
    write_migration 2026-11-20-100500-p pppppppppppp nnnnnnnnnnnn "CREATE TABLE p (x);"
    commit p
    git update-ref refs/remotes/origin/feature other
    git switch -q feature
    write_migration 2026-11-20-100400-q qqqqqqqqqqqq nnnnnnnnnnnn "CREATE TABLE q (x);"
    commit q
    git branch -q --set-upstream-to origin/feature
    run -1 git merge -q origin/feature
    run -0 gmig rebase
    assert_line k m n p q
    assert_staged
}

@test "rerere has settled gmig.head the other way" {
    fork
    git config rerere.enabled true
    git config rerere.autoupdate true
    run -1 git merge -q main
    echo uuuuuuuuuuuu >migrations/gmig.head
    git add -A
    git commit -q --no-edit
    git reset -q --hard HEAD^
    run -1 git merge -q main
    assert_equal "$(cat migrations/gmig.head)" uuuuuuuuuuuu
    run -0 gmig rebase
    assert_line k u m n
    assert_staged
    git commit -q --no-edit
}

@test "markers of diff3, half resolved by hand" {
    fork
    git config merge.conflictStyle diff3
    run -1 git merge -q main
    printf '<<<<<<< ours\n' >>migrations/gmig.head
    run -0 gmig rebase
    assert_line k u m n
    assert_staged
}

@test "the web's Update branch has merged main without a word" {
    fork 'tripwire=false'
    git rm -q -r --cached migrations/gmig.head
    rm migrations/gmig.head
    commit "no tripwire"
    git switch -q main && git rm -q migrations/gmig.head && commit "no tripwire" && publish
    git switch -q feature
    git merge -q --no-edit main
    run -0 gmig rebase
    run -0 --separate-stderr gmig log --json
    assert_equal "$(json '[.migrations[].id] | reverse | map(.[0:1]) | join(" ")')" "k u m n"
    assert_staged
}

@test "the merge button has published both: refused, with the way out" {
    fork
    git merge -q -X ours --no-edit main
    git switch -q main && git merge -q --ff-only feature && publish
    run -4 gmig rebase
    assert_output --partial "upstream itself has 2 heads"
    assert_output --partial "gmig merge"
    run -4 gmig rebase 2026-11-20-092000-n
    assert_output --partial "others may have executed it"
    assert_equal "$(git status --porcelain)" ""
}

@test "a squash merge leaves the same migrations twice: main's names win" {
    fork
    run -0 gmig rebase
    commit rebased
    git switch -q main
    git merge -q --squash -X theirs feature
    commit squashed
    publish
    git switch -q feature
    git reset -q --hard HEAD^
    write_migration 2026-11-20-094000-o oooooooooooo nnnnnnnnnnnn "CREATE TABLE o (x);"
    commit stacked
    run git merge -q --no-edit main
    run -0 gmig rebase
    assert_output --partial "remove"
    assert_line k u m n o
    assert_staged
    commit rebased
    assert_idempotent
}

@test "a hotfix picked to a release branch, and merged back" {
    fork
    git switch -q -c release main~1
    run -1 git cherry-pick feature
    run -0 gmig rebase
    assert_output --partial "next: git cherry-pick --continue"
    assert_line k n
    git -c core.editor=true cherry-pick --continue
    git switch -q feature
    run git merge -q --no-edit release
    run -0 gmig rebase --onto origin/main
    assert_line k u m n
    assert_staged
}

@test "a pick of what main has keeps its name, so that merging back finds one file" {
    fork
    git switch -q -c release main~1
    write_migration 2026-11-20-095000-r rrrrrrrrrrrr kkkkkkkkkkkk "CREATE TABLE r (x);"
    commit r
    run -1 git cherry-pick main
    run -0 gmig rebase
    assert_line k r u
    assert_file_exists migrations/2026-11-20-093000-u.sql
    assert_staged
}

@test "plain files take their id along" {
    make_project
    echo "CREATE TABLE a (x);" >migrations/001_a.sql
    commit first
    git switch -q -c feature
    echo "CREATE TABLE m (x);" >migrations/002_m.sql
    commit m
    run -0 gmig execute
    git switch -q main
    run -0 gmig add migrations/001_a.sql
    git add -A
    write_migration 2026-11-20-093000-u uuuuuuuuuuuu "$(cat migrations/gmig.head)" "CREATE TABLE u (x);"
    commit u
    publish
    git switch -q feature
    id=$(gmig rev-parse --json 002_m | jq -r .id)
    run git merge -q --no-edit main
    run -0 gmig rebase
    run -0 head -1 migrations/2026-11-20-100300-m.sql
    assert_output "-- gmig: id=$id parent=uuuuuuuuuuuu"
    assert_equal "$(query dev.db "SELECT name FROM gmig_ledger WHERE id = '$id'")" 2026-11-20-100300-m
    assert_staged
}

@test "two migrations of one plain name: ours gets a name and an id of its own" {
    fork
    for branch in main feature; do
        git switch -q $branch
        echo "CREATE TABLE plain_$branch (x);" >migrations/2026-11-20-099999-plain.sql
        commit "plain on $branch"
    done
    git branch -f main main && publish
    run -1 git merge -q --no-edit main
    run -0 gmig rebase
    assert_staged
    assert_equal "$(cat migrations/2026-11-20-099999-plain.sql)" "CREATE TABLE plain_main (x);"
    run -0 grep -l plain_feature migrations/*.sql
    assert_output --partial "-plain.sql"
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '.heads | length')" 1
}

@test "other uncommitted changes in the folder: exit 8, naming the file" {
    fork
    echo "-- more" >>migrations/2026-11-20-091000-m.sql
    run -8 gmig rebase
    assert_output --partial migrations/2026-11-20-091000-m.sql
    git add -A
    run -8 gmig rebase
    git reset -q --hard
    echo "CREATE TABLE new (x);" >migrations/new.sql
    run -8 gmig rebase
    rm migrations/new.sql
    echo other >elsewhere
    echo notes >migrations/notes.txt
    run -0 gmig rebase
    assert_equal "$(git status --porcelain -- elsewhere migrations/notes.txt | sort)" "?? elsewhere
?? migrations/notes.txt"
}

@test "in a merge, too, where a settled file was edited since" {
    fork
    run -1 git merge -q main
    echo "-- more" >>migrations/2026-11-20-093000-u.sql
    run -8 gmig rebase
    assert_output --partial migrations/2026-11-20-093000-u.sql
}

@test "what is published on another protected branch is refused" {
    fork 'protected=["main", "release"]'
    git update-ref refs/remotes/origin/release feature
    run -4 gmig rebase
    assert_output --partial "is published"
    assert_output --partial "order mmmmmmmmmmmm REASON"
    assert_equal "$(git status --porcelain)" ""
}

@test "what production has executed is refused, what is shared is warned about" {
    fork
    # shellcheck disable=SC2016  # gmig would replace it
    sed -i 's|"environments": {|"environments": {"staging": {"url": "sqlite:staging.db", "kind": "shared"}, "primary": {"url": "sqlite:primary.db", "kind": "production"}, "dark": {"url": "${NOT_SET}", "kind": "shared"},|' gmig.json
    commit environments
    run -0 gmig execute -e staging
    run -0 gmig rebase --dry-run
    assert_output --partial "2026-11-20-091000-m is executed in staging, which others share: its row follows"
    assert_output --partial "dark was not asked"
    run -0 gmig execute -y -e primary
    run -4 gmig rebase
    assert_output --partial "2026-11-20-091000-m is executed in primary, which is production"
    assert_equal "$(git status --porcelain)" ""
    rm primary.db
    run -0 gmig rebase
    assert_equal "$(query staging.db "SELECT name FROM gmig_ledger WHERE id = 'mmmmmmmmmmmm'")" 2026-11-20-100500-m
}

@test "two projects in one repository, in a subfolder with a blank: one moves" {
    mkdir -p "my app/db"
    make_repository
    cat >"my app/gmig.json" <<'JSON'
{"projects": {"app": {"migrations": "db/app", "dialect": "sqlite"}, "billing": {"migrations": "db/bill ing", "dialect": "sqlite"}}}
JSON
    new() { run -0 gmig -C "my app" -p "$1" new "$2"; printf 'CREATE TABLE %s (x);\n' "$2" >>"my app/$output"; }
    for project in app billing; do mkdir -p "my app/db/app" "my app/db/bill ing"; new $project "first_$project"; done
    commit first
    git switch -q -c feature
    new billing mine
    new app mine
    commit mine
    git switch -q main
    advance_clock 600
    new billing theirs
    commit theirs
    publish
    git switch -q feature
    run -0 gmig -C "my app" -p app rebase
    assert_output --partial "nothing to do"
    run -1 git merge -q main
    run -0 gmig -C "my app/db" -p billing rebase
    assert_staged
    assert_equal "$(git diff --cached --name-only --no-renames HEAD | grep -c 'db/app')" 0
    run -0 --separate-stderr gmig -C "my app" -p billing log --json
    assert_equal "$(json '[.migrations[].name[18:]] | reverse | join(" ")')" "first-billing theirs mine"
}

@test "a teammate pulls my rebased branch: the next command renames the rows, silently" {
    fork
    run -0 gmig execute
    git clone -q . "$BATS_TEST_TMPDIR/teammate"
    mv dev.db "$BATS_TEST_TMPDIR/teammate/dev.db"
    run -1 git merge -q main
    run -0 gmig rebase
    git commit -q --no-edit
    cd "$BATS_TEST_TMPDIR/teammate"
    git pull -q origin feature
    run -0 gmig execute --force
    assert_output --partial "renamed 2026-11-20-100400-m"
    assert_output --partial "executed 2026-11-20-093000-u"
    refute_output --partial "executed 2026-11-20-100400-m"
    run -0 gmig status --exit-code
}

@test "in the middle of nothing, without upstream or repository: exit 8" {
    make_project 'protected=["trunk"]'
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x);"
    commit first
    run -8 gmig rebase
    assert_output --partial "the protected branch 'trunk' is not in this clone"
    run -0 gmig rebase --onto main
    assert_output --partial "nothing to do"
    run -2 gmig rebase --continue
    assert_output --partial "no rebase is interrupted"
    rm -rf .git
    run -8 gmig rebase
    assert_output --partial "there is no repository here"
}

@test "a migration that both sides have edited is for a person" {
    fork
    for branch in main feature; do
        git switch -q $branch
        sed -i "s/CREATE TABLE a (x);/CREATE TABLE a (x_$branch);/" migrations/2026-11-20-090000-a.sql
        commit "edit on $branch"
    done
    publish
    run -1 git merge -q main
    run -4 gmig rebase
    assert_output --partial "gmig does not merge SQL"
    git checkout -q --theirs migrations/2026-11-20-090000-a.sql
    git add migrations/2026-11-20-090000-a.sql
    run -0 gmig rebase
    assert_line k u m n
    assert_staged
}

@test "merge: joins heads under the dag policy, refused under the linear one" {
    fork
    git merge -q -X ours --no-edit main
    run -4 gmig merge
    assert_output --partial "gmig rebase"
    sed -i 's/"dialect"/"policy": "dag", "dialect"/' gmig.json
    commit dag
    run -0 gmig merge -m "join them"
    assert_output migrations/2026-11-20-100500-join-them.sql
    run -0 cat "$output"
    assert_output --regexp "parent=nnnnnnnnnnnn parent=uuuuuuuuuuuu empty|parent=uuuuuuuuuuuu parent=nnnnnnnnnnnn empty"
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '.heads | length')" 1
    assert_equal "$(json '.heads[0]')" "$(cat migrations/gmig.head)"
    run -0 gmig merge
    assert_output --partial "nothing to do"
    commit joined
    assert_idempotent
}

@test "check names the merge where a rebase has nothing left to do" {
    fork
    run -1 gmig check
    assert_output --partial "gmig rebase --onto origin/main"
    gmig rebase
    git commit -q -m rebased
    run -1 gmig check
    assert_output --partial "GM207"
    assert_output --partial "git merge origin/main, then gmig rebase"
    refute_output --partial "GM20[1-6]"
    run -1 git merge -q origin/main
    run -0 gmig rebase
    git commit -q --no-edit
    run -0 gmig check
}
