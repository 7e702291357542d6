#!/usr/bin/env bats
# What people, editors and other programs do to the migration files and to the ledger: each is
# refused by a message that says what, where and what next, and nothing has changed; or it is
# harmless, and then it works.

# shellcheck disable=SC2154  # bats sets "stderr" and "stderr_lines"
load helper

# Two migrations, executed.
setup() {
    start_test
    make_project
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);' 'DROP TABLE one;'
    write_migration 2026-11-20-100001-two llllllllllll kkkkkkkkkkkk 'CREATE TABLE two (x INTEGER);' 'DROP TABLE two;'
    commit "start"
    gmig execute -q
}

two=migrations/2026-11-20-100001-two.sql
three=migrations/2026-11-20-100002-three.sql

# write_three UP [DOWN]: one more migration, pending.
write_three() {
    write_migration 2026-11-20-100002-three mmmmmmmmmmmm llllllllllll "$@"
}

# Everything that a refusal leaves alone: schema, ledger, files.
everything() {
    query dev.db .dump
    find . -path ./.git -prune -o -type f ! -name '*.db*' -print0 | sort -z | xargs -0r sha256sum 2>&1
}

# refused CODE COMMAND…: it ends so, says why and what next, and has changed nothing. An error has
# four lines at most; a list of findings three for each.
refused() {
    local code=$1 before findings
    shift
    before=$(everything)
    run "-$code" --separate-stderr "$@"
    assert [ -n "$stderr" ]
    findings=$(grep -Ec '^(error|warning) GM' <<<"$stderr") || true
    [ "${#stderr_lines[@]}" -le $((4 + 3 * findings)) ] || fail "too many lines: $stderr"
    [[ $findings -gt 0 || ${stderr_lines[-1]} == "  next: "?* ]] || fail "nothing to do next: $stderr"
    assert_equal "$(everything)" "$before"
}

# says TEXT: the last refusal's message has it.
says() {
    [[ $stderr == *"$1"* ]] || fail "no «$1» in: $stderr"
}

# works COMMAND…: it ends with 0.
works() {
    run -0 "$@"
}

# ---- the ledger

@test "a ledger without one of its columns is refused" {
    query dev.db "ALTER TABLE gmig_ledger RENAME COLUMN checksum TO sum"
    for command in status execute rollback verify recover; do
        refused 4 gmig $command -y
        says "ledger"
    done
}

@test "a ledger whose table is gone is refused" {
    query dev.db "DROP TABLE gmig_ledger"
    for command in status execute rollback; do
        refused 4 gmig $command -y
        says "gmig_ledger is gone"
        says "backup"
    done
}

@test "a ledger whose page is overwritten is refused" {
    local page size
    size=$(query dev.db "PRAGMA page_size")
    page=$(query dev.db "SELECT rootpage FROM sqlite_schema WHERE name = 'gmig_ledger'")
    query dev.db "PRAGMA wal_checkpoint(TRUNCATE)"
    dd if=/dev/urandom of=dev.db bs="$size" seek=$((page - 1)) count=1 conv=notrunc status=none
    cp dev.db before.copy
    run --separate-stderr gmig execute -y
    [[ $status -eq 4 || $status -eq 6 || $status -eq 10 ]] || fail "ended with $status: $stderr"
    [ "${#stderr_lines[@]}" -le 4 ] || fail "more than four lines: $stderr"
    says "malformed"
    run -0 cmp dev.db before.copy
}

@test "a file that is no database is refused, and stays as it is" {
    rm dev.db*
    printf 'these are my notes, not a database; %500s' "" >dev.db
    cp dev.db before.copy
    for command in status execute; do
        run -10 --separate-stderr gmig $command -y
        says "not a SQLite database"
        run -0 cmp dev.db before.copy
    done
}

@test "a ledger of a newer gmig is read, and not written" {
    query dev.db "INSERT INTO gmig_ledger SELECT 'gmig', 'zzzzzzzzzzzz', '2999-01-01-000000-later', 'llvlmoprnzxt',
        checksum, NULL, NULL, fingerprint, 'on', 99, 'done', 0, executed_at, 0, '', '', 'x', '99.1.0', 'run',
        '9:new', NULL, '9:new', 'on', 'SELECT 1;', NULL, NULL FROM gmig_ledger WHERE id = 'kkkkkkkkkkkk'"
    works gmig status
    assert_output --partial "executed"
    for command in execute rollback; do
        refused 4 gmig $command -y
        says "99.1.0"
    done
}

