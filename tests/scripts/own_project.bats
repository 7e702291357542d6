# The project's own gmig.json: the ledger's history, looked at like any other.
load helper

setup() {
    start_test
    cp -r "$BATS_TEST_DIRNAME/../../"{gmig.json,.gitattributes,migrations} .
    make_repository
    commit "the ledger's history"
}

@test "doctor finds nothing bad in it" {
    run -0 gmig doctor
    assert_output --partial "project 'gmig'"
    refute_output --partial "line endings"
}

@test "its one head is the one that gmig.head names" {
    run -0 gmig --json rev-parse @
    assert_equal "$(json .id)" "$(cat migrations/gmig.head)"
    run -10 gmig --json status
    assert_equal "$(json '[.findings[].code] | unique | join(" ")')" GM901
}

# A developer's clone of it, with the hooks that CONTRIBUTING.md asks for.
developers_clone() {
    git clone -q . ../clone
    cd ../clone || return
    run -0 gmig hooks install
}

@test "its hooks refuse an edit of the migration that is built in" {
    developers_clone
    sed -i '0,/CREATE TABLE/s//CREATE TABLE more (x INTEGER);\nCREATE TABLE/' \
        migrations/2026-11-21-080000-ledger.sql
    run git commit -q -a -m "edit the ledger"
    assert_failure
    assert_output --partial GM101
    assert_output --partial 2026-11-21-080000-ledger
    git rm -q -f migrations/2026-11-21-080000-ledger.sql
    run git commit -q -a -m "remove the ledger"
    assert_failure
    assert_output --partial GM102
    git reset -q --hard
    assert_equal "$(git rev-list --count HEAD)" 1
}

@test "its hooks let a migration behind the last one pass, through commit, merge and push" {
    developers_clone
    git config push.default upstream
    git checkout -q -b more
    run -0 gmig new "more of it"
    sed -i '2i CREATE TABLE more (x INTEGER);' "$output"
    git add -A
    run -0 git commit -q -m "more of the ledger"
    run -0 git checkout -q main
    run -0 git merge -q --no-ff --no-edit more
    git init -q --bare ../remote.git
    run -0 git push -q ../remote.git main
}
