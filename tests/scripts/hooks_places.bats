#!/usr/bin/env bats
# Where git looks for hooks, and who else writes them: core.hooksPath, linked work trees, submodules,
# bare repositories; husky, lefthook, pre-commit and git-lfs, whose generated files are written here
# as these tools write them.
#
# shellcheck disable=SC2016  # the text of hooks

load helper

setup() {
    start_test
    make_repository repository
    git commit -q --allow-empty -m begin
    rm -rf .git/hooks
    mkdir .git/hooks
    root=$PWD
}

# write_hook PATH: an executable file, from standard input.
write_hook() {
    mkdir -p "$(dirname "$1")"
    cat >"$1"
    chmod 0755 "$1"
}

tree_of() { (cd "$1" && find . -type f -exec sha256sum {} + | LC_ALL=C sort); }
states() { json '[.hooks[].state] | unique | join(" ")'; }
state() { json ".hooks[] | select(.hook == \"$1\") | .state"; }
action() { json ".hooks[] | select(.hook == \"$1\") | .action"; }

@test "outside a repository it is refused" {
    cd ..
    for verb in install uninstall status; do
        run -8 gmig hooks $verb
        assert_output --partial "git init"
    done
    run -2 gmig hooks instal
}

@test "a folder of the repository's own that core.hooksPath names is used, and no path of this machine gets into it" {
    git config core.hooksPath .githooks
    mkdir -p sub/folder
    cd sub/folder
    run -0 gmig hooks install
    assert_file_exists "$root/.githooks/pre-commit"
    assert_equal "$(ls "$root/.git/hooks")" ""
    run grep -rF "$GMIG" "$root/.githooks"
    assert_failure
    run -0 gmig hooks status --exit-code
    run -0 gmig hooks uninstall
    assert_equal "$(ls "$root/.githooks")" ""
}

@test "a path that is set for more than this repository is refused, and stays set" {
    export GIT_CONFIG_GLOBAL=$HOME/gitconfig
    mkdir "$HOME/hooks"
    git config --global core.hooksPath "$HOME/hooks"
    run -8 gmig hooks install
    assert_output --partial "scope 'global'"
    assert_output --partial "next: git config --local core.hooksPath $root/.git/hooks"
    assert_equal "$(git config core.hooksPath)" "$HOME/hooks"
    assert_equal "$(find "$HOME/hooks" .git/hooks -type f)" ""
    run -1 gmig hooks status --exit-code
    assert_output --partial "scope 'global'"
    run -0 gmig hooks uninstall
    # The way out that it names.
    git config --local core.hooksPath "$root/.git/hooks"
    run -0 gmig hooks install
}

@test "a folder outside the repository is refused" {
    for path in "$HOME/hooks" ../hooks /dev/null; do
        git config core.hooksPath "$path"
        run -8 gmig hooks install
        assert_output --partial "outside this repository"
        assert_equal "$(git config core.hooksPath)" "$path"
    done
    mkdir ../linked
    git config --unset core.hooksPath
    rmdir .git/hooks
    ln -s "$PWD/../linked" .git/hooks
    run -8 gmig hooks install
    assert_equal "$(ls ../linked)" ""
}

@test "linked work trees share the hooks: installed in one they stand in each" {
    git worktree add -q ../linked
    cd ../linked
    run -0 gmig hooks install
    assert_file_exists "$root/.git/hooks/pre-commit"
    assert_file_exists "$root/.git/gmig/hooks.json"
    cd "$root"
    run -0 gmig hooks install --json
    assert_equal "$(json .state)" "nothing to do"
    run -0 gmig hooks uninstall
    cd ../linked
    run -1 gmig hooks status --exit-code
}

@test "what a crash left in a linked work tree is completed from there" {
    git worktree add -q ../linked
    cd ../linked
    GMIG_FAULT=journal.change:2:kill run -137 gmig hooks install
    run -0 gmig recover
    assert_output --partial "hooks install"
    run -0 gmig hooks status --exit-code
}

