#!/usr/bin/env bats
# A password in a URL, however the URL is broken: no piece of four characters of it is ever printed
# or stored.

# shellcheck disable=SC2030,SC2031,SC2154  # bats sets "stderr"; each test has its own URL
load helper

secret='Xq7Wz9Kv3Jp5'

# One URL per line; SECRET is the password, a piece of it stands wherever a slip would put it.
malformed='postgresql://ann:SECRET@[::1/app
postgresql://ann:SECRET@localhost:port/app
postgresql://ann:SECRET@localhost:99999/app
postgresql://ann:SECRET%zz@localhost/app
postgresql://ann:SEC@RET@localhost/app
postgresql://ann:SEC/RET@localhost/app
postgresql://ann:SEC?RET@localhost/app
postgresql://ann:SEC#RET@localhost:x/app
postgresql://localhost/app?password=SECRET&nonsense
postgresql://localhost/app?passwort=SECRET
postgresql://ann:SECRET@/app?host=/nowhere
postgres//ann:SECRET@localhost/app
postgresql:ann:SECRET@localhost/app
psql://ann:SECRET@localhost/app
postgresql://ann%3ASECRET%40localhost/app
postgresql://ann%3ASECRET@localhost/app
postgresql://localhost,SECRET%40localhost/app
postgresql:///app?host=ann%3ASECRET%40localhost
postgresql://ann:SEC RET@localhost/app'

# Halves long enough that each alone would give the password away.
each_url() {
    sed "s/SEC\([@/?# ]\)RET/${secret:0:6}\1${secret:6}/; s/SECRET/$secret/g" <<<"$malformed"
}

