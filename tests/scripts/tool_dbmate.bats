#!/usr/bin/env bats
# dbmate's own program makes the history; gmig watches it, takes it over and goes on.
#
# shellcheck disable=SC2034,SC2154  # tools.bash reads up_mark and sets database

load helper
load tools
setup() { start_test; need_tools; }

up_mark="-- migrate:up"
path_of() { echo "2026110100000$1_$2.sql"; }
put() {
    printf -- '-- migrate:up\n%s\n\n-- migrate:down\n%s\n' "$3" "$4" >"migrations/$(path_of "$1" "$2")"
}
its_url() {
    if [ "$database" = sqlite ]; then
        echo "sqlite:dev.db"
    else
        echo "${POSTGRES_URL/postgresql:/postgres:}&sslmode=disable"
    fi
}
tool_up() { dbmate "$(its_url)" up; }
tool_rows() { ask "SELECT version FROM schema_migrations ORDER BY version"; }
tool_looks() { dbmate "$(its_url)" status; }

@test "SQLite: what dbmate executed is watched, adopted and extended" {
    begin dbmate sqlite
    is_watched dbmate
    is_adopted dbmate
    assert_output --partial "[X] 20261101000003_posts.sql"
    assert_output --partial "[ ] 20261101000004_tags.sql"
    assert_output --partial "Pending: 2"
}

@test "PostgreSQL: what dbmate executed is watched, adopted and extended" {
    begin dbmate postgresql
    is_watched dbmate
    is_adopted dbmate
}

@test "what dbmate takes back while gmig watches is pending again" {
    begin dbmate sqlite
    run -0 dbmate "$(its_url)" rollback
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | join(" ")')" "executed executed pending pending"
}

@test "what dbmate executes after the adoption is refused until it is adopted, too" {
    begin dbmate sqlite
    run -0 gmig import --from dbmate --adopt
    run -0 tool_up
    run -9 gmig execute
    assert_output --partial "gmig import --from dbmate --adopt"
    run -0 gmig import --from dbmate --adopt
    assert_output --partial "adopted 1 migration in local"
    run -0 gmig status --exit-code
}

@test "converted to gmig's own layout, it goes on, and nothing is executed twice" {
    begin dbmate sqlite
    run -0 gmig import --from dbmate --adopt --convert
    commit "gmig's own layout"
    assert_file_contains migrations/20261101000001_users.sql '^-- gmig: id='
    run -0 gmig execute
    run -0 gmig status --exit-code
    assert_equal "$(ask "SELECT name FROM users")" ann
}
