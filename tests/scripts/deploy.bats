#!/usr/bin/env bats
# gmig deploy without a fork: for pipelines.
load helper
load deployment

setup() {
    start_test
}

what_is_pending() {
    second_migration
    run -0 gmig deploy -e primary -y
    assert_line "executed 1 migration in primary, verified 2 migrations"
    assert_equal "$(executed)" "k l"
    run -0 gmig deploy -e primary -y
    assert_output "nothing to do in primary"
    run -0 gmig status -e primary --exit-code
}

@test "SQLite: what is pending is executed and verified; then nothing is to do" {
    use_sqlite
    what_is_pending
}

@test "PostgreSQL: what is pending is executed and verified; then nothing is to do" {
    use_postgres
    what_is_pending
}

@test "production wants -y, and nothing is asked" {
    use_sqlite
    second_migration
    run -9 gmig deploy -e primary
    assert_line "error: 'primary' is a production environment: to execute 1 migration there needs a yes"
    # A terminal makes no difference.
    run -9 script -qec "'$GMIG' deploy -e primary" /dev/null
    assert_equal "$(executed)" "k"
}

@test "--dry-run shows the plan, and changes nothing" {
    use_sqlite
    second_migration
    run -0 gmig deploy -e primary --dry-run
    assert_line "would deploy to primary:"
    assert_line --partial "2026-11-20-091000-title"
    assert_equal "$(executed)" "k"
}

@test "a law of history that is broken is refused, as execute refuses it" {
    use_sqlite
    second_migration
    sed -i 's/INTEGER PRIMARY KEY/TEXT PRIMARY KEY/' migrations/2026-11-20-090000-article.sql
    run -4 gmig deploy -e primary -y
    assert_line --partial "GM101"
    assert_line "refused in primary: nothing has changed"
    assert_equal "$(executed)" "k"
}

@test "a migration that fails: 6, and what came before it stays" {
    use_sqlite
    second_migration
    failing_migration llllllllllll
    run -6 gmig deploy -e primary -y
    assert_line --partial "no such table: nowhere"
    assert_line --partial "at migrations/2026-11-20-092000-fails.sql:3:"
    assert_line "  state: 1 of 2 steps are done, each whole; the others are as they were"
    assert_line --partial "then gmig deploy"
    assert_equal "$(executed)" "k l"
    assert_equal "$(tables app.db)" article
}

@test "a verify part of an older migration that fails now: 1, and told" {
    use_sqlite
    write_migration 2026-11-20-091000-rename llllllllllll kkkkkkkkkkkk "ALTER TABLE article RENAME TO post;"
    run -1 gmig deploy -e primary -y
    assert_line "failed 2026-11-20-090000-article"
    assert_line --partial "no such table: article"
    assert_equal "$(executed)" "k l"
    run -0 gmig deploy -e primary -y
    assert_output "nothing to do in primary"
}

@test "as JSON" {
    use_sqlite
    second_migration
    run -0 --separate-stderr gmig deploy -e primary -y --json
    assert_equal "$(json '[.environment, .kind, .state, .done, .plan[0].action, .fork] | map(tostring) | join(" ")')" \
        "primary production done 1 execute null"
    assert_equal "$(json '.verified | map(.ok) | join(" ")')" "true true"
}

@test "quietly" {
    use_sqlite
    second_migration
    run -0 gmig deploy -e primary -y -q
    assert_output ""
}

@test "without a repository, beside gmig.json, nothing is written but the database" {
    use_sqlite
    second_migration
    mkdir ../image
    cp -r gmig.json migrations app.db ../image
    cd ../image
    GMIG_COMMIT=1234567 GMIG_BRANCH=release run -0 gmig deploy -e primary -y
    assert_equal "$(ask "SELECT git_commit || ' ' || git_branch FROM gmig_ledger WHERE id = 'llllllllllll'")" \
        "1234567 release"
    assert_equal "$(find . -newer gmig.json -type f -not -path './migrations/*' | sort | paste -sd' ')" "./app.db"
    assert_equal "$(find . -mindepth 1 -maxdepth 1 | sort | paste -sd' ')" "./app.db ./gmig.json ./migrations"
}

@test "in a repository it is an operation, and can be taken back" {
    use_sqlite
    second_migration
    run -0 gmig deploy -e primary -y
    run -0 gmig op log
    assert_line --index 0 --partial "gmig deploy -e primary -y"
    run -0 gmig undo -e primary -y --accept-data-loss --confirm primary
    assert_equal "$(executed)" "k"
}

@test "the second of two waits for the first, and has nothing to do" {
    use_sqlite
    second_migration
    gmig deploy -e primary -y >one 2>&1 &
    local first=$!
    gmig deploy -e primary -y >two 2>&1
    wait "$first"
    assert_equal "$(cat one two | grep -c '^executed 1 migration')" 1
    assert_equal "$(cat one two | grep -c '^nothing to do in primary')" 1
    assert_equal "$(executed)" "k l"
}
