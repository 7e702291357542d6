# gmig check where servers run it: clones of every shape. It never fetches, and needs no database.
load helper

a=2026-11-20-090000-a
b=2026-11-20-091000-b
c=2026-11-20-092000-c

# Every test leaves a trace of the git programs that gmig started.
setup() {
    start_test
    top=$BATS_TEST_TMPDIR/work
    host=$top/host.git
    export GIT_TRACE=$BATS_TEST_TMPDIR/trace
}

teardown() {
    # What the tests start themselves is traced elsewhere.
    if [ -s "$BATS_TEST_TMPDIR/gmig-trace" ]; then
        refute grep -E "git (fetch|pull|clone|remote|ls-remote|upload-pack|fetch-pack|remote-https)" \
            "$BATS_TEST_TMPDIR/gmig-trace"
    fi
}

gmig() {
    GIT_TRACE=$BATS_TEST_TMPDIR/gmig-trace "$GMIG" "$@" </dev/null
}

# host [FORMAT]: a bare repository whose main has two migrations and some history, and a clone of
# it, in which Ben starts a branch.
host() {
    git init -q --bare ${1:+--object-format="$1"} "$host"
    git -C "$host" config uploadpack.allowFilter true
    git -C "$host" config uploadpack.allowAnySHA1InWant true
    mkdir "$top/ann"
    cd "$top/ann" || return
    git init -q ${1:+--object-format="$1"}
    mkdir migrations
    # shellcheck disable=SC2016  # gmig replaces it, where it is set
    printf '{"environments": {"live": {"url": "${DATABASE_PASSWORD_URL}", "kind": "production"}}}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a table"
    write_migration $b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    commit "another table"
    git remote add origin "file://$host"
    git push -q -u origin main 2>/dev/null
    as_person "Ben Builder"
    git checkout -q -b feature
}

add_c() {
    write_migration $c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);"
    commit "a third"
}

edit_a() {
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    commit "rename a column"
}

# main moves on, without a migration.
main_moves_on() {
    git checkout -q main
    printf 'text\n' >README
    commit "a readme"
    git push -q origin main
    git checkout -q feature
}

# pull_request: what GitHub makes of the branch: refs/pull/7/merge, main's merge with it.
pull_request() {
    git push -q origin "HEAD:refs/pull/7/head"
    git checkout -q --detach origin/main
    git merge -q --no-ff -m "Merge feature into main" feature
    git push -q origin "HEAD:refs/pull/7/merge"
    git checkout -q feature
}

# runner DEPTH REF [OPTION…]: a checkout as CI makes it, detached; 0 is the whole history. The
# host is out of reach from then on.
runner() {
    local depth=$1 ref=$2
    shift 2
    git init -q "$@" "$top/runner"
    cd "$top/runner" || return
    git remote add origin "file://$host"
    if [ "$depth" = 0 ]; then
        git fetch -q origin "+refs/heads/*:refs/remotes/origin/*" "+$ref:refs/remotes/pull/7"
    else
        git fetch -q --depth="$depth" origin "+$ref:refs/remotes/pull/7"
    fi
    git checkout -q --detach refs/remotes/pull/7
    offline
}

offline() { git remote set-url origin "file:///nowhere/at/all.git"; }
online() { git remote set-url origin "file://$host"; }

# found EXIT [ARGUMENT…]: "severity code" of what blocks or warns; notes apart.
assert_found() {
    local code=$1 wanted=$2
    shift 2
    run "-$code" --separate-stderr gmig check --json "$@"
    assert_equal "$(json '[.findings[] | select(.severity != "information")
                          | "\(.severity) \(.code)"] | join(" ")')" "$wanted"
}

@test "a pull request's checkout of depth 2: HEAD is the merge, its first parent the base" {
    host
    edit_a
    main_moves_on
    pull_request
    runner 2 refs/pull/7/merge
    assert_found 1 "error GM101"
    assert_equal "$(json .merged_in_memory)" false
    assert_equal "$(json .base)" "$(git rev-parse HEAD^1)"
    # Who brought it into the base is behind the clone's end: not known, rather than somebody.
    assert_equal "$(json '.findings[0].theirs')" null
    run -1 gmig check --format github
    assert_output --partial "::error file=migrations/$a.sql,title=GM101"
}

@test "a pull request's checkout of depth 2, clean" {
    host
    add_c
    main_moves_on
    pull_request
    runner 2 refs/pull/7/merge
    assert_found 0 ""
}

