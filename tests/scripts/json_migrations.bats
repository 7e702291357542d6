# JSON migrations: what changes, in words, rendered for the schema that the migrations before give.
load helper

setup() {
    start_test
}

# json_file NAME MODIFICATIONS: a plain native JSON migration.
json_file() {
    printf '{"formatVersion": 1, "modifications": [%s]}\n' "$2" >"migrations/$1.json"
}

two_tables() {
    json_file 2026-11-20-090000-a '
        {"modification": "createEntity", "entity": {"name": "author", "primary": {"columns": ["id"]},
          "fields": {"id": {"type": "integer"}, "name": {"type": "text", "nullable": false}}}},
        {"modification": "createEntity", "entity": {"name": "article", "primary": {"columns": ["id"]},
          "fields": {"id": {"type": "integer"}, "title": {"type": "text", "default": "untitled"}}}}'
    json_file 2026-11-20-091000-b '
        {"modification": "createRelation", "entityName": "article",
          "owningSide": {"type": "m:1", "name": "author", "target": "author"}},
        {"modification": "createIndex", "entityName": "author",
          "index": {"columns": ["name"], "unique": true}},
        {"modification": "updateFieldName", "entityName": "article", "fieldName": "title",
          "newFieldName": "heading"}'
    run -0 gmig add
}

@test "SQLite: executed, rolled back, executed again; rows stay where the shapes let them" {
    make_project
    two_tables
    run -0 gmig execute --to 2026-11-20-090000-a
    query dev.db "INSERT INTO article (id) VALUES (7)"
    run -0 gmig execute
    assert_equal "$(query dev.db "SELECT * FROM article")" "7|untitled|"
    assert_equal "$(query dev.db "SELECT count(*) FROM pragma_foreign_key_list('article')")" 1
    run -0 gmig rollback -n 1 --accept-data-loss
    assert_equal "$(query dev.db "SELECT * FROM article")" "7|untitled"
    run -0 gmig rollback --accept-data-loss
    assert_equal "$(tables dev.db)" ""
    run -0 gmig execute
    assert_line "executed 2 migrations in local"
}

@test "PostgreSQL: executed and rolled back; the ledger keeps the SQL, which needs no file" {
    make_postgres_project
    two_tables
    run -0 gmig execute
    run -0 postgres_query "$POSTGRES_URL" "SELECT column_name FROM information_schema.columns WHERE
        table_schema = 'public' AND table_name = 'article' ORDER BY ordinal_position"
    assert_output "id
heading
author_id"
    run -0 gmig show --executed 2026-11-20-091000-b
    assert_output --partial "ALTER TABLE public.article RENAME COLUMN title TO heading"
    rm migrations/2026-11-20-091000-b.json
    run -0 gmig rollback -n 1 --accept-data-loss
    run -0 postgres_query "$POSTGRES_URL" "SELECT column_name FROM information_schema.columns WHERE
        table_schema = 'public' AND table_name = 'article' ORDER BY ordinal_position"
    assert_output "id
title"
}

@test "formatting is no edit, an edit is one" {
    make_project
    two_tables
    run -0 gmig execute
    jq -S --tab . migrations/2026-11-20-090000-a.json >formatted
    mv formatted migrations/2026-11-20-090000-a.json
    run -0 gmig status
    refute_output --partial edited
    sed -i 's/untitled/nameless/' migrations/2026-11-20-090000-a.json
    run -4 gmig execute
    assert_output --partial "2026-11-20-090000-a"
    assert_output --partial "edited"
}

