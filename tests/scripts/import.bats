#!/usr/bin/env bats
# gmig import --from TOOL: sets gmig up for another tool's folder, and tells what adopting it means.
load helper
load import
setup() { start_test; }

# configured FILTER: what gmig.json says.
configured() {
    grep -v '^ *//' gmig.json | jq -r "$1"
}

@test "without a gmig.json it is written for the folder where the tool keeps its files" {
    local entry tool folder place=0
    for entry in golang-migrate:db/migrations dbmate:db/migrations prisma:prisma/migrations \
        diesel:migrations goose:migrations sqlx:migrations flyway:src/main/resources/db/migration flyway:sql; do
        tool=${entry%%:*} folder=${entry#*:} place=$((place + 1))
        echo "$entry:"
        make_repository $place
        files_of "$tool" "$folder"
        run -0 gmig import --from "$tool"
        assert_line "wrote gmig.json"
        assert_line --partial "$folder: 4 migrations of $tool's"
        assert_equal "$(configured '.layout + " " + .migrations + " " + .dialect')" "$tool $folder sqlite"
        assert_not_exist dev.db
        run -0 gmig status
        cd ..
    done
}

@test "the dialect and the folder are said where they cannot be found" {
    make_repository
    files_of golang-migrate server/store
    run -2 gmig import --from golang-migrate
    assert_output --partial "gmig import --from golang-migrate --migrations FOLDER"
    assert_not_exist gmig.json
    run -0 gmig import --from golang-migrate --migrations server/store --dialect postgresql
    assert_equal "$(configured '.layout + " " + .migrations + " " + .dialect')" "golang-migrate server/store postgresql"
}

@test "a dry run writes nothing" {
    make_repository
    files_of goose migrations
    run -0 gmig import --from goose --dry-run
    assert_line "would write gmig.json"
    assert_equal "$(git status --porcelain | grep -v migrations || true)" ""
}

@test "a gmig.json that is there stays as it is" {
    team golang-migrate migrations
    before=$(cat gmig.json)
    run -0 gmig import --from golang-migrate
    assert_equal "$(cat gmig.json)" "$before"
    refute_output --partial "wrote"
}

@test "another layout in gmig.json is refused with what to do" {
    team goose migrations
    run -2 gmig import --from dbmate
    assert_output --partial "laid out as goose does it, not dbmate"
    assert_output --partial '"layout": "dbmate"'
}

@test "a tool that gmig does not know is refused" {
    run -2 gmig import --from liquibase
    run -2 gmig import
}

@test "what the table says, what adoption would do and the next command" {
    team golang-migrate migrations
    before=$(sha256sum dev.db)
    run -0 gmig import --from golang-migrate
    assert_line --partial "says that 3 migrations are executed; gmig's ledger has none of them"
    assert_line "next: gmig import --from golang-migrate --adopt -e local --dry-run"
    assert_equal "$(sha256sum dev.db)" "$before"
}

@test "an environment that cannot be reached is no obstacle to a look" {
    team golang-migrate migrations
    # shellcheck disable=SC2016  # gmig would replace it
    sed -i 's,sqlite:dev.db,${NOT_SET},' gmig.json
    run -0 gmig import --from golang-migrate
    assert_line --partial "no environment was asked: "
    run -2 gmig import --from golang-migrate --adopt
}

@test "init names the import of what it finds" {
    make_repository
    files_of golang-migrate migrations
    run -0 gmig init
    assert_output --partial "gmig import --from golang-migrate"
}

@test "files that cannot be read are shown, and in the way of adoption" {
    team goose migrations
    echo "SELECT 1;" >migrations/00005_broken.sql
    run -0 gmig import --from goose
    assert_output --partial "GM208"
    assert_output --partial "in the way:"
    run -3 gmig import --from goose --adopt
}

@test "as JSON" {
    team dbmate migrations
    run -0 --separate-stderr gmig import --from dbmate --json
    assert_equal "$(json '.from + " " + .layout + " " + .folder + " " + (.migrations | tostring)')" "dbmate dbmate migrations 4"
    assert_equal "$(json '.adoption | .environment + " " + .state + " " + (.executed | tostring) + " " + (.known | tostring)')" "local planned 3 0"
    assert_equal "$(json '.conversion')" null
}

@test "a URL of its own is named again in the next command" {
    team golang-migrate migrations
    cp dev.db one.db
    run -0 gmig import --from golang-migrate --url sqlite:one.db
    assert_line "next: gmig import --from golang-migrate --adopt --url sqlite:one.db --dry-run"
    run -9 gmig import --from golang-migrate --convert --url sqlite:one.db
    assert_line --partial "next: gmig import --from golang-migrate --adopt --url sqlite:one.db"
    run -0 gmig import --from golang-migrate --adopt --dry-run --url sqlite:one.db
    assert_line "next: gmig import --from golang-migrate --adopt --url sqlite:one.db"
    DATABASE_URL=sqlite:one.db run -0 gmig import --from golang-migrate
    assert_line "next: gmig import --from golang-migrate --adopt --dry-run"
}

@test "a dirty version is counted as interrupted, not as executed" {
    team golang-migrate migrations
    ask "UPDATE schema_migrations SET version = 2, dirty = true"
    run -0 gmig import --from golang-migrate
    assert_line --partial "says that 1 migration is executed, and 1 begun and not ended; gmig's ledger has none"
    run -0 --separate-stderr gmig import --from golang-migrate --json
    assert_equal "$(json '.adoption | "\(.executed) \(.interrupted) \(.without_file)"')" "1 1 0"
}

@test "a version without a file is counted by itself, and named once" {
    team golang-migrate migrations
    rm migrations/000003_* migrations/000004_*
    commit "two are left"
    ask "UPDATE schema_migrations SET version = 7"
    run -0 gmig import --from golang-migrate
    assert_line --partial "says that 2 migrations are executed, and 1 that has no file here; gmig's ledger has none"
    assert_equal "$(grep -c "in the way:" <<<"$output")" 1
    run -9 gmig import --from golang-migrate --convert
    run -0 --separate-stderr gmig import --from golang-migrate --json
    assert_equal "$(json '.adoption | "\(.executed) \(.interrupted) \(.without_file)"')" "2 0 1"
}

@test "an environment that is asked for by name and cannot be asked is an error, the files are told all the same" {
    team golang-migrate migrations
    # shellcheck disable=SC2016  # gmig would replace it
    sed -i 's,"live": {"url": "sqlite:dev.db","live": {"url": "${NOT_SET}",' gmig.json
    run -2 gmig import --from golang-migrate -e live
    assert_line --partial "migrations: 4 migrations of golang-migrate's"
    assert_output --partial "NOT_SET"
    refute_output --partial "next: gmig status"
    run -2 --separate-stderr gmig import --from golang-migrate -e live --json
    assert_equal "$(json '.migrations')" 4
    run -2 gmig import --from golang-migrate -e nowhere
}

@test "PostgreSQL: a table that may not be read is told with the GRANT that helps" {
    export database=postgresql
    team golang-migrate migrations
    postgres_query "$POSTGRES_URL" "DROP ROLE IF EXISTS import_bob; CREATE ROLE import_bob LOGIN"
    # shellcheck disable=SC2016  # gmig replaces it
    sed -i 's,"live": {"url": "${POSTGRES_URL}","live": {"url": "${BOB_URL}",' gmig.json
    export BOB_URL="${POSTGRES_URL/user=postgres/user=import_bob}"
    run -10 gmig import --from golang-migrate -e live
    assert_output --partial "may not be read by import_bob"
    assert_output --partial 'next: GRANT SELECT ON "public"."schema_migrations" TO "import_bob"'
    refute_output --partial "next: gmig status"
    POSTGRES_URL=$BOB_URL run -0 gmig import --from golang-migrate
    assert_line --partial "no environment was asked: "
    assert_line --regexp '^ +GRANT SELECT'
    postgres_query "$POSTGRES_URL" "DROP ROLE import_bob"
}

@test "without the tool's table, what gmig executed is in nobody's way" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    ask "DROP TABLE schema_migrations"
    run -0 gmig import --from golang-migrate
    assert_line "local: no table of the tool's"
    refute_output --partial "in the way"
    assert_line "next: gmig status -e local"
    run -2 gmig import --from golang-migrate --adopt
    assert_output --partial "next: gmig status -e local"
}
