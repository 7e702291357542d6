# Histories of other tools: their files, and their tables as each tool's documentation has them,
# made by hand in dev.db (or, with dialect=postgresql, in POSTGRES_URL).
#
# shellcheck disable=SC2154  # bats sets "output"

# shellcheck disable=SC2034  # the scripts read it
all_layouts="golang-migrate sqlx diesel prisma flyway dbmate goose"
dialect=sqlite

sql() {
    if [ "$dialect" = sqlite ]; then
        query dev.db "$1"
    else
        postgres_query "$POSTGRES_URL" "$1"
    fi
}

# path_of LAYOUT NUMBER NAME: below migrations/; name_of: what gmig calls the migration.
path_of() {
    case $1 in
    golang-migrate) echo "00000$2_$3.up.sql" ;;
    diesel) echo "2026-01-01-00000$2_$3/up.sql" ;;
    prisma) echo "2026010100000$2_$3/migration.sql" ;;
    flyway) echo "V$2__$3.sql" ;;
    *) echo "2026010100000$2_$3.sql" ;;
    esac
}
name_of() {
    local path
    path=$(path_of "$@")
    case $path in
    */*) echo "${path%%/*}" ;;
    *) echo "${path%%.*}" ;;
    esac
}
table_of() {
    case $1 in
    golang-migrate | dbmate) echo schema_migrations ;;
    sqlx) echo _sqlx_migrations ;;
    diesel) echo __diesel_schema_migrations ;;
    prisma) echo _prisma_migrations ;;
    flyway) echo flyway_schema_history ;;
    goose) echo goose_db_version ;;
    esac
}

# put LAYOUT NUMBER NAME [COLUMN]: a migration that makes the table NAME.
put() {
    local path
    path=migrations/$(path_of "$1" "$2" "$3")
    mkdir -p "$(dirname "$path")"
    case $1 in
    dbmate) printf -- '-- migrate:up\n' ;;
    goose) printf -- '-- +goose Up\n' ;;
    esac >"$path"
    echo "CREATE TABLE $3 (${4:-x} int);" >>"$path"
}

# create_table LAYOUT [NAME]
create_table() {
    local name=${2:-$(table_of "$1")} bytes=blob
    [ "$dialect" = sqlite ] || bytes=bytea
    case $1 in
    golang-migrate) sql "CREATE TABLE $name (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)" ;;
    dbmate) sql "CREATE TABLE $name (version varchar(128) PRIMARY KEY)" ;;
    diesel) sql "CREATE TABLE $name (version varchar(50) PRIMARY KEY NOT NULL, run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)" ;;
    sqlx) sql "CREATE TABLE $name (version bigint PRIMARY KEY, description text NOT NULL, installed_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, success boolean NOT NULL, checksum $bytes NOT NULL, execution_time bigint NOT NULL)" ;;
    prisma) sql "CREATE TABLE $name (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamp, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamp, started_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count integer NOT NULL DEFAULT 0)" ;;
    flyway) sql "CREATE TABLE $name (installed_rank integer NOT NULL PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time integer NOT NULL, success boolean NOT NULL)" ;;
    goose)
        sql "CREATE TABLE $name (id integer PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT CURRENT_TIMESTAMP)"
        sql "INSERT INTO $name (id, version_id, is_applied) VALUES (1, 0, true)"
        ;;
    esac
}

# bytes_as_number FILE: Flyway's checksum, computed without gmig.
lines_crc() {
    python3 -c '
import sys, zlib
crc = 0
for line in open(sys.argv[1], encoding="utf-8-sig").read().splitlines():
    crc = zlib.crc32(line.encode(), crc)
print(crc - 2**32 if crc >= 2**31 else crc)' "$1"
}

# record LAYOUT NUMBER NAME [TABLE]: what the tool writes when it has executed it.
record() {
    local table=${4:-$(table_of "$1")} file sum
    file=migrations/$(path_of "$1" "$2" "$3")
    case $1 in
    golang-migrate) sql "DELETE FROM $table; INSERT INTO $table VALUES ($2, false)" ;;
    dbmate) sql "INSERT INTO $table VALUES ('2026010100000$2')" ;;
    diesel) sql "INSERT INTO $table (version) VALUES ('2026010100000$2')" ;;
    sqlx)
        sum=$(sha384sum "$file" | cut -d' ' -f1)
        if [ "$dialect" = sqlite ]; then sum="x'$sum'"; else sum="'\\x$sum'"; fi
        sql "INSERT INTO $table (version, description, success, checksum, execution_time) VALUES (2026010100000$2, '$3', true, $sum, 12345)"
        ;;
    prisma)
        sum=$(sha256sum "$file" | cut -d' ' -f1)
        sql "INSERT INTO $table (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('$2', '$sum', CURRENT_TIMESTAMP, '$(name_of "$1" "$2" "$3")', 1)"
        ;;
    flyway)
        sql "INSERT INTO $table (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success) VALUES ($2, '$2', '$3', 'SQL', '$(path_of "$1" "$2" "$3")', $(lines_crc "$file"), 'ann', 12, true)"
        ;;
    goose) sql "INSERT INTO $table (id, version_id, is_applied) VALUES ($2 + 1, 2026010100000$2, true)" ;;
    esac
}

# watch_project LAYOUT [KEY=JSON…]: a and c are executed by the tool, d is pending; 2 is free for
# what comes late.
watch_project() {
    local layout=$1
    shift
    if [ "$dialect" = sqlite ]; then
        make_project "layout=\"$layout\"" "$@"
    else
        make_postgres_project "layout=\"$layout\"" "$@"
    fi
    put "$layout" 1 a
    put "$layout" 3 c
    create_table "$layout"
    record "$layout" 1 a
    record "$layout" 3 c
    put "$layout" 4 d
    commit "base"
}

# states: of the last status --json, "NAME:STATE" of each.
states() {
    json '[.migrations[] | .name + ":" + .state] | join(" ")'
}
# codes: "CODE NAME" of what is an error.
codes() {
    json '[.findings[] | select(.severity == "error") | .code + " " + (.migration.name // "")] | join(", ")'
}
# assert_status EXIT STATES CODES
assert_status() {
    run "-$1" --separate-stderr gmig status --json
    assert_equal "$(states)" "$2"
    assert_equal "$(codes)" "$3"
}

# dump: all that is in the database, and its file's name.
dump() {
    if [ "$dialect" = sqlite ]; then
        sqlite3 -batch -init /dev/null dev.db .dump
        ls -a
    else
        pg_dump -d "$POSTGRES_URL" | grep -v '^\\\(un\)\?restrict '
    fi
}
