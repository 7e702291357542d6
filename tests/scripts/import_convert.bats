#!/usr/bin/env bats
# gmig import --convert: another tool's files become gmig's own, and every ledger still fits.
load helper
load import
setup() { start_test; }

# converts TOOL: adopted, converted, and nothing is executed twice.
converts() {
    local tool=$1 before
    team "$tool" migrations
    before=$(traces "$tool")
    run -0 gmig import --from "$tool" --adopt
    run -0 gmig import --from "$tool" --convert
    assert_output --partial "converted 4 migrations to gmig's own layout, staged in git"
    assert_equal "$(git diff --name-only)" ""
    assert_equal "$(find migrations -mindepth 1 -type d)" ""
    assert_equal "$(find migrations -name '*.sql' | wc -l)" 4
    run -0 grep -c '"layout": "gmig", // for now' gmig.json
    git commit -q -m "gmig's own layout"
    run -0 gmig status
    assert_output --partial "1 pending"
    refute_output --partial "error"
    refute_output --partial "warning"
    run -0 gmig execute
    assert_equal "$(ledger name | wc -w)" 4
    run -0 gmig status --exit-code
    run -0 gmig new more
    assert_equal "$(traces "$tool")" "$before"
    run -0 gmig check --base HEAD~1 --head HEAD
}

@test "each tool's files, in SQLite" {
    local tool
    for tool in golang-migrate goose dbmate flyway diesel sqlx prisma; do
        echo "$tool:"
        mkdir "$tool"
        cd "$tool" || return
        converts "$tool"
        cd ..
    done
}

@test "golang-migrate's and goose's files, in PostgreSQL" {
    export database=postgresql
    for tool in golang-migrate goose; do
        echo "$tool:"
        mkdir "$tool"
        cd "$tool" || return
        BATS_TEST_NUMBER=$BATS_TEST_NUMBER$tool
        converts "$tool"
        cd ..
    done
}

@test "a converted file has header, both parts, and says what cannot be taken back" {
    team golang-migrate migrations
    git rm -q migrations/000002_m2.down.sql
    commit "no way back"
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig import --from golang-migrate --convert
    run -0 cat migrations/000001_m1.sql
    assert_line --index 0 --regexp '^-- gmig: id=[k-z]{12} parent=none$'
    assert_line --index 1 "$(up 1)"
    assert_line --index 2 "-- gmig: down"
    assert_line --index 3 "$(down 1)"
    run -0 head -1 migrations/000002_m2.sql
    assert_output --partial " irreversible"
    run -0 cat migrations/gmig.head
    assert_output "$(sed -n 's/^-- gmig: id=\([a-z]*\).*/\1/p' migrations/000004_m4.sql)"
}

@test "a down part without a statement is told, and nothing is called edited" {
    team goose migrations
    printf -- '-- +goose Up\n%s\n-- +goose Down\n-- nothing\n' "$(up 3)" >migrations/00003_m3.sql
    commit "nothing to take back"
    run -0 gmig import --from goose --adopt
    run -0 gmig import --from goose --convert
    assert_output --partial "its down part has no statement: it is irreversible from now on"
    git commit -q -m "gmig's own layout"
    run -0 gmig status
    refute_output --partial GM104
    run -9 gmig rollback
    assert_output --partial "says that it is irreversible"
    run -0 gmig check --base HEAD~1 --head HEAD
    refute_output --partial GM104
    refute_output --partial GM106
}

@test "a rollback works with the converted file" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig import --from golang-migrate --convert
    run -0 gmig rollback
    assert_equal "$(ask "SELECT count(*) FROM sqlite_schema WHERE name = 'users_mail'")" 0
    run -0 gmig execute
}

@test "an environment that was not adopted before is adopted after the conversion" {
    team golang-migrate migrations
    cp dev.db live.db
    sed -i 's/"live": {"url": "sqlite:dev.db"/"live": {"url": "sqlite:live.db"/' gmig.json
    commit "live is elsewhere"
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig import --from golang-migrate --convert
    git commit -q -m "gmig's own layout"
    run -9 gmig execute -e live -y
    assert_output --partial "gmig import --from golang-migrate --adopt"
    run -0 gmig import --from golang-migrate --adopt -e live --confirm live
    assert_output --partial "adopted 3 migrations in live"
    run -0 gmig execute -e live -y
    run -0 gmig status --exit-code -e live
}