@test "depth 1 cannot decide; the command that it names fetches what is missing" {
    host
    edit_a
    pull_request
    runner 1 refs/pull/7/merge
    run -8 --separate-stderr gmig check
    # shellcheck disable=SC2154  # bats sets it
    assert_regex "$stderr" "state: not decided"
    run -8 --separate-stderr gmig check --json
    assert_equal "$(json .decided)" false
    assert_equal "$(json .error.exit)" 8
    local next
    next=$(json .error.next)
    assert_regex "$next" "^git fetch --depth=1 origin"
    online
    eval "${next%%, or *}"
    offline
    assert_found 1 "error GM101"
    assert_equal "$(json .base)" "$(git rev-parse "$(git cat-file -p HEAD | sed -n 's/^parent //p' | head -1)")"
}

@test "depth 1 with the base's commit given" {
    host
    edit_a
    pull_request
    local base
    base=$(git rev-parse origin/main)
    runner 1 refs/pull/7/merge
    run -8 --separate-stderr gmig check --base "$base" --json
    local next
    next=$(json .error.next)
    assert_equal "$next" "git fetch --depth=1 origin $base"
    online
    eval "$next"
    offline
    assert_found 1 "error GM101" --base "$base"
}

@test "depth 1 of the branch itself: what joins the sides is missing" {
    host
    add_c
    main_moves_on
    pull_request
    runner 1 refs/pull/7/head
    online
    git fetch -q --depth=1 origin main:refs/remotes/origin/main
    offline
    run -8 --separate-stderr gmig check --json
    local next
    next=$(json .error.next)
    assert_regex "$next" "^git fetch --unshallow"
    online
    eval "${next%%, or *}"
    offline
    assert_found 0 ""
    assert_equal "$(json .merged_in_memory)" true
}

@test "a merge queue: a checked-out commit, and the base's name given" {
    host
    edit_a
    local base
    base=$(git rev-parse main)
    git checkout -q -b gh-readonly-queue/main/pr-7 main
    git merge -q --squash feature
    commit "squashed (#7)"
    git push -q origin HEAD:refs/pull/7/merge
    runner 2 refs/pull/7/merge
    assert_found 1 "error GM101" --base "$base"
}

@test "a full clone on a detached HEAD that is no merge: against origin/main" {
    host
    edit_a
    main_moves_on
    pull_request
    runner 0 refs/pull/7/head
    assert_found 1 "error GM101"
    assert_equal "$(json .base_name)" origin/main
    assert_equal "$(json .merged_in_memory)" true
}

@test "a push to main, before against after" {
    host
    local before
    before=$(git rev-parse main)
    git checkout -q main
    edit_a
    assert_found 1 "error GM101" --base "$before" --head main
}

@test "a linked worktree, of a shallow clone too" {
    host
    edit_a
    pull_request
    git worktree add -q --detach ../linked feature
    cd ../linked || return
    assert_found 1 "error GM101"
    runner 2 refs/pull/7/merge
    git worktree add -q --detach ../shallow HEAD
    cd ../shallow || return
    assert_found 1 "error GM101"
    cd ../runner || return
    git worktree remove ../shallow
    git update-ref refs/remotes/origin/main 'HEAD^1'
    runner_at_depth_1=$top/one
    git clone -q --depth=1 "file://$host" "$runner_at_depth_1"
    cd "$runner_at_depth_1" || return
    git worktree add -q --detach ../one-linked HEAD
    cd ../one-linked || return
    run -8 gmig check --base "$(git -C "$host" rev-parse refs/pull/7/head)"
    assert_output --partial "git fetch --depth=1 origin"
}

@test "a bare repository" {
    host
    edit_a
    git push -q origin feature
    cd "$host" || return
    assert_found 1 "error GM101" --base main --head feature
    assert_found 0 "" --base main --head main
}

@test "a fork's pull request has no secrets: the ledger is unknown, the verdict is not" {
    host
    edit_a
    pull_request
    runner 2 refs/pull/7/merge
    assert_found 1 "error GM101"
    assert_equal "$(json '.facts[] | "\(.environment) \(.source) \(.age_s)"')" "live unknown null"
    assert_equal "$(json '[.findings[] | select(.code == "GM901") | .severity] | join(" ")')" information
}

@test "a production database in a file that is not here is unknown, not empty" {
    make_repository && mkdir migrations
    printf '{"environments": {"live": {"url": "sqlite:live.db", "kind": "production"}}}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a table"
    git checkout -q -b feature
    assert_found 0 ""
    assert_equal "$(json '.facts[0].source')" unknown
}

