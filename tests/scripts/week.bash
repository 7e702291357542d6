# What the stories of an ordinary week stand on: a bare origin, Ann and Bob with a clone, a database
# and gmig's hooks each, and a host whose buttons merge and revert without any gmig.
#
# shellcheck disable=SC2154  # bats sets "output"

week=

# start_week: gmig is on the PATH, as the commands that it names expect.
start_week() {
    start_test
    mkdir -p "$HOME/bin"
    ln -s "$GMIG" "$HOME/bin/gmig"
    export PATH=$HOME/bin:$PATH
    week=$PWD
}

# shop [KEY=JSON…]: main has one migration, which both databases have executed.
shop() {
    mkdir "$week/ann"
    cd "$week/ann" || return
    write_project sqlite sqlite:dev.db "$@"
    open_shop
}

# postgres_shop [KEY=JSON…]: the same, with a PostgreSQL database each.
postgres_shop() {
    local person
    for person in ann bob; do
        fresh_postgres "week_${BATS_TEST_NUMBER}_$person"
        printf -v "${person}_url" %s "$POSTGRES_URL"
    done
    mkdir "$week/ann"
    cd "$week/ann" || return
    # shellcheck disable=SC2016  # gmig replaces it
    write_project postgresql '${POSTGRES_URL}' "$@"
    open_shop
}

open_shop() {
    at ann
    git init -q --bare "$week/origin.git"
    git remote add origin "$week/origin.git"
    gmig hooks install -q
    git add -A
    add article
    git push -q -u origin main
    git clone -q "$week/origin.git" "$week/host"
    git clone -q "$week/origin.git" "$week/bob"
    at bob
    gmig hooks install -q
    gmig execute -q
}

# at PERSON: in that person's clone, with that person's name and database.
at() {
    local url=${1}_url
    as_person "${1^} Author"
    cd "$week/$1" || return
    [ -z "${!url:-}" ] || export POSTGRES_URL=${!url}
}

# add TABLE [COLUMNS]: a migration that creates it, executed and committed.
add() {
    write_new "$@"
    gmig execute -q
    commit "Add $1"
}

write_new() {
    local path header
    path=$(gmig new "create $1")
    header=$(head -n 1 "$path")
    printf '%s\n\nCREATE TABLE %s (%s);\n\n-- gmig: down\nDROP TABLE %s;\n' \
        "$header" "$1" "${2:-x INTEGER}" "$1" >"$path"
}

# path_of TABLE: the file of the migration that creates it.
path_of() {
    ls migrations/*-create-"$1".sql
}

# branch NAME [START]: a new branch from main or START.
branch() {
    git switch -q -c "$1" "${2:-main}"
}

push() {
    git push -q -u origin HEAD
}

# on_host COMMAND…: git as the host runs it on the newest main, which it then publishes. There is no gmig.
on_host() {
    git -C "$week/host" fetch -q --prune
    git -C "$week/host" switch -q -C main origin/main
    GIT_COMMITTER_NAME=Host GIT_COMMITTER_EMAIL=noreply@example.org git -C "$week/host" "$@" || return
    git -C "$week/host" push -q origin main
    advance_clock
}

# host_merges BRANCH: the button "Merge pull request".
host_merges() {
    on_host merge -q --no-ff -m "Merge $1" "origin/$1"
}

# host_squashes BRANCH: the button "Squash and merge".
host_squashes() {
    git -C "$week/host" fetch -q --prune
    git -C "$week/host" switch -q -C main origin/main
    git -C "$week/host" merge -q --squash "origin/$1"
    on_host commit -q -m "Squash $1"
}

# follow CODE: runs the command that the last output names for that finding.
follow() {
    local line
    line=$(grep -A 1 "$1" <<<"$output" | sed -n '2s/^ *\(in this database alone: \)\{0,1\}//p')
    line=${line%%;*}
    [[ $line == git\ * || $line == gmig\ * ]] || fail "no command for $1: $line"
    bash -c "$line" </dev/null
}

# catch_up: the local database gets what has come before one's own, as gmig says.
catch_up() {
    run -4 gmig execute
    assert_output --partial GM201
    assert_output --partial "in this database alone: gmig execute --force"
    run -0 gmig execute --force
}

# all_well TABLE…: on the newest main both databases have these tables and nothing to say.
all_well() {
    local person version
    for person in ann bob; do
        at $person
        git switch -q main
        git pull -q --ff-only
        run -0 gmig execute
        run -0 --separate-stderr gmig status --exit-code --json
        assert_equal "$(json '[.findings[].code] | join(" ")')" ""
        assert_equal "$(json .version)" "${version:=$(json .version)}"
        assert_equal "$(own_tables)" "$(printf '%s\n' "$@" | sort)"
        run -0 gmig check
        assert_output --partial "nothing stands against it"
        assert_equal "$(git status --porcelain)" ""
    done
}

own_tables() {
    if [ -n "${POSTGRES_URL:-}" ]; then
        postgres_query "$POSTGRES_URL" "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    else
        tables dev.db
    fi
}