@test "what gmig made after the conversion is not covered by the tool's mark" {
    team golang-migrate migrations
    cp dev.db live.db
    sed -i 's/"live": {"url": "sqlite:dev.db"/"live": {"url": "sqlite:live.db"/' gmig.json
    commit "live is elsewhere"
    run -0 gmig import --from golang-migrate --adopt --convert
    git commit -q -m "gmig's own layout"
    run -0 gmig new seed
    sed -i "1a INSERT INTO users (id, name) VALUES (42, 'seeded');" migrations/*seed.sql
    commit "seeded"
    run -0 gmig import --from golang-migrate --adopt -e live --confirm live --dry-run
    assert_output --partial "3 migrations are executed"
    run -0 gmig import --from golang-migrate --adopt -e live --confirm live
    assert_output --partial "adopted 3 migrations in live"
    run -0 gmig status -e live
    assert_output --partial "2 pending"
    run -0 gmig execute -e live -y
    assert_equal "$(query live.db "SELECT name FROM users WHERE id = 42")" seeded
    run -0 gmig status --exit-code -e live
}

@test "a dry run shows the plan and writes nothing" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    run -0 gmig import --from golang-migrate --convert --dry-run
    assert_line --partial "migrations/000001_m1.sql  from migrations/000001_m1.down.sql, migrations/000001_m1.up.sql"
    assert_line "would convert 4 migrations to gmig's own layout"
    assert_equal "$(git status --porcelain)" ""
}

@test "undo puts files and index back" {
    team diesel migrations
    run -0 gmig import --from diesel --adopt
    before=$(git status --porcelain; find . -path ./.git -prune -o -type f -print | sort | xargs sha256sum | grep -v dev.db)
    run -0 gmig import --from diesel --convert
    run -0 gmig undo
    assert_equal "$(git status --porcelain; find . -path ./.git -prune -o -type f -print | sort | xargs sha256sum | grep -v dev.db)" "$before"
    run -0 gmig status
    assert_output --partial "1 pending"
}

@test "both at once" {
    team goose migrations
    run -0 gmig import --from goose --adopt --convert
    assert_output --partial "adopted 3 migrations"
    assert_output --partial "converted 4 migrations"
}

@test "names that gmig's layout does not take are made to fit, and told" {
    team flyway migrations
    git mv migrations/V3__m3.sql "migrations/V3__m3 of users.sql"
    ask "UPDATE flyway_schema_history SET description = 'm3 of users', script = 'V3__m3 of users.sql' WHERE version = '3'"
    commit blanks
    run -0 gmig import --from flyway --adopt
    run -0 gmig import --from flyway --convert
    assert_output --partial "migrations/V3__m3-of-users.sql: it was called V3__m3 of users"
    run -0 gmig execute
    run -0 gmig status --exit-code
}

@test "uncommitted changes in the folder are refused" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt
    echo "-- more" >>migrations/000004_m4.up.sql
    run -8 gmig import --from golang-migrate --convert
    assert_output --partial "000004_m4.up.sql"
}

@test "what is executed and not adopted is refused" {
    team golang-migrate migrations
    run -9 gmig import --from golang-migrate --convert
    assert_output --partial "gmig import --from golang-migrate --adopt -e local"
}

@test "unreadable files are refused, and what would become a migration by it" {
    team goose migrations
    run -0 gmig import --from goose --adopt
    echo "SELECT 1;" >migrations/00005_broken.sql
    commit broken
    run -3 gmig import --from goose --convert
    mkdir ../flyway
    cd ../flyway || return
    team flyway migrations
    run -0 gmig import --from flyway --adopt
    up 5 >migrations/R__again.sql
    commit repeatable
    run -3 gmig import --from flyway --convert
    assert_output --partial "R__again.sql"
    mkdir migrations/later
    git mv migrations/R__again.sql migrations/later/
    commit moved
    run -0 gmig import --from flyway --convert
    assert_output --partial "migrations/later/R__again.sql: left in place"
}

@test "files in gmig's own layout are not converted again" {
    team golang-migrate migrations
    run -0 gmig import --from golang-migrate --adopt --convert
    run -2 gmig import --from golang-migrate --convert
}

@test "check reads a branch that was made before the conversion as git would merge it" {
    local tool
    for tool in dbmate golang-migrate; do
        mkdir "$tool"
        cd "$tool" || return
        team "$tool" migrations
        git branch feat
        git switch -q feat
        echo readme >README
        commit readme
        git switch -q main
        run -0 gmig import --from "$tool" --adopt
        run -0 gmig import --from "$tool" --convert
        git commit -q -m "gmig's own layout"
        run -0 gmig check --base main --head feat
        assert_output --partial "merged in memory"
        assert_output --partial "nothing stands against it"
        refute_output --partial "GM208"
        refute_output --partial "deletes"
        git switch -q feat
        run -0 gmig check --base main
        refute_output --partial "deletes"
        file_of "$tool" migrations 5
        commit "the fifth, as the tool has it"
        run -1 gmig check --base main
        assert_output --partial "GM208"
        refute_output --partial "deletes"
        git reset -q --hard HEAD~1
        git merge -q -m merged main
        run -0 gmig check --base main
        cd ..
    done
}

@test "without the tool's table nothing is in the way, and the next command is named" {
    team golang-migrate migrations
    ask "DROP TABLE schema_migrations; DROP TABLE users"
    printf '%s' "$(jq '.mode = "adopt"' <(grep -v '^ *//' gmig.json | sed 's, // .*,,'))" >gmig.json
    commit "gmig executes"
    run -0 gmig execute
    run -0 gmig import --from golang-migrate --convert
    refute_output --partial "in the way"
    assert_line "next: git commit, then gmig status"
    mkdir ../empty
    cd ../empty || return
    team golang-migrate migrations
    ask "DROP TABLE schema_migrations; DROP TABLE users"
    run -0 gmig import --from golang-migrate --convert
    refute_output --partial "in the way"
    assert_line "next: git commit, then gmig status"
}
