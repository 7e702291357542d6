# gmig log and show: where a migration is executed, who brought it, and what has changed since.
# shellcheck disable=SC2154  # bats sets "stderr"
load helper

setup() { start_test; }

two_migrations() {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit "start"
    write_migration 2026-11-20-091000-add-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x int);" "DROP TABLE b;"
}

# set_environments JSON
set_environments() {
    jq ".environments = $1" gmig.json >gmig.json.new
    mv gmig.json.new gmig.json
}

@test "log says where each is executed; -v also when, by whom and how long" {
    make_project
    two_migrations
    run -0 gmig execute --to start
    run -0 gmig log
    assert_line --index 0 "lmnopqrstuvw  2026-11-20-091000-add-b  (head)"
    assert_line --index 1 "klmnopqrstuv  2026-11-20-090000-start  executed: local"
    run -0 gmig log -v
    assert_line --index 2 --regexp '^    local  2026-11-20 10:0[0-9] by .+@[^ ]+ in [0-9.]+ m?s$'
    run -0 gmig log --graph -v
    refute_output --partial " by "
}

@test "log --json: environment, time, person, duration and source" {
    make_project
    two_migrations
    run -0 gmig execute --to start
    run -0 --separate-stderr gmig log --json
    assert_equal "$(json '.migrations[0].executed | length')" 0
    assert_equal "$(json '.migrations[1].executed[0] | [.environment, .source, .at[:10], .same_text] | join(" ")')" \
        "local live 2026-11-20 true"
    assert_equal "$(json '.migrations[1].executed[0] | (.by | contains("@")) and .duration_us > 0')" true
    assert_equal "$(json '.environments[0] | [.environment, .kind, .source] | join(" ")')" "local local live"
}

@test "what is not known is said, and nothing is asked over the network" {
    make_project
    two_migrations
    # shellcheck disable=SC2016  # gmig replaces it
    set_environments '{"local": {"url": "sqlite:dev.db", "kind": "local"}, "primary": {"url": "${PRIMARY}", "kind": "production"}}'
    run -0 --separate-stderr gmig log
    assert_equal "$stderr" "note: where primary stands is not known here: gmig status -e primary"
    run -0 --separate-stderr gmig show start
    assert_equal "$stderr" "note: where primary stands is not known here: gmig status -e primary"
    run -0 --separate-stderr gmig log -q
    assert_equal "$stderr" ""
    run -0 --separate-stderr gmig log --json
    assert_equal "$(json '.environments[] | [.environment, .source] | join(" ")')" "local live
primary unknown"
}

@test "PostgreSQL: from the cache, with its age" {
    make_postgres_project
    two_migrations
    run -0 gmig execute
    advance_clock 7200
    run -0 gmig log
    assert_line --index 0 "lmnopqrstuvw  2026-11-20-091000-add-b  (head)  executed: local (2 hours old)"
    POSTGRES_URL=postgres://nobody@127.0.0.1:1/none run -0 gmig log
    refute_line --partial "executed:"
    assert_line --partial "not known here"
    run -0 gmig show add-b
    assert_line --regexp '^executed  local \(2 hours old\)  2026-11-20 10:0[0-9] by .*@.* in '
    sed -i 's/TABLE b/TABLE bee/' migrations/2026-11-20-091000-add-b.sql
    run -0 gmig show add-b
    assert_line --regexp '^executed  local .*  another text$'
    assert_line --partial "to see it: gmig show --executed lmnopqrstuvw -e local"
    run -0 gmig show --executed add-b
    assert_line -- "-CREATE TABLE b (x int);"
    assert_line -- "+CREATE TABLE bee (x int);"
}

@test "show: the commit that brought it" {
    make_project
    two_migrations
    run -0 gmig show start
    assert_line "commit    $(git rev-parse --short=7 HEAD) Ann Author 2026-11-20  start"
    run -0 gmig show add-b
    assert_line "commit    not committed yet"
    run -0 --separate-stderr gmig show start --json
    assert_equal "$(json '[.committed, .commit.subject, .commit.author] | join(" ")')" \
        "true start Ann Author <ann@example.org>"
    run -0 --separate-stderr gmig show add-b --json
    assert_equal "$(json '[.committed, .commit] | tostring')" "[false,null]"
    run -0 gmig show HEAD:start
    assert_line --partial "commit    $(git rev-parse --short=7 HEAD)"
}

@test "show: what has changed in an edited one since it was executed, part by part" {
    make_project
    two_migrations
    run -0 gmig execute
    run -0 gmig show add-b
    refute_output --partial "what has changed"
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/; s/DROP TABLE b/DROP TABLE IF EXISTS b/' migrations/2026-11-20-091000-add-b.sql
    run -0 gmig show add-b
    assert_line "what has changed since local executed it: up"
    assert_line -- "--- executed in local"
    assert_line -- "+++ migrations/2026-11-20-091000-add-b.sql"
    assert_line -- "-CREATE TABLE b (x int);"
    assert_line -- "+CREATE TABLE b (x int, y int);"
    assert_line "what has changed since local executed it: down"
    assert_line -- "+DROP TABLE IF EXISTS b;"
    run -0 --separate-stderr gmig show add-b --json
    assert_equal "$(json '[.differences[] | .environment + " " + .part] | join(", ")')" "local up, local down"
    assert_equal "$(json '.executed[0].same_text')" false
    run -0 gmig show --executed add-b
    assert_line -- "+CREATE TABLE b (x int, y int);"
}

@test "show works where there is no repository" {
    make_project
    two_migrations
    run -0 gmig execute
    sed -i 's/TABLE b/TABLE bee/' migrations/2026-11-20-091000-add-b.sql
    rm -rf .git
    run -0 gmig show add-b
    refute_line --partial "commit "
    assert_line -- "+CREATE TABLE bee (x int);"
}