@test "a ledger row edited by hand is refused, nothing changes" {
    query dev.db "UPDATE gmig_ledger SET name = 'other' WHERE id = 'llllllllllll'"
    for command in status execute rollback verify; do
        refused 4 gmig $command -y
        says "changed by hand"
        says "gmig mark"
    done
}

@test "a text in the ledger edited by hand is refused where it would be used" {
    query dev.db "UPDATE gmig_ledger SET down_text = 'DROP TABLE one;' WHERE id = 'llllllllllll'"
    rm $two
    refused 4 gmig rollback -y --accept-data-loss
    says "changed by hand"
}

@test "a ledger row removed by hand: the migration is pending, and the database refuses to make its table twice" {
    query dev.db "DELETE FROM gmig_ledger WHERE id = 'llllllllllll'"
    refused 6 gmig execute -y
    says "$two:3:"
    says "already exists"
}

# ---- identity and order

@test "two files with the same id: both are named" {
    sed 's/CREATE TABLE two/CREATE TABLE three/' $two >$three
    refused 4 gmig execute -y
    says two.sql
    says three.sql
    run -1 gmig status
    assert_output --partial GM204
}

@test "a cycle is named whole" {
    write_migration 2026-11-20-100002-three mmmmmmmmmmmm nnnnnnnnnnnn 'SELECT 1;'
    write_migration 2026-11-20-100003-four nnnnnnnnnnnn mmmmmmmmmmmm 'SELECT 1;'
    refused 4 gmig execute -y
    says "2026-11-20-100002-three -> 2026-11-20-100003-four -> 2026-11-20-100002-three"
}

@test "a parent that no file has is refused" {
    write_migration 2026-11-20-100002-three mmmmmmmmmmmm zzzzzzzzzzzz 'SELECT 1;'
    refused 4 gmig execute -y
    says zzzzzzzzzzzz
    says "$three"
}

@test "an executed migration whose file is gone is refused" {
    rm $two
    echo kkkkkkkkkkkk >migrations/gmig.head
    refused 4 gmig execute -y
    says 2026-11-20-100001-two
    run -1 gmig status
    assert_output --partial missing
}

@test "an executed migration that was edited is refused, with its place" {
    sed -i 's/x INTEGER/x INTEGER, y TEXT/' $two
    refused 4 gmig execute -y
    says two
    run -1 gmig status
    assert_output --partial edited
}

@test "two names that differ only by case are refused" {
    write_three 'CREATE TABLE three (x INTEGER);'
    sed 's/mmmmmmmmmmmm/nnnnnnnnnnnn/; s/llllllllllll/mmmmmmmmmmmm/; s/TABLE three/TABLE four/' $three \
        >migrations/2026-11-20-100002-THREE.sql
    refused 3 gmig execute -y
    says THREE
    says three
}

@test "a name of more than 63 bytes is refused" {
    printf 'CREATE TABLE three (x INTEGER);\n' \
        >"migrations/2026-11-20-100002-$(printf 'a%.0s' {1..60}).sql"
    refused 3 gmig execute -y
    says 63
}

@test "a new migration's name that is too long is cut or refused, never written so" {
    before=$(everything)
    run gmig new "$(printf 'a%.0s' {1..300})"
    if [ "$status" -eq 0 ]; then
        name=$(basename "$output" .sql)
        assert [ "${#name}" -le 63 ]
    else
        assert_equal "$status" 2
        assert_equal "$(everything)" "$before"
    fi
}

@test "a new migration's name without a letter or digit is refused" {
    refused 2 gmig new '../..'
    refused 2 gmig new ''
}

# ---- files

