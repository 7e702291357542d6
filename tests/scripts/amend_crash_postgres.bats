#!/usr/bin/env bats
# gmig amend is killed at every named step, on PostgreSQL.

load helper
load amend_crash
setup() { start_test; }

@test "PostgreSQL: killed at every step of --diff" {
    use_postgres
    from_schema
}
@test "PostgreSQL: killed at every step of down and up" {
    use_postgres
    by_the_parts
}
