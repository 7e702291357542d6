#!/usr/bin/env bats
# Eight processes execute the same thirty migrations at the same time, again and again: each is
# executed once, nobody fails, nothing is left to do.

load helper

rounds=${GMIG_TEST_ROUNDS:-20}

letters=(k l m n o p q r s t u v w x y z)

# id_of N: an id that differs for each number below 256.
id_of() {
    printf 'kkkkkkkkkk%s%s' "${letters[$1 / 16]}" "${letters[$1 % 16]}"
}

# Each migration notes that it ran, so that one that ran twice is seen.
write_history() {
    local i parent=none
    write_migration 2026-11-20-100000-start "$(id_of 0)" none 'CREATE TABLE ran (number INTEGER);'
    for ((i = 1; i < 30; i++)); do
        parent=$(id_of $((i - 1)))
        write_migration "$(printf '2026-11-20-1000%02d-m' "$i")" "$(id_of "$i")" "$parent" \
            "CREATE TABLE t$i (x INTEGER); INSERT INTO ran VALUES ($i);"
    done
    commit "thirty migrations"
}

setup() {
    start_test
}

# race: all at once; each has to end with 0.
race() {
    local i pid pids=() failed=0
    for ((i = 0; i < 8; i++)); do
        gmig execute -y >"out.$i" 2>&1 &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || failed=$((failed + 1))
    done
    [ "$failed" -eq 0 ] || fail "$failed of 8 failed: $(cat out.*)"
    assert_equal "$(cat out.* | grep -c '^executed 2026')" 30
}

@test "SQLite: eight processes, thirty migrations" {
    make_project
    write_history
    for ((round = 1; round <= rounds; round++)); do
        rm -f dev.db*
        race
        assert_equal "$(query dev.db "SELECT count(*), count(DISTINCT number) FROM ran")" "29|29"
        assert_equal "$(query dev.db "SELECT count(*), count(DISTINCT id), count(DISTINCT sequence),
            min(state = 'done') FROM gmig_ledger WHERE project = 'default'")" "30|30|30|1"
        run -0 gmig status --exit-code
    done
}

@test "PostgreSQL: eight processes, thirty migrations" {
    make_postgres_project
    write_history
    for ((round = 1; round <= rounds; round++)); do
        fresh_postgres "race_$round"
        race
        assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT count(*), count(DISTINCT number) FROM ran")" "29|29"
        assert_equal "$(postgres_query "$POSTGRES_URL" "SELECT count(*), count(DISTINCT id), count(DISTINCT sequence),
            bool_and(state = 'done') FROM gmig.ledger WHERE project = 'default'")" "30|30|30|t"
        run -0 gmig status --exit-code
        postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE race_$round"
    done
}
