#!/usr/bin/env bats
# A repository with projects in folders of their own, each with its gmig.json, and none at the top:
# what judges a repository as a whole (hooks, check, lint, doctor) sees them all.

load helper

setup() {
    start_test
    make_repository
    echo one >README
    make_part services/shop kkkkkkkkkkkk
    make_part services/stock llllllllllll
    commit "Two projects"
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q -u origin main
    install_hooks .git/hooks
    git checkout -q -b feature
}

first=migrations/2026-11-20-090000-first.sql
shop=services/shop/$first
stock=services/stock/$first

# make_part FOLDER ID [NAME]
make_part() {
    mkdir -p "$1/migrations"
    cat >"$1/gmig.json" <<END
{"projects": {"${3:-${1##*/}}": {"migrations": "migrations", "dialect": "sqlite",
  "environments": {"local": {"url": "sqlite:dev.db", "kind": "local"}}}}}
END
    printf '*.db\n*.db-*\n' >"$1/.gitignore"
    (cd "$1" && write_migration 2026-11-20-090000-first "$2" none "CREATE TABLE t (a INTEGER);" \
        "DROP TABLE t;")
}

install_hooks() {
    local name
    mkdir -p "$1"
    for name in pre-commit pre-merge-commit pre-push post-merge post-checkout; do
        printf '#!/bin/sh\nexec "%s" hook %s "$@"\n' "$GMIG" $name >"$1/$name"
        chmod +x "$1/$name"
    done
}

# edit FILE: what a database that executed it would not see.
edit() {
    sed -i 's/a INTEGER/a TEXT/' "$1"
}

# add_late FOLDER ID PARENT: a migration that comes after the first.
add_late() {
    (cd "$1" && write_migration 2026-11-20-100000-late "$2" "$3" "CREATE TABLE late (a INTEGER);")
}

@test "a commit that edits an executed migration below the top is stopped, and says where" {
    edit $shop
    run -1 git commit -a -m "Edit"
    assert_output --partial "gmig stops this commit, for what is in services/shop"
    assert_output --partial "GM101"
    edit $stock
    run -1 git commit -a -m "Edit both"
    assert_output --partial "for what is in services/shop, services/stock"
}

@test "a commit of something else passes without a word" {
    echo two >README
    run -0 git commit -a -m "Other"
    refute_output --partial gmig
}

@test "what one project may do does not hang on the other" {
    add_late services/stock mmmmmmmmmmmm llllllllllll
    git add -A
    run -0 git commit -q -m "A table of the stock's"
    refute_output --partial gmig
}

@test "a push is stopped, by the clone's hook and by the server's" {
    edit $stock
    git commit -q --no-verify -a -m "Edit"
    run -1 git push origin feature
    assert_output --partial "for what is in services/stock"
    printf '#!/bin/sh\nexec "%s" hook pre-receive\n' "$GMIG" >"$BATS_TEST_TMPDIR/origin.git/hooks/pre-receive"
    chmod +x "$BATS_TEST_TMPDIR/origin.git/hooks/pre-receive"
    run -1 git push --no-verify origin feature:main
    assert_output --partial "for what is in services/stock"
    assert_output --partial "GM101"
    git reset -q --hard main
    add_late services/shop mmmmmmmmmmmm kkkkkkkkkkkk
    commit "A table of the shop's"
    run -0 git push -q origin feature:main
}

@test "a project that a sparse checkout leaves out is guarded by what the index has" {
    git sparse-checkout set services/stock
    assert_not_exist $shop
    edited=$(git show :$shop | sed 's/a INTEGER/a TEXT/' | git hash-object -w --stdin)
    git update-index --cacheinfo "100644,$edited,$shop"
    run -1 git commit -m "Edit"
    assert_output --partial "for what is in services/shop"
    run -1 gmig check --head :index
    assert_output --partial "GM101"
}

@test "a gmig.json that cannot be read is told, and keeps no other project from being guarded" {
    printf '{"projects": nonsense\n' >services/stock/gmig.json
    run -0 git commit -a -m "Break it"
    assert_output --partial "services/stock/gmig.json"
    assert_output --partial "not looked at"
    edit $shop
    run -1 git commit -a -m "Edit"
    assert_output --partial "GM101"
    run -2 gmig check
    assert_output --partial "services/stock/gmig.json"
    assert_output --partial "nothing was judged"
    run -1 --separate-stderr gmig doctor
    assert_output --partial "services/stock/gmig.json"
}

