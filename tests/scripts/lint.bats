# gmig lint: what a branch adds, judged with real git; the rules themselves are unit tests.
load helper
setup() {
    start_test
    top=$BATS_TEST_DIRNAME/../..
}

a=2026-11-20-090000-a
b=2026-11-20-091000-b
c=2026-11-20-092000-c

# on_feature [KEY=JSON…]: main has two tables with a column too many, and a DROP of long ago; the
# branch nothing yet.
on_feature() {
    make_project "$@"
    write_migration $a klmnopqrstuv none "CREATE TABLE a (id INTEGER PRIMARY KEY, x, y);
CREATE TABLE old (x);"
    write_migration $b lmnopqrstuvw klmnopqrstuv "DROP TABLE old;"
    commit "a table"
    git checkout -q -b feature
}

# codes: the last run's findings in JSON.
codes() { json '[.findings[] | .code] | join(" ")'; }

lint() { run "-$1" --separate-stderr gmig lint --json "${@:2}"; }

@test "only what the branch adds is judged, committed or not" {
    on_feature
    run -0 gmig lint
    assert_output "nothing found in 0 migrations, by the rules of main"
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a DROP COLUMN x;"
    lint 0
    assert_equal "$(codes)" GM413
    assert_equal "$(json '.findings[0] | "\(.where) \(.migration.name) \(.ours)"')" \
        "migrations/$c.sql:3:1 $c null"
    as_person "Ben Builder"
    commit "drop x"
    lint 0
    assert_equal "$(json '"\(.judged) \(.base_name) \(.findings[0].ours.author)"')" \
        "1 main Ben Builder <ben@example.org>"
    assert_equal "$(json '.counts | tostring')" '{"GM413":1}'
}

@test "executed or not does not matter; what the branch itself makes is left alone" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "CREATE TABLE n (x, y);
ALTER TABLE n DROP COLUMN x;
DROP TABLE a;"
    run -0 gmig execute
    lint 0
    assert_equal "$(codes)" GM414
    assert_equal "$(json '.findings[0].where')" "migrations/$c.sql:5:1"
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "DROP TABLE n;"
    lint 0
    assert_equal "$(codes)" GM414
}

@test "an edit of what the base has is judged, an edit of comments is not" {
    on_feature
    sed -i '2a -- words' migrations/$b.sql
    lint 0
    assert_equal "$(json .judged)" 0
    sed -i 's/DROP TABLE old/DROP TABLE a/' migrations/$b.sql
    lint 0
    assert_equal "$(json '"\(.judged) \(.findings[0].code) \(.findings[0].message)"' | cut -c1-20)" "1 GM414 drops table "
}

@test "each block has place, rule, severity, message, the safe way and the commit; then the ignored, and a sum" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a ADD COLUMN u UNIQUE;
-- gmig: lint-ignore=GM413
ALTER TABLE a DROP COLUMN x;
-- gmig: lint-ignore=GM411
ALTER TABLE a DROP COLUMN y;"
    commit "much"
    run -1 gmig lint
    assert_line --index 0 "migrations/$c.sql:3:1 GM433 adds-refused-column error"
    assert_line --index 1 --partial "    adds column u to a"
    assert_line --index 2 --partial "    ALTER TABLE a ADD COLUMN u without UNIQUE"
    assert_line --index 3 --partial "Ann Author <ann@example.org>: much"
    assert_line --index 4 "migrations/$c.sql:7:1 GM413 drops-column warning"
    assert_line --index 8 "migrations/$c.sql:6:10 GM451 not-linted information"
    assert_line "ignored:"
    assert_line "  migrations/$c.sql:5:1 GM413 drops-column, by migrations/$c.sql:4:10"
    assert_line "1 error, 1 warning, 1 note in 1 migration, by the rules of main; 1 ignored"
    lint 1
    assert_equal "$(json '"\(.ignored[0].code) \(.ignored[0].by) \(.unused[0].code)"')" \
        "GM413 migrations/$c.sql:4:10 GM451"
}

@test "lint-ignore-file covers the migration, wherever it stands" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a DROP COLUMN x;
ALTER TABLE a DROP COLUMN y;" "-- gmig: lint-ignore-file=GM413
SELECT 1;"
    lint 0
    assert_equal "$(json '"\(.findings | length) \(.ignored | length) \(.unused | length)"')" "0 2 0"
    sed -i 's/file=GM413/file=GM999/' migrations/$c.sql
    run -3 gmig lint
    assert_output --partial "migrations/$c.sql:7:10 GM208 unreadable-migration error"
    assert_output --partial "lint-ignore-file names one of lint's rules"
}

