#!/usr/bin/env bats
# An ordinary week, beyond week.bats: edits and deletions, and work that nobody must hinder. Each
# story ends with both databases in order.
# shellcheck disable=SC2154  # week.bash sets "week"

load helper
load week

setup() { start_week; }

@test "PostgreSQL: an edit of what only my database ran" {
    postgres_shop
    at bob
    branch bobs
    add tag
    sed -i 's/x INTEGER/x TEXT/' "$(path_of tag)"
    run -1 git commit -q -a -m "A tag is text"
    assert_output --partial "gmig stops this commit"
    assert_output --partial "GM101 edited-after-execution: 2026-11-20-100100-create-tag was edited after it was executed in local"
    assert_output --partial "in this database alone: gmig amend"
    run -0 gmig check --head :worktree
    assert_output --partial "warning GM101"
    run -4 gmig execute
    run -0 gmig rollback -y --accept-data-loss
    run -0 gmig execute
    run -0 git commit -q -a -m "A tag is text"
    advance_clock
    run -0 gmig check
    run -0 push
    host_merges bobs
    all_well article tag
    assert_equal "$(postgres_query "$POSTGRES_URL" \
        "SELECT data_type FROM information_schema.columns WHERE table_name = 'tag'")" text
}

@test "a commit on main, while my database has run a feature" {
    shop
    at bob
    branch bobs
    add tag
    git switch -q main
    run -0 gmig status
    assert_output --partial "other-branch"
    write_new author
    git add -A
    run -0 git commit -q -m "Add author"
    refute_output --partial gmig
    advance_clock
    run -0 gmig execute
    run -0 git push -q
    git switch -q bobs
    run -1 git merge -q main
    run -0 gmig rebase
    run -0 git commit -q --no-edit
    run -0 gmig execute
    run -0 gmig status --exit-code
    push
    host_merges bobs
    all_well article author tag
}

@test "a push, while staging has run somebody else's feature" {
    shop
    at ann
    sed -i "s|\"environments\": {|&\"staging\": {\"url\": \"sqlite:$week/staging.db\", \"kind\": \"shared\"}, |" gmig.json
    commit "Staging"
    push
    branch anns
    add author
    push
    gmig execute -q -e staging
    at bob
    git pull -q
    branch bobs
    add tag
    run -0 git push -q -u origin HEAD
    refute_output --partial gmig
    run -0 gmig check
    run -0 git push -q origin HEAD:main
    refute_output --partial gmig
    run -0 gmig execute -e staging
    run -0 gmig status -e staging
    assert_output --partial "other-branch"
    at ann
    git fetch -q
    run -1 git merge -q origin/main
    run -0 gmig rebase
    assert_output --partial "executed in staging, which others share: its row follows"
    run -0 git commit -q --no-edit
    advance_clock
    run -0 gmig execute --force
    run -0 push
    run -0 gmig status -e staging --exit-code
    host_merges anns
    all_well article author tag
}

@test "the Revert button: the pull request is stopped, and the way back keeps the database whole" {
    shop
    at bob
    branch bobs
    add tag
    push
    host_merges bobs
    git -C "$week/host" switch -q -c revert-bobs
    git -C "$week/host" revert --no-edit -m 1 HEAD
    git -C "$week/host" push -q origin revert-bobs
    at ann
    git pull -q
    gmig execute -q
    git switch -q revert-bobs
    run -1 gmig check
    assert_output --partial "GM102 executed-missing: 2026-11-20-100100-create-tag was published in origin/main, and no file has it"
    assert_output --regexp "theirs  [0-9a-f]{10} Bob Author .*: Add tag"
    assert_output --regexp "ours    [0-9a-f]{10} .*: Revert \"Merge bobs\""
    run -0 follow GM102
    run -0 git commit -q -m "Keep the migration"
    run -1 gmig check
    run -0 follow GM207
    run -0 git commit -q -a -m "Keep the migration"
    run -0 gmig check
    run -0 push
    host_merges revert-bobs
    all_well article tag
}

