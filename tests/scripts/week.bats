#!/usr/bin/env bats
# An ordinary week of two developers, with real repositories and databases: what git says, what gmig
# says, the command that it names, and a clean end for everybody.

load helper

# origin, and the clones of Ann and Bob, each with gmig's hooks and a database that has run all.
setup() {
    start_test
    PATH=$(dirname "$GMIG"):$PATH
    git init -q --bare ../origin.git
    as_person "Ann Author"
    mkdir ../ann
    cd ../ann || return
    make_project
    write_migration 2026-11-20-090000-start kkkkkkkkkkkk none \
        'CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);' 'DROP TABLE article;'
    commit "Start"
    git remote add origin ../origin.git
    git push -q -u origin main
    git clone -q ../origin.git ../bob
    local name
    for name in ann bob; do
        cd "../$name" || return
        gmig hooks install -q
        gmig execute -q -y
    done
}

ann() {
    cd "$BATS_TEST_TMPDIR/ann" || return
    as_person "Ann Author"
}

bob() {
    cd "$BATS_TEST_TMPDIR/bob" || return
    as_person "Bob Builder"
}

# migration ID STAMP WORD: a migration after the present head that adds a table of that name.
migration() {
    local parent
    parent=$(cat migrations/gmig.head)
    write_migration "2026-11-20-$2-$3" "$1" "$parent" "CREATE TABLE $3 (id INTEGER);" "DROP TABLE $3;"
    commit "Add $3"
}

# feature BRANCH ID STAMP WORD: a branch off what origin has of main, with one migration.
feature() {
    git fetch -q
    git switch -q -c "$1" origin/main --no-track
    migration "$2" "$3" "$4"
}

# What a pull request's merge button does: BRANCH into main on the host, where no hook and no gmig is.
merge_on_host() {
    git push -q --no-verify origin "$1"
    rm -rf ../host
    git -c advice.detachedHead=false clone -q ../origin.git ../host
    (cd ../host && git merge -q --no-ff -m "Merge $1" "origin/$1" && git push -q origin HEAD:main)
}

squash_on_host() {
    git push -q --no-verify origin "$1"
    rm -rf ../host
    git clone -q ../origin.git ../host
    (cd ../host && git merge -q --squash "origin/$1" && git commit -q -m "$1, squashed" &&
        git push -q origin HEAD:main)
}

update_main() {
    git switch -q main
    git pull -q --ff-only
}

# Everybody is on main, has run all of it, and nothing is wrong.
assert_all_clean() {
    local name
    for name in ann bob; do
        $name
        git switch -q main
        git pull -q --ff-only
        run -0 gmig execute -y
        run -0 gmig status --exit-code
        refute_output --partial "GM"
        run -0 gmig check --head :worktree
    done
    ann
    tables dev.db >../tables
    bob
    assert_equal "$(tables dev.db)" "$(cat ../tables)"
}

@test "two add migrations, one is merged first: the gate stops the other, rebase helps" {
    bob
    feature bobs llllllllllll 100000 author
    gmig execute -q -y
    ann
    feature anns mmmmmmmmmmmm 110000 category
    merge_on_host anns
    bob
    git fetch -q
    run -1 gmig check --base origin/main
    assert_output --partial "GM201"
    assert_output --partial "theirs"
    assert_output --partial "Ann Author"
    assert_output --partial "gmig rebase --onto origin/main"
    run -1 git merge -q origin/main
    run -0 gmig rebase
    git commit -q --no-edit
    run -0 gmig check --base origin/main
    run -0 gmig execute -y --force
    merge_on_host bobs
    assert_all_clean
}

@test "the tripwire resolved by -X theirs: what git joined so is still found, and mended" {
    ann
    feature anns mmmmmmmmmmmm 110000 category
    merge_on_host anns
    bob
    git switch -q main
    git switch -q -c bobs
    migration llllllllllll 100000 author
    git fetch -q
    run git merge -X theirs -m "Merge main" origin/main
    run -1 gmig check --base origin/main
    assert_output --partial "GM202"
    run -0 gmig rebase
    git commit -q -m "Bob's last"
    run -0 gmig check --base origin/main
    merge_on_host bobs
    assert_all_clean
}

