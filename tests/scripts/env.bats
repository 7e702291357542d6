#!/usr/bin/env bats
# gmig env: databases as environments.
# shellcheck disable=SC2154  # deployment sets "database"
load helper
load deployment

setup() {
    start_test
}

promote() {
    gmig env promote -e primary --confirm primary "$@"
}

story() {
    second_migration
    run -0 gmig env fork next -e primary
    assert_line --regexp "^forked primary/next from primary \(by (backup|template), "
    assert_line "next: gmig execute -e primary/next"
    run -0 gmig execute -e primary/next
    assert_line --partial "executed 1 migration in primary/next"
    assert_equal "$(executed), $(executed_beside next)" "k, k l"
    run -0 gmig env list
    assert_line --index 0 --regexp "^  primary +production +there +1 migration "
    assert_line --index 1 --regexp "^  primary/next +shared +there +2 migrations +[0-9.]+ [kM]B +from primary, 2026-11-20 10:0"
    run -0 promote next --as before
    assert_line "primary is what primary/next was; what primary was is primary/before now"
    assert_line "  2026-11-20-091000-title"
    assert_line "the way back: gmig env promote primary/before --confirm primary"
    assert_equal "$(executed), $(executed_beside before)" "k l, k"
    run -0 gmig status -e primary --exit-code
    run -0 promote before --as after
    assert_line "executed before, and not there:"
    assert_equal "$(executed), $(executed_beside after)" "k, k l"
    run -0 gmig env rename after later -e primary
    assert_line --partial "renamed primary/after to primary/later ("
    assert_equal "$(names_beside)" later
    run -9 gmig env destroy later -e primary --accept-data-loss
    assert_line "  next: the same command with --accept-data-loss --confirm primary/later"
    run -0 gmig env destroy later -e primary --accept-data-loss --confirm primary/later
    assert_line --partial "destroyed primary/later ("
    assert_equal "$(names_beside)" ""
}

the_fork_is_another() {
    run -0 gmig env fork primary/next
    run -0 --separate-stderr gmig env list --json
    assert_equal "$(json '.environments | map(.identity) | unique | length')" 2
    assert_equal "$(json '.environments[1] | [.name, .kind, .from, .maintenance, .state] | join(" ")')" \
        "primary/next shared primary off there"
    ask_beside next "DELETE FROM article"
    assert_equal "$(ask "SELECT count(*) FROM article")" 2
}

refused() {
    run -0 gmig env fork next -e primary
    run -2 gmig env fork next -e primary
    assert_line "error: 'primary/next' is there already"
    run -2 gmig env fork 'a b' -e primary
    run -2 gmig env promote nowhere -e primary --confirm primary
    assert_line "error: there is no database of 'primary/nowhere'"
    run -9 gmig env promote next -e primary
    assert_line "  next: the same command with --confirm primary"
    run -9 gmig env destroy primary --accept-data-loss --confirm primary
    assert_line --partial "in gmig.json: gmig does not destroy it"
    ask "INSERT INTO article VALUES (3)"
    run -9 promote next
    assert_line --partial "'primary'"
    assert_equal "$(ask "SELECT count(*) FROM article")" 3
    run -0 promote next --accept-data-loss
    assert_line --partial "what had changed since the fork, and is not there now"
    assert_equal "$(ask "SELECT count(*) FROM article")" 2
    run gmig execute -e primary/nowhere
    [[ $status = 2 || $status = 10 ]] || fail "ended with $status: $output"
    ! exists_beside nowhere || fail "it was made"
}

@test "SQLite: fork, try, promote, go back" {
    use_sqlite
    story
}
@test "PostgreSQL: fork, try, promote, go back" {
    use_postgres
    story
}
@test "SQLite: a fork has an identity and rows of its own" {
    use_sqlite
    the_fork_is_another
}
@test "PostgreSQL: a fork has an identity and rows of its own" {
    use_postgres
    the_fork_is_another
}
@test "SQLite: what is refused" {
    use_sqlite
    refused
}
@test "PostgreSQL: what is refused" {
    use_postgres
    refused
}

@test "git's branch names a fork" {
    use_sqlite
    git switch -q -c Feature/Add_Title
    run -0 gmig env fork -e primary
    assert_equal "$(names_beside)" feature-add_title
    git switch -q --detach
    run -2 gmig env fork -e primary
}

