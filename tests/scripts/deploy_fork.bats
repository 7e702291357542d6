#!/usr/bin/env bats
# gmig deploy --via-fork: tried in a copy, which then takes the environment's place.
load helper
load deployment

setup() {
    start_test
    second_time=2026-11-20T11:00:00Z
}

deploy() {
    gmig deploy -e primary -y --confirm primary "$@"
}

# What is live is as before, open to writers, and nothing stands beside it but what is named.
assert_as_before() {
    assert_equal "$(executed)" "k"
    ask "INSERT INTO article (id) VALUES (3); DELETE FROM article WHERE id = 3"
    run -0 gmig maintenance status -e primary
    assert_output "primary is open to writers: no maintenance"
    assert_equal "$(names_beside | paste -sd' ')" "${1:-}"
}

succeeds() {
    second_migration
    set_clock "$second_time"
    run -0 deploy --via-fork
    assert_line "executed 1 migration in primary/deploy-20261120-110000, verified 2 migrations"
    assert_line "primary is what primary/deploy-20261120-110000 was; what primary was is primary/until-20261120-110000 now"
    assert_line "the way back: gmig env promote primary/until-20261120-110000 --confirm primary"
    assert_equal "$(executed)" "k l"
    assert_equal "$(ask "SELECT count(title) || ' of ' || count(*) FROM article")" "0 of 2"
    ask "INSERT INTO article VALUES (3, 'Three')"
    assert_equal "$(names_beside)" "until-20261120-110000"
    assert_equal "$(executed_beside until-20261120-110000)" "k"
    run -0 deploy --via-fork
    assert_output "nothing to do in primary"
    assert_equal "$(names_beside)" "until-20261120-110000"
}

fails() {
    second_migration
    failing_migration llllllllllll
    set_clock "$second_time"
    run -6 deploy --via-fork
    assert_line --partial "at migrations/2026-11-20-092000-fails.sql:3:"
    assert_line "  state: 'primary' is as it was; it is open to writers"
    assert_as_before
    # With a name what failed is kept, and gone on with.
    run -6 deploy --via-fork=next
    assert_line "  state: 'primary' is as it was; it is open to writers; the fork primary/next is there"
    assert_equal "$(executed_beside next)" "k l"
    run -0 gmig maintenance status -e primary
    assert_output "primary is open to writers: no maintenance"
    sed -i 's/ INSERT INTO nowhere VALUES (1);//' migrations/2026-11-20-092000-fails.sql
    commit mended
    run -0 deploy --via-fork=next
    assert_line --partial "going on with primary/next, a fork of primary that has not changed since"
    assert_equal "$(executed)" "k l m"
}

verification_fails() {
    verified_migration 2026-11-20-091000-title llllllllllll kkkkkkkkkkkk \
        "ALTER TABLE article ADD COLUMN title TEXT;" "SELECT count(*) = 0 FROM article;"
    # Verify runs with its own migration, too: only an older one can fail afterwards.
    run -6 deploy --via-fork
    assert_as_before
    write_migration 2026-11-20-091000-title llllllllllll kkkkkkkkkkkk \
        "ALTER TABLE article RENAME TO post;"
    run -1 deploy --via-fork
    assert_line "failed 2026-11-20-090000-article"
    assert_line --regexp "^primary is as it was; the fork primary/deploy-[0-9-]+ is gone$"
    assert_as_before
    run -1 deploy --via-fork=next
    assert_line "primary is as it was; what failed is in primary/next"
    assert_as_before next
}

stops_at_the_fork() {
    second_migration
    set_clock "$second_time"
    run -0 gmig deploy -e primary -y --via-fork --no-promote
    assert_line "primary is as it was; tested: primary/fork-20261120-110000"
    assert_line "next: gmig env promote primary/fork-20261120-110000 --confirm primary"
    assert_as_before fork-20261120-110000
    assert_equal "$(executed_beside fork-20261120-110000)" "k l"
    # Another deploy does not take it for one that was left behind.
    run -0 gmig deploy -e primary -y --via-fork=other --no-promote
    assert_equal "$(names_beside | paste -sd' ')" "fork-20261120-110000 other"
}

base_has_changed() {
    second_migration
    run -0 gmig deploy -e primary -y --via-fork=next --no-promote
    ask "INSERT INTO article VALUES (3)"
    run -2 deploy --via-fork=next
    assert_line "error: 'primary/next' is there already, and 'primary' has changed since"
    assert_line "  next: another name, or gmig env destroy primary/next --accept-data-loss --confirm primary/next"
    run -9 gmig env promote primary/next --confirm primary -y
    assert_equal "$(executed)" "k"
    assert_equal "$(ask "SELECT count(*) FROM article")" 3
}

