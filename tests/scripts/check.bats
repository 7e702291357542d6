# gmig check: every finding from real repositories, what softens and what sharpens it.
load helper
setup() { start_test; }

a=2026-11-20-090000-a
b=2026-11-20-091000-b
c=2026-11-20-092000-c

# Ann's main has two migrations; Ben is on a branch of his own.
two_on_main() {
    make_project "$@"
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    write_migration $b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);" "DROP TABLE b;"
    commit "two tables"
    as_person "Ben Builder"
    git checkout -q -b feature
}

# The same in golang-migrate's layout.
two_numbered_on_main() {
    make_project 'layout="golang-migrate"'
    numbered 001_a "CREATE TABLE a (x);"
    numbered 002_b "CREATE TABLE b (x);"
    commit "two tables"
    as_person "Ben Builder"
    git checkout -q -b feature
}

numbered() {
    printf '%s\n' "$2" >"migrations/$1.up.sql"
    printf 'SELECT 1;\n' >"migrations/$1.down.sql"
}

add_c() {
    write_migration $c mnopqrstuvwx "${1:-lmnopqrstuvw}" "CREATE TABLE c (x);"
}

# found EXIT [ARGUMENT…]: runs the check and prints "severity code name" of each finding.
found() {
    local code=$1
    shift
    run "-$code" --separate-stderr gmig check --json "$@"
    json '.findings[] | "\(.severity) \(.code) \(.migration.name)"'
}

# assert_found EXIT LINES [ARGUMENT…]: exactly these findings.
assert_found() {
    local code=$1 wanted=$2
    shift 2
    found "$code" "$@" >"$BATS_TEST_TMPDIR/found"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/found")" "$wanted"
}

# json_check EXIT [ARGUMENT…]: leaves the object in $output.
json_check() {
    local code=$1
    shift
    run "-$code" --separate-stderr gmig check --json "$@"
}

# ---- executed means frozen -----------------------------------------------------------------------

@test "a branch that adds behind the head is clean" {
    two_on_main
    add_c
    commit "a third"
    assert_found 0 ""
    run -0 gmig check
    assert_line "HEAD into main: adds 1"
    assert_line "nothing stands against it"
    assert_file_not_exists dev.db
}

@test "an edit: both sides' commits and authors; its remedy makes the check clean" {
    two_on_main
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    commit "rename the column"
    assert_found 1 "error GM101 $a"
    assert_equal "$(json '.findings[0].theirs.author')" "Ann Author <ann@example.org>"
    assert_equal "$(json '.findings[0].theirs.commit')" "$(git rev-parse main)"
    assert_equal "$(json '.findings[0].ours.author')" "Ben Builder <ben@example.org>"
    assert_equal "$(json '.findings[0].ours.commit')" "$(git rev-parse HEAD)"
    run -1 gmig check
    assert_line "error GM101 edited-after-execution: $a was edited after it was published in main"
    assert_line --regexp "^    theirs  [0-9a-f]{10} Ann Author <ann@example.org>, 2026-11-20: two tables$"
    assert_line --regexp "^    ours    [0-9a-f]{10} Ben Builder <ben@example.org>, 2026-11-20: rename the column$"
    json_check 1
    eval "$(json '.findings[0].remedy | split(";")[0]')"
    commit "put it back"
    assert_found 0 ""
}

