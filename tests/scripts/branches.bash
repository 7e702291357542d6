# Three branches and a database that goes between them.
#
# shellcheck disable=SC2154  # bats sets "output"

# main has a; feature has b and c on it, other has d. The database is at feature.
make_branches() {
    make_project
    fill_branches
}

fill_branches() {
    write_migration 2026-11-20-090000-a kkkkkkkkkkkk none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit first
    git switch -q -c feature
    write_migration 2026-11-20-091000-b llllllllllll kkkkkkkkkkkk "CREATE TABLE b (x int);" "DROP TABLE b;"
    write_migration 2026-11-20-092000-c mmmmmmmmmmmm llllllllllll "ALTER TABLE a ADD COLUMN c int;" \
        "ALTER TABLE a DROP COLUMN c;"
    commit mine
    git switch -q -c other main
    write_migration 2026-11-20-093000-d nnnnnnnnnnnn kkkkkkkkkkkk "CREATE TABLE d (x int);" "DROP TABLE d;"
    commit theirs
    git switch -q feature
    run -0 gmig execute
}

tables_are() {
    assert_equal "$(tables dev.db | paste -sd' ')" "$1"
}

columns() {
    query "${2:-dev.db}" "SELECT name FROM pragma_table_info('$1')" | paste -sd' '
}

rows() {
    query dev.db "SELECT id FROM gmig_ledger WHERE project = 'default' ORDER BY sequence" | cut -c1 | paste -sd' '
}

# plan: of the last `run --separate-stderr gmig switch … --json`.
plan() {
    json '[.plan[] | .action + " " + .id[0:1]] | join(", ")'
}

# Everything that a refused or a dry run must leave as it is.
picture() {
    sqlite3 dev.db .dump | sha256sum
    git status --porcelain=v2 --branch
}
