#!/usr/bin/env bats
# gmig rebase in other tools' layouts: renumbered by their rule, and the adopted ledger follows.
load helper
setup() { start_test; }

# put PATH NAME: a migration's file that makes the table NAME.
put() {
    mkdir -p "$(dirname "migrations/$1")"
    case $1 in
    *down*) echo "DROP TABLE $2;" ;;
    *.toml) echo "run_in_transaction = true" ;;
    *.txt) echo "notes of $2" ;;
    *.conf) echo "executeInTransaction=true" ;;
    *) if [ "$layout" = goose ]; then
        printf -- '-- +goose Up\nCREATE TABLE %s (x);\n-- +goose Down\nDROP TABLE %s;\n' "$2" "$2"
    elif [ "$layout" = dbmate ]; then
        printf -- '-- migrate:up\nCREATE TABLE %s (x);\n-- migrate:down\nDROP TABLE %s;\n' "$2" "$2"
    else
        echo "CREATE TABLE $2 (x);"
    fi ;;
    esac >"migrations/$1"
}

# fork LAYOUT: a project with what `base`, `ours` and `theirs` put; ours is executed, main has
# theirs and is merged, which no tripwire stops.
fork() {
    layout=$1
    make_project "layout=\"$layout\"" 'mode="adopt"'
    base
    commit base
    git switch -q -c feature
    ours
    commit ours
    run -0 gmig execute -q
    git switch -q main
    theirs
    commit theirs
    git switch -q feature
    git merge -q --no-edit main
}

# What rebase makes of the folder, all of it staged; a second time there is nothing to do.
assert_files() {
    run -0 gmig rebase
    assert_equal "$(cd migrations && find . -type f | sort | sed 's,^\./,,' | paste -sd'|')" "$1"
    assert_equal "$(git ls-files --unmerged)" ""
    assert_equal "$(git status --porcelain | grep -v '^[MARD]  ' || true)" ""
    run -0 gmig rebase
    assert_output --partial "nothing to do"
}

# The rows have followed: what is pending is upstream's alone.
assert_rows() {
    assert_equal "$(query dev.db "SELECT name FROM gmig_ledger WHERE project = 'default' ORDER BY sequence" | paste -sd'|')" "$1"
    run -0 gmig execute --force
    refute_output --partial "renamed"
    run -0 gmig status --exit-code
}

@test "golang-migrate: the next number in the same width, both parts" {
    base() { put 000001_a.up.sql a && put 000001_a.down.sql a; }
    ours() { put 000002_m.up.sql m && put 000002_m.down.sql m && put 000003_n.up.sql n && put 000003_n.down.sql n; }
    theirs() { put 000002_u.up.sql u && put 000002_u.down.sql u; }
    fork golang-migrate
    assert_files "000001_a.down.sql|000001_a.up.sql|000002_u.down.sql|000002_u.up.sql|000003_m.down.sql|000003_m.up.sql|000004_n.down.sql|000004_n.up.sql"
    assert_rows "000001_a|000003_m|000004_n"
}

@test "golang-migrate: numbers that our own series frees are taken again, row by row" {
    base() { put 1_a.up.sql a; }
    ours() { put 2_x.up.sql m && put 3_x.up.sql n; }
    theirs() { put 2_u.up.sql u; }
    fork golang-migrate
    assert_files "1_a.up.sql|2_u.up.sql|3_x.up.sql|4_x.up.sql"
    assert_rows "1_a|3_x|4_x"
}

@test "golang-migrate: two migrations of one number and name, in a conflict" {
    base() { put 000001_a.up.sql a && put 000001_a.down.sql a; }
    ours() { put 000002_x.up.sql m && put 000002_x.down.sql same; }
    theirs() { put 000002_x.up.sql u && put 000002_x.down.sql same; }
    layout=golang-migrate
    make_project 'layout="golang-migrate"' 'mode="adopt"'
    base && commit base && git switch -q -c feature && ours && commit ours
    run -0 gmig execute -q
    git switch -q main && theirs && commit theirs && git switch -q feature
    run -1 git merge -q main
    assert_files "000001_a.down.sql|000001_a.up.sql|000002_x.down.sql|000002_x.up.sql|000003_x.down.sql|000003_x.up.sql"
    assert_equal "$(cat migrations/000002_x.up.sql)" "CREATE TABLE u (x);"
    assert_equal "$(cat migrations/000003_x.up.sql)" "CREATE TABLE m (x);"
    assert_equal "$(query dev.db "SELECT name FROM gmig_ledger WHERE project = 'default' ORDER BY sequence" | paste -sd'|')" "000001_a|000003_x"
    commit merged
    run -0 gmig execute --force
    run -0 gmig status --exit-code
}

