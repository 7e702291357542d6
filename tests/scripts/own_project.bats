# The project's own gmig.json: the ledger's history, looked at like any other.
load helper

setup() {
    start_test
    cp -r "$BATS_TEST_DIRNAME/../../"{gmig.json,.gitattributes,migrations} .
    make_repository
    commit "the ledger's history"
}

@test "doctor finds nothing bad in it" {
    run -0 gmig doctor
    assert_output --partial "project 'gmig'"
    refute_output --partial "line endings"
}

@test "its one head is the one that gmig.head names" {
    run -0 gmig --json rev-parse @
    assert_equal "$(json .id)" "$(cat migrations/gmig.head)"
    run -10 gmig --json status
    assert_equal "$(json '[.findings[].code] | unique | join(" ")')" GM901
}