@test "a directory, a pipe and a link out of the folder that are named x.sql are refused, and read by nobody" {
    mkdir $three
    refused 3 timeout 20 "$GMIG" execute -y
    says three.sql
    rmdir $three
    mkfifo $three
    refused 3 timeout 20 "$GMIG" execute -y
    says three.sql
    rm $three
    ln -s /etc/passwd $three
    refused 3 timeout 20 "$GMIG" execute -y
    says three.sql
}

@test "bytes that are no UTF-8 are refused, with line and column" {
    write_three $'CREATE TABLE three (x INTEGER);\n-- caf\xe9'
    refused 3 gmig execute -y
    says "$three:4:7"
    says UTF-8
}

@test "a NUL is refused, with line and column" {
    write_three 'CREATE TABLE three (x INTEGER);'
    printf -- '-- a\0b\n' >>$three
    refused 3 gmig execute -y
    says "$three:4:5"
}

@test "a BOM is accepted" {
    write_three 'CREATE TABLE three (x INTEGER);'
    sed -i '1s/^/\xef\xbb\xbf/' $three
    works gmig execute
    run -0 tables dev.db
    assert_line three
}

@test "CRLF is accepted, mixed with LF too" {
    write_three $'CREATE TABLE three (\r\nx INTEGER\n);\r'
    works gmig execute
    run -0 tables dev.db
    assert_line three
}

@test "lines that end in CR alone are accepted or refused, never misread" {
    write_three 'CREATE TABLE three (x INTEGER);'
    tr '\n' '\r' <$three >three.cr && mv three.cr $three
    before=$(everything)
    run gmig execute
    if [ "$status" -eq 0 ]; then
        run -0 tables dev.db
        assert_line three
    else
        assert_equal "$status" 3
        assert_equal "$(everything)" "$before"
    fi
}

@test "a migration without a statement is refused, unless it says that it is empty" {
    : >$three
    refused 3 gmig execute -y
    says three.sql
    write_three '-- nothing but a comment'
    refused 3 gmig execute -y
    says three.sql
    says empty
    write_three '-- gmig: empty'
    works gmig execute
}

@test "conflict markers are refused, with the line" {
    write_three $'CREATE TABLE three (\n<<<<<<< HEAD\nx INTEGER\n=======\ny INTEGER\n>>>>>>> other\n);'
    refused 3 gmig execute -y
    says "$three:4"
    says conflict
}

@test "ten megabytes of statements are executed" {
    {
        printf 'CREATE TABLE three (x TEXT);\n'
        awk 'BEGIN { for (i = 0; i < 10000; ++i) { printf "INSERT INTO three VALUES (\047%01000d\047);\n", i } }'
    } >body
    write_three "$(cat body)"
    assert [ "$(stat -c %s $three)" -ge 10000000 ]
    works timeout 20 "$GMIG" execute
    assert_equal "$(query dev.db 'SELECT count(*) FROM three')" 10000
}

@test "a file of a gibibyte is refused, without being read into memory" {
    write_three 'CREATE TABLE three (x INTEGER);'
    truncate -s 1G $three
    before=$(query dev.db .dump)
    run -3 --separate-stderr bash -c "ulimit -v 900000; exec '$GMIG' execute -y"
    says three.sql
    assert_equal "$(query dev.db .dump)" "$before"
}

@test "ten thousand parentheses are refused, with a place, and crash nothing" {
    write_three "SELECT $(printf '(%.0s' {1..10000})1$(printf ')%.0s' {1..10000});"
    run --separate-stderr gmig execute -y
    [[ $status -eq 3 || $status -eq 6 ]] || fail "ended with $status: ${stderr:0:300}"
    [ "${#stderr}" -le 2000 ] || fail "a message of ${#stderr} bytes"
    says "$three:3"
    run -0 gmig rev-parse one
}

@test "a hundred thousand +1 are refused, with a place, and crash nothing" {
    write_three "SELECT 1$(awk 'BEGIN { for (i = 0; i < 100000; ++i) printf "+1" }');"
    before=$(query dev.db .dump)
    run --separate-stderr gmig execute -y
    [[ $status -eq 3 || $status -eq 6 ]] || fail "ended with $status: ${stderr:0:300}"
    [ "${#stderr}" -le 2000 ] || fail "a message of ${#stderr} bytes"
    says "$three:3"
    assert_equal "$(query dev.db .dump)" "$before"
}

