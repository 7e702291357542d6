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

# sql_migrate ARGUMENT…: with the dbconfig.yml that use_sql_migrate wrote.
sql_migrate() {
    sql-migrate "$@"
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
