#!/usr/bin/env bats
# What `gmig hooks install` puts into git's hooks, beside whatever stands there, and that
# `gmig hooks uninstall` takes it out byte for byte. Real git runs the hooks; the program that they
# call writes down what it was given (the hooks' own work is tested elsewhere).
#
# shellcheck disable=SC2016  # the text of hooks

load helper

setup() {
    start_test
    make_repository repository
    git commit -q --allow-empty -m begin
    mkdir ../bin
    real_program
    recorder=$BATS_TEST_TMPDIR/work/recorder
    seen=$BATS_TEST_TMPDIR/work/seen
    export seen
    hooks=$PWD/.git/hooks
    rm -rf "$hooks"
    mkdir "$hooks"
}

# The gmig under test, under the path that it shall write into hooks.
real_program() {
    ln -f "$GMIG" "$BATS_TEST_TMPDIR/work/bin/gmig" 2>/dev/null ||
        cp --remove-destination "$GMIG" "$BATS_TEST_TMPDIR/work/bin/gmig"
}

# The program's own path is baked into the hooks: a gmig beside the test, which can be exchanged.
own_gmig() {
    "$BATS_TEST_TMPDIR/work/bin/gmig" "$@" </dev/null
}

# From here on the installed program is a recorder: each run appends its arguments to $seen, and
# what it read to $seen.input. It ends with the code in $seen.code.
record() {
    cat >"$recorder" <<'END'
#!/bin/sh
echo "$*" >>"$seen"
cat >"$seen.input"
exit "$(cat "$seen.code" 2>/dev/null || echo 0)"
END
    chmod +x "$recorder"
    mv "$recorder" "$BATS_TEST_TMPDIR/work/bin/gmig"
}

