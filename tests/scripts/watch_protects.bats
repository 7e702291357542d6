#!/usr/bin/env bats
# Databases in which another tool executes: what hooks and check stop, what is refused, and what is
# so once gmig has taken over.

load helper
load watch
setup() { start_test; }

# ---- what is protected ----------------------------------------------------------------------------

@test "hooks keep what the tool executed here" {
    watch_project golang-migrate
    run -0 gmig hooks install
    git switch -q -c feature
    put golang-migrate 3 c y
    git add -A
    run git commit -m edit
    assert_failure
    assert_output --partial "GM101"
    git reset -q --hard
    git rm -q migrations/000001_a.up.sql
    run git commit -m delete
    assert_failure
    assert_output --partial "GM102"
    git reset -q --hard
    git mv migrations/000003_c.up.sql migrations/000005_c.up.sql
    run git commit -m renumber
    assert_failure
    assert_output --partial "GM103"
    git reset -q --hard
    put golang-migrate 5 e
    put golang-migrate 4 d y
    git add -A
    run -0 git commit -m "what is pending may change"
}

@test "hooks keep what this branch alone has, once the tool executed it" {
    watch_project dbmate
    run -0 gmig hooks install
    git switch -q -c feature
    put dbmate 5 e
    git add -A
    run -0 git commit -m own
    record dbmate 5 e
    git rm -q migrations/20260101000005_e.sql
    run git commit -m "delete it"
    assert_failure
    assert_output --partial "GM102"
}

@test "check holds a branch against it" {
    watch_project sqlx
    git switch -q -c feature
    put sqlx 2 b
    commit "late"
    run -1 --separate-stderr gmig check --json
    assert_equal "$(codes)" "GM201 20260101000002_b"
    assert_equal "$(json '.facts[0] | .source + " " + .tool')" "live sqlx"
    run -1 gmig check
    assert_line "ledgers: local live, sqlx's table"
    sql "UPDATE _sqlx_migrations SET success = false WHERE version = 20260101000003"
    run -1 --separate-stderr gmig check --json
    assert_equal "$(json '[.findings[] | select(.code == "GM903") | .severity + " " + .message] | join("|")')" \
        "warning local: sqlx's table _sqlx_migrations says that 20260101000003_c failed"
}

@test "rebase moves what is late, and nothing that the tool has executed" {
    watch_project dbmate
    git switch -q -c feature
    put dbmate 2 b
    commit "late"
    run -0 gmig rebase
    run -0 gmig status
    refute_output --partial "out-of-order"
    git reset -q --hard
    git clean -qfd migrations
    git switch -q main
    put dbmate 6 f
    commit "upstream's"
    git switch -q feature
    record dbmate 2 b
    local before
    before=$(dump)
    run -9 gmig rebase
    assert_output --partial "20260101000002_b is executed in local by dbmate"
    assert_output --partial "take it back first: dbmate rollback"
    assert_equal "$(dump)" "$before"
    assert_equal "$(git status --porcelain)" ""
}

# ---- what is refused ------------------------------------------------------------------------------

@test "each writing command is refused, and changes nothing" {
    watch_project golang-migrate
    put golang-migrate 5 e
    echo "CREATE TABLE z (x int);" >schema.sql
    commit "more"
    local before command
    before=$(dump)
    while read -r command; do
        # shellcheck disable=SC2086  # words
        run -9 --separate-stderr gmig $command
        # shellcheck disable=SC2154
        [[ $stderr == *"golang-migrate executes the migrations of this project: golang-migrate's schema_migrations is in the database"* ]] ||
            fail "$command: $stderr"
        [[ $stderr == *"gmig import --from golang-migrate --adopt -e local"* ]] || fail "$command"
        assert_equal "$(dump)" "$before"
        assert_equal "$(git status --porcelain)" ""
    done <<'END'
execute
execute --dry-run
execute --to 000003_c
execute --force
rollback
rollback --dry-run
rollback --all
recover
mark 000004_d --executed
mark 000001_a --pending
switch main
switch --dry-run
amend 000003_c
db push
db push --dry-run
db reset -y --accept-data-loss
deploy
deploy --dry-run
env fork try
env fork try --dry-run
env adopt --confirm local
maintenance on
END
}

@test "commands that read work, and say what is not known" {
    watch_project dbmate
    sql "CREATE TABLE a (x int)"
    sql "CREATE TABLE c (x int)"
    local before
    before=$(dump)
    run -0 gmig log
    run -0 gmig show 20260101000001_a
    assert_line --regexp "^executed  local  at an unknown time$"
    run -0 gmig verify
    run -0 gmig doctor
    run -0 gmig env list
    assert_line --partial "local"
    run -0 gmig db pull
    assert_equal "$(grep -c schema_migrations schema.sql)" 0
    rm schema.sql
    run -9 gmig db drift
    assert_output --partial "what dbmate executed as 20260101000001_a is not known: its table keeps no texts"
    run -9 gmig show --executed 20260101000001_a
    run -0 gmig maintenance off
    assert_equal "$(dump)" "$before"
}

