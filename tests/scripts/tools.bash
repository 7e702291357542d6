# Other tools' own programs beside gmig, for the files tool_*.bats. Such a file begins with
#
#     load helper
#     load tools
#     setup() { start_test; need_tools; }
#
# shellcheck disable=SC2154  # bats sets "output"

# The programs' folder; a test without them fails.
need_tools() {
    tools=${GMIG_TEST_TOOLS:-}/node_modules
    [ -d "$tools" ] || fail "other tools' programs are missing: tests/tools/install FOLDER, and GMIG_TEST_TOOLS=FOLDER"
}

# The server's folder, which is its host.
server() {
    local url=$GMIG_TEST_POSTGRES
    url=${url#*host=}
    printf '%s' "${url%%&*}"
}

# dbmate URL ARGUMENT…: on the folder migrations, without writing schema.sql.
dbmate() {
    local url=$1
    shift
    "$tools/@dbmate/linux-x64/bin/dbmate" --url "$url" --migrations-dir migrations --no-dump-schema "$@"
}

# node_pg_migrate ARGUMENT…: on the folder migrations and POSTGRES_URL.
node_pg_migrate() {
    DATABASE_URL=$POSTGRES_URL "$tools/.bin/node-pg-migrate" "$@" --migrations-dir migrations
}

# use_sql_migrate DIALECT DATASOURCE: its settings.
use_sql_migrate() {
    printf 'development:\n  dialect: %s\n  datasource: %s\n  dir: migrations\n' "$1" "$2" >dbconfig.yml
}

# postgrator ARGUMENT…: on the folder migrations and POSTGRES_URL's database.
postgrator() {
    local database=${POSTGRES_URL#postgresql:///}
    "$tools/.bin/postgrator" "$@" --no-config --driver pg --host "$(server)" --username postgres \
        --database "${database%%\?*}" --migration-pattern 'migrations/*'
}

# use_prisma: its schema and settings, for the folder migrations and POSTGRES_URL.
use_prisma() {
    ln -s "$tools" node_modules
    printf 'datasource db {\n  provider = "postgresql"\n  url = env("DATABASE_URL")\n}\n' >schema.prisma
    mkdir -p migrations
    printf 'provider = "postgresql"\n' >migrations/migration_lock.toml
    cat >prisma.config.mjs <<'END'
import { PrismaPg } from '@prisma/adapter-pg'
export default {
  schema: 'schema.prisma', migrations: { path: 'migrations' },
  engine: 'js', experimental: { adapter: true },
  adapter: async () => new PrismaPg({ connectionString: process.env.DATABASE_URL }),
}
END
    printf 'node_modules\n' >>.gitignore
}

# prisma ARGUMENT…: by its engine in WebAssembly. It would fetch the native ones from its makers'
# host all the same, unless it is told of files that stand for them: they are never run.
prisma() {
    CHECKPOINT_DISABLE=1 DATABASE_URL=$POSTGRES_URL PRISMA_SCHEMA_ENGINE_BINARY=$BATS_TEST_FILENAME \
        PRISMA_QUERY_ENGINE_LIBRARY=$BATS_TEST_FILENAME "$tools/.bin/prisma" "$@"
}

# ---- what every tool goes through ------------------------------------------------------------------
#
# A file that tells it defines, of its tool: path_of NUMBER NAME (below migrations/), put NUMBER NAME
# SQL [DOWN] (which writes that file, or both), tool_up (executes what is pending), tool_rows (its
# table), tool_looks (starts it and changes nothing), and up_mark, the line that SQL stands behind.

# ask SQL: of the database that the test uses.
ask() {
    if [ "${database:?}" = sqlite ]; then
        query dev.db "$1"
    else
        postgres_query "$POSTGRES_URL" "$1"
    fi
}

# begin TOOL sqlite|postgresql: four files, of which the tool has executed three.
begin() {
    database=$2
    if [ "$database" = sqlite ]; then
        make_project "layout=\"$1\""
    else
        make_postgres_project "layout=\"$1\""
    fi
    [ "$(type -t use_tool)" != function ] || use_tool
    put 1 users "CREATE TABLE users (id integer PRIMARY KEY, name text);" "DROP TABLE users;"
    put 2 mail "CREATE TABLE mail (id integer PRIMARY KEY, address text);" "DROP TABLE mail;"
    put 3 posts "INSERT INTO users VALUES (1, 'ann');" "DELETE FROM users;"
    run -0 tool_up
    put 4 tags "CREATE TABLE tags (id integer);" "DROP TABLE tags;"
    commit "what was there"
}

# is_watched TOOL: status, check and hooks take what the tool recorded; nothing is executed.
is_watched() {
    run -0 --separate-stderr gmig status --json
    assert_equal "$(json '[.migrations[].state] | join(" ")')" "executed executed executed pending"
    assert_equal "$(json '.facts | .source + " " + .tool')" "live $1"
    run -0 gmig check --base main
    run -0 gmig hooks install
    sed -i 's/address/place/' "migrations/$(path_of 2 mail)"
    run -1 gmig status
    assert_output --partial "GM101"
    run ! git commit -q -a -m "another name"
    assert_output --partial "edited-after-execution"
    git checkout -q .
    run -9 gmig execute
    assert_output --partial "gmig import --from $1 --adopt"
    run ask "SELECT * FROM tags"
    assert_failure
}

# fill FILE SQL: writes it behind up_mark, or into a file without marks.
fill() {
    if [ -n "${up_mark:-}" ]; then
        sed -i "s/^$up_mark\$/&\n$2/" "$1"
    else
        echo "$2" >>"$1"
    fi
}

# is_adopted TOOL: gmig goes on, the tool's table stays as it is, and the tool can be asked still.
is_adopted() {
    local before file
    before=$(tool_rows)
    run -0 gmig import --from "$1" --adopt
    assert_output --partial "adopted 3 migrations in local"
    run -0 gmig execute
    run -0 gmig new "add likes"
    file=$(git ls-files --others --exclude-standard migrations | head -n 1)
    fill "$file" "CREATE TABLE likes (id integer);"
    run -0 gmig execute
    run -0 gmig status --exit-code
    commit "likes"
    assert_equal "$(ask "SELECT name FROM users")" ann
    run -0 ask "SELECT count(*) FROM tags, likes, mail"
    assert_equal "$(tool_rows)" "$before"
    run -0 tool_looks
}
