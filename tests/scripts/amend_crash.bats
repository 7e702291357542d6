#!/usr/bin/env bats
# gmig amend is killed at every named step, on SQLite.

load helper
load amend_crash
setup() { start_test; }

@test "SQLite: killed at every step of a change" {
    use_sqlite
    change
}
@test "SQLite: killed at every step of --diff" {
    use_sqlite
    from_schema
}
@test "SQLite: killed at every step of a removal" {
    use_sqlite
    removal
}
@test "SQLite: killed at every step of down and up" {
    use_sqlite
    by_the_parts
}
