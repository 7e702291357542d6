# What the tests of env, maintenance and deploy stand on: a project with a "primary" (production), on
# one database or the other, whose first migration is executed and has two rows.
#
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2317  # bats sets "output" and "status"; functions are called later

# use_sqlite or use_postgres, then `ask SQL` asks the primary, `ask_beside NAME SQL` what stands
# beside it.
use_sqlite() {
    make_repository
    mkdir -p migrations
    printf '*.db\n*.db-*\n' >.gitignore
    write_environments sqlite sqlite:app.db
    ledger=gmig_ledger
    ask() { query app.db "$1"; }
    ask_beside() { query "app.$1.db" "$2"; }
    exists_beside() { [ -e "app.$1.db" ]; }
    remove_all() { rm -f app.*; }
    keep() { cp app.db "$BATS_TEST_TMPDIR/kept.db"; }
    restore() {
        remove_all
        cp "$BATS_TEST_TMPDIR/kept.db" app.db
    }
    # Locks may stay behind: they are empty, and taken again.
    databases() { find . -maxdepth 1 -name '*app*' ! -name '*lock' ! -name '*-gmig-env' | sort; }
    names_beside() { find . -maxdepth 1 -name 'app.*.db' | sed 's|./app.||; s|.db$||' | sort; }
    begin
}
use_postgres() {
    fresh_postgres
    database=$(basename "$BATS_TEST_FILENAME" .bats)_$BATS_TEST_NUMBER
    make_repository
    mkdir -p migrations
    # shellcheck disable=SC2016  # gmig replaces it
    write_environments postgresql '${POSTGRES_URL}'
    ledger=gmig.ledger
    ask() { postgres_query "$POSTGRES_URL" "$1"; }
    ask_beside() { postgres_query "${POSTGRES_URL/\/$database\?//${database}__$1\?}" "$2"; }
    exists_beside() {
        [ "$(postgres_query "$GMIG_TEST_POSTGRES" "SELECT 1 FROM pg_database WHERE datname = '${database}__$1'")" = 1 ]
    }
    names_beside() {
        postgres_query "$GMIG_TEST_POSTGRES" "SELECT substr(datname, length('${database}__') + 1)
            FROM pg_database WHERE starts_with(datname, '${database}__') ORDER BY 1"
    }
    remove_all() {
        local one
        for one in "$database" $(names_beside | sed "s/^/${database}__/"); do
            postgres_query "$GMIG_TEST_POSTGRES" "DROP DATABASE IF EXISTS \"$one\" WITH (FORCE)"
        done
    }
    keep() { copy_database "$database" "${database}_kept"; }
    restore() {
        remove_all
        postgres_query "$GMIG_TEST_POSTGRES" "CREATE DATABASE \"$database\" TEMPLATE \"${database}_kept\""
    }
    databases() {
        postgres_query "$GMIG_TEST_POSTGRES" "SELECT datname FROM pg_database WHERE NOT datistemplate
            AND datname NOT LIKE '%kept' ORDER BY 1"
    }
    begin
}

write_environments() {
    cat >gmig.json <<END
{"migrations": "migrations", "dialect": "$1",
 "environments": {"primary": {"url": "$2", "kind": "production"}}}
END
}

# verified_migration NAME ID PARENT UP VERIFY [DOWN]
verified_migration() {
    write_migration "$1" "$2" "$3" "$4" ${6+"$6"}
    printf -- '\n-- gmig: verify\n%s\n' "$5" >>"migrations/$1.sql"
}

begin() {
    verified_migration 2026-11-20-090000-article kkkkkkkkkkkk none \
        "CREATE TABLE article (id INTEGER PRIMARY KEY);" "SELECT id FROM article LIMIT 0;" \
        "DROP TABLE article;"
    commit first
    run -0 gmig execute -e primary -y
    ask "INSERT INTO article VALUES (1), (2)"
}

# A second migration, that works; and one that fails after a statement that works.
second_migration() {
    verified_migration 2026-11-20-091000-title llllllllllll kkkkkkkkkkkk \
        "ALTER TABLE article ADD COLUMN title TEXT;" "SELECT title FROM article LIMIT 0;" \
        "ALTER TABLE article DROP COLUMN title;"
    commit second
}
failing_migration() {
    write_migration 2026-11-20-092000-fails mmmmmmmmmmmm "${1:-kkkkkkkkkkkk}" \
        "CREATE TABLE half (x INTEGER); INSERT INTO nowhere VALUES (1);"
    commit failing
}

# What gmig says stands beside the primary: a file that a killed replacement left is not there for it.
listed_beside() {
    gmig env list --json | jq -r '.environments[].name | select(contains("/")) | sub("^primary/"; "")' | paste -sd' '
}

# The ids of what the primary has executed, their first letters; and its rows.
executed() {
    ask "SELECT substr(id, 1, 1) FROM $ledger WHERE project = 'default' ORDER BY sequence" | paste -sd' '
}
executed_beside() {
    ask_beside "$1" "SELECT substr(id, 1, 1) FROM $ledger WHERE project = 'default' ORDER BY sequence" |
        paste -sd' '
}
