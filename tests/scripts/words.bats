# The command line itself: help, version, completions, and how mistakes are told.
load helper
setup() { start_test; }

commands="init baseline doctor recover mark completion new add status execute rollback verify env log show rev-parse"

@test "--version and help need no project" {
    run -0 gmig --version
    assert_output --regexp '^gmig [0-9]+\.[0-9]+\.[0-9]+'
    run -0 gmig help
    for command in $commands; do
        assert_line --regexp "^  $command "
    done
}

@test "help COMMAND is COMMAND --help" {
    for command in $commands; do
        run -0 gmig help "$command"
        assert_equal "$output" "$(gmig "$command" --help)"
    done
}

@test "no command, an unknown one, an unknown option, a bad value: exit 2 and the next step" {
    run -2 gmig
    assert_output --partial "gmig help"
    run -2 gmig frobnicate
    assert_output --partial "gmig help"
    run -2 gmig execute --sideways
    assert_line "  next: gmig help execute"
    run -2 gmig execute -n many
    run -2 gmig -C nowhere status
    assert_output --partial "no such folder"
}

@test "an error has four lines at most, and is an object with --json" {
    make_project
    run -2 --separate-stderr gmig -e nowhere execute --json
    assert_equal "$(json '.error | [has("message", "where", "state", "next", "exit")] | all')" true
    assert_equal "$(json .error.exit)" 2
    # shellcheck disable=SC2154  # bats sets it
    assert [ "$(wc -l <<<"$stderr")" -le 4 ]
}

@test "bash: valid, and completes commands and options" {
    run -0 gmig completion bash
    printf '%s\n' "$output" >completion
    run -0 bash -n completion
    # shellcheck disable=SC2016  # the other bash expands it
    run -0 bash -c 'source completion; COMP_WORDS=(gmig exe); COMP_CWORD=1; _gmig; echo "${COMPREPLY[@]}"'
    assert_output execute
    # shellcheck disable=SC2016
    run -0 bash -c 'source completion; COMP_WORDS=(gmig execute --skip); COMP_CWORD=2; _gmig; echo "${COMPREPLY[@]}"'
    assert_output -- --skip-verify
    # shellcheck disable=SC2016
    run -0 bash -c 'source completion; COMP_WORDS=(gmig -e staging stat); COMP_CWORD=3; _gmig; echo "${COMPREPLY[@]}"'
    assert_output status
}

@test "zsh and fish: every command is in them, and the shells that are here can read them" {
    for shell in zsh fish; do
        run -0 gmig completion "$shell"
        printf '%s\n' "$output" >completion
        for command in $commands; do
            assert_output --partial "$command"
        done
        if command -v "$shell" >/dev/null; then
            run -0 "$shell" -n completion
        fi
    done
    run -2 gmig completion tcsh
}
