# Where gmig is started: subfolders, linked worktrees, -C, plain folders; and which environment.
load helper

setup() {
    start_test
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);" "DROP TABLE a;"
    commit "a"
}

@test "from a subfolder, the project is the same" {
    mkdir -p deep/er
    cd deep/er
    run -0 gmig execute
    assert_equal "$(tables ../../dev.db)" a
    run -0 gmig new more
    assert_output migrations/2026-11-20-100100-more.sql
    assert_file_exists ../../migrations/2026-11-20-100100-more.sql
}

@test "-C, as if started there" {
    cd /
    run -0 gmig -C "$BATS_TEST_TMPDIR/work" execute
    assert_equal "$(tables "$BATS_TEST_TMPDIR/work/dev.db")" a
}

@test "a linked worktree has its own files and its own local database" {
    git worktree add -q -b topic ../linked
    cd ../linked
    run -0 gmig new topic
    run -0 gmig add
    sed -i '2i CREATE TABLE t (x);' migrations/*-topic.sql
    run -0 gmig execute
    assert_equal "$(tables dev.db | paste -sd' ')" "a t"
    cd ../work
    assert_equal "$(gmig --json log | jq '.migrations | length')" 1
    assert_file_not_exists dev.db
    run -0 gmig execute
    assert_equal "$(tables dev.db)" a
}

@test "a plain folder without git, as in an image" {
    mkdir ../image
    cp -r gmig.json migrations ../image
    cd ../image
    GMIG_COMMIT=1234567 GMIG_BRANCH=release run -0 gmig execute
    run -0 gmig status --exit-code
    run -0 gmig verify
    run -0 query dev.db "SELECT git_commit || ' ' || git_branch FROM gmig_ledger WHERE id = 'klmnopqrstuv'"
    assert_output "1234567 release"
    run -0 gmig rollback
    run -8 gmig log --all
    assert_output --partial "there is no repository here"
    run -8 gmig rev-parse main:@
}

@test "a repository without gmig.json is looked at by flags" {
    cd .. && mkdir foreign && cd foreign && git init -q && mkdir -p db/steps
    echo "CREATE TABLE a (x);" >db/steps/1_a.up.sql
    run -0 gmig --migrations db/steps --layout golang-migrate --dialect sqlite log
    assert_output --partial "1_a"
    run -0 gmig --migrations db/steps --layout golang-migrate --url sqlite:x.db status
    assert_output --partial "pending"
}

@test "several projects: which one is asked, and told" {
    mkdir -p app billing
    cat >gmig.json <<'END'
{"projects": {
  "app": {"migrations": "app", "dialect": "sqlite", "environments": {"local": {"url": "sqlite:one.db", "kind": "local"}}},
  "billing": {"migrations": "billing", "dialect": "sqlite", "environments": {"local": {"url": "sqlite:one.db", "kind": "local"}}}
}}
END
    run -2 gmig status
    assert_output --partial "one of: app, billing"
    echo "CREATE TABLE a (x);" >app/1.sql
    echo "CREATE TABLE b (x);" >billing/1.sql
    run -0 gmig -p app execute
    run -1 gmig -p billing status --exit-code
    run -0 gmig -p billing execute
    assert_equal "$(tables one.db | paste -sd' ')" "a b"
}

@test "the environment: flag before variable before git's configuration before local" {
    sed -i 's,"environments": {,&"one": {"url": "sqlite:one.db"\, "kind": "local"}\, "two": {"url": "sqlite:two.db"\, "kind": "local"}\, ,' gmig.json
    environment() { gmig "$@" --json status | jq -r .environment; }
    assert_equal "$(environment)" local
    assert_equal "$(GMIG_ENV=one environment)" one
    assert_equal "$(GMIG_ENV=one environment -e two)" two
    assert_equal "$(DATABASE_URL=sqlite:three.db GMIG_ENV=one environment)" one
    sed -i 's/"local": {/"own": {/' gmig.json
    git config gmig.env one
    assert_equal "$(environment)" one
    assert_equal "$(GMIG_ENV=two environment)" two
}
