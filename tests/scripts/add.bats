# gmig add: identity for hand-written files, and its repair.
load helper

setup() {
    start_test
    make_project
}

# field FILE NAME: a directive's value in the file's header.
field() {
    grep -o "$2=[a-z]*" "$1" | head -1 | cut -d= -f2
}

checksum() {
    gmig --json rev-parse "$1" | jq -r .checksum
}

@test "a plain file gets its derived id and the one before it as parent; no checksum changes" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    echo "CREATE TABLE b (x);" >migrations/002-b.sql
    id=$(gmig --json rev-parse 002-b | jq -r .id)
    before=$(checksum 002-b)
    run -0 gmig add migrations/001-a.sql migrations/002-b.sql
    assert_line --partial "written into migrations/001-a.sql"
    assert_equal "$(field migrations/002-b.sql id)" "$id"
    assert_equal "$(field migrations/001-a.sql parent)" none
    assert_equal "$(field migrations/002-b.sql parent)" "$(field migrations/001-a.sql id)"
    assert_equal "$(checksum 002-b)" "$before"
    assert_equal "$(cat migrations/gmig.head)" "$id"
}

@test "an executed plain file stays executed after add and a rename" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    run -0 gmig execute
    run -0 gmig add migrations/001-a.sql
    mv migrations/001-a.sql migrations/003-a.sql
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '.migrations[0].state')" renamed
}

@test "a second add changes nothing" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    run -0 gmig add migrations/001-a.sql
    cp migrations/001-a.sql before
    run -0 gmig add migrations/001-a.sql
    assert_output --partial "stands already in migrations/001-a.sql"
    run -0 cmp migrations/001-a.sql before
}

@test "--dry-run writes nothing" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    run -0 gmig add --dry-run migrations/001-a.sql
    assert_equal "$(cat migrations/001-a.sql)" "CREATE TABLE a (x);"
    assert_file_not_exists migrations/gmig.head
}

@test "--new-id makes a copied file its own, after the head" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    cp migrations/2026-11-20-090000-start.sql migrations/2026-11-20-100000-copy.sql
    run -0 gmig add --new-id migrations/2026-11-20-100000-copy.sql
    id=$(field migrations/2026-11-20-100000-copy.sql id)
    assert_not_equal "$id" klmnopqrstuv
    assert_equal "$(field migrations/2026-11-20-100000-copy.sql parent)" klmnopqrstuv
    assert_equal "$(cat migrations/gmig.head)" "$id"
}

@test "--new-id on one that others follow is refused" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-next lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    run -4 gmig add --new-id migrations/2026-11-20-090000-start.sql
    assert_output --partial "2026-11-20-091000-next follows"
    assert_equal "$(field migrations/2026-11-20-090000-start.sql id)" klmnopqrstuv
}

# The header goes, as a careless edit loses it.
lose_identity() {
    sed -i 1d migrations/2026-11-20-090000-start.sql
    refute grep -q "gmig:" migrations/2026-11-20-090000-start.sql
}

@test "--restore: the lost id from the ledger" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    run -0 gmig execute
    lose_identity
    run -4 gmig execute
    assert_output --partial GM107
    assert_output --partial "gmig add --restore"
    run -0 gmig add --restore migrations/2026-11-20-090000-start.sql
    assert_equal "$(field migrations/2026-11-20-090000-start.sql id)" klmnopqrstuv
    run -0 gmig status --exit-code
}

@test "--restore: an id that went with the blank line after it" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    commit "start"
    run -0 gmig execute
    cp migrations/2026-11-20-090000-start.sql before
    lose_identity
    sed -i 1d migrations/2026-11-20-090000-start.sql
    run -4 gmig execute
    assert_output --partial GM107
    run -0 gmig add --restore migrations/2026-11-20-090000-start.sql
    assert_equal "$(field migrations/2026-11-20-090000-start.sql id)" klmnopqrstuv
    run -0 gmig status --exit-code
    rm dev.db
    lose_identity
    sed -i '/./,$!d' migrations/2026-11-20-090000-start.sql
    run -0 gmig add --restore migrations/2026-11-20-090000-start.sql
    assert_equal "$(field migrations/2026-11-20-090000-start.sql id)" klmnopqrstuv
}

@test "--restore: the lost id from HEAD" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    commit "start"
    lose_identity
    run -0 gmig add --restore migrations/2026-11-20-090000-start.sql
    assert_equal "$(field migrations/2026-11-20-090000-start.sql id)" klmnopqrstuv
    run -0 git status --porcelain
    assert_output ""
}

@test "--restore of what nobody knows says what helps" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    run -2 gmig add --restore migrations/001-a.sql
    assert_output --partial "next: gmig add --new-id migrations/001-a.sql"
}

@test "without a file: gmig.head is put right" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    echo lmnopqrstuvw >migrations/gmig.head
    run -1 gmig status
    assert_output --partial GM207
    run -0 gmig add --dry-run
    assert_output "would put right migrations/gmig.head"
    run -0 gmig add
    assert_output "put right migrations/gmig.head"
    assert_equal "$(cat migrations/gmig.head)" klmnopqrstuv
    run -0 gmig status
    run -0 gmig add
    assert_output "nothing to do"
    run -0 gmig add -q
    assert_output ""
    run -0 --separate-stderr gmig add --json
    assert_equal "$(json '.migrations, .head_file' | tr -d '\n ')" "[]null"
}

@test "without a file, and with two heads: gmig.head stays, and that is said" {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-left lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    write_migration 2026-11-20-092000-right mnopqrstuvwx klmnopqrstuv "CREATE TABLE c (x);"
    run -0 gmig add
    assert_output "gmig.head stays as it is, for there are 2 heads: gmig log --graph"
}

@test "from the folder itself, and --json" {
    echo "CREATE TABLE a (x);" >migrations/001-a.sql
    cd migrations
    run -0 --separate-stderr gmig add 001-a.sql --json
    assert_equal "$(json '.migrations[0] | [.name, .path, (.changed | tostring)] | join(" ")')" \
        "001-a migrations/001-a.sql true"
}

@test "a file that is not there, one outside the folder, a foreign layout: exit 2" {
    run -2 gmig add migrations/nothing.sql
    assert_output --partial "no such file"
    touch outside.sql
    run -2 gmig add outside.sql
    run -2 gmig --layout sqlx add migrations/001_a.sql
    assert_output --partial "their version and name are their identity"
}
