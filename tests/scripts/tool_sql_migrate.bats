#!/usr/bin/env bats
# sql-migrate's own program makes the history; gmig watches it, takes it over and goes on.
#
# shellcheck disable=SC2034,SC2154  # tools.bash reads up_mark and sets database

load helper
load tools
setup() { start_test; need_tools; }

up_mark="-- +migrate Up"
path_of() { echo "2026110100000$1-$2.sql"; }
put() {
    printf -- '-- +migrate Up\n%s\n\n-- +migrate Down\n%s\n' "$3" "$4" >"migrations/$(path_of "$1" "$2")"
}
use_tool() {
    if [ "$database" = sqlite ]; then
        use_sql_migrate sqlite3 dev.db
    else
        local name=${POSTGRES_URL#postgresql:///}
        use_sql_migrate postgres "host=$(server) user=postgres dbname=${name%%\?*} sslmode=disable"
    fi
}
tool_up() { sql-migrate up; }
tool_rows() { ask "SELECT id, applied_at FROM gorp_migrations ORDER BY id"; }
tool_looks() { sql-migrate status; }

@test "SQLite: what sql-migrate executed is watched, adopted and extended" {
    begin sql-migrate sqlite
    is_watched sql-migrate
    is_adopted sql-migrate
    assert_output --regexp "20261101000003-posts.sql +\| 2"
    assert_output --regexp "20261101000004-tags.sql +\| no"
}

@test "PostgreSQL: what sql-migrate executed is watched, adopted and extended" {
    begin sql-migrate postgresql
    is_watched sql-migrate
    is_adopted sql-migrate
}

@test "order, parts and what runs outside a transaction are as sql-migrate has them" {
    database=sqlite
    make_project 'layout="sql-migrate"'
    use_tool
    printf -- '-- +migrate Up\nCREATE TABLE a (x integer);\n' >migrations/10_a.sql
    printf -- '-- +migrate Up\nCREATE TABLE b (x integer);\n' >migrations/9_b.sql
    printf -- '-- +migrate Down\nDROP TABLE c;\n-- +migrate Up\nCREATE TABLE c (x integer);\n' >migrations/init.sql
    printf -- '-- +migrate Up\nCREATE TABLE d (x integer);\n' >migrations/11-a.sql
    printf -- '-- +migrate Up notransaction\nVACUUM;\n' >migrations/11.sql
    printf -- '-- +migrate Up\n-- +migrate StatementBegin\nCREATE TABLE e (x integer);\nCREATE TRIGGER t AFTER INSERT ON e BEGIN\n  DELETE FROM a;\n  DELETE FROM b;\nEND;\n-- +migrate StatementEnd\n' >migrations/11_b.sql
    run -0 tool_up
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].name] | join(" ")')" "$(ask "SELECT replace(group_concat(replace(id, '.sql', ''), ' '), ',', '') FROM (SELECT id FROM gorp_migrations ORDER BY applied_at)")"
    assert_equal "$(json '[.migrations[].state] | unique | join(" ")')" executed
    rm dev.db
    run -0 gmig execute
    assert_equal "$(tables dev.db | tr '\n' ' ')" "a b c d e "
}

@test "a file that gmig new wrote is one that sql-migrate can execute" {
    begin sql-migrate sqlite
    run -0 gmig new "add likes"
    fill "$(git ls-files --others --exclude-standard migrations)" "CREATE TABLE likes (id integer);"
    run -0 tool_up
    assert_output --partial "Applied 2 migrations"
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | unique | join(" ")')" executed
}
