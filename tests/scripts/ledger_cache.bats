#!/usr/bin/env bats
# What shared facts came to is kept, so that hooks need not read each of them again. What is kept is
# never believed of other commits, nor when it is damaged, and never missed.

load helper
load ledger

setup() {
    start_test
    make_hub
    git switch -q -c feature
    write_migration 2026-11-20-103000-second qqqqqqqqqqqq kkkkkkkkkkkk 'CREATE TABLE s (a INTEGER);'
    commit "Second"
    git push -q -u origin feature
    gmig -q execute -e production -y
    clone ben -b feature
    hook_of pre-commit
    gmig -q ledger fetch
    cache=.git/gmig/cache/shared-facts-default
}

edit() { sed -i "s/a INTEGER/a TEXT, b$1 TEXT/" migrations/2026-11-20-103000-second.sql; }

# Nothing but the shared facts can stop it: the branch is nowhere published.
stopped() {
    edit "$1"
    run -1 git commit -a -q -m "An edit"
    assert_output --partial GM101
    assert_output --partial production
    git checkout -q -- migrations
}

@test "it is kept by the hook, and used by the next one" {
    assert_file_not_exist "$cache"
    stopped 1
    assert_file_exist "$cache"
    cp -p "$cache" before
    stopped 2
    assert_equal "$(stat -c %i:%Y "$cache")" "$(stat -c %i "$cache"):$(stat -c %Y before)"
    run -0 cmp before "$cache"
    # Without a single object of the facts they are known from there.
    for file in $(git rev-list --objects --no-object-names refs/gmig/ledger); do
        rm -f ".git/objects/${file:0:2}/${file:2}"
    done
    stopped 3
    rm "$cache"
    edit 4
    run -0 git commit -a -q -m "An edit"
    assert_output --partial "cannot be read"
}

@test "a damaged, cut, foreign or unreadable one is as good as none" {
    stopped 1
    cp "$cache" whole
    printf 'x' >>"$cache"
    stopped 2
    run -0 cmp whole "$cache"
    head -c 200 whole >"$cache"
    stopped 3
    run -0 cmp whole "$cache"
    sed 's/production/staging___/' whole >"$cache"
    stopped 4
    : >"$cache"
    stopped 5
    rm "$cache"
    mkdir "$cache"
    stopped 6
}

@test "a ref that has moved is read anew: by a fetch, by hand, back again" {
    stopped 1
    cp "$cache" first
    git update-ref refs/gmig/kept refs/gmig/ledger
    forge executed llllllllllll "1:$(printf '%064d' 7)"
    stopped 2
    run -1 cmp first "$cache"
    run -0 grep -c forged "$cache"
    git update-ref refs/gmig/ledger refs/gmig/kept
    stopped 3
    run -0 cmp first "$cache"
    go_to ann
    write_migration 2026-11-20-110000-second mmmmmmmmmmmm qqqqqqqqqqqq 'CREATE TABLE u (a INTEGER);'
    gmig -q execute -e production -y
    go_to ben
    gmig -q ledger fetch
    stopped 4
    run -0 grep -c mmmmmmmmmmmm "$cache"
}

@test "without the ref there is nothing to keep, and nothing stops" {
    git update-ref -d refs/gmig/ledger
    git for-each-ref --format='delete %(refname)' refs/gmig-remotes | git update-ref --stdin
    edit 1
    run -0 git commit -a -q -m "An edit"
    assert_file_not_exist "$cache"
}

@test "a repository that cannot be written to is checked all the same" {
    edit 1
    git add -A
    mkdir -p .git/gmig
    chmod -R a-w .git/gmig
    if [ "$(id -u)" = 0 ]; then
        # Nothing is closed to root: a file stands where the folder would be.
        rm -rf .git/gmig/cache
        : >.git/gmig/cache
    fi
    run -1 gmig hook pre-commit
    assert_output --partial GM101
    chmod -R u+w .git/gmig
    assert_file_not_exist "$cache"
}

@test "two projects keep their own" {
    stopped 1
    run -0 gmig ledger show
    assert_output --partial "production (production): 2 executed"
    jq -n '{projects: {default: input, other: {migrations: "other", dialect: "sqlite",
           environments: {production: {url: "sqlite:prod.db", kind: "production"}}}}}' gmig.json >gmig.new
    mv gmig.new gmig.json
    mkdir other
    git add -A
    git commit -q --no-verify -m "Two projects"
    edit 2
    run -1 git commit -a -q -m "An edit"
    assert_output --partial production
    git checkout -q -- migrations
    printf -- '-- gmig: id=zzzzzzzzzzzz parent=none\nCREATE TABLE z (a INT);\n' >other/2026-11-20-120000-z.sql
    git add -A
    run -0 gmig hook pre-commit
    sed -i 's/default/other/' "$cache"
    edit 3
    run -1 git commit -a -q -m "An edit"
}
