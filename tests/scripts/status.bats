# gmig status: every state, what is wrong, and what to do next.
load helper
setup() { start_test; }

write_two() {
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);" "DROP TABLE b;"
}

# assert_states CODE WORDS: the exit code, and each migration's state in order.
assert_states() {
    run "-$1" --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | join(" ")')" "$2"
    assert_equal "$(json '[.findings[] | select(.severity == "error") | .code] | join(" ")')" "$3"
}

# lines_name STATE: the text says so too.
assert_text() {
    run gmig status
    assert_line --regexp "^  $1 "
}

@test "pending and executed; --exit-code counts what is pending" {
    make_project
    write_two
    assert_states 0 "pending pending" ""
    assert_text pending
    assert_line "next: gmig execute"
    run -1 gmig status --exit-code
    run -0 gmig execute
    assert_states 0 "executed executed" ""
    assert_text executed
    run -0 gmig status --exit-code
}

@test "reading makes no database" {
    make_project
    write_two
    run -0 gmig status
    assert_file_not_exists dev.db
}

@test "out-of-order" {
    make_project
    write_two
    run -0 gmig execute
    write_migration 2026-11-20-090500-d nopqrstuvwxy klmnopqrstuv "CREATE TABLE d (x);"
    sed -i 's/parent=klmnopqrstuv/parent=nopqrstuvwxy/' migrations/2026-11-20-091000-b.sql
    run -0 gmig add
    assert_states 1 "executed out-of-order executed" GM201
    assert_text out-of-order
}

@test "edited, and edited-cosmetic" {
    make_project
    write_two
    run -0 gmig execute
    sed -i 's/a (x)/a (x )/' migrations/2026-11-20-090000-a.sql
    assert_states 0 "edited-cosmetic executed" ""
    assert_text edited-cosmetic
    assert_output --partial "warning GM106"
    sed -i 's/a (x )/a (y)/' migrations/2026-11-20-090000-a.sql
    assert_states 1 "edited executed" GM101
    assert_text edited
}

@test "missing" {
    make_project
    write_two
    commit "two"
    run -0 gmig execute
    rm migrations/2026-11-20-091000-b.sql
    run -0 gmig add
    assert_states 1 "executed missing" GM102
    assert_text missing
}

@test "renamed: shown, and the row is as it was" {
    make_project
    write_two
    run -0 gmig execute
    mv migrations/2026-11-20-091000-b.sql migrations/2026-11-20-095000-b.sql
    assert_states 0 "executed renamed" ""
    assert_text renamed
    assert_equal "$(query dev.db "SELECT name FROM gmig_ledger WHERE id = 'lmnopqrstuvw'")" 2026-11-20-091000-b
}

@test "other-branch" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a"
    git switch -q -c topic
    write_migration 2026-11-20-091000-t opqrstuvwxyz klmnopqrstuv "CREATE TABLE t (x);"
    commit "t"
    run -0 gmig execute
    git switch -q main
    assert_states 0 "executed other-branch" ""
    assert_text other-branch
}

@test "interrupted" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x); VACUUM; CREATE TABLE b (x); SELECT nowhere;"
    sed -i '1s/$/ transaction=off/' migrations/2026-11-20-090000-a.sql
    run gmig execute
    assert_not_equal "$status" 0
    assert_states 1 "interrupted" ""
    assert_text interrupted
    assert_line "next: gmig recover"
}

@test "no database: exit 10, the files' view, states unknown" {
    make_project
    write_two
    mkdir dev.db
    assert_states 10 "unknown unknown" ""
    assert_equal "$(json .error.exit)" 10
    run -10 gmig status
    assert_output --partial "project default, no database: states are unknown"
    assert_output --partial "2026-11-20-091000-b"
}

@test "--json has the keys that scripts rely on" {
    make_project
    write_two
    run -0 gmig execute -n 1
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[has("project", "environment", "kind", "version", "heads", "facts", "migrations", "findings")] | all')" true
    assert_equal "$(json '[.environment, .kind, .heads[0], .facts.source] | join(" ")')" "local local lmnopqrstuvw live"
    assert_equal "$(json '.facts.age_s | type')" number
    assert_equal "$(json '.migrations[0] | [.id, .name, .state, .path] | join(" ")')" \
        "klmnopqrstuv 2026-11-20-090000-a executed migrations/2026-11-20-090000-a.sql"
    assert_equal "$(json '.migrations[0].executed_at[:19]')" 2026-11-20T10:00:00
    assert_equal "$(json '.migrations[1].executed_at')" null
}

@test "equal versions are equal histories, in whatever database" {
    make_project
    write_two
    run -0 gmig execute
    run -0 gmig --url sqlite:other.db execute -y
    version=$(gmig --json status | jq -r .version)
    assert_equal "$(gmig --json --url sqlite:other.db status | jq -r .version)" "$version"
    assert_equal "$(gmig --json rev-parse @ | jq -r .version)" "$version"
    run -0 gmig rollback
    assert_not_equal "$(gmig --json status | jq -r .version)" "$version"
}

@test "an empty project, and -q" {
    make_project
    run -0 gmig status
    assert_output --partial "no migrations; heads none"
    run -0 gmig status -q
    assert_output ""
}

@test "a file that is no migration is a finding, with line and column" {
    make_project
    write_two
    printf -- '-- gmig: id=klmnopqrstuv\n\nCREATE TABLE c (x);\n' >migrations/2026-11-20-093000-c.sql
    run -1 gmig status
    assert_line --partial "GM208"
    assert_line --regexp '^ +at migrations/2026-11-20-093000-c.sql:1:'
}

@test "a database in a folder that is not there is unknown, not empty" {
    make_project
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x);'
    run -10 gmig status --url sqlite:gone/dev.db
    assert_output --partial unknown
    assert_output --partial "does not exist"
    assert_file_not_exist gone
}