@test "a fork cannot bring an environment of its own into the gate" {
    host
    printf '{"environments": {"live": {"url": "sqlite:forged.db", "kind": "production"}}}\n' >gmig.json
    sqlite3 forged.db "CREATE TABLE t (x)"
    edit_a
    pull_request
    runner 2 refs/pull/7/merge
    assert_found 1 "error GM101"
    assert_equal "$(json '.facts[0].source')" unknown
}

# criss_cross: main and feature each merge the other's first migration; then the branch goes on.
criss_cross() {
    add_c
    git checkout -q main
    printf 'text\n' >README
    commit "a readme"
    git branch before-cross
    git merge -q --no-ff -m "feature into main" feature
    git checkout -q feature
    git merge -q --no-ff -m "main into feature" before-cross
    git checkout -q main
    git push -q origin main
    git checkout -q feature
}

@test "a criss-cross history, whole and shallow" {
    host
    criss_cross
    edit_a
    assert_equal "$(git merge-base --all main feature | wc -l)" 2
    assert_found 1 "error GM101"
    assert_equal "$(json .merged_in_memory)" true
    pull_request
    runner 2 refs/pull/7/merge
    assert_found 1 "error GM101"
}

@test "a criss-cross history that is cut off cannot be merged in memory, and says so" {
    host
    criss_cross
    edit_a
    pull_request
    runner 1 refs/pull/7/head
    online
    git fetch -q --depth=1 origin main:refs/remotes/origin/main
    offline
    run -8 gmig check
    assert_output --partial "git fetch --unshallow"
}

@test "an octopus merge" {
    host
    add_c
    git checkout -q -b other main
    printf 'text\n' >NEWS
    commit "news"
    git checkout -q --detach main
    git merge -q --no-ff -m "both" feature other
    assert_equal "$(git rev-list --parents -n1 HEAD | wc -w)" 4
    git branch -D main -q
    assert_found 0 ""
    assert_equal "$(json .merged_in_memory)" false
}

@test "a partial clone has no blobs; unchanged ones are not asked for" {
    host
    edit_a
    pull_request
    git clone -q --filter=blob:none --no-checkout "file://$host" "$top/runner"
    cd "$top/runner" || return
    git fetch -q origin refs/pull/7/merge:refs/remotes/pull/7
    git checkout -q --detach refs/remotes/pull/7
    # The base's version of one file is missing: git itself gets it, as it does for its own commands.
    assert_found 1 "error GM101"
    # From now on it is here.
    offline
    assert_found 1 "error GM101"
    rm "$BATS_TEST_TMPDIR/gmig-trace"
}

@test "a split index" {
    host
    git update-index --split-index
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    git add -A
    assert_found 1 "error GM101" --head :index
    assert_found 0 "" --head HEAD
}

@test "a sparse index, with the folder in it and outside" {
    host
    mkdir src other
    printf 'text\n' >src/file
    printf 'text\n' >other/file
    commit "sources"
    git sparse-checkout set --cone --sparse-index src migrations
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    git add -A
    assert_found 1 "error GM101" --head :index
    git commit -q -m "rename a column"
    git sparse-checkout set --cone --sparse-index src
    assert_file_not_exists migrations/$a.sql
    assert_found 1 "error GM101" --head :index
    assert_found 1 "error GM101"
}

@test "a repository of SHA-256 names" {
    host sha256
    edit_a
    main_moves_on
    assert_equal "$(git rev-parse HEAD | tr -d '\n' | wc -c)" 64
    assert_found 1 "error GM101"
    pull_request
    runner 2 refs/pull/7/merge --object-format=sha256
    assert_found 1 "error GM101"
    cd ../ann || return
    assert_found 1 "error GM101"
    assert_equal "$(json '.findings[0].theirs.author')" "Ann Author <ann@example.org>"
}

@test "nothing is written: not the index, not a ref, not a file" {
    host
    edit_a
    pull_request
    runner 2 refs/pull/7/merge
    chmod -R a-w .git
    local before
    before=$(find . -printf '%p %T@ %s\n' | sort | sha256sum)
    assert_found 1 "error GM101"
    assert_equal "$(find . -printf '%p %T@ %s\n' | sort | sha256sum)" "$before"
    chmod -R u+w .git
}

@test "no repository, and a repository without a commit" {
    mkdir "$top/plain"
    cd "$top/plain" || return
    run -8 gmig check
    assert_output --partial "no repository"
    git init -q
    run -8 gmig check
    assert_output --partial "next:"
}
