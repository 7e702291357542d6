#!/usr/bin/env bats
# Facts that clones share: what one executes in production, the others know.

load helper
load ledger

setup() {
    start_test
    make_hub
}

add_second() {
    write_migration 2026-11-20-110000-second llllllllllll kkkkkkkkkkkk \
        'ALTER TABLE t ADD COLUMN b TEXT;' 'ALTER TABLE t DROP COLUMN b;'
}

@test "what is executed in production is shared in one commit, and known elsewhere after a fetch" {
    add_second
    commit "Second"
    git push -q
    run -0 gmig execute -e production -y
    assert_equal "$(git -C ../hub.git rev-list --count refs/gmig/ledger)" 1
    assert_equal "$(hub_facts | wc -l)" 3
    clone ben
    run -0 gmig ledger show
    assert_output --partial "nothing yet (gmig ledger fetch)"
    run -0 gmig ledger fetch
    assert_output "origin: 3 facts received"
    run -0 gmig ledger show
    assert_output --partial "production (production): 2 executed"
    assert_output --partial "2026-11-20-110000-second"
    assert_output --partial "fetched just now"
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0].executed | map(.id) | join(" ")')" \
        "kkkkkkkkkkkk llllllllllll"
    assert_equal "$(json '.environments[0].counts')" true
    run -0 gmig ledger fetch
    assert_output "origin: 0 facts received"
}

@test "nothing is shared of a local environment, a bare URL, a dry run, or where all is known" {
    run -0 gmig execute
    run -0 gmig execute --url sqlite:other.db -y
    run -0 gmig execute -e production -y --dry-run
    run -0 gmig status -e production
    run -128 git rev-parse --verify refs/gmig/ledger
    run -0 gmig execute -e production -y
    local tip
    tip=$(git rev-parse refs/gmig/ledger)
    run -0 gmig execute -e production -y
    run -0 gmig ledger push -e production
    assert_output "origin: 0 facts received, 0 sent"
    assert_equal "$(git rev-parse refs/gmig/ledger)" "$tip"
}

@test "a rollback is told, and so is what is executed again" {
    run -0 gmig execute -e production -y
    advance_clock
    run -0 gmig rollback -e production -y -n 1 --accept-data-loss --confirm production
    clone ben
    run -0 gmig ledger fetch
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0].executed | length')" 0
    go_to ann
    run -0 gmig execute -e production -y
    go_to ben
    run -0 gmig ledger fetch
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0].executed | length')" 1
}

@test "what a run executed before it failed is told by the next one that can" {
    add_second
    write_migration 2026-11-20-120000-bad mmmmmmmmmmmm llllllllllll 'CREATE TABLE t (a INTEGER);'
    commit "Two more"
    run -6 gmig execute -e production -y
    assert_equal "$(facts_of executed | grep -c '^id: ')" 2
    run git -C ../hub.git rev-parse --verify refs/gmig/ledger
    assert_failure
    run -0 gmig ledger push
    assert_output "origin: 0 facts received, 3 sent"
}

# A migration that is executed in production from a branch, and published nowhere.
share_feature() {
    git switch -q -c feature
    add_second
    commit "Second"
    git push -q -u origin feature
    gmig execute -e production -y
}

@test "a fetch of depth 1 is enough for a hook that stops an edit, offline, of what production ran" {
    share_feature
    clone ben --depth 1 --branch feature
    git fetch -q --depth=1 origin '+refs/heads/main:refs/remotes/origin/main'
    hook_of pre-commit
    sed -i 's/b TEXT/b INTEGER/' migrations/2026-11-20-110000-second.sql
    git add -A
    git commit -q -m "Nobody knows yet"
    git reset -q --soft HEAD^ 2>/dev/null || git update-ref HEAD origin/feature
    git fetch -q --depth=1 origin '+refs/gmig/*:refs/gmig-remotes/origin/*'
    mv ../hub.git ../away.git
    run git commit -m "Edit"
    assert_failure
    assert_output --partial "GM101"
    assert_output --partial "executed in production (shared facts of 2026-11-20T10:0"
}

@test "amend refuses what others are known to have executed, and log says where it is" {
    share_feature
    clone ben --branch feature
    gmig ledger fetch
    gmig execute
    sed -i 's/b TEXT/b INTEGER/' migrations/2026-11-20-110000-second.sql
    run -4 gmig amend
    assert_output --partial "is executed in production, which is production: it is frozen"
    assert_output --partial "what others shared of it counts"
    advance_clock 7200
    run -0 gmig log
    assert_output --partial "production (shared, 1 hour old)"
}

@test "check says where it knows from, and how old that is" {
    share_feature
    clone ben --branch feature
    run -0 gmig check --base origin/main
    assert_output --partial "production unknown"
    gmig ledger fetch
    advance_clock 180
    sed -i 's/b TEXT/b INTEGER/' migrations/2026-11-20-110000-second.sql
    run -1 gmig check --base feature --head :worktree
    assert_output --partial "production shared (2 minutes old)"
    run -1 --separate-stderr gmig check --base feature --head :worktree --json
    assert_equal "$(json '.facts[] | select(.environment == "production") | .source')" shared
    run gmig doctor
    assert_output --partial "shared facts: 3 known, fetched 2026-11-20T10:0"
}

