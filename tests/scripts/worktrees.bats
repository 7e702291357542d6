#!/usr/bin/env bats
# Linked work trees, copies and moved folders: facts, the log of operations and caches never mix.
load helper
load branches

setup() { start_test; }

identity() {
    query "$1" "SELECT identity FROM gmig_environment"
}

operations() {
    find "$1" -path '*operations/*' -type f 2>/dev/null | wc -l
}

@test "two work trees with a file each: one's switch and undo are not the other's" {
    make_branches
    local here
    here=$(operations .git/gmig)
    git worktree add -q ../linked other
    cd ../linked
    assert_file_not_exists dev.db
    run -0 gmig switch
    assert_equal "$(tables dev.db | paste -sd' ')" "a d"
    assert_equal "$(tables ../work/dev.db | paste -sd' ')" "a b"
    assert_not_equal "$(identity dev.db)" "$(identity ../work/dev.db)"
    run -0 gmig status --exit-code
    run -0 gmig switch main
    cd ../work
    run -0 gmig status --exit-code
    tables_are "a b"
    assert_equal "$(operations .git/worktrees/linked/gmig)" 2
    assert_equal "$(operations .git/gmig)" "$here"
}

@test "what a replay keeps is told apart by its migrations, not by who replayed" {
    make_branches
    write_migration 2026-11-20-094000-e oooooooooooo mmmmmmmmmmmm "ALTER TABLE b ADD COLUMN e int;" \
        "ALTER TABLE b DROP COLUMN e;"
    commit e
    run -0 gmig execute
    git worktree add -q -b theirs ../linked feature
    cp dev.db ../linked
    sed -i 's/TABLE b (x int)/TABLE b (x int, y int)/' migrations/2026-11-20-091000-b.sql
    (cd ../linked && sed -i 's/TABLE b (x int)/TABLE b (x int, z int)/' migrations/2026-11-20-091000-b.sql)
    run -0 gmig switch
    assert_equal "$(columns b)" "x y e"
    cd ../linked
    run -0 gmig switch
    assert_equal "$(columns b)" "x z e"
    run -0 gmig db drift
    cd ../work
    run -0 gmig db drift
}

@test "a copied folder is an environment of its own from its first writing command on" {
    make_branches
    cp -a . ../copied
    cd ../copied
    assert_equal "$(identity dev.db)" "$(identity ../work/dev.db)"
    run -0 gmig switch other
    assert_output --partial "this is a copy of"
    assert_not_equal "$(identity dev.db)" "$(identity ../work/dev.db)"
    cd ../work
    tables_are "a b"
    run -0 gmig status --exit-code
    run -0 gmig switch other
    refute_output --partial "copy"
}

@test "a folder that was moved stays what it was" {
    make_branches
    before=$(identity dev.db)
    cd ..
    mv work moved
    cd moved
    run -0 gmig switch other
    refute_output --partial "copy"
    assert_equal "$(identity dev.db)" "$before"
    assert_equal "$(query dev.db "SELECT place FROM gmig_environment")" "$PWD/dev.db"
}

@test "a file that is reached by another path is no copy" {
    make_branches
    before=$(identity dev.db)
    ln -s work ../other-way
    sed -i "s|sqlite:dev.db|sqlite:$(dirname "$PWD")/other-way/dev.db|" gmig.json
    run -0 gmig switch other
    refute_output --partial "copy"
    assert_equal "$(identity dev.db)" "$before"
}

@test "PostgreSQL: each work tree remembers the facts of its own database" {
    make_postgres_project
    fill_branches
    local first=$POSTGRES_URL
    fresh_postgres "worktrees_${BATS_TEST_NUMBER}_second"
    local second=$POSTGRES_URL
    git worktree add -q ../linked other
    (cd ../linked && POSTGRES_URL=$second gmig switch -q)
    run -0 env POSTGRES_URL="$first" "$GMIG" hook post-checkout "$(git rev-parse main)" "$(git rev-parse HEAD)" 1
    assert_output ""
    cd ../linked
    run -0 env POSTGRES_URL="$second" "$GMIG" hook post-checkout "$(git rev-parse main)" "$(git rev-parse HEAD)" 1
    assert_output ""
    run -0 env POSTGRES_URL="$first" "$GMIG" hook post-checkout "$(git rev-parse main)" "$(git rev-parse HEAD)" 1
    assert_output --partial "of another branch executed (gmig switch)"
}
