#!/usr/bin/env bats
# node-pg-migrate's own program makes the history; gmig watches it, takes it over and goes on.
#
# shellcheck disable=SC2034  # tools.bash reads up_mark

load helper
load tools
setup() { start_test; need_tools; }

up_mark="-- Up Migration"
path_of() { echo "176371293000$1_$2.sql"; }
put() {
    printf -- '-- Up Migration\n%s\n\n-- Down Migration\n%s\n' "$3" "$4" >"migrations/$(path_of "$1" "$2")"
}
tool_up() { node_pg_migrate up; }
tool_rows() { ask "SELECT * FROM pgmigrations ORDER BY id"; }
tool_looks() { node_pg_migrate up --dry-run; }

@test "what node-pg-migrate executed is watched, adopted and extended" {
    begin node-pg-migrate postgresql
    is_watched node-pg-migrate
    is_adopted node-pg-migrate
    assert_output --partial "> - 1763712930004_tags"
    refute_output --partial "1763712930003_posts"
}

@test "order and parts are as node-pg-migrate has them" {
    database=postgresql
    make_postgres_project 'layout="node-pg-migrate"'
    echo "CREATE TABLE a (x integer);" >migrations/10_a.sql
    printf -- '-- words\n--- UP migration of mine\nCREATE TABLE b (x integer);\n--down migration\nSELECT 1/0;\n' >migrations/9_b.sql
    printf -- '-- Down Migration\nSELECT 1/0;\n-- Up Migration\nCREATE TABLE c (x integer);\n' >migrations/1763712930001_c.sql
    printf -- '-- Up Migration\nCREATE TABLE d (x integer);\n' >migrations/20251121081530000_d.sql
    run -0 tool_up
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].name] | join(" ")')" "9_b 10_a 20251121081530000_d 1763712930001_c"
    assert_equal "$(json '.migrations[].name')" "$(ask "SELECT name FROM pgmigrations ORDER BY id")"
    ask "DROP TABLE a, b, c, d, pgmigrations"
    run -0 gmig execute
    run -0 ask "SELECT count(*) FROM a, b, c, d"
}

@test "a file that gmig new wrote is one that node-pg-migrate can execute and take back" {
    begin node-pg-migrate postgresql
    run -0 gmig new "add likes"
    fill "$(git ls-files --others --exclude-standard migrations)" "CREATE TABLE likes (id integer);"
    run -0 tool_up
    run -0 ask "SELECT * FROM likes"
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | unique | join(" ")')" executed
    run -0 node_pg_migrate down
}
