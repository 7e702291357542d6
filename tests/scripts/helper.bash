# What every end-to-end test stands on. A script begins with
#
#     load helper
#     setup() { start_test; }
#
# and then uses `run -4 gmig execute`, the assertions of bats-assert and bats-file, and the
# functions below. Each test has a folder, a home and a clock of its own; nothing of the machine's
# configuration, of git's or of the caller's variables reaches it.
#
# shellcheck disable=SC2119,SC2120,SC2154  # the scripts pass the arguments; bats sets "output"

bats_require_minimum_version 1.5.0
bats_load_library bats-support
bats_load_library bats-assert
bats_load_library bats-file

# An own home and clock, no variables that gmig, git, PostgreSQL or SQLite would heed, and the
# test's own folder as the working directory.
start_test() {
    [ -x "${GMIG:-}" ] || fail "GMIG must name the gmig to test (ctest sets it)"
    forget_variables
    export HOME=$BATS_TEST_TMPDIR/home
    export LC_ALL=C TZ=UTC TERM=dumb
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null GIT_TERMINAL_PROMPT=0
    export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=init.defaultBranch GIT_CONFIG_VALUE_0=main
    export GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR
    export GIT_AUTHOR_NAME="Ann Author" GIT_AUTHOR_EMAIL=ann@example.org
    export GIT_COMMITTER_NAME="Ann Author" GIT_COMMITTER_EMAIL=ann@example.org
    set_clock 2026-11-20T10:00:00Z
    mkdir -p "$HOME" "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return
}

forget_variables() {
    local name
    for name in $(compgen -e); do
        case $name in
        GMIG | GMIG_TEST_*) ;;
        GMIG_* | GIT_* | PG* | XDG_* | DATABASE_URL | NO_COLOR | CLICOLOR* | COLUMNS | EDITOR | VISUAL)
            unset "$name"
            ;;
        esac
    done
}

# The program under test, without a terminal: nothing can prompt.
gmig() {
    "$GMIG" "$@" </dev/null
}

# set_clock TIME: what gmig and git take for the present, until it is set again.
set_clock() {
    export GMIG_NOW=$1
    export GIT_AUTHOR_DATE=$1 GIT_COMMITTER_DATE=$1
}

# advance_clock SECONDS (default: 60)
advance_clock() {
    local seconds
    seconds=$(($(date -u -d "$GMIG_NOW" +%s) + ${1:-60}))
    set_clock "$(date -u -d "@$seconds" +%Y-%m-%dT%H:%M:%SZ)"
}

# as_person NAME: who commits from now on.
as_person() {
    export GIT_AUTHOR_NAME=$1 GIT_COMMITTER_NAME=$1
    export GIT_AUTHOR_EMAIL="${1%% *}@example.org"
    export GIT_AUTHOR_EMAIL=${GIT_AUTHOR_EMAIL,,}
    export GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
}

# make_repository [FOLDER]: an empty repository on branch main; the working directory moves there.
make_repository() {
    git init -q "${1:-.}"
    cd "${1:-.}" || return
}

# make_project [KEY=JSON…]: a repository with a gmig.json for dev.db and a migrations folder,
# without gmig's help. `make_project 'layout="sqlx"'` adds a key.
make_project() {
    write_project sqlite sqlite:dev.db "$@"
}

# make_postgres_project [KEY=JSON…]: the same for a fresh PostgreSQL database.
make_postgres_project() {
    fresh_postgres
    # shellcheck disable=SC2016  # gmig replaces it
    write_project postgresql '${POSTGRES_URL}' "$@"
}

write_project() {
    local dialect=$1 url=$2 key
    shift 2
    make_repository
    mkdir -p migrations
    {
        printf '{\n  "migrations": "migrations", "dialect": "%s",\n' "$dialect"
        for key in "$@"; do printf '  "%s": %s,\n' "${key%%=*}" "${key#*=}"; done
        printf '  "environments": {"local": {"url": "%s", "kind": "local"}}\n}\n' "$url"
    } >gmig.json
    printf '*.db\n*.db-*\n' >.gitignore
}

# commit MESSAGE: all that is in the work tree; the clock moves on by a minute.
commit() {
    git add -A
    git commit -q -m "$1"
    advance_clock
}

# write_migration NAME ID PARENT UP [DOWN]: a native migration; PARENT may be none. gmig.head
# then names it.
write_migration() {
    local name=$1 id=$2 parent=$3 up=$4
    {
        printf -- '-- gmig: id=%s parent=%s\n\n%s\n' "$id" "$parent" "$up"
        [ $# -lt 5 ] || printf -- '\n-- gmig: down\n%s\n' "$5"
    } >"migrations/$name.sql"
    printf '%s\n' "$id" >migrations/gmig.head
}

# query FILE SQL: what a SQLite file answers, one row a line.
query() {
    sqlite3 -batch -init /dev/null "$1" "$2"
}

# tables FILE: the tables of a SQLite file that are not gmig's, one a line.
tables() {
    query "$1" "SELECT name FROM sqlite_schema WHERE type = 'table'
                AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'gmig%' ORDER BY name"
}

# fresh_postgres [NAME]: a new, empty database; its URL goes into POSTGRES_URL.
fresh_postgres() {
    local name=${1:-$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER}
    [ -n "${GMIG_TEST_POSTGRES:-}" ] || fail "no PostgreSQL: run the test with tests/support/with-postgres"
    postgres_query "$GMIG_TEST_POSTGRES" "CREATE DATABASE \"$name\" TEMPLATE template0"
    POSTGRES_URL=${GMIG_TEST_POSTGRES/\/postgres\?//$name\?}
    export POSTGRES_URL
}

# postgres_query URL SQL: what a PostgreSQL database answers, one row a line.
postgres_query() {
    psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2"
}

# json FILTER: of the last `run --separate-stderr gmig … --json`, what jq's FILTER gives.
json() {
    jq -r "$1" <<<"$output"
}