@test "SQLite: succeeds; a second one has nothing to do" {
    use_sqlite
    succeeds
}
@test "PostgreSQL: succeeds; a second one has nothing to do" {
    use_postgres
    succeeds
}
@test "SQLite: a migration that fails leaves what is live as it was; mended, the named fork goes on" {
    use_sqlite
    fails
}
@test "PostgreSQL: a migration that fails leaves what is live as it was; mended, the named fork goes on" {
    use_postgres
    fails
}
@test "SQLite: a verify part that fails, too" {
    use_sqlite
    verification_fails
}
@test "PostgreSQL: a verify part that fails, too" {
    use_postgres
    verification_fails
}
@test "SQLite: --no-promote stops at the tested fork" {
    use_sqlite
    stops_at_the_fork
}
@test "PostgreSQL: --no-promote stops at the tested fork" {
    use_postgres
    stops_at_the_fork
}
@test "SQLite: a fork of what has changed since is neither gone on with nor promoted" {
    use_sqlite
    base_has_changed
}
@test "PostgreSQL: a fork of what has changed since is neither gone on with nor promoted" {
    use_postgres
    base_has_changed
}

@test "production wants -y and --confirm, before anything is done" {
    use_sqlite
    second_migration
    run -9 gmig deploy -e primary --via-fork
    assert_line "  next: the same command with -y"
    run -9 gmig deploy -e primary --via-fork -y
    assert_line "  next: the same command with --confirm primary"
    assert_as_before
    assert_file_not_exists app.db-gmig
}

@test "--dry-run shows the plan and the fork, and changes nothing" {
    use_sqlite
    second_migration
    run -0 gmig deploy -e primary --via-fork=next --dry-run
    assert_line "would deploy to primary, by way of the fork primary/next:"
    assert_line --partial "2026-11-20-091000-title"
    assert_as_before
}

@test "what would be refused is refused before anything is done" {
    use_sqlite
    second_migration
    sed -i 's/INTEGER PRIMARY KEY/TEXT PRIMARY KEY/' migrations/2026-11-20-090000-article.sql
    run -4 deploy --via-fork
    assert_line "refused in primary: nothing has changed"
    git checkout -q migrations
    run -2 gmig deploy -e primary/next --via-fork -y
    assert_line "error: 'primary/next' is a fork itself: what is deployed via a fork is in gmig.json"
    run -2 gmig deploy -e primary --no-promote
    assert_line "error: --no-promote is for a deploy --via-fork"
    run -2 deploy --via-fork=Not_A_Name
    run -2 gmig deploy --url sqlite:app.db -y --via-fork
    assert_line --partial "is a bare URL"
    git switch -q -c topic HEAD^ && echo x >x && git add x && git commit -qm x
    git merge -q --no-commit main
    run -8 deploy --via-fork
    git merge --abort
    git switch -q main
    assert_as_before
}

@test "maintenance that a person turned on is respected, and stays" {
    use_sqlite
    second_migration
    run -0 gmig maintenance on -e primary -y
    run -9 deploy --via-fork
    assert_line --partial "with --in-maintenance, which leaves it so"
    assert_equal "$(executed)" "k"
    run -0 deploy --via-fork --in-maintenance
    assert_equal "$(executed)" "k l"
    run -0 gmig maintenance status -e primary
    assert_line --partial "primary is in maintenance since"
    run -0 gmig maintenance off -e primary
    ask "INSERT INTO article VALUES (3, 'Three')"
}

@test "PostgreSQL: a session that writes is waited for, and then named; --disconnect closes it" {
    use_postgres
    second_migration
    psql -X -q -d "$POSTGRES_URL" -c "BEGIN; INSERT INTO article VALUES (3); SELECT pg_sleep(60)" >/dev/null 2>&1 3>&- &
    local writer=$!
    until [ "$(ask "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND pid <> pg_backend_pid()")" = 1 ]; do sleep 0.05; done
    run -9 deploy --via-fork
    assert_output --partial psql
    assert_line "  state: 'primary' is as it was; it is open to writers"
    run -0 deploy --via-fork --disconnect
    assert_equal "$(executed)" "k l"
    assert_equal "$(ask "SELECT count(*) FROM article")" 2
    wait "$writer" || true
}

@test "as JSON" {
    use_sqlite
    second_migration
    run -0 --separate-stderr deploy --via-fork=next --json
    assert_equal "$(json '[.environment, .state, .done, .fork, .fork_is_there, .promotion.promoted, .promotion.state] | map(tostring) | join(" ")')" \
        "primary done 1 primary/next false primary/next done"
    assert_equal "$(json '.promotion.executed | join(" ")')" "2026-11-20-091000-title"
}

@test "without a repository" {
    use_sqlite
    second_migration
    mkdir ../image
    cp -r gmig.json migrations app.db ../image
    cd ../image
    run -0 deploy --via-fork
    assert_equal "$(executed)" "k l"
    assert_not_exists .gmig
}

# SIGTERM, as a pipeline's timeout sends it, at each stage.
stopped_at() {
    second_migration
    local point
    for point in deploy.maintenance deploy.forked deploy.executed deploy.verified; do
        GMIG_FAULT=$point:term run -143 deploy --via-fork
        assert_line "  state: 'primary' is as it was; it is open to writers"
        assert_as_before
    done
    run -0 deploy --via-fork
    assert_equal "$(executed)" "k l"
}

@test "SQLite: stopped by a signal, what is live is as it was" {
    use_sqlite
    stopped_at
}
@test "PostgreSQL: stopped by a signal, what is live is as it was" {
    use_postgres
    stopped_at
}