@test "severities are the base's: a branch that edits the policy is still judged by the old one" {
    on_feature 'severity={"GM414": "error", "GM413": "off"}'
    write_migration $c mnopqrstuvwx lmnopqrstuvw "DROP TABLE a;
ALTER TABLE b DROP COLUMN x;"
    sed -i 's/"GM414": "error"/"GM414": "off"/' gmig.json
    commit "softens its own gate"
    lint 1
    assert_equal "$(json '[.findings[] | "\(.code) \(.severity)"] | join(", ")')" "GM414 error"
    lint 1 --all
    assert_equal "$(json '[.findings[] | "\(.code) \(.severity)"] | join(", ")')" \
        "GM414 error, GM414 error"
    run -0 gmig lint --rules
    assert_line "GM413 drops-column               off"
    assert_line "GM414 drops-table                error"
    assert_line "GM411 renames-column             warning"
    run -0 --separate-stderr gmig lint --rules --json --base feature
    assert_equal "$(json '.rules[] | select(.code == "GM414") | "\(.severity) \(.default)"')" "off warning"
}

@test "a law cannot be off" {
    on_feature 'severity={"GM101": "off"}'
    run -2 gmig lint --all
    assert_output --partial 'unknown value "off"'
}

@test "named migrations, and all: each as a branch of its own" {
    on_feature
    lint 0 --all
    assert_equal "$(json '"\(.judged) \([.findings[] | .migration.name] | join(" "))"')" "2 $b"
    lint 0 $a
    assert_equal "$(json '"\(.judged) \(.findings | length)"')" "1 0"
    lint 0 @ klmnopqrstuv
    assert_equal "$(json '"\(.judged) \(.findings | length)"')" "2 1"
    run -2 gmig lint nowhere
    run -2 gmig lint --all $a
    assert_output --partial "exclude each other"
}

@test "a commit and the index can be looked at, and another base" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a DROP COLUMN x;"
    commit "one"
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "ALTER TABLE a DROP COLUMN y;"
    git add -A
    write_migration 2026-11-20-094000-e opqrstuvwxyz nopqrstuvwxy "DROP TABLE a;"
    lint 0 --head HEAD
    assert_equal "$(codes)" GM413
    lint 0 --head :index
    assert_equal "$(codes)" "GM413 GM413"
    lint 0 --base HEAD
    assert_equal "$(codes)" "GM413 GM414"
}

@test "a base that has moved on is learned from" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a ADD COLUMN a_id INT REFERENCES a (id);"
    commit "a key"
    git checkout -q main
    write_migration 2026-11-20-091500-m zzzzzzzzzzzz lmnopqrstuvw "CREATE TABLE m (q);"
    commit "a table"
    git checkout -q feature
    write_migration 2026-11-20-093000-d nopqrstuvwxy mnopqrstuvwx "INSERT INTO m VALUES (1);
DROP TABLE m;"
    lint 0
    assert_equal "$(codes)" "GM417 GM414"
}

@test "a file that cannot be read ends it with 3, unless the base has it just so" {
    on_feature
    printf -- '-- gmig: id=mnopqrstuvwx parent=lmnopqrstuvw\n\nSELECT 1;\n-- gmig: dwon\n' >migrations/$c.sql
    lint 3
    assert_equal "$(codes)" GM208
    commit "broken"
    git branch -q -f main
    lint 0
    assert_equal "$(codes)" ""
    lint 3 --all
}

# told_as_refused: of the one finding and of what execute prints, place, message and remedy.
told_as_refused() {
    lint 3
    assert_equal "$(json '[.findings[] | select(.code == "GM208") | .severity] | join(" ")')" error
    # shellcheck disable=SC2016  # jq's
    json '.findings[] | select(.code == "GM208") | .where + " " + .message, .remedy' >"$BATS_TEST_TMPDIR/told"
    run -3 gmig execute
    while IFS= read -r line; do
        assert_output --partial "${line#* }"
    done <"$BATS_TEST_TMPDIR/told"
    assert_output --partial "$(head -n 1 "$BATS_TEST_TMPDIR/told" | cut -d " " -f 1)"
}

