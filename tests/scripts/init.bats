# gmig init: what it writes, what it finds, what it leaves alone.
load helper
setup() { start_test; }

# configured FILE FILTER: of a gmig.json, which holds comments, what jq's FILTER gives.
configured() {
    sed 's,^ *//.*,,' "$1" | jq -r "$2"
}

@test "an empty repository: configuration, attributes, ignored database, head; no database" {
    make_repository
    run -0 gmig init
    assert_line "wrote gmig.json"
    assert_line "next: gmig new NAME"
    assert_equal "$(cat .gitattributes)" "/migrations/**/*.sql text eol=lf"
    assert_equal "$(cat .gitignore)" "/dev.db*"
    assert_file_exists migrations/gmig.head
    assert_file_not_exists dev.db
    run -0 configured gmig.json '.dialect, .environments.local.url, .environments.local.kind'
    assert_output "sqlite
sqlite:dev.db
local"
    run -0 gmig execute
    assert_output --partial "nothing to do in local"
}

@test "what it wrote is what gmig then uses" {
    make_repository
    run -0 gmig init -q
    assert_output ""
    run -0 gmig new "add articles"
    sed -i '2i CREATE TABLE article (id INTEGER PRIMARY KEY);' "$output"
    run -0 gmig execute
    run -0 tables dev.db
    assert_output article
    run -0 git status --porcelain --ignored
    assert_line '!! dev.db'
}

@test "the branch that stands for main is protected" {
    make_repository
    git switch -q -c master
    run -0 gmig init
    run -0 configured gmig.json '.protected[]'
    assert_output master
}

@test "lines that stand in .gitattributes and .gitignore stay, and come once" {
    make_repository
    printf '*.png binary' >.gitattributes
    printf '/dev.db*\n' >.gitignore
    run -0 gmig init
    assert_equal "$(cat .gitattributes)" "*.png binary
/migrations/**/*.sql text eol=lf"
    assert_equal "$(cat .gitignore)" "/dev.db*"
}

@test "--dry-run names the files and writes none" {
    make_repository
    run -0 gmig init --dry-run
    assert_line "would write gmig.json"
    assert_equal "$(ls -A)" ".git"
}

@test "a second init is refused and changes nothing" {
    make_project
    cp gmig.json before
    run -2 gmig init
    assert_line --partial "set up here already"
    assert_line --partial "next: gmig status"
    run -0 cmp gmig.json before
}

@test "an init that was killed is completed by the next" {
    make_repository
    GMIG_FAULT=journal.change:1:kill run -137 gmig init
    run -0 gmig init
    assert_line --partial "completed \`gmig init\`"
    assert_line "next: gmig new NAME"
    assert_file_exists migrations/gmig.head
    run -2 gmig init
    assert_line --partial "set up here already"
    rm gmig.json migrations/gmig.head
    GMIG_FAULT=journal.written:1:kill run -137 gmig init
    run -0 gmig init
    assert_file_exists migrations/gmig.head
}

@test "--url and --dialect say what gmig.json shall hold" {
    make_repository
    # shellcheck disable=SC2016  # gmig replaces it
    run -0 gmig init --dialect postgresql --url '${DATABASE_URL}'
    run -0 configured gmig.json '.dialect, .environments.local.url'
    assert_output "postgresql
\${DATABASE_URL}"
}

@test "a password never gets into gmig.json" {
    make_repository
    run -2 gmig init --url postgresql://ann:secret@localhost/app
    assert_line --partial "a password has no place in gmig.json"
    refute_output --partial secret
    assert_file_not_exists gmig.json
}

@test "--json lists what was written" {
    make_repository
    run -0 --separate-stderr gmig init --json
    assert_equal "$(json '.written | sort | join(" ")')" ".gitattributes .gitignore gmig.json migrations/gmig.head"
    assert_equal "$(json '.folder, .detected' | paste -sd' ')" "migrations null"
}

# found LAYOUT FOLDER FILE [CONTENT]: init takes the folder for LAYOUT's, and writes nothing in it.
found() {
    local layout=$1 folder=$2 file=$3
    rm -rf project && mkdir -p "$(dirname "project/$folder/$file")"
    printf '%s\n' "${4:-CREATE TABLE a (x);}" >"project/$folder/$file"
    git init -q project
    run -0 gmig -C project init
    assert_output --partial "$folder is laid out as $layout does it"
    assert_output --partial "gmig import --from $layout"
    assert_equal "$(configured project/gmig.json '.layout + " " + .migrations')" "$layout $folder"
    assert_equal "$(cd "project/$folder" && find . -type f)" "./$file"
}

@test "other tools' folders are found where they keep them" {
    found golang-migrate db/migrations 000001_a.up.sql
    found sqlx migrations 20261120100000_a.up.sql
    found diesel migrations 2026-11-20-100000_a/up.sql
    found prisma prisma/migrations 20261120100000_a/migration.sql
    found flyway src/main/resources/db/migration V1__a.sql
}

@test "without git a plain folder is set up too" {
    run -0 gmig init
    assert_file_exists gmig.json
    run -0 gmig new start
    assert_file_exists "$output"
}
