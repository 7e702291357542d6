# A hub and clones of it, for the tests of shared facts. Production is a SQLite file beside each
# clone's gmig.json, so only the clone that executes there can read it: for the others it is a
# database on another machine.

# make_hub [KEY=JSON…]: hub.git with one migration on main, and the clone "ann".
make_hub() {
    local key
    make_repository "$BATS_TEST_TMPDIR/ann"
    mkdir -p migrations
    {
        printf '{\n  "dialect": "sqlite",\n'
        for key in "$@"; do printf '  "%s": %s,\n' "${key%%=*}" "${key#*=}"; done
        printf '  "environments": {"local": {"url": "sqlite:dev.db", "kind": "local"},\n'
        printf '                   "production": {"url": "sqlite:prod.db", "kind": "production"}}\n}\n'
    } >gmig.json
    printf '*.db\n*.db-*\n' >.gitignore
    write_migration 2026-11-20-100000-create kkkkkkkkkkkk none 'CREATE TABLE t (a INTEGER);' \
        'DROP TABLE t;'
    commit "First migration"
    git init -q --bare "$BATS_TEST_TMPDIR/hub.git"
    git remote add origin "$BATS_TEST_TMPDIR/hub.git"
    git push -q -u origin main
}

# clone NAME [OPTION…]: another clone; the working directory moves there.
clone() {
    local name=$1
    shift
    git clone -q "$@" "file://$BATS_TEST_TMPDIR/hub.git" "$BATS_TEST_TMPDIR/$name"
    cd "$BATS_TEST_TMPDIR/$name" || return
}

go_to() {
    cd "$BATS_TEST_TMPDIR/$1" || return
}

# hub_facts: the paths of the facts that the hub has.
hub_facts() {
    git -C "$BATS_TEST_TMPDIR/hub.git" ls-tree -r --name-only "${1:-refs/gmig/ledger}"
}

# facts_of EVENT [REF]: the texts of the facts of that event in this repository.
facts_of() {
    local path
    git ls-tree -r --name-only "${2:-refs/gmig/ledger}" | while read -r path; do
        git show "${2:-refs/gmig/ledger}:$path" | grep -q "^event: $1\$" &&
            git show "${2:-refs/gmig/ledger}:$path"
    done
}

# put_into_ledger PATH FILE: what somebody with git in hand adds to this clone's ledger ref.
put_into_ledger() {
    local index=$BATS_TEST_TMPDIR/forged-index tip tree
    rm -f "$index"
    tip=$(git rev-parse -q --verify refs/gmig/ledger || true)
    [ -z "$tip" ] || GIT_INDEX_FILE=$index git read-tree "$tip"
    GIT_INDEX_FILE=$index git update-index --add \
        --cacheinfo "100644,$(git hash-object -w "$2"),$1"
    tree=$(GIT_INDEX_FILE=$index git write-tree)
    git update-ref refs/gmig/ledger "$(git commit-tree ${tip:+-p "$tip"} -m forged "$tree")"
}

# forge EVENT ID UP [PREVIOUS]: a fact about production that is in its right place.
forge() {
    local identity=${IDENTITY:-00000000-0000-4000-8000-000000000001} file=$BATS_TEST_TMPDIR/fact
    {
        printf 'gmig fact 1\nat: 2026-11-20T09:00:00.000000Z\nenvironment: production\n'
        printf 'event: %s\nid: %s\nidentity: %s\nkind: production\nname: forged\n' "$1" "$2" \
            "$identity"
        [ -z "${4:-}" ] || printf 'previous: %s\n' "$4"
        printf 'project: default\nup: %s\n' "$3"
    } >"$file"
    put_into_ledger "v1/default/$identity/$2/$(sha256sum <"$file" | cut -d' ' -f1)" "$file"
}

# hook_of NAME: the smallest one there can be, in this repository.
hook_of() {
    local folder
    folder=$(git rev-parse --git-path hooks)
    mkdir -p "$folder"
    printf '#!/bin/sh\nexec "%s" hook %s "$@"\n' "$GMIG" "$1" >"$folder/$1"
    chmod +x "$folder/$1"
}
