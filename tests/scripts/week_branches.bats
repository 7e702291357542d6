#!/usr/bin/env bats
# An ordinary week, beyond week.bats: branches that are stacked, shared and picked from. Each story
# ends with both databases in order.
# shellcheck disable=SC2154  # week.bash sets "week"

load helper
load week

setup() { start_week; }

# Ann's table author is in main, Bob's table tag on his branch, from the same start; he has fetched.
both_add() {
    at bob
    branch bobs
    add tag
    push
    at ann
    branch anns
    add author
    push
    host_merges anns
    at bob
    git fetch -q
}

@test "PostgreSQL: two add migrations, and one merges first" {
    postgres_shop
    both_add
    run -1 gmig check
    assert_output --partial "GM202 diverged-heads"
    assert_output --partial "GM207 stale-head-file: git will stop at migrations/gmig.head"
    assert_output --regexp "theirs  [0-9a-f]{10} Ann Author <ann@example.org>, 2026-11-20: Add author"
    run host_merges bobs
    assert_failure
    assert_output --partial "CONFLICT (content): Merge conflict in migrations/gmig.head"
    git -C "$week/host" merge --abort
    run -1 git merge -q origin/main
    assert_output --partial "CONFLICT"
    run -0 gmig rebase
    assert_output --partial "next: git commit"
    run -0 git commit -q --no-edit
    advance_clock
    catch_up
    run -0 gmig check
    push
    host_merges bobs
    all_well article author tag
}

@test "the command that the check names, before anything is merged" {
    shop
    both_add
    run -1 gmig check
    run -0 follow GM202
    run -0 git commit -q -m "After author"
    advance_clock
    run -1 gmig check
    refute_output --partial GM202
    run -1 git merge -q origin/main
    run -0 gmig rebase
    run -0 git commit -q --no-edit
    catch_up
    push
    host_merges bobs
    all_well article author tag
}

@test "the conflict settled in the web, both lines kept" {
    shop
    both_add
    git -C "$week/host" fetch -q
    git -C "$week/host" switch -q bobs
    run -1 git -C "$week/host" merge -q origin/main
    sed -i '/^[<=>]/d' "$week/host/migrations/gmig.head"
    git -C "$week/host" commit -q -a --no-edit
    git -C "$week/host" push -q origin bobs
    git pull -q
    run -1 gmig check
    assert_output --partial "GM202"
    run -0 follow GM202
    run -0 git commit -q -m "After author"
    advance_clock
    catch_up
    push
    host_merges bobs
    all_well article author tag
}

# Bob's branch "second" is stacked on "first"; Ann comes between, "first" is rebased and squashed.
stack() {
    at bob
    branch first
    add tag
    push
    branch second first
    add label
    push
    run -0 gmig check --base first
    at ann
    branch anns
    add author
    push
    host_merges anns
    at bob
    git switch -q first
    git fetch -q
    run -1 git merge -q origin/main
    run -0 gmig rebase
    run -0 git commit -q --no-edit
    advance_clock
    push
    host_squashes first
    git switch -q second
    git fetch -q
}

@test "a stacked branch, rebased by git after the one below was renamed and squashed" {
    shop
    stack
    run -1 gmig check
    assert_output --partial "GM204 duplicate-id"
    run git rebase origin/main
    assert_output --partial "gmig: local: "
    run -0 gmig rebase
    assert_output --partial "remove migrations/2026-11-20-100100-create-tag.sql, which is 2026-11-20-100500-create-tag.sql"
    run -0 git commit -q -m "One tag"
    advance_clock
    catch_up
    run -0 gmig check
    run -0 git push -q --force-with-lease
    host_squashes second
    all_well article author label tag
}

@test "a stacked branch that merges main instead" {
    shop
    stack
    run git merge -q --no-edit origin/main
    run -0 gmig rebase
    run -0 git commit -q -m "Merge main"
    advance_clock
    catch_up
    run -0 gmig check
    push
    host_squashes second
    all_well article author label tag
}

@test "PostgreSQL: a teammate pulls my rebased branch, and his rows follow" {
    postgres_shop
    # Ann has Bob's branch and has executed it; he puts it behind main and pushes it by force.
    at bob
    branch bobs
    add tag
    add label
    push
    at ann
    git fetch -q
    git switch -q bobs
    gmig execute -q
    branch anns
    add author
    push
    host_merges anns
    at bob
    git fetch -q
    run -1 git rebase -q origin/main
    run -0 gmig rebase
    assert_output --partial "next: git rebase --continue"
    GIT_EDITOR=true run -0 git rebase --continue
    catch_up
    run -0 git push -q --force-with-lease
    at ann
    git switch -q bobs
    run -0 git pull -q --rebase
    run -0 gmig status
    assert_output --regexp "renamed +2026-11-20-100500-create-tag"
    run -0 gmig execute
    assert_output --partial "renamed 2026-11-20-100500-create-tag"
    assert_output --partial "renamed 1 migration in local"
    run -0 gmig status --exit-code
    refute_output --partial renamed
    host_merges bobs
    all_well article author label tag
}

@test "a hotfix is picked to a release branch, and that is merged back" {
    shop 'protected=["main", "release"]'
    at ann
    branch release
    push
    branch anns main
    add author
    push
    host_merges anns
    branch fix
    git fetch -q
    git merge -q --ff-only origin/main
    add repair
    push
    host_merges fix
    at bob
    git fetch -q
    git switch -q release
    run -1 git cherry-pick origin/fix
    run -0 gmig rebase
    GIT_EDITOR=true run -0 git cherry-pick --continue
    run -0 gmig check --base origin/release
    run -0 git push -q
    run -0 gmig execute
    run -0 gmig status --exit-code
    git switch -q main
    git pull -q
    run git merge -q --no-edit origin/release
    run -0 gmig rebase
    run -0 git commit -q --no-edit
    run -0 gmig check
    run -0 git push -q
    catch_up
    all_well article author repair
}
