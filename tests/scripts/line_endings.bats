#!/usr/bin/env bats
# What editors and checkouts do to a file's bytes never counts as an edit of an executed migration;
# another literal always does. In the native layout and two foreign ones.

load helper

setup() { start_test; }

# Each layout's project: FILE, the file under test, is executed.
prepare_gmig() {
    make_project
    file=migrations/2026-11-20-100000-one.sql
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none "-- a note
CREATE TABLE one (x TEXT DEFAULT 'first');
INSERT INTO one VALUES ('second');" 'DROP TABLE one;'
}

prepare_golang_migrate() {
    make_project 'layout="golang-migrate"'
    file=migrations/000001_one.up.sql
    printf -- "-- a note\nCREATE TABLE one (x TEXT DEFAULT 'first');\nINSERT INTO one VALUES ('second');\n" >$file
    printf 'DROP TABLE one;\n' >migrations/000001_one.down.sql
}

prepare_goose() {
    make_project 'layout="goose"'
    file=migrations/00001_one.sql
    printf -- "-- +goose Up\n-- a note\nCREATE TABLE one (x TEXT DEFAULT 'first');\nINSERT INTO one VALUES ('second');\n" >$file
    printf -- '\n-- +goose Down\nDROP TABLE one;\n' >>$file
}

start_layout() {
    "prepare_$1"
    commit "start"
    run -0 gmig execute -y
    cp "$file" original
}

# What `status` and `execute` make of the file as it is now, which is then put back.
assert_same() {
    run -0 --separate-stderr gmig --json status
    assert_equal "$1: $(json '.migrations[0].state')" "$1: executed"
    assert_equal "$1: $(json '.findings | length')" "$1: 0"
    run -0 gmig execute -y
    cp original "$file"
}

assert_cosmetic() {
    run -0 --separate-stderr gmig --json status
    assert_equal "$1: $(json '.migrations[0].state')" "$1: edited-cosmetic"
    run -0 gmig execute -y
    cp original "$file"
}

assert_edited() {
    run -1 --separate-stderr gmig --json status
    assert_equal "$1: $(json '.migrations[0].state')" "$1: edited"
    assert_equal "$1: $(json '.findings[0].code')" "$1: GM101"
    run -4 gmig execute -y
    cp original "$file"
}

check_layout() {
    start_layout "$1"
    sed -i 's/$/\r/' "$file" && assert_same "CRLF"
    sed -i '2s/$/\r/' "$file" && assert_same "one line with CRLF"
    sed -i '1s/^/\xef\xbb\xbf/' "$file" && assert_same "a BOM"
    sed -i '1s/^/\xef\xbb\xbf/; s/$/\r/' "$file" && assert_same "a BOM and CRLF"
    truncate -s -1 "$file" && assert_same "no newline at the end"
    printf '\n\n' >>"$file" && assert_same "blank lines at the end"
    sed -i 's/a note/another note/' "$file" && assert_cosmetic "a changed comment"
    sed -i 's/TABLE one (x/TABLE one\n    (x/' "$file" && assert_cosmetic "changed white space"
    sed -i "s/'first'/'third'/" "$file" && assert_edited "a literal in a definition"
    sed -i "s/'second'/'Second'/" "$file" && assert_edited "the case of a literal"
    sed -i "s/'second'/'second '/" "$file" && assert_edited "a blank in a literal"
}

@test "gmig's own layout" {
    check_layout gmig
}

@test "golang-migrate's layout" {
    check_layout golang_migrate
}

@test "goose's layout" {
    check_layout goose
}

@test "a clone that checks out with CRLF executes what the first one did" {
    prepare_gmig
    commit "start"
    gmig execute -q
    git -c core.autocrlf=true clone -q . clone
    run -0 grep -c $'\r' "clone/$file"
    cp dev.db clone/
    cd clone || return
    run -0 gmig execute -y
    assert_output --partial "nothing to do"
    run -0 gmig status --exit-code
}

@test "init's .gitattributes keeps LF in a checkout that asks for CRLF" {
    make_repository
    gmig init --dialect sqlite --url sqlite:dev.db -q
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);'
    commit "start"
    git -c core.autocrlf=true clone -q . clone
    run -1 grep -c $'\r' clone/migrations/2026-11-20-100000-one.sql
}