@test "--dry-run of each, and nothing is changed" {
    use_sqlite
    run -0 gmig env fork next -e primary
    local before
    before=$(find . -name 'app*' -exec sha256sum {} + | sort)
    run -0 gmig env fork other -e primary --dry-run
    assert_output "would fork primary/other from primary, to sqlite:app.other.db"
    run -0 gmig env create other -e primary --dry-run
    assert_output "would create primary/other (sqlite:app.other.db)"
    run -0 gmig env rename next other -e primary --dry-run
    assert_output "would rename primary/next to primary/other (sqlite:app.other.db)"
    run -0 gmig env destroy next -e primary --dry-run
    assert_output "would destroy primary/next (sqlite:app.next.db)"
    run -0 gmig env promote next -e primary --dry-run --as before
    assert_line "would put primary/next in the place of primary, which would be kept as primary/before"
    assert_equal "$(find . -name 'app*' -exec sha256sum {} + | sort)" "$before"
}

@test "create: one that is listed, one beside it, not one that is there" {
    use_sqlite
    run -0 gmig env create blank -e primary
    assert_output "created primary/blank (sqlite:app.blank.db)"
    run -0 gmig execute -e primary/blank
    assert_equal "$(executed_beside blank)" k
    run -2 gmig env create blank -e primary
    run -2 gmig env create primary
    mv app.db away
    run -0 gmig env create primary
    assert_output "created primary (sqlite:app.db)"
    run -0 gmig env list
    assert_line --regexp "^  primary +production +there +0 migrations"
}

@test "PostgreSQL: a fork of a database that is closed to PUBLIC is closed too; settings are copied" {
    use_postgres
    ask "REVOKE CONNECT, TEMPORARY ON DATABASE \"$database\" FROM PUBLIC"
    ask "ALTER DATABASE \"$database\" SET work_mem = '7MB'"
    run -0 gmig env fork next -e primary
    assert_equal "$(ask "SELECT coalesce(datacl::text, 'open') !~ '[{,]=' AND datacl IS NOT NULL FROM pg_database WHERE datname = '${database}__next'")" t
    assert_equal "$(ask_beside next "SHOW work_mem")" 7MB
}

@test "PostgreSQL: sessions make a fork a dump, which is told; --disconnect closes them" {
    use_postgres
    psql -X -q -d "$POSTGRES_URL" -c "SELECT pg_sleep(60)" >/dev/null 2>&1 3>&- &
    local session=$!
    until [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()")" = 1 ]; do sleep 0.05; done
    run -0 gmig env fork next -e primary
    assert_line --partial "(by dump, "
    assert_line --regexp "^note: "
    assert_equal "$(executed_beside next)" k
    run -0 gmig env fork other -e primary --disconnect
    assert_line --partial "(by template, "
    wait "$session" || true
}

@test "a restored backup is recognised: reading works, writing wants env adopt" {
    use_sqlite
    run -0 gmig env fork next -e primary
    cp app.next.db app.db
    run -0 gmig status -e primary
    run -9 gmig execute -e primary -y
    assert_line --partial "says it is 'primary/next'"
    run -0 gmig env adopt -e primary --confirm primary
    run -0 gmig execute -e primary -y
}

@test "how it is written: too few words, too many, what does not apply" {
    use_sqlite
    local words
    for words in "" "nonsense" "list x" "fork a b" "rename a" "promote" "destroy" "create" "adopt x" \
        "list --dry-run" "adopt --dry-run" "fork x --as y" "promote x --kind local" "create x --disconnect"; do
        # shellcheck disable=SC2086  # words on purpose
        run -2 gmig env $words -e primary
        assert_line --partial "next: gmig help env"
    done
    run -2 gmig env fork x -e primary --kind nonsense
}

@test "quietly, and as JSON" {
    use_sqlite
    run -0 gmig env fork next -e primary -q
    assert_output ""
    run -0 gmig env list -q
    assert_output ""
    run -0 --separate-stderr gmig env promote next -e primary --confirm primary --as before --json
    assert_equal "$(json '[.environment, .promoted, .old, .state] | join(" ")')" "primary primary/next primary/before done"
    run -0 --separate-stderr gmig env rename before old -e primary --json
    assert_equal "$(json '[.environment, .was, .state] | join(" ")')" "primary/old primary/before done"
}