@test "golang-migrate: names with blanks, and upstream not merged yet" {
    base() { put "1_first one.up.sql" a; }
    ours() { put "2_my own.up.sql" m; }
    theirs() { put "2_their own.up.sql" u; }
    fork golang-migrate
    git reset -q --hard HEAD^
    assert_files "1_first one.up.sql|2_their own.up.sql|3_my own.up.sql"
    assert_rows "1_first one|3_my own"
}

@test "sqlx: stamps of pairs" {
    base() { put 20261101090000_a.up.sql a && put 20261101090000_a.down.sql a; }
    ours() { put 20261102090000_m.up.sql m && put 20261102090000_m.down.sql m; }
    theirs() { put 20261103090000_u.up.sql u && put 20261103090000_u.down.sql u; }
    fork sqlx
    assert_files "20261101090000_a.down.sql|20261101090000_a.up.sql|20261103090000_u.down.sql|20261103090000_u.up.sql|20261120100300_m.down.sql|20261120100300_m.up.sql"
    assert_rows "20261101090000_a|20261120100300_m"
}

@test "diesel: the folder with all that is in it" {
    base() { put 2026-11-01-090000_a/up.sql a && put 2026-11-01-090000_a/down.sql a; }
    ours() { for file in up.sql down.sql metadata.toml notes.txt; do put "2026-11-02-090000_m/$file" m; done; }
    theirs() { put 2026-11-03-090000_u/up.sql u && put 2026-11-03-090000_u/down.sql u; }
    fork diesel
    assert_files "2026-11-01-090000_a/down.sql|2026-11-01-090000_a/up.sql|2026-11-03-090000_u/down.sql|2026-11-03-090000_u/up.sql|2026-11-20-100300_m/down.sql|2026-11-20-100300_m/metadata.toml|2026-11-20-100300_m/notes.txt|2026-11-20-100300_m/up.sql"
    assert_not_exists migrations/2026-11-02-090000_m
    assert_rows "2026-11-01-090000_a|2026-11-20-100300_m"
}

@test "prisma: folders" {
    base() { put 20261101090000_a/migration.sql a; }
    ours() { put 20261102090000_m/migration.sql m; }
    theirs() { put 20261103090000_u/migration.sql u; }
    fork prisma
    assert_files "20261101090000_a/migration.sql|20261103090000_u/migration.sql|20261120100300_m/migration.sql"
    assert_rows "20261101090000_a|20261120100300_m"
}

@test "flyway: versions, undo scripts and side files, below a folder too" {
    base() { put V1__a.sql a; }
    ours() { put v/V1.1__m.sql m && put v/V1.1__m.sql.conf m && put v/U1.1__m.sql m; }
    theirs() { put V1.2__u.sql u; }
    fork flyway
    assert_files "V1.2__u.sql|V1__a.sql|v/U1.3__m.sql|v/V1.3__m.sql|v/V1.3__m.sql.conf"
    assert_rows "V1__a|V1.3__m"
}

@test "dbmate: stamps, one file" {
    base() { put 20261101090000_a.sql a; }
    ours() { put 20261102090000_m.sql m; }
    theirs() { put 20261103090000_u.sql u; }
    fork dbmate
    assert_files "20261101090000_a.sql|20261103090000_u.sql|20261120100300_m.sql"
    assert_rows "20261101090000_a|20261120100300_m"
}

@test "goose: numbers" {
    base() { put 00001_a.sql a; }
    ours() { put 00002_m.sql m; }
    theirs() { put 00003_u.sql u; }
    fork goose
    assert_files "00001_a.sql|00003_u.sql|00004_m.sql"
    assert_rows "00001_a|00004_m"
}

@test "a teammate's database follows a renumbered migration at its next command" {
    base() { put 000001_a.up.sql a; }
    ours() { put 000002_m.up.sql m; }
    theirs() { put 000002_u.up.sql u; }
    fork golang-migrate
    cp dev.db teammate.db
    run -0 gmig rebase
    commit rebased
    mv teammate.db dev.db
    run -0 gmig execute --force
    assert_output --partial "renamed 000003_m"
    assert_output --partial "executed 000002_u"
    run -0 gmig status --exit-code
}
