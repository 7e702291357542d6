# gmig check --format sarif: held against the standard's schema, by Debian's Python.
load helper
setup() {
    start_test
    top=$BATS_TEST_DIRNAME/../..
}

# sarif EXIT [ARGUMENT…]: a check whose output is valid; it stays in $output for `json`.
sarif() {
    local code=$1
    shift
    run "-$code" --separate-stderr gmig check --format sarif "$@"
    local log=$output
    run -0 /usr/bin/python3 "$top/tests/support/sarif.py" "$top/docs/reference/findings.md" <<<"$log"
    assert_output valid
    output=$log
}

one_on_main() {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    commit "two tables"
    git checkout -q -b feature
}

@test "nothing found: no results, and a successful run" {
    one_on_main
    sarif 0
    assert_equal "$(json '.runs[0].results | length')" 0
    assert_equal "$(json '.runs[0].invocations[0].executionSuccessful')" true
}

@test "errors, warnings and notes, with their files and both sides" {
    one_on_main
    as_person "Ben Builder"
    sed -i 's/a (x)/a (y)/' migrations/2026-11-20-090000-a.sql
    sed -i '1a -- A comment.' migrations/2026-11-20-091000-b.sql
    git mv migrations/2026-11-20-091000-b.sql migrations/2026-11-20-091500-bee.sql
    printf -- '-- gmig: id=mnopqrstuvwx parent=lmnopqrstuvw\n\nSELECT 1;\n-- gmig: dwon\n' \
        >"migrations/2026-11-20-093000-c.sql"
    commit "much"
    sarif 1
    assert_equal "$(json '[.runs[0].results[] | "\(.level) \(.ruleId)"] | join(", ")')" \
        "error GM101, error GM208, warning GM106, note GM103"
    assert_equal "$(json '.runs[0].results[1].locations[0].physicalLocation
                          | "\(.artifactLocation.uri):\(.region.startLine)"')" \
        "migrations/2026-11-20-093000-c.sql:4"
    assert_equal "$(json '.runs[0].results[0].properties.theirs.author')" "Ann Author <ann@example.org>"
    assert_equal "$(json '.runs[0].results[0].properties.ours.author')" "Ben Builder <ben@example.org>"
    assert_equal "$(json '.runs[0].results[0].properties.migration')" 2026-11-20-090000-a
}

@test "the same trouble has the same fingerprint in the next commit, and another has another" {
    one_on_main
    sed -i 's/(x)/(y)/' migrations/*.sql
    commit "edits"
    sarif 1
    local before
    before=$(json '.runs[0].results[].partialFingerprints["gmig/v1"]')
    assert_equal "$(sort -u <<<"$before" | wc -l)" 2
    sed -i 's/(y)/(z)/' migrations/*.sql
    commit "edits again"
    sarif 1
    assert_equal "$(json '.runs[0].results[].partialFingerprints["gmig/v1"]')" "$before"
}

@test "paths with spaces, per cent and letters beyond ASCII are escaped; from the repository's top" {
    make_repository
    mkdir -p "the shop/däta:100%"
    cd "the shop" || return
    printf '{"migrations": "däta:100%%", "layout": "golang-migrate"}\n' >gmig.json
    printf 'CREATE TABLE a (x);\n' >"däta:100%/1_a.up.sql"
    commit "a table"
    git checkout -q -b feature
    printf 'CREATE TABLE a (y);\n' >"däta:100%/1_a.up.sql"
    commit "an edit"
    sarif 1
    assert_equal "$(json '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri')" \
        "the%20shop/d%C3%A4ta%3A100%25/1_a.up.sql"
}

@test "a deleted migration stands at the base's file" {
    one_on_main
    git rm -q migrations/2026-11-20-091000-b.sql
    printf 'klmnopqrstuv\n' >migrations/gmig.head
    commit "no b"
    sarif 1
    assert_equal "$(json '.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri')" \
        "migrations/2026-11-20-091000-b.sql"
}

@test "no verdict: a run that was not successful, with the command that helps, and no results" {
    one_on_main
    sarif 8 --base origin/main
    assert_equal "$(json '.runs[0].invocations[0].executionSuccessful')" false
    assert_equal "$(json '.runs[0].invocations[0].exitCode')" 8
    assert_equal "$(json '.runs[0] | has("results")')" false
    run -0 json '.runs[0].invocations[0].toolExecutionNotifications[0].message.text'
    assert_output --partial "git fetch origin"
}

@test "each code that there is has its section in the documentation" {
    local codes code
    codes=$(sed -n 's/.*CodeRow{Code::[A-Za-z]*, .*"\(.*\)"}.*/\1/p' "$top/src/model/finding.cpp")
    assert [ "$(wc -l <<<"$codes")" -ge 19 ]
    for code in $codes; do
        run -0 grep -hE "^#{1,2} GM[0-9]{3} $code$" "$top/docs/reference/findings.md" "$top"/docs/lint/GM*.md
    done
}
