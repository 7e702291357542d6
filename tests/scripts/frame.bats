# The frame itself: what the other scripts rely on.
load helper
setup() { start_test; }

@test "a test has its own home, folder, clock and git" {
    assert_equal "$HOME" "$BATS_TEST_TMPDIR/home"
    assert_equal "$PWD" "$BATS_TEST_TMPDIR/work"
    run -0 git config --list --show-origin
    refute_output --partial "file:"
    assert_equal "$(date -d "$GMIG_NOW" +%F)" 2026-11-20
}

@test "the caller's variables do not reach a test" {
    export DATABASE_URL=sqlite:other.db GMIG_ENV=primary PGHOST=/nowhere GIT_DIR=/nowhere NO_COLOR=1
    forget_variables
    run -1 printenv DATABASE_URL GMIG_ENV PGHOST GIT_DIR NO_COLOR
    assert_output ""
    assert [ -n "$GMIG_TEST_POSTGRES" ]
}

@test "commits are dated by the clock, which moves on" {
    make_repository
    touch a && commit "add a"
    touch b && commit "add b"
    run -0 git log --reverse --format='%cI %an %s'
    assert_line --index 0 "2026-11-20T10:00:00+00:00 Ann Author add a"
    assert_line --index 1 "2026-11-20T10:01:00+00:00 Ann Author add b"
    assert_equal "$GMIG_NOW" 2026-11-20T10:02:00Z
}

@test "people differ" {
    as_person "Ben Builder"
    make_repository
    touch a && commit "add a"
    run -0 git log --format='%an <%ae> %cn <%ce>'
    assert_output "Ben Builder <ben@example.org> Ben Builder <ben@example.org>"
}

@test "a PostgreSQL database is new and empty in each test" {
    fresh_postgres
    run -0 postgres_query "$POSTGRES_URL" "SELECT current_database()"
    assert_output "frame_$BATS_TEST_NUMBER"
    run -0 postgres_query "$POSTGRES_URL" "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    assert_output 0
    run -1 postgres_query "$POSTGRES_URL" "SELECT nothing FROM nowhere"
}

@test "a project is what gmig.json, the folder and git make of it" {
    make_project 'layout="sqlx"'
    commit "start"
    assert_equal "$(jq -r .layout gmig.json)" sqlx
    run -0 git ls-files
    assert_line gmig.json
    query dev.db "CREATE TABLE a (x); CREATE TABLE gmig_b (y)"
    run -0 tables dev.db
    assert_output a
    run -0 git status --porcelain
    assert_output ""
}

@test "a PostgreSQL project names its database by a variable" {
    make_postgres_project
    run -0 jq -r '.environments.local.url, .dialect' gmig.json
    assert_line --index 0 "\${POSTGRES_URL}"
    assert_line --index 1 postgresql
    run -0 postgres_query "$POSTGRES_URL" "SELECT 1"
}
