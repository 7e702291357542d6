# The templates for GitHub (action.yml) and GitLab (docs/ci/gitlab.yml): parsed, and their own shell
# steps run, in an environment like the runner's.
load helper

setup() {
    start_test
    top=$BATS_TEST_DIRNAME/../..
    mkdir "$BATS_TEST_TMPDIR/bin"
    ln -s "$GMIG" "$BATS_TEST_TMPDIR/bin/gmig"
    export RUNNER_TEMP=$BATS_TEST_TMPDIR GITHUB_EVENT_NAME=pull_request
    export INPUT_BASE='' INPUT_HEAD='' INPUT_DEPLOYED='' INPUT_PROJECT='' INPUT_LAYOUT='' INPUT_MIGRATIONS=''
    export INPUT_EVENT_BASE='' INPUT_PACKAGE='' INPUT_SHA256=''
}

as_json() { /usr/bin/python3 "$top/tests/support/yaml_to_json.py" "$1"; }

# step NAME: a step of the action, as the runner calls it (bash -e -o pipefail).
step() {
    as_json "$top/action.yml" |
        jq -er --arg name "$1" '.runs.steps[] | select(.name == $name) | .run' >"$RUNNER_TEMP/step"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH bash --noprofile --norc -e -o pipefail "$RUNNER_TEMP/step" </dev/null
}

job() {
    as_json "$top/docs/ci/gitlab.yml" | jq -er '."gmig-check".script[]' >"$BATS_TEST_TMPDIR/job"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH sh -e "$BATS_TEST_TMPDIR/job" </dev/null
}

# A pull request whose merge is checked out: an edit of what main has, or nothing wrong.
pull_request() {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "a table"
    git checkout -q -b feature
    if [ "$1" = edit ]; then
        sed -i 's/a (x)/a (y)/' migrations/2026-11-20-090000-a.sql
    else
        write_migration 2026-11-20-091000-b lmnopqrstuvw klmnopqrstuv "CREATE TABLE b (x);"
    fi
    commit "a change"
    git checkout -q --detach main
    git merge -q --no-ff -m "Merge" feature
}