@test "what execute refuses by the text alone is an error, with its place and remedy" {
    on_feature
    local text
    for text in "CREATE TABLE z (a); COMMIT; BEGIN; CREATE TABLE y (a);" "ROLLBACK;" "VACUUM;" \
        "SELECT 1;
  PRAGMA journal_mode = wal;" "ATTACH 'x.db' AS x;" "DELETE FROM gmig_migration;" "SELECT 'open;"; do
        write_migration $c mnopqrstuvwx lmnopqrstuvw "$text"
        told_as_refused
    done
    write_migration $c mnopqrstuvwx lmnopqrstuvw "BEGIN; CREATE TABLE y (a); COMMIT;"
    lint 0
    assert_equal "$(codes)" ""
    write_migration $c mnopqrstuvwx lmnopqrstuvw "BEGIN; SELECT 1; COMMIT;"
    sed -i '1s/$/ transaction=off/' migrations/$c.sql
    told_as_refused
    run -3 gmig lint --all
    commit "refused"
    run -3 gmig lint
    assert_output --partial "Ann Author <ann@example.org>: refused"
    git branch -q -f main
    lint 0
    lint 3 $c
}

@test "a refusal is told once: not beside a mistake of the file, nor beside not linted" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "-- nothing yet"
    lint 3
    assert_equal "$(codes)" GM208
    write_migration $c mnopqrstuvwx lmnopqrstuvw "SELECT 'open;"
    lint 3
    assert_equal "$(codes)" GM208
    printf '{"formatVersion": 1, "id": "mnopqrstuvwx", "parents": ["lmnopqrstuvw"], "modifications": [\n%s]}\n' \
        '{"modification": "sql", "sql": "COMMIT"}' >migrations/$c.json
    rm migrations/$c.sql
    told_as_refused
    lint 3
    assert_equal "$(codes)" GM208
}

@test "PostgreSQL: CREATE INDEX CONCURRENTLY in a transaction, newer syntax, and an enum's new value" {
    make_repository
    mkdir migrations
    printf '{"dialect": "postgresql"}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x int);"
    commit "a table"
    git checkout -q -b feature
    write_migration $b lmnopqrstuvw klmnopqrstuv "CREATE INDEX CONCURRENTLY i ON a (x);"
    lint 3
    assert_equal "$(json '.findings[] | "\(.code) \(.where) \(.message)"')" \
        "GM208 migrations/$b.sql:3:1 CREATE INDEX CONCURRENTLY cannot run in a transaction"
    sed -i '1s/$/ transaction=off/' migrations/$b.sql
    lint 0
    write_migration $b lmnopqrstuvw klmnopqrstuv "CREATE TABULAR n;"
    lint 3
    assert_equal "$(codes)" GM208
    sed -i '1s/$/ grammar=off/' migrations/$b.sql
    lint 0
    assert_equal "$(codes)" GM451
    write_migration $b lmnopqrstuvw klmnopqrstuv "CREATE TYPE e AS ENUM ('x');
ALTER TYPE e ADD VALUE 'y';
SELECT 'y'::e;"
    lint 1
    assert_equal "$(codes)" GM418
    sed -i '2a -- gmig: lint-ignore-file=GM418' migrations/$b.sql
    lint 3
    assert_equal "$(codes)" GM208
}

@test "another tool's layout: an error where gmig executes, a warning where the tool does" {
    make_repository
    mkdir db
    printf '{"migrations": "db", "layout": "golang-migrate", "dialect": "postgresql", "mode": "adopt"}\n' >gmig.json
    printf 'CREATE TABLE a (x int);\n' >db/1_a.up.sql
    commit "a table"
    git checkout -q -b feature
    printf 'CREATE INDEX CONCURRENTLY i ON a (x);\n' >db/2_b.up.sql
    printf 'BEGIN;\nCREATE TABLE b (x int);\nCOMMIT;\n' >db/3_c.up.sql
    printf -- '-- nothing\n' >db/4_d.up.sql
    lint 0
    printf 'CREATE TABLE c (x int);\nCREATE INDEX CONCURRENTLY j ON a (x);\n' >db/5_e.up.sql
    lint 3
    assert_equal "$(json '.findings[] | select(.code == "GM208") | "\(.severity) \(.where) \(.remedy)"')" \
        "error db/5_e.up.sql:2:1 give it a migration of its own: a file of one such statement runs without a transaction"
    printf 'COMMIT;\nBEGIN;\n' >db/5_e.up.sql
    lint 3
    git checkout -q main
    sed -i 's/adopt/watch/' gmig.json
    commit "watch"
    git checkout -q feature
    git reset -q --hard main
    lint 0
    assert_equal "$(json '[.findings[] | select(.code == "GM208")] | length')" 0
    printf 'CREATE TABLE c (x int);\nCREATE INDEX CONCURRENTLY j ON a (x);\n' >db/5_e.up.sql
    lint 0
    assert_equal "$(json '.findings[] | select(.code == "GM208") | "\(.severity) \(.where)"')" "warning db/5_e.up.sql:2:1"
}