@test "a push --mirror that deletes the ref is noticed, and the next push puts it back" {
    gmig execute -e production -y
    clone ben
    gmig ledger fetch
    clone carl
    git push -q --mirror origin
    run git -C ../hub.git rev-parse --verify refs/gmig/ledger
    assert_failure
    go_to ben
    run -1 gmig ledger fetch
    assert_output --partial "warning: 2 facts that origin had were taken away or changed there"
    run -1 --separate-stderr gmig ledger fetch --json
    assert_equal "$(json '.alarms | length')" 1
    run -0 gmig ledger push
    assert_output --partial "2 sent"
    assert_equal "$(hub_facts | wc -l)" 2
    run -0 gmig ledger fetch
    refute_output --partial warning
}

@test "an execution warns of facts that went back, and puts them back by itself" {
    gmig execute -e production -y
    git -C ../hub.git update-ref -d refs/gmig/ledger
    add_second
    commit "Second"
    run -0 gmig execute -e production -y
    assert_output --partial "2 facts that origin had were taken away"
    assert_equal "$(hub_facts | wc -l)" 3
}

@test "a remote that cannot be reached never makes an execution fail" {
    mv ../hub.git ../away.git
    run -0 gmig execute -e production -y
    assert_output --partial "the facts of origin cannot be fetched"
    assert_output --partial "kept in this clone (gmig ledger push)"
    assert_equal "$(facts_of executed | grep -c '^id: ')" 1
    run -8 gmig ledger push
    mv ../away.git ../hub.git
    run -0 gmig ledger push
    assert_equal "$(hub_facts | wc -l)" 2
}

@test "git's gmig.ledgerPush keeps facts in the clone, and without a remote they stay there too" {
    git config gmig.ledgerPush false
    run -0 gmig execute -e production -y
    refute_output --partial fact
    run git -C ../hub.git rev-parse --verify refs/gmig/ledger
    assert_failure
    run -0 git rev-parse --verify refs/gmig/ledger
    git remote remove origin
    git config --unset gmig.ledgerPush
    add_second
    commit "Second"
    run -0 gmig execute -e production -y
    refute_output --partial fact
    assert_equal "$(facts_of executed | grep -c '^id: ')" 2
    run -8 gmig ledger push
    assert_output --partial "there is no remote to exchange facts with"
}

@test "a retired environment counts no more, until something is executed in it again" {
    gmig execute -e production -y
    run -9 gmig ledger retire production
    assert_output --partial "gmig ledger retire production --confirm production"
    run -0 gmig ledger retire production --confirm production --dry-run
    run -0 gmig ledger retire production --confirm production
    assert_output "production is retired: 1 migration there count no more"
    clone ben
    gmig ledger fetch
    run -0 gmig check --base origin/main
    assert_output --partial "production unknown"
    run -2 gmig ledger retire production --confirm production
    go_to ann
    add_second
    commit "Second"
    gmig execute -e production -y
    go_to ben
    gmig ledger fetch
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0] | "\(.retired) \(.executed | length)"')" "false 2"
}

@test "verify holds the facts against the database, and knows a restored backup" {
    gmig execute -e production -y
    cp prod.db backup
    add_second
    commit "Second"
    gmig execute -e production -y
    run -0 gmig ledger verify
    assert_output --partial "3 facts of refs/gmig/ledger read, held against production"
    rm -f prod.db-*
    cp backup prod.db
    run -1 gmig ledger verify
    assert_output --partial "its ledger lacks what was told to be executed in it: 2026-11-20-110000-second"
    assert_output --partial "a restored backup"
    run -1 --separate-stderr gmig ledger verify --json
    assert_equal "$(json '.problems[0].environment')" production
    run -0 gmig execute -e production -y
    run -0 gmig ledger verify
}

@test "the ref may be a branch, which a host can protect" {
    sed -i 's,"dialect",\"ledger_ref": "refs/heads/gmig/ledger"\, &,' gmig.json
    commit "A branch for facts"
    git push -q
    hook_of pre-push
    run -0 gmig execute -e production -y
    assert_equal "$(hub_facts refs/heads/gmig/ledger | wc -l)" 2
    clone ben
    run -0 gmig ledger show
    assert_output --partial "production (production): 1 executed"
    run -0 gmig ledger fetch
    assert_output "origin: 2 facts received"
}

@test "a linked work tree shares as the clone does" {
    git worktree add -q ../linked
    go_to linked
    run -0 gmig execute -e production -y
    assert_equal "$(hub_facts | wc -l)" 2
}

@test "a runner in a pipeline shares without anybody being configured" {
    unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
    git config user.useConfigOnly true
    run -0 gmig execute -e production -y
    assert_equal "$(hub_facts | wc -l)" 2
}

@test "no fact holds a URL" {
    export PRODUCTION_URL="sqlite:$PWD/secret-place.db"
    # shellcheck disable=SC2016
    sed -i 's,sqlite:prod.db,${PRODUCTION_URL},' gmig.json
    commit "URL from the environment"
    gmig execute -e production -y
    [ "$(facts_of executed | wc -l)" -gt 5 ]
    run facts_of executed
    refute_output --partial secret-place
    run facts_of environment
    refute_output --partial secret-place
}

@test "wrong words are refused with the right ones" {
    run -2 gmig ledger
    run -2 gmig ledger burn
    assert_output --partial "ledger knows show, fetch"
    run -2 gmig ledger import
    run -10 gmig ledger import nothing-there
    printf 'CREATE TABLE t;\n' >some.sql
    run -2 gmig ledger import some.sql
    assert_output --partial "something else than facts"
    run -8 gmig ledger fetch nowhere
    assert_output --partial "there is no remote 'nowhere'"
    cd "$BATS_TEST_TMPDIR/work"
    run -8 gmig ledger show
    assert_output --partial "this is no repository"
}