lose_program() {
    rm "$BATS_TEST_TMPDIR/work/bin/gmig"
    # Nor is there one that the machine has.
    sed -i 's| /usr/local/bin/gmig /usr/bin/gmig;|;|' "$hooks"/*
}

# write_hook NAME: an executable hook, from standard input.
write_hook() {
    cat >"$hooks/$1"
    chmod 0755 "$hooks/$1"
}

# Hooks as they stand, with their modes.
hooks_now() {
    (cd "$hooks" && find . -type f | LC_ALL=C sort | while read -r file; do
        printf '%s %s %s\n' "$(stat -c %a "$file")" "$(sha256sum <"$file")" "$file"
    done)
}

# assert_undone: uninstall brings back what was there when `before` was set.
assert_undone() {
    run -0 own_gmig hooks uninstall
    assert_equal "$(hooks_now)" "$before"
    assert_file_not_exists .git/gmig/hooks.json
}

action() { json ".hooks[] | select(.hook == \"$1\") | .action"; }
state() { json ".hooks[] | select(.hook == \"$1\") | .state"; }

@test "where nothing stands each hook gets a file of its own, and loses it again" {
    before=$(hooks_now)
    run -0 own_gmig hooks install
    for hook in pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout; do
        assert_equal "$hook $(stat -c %a "$hooks/$hook")" "$hook 755"
        refute grep -q $'\r' "$hooks/$hook"
    done
    run -0 own_gmig hooks status --exit-code
    assert_undone
    run -1 own_gmig hooks status --exit-code
}

@test "a second run changes nothing, and nothing is written by a dry run" {
    run -0 own_gmig hooks install --dry-run --json
    assert_equal "$(json .state)" planned
    assert_equal "$(hooks_now)" ""
    own_gmig hooks install
    first=$(hooks_now)
    manifest=$(cat .git/gmig/hooks.json)
    run -0 own_gmig hooks install --json
    assert_equal "$(json .state)" "nothing to do"
    assert_equal "$(hooks_now)" "$first"
    assert_equal "$(cat .git/gmig/hooks.json)" "$manifest"
    run -0 own_gmig hooks uninstall --dry-run
    assert_equal "$(hooks_now)" "$first"
}

@test "git's hooks reach gmig with their arguments" {
    own_gmig hooks install
    record
    git commit -q --allow-empty -m one
    git checkout -q -b side
    git commit -q --allow-empty --amend -m two
    git checkout -q main
    git commit -q --allow-empty -m three
    git merge -q --no-edit side
    git init -q --bare ../remote.git
    git push -q ../remote.git main
    run -0 cut -d' ' -f1-2 "$seen"
    for hook in pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout; do
        assert_line "hook $hook"
    done
    run -0 cat "$seen"
    assert_line "hook post-rewrite amend"
    assert_line "hook pre-push ../remote.git ../remote.git"
    assert_line "hook post-merge 0"
}

@test "what gmig says decides of commits and pushes, and never of a checkout" {
    own_gmig hooks install
    record
    echo 4 >"$seen.code"
    run -1 git commit --allow-empty -m one
    git init -q --bare ../remote.git
    run -1 git push ../remote.git main
    run -0 git checkout -b side
    run -0 git commit -q --no-verify --allow-empty --amend -m two
}

@test "a shell script is kept, runs after gmig, and comes back byte for byte" {
    for shell in '#!/bin/sh' '#!/bin/sh -eu' '#!/bin/bash -e' '#!/usr/bin/env bash' '#!/bin/dash'; do
        printf '%s\n# no newline at the end\necho "mine $# $*" >>"$seen"' "$shell" | write_hook pre-commit
        printf '%s\necho "mine $# $*" >>"$seen"\nexec cat >"$seen.mine"\n' "$shell" | write_hook pre-push
        before=$(hooks_now)
        real_program
        run -0 own_gmig hooks install --json
        assert_equal "$(action pre-commit) $(action pre-push)" "insert insert"
        assert_equal "$(head -n 1 "$hooks/pre-push")" "$shell"
        record
        : >"$seen"
        git commit -q --allow-empty -m one
        "$hooks/pre-push" origin "a url with spaces" <<<'refs/heads/main 1 refs/heads/main 2'
        run -0 cat "$seen"
        assert_output "hook pre-commit
mine 0 
hook pre-push origin a url with spaces
mine 2 origin a url with spaces"
        real_program
        assert_undone
    done
}

@test "pre-push's input reaches both gmig and the script, byte for byte, whatever its size" {
    for shell in /bin/sh /bin/dash /bin/bash; do
        printf '#!%s\nset -eu\ncat >"$seen.mine"\n' "$shell" | write_hook pre-push
        real_program
        own_gmig hooks install
        record
        for lines in 0 1 3500; do
            python3 -c "for i in range($lines): print('refs/heads/\$HOME/\`id\`/%08d' % i, 'a' * 40, 'x\\\\n', 'b' * 40)" >input
            "$hooks/pre-push" origin url <input
            cmp input "$seen.input"
            cmp input "$seen.mine"
        done
        [ "$(stat -c %s input)" -gt 300000 ]
        printf 'refs/heads/main %040d refs/heads/main %040d\n' 1 2 >input
        assert_equal "$(stat -c %s input)" 114
        "$hooks/pre-push" origin url <input
        cmp input "$seen.input"
        cmp input "$seen.mine"
        real_program
        own_gmig hooks uninstall
    done
}

@test "a refusal of gmig's ends the hook before the script that follows" {
    printf '#!/bin/sh\ncat >"$seen.mine"\n' | write_hook pre-push
    own_gmig hooks install
    record
    echo 4 >"$seen.code"
    for input in input /dev/null; do
        echo x >input
        run -4 "$hooks/pre-push" origin url <$input
    done
    assert_file_not_exists "$seen.mine"
}

@test "a program of another kind moves aside, runs after gmig, and comes back" {
    write_hook pre-push <<'END'
#!/usr/bin/env python3
import os, sys
open(os.environ["seen"] + ".mine", "w").write(repr(sys.argv[1:]) + sys.stdin.read())
sys.exit(7)
END
    chmod 0750 "$hooks/pre-push"
    before=$(hooks_now)
    run -0 own_gmig hooks install --json
    assert_equal "$(action pre-push)" wrap
    first=$(hooks_now)
    own_gmig hooks install
    assert_equal "$(hooks_now)" "$first"
    record
    run -7 "$hooks/pre-push" origin 'a b' <<<line
    assert_equal "$(cat "$seen.mine")" "['origin', 'a b']line"
    assert_equal "$(cat "$seen.input")" line
    real_program
    assert_undone
}

@test "a program is not moved over what was moved once" {
    write_hook pre-push <<<'#!/usr/bin/env python3'
    echo other >"$hooks/pre-push.gmig-prev"
    before=$(hooks_now)
    run -8 own_gmig hooks install
    assert_output --partial "pre-push.gmig-prev is there already"
    assert_output --partial "nothing has changed"
    assert_equal "$(hooks_now)" "$before"
}

@test "what gmig cannot or may not change is refused, and nothing is changed" {
    printf '#!/bin/sh\r\nmake\r\n' | write_hook pre-commit
    run -8 own_gmig hooks install
    assert_output --partial "carriage return"
    printf '#!/bin/sh\nmake\n' >"$hooks/pre-commit"
    chmod -x "$hooks/pre-commit"
    run -8 own_gmig hooks install
    assert_output --partial "chmod +x"
    printf '#!/bin/sh\n# >>> gmig managed block v1 >>>\n' | write_hook pre-commit
    run -8 own_gmig hooks install
    assert_output --partial "half a block"
    rm "$hooks/pre-commit"
    ln -s ../../script "$hooks/pre-commit"
    run -8 own_gmig hooks install
    assert_output --partial "symbolic link"
    rm "$hooks/pre-commit"
    mkdir "$hooks/pre-commit"
    run -8 own_gmig hooks install --json
    assert_equal "$(json .state)" refused
    assert_equal "$(ls "$hooks")" pre-commit
    assert_file_not_exists .git/gmig/hooks.json
}

@test "where one hook is in the way, no other is said to be installed" {
    printf '#!/bin/sh\nmake\n' | write_hook pre-commit
    printf '#!/bin/sh\r\nmake\r\n' | write_hook post-merge
    run -8 own_gmig hooks install
    assert_line --regexp "^pre-commit +would get a block before what stands there: "
    assert_line --regexp "^pre-push +would be installed: "
    assert_line --regexp "^post-merge +refused: "
    refute_line --regexp "^[a-z-]+ +installed"
    assert_line "refused: nothing has changed"
}

@test "what was added to gmig's own files since stays" {
    write_hook pre-push <<<'#!/usr/bin/env python3'
    own_gmig hooks install
    for hook in pre-commit pre-push post-merge; do echo 'echo mine' >>"$hooks/$hook"; done
    sed -i '1a # above the block' "$hooks/post-merge"
    run -0 own_gmig hooks uninstall
    assert_output --partial "all else stays"
    assert_equal "$(cat "$hooks/pre-commit")" $'#!/bin/sh\necho mine'
    assert_equal "$(cat "$hooks/post-merge")" $'#!/bin/sh\n# above the block\necho mine'
    assert_equal "$(cat "$hooks/pre-push")" $'#!/bin/sh\nexec "${0%/*}/pre-push.gmig-prev" "$@"\necho mine'
    assert_equal "$(cat "$hooks/pre-push.gmig-prev")" '#!/usr/bin/env python3'
    assert_file_not_exists "$hooks/pre-merge-commit"
}

@test "a script that was changed since loses the block alone" {
    printf '#!/bin/sh\nmake\n' | write_hook pre-commit
    own_gmig hooks install
    sed -i 's/^make$/make test/' "$hooks/pre-commit"
    run -0 own_gmig hooks status --exit-code
    own_gmig hooks uninstall
    assert_equal "$(cat "$hooks/pre-commit")" $'#!/bin/sh\nmake test'
}

@test "uninstall needs no list of what was installed" {
    printf '#!/bin/sh\nmake\n' | write_hook pre-commit
    write_hook pre-push <<<'#!/usr/bin/env python3'
    before=$(hooks_now)
    own_gmig hooks install
    rm .git/gmig/hooks.json
    assert_undone
    run -0 own_gmig hooks uninstall
    assert_output "no hook calls gmig"
}

@test "another version's block is replaced in place, a newer one is left" {
    own_gmig hooks install
    first=$(hooks_now)
    sed -i 's/^    "\$gmig_program" hook/    "$gmig_program" --old hook/; 1a # mine' "$hooks/pre-commit"
    run -1 own_gmig doctor
    run -0 own_gmig hooks status --json
    assert_equal "$(state pre-commit)" outdated
    run -0 own_gmig hooks install --json
    assert_equal "$(action pre-commit) $(action pre-push)" "update keep"
    sed -i '2d' "$hooks/pre-commit"
    assert_equal "$(hooks_now)" "$first"
    sed -i 's/managed block v1/managed block v99/; s/^    "\$gmig_program" hook/& /' "$hooks/pre-commit"
    newer=$(hooks_now)
    run -0 own_gmig hooks install
    assert_output --partial "newer gmig"
    assert_equal "$(hooks_now)" "$newer"
}

@test "a block that another tool erased is noticed by status and doctor, and put back" {
    write_project sqlite sqlite:dev.db
    own_gmig hooks install
    printf '#!/bin/sh\nanother tool\n' | write_hook pre-commit
    rm "$hooks/post-merge"
    run -1 own_gmig hooks status --exit-code --json
    assert_equal "$(state pre-commit) $(state post-merge) $(state pre-push)" "replaced replaced installed"
    run -1 own_gmig doctor
    assert_output --partial "BAD  hooks: pre-commit is replaced: its file was written anew, without gmig"
    own_gmig hooks install
    run -0 own_gmig hooks status --exit-code
    own_gmig hooks uninstall
    assert_equal "$(cat "$hooks/pre-commit")" $'#!/bin/sh\nanother tool'
}

@test "where the program is gone, blocking hooks refuse and say how to go on" {
    own_gmig hooks install
    git init -q --bare ../remote.git
    lose_program
    run -1 git commit --allow-empty -m one
    assert_output --partial "install gmig"
    assert_output --partial "GMIG_SKIP=1"
    assert_output --partial ".git/hooks/pre-commit"
    run -1 git push ../remote.git main
    assert_output --partial "pre-push cannot check"
    for skip in 1 pre-commit pre-push,pre-commit; do
        GMIG_SKIP=$skip git commit -q --allow-empty -m one
    done
    GMIG_SKIP=pre-push git push -q ../remote.git main
    GMIG_SKIP=pre-push run -1 git commit --allow-empty -m one
    GMIG_SKIP=11 run -1 git commit --allow-empty -m one
}

@test "where the program is gone, reporting hooks say one line and end with 0" {
    own_gmig hooks install
    lose_program
    run -0 git checkout -q -b side
    assert_output "gmig: the program is not found, so post-checkout cannot look at the migrations"
    GMIG_SKIP=1 run -0 git checkout -q main
    assert_output ""
    GMIG_SKIP=pre-commit run -0 git commit -q --amend --allow-empty -m two
    assert_output "gmig: the program is not found, so post-rewrite cannot look at the migrations"
}

@test "a script behind the block still has its input where the program is gone and skipped" {
    printf '#!/bin/sh\ncat >"$seen.mine"\n' | write_hook pre-push
    own_gmig hooks install
    lose_program
    GMIG_SKIP=1 "$hooks/pre-push" origin url <<<line
    assert_equal "$(cat "$seen.mine")" line
}

@test "the PATH of a graphical program is enough, and a moved program is found in the usual places" {
    own_gmig hooks install
    record
    env -i PATH=/usr/bin:/bin HOME="$HOME" seen="$seen" GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a \
        GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a git commit -q --allow-empty -m one
    assert_equal "$(cat "$seen")" "hook pre-commit"
    mkdir -p "$HOME/.local/bin"
    mv ../bin/gmig "$HOME/.local/bin"
    git commit -q --allow-empty -m two
    assert_equal "$(wc -l <"$seen")" 2
    mv "$HOME/.local/bin/gmig" ../bin/
    sed -i 's|^gmig_program=.*|gmig_program=/nowhere|' "$hooks/pre-commit"
    PATH=$BATS_TEST_TMPDIR/work/bin:$PATH git commit -q --allow-empty -m three
    assert_equal "$(wc -l <"$seen")" 3
}

@test "killed at every step, the next command completes the operation" {
    # Both ways, over a script and over a program.
    prepare() {
        rm -rf .git/gmig "$hooks"
        mkdir "$hooks"
        printf '#!/bin/sh\nmake\n' | write_hook pre-commit
        write_hook pre-push <<<'#!/usr/bin/env python3'
        [ "$1" = install ] || own_gmig hooks install -q
    }
    for verb in install uninstall; do
        prepare $verb
        GMIG_FAULT_LOG=$PWD/points own_gmig hooks $verb -q
        after=$(hooks_now)
        points=$(awk '{ print $1 ":" ++seen[$1] }' points)
        rm points
        [ "$(wc -l <<<"$points")" -ge 9 ] || fail "only these points were reached: $points"
        for point in $points; do
            prepare $verb
            GMIG_FAULT=$point:kill run -137 own_gmig hooks $verb
            for hook in "$hooks"/pre-*; do
                [ -x "$hook" ] || fail "$hook is not executable after $point"
            done
            run -0 own_gmig hooks status
            run -0 own_gmig recover
            assert_output --partial "hooks $verb"
            assert_equal "$point $(hooks_now)" "$point $after"
            prepare $verb
            GMIG_FAULT=$point:throw run own_gmig hooks $verb
            [ "$status" = 70 ] || fail "$point:throw ended with $status"
            run -0 own_gmig hooks $verb
            assert_equal "$point $(hooks_now)" "$point $after"
        done
    done
}