@test "the tripwire resolved on the host by hand: main's next pull is told, rebase mends it" {
    ann
    feature anns mmmmmmmmmmmm 110000 category
    merge_on_host anns
    bob
    git switch -q -c bobs main
    migration llllllllllll 100000 author
    git push -q -u origin bobs
    rm -rf ../host
    git clone -q ../origin.git ../host
    (cd ../host && git switch -q bobs && ! git merge -q origin/main &&
        git checkout -q --ours migrations/gmig.head && git add -A &&
        git commit -q -m "Resolve in the web editor" && git push -q)
    git pull -q
    run -1 gmig check --base origin/main
    assert_output --partial "GM201"
    run -0 gmig rebase
    git commit -q -m "Put Bob's last"
    run -0 gmig check --base origin/main
    merge_on_host bobs
    assert_all_clean
}

@test "a squash merge: the branch's own database has nothing to do" {
    bob
    feature bobs llllllllllll 100000 author
    gmig execute -q -y
    squash_on_host bobs
    update_main
    run -0 gmig status --exit-code
    assert_output --partial "2 executed"
    run -0 gmig check --base main --head bobs
    assert_all_clean
}

@test "a stacked series: the lower branch is squashed, the upper one is rebased" {
    bob
    feature lower llllllllllll 100000 author
    git switch -q -c upper
    migration nnnnnnnnnnnn 120000 label
    gmig execute -q -y
    ann
    feature anns mmmmmmmmmmmm 110000 category
    merge_on_host anns
    bob
    git switch -q lower
    git fetch -q
    run -1 git merge -q origin/main
    run -0 gmig rebase
    git commit -q --no-edit
    squash_on_host lower
    git switch -q upper
    git fetch -q
    run -1 git merge -q origin/main
    run -0 gmig rebase
    git add -A
    git commit -q --no-edit
    run -0 gmig check --base origin/main
    run -0 gmig execute -y --force
    merge_on_host upper
    assert_all_clean
}

