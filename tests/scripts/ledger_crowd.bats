#!/usr/bin/env bats
# Many who share at once.

load helper
load ledger

setup() {
    start_test
    make_hub
}

add_four() {
    local number ids=(kkkkkkkkkkkk llllllllllll mmmmmmmmmmmm nnnnnnnnnnnn oooooooooooo)
    for number in 1 2 3 4; do
        write_migration "2026-11-20-1${number}0000-more" "${ids[number]}" "${ids[number - 1]}" \
            "CREATE TABLE t$number (a INTEGER);" "DROP TABLE t$number;"
    done
}

@test "eight clones that share five executions each at once lose none, without a conflict" {
    add_four
    commit "Four more"
    git push -q
    local number pids=()
    for number in 1 2 3 4 5 6 7 8; do
        clone "clone$number"
    done
    for number in 1 2 3 4 5 6 7 8; do
        (cd "$BATS_TEST_TMPDIR/clone$number" && gmig execute -e production -y >../out$number 2>&1) &
        pids+=($!)
    done
    for number in "${pids[@]}"; do wait "$number"; done
    run cat "$BATS_TEST_TMPDIR"/out?
    refute_output --partial "could not be pushed"
    assert_equal "$(hub_facts | grep -c -v /environment/)" 40
    assert_equal "$(hub_facts | grep -c /environment/)" 8
    assert_equal "$(git -C ../hub.git fsck --strict 2>&1)" ""
    go_to clone1
    gmig ledger fetch
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '[.environments[].executed | length] | join(" ")')" "5 5 5 5 5 5 5 5"
    assert_equal "$(json '[.environments[].conflicts[]] | length')" 0
    run -0 gmig ledger verify
}

@test "two gmigs in work trees of one clone do not lose each other's facts" {
    git worktree add -q ../linked
    git remote remove origin
    local one two
    gmig execute -e production -y >../out1 2>&1 &
    one=$!
    (cd ../linked && gmig execute -e production -y >../out2 2>&1) &
    two=$!
    wait $one && wait $two
    assert_equal "$(git ls-tree -r --name-only refs/gmig/ledger | wc -l)" 4
}