@test "check judges all of them, and is as bad as the worst" {
    edit $stock
    git commit -q --no-verify -a -m "Edit"
    run -1 --separate-stderr gmig check
    assert_line "services/shop"
    assert_line "services/stock"
    assert_line "nothing stands against it"
    assert_output --partial "error GM101"
    run -1 --separate-stderr gmig check --json
    assert_equal "$(jq -c '[.projects[] | [.project, (.findings | length)]]' <<<"$output")" \
        '[["services/shop",0],["services/stock",1]]'
    run -1 --separate-stderr gmig check --format github
    assert_output --partial "::error file=$stock,"
    run -1 --separate-stderr gmig check --format sarif
    assert_equal "$(jq -c '[(.runs | length), .runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri]' <<<"$output")" \
        "[1,\"$stock\"]"
}

@test "in a project's folder that one alone is judged, in the folder of some these" {
    edit $stock
    git commit -q --no-verify -a -m "Edit"
    run -0 gmig -C services/shop check
    refute_output --partial services
    run -1 gmig -C services/stock/migrations check
    assert_output --partial "GM101"
    run -1 --separate-stderr gmig -C services check --json
    assert_equal "$(json '.projects | length')" 2
}

@test "lint judges what the branch adds to any of them" {
    add_late services/shop mmmmmmmmmmmm kkkkkkkkkkkk
    printf 'DROP TABLE t;\n' >>services/shop/migrations/2026-11-20-100000-late.sql
    git add -A
    run -0 --separate-stderr gmig lint --json
    assert_equal "$(jq -c '[.projects[] | [.project, .judged, (.findings | length > 0)]]' <<<"$output")" \
        '[["services/shop",1,true],["services/stock",0,false]]'
    run -0 --separate-stderr gmig lint --format github
    assert_output --partial "file=services/shop/migrations/2026-11-20-100000-late.sql,"
}

@test "a checkout tells whose database has something to execute" {
    gmig -C services/shop execute -q
    gmig -C services/stock execute -q
    add_late services/stock mmmmmmmmmmmm llllllllllll
    commit "A table of the stock's"
    git checkout -q main
    run -0 git checkout feature
    assert_output --partial "gmig: services/stock, local: 1 to execute"
    refute_output --partial "services/shop"
}

@test "doctor names the others, and projects that only their folders tell apart" {
    run -0 --separate-stderr gmig -C services/shop doctor
    assert_output --partial "projects apart: services/stock/gmig.json"
    refute_output --partial "one name"
    sed -i 's/"stock"/"shop"/' services/stock/gmig.json
    git add -A
    run -0 --separate-stderr gmig -C services/shop doctor
    assert_output --partial "'shop' (services/shop, services/stock)"
}

@test "a gmig.json at the top and another below" {
    mkdir -p db
    printf '{"projects": {"main": {"migrations": "db", "dialect": "sqlite"}}}\n' >gmig.json
    commit "A third project"
    edit $shop
    run -1 git commit -a -m "Edit"
    assert_output --partial "for what is in services/shop"
    git commit -q --no-verify -a -m "Edit"
    run -1 --separate-stderr gmig check --json
    assert_equal "$(jq -c '[.projects[] | [.project, (.findings | length)]]' <<<"$output")" \
        '[["main",0],["services/shop",1],["services/stock",0]]'
    run -0 gmig -p main check
}

# server_hook: the bare repository refuses what breaks the history.
server_hook() {
    printf '#!/bin/sh\nexec "%s" hook pre-receive\n' "$GMIG" >"$BATS_TEST_TMPDIR/origin.git/hooks/pre-receive"
    chmod +x "$BATS_TEST_TMPDIR/origin.git/hooks/pre-receive"
}

# assert_refused_everywhere CODE: the index by the hook, the commit by check and the server.
assert_refused_everywhere() {
    git add -A
    run -1 git commit -m "Try"
    assert_output --partial "$1"
    git commit -q --no-verify -m "Try"
    run -1 gmig check
    assert_output --partial "$1"
    git checkout -q main
    run -1 gmig check --head feature
    assert_output --partial "$1"
    server_hook
    run -1 git push --no-verify origin feature:main
    assert_output --partial "$1"
}

@test "a gmig.json that goes does not take the guard along" {
    git rm -q services/stock/gmig.json
    assert_refused_everywhere "services/stock/gmig.json is gone"
}

@test "nor with an edit" {
    git rm -q services/stock/gmig.json
    edit $stock
    assert_refused_everywhere GM101
}