@test "an edit of what only my database ran is stopped until it is taken through there" {
    bob
    feature bobs llllllllllll 100000 author
    gmig execute -q -y
    sed -i 's/author (id INTEGER)/author (id INTEGER, name TEXT)/' migrations/*author.sql
    run -1 git commit -q -a -m "A name"
    assert_output --partial "GM101"
    assert_output --partial "gmig amend"
    gmig amend -q
    run -0 git commit -q -a -m "A name"
    run -0 gmig execute -y
    merge_on_host bobs
    assert_all_clean
}

@test "an edit of what the base has is stopped at commit, at push and at the gate" {
    bob
    git switch -q -c bobs
    sed -i 's/title TEXT/title TEXT NOT NULL/' migrations/*start.sql
    run -1 git commit -q -a -m "Not null"
    assert_output --partial "GM101"
    GMIG_SKIP=1 git commit -q -a -m "Not null"
    run -1 git push origin bobs
    assert_output --partial "GM101"
    run -1 gmig check --base origin/main
    assert_output --partial "git checkout origin/main -- migrations/2026-11-20-090000-start.sql"
    git checkout -q origin/main -- migrations/2026-11-20-090000-start.sql
    git commit -q -m "As it was"
    run -0 gmig check --base origin/main
    run -0 git push origin bobs
    assert_all_clean
}

@test "a licence header in every file changes nothing, and stops nobody" {
    bob
    git switch -q -c bobs
    sed -i '1a -- Copyright the authors, Apache-2.0' migrations/*.sql
    run -0 git commit -q -a -m "Licence"
    run -0 gmig check --base origin/main
    assert_output --partial "GM106"
    merge_on_host bobs
    update_main
    run -0 gmig execute -y
    run -0 gmig status
    assert_output --partial "1 edited-cosmetic"
}

@test "a teammate's database follows a branch that was rebased" {
    bob
    feature bobs llllllllllll 100000 author
    git push -q origin bobs
    ann
    git fetch -q
    git switch -q bobs
    gmig execute -q -y
    feature anns mmmmmmmmmmmm 110000 category
    merge_on_host anns
    bob
    git fetch -q
    run -1 git merge -q origin/main
    gmig rebase -q
    git commit -q --no-edit
    git push -q origin bobs
    ann
    git switch -q bobs
    git pull -q
    run -0 gmig execute -y --force
    assert_equal "$(query dev.db "SELECT name FROM gmig_ledger WHERE id = 'llllllllllll'")" \
        "$(basename migrations/*author.sql .sql)"
    merge_on_host bobs
    assert_all_clean
}

@test "a hotfix that was cherry-picked to a release branch comes back as the same migration" {
    bob
    git push -q origin main:refs/heads/release
    feature bobs llllllllllll 100000 author
    merge_on_host bobs
    update_main
    git fetch -q
    git switch -q -c hotfix origin/release --no-track
    migration nnnnnnnnnnnn 130000 hotfix
    git push -q origin hotfix:release
    git switch -q main
    git switch -q -c back
    run git merge -q origin/release -m "Back"
    run -0 gmig rebase
    git add -A
    run git commit -q -m "Back"
    run -0 gmig check --base origin/main
    merge_on_host back
    run -0 git -C ../host log --oneline -1
    assert_all_clean
    assert_equal "$(tables dev.db)" $'article\nauthor\nhotfix'
}

@test "a commit on main passes while my database has run a feature" {
    bob
    feature bobs llllllllllll 100000 author
    gmig execute -q -y
    git switch -q main
    migration mmmmmmmmmmmm 110000 category
    run -0 gmig status
    assert_output --partial "1 other-branch"
    run -0 git push origin main
}

@test "a migration that a Revert button deleted is named with its reverter, and comes back" {
    bob
    feature bobs llllllllllll 100000 author
    merge_on_host bobs
    update_main
    gmig execute -q -y
    git push -q origin main:refs/heads/before
    as_person "Rita Reverter"
    git clone -q ../origin.git ../web
    (cd ../web && git switch -q -c revert && git revert --no-edit -m 1 HEAD >/dev/null &&
        git push -q origin revert)
    bob
    git fetch -q
    run -1 gmig check --base origin/main --head origin/revert
    assert_output --partial "GM102"
    assert_output --partial "Rita Reverter"
    assert_output --partial "git checkout origin/main -- migrations/2026-11-20-100000-author.sql"
    run -1 git push origin origin/revert:refs/heads/main
    assert_output --partial "GM102"
}

@test "two projects in one repository have histories of their own" {
    ann
    mkdir billing
    cat >gmig.json <<'JSON'
{"projects": {
  "app": {"migrations": "migrations", "dialect": "sqlite", "environments": {"local": {"url": "sqlite:dev.db", "kind": "local"}}},
  "billing": {"migrations": "billing", "dialect": "sqlite", "environments": {"local": {"url": "sqlite:billing.db", "kind": "local"}}}
}}
JSON
    gmig -p billing new invoice
    sed -i '/^-- gmig: id/a CREATE TABLE invoice (id INTEGER);' billing/*invoice.sql
    git add -A
    run -0 git commit -q -m "Billing"
    run -0 gmig -p billing execute -y
    run -0 git push -q origin main
    git switch -q -c topic
    sed -i 's/invoice (id/invoice (number/' billing/*invoice.sql
    run -1 git commit -a -m "Edit"
    assert_output --partial "GM101"
    run -0 gmig -p app check --head :index
    run -1 gmig -p billing check --head :worktree
    assert_output --partial "GM101"
}

@test "a copied file with the same id is given an id of its own" {
    bob
    git switch -q -c bobs
    sed 's/article/comment/' migrations/*start.sql >migrations/2026-11-20-140000-comment.sql
    git add -A
    run -1 git commit -m "Comments"
    assert_output --partial "GM204"
    assert_output --partial "gmig add --new-id"
    run -0 gmig add --new-id migrations/2026-11-20-140000-comment.sql
    git add -A
    run -0 git commit -q -m "Comments"
    run -0 gmig execute -y
    merge_on_host bobs
    assert_all_clean
}

@test "a header that was removed by hand is written back" {
    bob
    git switch -q -c bobs
    sed -i 1d migrations/*start.sql
    run -1 git commit -a -m "Tidy"
    assert_output --partial "GM107"
    run -0 gmig add --restore migrations/2026-11-20-090000-start.sql
    git add -A
    run -0 git diff --cached --exit-code HEAD
    assert_all_clean
}

@test "under the dag policy two heads are joined by a merge migration" {
    ann
    sed -i 's/"migrations": "migrations"/"policy": "dag", "migrations": "migrations"/' gmig.json
    commit "dag"
    git push -q
    feature anns mmmmmmmmmmmm 110000 category
    bob
    git switch -q main
    git pull -q
    feature bobs llllllllllll 100000 author
    gmig execute -q -y
    ann
    merge_on_host anns
    bob
    git fetch -q
    run -1 git merge -q origin/main
    git checkout -q --ours migrations/gmig.head
    git add -A
    run -1 gmig check --head :index --base origin/main
    assert_output --partial "gmig merge"
    run -0 gmig merge -m "join author and category"
    git add -A
    git commit -q --no-edit
    run -0 gmig check --base origin/main
    run -0 gmig execute -y
    merge_on_host bobs
    assert_all_clean
}
