#!/usr/bin/env bats
# Shared facts are hints: what is forged, damaged or taken away can make a check stricter, and nothing
# else; a server's hook keeps the ref growing.

load helper
load ledger

setup() {
    start_test
    make_hub
}

checksum_of() {
    gmig rev-parse --json "$1" | jq -r .checksum
}

# edit_new: a second migration that no database has, committed on a branch, then edited.
edit_new() {
    git switch -q -c feature
    write_migration 2026-11-20-110000-second llllllllllll kkkkkkkkkkkk \
        'ALTER TABLE t ADD COLUMN b TEXT;' 'ALTER TABLE t DROP COLUMN b;'
    commit "Second"
    sum=$(checksum_of second)
    sed -i 's/b TEXT/b INTEGER/' migrations/2026-11-20-110000-second.sql
    git add -A
}

@test "a forged execution makes the hook stricter, and execute runs the migration all the same" {
    clone ben
    hook_of pre-commit
    edit_new
    forge executed llllllllllll "$sum"
    run git commit -m "Edit"
    assert_failure
    assert_output --partial "GM101"
    git checkout -q HEAD migrations
    go_to ann
    git fetch -q "$BATS_TEST_TMPDIR/ben" feature refs/gmig/ledger:refs/gmig/ledger
    git checkout -q FETCH_HEAD
    run -0 --separate-stderr gmig execute -e production -y --json
    assert_equal "$(json '.plan | map(.id) | join(" ")')" "kkkkkkkkkkkk llllllllllll"
    assert_equal "$(json .done)" 2
}

@test "a forged rollback takes nothing from what this clone saw itself" {
    fresh_postgres
    # shellcheck disable=SC2016
    sed -i 's/"dialect": "sqlite"/"dialect": "postgresql"/; s,sqlite:prod.db,${POSTGRES_URL},' gmig.json
    sed -i 's,sqlite:dev.db,postgresql:///none,' gmig.json
    commit "PostgreSQL"
    hook_of pre-commit
    edit_new
    git checkout -q HEAD migrations
    gmig execute -e production -y
    export IDENTITY
    IDENTITY=$(facts_of executed | sed -n 's/^identity: //p' | head -1)
    previous=$(git ls-tree -r --name-only refs/gmig/ledger | grep llllllllllll | sed 's,.*/,,')
    forge rolled-back llllllllllll "$sum" "$previous"
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0].executed | length')" 1
    unset POSTGRES_URL
    export POSTGRES_URL='postgresql:///unreachable-now?host=/nowhere'
    sed -i 's/b TEXT/b INTEGER/' migrations/2026-11-20-110000-second.sql
    git add -A
    run git commit -m "Edit"
    # The cache is another database's for this URL: what is shared is all that is known.
    assert_success
    git reset -q --soft HEAD^
    POSTGRES_URL=${GMIG_TEST_POSTGRES/\/postgres\?//ledger_forged_$BATS_TEST_NUMBER\?}
    run git commit -m "Edit"
    assert_failure
    assert_output --partial "GM101"
    assert_output --partial "executed in production (seen "
}

@test "what is no fact is passed over and said, and the others still count" {
    clone ben
    hook_of pre-commit
    edit_new
    forge executed llllllllllll "$sum"
    head -c 3000 /dev/urandom >"$BATS_TEST_TMPDIR/garbage"
    put_into_ledger "v1/default/some/where/$(printf '%064d' 0)" "$BATS_TEST_TMPDIR/garbage"
    sed 's/forged/renamed/' "$BATS_TEST_TMPDIR/fact" >"$BATS_TEST_TMPDIR/misplaced"
    put_into_ledger "v1/default/x/llllllllllll/$(printf '%064d' 1)" "$BATS_TEST_TMPDIR/misplaced"
    truncate -s 3M "$BATS_TEST_TMPDIR/large"
    put_into_ledger "v1/default/large" "$BATS_TEST_TMPDIR/large"
    run git commit -m "Edit"
    assert_failure
    assert_output --partial "GM101"
    assert_output --partial "of the ledger ref cannot be read as facts (gmig ledger verify)"
    run -1 gmig ledger verify
    assert_output --partial "its name is not that of its content"
    run -0 gmig ledger show
    assert_output --partial "production (production): 1 executed"
}

@test "a damaged ref is as good as none, and that is said" {
    clone ben
    hook_of pre-commit
    edit_new
    forge executed llllllllllll "$sum"
    local tree
    tree=$(git rev-parse 'refs/gmig/ledger^{tree}')
    chmod u+w ".git/objects/${tree:0:2}/${tree:2}"
    echo damaged >".git/objects/${tree:0:2}/${tree:2}"
    run -0 gmig check --base origin/main
    assert_output --partial "refs/gmig/ledger cannot be read"
    assert_output --partial "production unknown"
    run git commit -m "Edit"
    assert_success
    assert_output --partial "refs/gmig/ledger cannot be read"
}

@test "a server's pre-receive lets the ref grow, and nothing else" {
    git -C ../hub.git config core.hooksPath hooks
    (cd ../hub.git && hook_of pre-receive)
    run -0 gmig execute -e production -y
    assert_equal "$(hub_facts | wc -l)" 2
    run git push origin :refs/gmig/ledger
    assert_failure
    assert_output --partial "GM902"
    assert_output --partial "would be deleted"
    local empty
    empty=$(git commit-tree -m empty "$(git mktree </dev/null)")
    run git push -f origin "$empty:refs/gmig/ledger"
    assert_failure
    assert_output --partial "would lose or change facts"
    echo garbage >"$BATS_TEST_TMPDIR/garbage"
    put_into_ledger "v1/default/garbage" "$BATS_TEST_TMPDIR/garbage"
    run git push origin refs/gmig/ledger:refs/gmig/ledger
    assert_failure
    assert_output --partial "no facts: v1/default/garbage"
    assert_equal "$(hub_facts | wc -l)" 2
    run -8 gmig ledger push
    assert_output --partial "could not be pushed to origin"
}

@test "a server's update hook says the same" {
    (cd ../hub.git && hook_of update)
    run -0 gmig execute -e production -y
    run git push origin :refs/gmig/ledger
    assert_failure
    assert_output --partial "GM902"
    assert_equal "$(hub_facts | wc -l)" 2
}