@test "a folder relative to the work tree is each work tree's own" {
    git config core.hooksPath .githooks
    gmig hooks install
    git worktree add -q ../linked
    cd ../linked
    run -1 gmig hooks status --exit-code
    assert_output --partial "where git does not look from here"
    gmig hooks install
    run -0 gmig hooks uninstall
    assert_equal "$(find "$root/.githooks" .githooks -type f)" ""
}

@test "a submodule has hooks of its own" {
    git init -q ../module
    git -C ../module commit -q --allow-empty -m begin
    git -c protocol.file.allow=always submodule --quiet add ../module sub
    rm -rf .git/modules/sub/hooks
    cd sub
    gmig hooks install
    assert_file_exists "$root/.git/modules/sub/hooks/pre-commit"
    assert_equal "$(ls "$root/.git/hooks")" ""
    run -0 gmig hooks uninstall
    assert_equal "$(ls "$root/.git/modules/sub/hooks")" ""
}

@test "a bare repository gets the hooks of a server" {
    git init -q --bare ../server.git
    cd ../server.git
    rm -rf hooks
    printf '#!/bin/sh\ncat >"$seen"\n' | write_hook hooks/pre-receive
    run -0 gmig hooks install --json
    assert_equal "$(json '[.hooks[].hook] | join(" ")')" "pre-receive update"
    assert_equal "$(action pre-receive) $(action update)" "insert create"
    run -0 gmig hooks status --exit-code
    run -0 gmig hooks uninstall
    assert_equal "$(ls hooks)" pre-receive
    assert_equal "$(cat hooks/pre-receive)" "$(printf '#!/bin/sh\ncat >"$seen"\n')"
    cd "$root"
    run -0 gmig hooks install --server --json
    assert_equal "$(json '[.hooks[].hook] | join(" ")')" "pre-receive update"
}

