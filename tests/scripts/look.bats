# gmig log, show and rev-parse: the history, and how a migration is named.
load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "-- The first one.
CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration 2026-11-20-091000-add-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);" "DROP TABLE b;"
    commit "two"
    git switch -q -c topic
    write_migration 2026-11-20-092000-topic opqrstuvwxyz lmnopqrstuvw "CREATE TABLE t (x);"
    commit "topic"
    git switch -q main
    write_migration 2026-11-20-093000-add-c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE c (x);"
    commit "three"
}

@test "log: newest first, the head marked, descriptions shown" {
    run -0 gmig log
    assert_line --index 0 "mnopqrstuvwx  2026-11-20-093000-add-c  (head)"
    assert_line --index 1 "lmnopqrstuvw  2026-11-20-091000-add-b"
    assert_line --index 2 "klmnopqrstuv  2026-11-20-090000-start  The first one."
}

@test "log REF: another branch's" {
    run -0 gmig log topic
    assert_line --index 0 --partial "opqrstuvwxyz  2026-11-20-092000-topic"
    refute_output --partial add-c
    run -8 gmig log nowhere
    assert_output --partial nowhere
}

@test "log --all --graph: where branches part, is drawn" {
    run -0 gmig log --all --graph
    assert_line --index 0 --regexp '^\*  mnopqrstuvwx'
    assert_line --index 1 "| *  opqrstuvwxyz  2026-11-20-092000-topic  (a head)  [topic]"
    assert_line --index 2 "|/ "
    assert_line --index 3 --regexp '^\*  lmnopqrstuvw'
    assert_line --index 4 --regexp '^\*  klmnopqrstuv'
    run -0 gmig log --graph
    assert_line --index 0 --regexp '^\*  +mnopqrstuvwx'
}

@test "log --json" {
    run -0 --separate-stderr gmig log --all --json
    assert_equal "$(json '.heads | sort | join(" ")')" "mnopqrstuvwx opqrstuvwxyz"
    assert_equal "$(json '.migrations[] | select(.id == "opqrstuvwxyz") | .branches | join(" ")')" topic
    assert_equal "$(json '.migrations[-1] | [.id, .name, .path, .description] | join("|")')" \
        "klmnopqrstuv|2026-11-20-090000-start|migrations/2026-11-20-090000-start.sql|The first one."
}

@test "show: the file's parts; --executed: the ledger's" {
    run -0 gmig execute
    sed -i 's/TABLE b/TABLE changed/' migrations/2026-11-20-091000-add-b.sql
    run -0 gmig show add-b
    assert_line "migration lmnopqrstuvw"
    assert_line "from      migrations/2026-11-20-091000-add-b.sql"
    assert_output --partial "CREATE TABLE changed (x);"
    run -0 gmig show --executed add-b
    assert_line --regexp '^executed  2026-11-20 10:0[0-9] by '
    assert_output --partial "CREATE TABLE b (x);"
    assert_output --partial "DROP TABLE b;"
    run -0 --separate-stderr gmig show --executed add-b --json
    assert_equal "$(json '[.id, .name, .parents[0]] | join(" ")')" "lmnopqrstuvw 2026-11-20-091000-add-b klmnopqrstuv"
    assert_equal "$(json '.executed_at[:10]')" 2026-11-20
}

@test "show --executed works when the file is gone" {
    run -0 gmig execute
    rm migrations/2026-11-20-093000-add-c.sql
    run -0 gmig show --executed add-c
    assert_output --partial "CREATE TABLE c (x);"
}

# names WORD ID
names() {
    run -0 --separate-stderr gmig rev-parse --json "$1"
    assert_equal "$1: $(json .id)" "$1: $2"
}

@test "rev-parse: each way to name a migration" {
    names @ mnopqrstuvwx
    names @~1 lmnopqrstuvw
    names @~2 klmnopqrstuv
    names klmnopqrstuv klmnopqrstuv
    names kl klmnopqrstuv
    names 2026-11-20-091000-add-b lmnopqrstuvw
    names start klmnopqrstuv
    names topic:@ opqrstuvwxyz
    names topic:2026-11-20-092000-topic opqrstuvwxyz
    names HEAD~1:@ lmnopqrstuvw
}

@test "rev-parse: what names nothing, or several, is refused with the choice" {
    run -2 gmig rev-parse nothing
    assert_output --partial nothing
    run -2 gmig rev-parse add
    assert_output --partial 2026-11-20-091000-add-b
    assert_output --partial 2026-11-20-093000-add-c
    run -2 gmig rev-parse @~9
    run -8 gmig rev-parse nowhere:@
}

@test "rev-parse --json and text say the same" {
    run -0 --separate-stderr gmig rev-parse @ --json
    expected=$(json '"id " + .id, "name " + .name, "checksum " + .checksum, "fingerprint " + .fingerprint, "version " + .version')
    assert_equal "$(gmig rev-parse @)" "$expected"
    assert_equal "$(json '.checksum[:2]')" "1:"
}

@test "the checksum is the text's: not the id's, the parent's or the newlines'" {
    before=$(gmig --json rev-parse @ | jq -r '.checksum + .fingerprint')
    sed -i '1s/id=[a-z]*/id=qqqqqqqqqqqq/; s/$/\r/' migrations/2026-11-20-093000-add-c.sql
    assert_equal "$(gmig --json rev-parse add-c | jq -r '.checksum + .fingerprint')" "$before"
}