@test "without a repository names or --all are needed, and the work tree's severities count" {
    mkdir migrations
    printf '{"dialect": "sqlite", "severity": {"GM414": "error"}}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration $b lmnopqrstuvw klmnopqrstuv "DROP TABLE a;"
    run -8 gmig lint
    assert_output --partial "this is no repository"
    assert_output --partial "gmig lint --all"
    lint 1 --all
    assert_equal "$(json '"\(.base_name) \(.findings[0].severity)"')" " error"
    lint 1 b
}

@test "without a base there is no verdict; all of it can be judged" {
    make_project
    write_migration $a klmnopqrstuv none "DROP TABLE a;"
    run -8 gmig lint
    assert_output --partial "--base REF"
    lint 8
    assert_equal "$(json '"\(.decided) \(.error.exit)"')" "false 8"
    lint 0 --all
    assert_equal "$(codes)" GM414
    run -8 gmig lint --all --base nowhere
    assert_output --partial "git fetch"
}

@test "another tool's layout: its files are read in place, and directives in them obeyed" {
    make_repository
    mkdir db
    printf 'CREATE TABLE a (x int, y int);\n' >db/000001_a.up.sql
    printf 'DROP TABLE a;\n' >db/000001_a.down.sql
    commit "a table"
    git checkout -q -b feature
    printf -- '-- gmig: lint-ignore=GM413\nALTER TABLE a DROP COLUMN x;\nALTER TABLE a DROP COLUMN y;\n' >db/000002_b.up.sql
    run -0 --separate-stderr gmig lint --json --layout golang-migrate --migrations db --dialect postgresql
    assert_equal "$(json '[.findings[], .ignored[] | "\(.code) \(.where)"] | map(select(startswith("GM413"))) | join(", ")')" \
        "GM413 db/000002_b.up.sql:3:1, GM413 db/000002_b.up.sql:2:1"
}

@test "who executes decides whether a missing lock_timeout is found" {
    make_repository
    mkdir db
    printf '{"migrations": "db", "layout": "golang-migrate", "dialect": "postgresql"}\n' >gmig.json
    printf 'CREATE TABLE a (x int, y int);\n' >db/1_a.up.sql
    commit "a table"
    git checkout -q -b feature
    printf 'ALTER TABLE a ADD COLUMN z int;\n' >db/2_b.up.sql
    lint 0
    assert_equal "$(codes)" GM416
    sed -i 's/}/, "mode": "watch"}/' gmig.json
    commit "watch"
    git branch -q -f main
    lint 0 2_b
    assert_equal "$(codes)" GM416
    sed -i 's/watch/adopt/' gmig.json
    commit "adopt"
    git branch -q -f main
    lint 0 2_b
    assert_equal "$(codes)" ""
}

@test "JSON migrations are rendered and judged at the place of their modification" {
    on_feature
    cat >migrations/$c.json <<'JSON'
{
  "formatVersion": 1,
  "id": "mnopqrstuvwx",
  "parents": ["lmnopqrstuvw"],
  "modifications": [
    {"modification": "removeField", "entityName": "a", "fieldName": "y"},
    {"modification": "removeEntity", "entityName": "a"}
  ]
}
JSON
    lint 0
    assert_equal "$(json '[.findings[] | "\(.code) \(.where)"] | join(", ")')" \
        "GM413 migrations/$c.json:6:5, GM414 migrations/$c.json:7:5"
}

@test "PostgreSQL's JSON: what its words tell without a database is judged, the rest named" {
    make_repository
    mkdir migrations
    printf '{"dialect": "postgresql"}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x int, y int);"
    commit "a table"
    git checkout -q -b feature
    printf '{"formatVersion": 1, "id": "lmnopqrstuvw", "parents": ["klmnopqrstuv"], "modifications": [\n%s]}\n' \
        '{"modification": "updateFieldName", "entityName": "a", "fieldName": "x", "newFieldName": "z"}' \
        >migrations/$b.json
    printf '{"formatVersion": 1, "id": "mnopqrstuvwx", "parents": ["lmnopqrstuvw"], "modifications": [\n%s]}\n' \
        '{"modification": "updateColumnDefinition", "entityName": "a", "fieldName": "z", "definition": {"type": "bigint"}},
{"modification": "removeField", "entityName": "a", "fieldName": "y"},
{"modification": "removeEntity", "entityName": "a"}' >migrations/$c.json
    lint 0
    assert_equal "$(json '[.findings[] | "\(.code) \(.where)"] | join(", ")')" \
        "GM411 migrations/$b.json:2:1, GM451 migrations/$c.json:2:1, GM413 migrations/$c.json:3:1, GM414 migrations/$c.json:4:1"
    assert_equal "$(json '.findings[1].message')" \
        "this modification was not judged: what comes of it depends on the schema that is found, which only a database tells"
    assert_equal "$(json .judged)" 2
}