# only_one_at_the_top: main has one project, and feature is a new branch of it.
only_one_at_the_top() {
    git rm -q -r services
    make_part . nnnnnnnnnnnn one
    git add -A
    git commit -q --no-verify -m "One project"
    git push -q --no-verify origin feature:main
    git checkout -q main
    git reset -q --hard origin/main
    git branch -q -D feature
    git checkout -q -b feature
}

@test "nor where it was the only one" {
    only_one_at_the_top
    git rm -q gmig.json
    assert_refused_everywhere "gmig.json is gone"
}

@test "a project that goes as a whole is missed" {
    git rm -q -r services/stock
    assert_refused_everywhere GM102
}

@test "a project whose folder moves is the same project" {
    git mv services/stock services/store
    git add -A
    run -0 git commit -q -m "Move"
    run -0 --separate-stderr gmig check --json
    assert_equal "$(jq -c '[.projects[] | [.project, (.changes.added | length)]]' <<<"$output")" \
        '[["services/shop",0],["services/store",0]]'
    git checkout -q main
    run -0 gmig check --head feature
    server_hook
    run -0 git push -q origin feature:main
}

@test "what is edited while its folder moves is edited" {
    git mv services/stock services/store
    edit services/store/$first
    assert_refused_everywhere GM101
}

@test "the top's project that moves into a folder" {
    only_one_at_the_top
    mkdir db
    git mv gmig.json migrations db/
    run -0 git commit -q -m "Move"
    run -0 gmig check
    edit db/$first
    assert_refused_everywhere GM101
}

@test "a project that only the other branch has is judged" {
    make_part services/new mmmmmmmmmmmm
    sed 's/CREATE TABLE t/CREATE TABLE u/' services/new/$first >services/new/migrations/2026-11-20-091000-second.sql
    git add -A
    git commit -q --no-verify -m "A third project"
    git checkout -q main
    run -1 gmig check --head feature
    assert_output --partial "services/new"
    assert_output --partial "GM204"
}

@test "-p finds a project wherever it lies, and refuses a name that none has" {
    edit $stock
    git commit -q --no-verify -a -m "Edit"
    run -1 gmig -p stock check
    assert_output --partial GM101
    run -0 gmig -p shop check
    run -2 gmig -p nonsense check
    assert_output --partial "one of: shop, stock"
}

@test "at the top, where there is no project, commands for one say where there are some" {
    for command in status execute "new x" rebase "switch main" log; do
        # shellcheck disable=SC2086  # a command and its argument
        run -2 gmig $command
        assert_output --partial "projects in services/shop, services/stock"
        assert_output --partial "gmig -C services/shop"
    done
    assert_not_exist migrations
    run -0 gmig -C services/shop status
}

# two_in_one DIALECT URL: projects app and bill, each with a table of its own executed, in one
# database.
two_in_one() {
    git rm -q -r --cached services
    rm -rf services
    mkdir app bill
    cat >gmig.json <<END
{"projects": {
  "app": {"migrations": "app", "schema": "app.sql", "dialect": "$1", "environments": {"local": {"url": "$2", "kind": "local"}}},
  "bill": {"migrations": "bill", "schema": "bill.sql", "dialect": "$1", "environments": {"local": {"url": "$2", "kind": "local"}}}}}
END
    gmig -p app new one >/dev/null
    sed -i '/^-- gmig: id/a CREATE TABLE t_app (a INTEGER);' app/*-one.sql
    gmig -p bill new two >/dev/null
    sed -i '/^-- gmig: id/a CREATE TABLE t_bill (a INTEGER);' bill/*-two.sql
    gmig -p app execute -q
    gmig -p bill execute -q
    printf 'CREATE TABLE t_app (a INTEGER);\n' >app.sql
}

assert_schema_is_not_judged() {
    local command
    for command in "db push" "db reset -y --accept-data-loss" "db drift" "db pull -y"; do
        # shellcheck disable=SC2086  # a command and its arguments
        run -9 gmig -p app $command
        assert_output --partial "also that of project 'bill'"
    done
    run -0 gmig -p bill status
}

@test "what one project made in a database that two share is not dropped by the other (SQLite)" {
    two_in_one sqlite sqlite:d.db
    assert_schema_is_not_judged
    assert_equal "$(tables d.db | paste -sd' ')" "t_app t_bill"
}

@test "what one project made in a database that two share is not dropped by the other (PostgreSQL)" {
    fresh_postgres
    # shellcheck disable=SC2016  # gmig replaces it
    two_in_one postgresql '${POSTGRES_URL}'
    assert_schema_is_not_judged
}
