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
