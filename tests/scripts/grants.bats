# docs/reference/grants.md: its SQL as it stands there, and what each role can and cannot do.
load helper

page=$BATS_TEST_DIRNAME/../../docs/reference/grants.md

# sql_block N: the N-th block of SQL in the page.
sql_block() {
    awk -v wanted="$1" '/^```sql$/ { inside = ++number == wanted; next } /^```$/ { inside = 0 } inside' "$page"
}

# url_of ROLE: the database as that role sees it.
url_of() {
    printf '%s' "${POSTGRES_URL/user=postgres/user=$1}"
}

setup_file() {
    psql -X -q -v ON_ERROR_STOP=1 -d "$GMIG_TEST_POSTGRES" -c "CREATE ROLE app_user LOGIN" \
        -c "CREATE ROLE stranger LOGIN" -c "$(sql_block 1)"
}

# A database called app with the page's grants, and a project with one migration.
setup() {
    start_test
    make_postgres_project
    fresh_postgres app
    postgres_query "$POSTGRES_URL" "$(sql_block 2)"
    write_migration 2026-11-20-090000-start klmnopqrstuv none \
        "CREATE TABLE article (id serial PRIMARY KEY, title text);" "DROP TABLE article;"
    commit "start"
}

teardown() {
    local name
    for name in $(postgres_query "$GMIG_TEST_POSTGRES" "SELECT datname FROM pg_database WHERE datname LIKE 'app%'"); do
        postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE \"$name\""
    done
}

@test "the page has the three blocks of SQL that are tried here" {
    assert [ -n "$(sql_block 1)" ]
    assert [ -n "$(sql_block 2)" ]
    assert [ -n "$(sql_block 3)" ]
    assert [ -z "$(sql_block 4)" ]
}

@test "gmig_migrate executes, verifies and rolls back" {
    run -0 gmig --url "$(url_of gmig_migrate)" execute -y
    run -0 gmig --url "$(url_of gmig_migrate)" status --exit-code
    run -0 gmig --url "$(url_of gmig_migrate)" verify
    run -0 gmig --url "$(url_of gmig_migrate)" rollback -y
    run -1 gmig --url "$(url_of gmig_migrate)" status --exit-code
}

@test "gmig_migrate is no superuser and creates no database" {
    run -1 postgres_query "$(url_of gmig_migrate)" "CREATE DATABASE other"
    assert_output --partial "permission denied"
    run -1 postgres_query "$(url_of gmig_migrate)" "COPY (SELECT 1) TO PROGRAM 'true'"
    assert_output --partial "must be superuser"
}

@test "gmig_ci_ro reads the status and writes nothing" {
    run -0 gmig --url "$(url_of gmig_migrate)" execute -y
    run -0 gmig --url "$(url_of gmig_ci_ro)" status --exit-code
    run -9 gmig --url "$(url_of gmig_ci_ro)" execute -y
    run -1 postgres_query "$(url_of gmig_ci_ro)" \
        "SET TRANSACTION READ WRITE; DELETE FROM gmig.ledger"
    assert_output --partial "permission denied"
    run -1 postgres_query "$(url_of gmig_ci_ro)" "SELECT * FROM public.article"
    assert_output --partial "permission denied"
}

@test "gmig_ci_ro sees everything pending where there is no ledger yet" {
    run -1 gmig --url "$(url_of gmig_ci_ro)" status --exit-code
    assert_output --partial "pending"
}

@test "the application uses its tables and does not see the ledger" {
    run -0 gmig --url "$(url_of gmig_migrate)" execute -y
    run -0 postgres_query "$(url_of app_user)" "INSERT INTO article (title) VALUES ('a') RETURNING id"
    assert_output 1
    run -1 postgres_query "$(url_of app_user)" "SELECT * FROM gmig.ledger"
    assert_output --partial "permission denied"
    run -1 postgres_query "$(url_of app_user)" "CREATE TABLE other (x int)"
    assert_output --partial "permission denied"
}

@test "a stranger cannot connect" {
    run -2 postgres_query "$(url_of stranger)" "SELECT 1"
    assert_output --partial "permission denied"
}

@test "gmig_admin creates databases and is no superuser" {
    run -0 postgres_query "$(url_of gmig_admin)" "CREATE DATABASE made_by_admin"
    run -0 postgres_query "$(url_of gmig_admin)" "DROP DATABASE made_by_admin"
    run -1 postgres_query "$(url_of gmig_admin)" "CREATE ROLE other"
    assert_output --partial "permission denied"
}

@test "gmig_admin forks, promotes, stops writers, and goes back; the others' grants go along" {
    postgres_query "$POSTGRES_URL" "$(sql_block 3)"
    run -0 gmig --url "$(url_of gmig_migrate)" execute -y
    postgres_query "$POSTGRES_URL" "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    APP_URL=$(url_of gmig_admin)
    export APP_URL
    # shellcheck disable=SC2016  # gmig replaces it
    sed -i 's|"environments": {|"environments": {"app": {"url": "${APP_URL}", "kind": "production"}, |' gmig.json
    run -0 gmig env adopt -e app --confirm app
    run -0 gmig env fork next -e app
    run -2 postgres_query "$(url_of stranger | sed 's|/app?|/app__next?|')" "SELECT 1"
    assert_output --partial "permission denied"
    run -0 gmig maintenance on -e app -y
    run -1 postgres_query "$(url_of app_user)" "INSERT INTO article (title) VALUES ('a')"
    assert_output --partial "read-only"
    run -0 gmig maintenance off -e app
    # What only a superuser may carry over is named before anything is touched.
    postgres_query "$POSTGRES_URL" "ALTER ROLE app_user IN DATABASE app SET statement_timeout = '5s'"
    run -9 gmig env promote next -e app --confirm app
    assert_line --partial "as a role that may: ALTER ROLE"
    postgres_query "$POSTGRES_URL" "${lines[-1]#*: as a role that may: }"
    run -0 gmig env promote next -e app --confirm app
    assert_equal "$(postgres_query "$(url_of app_user)" "SHOW statement_timeout")" 5s
    run -0 postgres_query "$(url_of app_user)" "INSERT INTO article (title) VALUES ('a') RETURNING id"
    assert_output 1
    run -2 postgres_query "$(url_of stranger)" "SELECT 1"
    assert_output --partial "permission denied"
    run -0 gmig --url "$(url_of gmig_ci_ro)" status --exit-code
    old=$(gmig env list --json | jq -r '.environments[].name | select(startswith("app/until"))')
    run -0 gmig env promote "$old" -e app --confirm app --accept-data-loss
    run -0 postgres_query "$(url_of app_user)" "SELECT count(*) FROM article"
    assert_output 0
}