@test "the action is YAML with what GitHub wants of a composite one" {
    run -0 as_json "$top/action.yml"
    assert_equal "$(json '.runs.using')" composite
    assert_equal "$(json '[.runs.steps[] | select(.run and .shell != "bash")] | length')" 0
    assert_equal "$(json '[.inputs[] | select(.description == null or .default == null)] | length')" 0
    # Text of others reaches a shell as a variable only, never in the script itself.
    # shellcheck disable=SC2016  # they are GitHub's
    assert_equal "$(json '[.runs.steps[].run | select(contains("${{"))] | length')" 0
    # Every variable that a step gets is one of the inputs, or of the event.
    # shellcheck disable=SC2016  # likewise, and jq's
    run -0 json '[.inputs | keys[]] as $inputs | .runs.steps[] | .env | to_entries[]
        | select(.value | startswith("${{ inputs.")) | .value | ltrimstr("${{ inputs.")
        | rtrimstr(" }}") | select(. as $name | $inputs | index($name) | not)'
    assert_output ""
}

@test "both scripts pass shellcheck" {
    as_json "$top/action.yml" | jq -r '.runs.steps[].run' >"$RUNNER_TEMP/all"
    run -0 shellcheck --shell=bash "$RUNNER_TEMP/all"
    as_json "$top/docs/ci/gitlab.yml" | jq -r '."gmig-check".script[]' >"$RUNNER_TEMP/all"
    run -0 shellcheck --shell=sh "$RUNNER_TEMP/all"
}

@test "a pull request with an edit is stopped by an annotation" {
    pull_request edit
    run -1 step "Check the migrations"
    assert_line --partial "::error file=migrations/2026-11-20-090000-a.sql,title=GM101"
}

@test "a pull request that adds behind the head passes" {
    pull_request add
    run -0 step "Check the migrations"
    refute_output --partial "::error"
}

@test "without gmig, or with a base that is not here, it fails closed" {
    pull_request add
    rm "$BATS_TEST_TMPDIR/bin/gmig"
    PATH=/usr/bin:/bin run -8 step "Check the migrations"
    assert_output --partial "::error title=gmig is not installed"
    ln -s "$GMIG" "$BATS_TEST_TMPDIR/bin/gmig"
    INPUT_BASE=origin/main run -8 step "Check the migrations"
    assert_output --partial "::error title=gmig cannot decide"
    assert_output --partial "fetch-depth: 2"
}

@test "a merge queue gives the base by the event; a push the commit before it" {
    pull_request edit
    local base
    base=$(git rev-parse main)
    git checkout -q feature
    git branch -q -D main
    GITHUB_EVENT_NAME=merge_group INPUT_EVENT_BASE=$base run -1 step "Check the migrations"
    assert_output --partial "GM101"
    GITHUB_EVENT_NAME=push INPUT_EVENT_BASE=$base run -1 step "Check the migrations"
    assert_output --partial "GM101"
}

@test "the first push of a branch is held against the protected branch" {
    pull_request edit
    git checkout -q feature
    GITHUB_EVENT_NAME=push INPUT_EVENT_BASE=0000000000000000000000000000000000000000 \
        run -1 step "Check the migrations"
    assert_output --partial "GM101"
}

@test "what is added is linted beside the file, and a warning does not fail the job" {
    pull_request add
    git checkout -q feature
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "DROP TABLE a;"
    commit "a drop"
    git checkout -q --detach main
    git merge -q --no-ff -m "Merge" feature
    run -0 step "Lint what is added"
    assert_output --partial "::warning file=migrations/2026-11-20-092000-c.sql,line=3,title=GM414 drops-table::"
    INPUT_BASE=HEAD run -0 step "Lint what is added"
    assert_output ""
    GITHUB_EVENT_NAME=push INPUT_EVENT_BASE=$(git rev-parse main) run -0 step "Lint what is added"
    assert_output --partial GM414
}

@test "an error of lint fails the job, on GitHub and on GitLab" {
    pull_request add
    git checkout -q feature
    write_migration 2026-11-20-092000-c mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a ADD COLUMN u UNIQUE;"
    commit "a column"
    INPUT_BASE=main run -1 step "Lint what is added"
    assert_output --partial "::error file=migrations/2026-11-20-092000-c.sql,line=3,title=GM433"
    git clone -q "$PWD" ../runner
    cd ../runner || return
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main run -1 job
    assert_output --partial "GM433 adds-refused-column error"
}

@test "inputs reach gmig whatever is in them" {
    make_repository
    mkdir -p "db files"
    printf 'CREATE TABLE a (x);\n' >"db files/1_a.up.sql"
    commit "a table"
    git checkout -q -b feature
    printf 'CREATE TABLE a (y);\n' >"db files/1_a.up.sql"
    commit "a change"
    INPUT_BASE=main INPUT_HEAD=feature INPUT_LAYOUT=golang-migrate INPUT_MIGRATIONS="db files" \
        run -1 step "Check the migrations"
    assert_output --partial "file=db files/1_a.up.sql,title=GM101"
    # shellcheck disable=SC2016  # it must not be run
    INPUT_BASE='$(touch pwned)' run -8 step "Check the migrations"
    assert_file_not_exists pwned
}

@test "a package must be what its SHA-256 says, and a URL must have one" {
    printf 'no package\n' >gmig.deb
    INPUT_PACKAGE=gmig.deb INPUT_SHA256=$(printf '%064d' 0) run -1 step "Install gmig"
    assert_output --partial "gmig.deb: FAILED"
    INPUT_PACKAGE=https://example.org/gmig.deb run -8 step "Install gmig"
    assert_output --partial "sha256"
}

@test "GitLab: a merge request against its target branch, and a push against what was before" {
    run -0 as_json "$top/docs/ci/gitlab.yml"
    assert_equal "$(json 'keys | join(" ")')" gmig-check
    pull_request edit
    git checkout -q feature
    local host=$PWD
    git clone -q "$host" ../runner
    cd ../runner || return
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main run -1 job
    assert_output --partial "error GM101"
    CI_COMMIT_BEFORE_SHA=$(git rev-parse origin/main) run -1 job
    assert_output --partial "error GM101"
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=gone run -128 job
}

@test "GitLab: a clean merge request passes, and without gmig the job fails" {
    pull_request add
    git checkout -q feature
    git clone -q "$PWD" ../runner
    cd ../runner || return
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main run -0 job
    rm "$BATS_TEST_TMPDIR/bin/gmig"
    PATH=/usr/bin:/bin CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main run -127 job
}

# pipeline_step JOB NAME: a step of docs/ci/github-actions.yml.
pipeline_step() {
    as_json "$top/docs/ci/github-actions.yml" |
        jq -er --arg job "$1" --arg name "$2" '.jobs[$job].steps[] | select(.name == $name) | .run' >"$RUNNER_TEMP/step"
    PATH=$BATS_TEST_TMPDIR/bin:$PATH bash --noprofile --norc -e -o pipefail "$RUNNER_TEMP/step" </dev/null
}

# What the pipeline's checkout holds, with an origin that it may push to.
checkout_with_two_environments() {
    make_repository
    mkdir migrations
    cat >gmig.json <<'JSON'
{
  "dialect": "postgresql",
  "environments": {
    "staging": {"url": "${STAGING_URL}", "kind": "shared"},
    "primary": {"url": "${DATABASE_URL}", "kind": "production"}
  }
}
JSON
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x int);" "DROP TABLE a;"
    commit "a table"
    git init -q --bare "$BATS_TEST_TMPDIR/origin.git"
    git remote add origin "$BATS_TEST_TMPDIR/origin.git"
    git push -q -u origin main
    fresh_postgres "pipeline_${BATS_TEST_NUMBER}_staging"
    export STAGING_URL=$POSTGRES_URL
    fresh_postgres "pipeline_${BATS_TEST_NUMBER}_primary"
    export DATABASE_URL=$POSTGRES_URL
}

@test "the pipeline deploys staging, then production by way of a fork, and shares what ran" {
    checkout_with_two_environments
    run -0 pipeline_step check "Fetch what ran where"
    run -0 pipeline_step staging "Deploy"
    run -0 pipeline_step production "Check against production's ledger"
    run -0 pipeline_step production "Deploy, by way of a fork"
    run -0 pipeline_step production "Maintenance is off"
    run -0 gmig status -e primary --exit-code
    run -0 gmig status -e staging --exit-code
    assert [ -n "$(git ls-remote origin refs/gmig/ledger)" ]
    git clone -q --depth=2 "file://$BATS_TEST_TMPDIR/origin.git" ../pull-request
    cd ../pull-request
    run -0 pipeline_step check "Fetch what ran where"
    run -0 gmig ledger show
    assert_output --partial primary
}

@test "the pipeline's gate sees no secret, and only what deploys may write" {
    run -0 as_json "$top/docs/ci/github-actions.yml"
    assert_equal "$(jq '[.jobs.check | .. | strings | select(test("secrets[.]"))] | length' <<<"$output")" 0
    assert_equal "$(jq -c .permissions <<<"$output")" '{"contents":"read"}'
    assert_equal "$(jq -c '[.jobs[] | .permissions.contents]' <<<"$output")" '[null,"write","write"]'
}

@test "the Kubernetes Job deploys without a repository, and leaves the facts for another job" {
    checkout_with_two_environments
    as_json "$top/docs/ci/kubernetes-job.yaml" >"$RUNNER_TEMP/job.json"
    mapfile -t arguments < <(jq -er --arg facts "$RUNNER_TEMP/facts" \
        '.spec.template.spec.containers[0].args[] | sub("^/facts/facts$"; $facts)' "$RUNNER_TEMP/job.json")
    mkdir "$BATS_TEST_TMPDIR/image"
    cp -r gmig.json migrations "$BATS_TEST_TMPDIR/image"
    cd "$BATS_TEST_TMPDIR/image"
    GMIG_COMMIT=0123456789012345678901234567890123456789 GMIG_BRANCH=main run -0 gmig "${arguments[@]}"
    run -0 gmig "${arguments[@]}"
    run -0 gmig status -e primary --exit-code
    cd "$BATS_TEST_TMPDIR/work"
    run -0 gmig ledger import "$RUNNER_TEMP/facts"
    run -0 gmig ledger show
    assert_output --partial primary
}
