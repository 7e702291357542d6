#!/usr/bin/env bats
# Many who share at once; facts from where there is no repository.

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

@test "facts of a pipeline without a repository are imported, once" {
    mkdir -p ../image
    cp -r gmig.json migrations ../image/
    go_to image
    run -0 gmig deploy -e production --facts-out facts.txt -y
    assert_file_exist facts.txt
    go_to ann
    run -0 gmig ledger import ../image/facts.txt --dry-run
    assert_output "2 facts would be taken over of 1 environment"
    run -0 gmig ledger import ../image/facts.txt
    assert_output "2 facts taken over of 1 environment"
    assert_equal "$(hub_facts | wc -l)" 2
    run -0 gmig ledger import ../image/facts.txt
    assert_output "0 facts taken over of 1 environment"
}

@test "an older file takes nothing back of what is known since" {
    mkdir -p ../image
    cp -r gmig.json migrations ../image/
    go_to image
    run -0 gmig deploy -e production --facts-out old.txt -y
    advance_clock
    (cd ../ann && add_four)
    cp -r ../ann/migrations .
    run -0 gmig deploy -e production --facts-out new.txt -y
    go_to ann
    run -0 gmig ledger import ../image/new.txt
    run -0 gmig ledger import ../image/old.txt
    assert_output --partial "4 facts passed over"
    run -0 --separate-stderr gmig ledger show --json
    assert_equal "$(json '.environments[0].executed | length')" 5
}

@test "a deploy that fails half-way writes what it executed" {
    mkdir -p ../image
    cp -r gmig.json migrations ../image/
    go_to image
    write_migration 2026-11-20-110000-bad llllllllllll kkkkkkkkkkkk 'CREATE TABLE t (a INTEGER);'
    run -6 gmig deploy -e production --facts-out facts.txt -y
    assert_equal "$(grep -c '^event: executed$' facts.txt)" 1
    run -0 gmig deploy --facts-out none.txt --dry-run
    assert_file_not_exist none.txt
}