@test "a revert that is on main already is named with its author, and taken back by the command" {
    shop
    at bob
    branch bobs
    add tag
    push
    host_merges bobs
    git switch -q main
    git pull -q
    as_person "Rita Reverter"
    on_host revert --no-edit -m 1 HEAD >/dev/null
    at bob
    run git pull -q
    assert_output --partial "gmig: local: GM102: 2026-11-20-100100-create-tag was executed in local, and no file has it"
    run -4 gmig execute
    run -1 gmig status
    assert_output --regexp "no file has it; [0-9a-f]{10} removed it: Rita Reverter <rita@example.org>, Revert \"Merge bobs\""
    # Ann, whose database never had it, has nothing to put right.
    at ann
    git pull -q
    run -0 gmig status --exit-code
    at bob
    run -1 gmig status
    run -0 bash -c "$(sed -n 's/^next: \(git checkout .*\), then gmig add;.*/\1/p' <<<"$output")"
    run -0 gmig add
    git add -A
    run -0 git commit -q -m "Bring tag back"
    run -0 git push -q
    all_well article tag
}

@test "main is behind origin, and my database has what came since: not missing, only not here" {
    shop
    at ann
    add author
    push
    at bob
    git fetch -q
    git switch -q -c bobs origin/main
    gmig execute -q
    run -0 git switch main
    assert_output --partial "gmig: local: 1 of another branch executed"
    refute_output --partial GM102
    run -0 gmig status
    assert_output --partial "other-branch"
    run -0 gmig execute
    all_well article author
}

@test "two projects in one repository do not see each other" {
    mkdir "$week/ann"
    cd "$week/ann"
    git init -q
    cat >gmig.json <<'END'
{"projects": {
  "app": {"migrations": "app", "dialect": "sqlite",
          "environments": {"local": {"url": "sqlite:app.db", "kind": "local"}}},
  "billing": {"migrations": "billing", "dialect": "sqlite",
              "environments": {"local": {"url": "sqlite:billing.db", "kind": "local"}}}}}
END
    printf '*.db\n*.db-*\n' >.gitignore
    mkdir app billing
    at ann
    git init -q --bare "$week/origin.git"
    git remote add origin "$week/origin.git"
    gmig hooks install -q
    add_to app article
    add_to billing invoice
    git push -q -u origin main
    git clone -q "$week/origin.git" "$week/bob"
    git clone -q "$week/origin.git" "$week/host"
    at bob
    gmig hooks install -q
    gmig -p app execute -q
    gmig -p billing execute -q
    branch bobs
    add_to app tag
    push
    at ann
    branch anns
    add_to billing payment
    push
    host_merges anns
    host_merges bobs
    branch late main
    add_to app author
    git fetch -q
    run -0 gmig -p billing check
    run -1 gmig -p app check
    run -1 git merge -q origin/main
    run -0 gmig -p app rebase
    run -0 git commit -q --no-edit
    run -0 gmig -p app execute --force
    push
    host_merges late
    for person in ann bob; do
        at $person
        git switch -q main
        git pull -q
        for project in app billing; do
            run -0 gmig -p $project execute
            run -0 gmig -p $project status --exit-code
            run -0 gmig -p $project check
        done
        assert_equal "$(tables app.db | paste -sd' ')" "article author tag"
        assert_equal "$(tables billing.db | paste -sd' ')" "invoice payment"
    done
}

# add_to PROJECT TABLE: a migration of that project, executed and committed.
add_to() {
    local path header
    path=$(gmig -p "$1" new "create $2")
    header=$(head -n 1 "$path")
    printf '%s\n\nCREATE TABLE %s (x INTEGER);\n\n-- gmig: down\nDROP TABLE %s;\n' \
        "$header" "$2" "$2" >"$path"
    gmig -p "$1" execute -q
    commit "Add $2"
}

@test "a header that was removed by hand comes back by the command" {
    shop
    at bob
    branch bobs
    sed -i 1d "$(path_of article)"
    run -1 git commit -q -a -m "Tidy"
    assert_output --partial "GM107 identity-lost"
    run -1 gmig status
    run -4 gmig execute
    run -0 follow GM107
    assert_equal "$(git status --porcelain)" ""
    sed -i 1d "$(path_of article)"
    git commit -q -n -a -m "Tidy"
    run -0 push
    run git push -q origin HEAD:main
    assert_failure
    assert_output --partial "GM107"
    run -1 gmig check
    run -0 follow GM107
    run -0 git commit -q -a -m "Put the header back"
    advance_clock
    run -0 gmig check
    add tag
    run -0 push
    host_merges bobs
    all_well article tag
}