refute_secret() {
    local i
    for ((i = 0; i + 4 <= ${#secret}; i++)); do
        [[ $1 != *"${secret:i:4}"* ]] || fail "«${secret:i:4}» stands in: $1"
    done
}

setup() {
    start_test
    make_postgres_project
    write_migration 2026-11-20-100000-one kkkkkkkkkkkk none 'CREATE TABLE one (x INTEGER);'
    commit "start"
}

@test "at least twelve broken URLs are tried" {
    assert [ "$(each_url | wc -l)" -ge 12 ]
    assert_equal "$(each_url | grep -c SEC)" 0
}

@test "in DATABASE_URL: refused, and never shown" {
    jq 'del(.environments)' gmig.json >other.json && mv other.json gmig.json
    while read -r url; do
        for command in "execute -y" "--json status" "-v doctor"; do
            # shellcheck disable=SC2086  # words on purpose
            DATABASE_URL=$url PGCONNECT_TIMEOUT=2 run --separate-stderr gmig $command
            refute_secret "$output$stderr"
        done
        DATABASE_URL=$url PGCONNECT_TIMEOUT=2 run gmig execute -y
        [[ $status -eq 2 || $status -eq 10 ]] || fail "$url: ended with $status: $output"
    done < <(each_url)
}

# Commands about databases as wholes, and deploy. What they refuse they refuse as usage, or because
# nothing can be reached.
database_commands=("env list" "env fork next -e primary" "env create primary" "env create next -e primary"
    "env rename next other -e primary" "env promote next -e primary --confirm primary"
    "env destroy next -e primary --accept-data-loss --confirm primary/next"
    "maintenance on -e primary -y" "maintenance off -e primary" "--json maintenance status -e primary"
    "deploy -e primary -y" "deploy -e primary -y --via-fork --confirm primary")

@test "of a listed environment: env, maintenance and deploy never show it" {
    # shellcheck disable=SC2016  # gmig replaces it
    jq '.environments = {"primary": {"url": "${PRIMARY_URL}", "kind": "production"}}' gmig.json >other.json
    mv other.json gmig.json
    while read -r url; do
        for command in "${database_commands[@]}"; do
            # shellcheck disable=SC2086  # words on purpose
            PRIMARY_URL=$url PGCONNECT_TIMEOUT=2 run --separate-stderr gmig $command
            refute_secret "$output$stderr"
            [[ $command == "env list" || $status -eq 2 || $status -eq 10 ]] ||
                fail "$url: $command ended with $status: $output$stderr"
        done
    done < <(each_url)
    run -1 grep -rF "${secret:0:6}" .git
}

@test "in --url: refused as usage, and never shown" {
    while read -r url; do
        run -2 --separate-stderr gmig --url "$url" execute -y
        refute_secret "$output$stderr"
        run --separate-stderr gmig --json --url "$url" status
        refute_secret "$output$stderr"
    done < <(each_url)
}

@test "a sound --url with a password: refused as usage before anything is connected to" {
    for url in "$POSTGRES_URL&password=$secret" \
        "postgresql://ann:$secret@localhost/app" "postgresql://localhost/app?sslpassword=$secret"; do
        run -2 --separate-stderr gmig --url "$url" execute -y
        refute_secret "$output$stderr"
        [[ $stderr == *PGPASSFILE* ]] || fail "no way out in: $stderr"
    done
}

@test "a password in gmig.json is refused with its place, and never shown" {
    sed -i "s|\\\${POSTGRES_URL}|postgresql://ann:$secret@localhost/app|" gmig.json
    run -2 --separate-stderr gmig execute -y
    refute_secret "$output$stderr"
    [[ $stderr == *gmig.json:* ]] || fail "no place in: $stderr"
}

@test "a wrong password: refused by the server, and never shown" {
    postgres_query "$POSTGRES_URL" "CREATE ROLE gmig_with_password"
    postgres_query "$POSTGRES_URL" "CREATE ROLE ann LOGIN PASSWORD 'right' IN ROLE gmig_with_password"
    POSTGRES_URL="${POSTGRES_URL/user=postgres/user=ann}&password=$secret"
    run -10 --separate-stderr gmig execute -y
    refute_secret "$output$stderr"
    [[ $stderr == *"password authentication failed"* ]] || fail "no reason in: $stderr"
    [[ $stderr == *"next: gmig doctor"* ]] || fail "nothing to do next in: $stderr"
}

@test "a right password is neither shown nor in the ledger" {
    plain=$POSTGRES_URL
    POSTGRES_URL="$POSTGRES_URL&password=$secret"
    run -0 --separate-stderr gmig -v execute -y
    refute_secret "$output$stderr"
    run -0 --separate-stderr gmig --json status
    refute_secret "$output$stderr"
    run -0 --separate-stderr gmig -v doctor
    refute_secret "$output$stderr"
    for table in ledger environment operation; do
        refute_secret "$(postgres_query "$plain" "SELECT * FROM gmig.$table")"
    done
    run -1 grep -rF "$secret" .git
}

# The password is asked for by the server, from one role; the whole way of a deploy, with a dump.
@test "a right password is in no argv, output, log, ledger or database, through fork, maintenance and promotion" {
    plain=$POSTGRES_URL
    database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
    jq '.environments.local.kind = "production" | .environments = {"primary": .environments.local}' gmig.json >other.json
    mv other.json gmig.json
    # shellcheck disable=SC2016  # the programs' own
    script='#!/bin/sh\nprintf "%%s\\n" "$0" "$@" >>"%s/argv"\nexec "%s" "$@"\n'
    # Programs that gmig starts tell what they were called with.
    mkdir tools
    for tool in pg_dump pg_restore psql createdb dropdb; do
        program=$(PATH=${GMIG_TEST_POSTGRES_BIN:-}:$PATH command -v "$tool")
        # shellcheck disable=SC2059  # that is what it is for
        printf "$script" "$PWD" "$program" >"tools/$tool"
        chmod +x "tools/$tool"
    done
    export PATH=$PWD/tools:$PATH
    POSTGRES_URL="$POSTGRES_URL&password=$secret"
    psql -X -q -d "$plain" -c "SELECT pg_sleep(120)" >/dev/null 2>&1 3>&- &
    session=$!
    said=""
    for command in "execute -y" "env fork next" "env list" "maintenance on -y --force" "maintenance status" \
        "maintenance off" "deploy -y" "env promote next --confirm primary --accept-data-loss --as before" \
        "env rename before old" "-v doctor" "--json env list"; do
        # shellcheck disable=SC2086  # words on purpose
        run --separate-stderr gmig -v -e primary $command
        [ "$status" = 0 ] || fail "$command ended with $status: $stderr"
        said+=$output$stderr
        refute_secret "$output$stderr"
    done
    [[ $said == *"by dump"* ]] || fail "there was no dump in: $said"
    grep -q pg_dump argv
    refute_secret "$(cat argv)"
    for one in "$plain" "${plain/\/$database\?//${database}__old\?}"; do
        for table in ledger environment lineage operation; do
            refute_secret "$(postgres_query "$one" "SELECT * FROM gmig.$table")"
        done
    done
    refute_secret "$(postgres_query "$plain" "SELECT coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database
        UNION ALL SELECT setconfig::text FROM pg_db_role_setting")"
    # A dump that fails says why, without it.
    # shellcheck disable=SC2016  # the program's own
    sed -i 's/^exec .*/[ "$1" = --version ] || { echo "pg_dump: error: $PGPASSWORD $*" >\&2; exit 1; }\n&/' tools/pg_dump
    psql -X -q -d "$plain" -c "SELECT pg_sleep(120)" >/dev/null 2>&1 3>&- &
    run --separate-stderr gmig -v -e primary env fork again
    [ "$status" != 0 ] || fail "the dump was not used: $output"
    [[ $stderr == *"pg_dump: error: "* ]] || fail "no reason in: $stderr"
    refute_secret "$output$stderr"
    kill "$session" "$!" 2>/dev/null || true
    run -1 grep -rlF "$secret" .git
}
