# What the tests of `gmig import` stand on: folders and history tables as other tools leave them.
#
# shellcheck shell=bash
# shellcheck disable=SC2154  # the tests set "database"

# ask SQL: what the test's database answers, one row a line.
ask() {
    if [ "${database:-sqlite}" = sqlite ]; then query dev.db "$1"; else postgres_query "$POSTGRES_URL" "$1"; fi
}

# team TOOL FOLDER [KEY=JSON…]: a committed repository with four migrations of the tool, of which
# its table says that three are executed, and a gmig.json.
team() {
    local tool=$1 folder=$2 url='sqlite:dev.db' dialect=sqlite key
    shift 2
    if [ "${database:-sqlite}" = postgresql ]; then
        fresh_postgres
        dialect=postgresql
        # shellcheck disable=SC2016  # gmig replaces it
        url='${POSTGRES_URL}'
    fi
    make_repository
    {
        printf '// ours\n{\n  "migrations": "%s", "dialect": "%s",\n' "$folder" "$dialect"
        printf '  "layout": "%s", // for now\n' "$tool"
        for key in "$@"; do printf '  "%s": %s,\n' "${key%%=*}" "${key#*=}"; done
        printf '  "environments": {"local": {"url": "%s", "kind": "local"}, "live": {"url": "%s", "kind": "production"}}\n}\n' \
            "$url" "$url"
    } >gmig.json
    printf '*.db\n*.db-*\n' >.gitignore
    files_of "$tool" "$folder"
    commit "the tool's"
    ran "$tool" 3
}

# up N and down N: what the N-th migration says.
up() {
    case $1 in
    1) echo "CREATE TABLE users (id integer PRIMARY KEY, name text);" ;;
    2) echo "ALTER TABLE users ADD COLUMN mail text;" ;;
    3) echo "CREATE INDEX users_mail ON users (mail);" ;;
    *) echo "CREATE TABLE t$1 (x integer);" ;;
    esac
}
down() {
    case $1 in
    1) echo "DROP TABLE users;" ;;
    2) echo "ALTER TABLE users DROP COLUMN mail;" ;;
    3) echo "DROP INDEX users_mail;" ;;
    *) echo "DROP TABLE t$1;" ;;
    esac
}

stamp() { printf '202611200000%02d' "$1"; }

# files_of TOOL FOLDER: its four migrations.
files_of() {
    mkdir -p "$2"
    local n
    for n in 1 2 3 4; do file_of "$1" "$2" "$n"; done
}

file_of() {
    local tool=$1 folder=$2 n=$3
    case $tool in
    golang-migrate) up "$n" >"$folder/00000${n}_m$n.up.sql" && down "$n" >"$folder/00000${n}_m$n.down.sql" ;;
    sqlx) up "$n" >"$folder/$(stamp "$n")_m$n.sql" ;;
    flyway) up "$n" >"$folder/V${n}__m$n.sql" ;;
    goose) printf -- '-- +goose Up\n%s\n\n-- +goose Down\n%s\n' "$(up "$n")" "$(down "$n")" >"$folder/0000${n}_m$n.sql" ;;
    dbmate) printf -- '-- migrate:up\n%s\n\n-- migrate:down\n%s\n' "$(up "$n")" "$(down "$n")" >"$folder/$(stamp "$n")_m$n.sql" ;;
    diesel)
        mkdir "$folder/2026-11-20-00000${n}_m$n"
        up "$n" >"$folder/2026-11-20-00000${n}_m$n/up.sql"
        down "$n" >"$folder/2026-11-20-00000${n}_m$n/down.sql"
        ;;
    prisma)
        mkdir "$folder/$(stamp "$n")_m$n"
        up "$n" >"$folder/$(stamp "$n")_m$n/migration.sql"
        ;;
    esac
}

# table_of TOOL: its history table.
table_of() {
    case $1 in
    golang-migrate | dbmate) echo schema_migrations ;;
    sqlx) echo _sqlx_migrations ;;
    flyway) echo flyway_schema_history ;;
    goose) echo goose_db_version ;;
    diesel) echo __diesel_schema_migrations ;;
    prisma) echo _prisma_migrations ;;
    esac
}