@test "gmig's own layout beside another tool's rows and an empty ledger" {
    make_project
    write_migration 000001_a kkkkkkkkkkkk none "CREATE TABLE a (x);"
    commit base
    create_table golang-migrate
    sql "INSERT INTO schema_migrations VALUES (1, false)"
    local before
    before=$(dump)
    run -1 gmig status
    assert_output --partial "GM903"
    assert_output --partial "nothing may be executed twice"
    run -9 gmig execute
    assert_output --partial "gmig import --from golang-migrate --adopt -e local"
    assert_equal "$(dump)" "$before"
    sed -i '2i "history_table": "none",' gmig.json
    run -0 gmig execute
    run -0 gmig status --exit-code
}

@test "adopted: the table is left alone; the tool ran again: GM903, and no writing" {
    make_project 'layout="golang-migrate"'
    put golang-migrate 1 a
    put golang-migrate 3 c
    commit base
    run -0 gmig execute
    create_table golang-migrate
    record golang-migrate 3 c
    run -0 gmig status --exit-code
    assert_line --partial "ledger live"
    put golang-migrate 4 d
    commit more
    run -0 gmig execute
    put golang-migrate 5 e
    sql "UPDATE schema_migrations SET version = 5"
    run -1 gmig status
    assert_output --partial "golang-migrate ran again after gmig took over: schema_migrations has 5, which gmig's ledger lacks"
    put golang-migrate 6 f
    run -9 gmig execute
    assert_output --partial "gmig import --from golang-migrate --adopt -e local"
    run gmig doctor
    assert_output --partial "ran again"
}

@test "adopted: a version that no file has may be another project's" {
    make_project 'layout="dbmate"' 'history_table="none"'
    put dbmate 1 a
    commit base
    run -0 gmig execute
    create_table dbmate
    sql "INSERT INTO schema_migrations VALUES ('777')"
    sed -i '/history_table/d' gmig.json
    run -1 gmig status
    assert_output --partial "dbmate's schema_migrations has 777, a version that gmig's ledger lacks and no file here has"
    refute_output --partial "ran again"
    assert_output --partial "if that table is another project's, \"history_table\": \"none\" in gmig.json; else fetch the branch that has the file, and gmig import --from dbmate --adopt -e local"
    put dbmate 2 b
    record dbmate 2 b
    sql "INSERT INTO schema_migrations VALUES ('778')"
    run -1 gmig status
    assert_output --partial "dbmate ran again after gmig took over: schema_migrations has 20260101000002, which"
    assert_output --partial "has 777, 778, versions that gmig's ledger lacks and no file here has"
    run -9 gmig execute
    assert_output --partial "ran again"
    sql "DELETE FROM schema_migrations WHERE version LIKE '2026%'"
    run -9 gmig execute
    assert_output --partial '"history_table": "none"'
    sed -i '2i "history_table": "none",' gmig.json
    run -0 gmig execute
    run -0 gmig status --exit-code
}

@test "adopted: a version that only another commit's files have ran again" {
    make_project 'layout="dbmate"'
    put dbmate 1 a
    commit base
    run -0 gmig execute
    git switch -q -c feature
    put dbmate 2 b
    commit own
    create_table dbmate
    record dbmate 1 a
    record dbmate 2 b
    rm migrations/20260101000002_b.sql
    run -1 gmig status
    assert_output --partial "dbmate ran again after gmig took over: schema_migrations has 20260101000002, which"
    git switch -qf main
    run -1 gmig status
    assert_output --partial "has 20260101000002, a version that gmig's ledger lacks and no file here has"
}

@test "what is to be done in another environment names it" {
    watch_project dbmate
    sed -i 's/"environments": {/&"two": {"url": "sqlite:two.db", "kind": "local"}, /' gmig.json
    rm migrations/*
    sed -i 's/"layout": "dbmate"/"layout": "gmig"/' gmig.json
    query two.db "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)"
    query two.db "INSERT INTO schema_migrations VALUES ('20260101000001')"
    run gmig status -e two
    assert_output --partial "gmig import --from dbmate --adopt -e two; or, if that table is another project's"
    git reset -q --hard
    sed -i 's/"environments": {/&"two": {"url": "sqlite:two.db", "kind": "local"}, /' gmig.json
    query two.db "DROP TABLE schema_migrations"
    run -0 gmig execute -e two
    query two.db "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)"
    put dbmate 5 e
    query two.db "INSERT INTO schema_migrations VALUES ('20260101000005')"
    run -1 gmig status -e two
    assert_output --partial "ran again"
    assert_output --partial "gmig import --from dbmate --adopt -e two"
    run -1 gmig status --url sqlite:two.db
    assert_output --regexp "gmig import --from dbmate --adopt$"
}

@test "adopted: a row that gmig has renamed since is no news" {
    make_project 'layout="dbmate"'
    put dbmate 1 a
    commit base
    git switch -q -c feature
    put dbmate 2 b
    commit own
    run -0 gmig execute
    create_table dbmate
    record dbmate 1 a
    record dbmate 2 b
    git switch -q main
    put dbmate 3 c
    commit theirs
    git switch -q feature
    run -0 gmig rebase
    run -0 gmig execute --force
    run -0 gmig status --exit-code
}

@test "doctor says what is protected, what is not, and what changes" {
    watch_project golang-migrate
    run -0 gmig doctor
    assert_output --partial "watched: golang-migrate executes, and gmig reads golang-migrate's schema_migrations and never writes: 2 migrations executed"
    assert_output --partial "protected by hooks and check"
    assert_output --partial "told by the base's files"
    assert_output --partial "not protected: the table keeps the highest version alone"
    assert_output --partial "gmig import --from golang-migrate --adopt -e local: then gmig executes"
}