@test "a licence header added to every file is cosmetic" {
    two_on_main
    local file
    for file in migrations/*.sql; do
        sed -i '1a -- Copyright 2026 the authors.' "$file"
    done
    commit "a licence"
    assert_found 0 "warning GM106 $a
warning GM106 $b"
}

@test "an edit of the down part alone is a warning" {
    two_on_main
    sed -i 's/^DROP TABLE a;/DROP TABLE IF EXISTS a;/' migrations/$a.sql
    commit "be careful"
    assert_found 0 "warning GM104 $a"
}

@test "a deleted migration, and the commands that bring it back" {
    two_on_main
    rm migrations/$b.sql
    printf 'klmnopqrstuv\n' >migrations/gmig.head
    commit "no b"
    assert_found 1 "error GM102 $b"
    assert_equal "$(json '.findings[0].ours.commit')" "$(git rev-parse HEAD)"
    eval "$(json '.findings[0].remedy | split(";")[0]')"
    run -0 gmig add
    commit "b again"
    assert_found 0 ""
}

@test "GitHub's Revert button: the revert of a merged migration is stopped" {
    two_on_main
    add_c
    commit "a third"
    git checkout -q main
    git merge -q --no-ff -m "Merge pull request #7" feature
    git checkout -q -b revert-7-feature
    git revert -m 1 --no-edit HEAD >/dev/null
    assert_found 1 "error GM102 $c"
    assert_equal "$(json '.findings[0].theirs.subject')" "a third"
    assert_equal "$(json '.findings[0].ours.commit')" "$(git rev-parse HEAD)"
}

@test "a rename is information in gmig's layout" {
    two_on_main
    git mv migrations/$b.sql migrations/2026-11-20-091500-bee.sql
    commit "a better name"
    assert_found 0 "information GM103 2026-11-20-091500-bee"
    run -0 gmig check
    assert_output --partial "GM103"
    assert_line "nothing stands against it"
}

@test "a rename is an error where the name is the identity" {
    two_numbered_on_main
    git mv migrations/002_b.up.sql migrations/002_bee.up.sql
    git mv migrations/002_b.down.sql migrations/002_bee.down.sql
    commit "a better name"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM103 002_bee$"
    assert_equal "$(json '.findings[] | select(.code == "GM103") | .other.name')" 002_b
}

@test "a header removed by hand; its remedy makes the check clean" {
    two_on_main
    add_c
    commit "a third"
    sed -i 1d migrations/$b.sql
    commit "no comments, please"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM107 $b$"
    eval "$(json '.findings[] | select(.code == "GM107") | .remedy' | sed 's/^gmig/run -0 gmig/')"
    commit "its id again"
    assert_found 0 ""
}

# ---- new comes last ------------------------------------------------------------------------------

@test "late: both add, main is first; gmig.head conflicts and the history parts" {
    two_on_main
    add_c
    commit "a third"
    git checkout -q main
    as_person "Ann Author"
    write_migration 2026-11-20-093000-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    commit "a fourth"
    git checkout -q feature
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM201 $c$"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM202 $c$"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM207 $"
    assert_equal "$(json '.merged_in_memory')" true
    assert_equal "$(json '.findings[] | select(.code == "GM201") | .theirs.subject')" "a fourth"
    assert_equal "$(json '.findings[] | select(.code == "GM201") | .remedy')" "gmig rebase --onto main"
    run -1 gmig check
    assert_line "HEAD into main, merged in memory: adds 1"
    assert_output --partial "$c comes before 2026-11-20-093000-d"
}

@test "diverged: later by name, but of an older parent" {
    two_on_main 'tripwire=false'
    git checkout -q main
    write_migration 2026-11-20-091500-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    git checkout -q HEAD -- migrations/gmig.head
    commit "a fourth"
    git checkout -q feature
    add_c
    commit "a third"
    assert_found 1 "error GM202 $c
information GM301 "
}

@test "two heads are no finding under the dag policy, once they are merged" {
    two_on_main 'tripwire=false' 'policy="dag"'
    add_c
    commit "a third"
    git checkout -q main
    write_migration 2026-11-20-093000-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    commit "a fourth"
    git checkout -q feature
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM202 "
    refute [ "$(grep -c GM201 "$BATS_TEST_TMPDIR/found")" -gt 0 ]
}

@test "a late number, and a number twice" {
    two_numbered_on_main
    numbered 003_c "CREATE TABLE c (x);"
    commit "a third"
    git checkout -q main
    numbered 003_d "CREATE TABLE d (x);"
    numbered 004_e "CREATE TABLE e (x);"
    commit "two more"
    git checkout -q feature
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM203 003_c$"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM201 003_c$"
    assert_equal "$(json '.findings[] | select(.code == "GM203") | .other.name')" 003_d
}

# ---- files ---------------------------------------------------------------------------------------

@test "a copied file with the same id, edited" {
    two_on_main
    sed 's/b (x)/bb (x)/' migrations/$b.sql >migrations/2026-11-20-093000-bb.sql
    commit "a copy"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM204 "
    json_check 1
    eval "$(json '.findings[] | select(.code == "GM204") | .remedy' | sed 's/^gmig/run -0 gmig/')"
    commit "a migration of its own"
    assert_found 0 ""
}

@test "a copy that is first by its name: it is the copy that gets another id" {
    two_on_main
    sed 's/a (x)/aa (x)/' migrations/$a.sql >migrations/2026-11-19-090000-aa.sql
    commit "a copy"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_equal "$(json '.findings[] | select(.code == "GM204") | .remedy')" \
        "gmig add --new-id migrations/2026-11-19-090000-aa.sql"
}

@test "a missing parent" {
    two_on_main
    add_c zzzzzzzzzzzz
    commit "a third"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM205 $c$"
}

@test "a cycle" {
    two_on_main
    add_c nopqrstuvwxy
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "CREATE TABLE d (x);"
    commit "a third and a fourth"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM206 "
}

@test "a gmig.head that was not written, and one with conflict markers; gmig add puts it right" {
    two_on_main
    add_c
    printf 'lmnopqrstuvw\n' >migrations/gmig.head
    commit "a third"
    assert_found 1 "error GM207 "
    assert_equal "$(json '.findings[0].remedy')" "gmig add"
    printf '<<<<<<< ours\nlmnopqrstuvw\n=======\nmnopqrstuvwx\n>>>>>>> theirs\n' >migrations/gmig.head
    commit "as it was merged"
    assert_found 1 "error GM207 "
    run -0 gmig add
    commit "the head"
    assert_found 0 ""
}

@test "a file that cannot be read: its line is named" {
    two_on_main
    add_c
    printf '\n-- gmig: dwon\nDROP TABLE c;\n' >>migrations/$c.sql
    commit "a third"
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM208 "
    assert_equal "$(json '.findings[] | select(.code == "GM208") | .where')" "migrations/$c.sql:5:10"
    run -1 gmig check
    assert_line "    at migrations/$c.sql:5:10"
}

# ---- what the base decides -----------------------------------------------------------------------

@test "policy and severities are the base's: a branch cannot soften its own gate" {
    two_on_main
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    sed -i '2i "severity": {"GM101": "information"},' gmig.json
    commit "rename the column, quietly"
    assert_found 1 "error GM101 $a"
}

@test "the base's severity counts" {
    two_on_main 'severity={"GM106": "error", "GM101": "warning"}'
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    sed -i '1a -- A comment.' migrations/$b.sql
    commit "an edit and a comment"
    assert_found 1 "error GM106 $b
warning GM101 $a"
}

@test "an override of an edit is taken from the result, and always shown" {
    two_on_main
    local old new
    old=$(gmig rev-parse $a --json | jq -r .checksum)
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    new=$(gmig rev-parse $a --json | jq -r .checksum)
    printf 'edit klmnopqrstuv %s %s it never ran anywhere\n' "$old" "$new" >migrations/gmig.overrides
    commit "rename the column"
    assert_found 0 "information GM105 $a"
    run -0 gmig check
    assert_output --partial "GM105 override: $a was edited after it was published in main"
    assert_output --partial "it never ran anywhere"
}

@test "an override of an edit counts for that edit only" {
    two_on_main
    local old new
    old=$(gmig rev-parse $a --json | jq -r .checksum)
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    new=$(gmig rev-parse $a --json | jq -r .checksum)
    printf 'edit klmnopqrstuv %s %s it never ran anywhere\n' "$old" "$new" >migrations/gmig.overrides
    sed -i 's/a (y)/a (z)/' migrations/$a.sql
    commit "rename the column, twice"
    assert_found 1 "error GM101 $a"
}

# d, which main has, comes behind c, which the branch adds before it.
late_with_override() {
    two_on_main 'tripwire=false' "$@"
    git checkout -q main
    write_migration 2026-11-20-093000-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    commit "a fourth"
    git checkout -q -b late
    add_c nopqrstuvwxy
    git mv migrations/2026-11-20-093000-d.sql migrations/2026-11-20-091500-d.sql
    sed -i 's/parent=nopqrstuvwxy/parent=klmnopqrstuv/' migrations/$c.sql
    sed -i 's/parent=klmnopqrstuv/parent=mnopqrstuvwx/' migrations/$b.sql
    printf 'order mnopqrstuvwx nobody has c yet\n' >migrations/gmig.overrides
    commit "c between"
}

@test "an override of the order" {
    late_with_override
    found 0 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^information GM105 $c$"
    run -0 gmig check
    assert_output --partial "nobody has c yet"
}

@test "with \"overrides\": \"base\" a branch's own do not count" {
    late_with_override 'overrides="base"'
    found 1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM201 $c$"
    git checkout -q main
    git checkout -q late -- migrations/gmig.overrides
    commit "the override, reviewed"
    git checkout -q late
    found 0 --base main >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^information GM105 $c$"
}

@test "what the base has just so is a warning" {
    two_on_main
    git checkout -q main
    printf 'klmnopqrstuv\n' >migrations/gmig.head
    commit "a stale head"
    git checkout -q -b other
    printf 'text\n' >README
    commit "something else"
    assert_found 0 "warning GM207 "
}

# ---- other heads, other bases --------------------------------------------------------------------

@test "--deployed: what runs in production counts, though the base lacks it" {
    two_on_main
    add_c
    commit "a third"
    git tag v1
    git checkout -q -b other main
    write_migration 2026-11-20-093000-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    sed -i 's/c (x)/c (y)/' migrations/$a.sql
    commit "a fourth"
    assert_found 0 ""
    git checkout -q -b edits v1
    sed -i 's/c (x)/c (y)/' migrations/$c.sql
    commit "edit what v1 has"
    assert_found 0 ""
    found 0 --deployed v1 >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^warning GM101 $c$"
}

@test ":index and :worktree" {
    two_on_main
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    assert_found 0 "" --head :index
    assert_found 1 "error GM101 $a" --head :worktree
    git add -A
    assert_found 1 "error GM101 $a" --head :index
    assert_found 0 "" --head HEAD
    sed -i 's/a (y)/a (x)/' migrations/$a.sql
    assert_found 1 "error GM101 $a" --head :index
    assert_found 0 "" --head :worktree
}

@test ":worktree sees a file that git does not know yet, and :index does not" {
    two_on_main
    add_c zzzzzzzzzzzz
    assert_found 0 "" --head :index
    found 1 --head :worktree >"$BATS_TEST_TMPDIR/found"
    assert_file_contains "$BATS_TEST_TMPDIR/found" "^error GM205 $c$"
}

@test "in the middle of a merge the index is what would be committed" {
    two_on_main
    add_c
    commit "a third"
    git checkout -q main
    write_migration 2026-11-20-093000-d nopqrstuvwxy lmnopqrstuvw "CREATE TABLE d (x);"
    commit "a fourth"
    git checkout -q feature
    run -1 git merge -q main
    assert [ -n "$(found 1 --head :index)" ]
    run -0 gmig rebase
    assert_found 0 "" --head :index
    assert_found 0 "" --head :worktree
    git commit -q -m "Merge main"
    assert_found 0 ""
}

@test "two projects in one repository" {
    make_repository
    mkdir -p app billing
    printf '{"projects": {"app": {"migrations": "app"}, "billing": {"migrations": "billing"}}}\n' >gmig.json
    printf -- '-- gmig: id=klmnopqrstuv parent=none\nCREATE TABLE a (x);\n' >app/$a.sql
    printf -- '-- gmig: id=lmnopqrstuvw parent=none\nCREATE TABLE b (x);\n' >billing/$b.sql
    printf 'klmnopqrstuv\n' >app/gmig.head
    printf 'lmnopqrstuvw\n' >billing/gmig.head
    commit "two projects"
    git checkout -q -b feature
    sed -i 's/b (x)/b (y)/' billing/$b.sql
    commit "rename the column"
    assert_found 0 "" -p app
    assert_found 1 "error GM101 $b" -p billing
    run -1 gmig check
    assert_output --partial "billing"
}

@test "from a subdirectory; a project below the repository's top" {
    make_repository
    mkdir -p services/shop
    cd services/shop || return
    mkdir -p migrations src
    printf '{"migrations": "migrations"}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a table"
    git checkout -q -b feature
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    commit "rename the column"
    cd src || return
    assert_found 1 "error GM101 $a"
    run -1 gmig check --format github
    assert_output --partial "file=services/shop/migrations/$a.sql,"
    json_check 1
    cd .. || return
    eval "$(json '.findings[0].remedy | split(";")[0]')"
    commit "put it back"
    assert_found 0 ""
}

@test "the first pull request that brings gmig" {
    make_repository
    printf 'text\n' >README
    commit "a start"
    git checkout -q -b gmig
    run -0 gmig init
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "gmig"
    assert_found 0 ""
}

@test "the first pull request that brings gmig to another tool's folder finds an edit" {
    make_repository
    mkdir migrations
    numbered 001_a "CREATE TABLE a (x);"
    commit "a table"
    git checkout -q -b gmig
    printf '{"migrations": "migrations", "layout": "golang-migrate"}\n' >gmig.json
    commit "gmig"
    assert_found 0 ""
    numbered 001_a "CREATE TABLE a (y);"
    commit "rename the column"
    assert_found 1 "error GM101 001_a"
}

@test "a folder that moved: its former place is the base's" {
    two_on_main
    git mv migrations db
    sed -i 's/"migrations": "migrations"/"migrations": ["db", "migrations"]/' gmig.json
    commit "move the folder"
    assert_found 0 ""
    sed -i 's/a (x)/a (y)/' db/$a.sql
    commit "rename the column"
    assert_found 1 "error GM101 $a"
}

@test "a repository without gmig.json is looked at by flags" {
    make_repository
    mkdir -p db
    printf 'CREATE TABLE a (x);\n' >db/001_a.up.sql
    commit "a table"
    git checkout -q -b feature
    printf 'CREATE TABLE a (y);\n' >db/001_a.up.sql
    commit "rename the column"
    assert_found 1 "error GM101 001_a" --layout golang-migrate --migrations db --dialect sqlite
}

# ---- ledgers -------------------------------------------------------------------------------------

@test "an edit of what only my own database ran is a warning" {
    two_on_main
    add_c
    commit "a third"
    run -0 gmig execute
    sed -i 's/c (x)/c (y)/' migrations/$c.sql
    commit "think again"
    assert_found 0 "warning GM101 $c"
    run -0 gmig check
    assert_line "ledgers: local live"
}

@test "on main, while the local database ran a feature: nothing" {
    two_on_main
    add_c
    commit "a third"
    run -0 gmig execute
    git checkout -q main
    assert_found 0 ""
}

@test "environments that are not known here are named, and everything of the base counts" {
    two_on_main
    git checkout -q main
    # shellcheck disable=SC2016  # gmig replaces it
    sed -i 's/"environments": {/&"live": {"url": "${NOT_SET}", "kind": "production"}, /' gmig.json
    commit "an environment"
    git checkout -q feature
    git rebase -q main
    sed -i 's/a (x)/a (y)/' migrations/$a.sql
    commit "rename the column"
    assert_found 1 "error GM101 $a
information GM901 "
    run -1 gmig check
    assert_line "ledgers: live unknown, local live"
}

# ---- formats -------------------------------------------------------------------------------------

@test "the text is quiet on request, and an error is not" {
    two_on_main
    run -0 gmig -q check
    assert_output ""
    run -8 gmig -q check --base nowhere
    assert_output --partial "nowhere"
}

@test "--format github: one escaped line for each finding" {
    two_on_main
    git mv migrations/$b.sql migrations/$c.sql
    printf '\n-- gmig: 100%%\n' >>migrations/$c.sql
    commit "50% off: a, b"
    run -1 gmig check --format github
    assert_line --regexp "^::error file=migrations/$c.sql,line=8,title=GM208 unreadable-migration::.*%0Aours: [0-9a-f]{10} Ben Builder <ben@example.org>: 50%25 off: a, b%0A"
    assert_line --partial "100%25"
    refute_line --regexp "^[^:]"
}

@test "--format github names an undecided check" {
    two_on_main
    run -8 --separate-stderr gmig check --base origin/main --format github
    assert_output "::error title=gmig cannot decide::the commit origin/main is not in this clone%0Agit fetch origin +refs/heads/main:refs/remotes/origin/main"
}

@test "another format than there is ends with 2" {
    two_on_main
    run -2 gmig check --format xml
}
