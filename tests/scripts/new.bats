# gmig new: a file after the head, named as its layout does it.
load helper
setup() { start_test; }

# files LAYOUT NAME SEED…: what `gmig new NAME` makes beside the seeds, one path a line.
files() {
    local layout=$1 name=$2 seed
    shift 2
    rm -rf project && mkdir -p project/migrations
    printf '{"migrations": "migrations", "dialect": "sqlite", "layout": "%s"}\n' "$layout" >project/gmig.json
    for seed in "$@"; do
        mkdir -p "$(dirname "project/migrations/$seed")"
        seed_text "$layout" >"project/migrations/$seed"
    done
    (cd project/migrations && find . -type f | sort) >before
    run -0 gmig -C project new "$name"
    assert_file_exists "project/$output"
    (cd project/migrations && find . -type f ! -name gmig.head | sort) >after
    comm -13 before after | sed 's,^\./,,'
    run -10 --separate-stderr gmig -C project --json status
    assert_equal "$(json '[.findings[] | select(.severity == "error") | .code] | unique | join(" ")')" "${findings:-}"
}

seed_text() {
    case $1 in
    goose) printf -- '-- +goose Up\nCREATE TABLE a (x);\n-- +goose Down\nDROP TABLE a;\n' ;;
    dbmate) printf -- '-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n' ;;
    *) echo 'CREATE TABLE a (x);' ;;
    esac
}

@test "a first migration: id, no parent, and gmig.head names it" {
    make_project
    run -0 gmig new "Add categories!"
    assert_output migrations/2026-11-20-100000-add-categories.sql
    run -0 head -1 "$output"
    assert_output --regexp '^-- gmig: id=[k-z]{12} parent=none$'
    assert_output --partial "id=$(cat migrations/gmig.head) "
}

@test "the next one follows the head" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    run -0 gmig new more
    run -0 head -1 "$output"
    assert_output --partial "parent=klmnopqrstuv"
    refute_output --partial "id=klmnopqrstuv"
}

@test "a stamp before the head's does not put it before the head" {
    make_project
    write_migration 2027-01-01-000000-late klmnopqrstuv none "CREATE TABLE a (x);"
    run -0 gmig new more
    run -0 --separate-stderr gmig log --json
    assert_equal "$(json '.migrations[1].id')" klmnopqrstuv
}

@test "several heads: exit 4, naming them, and nothing is written" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-one lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    write_migration 2026-11-20-092000-two mnopqrstuvwx klmnopqrstuv "CREATE TABLE c (x);"
    run -4 gmig new more
    assert_output --partial "2026-11-20-091000-one"
    assert_output --partial "2026-11-20-092000-two"
    assert_output --partial "next: gmig rebase"
    assert_equal "$(find migrations -type f | wc -l)" 4
}

@test "golang-migrate and sqlx: numbers go on as they are, stamps stay stamps" {
    assert_equal "$(files golang-migrate 'add b' 000001_a.up.sql 000001_a.down.sql | paste -sd' ')" \
        "000002_add_b.down.sql 000002_add_b.up.sql"
    assert_equal "$(files golang-migrate b 20261101090000_a.up.sql 20261101090000_a.down.sql | paste -sd' ')" \
        "20261120100000_b.down.sql 20261120100000_b.up.sql"
    assert_equal "$(files sqlx b 20261101090000_a.up.sql 20261101090000_a.down.sql | paste -sd' ')" \
        "20261120100000_b.down.sql 20261120100000_b.up.sql"
    assert_equal "$(files sqlx b 20261101090000_a.sql)" "20261120100000_b.sql"
}

@test "diesel and prisma: a folder" {
    assert_equal "$(files diesel 'add b' 2026-11-01-090000_a/up.sql 2026-11-01-090000_a/down.sql | paste -sd' ')" \
        "2026-11-20-100000_add_b/down.sql 2026-11-20-100000_add_b/up.sql"
    assert_equal "$(files prisma 'add b' 20261101090000_a/migration.sql)" "20261120100000_add_b/migration.sql"
}

@test "flyway: V and the next version" {
    assert_equal "$(files flyway 'add b' V1__a.sql | head -1)" V2__add_b.sql
}

@test "dbmate and goose: one file with both marks" {
    assert_equal "$(files dbmate 'add b' 20261101090000_a.sql)" 20261120100000_add_b.sql
    run -0 cat project/migrations/20261120100000_add_b.sql
    assert_output --partial "-- migrate:up"
    assert_output --partial "-- migrate:down"
    assert_equal "$(files goose 'add b' 20261101090000_a.sql)" 20261120100000_add_b.sql
    assert_equal "$(files goose 'add b' 00001_a.sql)" 00002_add_b.sql
    run -0 cat project/migrations/00002_add_b.sql
    assert_output --partial "-- +goose Up"
}

@test "--dry-run prints the path and writes nothing" {
    make_project
    run -0 gmig new more --dry-run
    assert_output migrations/2026-11-20-100000-more.sql
    assert_equal "$(ls migrations)" ""
}

@test "--json: id, name, path" {
    make_project
    run -0 --separate-stderr gmig new more --json
    assert_equal "$(json '.migrations[0].id')" "$(cat migrations/gmig.head)"
    assert_equal "$(json '.migrations[0] | .name + " " + .path')" \
        "2026-11-20-100000-more migrations/2026-11-20-100000-more.sql"
}

@test "--edit opens it in the editor, arguments and all; without an editor it stays and says so" {
    make_project
    # shellcheck disable=SC2016  # the editor's own words
    printf '#!/bin/sh\necho "$1 $2" >"$HOME/seen"\n' >"$HOME/editor" && chmod +x "$HOME/editor"
    EDITOR="$HOME/editor --wait" run -0 gmig new more --edit
    assert_equal "$(cat "$HOME/seen")" "--wait $PWD/migrations/2026-11-20-100000-more.sql"
    advance_clock
    run -2 gmig new other --edit
    assert_output --partial "no editor is set"
    assert_file_exists migrations/2026-11-20-100100-other.sql
}

@test "a name without a letter or digit is refused" {
    make_project
    run -2 gmig new "!!!"
    assert_equal "$(ls migrations)" ""
}