@test "a server's installed hooks refuse a push that edits what is published, and nobody skips them" {
    write_project sqlite sqlite:dev.db
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);' 'DROP TABLE one;'
    commit "first"
    git init -q --bare ../server.git
    git remote add origin ../server.git
    git push -q -u origin main
    gmig -C ../server.git hooks install
    sed -i 's/x INTEGER/y INTEGER/' migrations/*.sql
    commit "edit"
    run git push origin main
    assert_failure
    assert_output --partial GM101
    rm ../server.git/hooks/update
    sed -i 's|^gmig_program=.*|gmig_program=|; s| /usr/local/bin/gmig /usr/bin/gmig;|;|' ../server.git/hooks/pre-receive
    GMIG_SKIP=1 run git push origin main
    assert_failure
    assert_output --partial "gmig has to be installed on this server"
}

@test "installed in a project, the real gmig stops what breaks its history, before the script that follows" {
    write_project sqlite sqlite:dev.db
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);' 'DROP TABLE one;'
    commit "first"
    git clone -q . ../clone
    cd ../clone
    printf '#!/bin/sh\necho mine\n' | write_hook .git/hooks/pre-commit
    gmig hooks install
    sed -i 's/x INTEGER/y INTEGER/' migrations/*.sql
    run -1 git commit -a -m edit
    assert_output --partial GM101
    refute_output --partial mine
    GMIG_SKIP=1 run -0 git commit -a -m edit
    assert_output --partial mine
    refute_output --partial GM101
    run -0 git reset -q --hard HEAD~1
    echo text >README
    git add README
    run -0 git commit -m other
    assert_output --partial mine
    git worktree add -q ../linked
    cd ../linked
    sed -i 's/x INTEGER/y INTEGER/' migrations/*.sql
    run -1 git commit -a -m edit
    assert_output --partial GM101
}

# What husky 9 generates: stubs that read h, which runs the tracked .husky/NAME.
husky() {
    git config core.hooksPath .husky/_
    mkdir -p .husky/_
    echo '*' >.husky/_/.gitignore
    cat >.husky/_/h <<'END'
#!/usr/bin/env sh
[ "$HUSKY" = "2" ] && set -x
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n

[ ! -f "$s" ] && exit 0

if [ -f "$HOME/.huskyrc" ]; then
	echo "husky - '~/.huskyrc' is DEPRECATED, please move your code to ~/.config/husky/init.sh"
fi
i="${XDG_CONFIG_HOME:-$HOME/.config}/husky/init.sh"
[ -f "$i" ] && . "$i"

[ "${HUSKY-}" = "0" ] && exit 0

export PATH="node_modules/.bin:$PATH"
sh -e "$s" "$@"
c=$?

[ $c != 0 ] && echo "husky - $n script failed (code $c)"
[ $c = 127 ] && echo "husky - command not found in PATH=$PATH"
exit $c
END
    for hook in pre-commit pre-merge-commit prepare-commit-msg commit-msg post-commit applypatch-msg \
        pre-applypatch post-applypatch pre-rebase post-rewrite post-checkout post-merge pre-push pre-auto-gc; do
        printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"' | write_hook ".husky/_/$hook"
    done
}

@test "husky: nothing generated is touched, and the exact entry is told" {
    husky
    before=$(tree_of .husky)
    run -8 gmig hooks install
    assert_output --partial "$root/.husky/pre-push"
    assert_output --partial '    gmig hook pre-push "$@"'
    assert_output --partial "gmig hooks install --write"
    assert_equal "$(tree_of .husky)" "$before"
    for hook in pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout; do
        echo "gmig hook $hook \"\$@\"" >".husky/$hook"
    done
    run -0 gmig hooks install
    run -0 gmig hooks status --exit-code --json
    assert_equal "$(json .manager) $(states)" "husky managed"
}

@test "husky: --write puts the call into its tracked files, which then run it, and uninstall takes it out" {
    husky
    printf 'cat >"$HOME/pushed"\n' >.husky/pre-push
    before=$(tree_of .husky)
    run -0 gmig hooks install --write
    run -0 gmig hooks status --exit-code
    run grep -rF "$GMIG" .husky
    assert_failure
    run -0 gmig hooks install --write --json
    assert_equal "$(json .state)" "nothing to do"
    mkdir -p "$HOME/.local/bin"
    printf '#!/bin/sh\necho "$*" >>"$HOME/seen"\ncat >>"$HOME/seen"\n' | write_hook "$HOME/.local/bin/gmig"
    .husky/_/pre-push origin url <<<line
    .husky/_/pre-commit
    assert_equal "$(cat "$HOME/seen")" $'hook pre-push origin url\nline\nhook pre-commit'
    assert_equal "$(cat "$HOME/pushed")" line
    run -0 gmig hooks uninstall
    assert_equal "$(tree_of .husky)" "$before"
}

@test "husky: a work tree without its generated folder is not taken for installed" {
    husky
    gmig hooks install --write
    rm -rf .husky/_
    run -1 gmig hooks status --exit-code
    assert_output --partial "husky has the entry, but has not installed its hook here"
}

# What lefthook generates for the hooks of lefthook.yml, and always for prepare-commit-msg.
lefthook() {
    local hook
    for hook in prepare-commit-msg "$@"; do
        {
            printf '#!/bin/sh\n\nif [ "$LEFTHOOK_VERBOSE" = "1" -o "$LEFTHOOK_VERBOSE" = "true" ]; then\n  set -x\nfi\n\n'
            printf 'if [ "$LEFTHOOK" = "0" ]; then\n  exit 0\nfi\n\n'
            printf 'call_lefthook()\n{\n  if test -n "$LEFTHOOK_BIN"\n  then\n    "$LEFTHOOK_BIN" "$@"\n'
            printf '  elif lefthook -h >/dev/null 2>&1\n  then\n    lefthook "$@"\n  else\n'
            printf '    echo "Can'"'"'t find lefthook in PATH"\n  fi\n}\n\ncall_lefthook run "%s" "$@"\n' "$hook"
        } | write_hook ".git/hooks/$hook"
    done
}

@test "lefthook: nothing is written into its folder, and the exact entry is told" {
    lefthook pre-commit
    printf 'pre-commit:\n  commands:\n    test:\n      run: make test\n' >lefthook.yml
    before=$(tree_of .git/hooks)
    run -8 gmig hooks install
    assert_output --partial "$root/lefthook.yml"
    assert_output --partial '    pre-push:
      scripts:
        gmig.sh:
          runner: sh
          use_stdin: true
    and in .lefthook/pre-push/gmig.sh:
      exec gmig hook pre-push "$@"'
    assert_equal "$(tree_of .git/hooks)" "$before"
    # A command will do, but not for pre-push: lefthook passes it over when a push only deletes.
    for hook in pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout; do
        printf '%s:\n  commands:\n    gmig:\n      run: gmig hook %s {0}\n' $hook $hook
    done >lefthook.yml
    run -1 gmig hooks status --exit-code --json
    assert_equal "$(state pre-commit) $(state pre-push)" "managed entry-missing"
    printf 'pre-push:\n  scripts:\n    gmig.sh:\n      runner: sh\n' >>lefthook.yml
    write_hook .lefthook/pre-push/gmig.sh <<<'exec gmig hook pre-push "$@"'
    run -1 gmig hooks status --exit-code --json
    assert_equal "$(state pre-commit) $(state pre-push)" "managed impossible"
    lefthook pre-commit pre-merge-commit pre-push post-merge post-rewrite post-checkout
    run -0 gmig hooks install --json
    assert_equal "$(json .manager) $(json .state)" "lefthook nothing to do"
    run -0 gmig hooks status --exit-code
    run -0 gmig hooks uninstall
    assert_output --partial "stays until you take it out"
    refute_output --partial "prepare-commit-msg"
}

# What pre-commit generates for each hook type that it was told to install.
pre_commit() {
    local hook
    for hook in "$@"; do
        write_hook ".git/hooks/$hook" <<END
#!/usr/bin/env bash
# File generated by pre-commit: https://pre-commit.com
# ID: 138fd403232d2ddd5efb44317e38bf03

# start templated
INSTALL_PYTHON=/usr/bin/python3
ARGS=(hook-impl --config=.pre-commit-config.yaml --hook-type=$hook)
# end templated

HERE="\$(cd "\$(dirname "\$0")" && pwd)"
ARGS+=(--hook-dir "\$HERE" -- "\$@")

if [ -x "\$INSTALL_PYTHON" ]; then
    exec "\$INSTALL_PYTHON" -mpre_commit "\${ARGS[@]}"
elif command -v pre-commit > /dev/null; then
    exec pre-commit "\${ARGS[@]}"
else
    echo '\`pre-commit\` not found.  Did you forget to activate your virtualenv?' 1>&2
    exit 1
fi
END
    done
}

@test "pre-commit: its own hooks are left, their entry is told, the other hooks are installed" {
    pre_commit pre-commit
    before=$(tree_of .git/hooks)
    run -8 gmig hooks install
    assert_output --partial "$root/.pre-commit-config.yaml"
    assert_output --partial "    - id: gmig-pre-commit"
    assert_equal "$(tree_of .git/hooks | grep '/pre-commit$')" "$before"
    printf 'repos:\n  - repo: local\n    hooks:\n      - id: gmig-pre-commit\n' >.pre-commit-config.yaml
    run -0 gmig hooks install --json
    assert_equal "$(action pre-commit) $(action pre-push)" "keep keep"
    run -0 gmig hooks status --exit-code --json
    assert_equal "$(json .manager) $(state pre-commit) $(state pre-push)" "pre-commit managed installed"
    gmig hooks uninstall
    assert_equal "$(tree_of .git/hooks)" "$before"
}

@test "pre-commit: the entries that are told are those of .pre-commit-hooks.yaml" {
    pre_commit pre-commit pre-merge-commit pre-push
    run -8 gmig hooks install
    run -0 grep -o 'entry: .*\|stages: .*\|id: .*' <<<"$output"
    assert_equal "$(wc -l <<<"$output")" 9
    while read -r line; do
        grep -qF "$line" "$BATS_TEST_DIRNAME/../../.pre-commit-hooks.yaml" || fail "it lacks: $line"
    done <<<"$output"
}

@test "pre-commit: what it moved aside and runs first still counts" {
    gmig hooks install
    mv .git/hooks/pre-commit .git/hooks/pre-commit.legacy
    pre_commit pre-commit
    run -0 gmig hooks status --exit-code --json
    assert_equal "$(state pre-commit)" managed
    generated=$(cat .git/hooks/pre-commit)
    run -0 gmig hooks uninstall
    refute_output --partial "until you take it out"
    assert_equal "$(ls .git/hooks)" pre-commit
    assert_equal "$(cat .git/hooks/pre-commit)" "$generated"
}

@test "pre-commit: a program's wrapper that it moved aside still finds the program, and comes back" {
    write_hook .git/hooks/pre-push <<<'#!/usr/bin/env python3'
    before=$(tree_of .git/hooks)
    gmig hooks install
    mv .git/hooks/pre-push .git/hooks/pre-push.legacy
    sed -i 's|^gmig_program=.*|gmig_program=/bin/true|' .git/hooks/pre-push.legacy
    run -0 .git/hooks/pre-push.legacy origin url
    pre_commit pre-push
    run -0 gmig hooks uninstall
    rm .git/hooks/pre-push
    mv .git/hooks/pre-push.legacy .git/hooks/pre-push
    assert_equal "$(tree_of .git/hooks)" "$before"
}

# What git-lfs 3 writes.
git_lfs() {
    local hook
    for hook in pre-push post-checkout post-commit post-merge; do
        printf '#!/bin/sh\ncommand -v git-lfs >/dev/null 2>&1 || { echo >&2 "\\nThis repository is configured for Git LFS but '"'git-lfs'"' was not found on your path. If you no longer wish to use Git LFS, remove this hook by deleting the '"'$hook'"' file in the hooks directory (set by '"'core.hookspath'"'; usually '"'.git/hooks'"').\\n"; exit 2; }\ngit lfs %s "$@"\n' "$hook" |
            write_hook ".git/hooks/$hook"
    done
}

@test "git-lfs: its hooks run after gmig with what git wrote, and come back byte for byte" {
    git_lfs
    before=$(tree_of .git/hooks)
    run -0 gmig hooks install
    assert_output --partial "git lfs install --skip-repo"
    run -0 gmig hooks install --json
    assert_equal "$(json .state)" "nothing to do"
    mkdir -p "$HOME/bin" "$HOME/.local/bin"
    printf '#!/bin/sh\n{ echo "lfs $*"; cat; } >>"$HOME/seen"\n' | write_hook "$HOME/bin/git-lfs"
    printf '#!/bin/sh\n{ echo "gmig $*"; cat; } >>"$HOME/seen"\n' | write_hook "$HOME/.local/bin/gmig"
    sed -i 's|^gmig_program=.*|gmig_program=|' .git/hooks/*
    PATH=$HOME/bin:$PATH .git/hooks/pre-push origin url <<<line
    assert_equal "$(cat "$HOME/seen")" $'gmig hook pre-push origin url\nline\nlfs pre-push origin url\nline'
    sed -i "s|^gmig_program=.*|gmig_program=$GMIG|" .git/hooks/*
    run -0 gmig hooks uninstall
    assert_equal "$(tree_of .git/hooks)" "$before"
}