@test "rebase writes the parents of a JSON migration, and leaves the rest as it is written" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    commit "one"
    git checkout -q -b feature
    cat >migrations/2026-11-20-091000-b.json <<'JSON'
{
    "formatVersion": 1,
    "id":      "lmnopqrstuvw",
    "parents": [ "klmnopqrstuv" ],
    "modifications": [ {"modification": "createColumn", "entityName": "a", "fieldName": "y",
                        "definition": {"type": "text"}} ]
}
JSON
    echo lmnopqrstuvw >migrations/gmig.head
    commit "json"
    git checkout -q main
    write_migration 2026-11-20-092000-c mnopqrstuvwx klmnopqrstuv "CREATE TABLE c (x);"
    commit "upstream"
    git checkout -q feature
    run -0 gmig rebase
    moved=$(basename migrations/*-b.json)
    assert_equal "$(cat "migrations/$moved")" '{
    "formatVersion": 1,
    "id":      "lmnopqrstuvw",
    "parents": ["mnopqrstuvwx"],
    "modifications": [ {"modification": "createColumn", "entityName": "a", "fieldName": "y",
                        "definition": {"type": "text"}} ]
}'
}

@test "a new NOT NULL column: rows that are there get fillValue, or it is refused" {
    make_project
    two_tables
    run -0 gmig execute
    query dev.db "INSERT INTO author (id, name) VALUES (1, 'Ann')"
    json_file 2026-11-20-092000-c '{"modification": "createColumn", "entityName": "author",
        "fieldName": "mail", "definition": {"type": "text", "nullable": false}}'
    run -0 gmig add
    run -3 gmig execute
    assert_output --partial 'migrations/2026-11-20-092000-c.json:1:40'
    assert_output --partial '"fillValue" (written once)'
    assert_output --partial '"default"'
    sed -i 's/"fieldName"/"fillValue": "none", "fieldName"/' migrations/2026-11-20-092000-c.json
    run -0 gmig execute
    assert_equal "$(query dev.db "SELECT mail FROM author")" "none"
    run query dev.db "INSERT INTO author (id, name) VALUES (2, 'Bob')"
    assert_failure
}

@test "SQLite: an enum is a CHECK on each column that uses it, and changes with it" {
    make_project
    json_file 2026-11-20-090000-a '
        {"modification": "createEnum", "enumName": "mood", "values": ["happy", "sad"]}'
    json_file 2026-11-20-091000-b '
        {"modification": "createEntity", "entity": {"name": "a", "fields": {"m": {"type": "enum:mood"}}}}'
    json_file 2026-11-20-092000-c '
        {"modification": "updateEnum", "enumName": "mood", "values": ["happy", "calm"]}'
    run -0 gmig add
    run -0 gmig execute -n 2
    query dev.db "INSERT INTO a VALUES ('happy')"
    run query dev.db "INSERT INTO a VALUES ('calm')"
    assert_failure
    run -0 gmig execute
    query dev.db "INSERT INTO a VALUES ('calm')"
    query dev.db "DELETE FROM a WHERE m = 'calm'"
    run -0 gmig rollback -n 1 --accept-data-loss
    run query dev.db "INSERT INTO a VALUES ('calm')"
    assert_failure
    assert_equal "$(query dev.db "SELECT m FROM a")" "happy"
    run -0 gmig rollback --all --accept-data-loss
    assert_equal "$(tables dev.db)" ""
}

@test "an error of the database names the modification's place in the file" {
    make_project
    json_file 2026-11-20-090000-a '
        {"modification": "createEntity", "entity": {"name": "a", "fields": {"x": {"type": "integer"}}}},
        {"modification": "sql", "up": "INSERT INTO nowhere VALUES (1)", "down": "SELECT 1"}'
    run -0 gmig add
    run ! gmig execute
    assert_output --partial "migrations/2026-11-20-090000-a.json:3:9"
    assert_output --partial "nowhere"
    assert_equal "$(tables dev.db)" ""
}

@test "SQL without its down has none, and a rollback says so" {
    make_project
    json_file 2026-11-20-090000-a '{"modification": "sql", "up": "CREATE TABLE a (x)"}'
    run -0 gmig add
    run -0 gmig execute
    run -9 gmig rollback
    assert_output --partial "has no down part"
}

@test "bad input is told with its place, and nothing changes" {
    make_project
    json_file 2026-11-20-090000-a '{"modification": "createColum", "entityName": "a"}'
    run -3 gmig execute
    assert_output --partial 'unknown modification "createColum", did you mean "createColumn"?'
    assert_output --partial 'at migrations/2026-11-20-090000-a.json:1:57'
    json_file 2026-11-20-090000-a '{"modification": "removeEntity", "entity": "a"}'
    run -3 gmig execute
    assert_output --partial 'unknown argument of removeEntity "entity", known are: entityName'
    json_file 2026-11-20-090000-a '{"modification": "createSequence", "sequence": {"name": "s"}}'
    run -3 gmig execute
    assert_output --partial "SQLite has no sequences"
    json_file 2026-11-20-090000-a '{"modification": "createColumn", "entityName": "a", "fieldName": "b", "definition": {"type": "integr"}}'
    run -3 gmig execute
    assert_output --partial 'unknown type "integr", did you mean "integer"?'
    json_file 2026-11-20-090000-a '{"modification": "removeEntity", "entityName": "a"}'
    run -3 gmig execute
    assert_output --partial "there is no table a"
    assert_equal "$(tables dev.db)" ""
}

@test "new --as json: an id, its parents and no modification yet" {
    make_project
    write_migration 2026-11-20-090000-a klmnopqrstuv none "CREATE TABLE a (x);"
    run -0 gmig new "add b" --as json
    file=$(echo migrations/*-add-b.json)
    assert_equal "$(jq -c '[.formatVersion, .parents, .comment, .modifications]' "$file")" \
        '[1,["klmnopqrstuv"],"add b",[]]'
    run -1 gmig status
    assert_output --partial "there is no modification yet"
    jq '.modifications = [{"modification": "createColumn", "entityName": "a", "fieldName": "y",
        "definition": {"type": "boolean", "nullable": false, "default": false}}]' "$file" >new
    mv new "$file"
    run -0 gmig execute
    assert_line "executed 2 migrations in local"
}

@test "describe tells a JSON migration in words" {
    make_project
    two_tables
    run -0 gmig describe 2026-11-20-091000-b
    assert_output --partial "article.author_id"
}

@test "SQLite: what a drift replayed from a ledger's SQL is not taken for the JSON files" {
    make_project
    json_file 2026-11-20-090000-a '{"modification": "createEnum", "enumName": "mood", "values": ["sad", "glad"]},
        {"modification": "createEntity", "entity": {"name": "author", "primary": {"columns": ["id"]},
          "fields": {"id": {"type": "integer"}}}}'
    run -0 gmig add
    run -0 gmig execute
    rm -rf .git/gmig/cache
    run -0 gmig db drift
    json_file 2026-11-20-091000-b '{"modification": "createColumn", "entityName": "author", "fieldName": "mood",
        "definition": {"type": "enum:mood"}}'
    run -0 gmig add
    run -0 gmig execute
    run -0 gmig describe @
    assert_output --partial "add column author.mood"
}