@test "a string that never ends is refused, with the place where it begins" {
    write_three "CREATE TABLE three (x INTEGER);
INSERT INTO three VALUES ('open);"
    refused 3 gmig execute -y
    says "$three:4:27"
}

@test "a comment that never ends is refused, with the place where it begins" {
    write_three "CREATE TABLE three (x INTEGER);
/* open"
    refused 3 gmig execute -y
    says "$three:4:1"
}

@test "a statement that the database refuses is named by line and column, and nothing of its file is done" {
    write_three "CREATE TABLE three (x INTEGER);
INSERT INTO nowhere VALUES (1);"
    refused 6 gmig execute -y
    says "$three:4:"
    says nowhere
    says "next: mend $three, then gmig execute"
}

@test "a COMMIT within a migration is refused before anything runs" {
    write_three "CREATE TABLE three (x INTEGER);
COMMIT;
CREATE TABLE four (x INTEGER);"
    refused 3 gmig execute -y
    says "$three:4"
}

@test "a migration that writes gmig's ledger is refused" {
    write_three "DELETE FROM gmig_ledger;"
    refused 3 gmig execute -y
    says "$three:3"
}

@test "SQLite's dot commands are refused by name" {
    write_three $'.read other.sql\nSELECT 1;'
    run --separate-stderr gmig execute -y
    [[ $status -eq 3 || $status -eq 6 ]] || fail "ended with $status"
    says "$three:3"
}

@test "an unknown directive is refused, with line and column" {
    write_three $'CREATE TABLE three (x INTEGER);\n-- gmig: dwon\nDROP TABLE three;'
    refused 3 gmig execute -y
    says "$three:4:"
    says dwon
}

@test "a second section of a kind is refused, with its line" {
    write_three $'CREATE TABLE three (x INTEGER);\n-- gmig: down\nDROP TABLE three;\n-- gmig: down\nDROP TABLE one;'
    refused 3 gmig execute -y
    says "$three:6:"
}

@test "an id without a parent, and one that is no id, are refused" {
    printf -- '-- gmig: id=mmmmmmmmmmmm\nSELECT 1;\n' >$three
    refused 3 gmig execute -y
    says "$three:1"
    printf -- '-- gmig: id=abc parent=llllllllllll\nSELECT 1;\n' >$three
    refused 3 gmig execute -y
    says "$three:1"
}

@test "a file whose name fits no grammar is a finding, never passed over" {
    printf 'SELECT 1;\n' >"migrations/my notes.sql"
    run -1 gmig status
    assert_output --partial GM208
    refused 3 gmig execute -y
    says "my notes.sql"
}

@test "a name with a control character does not reach the terminal as it is" {
    cp $two "migrations/2026-11-20-100002-"$'\e[31mred\n'".sql"
    run gmig status
    refute_output --partial $'\e'
    run --separate-stderr gmig execute -y
    [[ $stderr != *$'\e'* ]] || fail "an escape reached the terminal"
}

@test "a migration that is not there, or several that fit, are refused by name" {
    refused 2 gmig show nowhere
    says nowhere
    refused 2 gmig rev-parse 2026
    refused 2 gmig mark nowhere --executed
    refused 2 gmig execute --to nowhere
    refused 2 gmig verify nowhere
    refused 2 gmig add migrations/nowhere.sql
}

# ---- gmig.json

@test "gmig.json that is no JSON is refused, with line and column" {
    printf '{\n  "migrations": "migrations",,\n}\n' >gmig.json
    for command in status execute log; do
        refused 2 gmig $command
        says "gmig.json:2:"
    done
    run -1 gmig doctor
    assert_output --partial "gmig.json:2:"
}

@test "an unknown key in gmig.json is refused, and the known one is offered" {
    sed -i 's/"migrations":/"migratoins":/' gmig.json
    refused 2 gmig status
    says "gmig.json:2:"
    says migrations
}

@test "a folder outside the repository is refused" {
    sed -i 's/"migrations": "migrations"/"migrations": "..\/other"/' gmig.json
    refused 2 gmig execute -y
    says "gmig.json:2:"
}