@test "PostgreSQL's JSON: a table of the branch may go, and one that the file makes and drops" {
    make_repository
    mkdir migrations
    printf '{"dialect": "postgresql"}\n' >gmig.json
    write_migration $a klmnopqrstuv none "CREATE TABLE a (x int, y int);"
    commit "a table"
    git checkout -q -b feature
    printf '{"formatVersion": 1, "id": "lmnopqrstuvw", "parents": ["klmnopqrstuv"], "modifications": [\n%s]}\n' \
        '{"modification": "createEntity", "entity": {"name": "n", "fields": {"x": {"type": "integer"}, "y": {"type": "integer"}}}},
{"modification": "removeField", "entityName": "n", "fieldName": "y"}' >migrations/$b.json
    printf '{"formatVersion": 1, "id": "mnopqrstuvwx", "parents": ["lmnopqrstuvw"], "modifications": [\n%s]}\n' \
        '{"modification": "removeEntity", "entityName": "n"}' >migrations/$c.json
    lint 0
    assert_equal "$(codes)" ""
}

@test "Contember's removeEntity and removeField are judged by the names of tables and columns" {
    make_repository
    mkdir migrations
    printf '{"dialect": "postgresql", "layout": "contember"}\n' >gmig.json
    cat >migrations/2021-09-14-143228-articles.json <<'JSON'
{"formatVersion": 3, "modifications": [
  {"modification": "createEntity", "entity": {"name": "Article", "primary": "id", "primaryColumn": "id", "tableName": "article",
    "unique": {},
    "fields": {"id": {"name": "id", "columnName": "id", "columnType": "uuid", "nullable": false, "type": "Uuid"}}}},
  {"modification": "createColumn", "entityName": "Article",
    "field": {"name": "publishedAt", "columnName": "published_at", "columnType": "timestamptz", "nullable": true, "type": "DateTime"}}
]}
JSON
    commit "articles"
    git checkout -q -b feature
    cat >migrations/2021-09-15-143228-less.json <<'JSON'
{"formatVersion": 3, "modifications": [
  {"modification": "removeField", "entityName": "Article", "fieldName": "publishedAt"},
  {"modification": "removeEntity", "entityName": "Article"}
]}
JSON
    lint 0
    assert_equal "$(json '[.findings[] | select(.code != "GM416") | "\(.code) \(.message | split(":")[0])"] | join(", ")')" \
        "GM413 drops column published_at of article, GM414 drops table article"
}

@test "GitHub: a command for each finding, and a line for what is ignored" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a ADD COLUMN u UNIQUE;
-- gmig: lint-ignore=GM413
ALTER TABLE a DROP COLUMN x;
ALTER TABLE a DROP COLUMN y;"
    run -1 gmig lint --format github
    assert_line --index 0 --partial "::error file=migrations/$c.sql,line=3,title=GM433 adds-refused-column::adds column u to a"
    assert_line --index 1 --partial "::warning file=migrations/$c.sql,line=6,title=GM413 drops-column::"
    assert_line --index 2 "ignored: GM413 drops-column at migrations/$c.sql:5:1, by migrations/$c.sql:4:10"
    git checkout -q --orphan alone
    git branch -q -D main feature
    run -8 gmig lint --format github
    assert_output --partial "::error title=gmig cannot decide"
}

@test "SARIF: valid by the standard's schema, with the pages of the rules; what is ignored is suppressed" {
    on_feature
    write_migration $c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a ADD COLUMN u UNIQUE;
-- gmig: lint-ignore=GM413
ALTER TABLE a DROP COLUMN x;
ALTER TABLE a ADD COLUMN v UNIQUE;"
    run -1 --separate-stderr gmig lint --format sarif
    local log=$output
    run -0 /usr/bin/python3 "$top/tests/support/sarif.py" "$top/docs/reference/findings.md" <<<"$log"
    assert_output valid
    output=$log
    assert_equal "$(json '[.runs[0].results[] | "\(.ruleId) \(.suppressions // [] | length)"] | join(", ")')" \
        "GM433 0, GM433 0, GM413 1"
    assert_equal "$(json '.runs[0].results[2].suppressions[0].location.physicalLocation.region.startLine')" 4
    assert_equal "$(json '[.runs[0].results[].partialFingerprints["gmig/v1"]] | unique | length')" 3
}
