#!/usr/bin/env bats
# The whole story, from two branches to production and back, on PostgreSQL with real git: two clones and a
# pipeline that deploys from a checkout of its own.
# shellcheck disable=SC2154  # week.bash sets "week", the setup the URLs
load helper
load week

setup() {
    start_week
    local name
    for name in ann bob staging app; do
        fresh_postgres "story_$name"
        printf -v "${name}_url" %s "$POSTGRES_URL"
    done
    export STAGING_URL=$staging_url PRIMARY_URL=$app_url
}

# A project with three environments; a person's own database is POSTGRES_URL.
found() {
    mkdir "$week/ann"
    cd "$week/ann" || return
    make_repository
    mkdir migrations
    cat >gmig.json <<'JSON'
{
  "dialect": "postgresql",
  "environments": {
    "local":   {"url": "${POSTGRES_URL}", "kind": "local"},
    "staging": {"url": "${STAGING_URL}", "kind": "shared"},
    "primary": {"url": "${PRIMARY_URL}", "kind": "production"}
  }
}
JSON
    write_migration 2026-11-20-090000-article klmnopqrstuv none \
        "CREATE TABLE article (id int PRIMARY KEY, title text NOT NULL);" "DROP TABLE article;"
    git init -q --bare "$week/origin.git"
    git remote add origin "$week/origin.git"
    at ann
    commit "articles"
    git push -q -u origin main
    git clone -q "$week/origin.git" "$week/bob"
    git clone -q "$week/origin.git" "$week/pipeline"
    for name in ann bob; do
        at "$name"
        run -0 gmig hooks install
        run -0 gmig execute
    done
}

# What the pipeline does on main as it is now; its own database does not exist.
in_pipeline() {
    cd "$week/pipeline" || return
    git pull -q --ff-only
    as_person "Pipeline Runner"
    unset POSTGRES_URL
    run "$@"
}

# What is in primary: its tables' columns and its rows.
live() {
    postgres_query "$PRIMARY_URL" "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = 'article'::regclass AND attnum > 0 AND NOT attisdropped"
    postgres_query "$PRIMARY_URL" "SELECT count(*) FROM article"
}

# branch PERSON NAME ID UP DOWN: a migration after the one that both began with.
branch() {
    at "$1"
    git checkout -q -b "$2"
    write_migration "2026-11-20-10$((RANDOM % 10 + 10))00-$2" "$3" klmnopqrstuv "$4" "$5"
    run -0 gmig execute
    commit "$2"
    git push -q -u origin "$2"
}

@test "two branches, staging, a teammate offline, production by way of a fork, and back" {
    found
    in_pipeline gmig deploy -e staging
    assert_success
    in_pipeline gmig deploy -e primary -y
    assert_success
    postgres_query "$PRIMARY_URL" "INSERT INTO article SELECT n, 'title ' || n FROM generate_series(1, 100) n"

    # Both write a migration; Bob's is merged first.
    branch ann summary lmnopqrstuvw "ALTER TABLE article ADD COLUMN summary text;" "ALTER TABLE article DROP COLUMN summary;"
    advance_clock 3600
    branch bob author mnopqrstuvwx "ALTER TABLE article ADD COLUMN author text;" "ALTER TABLE article DROP COLUMN author;"
    git checkout -q main
    git merge -q --no-ff --no-edit author
    git push -q origin main

    # The gate stops Ann's, and one command mends it, in her database too.
    at ann
    git fetch -q
    run -1 gmig check --base origin/main
    assert_output --partial GM20
    run git rebase -q origin/main
    run -0 gmig rebase
    git -c core.editor=true rebase --continue >/dev/null 2>&1 || git commit -q -m "summary, after author"
    run -0 gmig execute --force
    run -0 gmig status --exit-code
    run -0 gmig check --base origin/main
    git push -q --force origin summary
    git checkout -q main
    git merge -q --ff-only origin/main
    git merge -q --no-ff --no-edit summary
    git push -q origin main

    # Staging, with what ran published for everybody.
    in_pipeline gmig deploy -e staging
    assert_success
    assert [ -n "$(git ls-remote origin refs/gmig/ledger)" ]

    # Bob has no access to staging: what it ran is known offline.
    at bob
    unset STAGING_URL PRIMARY_URL
    git pull -q --ff-only
    run -0 gmig ledger fetch
    git remote set-url origin /nowhere
    sed -i 's/summary text/summary varchar/' migrations/*-summary.sql
    run git commit -q -a -m "a shorter summary"
    assert_failure
    assert_output --partial GM101
    git checkout -q -- migrations
    git remote set-url origin "$week/origin.git"
    export STAGING_URL=$staging_url PRIMARY_URL=$app_url

    # A migration that staging's few rows let pass, and production's do not.
    at ann
    write_migration 2026-11-20-200000-short nopqrstuvwxy "$(cat migrations/gmig.head)" \
        "ALTER TABLE article ADD CONSTRAINT short CHECK (length(title) < 8);" "ALTER TABLE article DROP CONSTRAINT short;"
    run -0 gmig execute
    commit "short titles"
    git push -q origin main
    in_pipeline gmig deploy -e staging
    assert_success
    in_pipeline gmig deploy -e primary -y --confirm primary --via-fork
    assert_failure 6
    assert_output --partial short
    assert_equal "$(live)" $'id title\n100'
    in_pipeline gmig maintenance status -e primary
    assert_success
    assert_output --partial "no maintenance"
    postgres_query "$PRIMARY_URL" "INSERT INTO article VALUES (101, 'still')"

    # Staging has executed it, so it is frozen: it is taken back by another one, and the rows are mended.
    at ann
    run -0 gmig revert short
    commit "titles of any length"
    git push -q origin main
    in_pipeline gmig deploy -e staging
    assert_success
    postgres_query "$PRIMARY_URL" "DELETE FROM article WHERE length(title) >= 8"
    before=$(live | tail -n 1)
    in_pipeline gmig deploy -e primary -y --confirm primary --via-fork
    assert_success
    assert_equal "$(live)" "id title author summary"$'\n'"$before"
    in_pipeline gmig status -e primary --exit-code
    assert_success
    in_pipeline gmig maintenance status -e primary
    assert_output --partial "no maintenance"

    # The way back is the same command.
    in_pipeline gmig env list --json
    old=$(jq -r '.environments[].name | select(startswith("primary/until-"))' <<<"$output")
    assert [ -n "$old" ]
    in_pipeline gmig env promote "$old" --confirm primary
    assert_success
    assert_equal "$(live)" "id title"$'\n'"$before"
    in_pipeline gmig status -e primary
    assert_output --partial pending
}