# ran TOOL N: the first N migrations are executed, and its table says so; there are rows, too.
ran() {
    local n
    {
        for ((n = 1; n <= $2; ++n)); do up "$n"; done
        echo "INSERT INTO users (id, name) VALUES (1, 'ann');"
        make_table "$1"
        [ "$1" != golang-migrate ] || echo "INSERT INTO schema_migrations VALUES ($2, false);"
        for ((n = 1; n <= $2; ++n)); do row_of "$1" "$n"; done
    } >"$BATS_TEST_TMPDIR/ran.sql"
    ask "$(cat "$BATS_TEST_TMPDIR/ran.sql")"
}

make_table() {
    local bytes=blob
    [ "${database:-sqlite}" = sqlite ] || bytes=bytea
    case $1 in
    golang-migrate) echo "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);" ;;
    dbmate) echo "CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);" ;;
    sqlx) echo "CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text NOT NULL,
        installed_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, success boolean NOT NULL,
        checksum $bytes NOT NULL, execution_time bigint NOT NULL);" ;;
    flyway) echo "CREATE TABLE flyway_schema_history (installed_rank integer PRIMARY KEY, version varchar(50),
        description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL,
        checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL,
        execution_time integer NOT NULL, success boolean NOT NULL);" ;;
    goose) echo "CREATE TABLE goose_db_version (id integer PRIMARY KEY, version_id bigint NOT NULL,
        is_applied boolean NOT NULL, tstamp timestamp DEFAULT CURRENT_TIMESTAMP);
        INSERT INTO goose_db_version (id, version_id, is_applied) VALUES (1, 0, true);" ;;
    diesel) echo "CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY NOT NULL,
        run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);" ;;
    prisma) echo "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL,
        finished_at timestamp, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamp,
        started_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count integer NOT NULL DEFAULT 0);" ;;
    esac
}

row_of() {
    local n=$2 sum
    case $1 in
    dbmate) echo "INSERT INTO schema_migrations VALUES ('$(stamp "$n")');" ;;
    sqlx)
        sum=$(up "$n" | sha384sum | cut -d' ' -f1)
        if [ "${database:-sqlite}" = sqlite ]; then sum="x'$sum'"; else sum="'\\x$sum'"; fi
        echo "INSERT INTO _sqlx_migrations VALUES ($(stamp "$n"), 'm$n', '2026-11-20 09:0$n:00', true, $sum, 5000000);"
        ;;
    flyway)
        sum=$(up "$n" | tr -d '\n' | gzip -c | tail -c8 | od -An -N4 -td4 | tr -d ' ')
        echo "INSERT INTO flyway_schema_history VALUES ($n, '$n', 'm$n', 'SQL', 'V${n}__m$n.sql', $sum, 'ann', '2026-11-20 09:0$n:00', 5, true);"
        ;;
    goose) echo "INSERT INTO goose_db_version (id, version_id, is_applied, tstamp) VALUES ($((n + 1)), $n, true, '2026-11-20 09:0$n:00');" ;;
    diesel) echo "INSERT INTO __diesel_schema_migrations VALUES ('2026112000000$n', '2026-11-20 09:0$n:00');" ;;
    prisma)
        sum=$(up "$n" | sha256sum | cut -d' ' -f1)
        echo "INSERT INTO _prisma_migrations VALUES ('uuid-$n', '$sum', '2026-11-20 09:0$n:01', '$(stamp "$n")_m$n', NULL, NULL, '2026-11-20 09:0$n:00', 1);"
        ;;
    esac
}

# ledger COLUMN: of the project's rows in gmig's ledger, in the order of execution; none without one.
ledger() {
    local table=gmig_ledger
    [ "${database:-sqlite}" = sqlite ] || table=gmig.ledger
    ask "SELECT $1 FROM $table WHERE project = 'default' ORDER BY sequence" 2>"$BATS_TEST_TMPDIR/none" | paste -sd' '
}

# traces: everything in the tool's table, to be compared.
traces() {
    ask "SELECT * FROM $(table_of "$1") ORDER BY 1"
}
