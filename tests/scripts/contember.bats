# The layout contember: its migrations are read and run in place.
load helper

setup() {
    start_test
    make_postgres_project 'layout="contember"'
}

# entity NAME TABLE: createEntity as Contember writes it.
entity() {
    printf '{"modification": "createEntity", "entity": {"name": "%s", "primary": "id",
        "primaryColumn": "id", "tableName": "%s", "unique": {}, "fields": {"id": {"name": "id",
        "columnName": "id", "nullable": false, "type": "Uuid", "columnType": "uuid"}}}}' "$1" "$2"
}

# column ENTITY NAME COLUMN TYPE
column() {
    printf '{"modification": "createColumn", "entityName": "%s", "field": {"name": "%s",
        "columnName": "%s", "nullable": true, "type": "String", "columnType": "%s"}}' "$@"
}

# contember_file NAME MODIFICATIONS
contember_file() {
    printf '{\n\t"formatVersion": 3,\n\t"modifications": [%s]\n}\n' "$2" >"migrations/$1.json"
}

columns_of() {
    postgres_query "$POSTGRES_URL" "SELECT column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = '$1' ORDER BY ordinal_position" | paste -sd' '
}

articles() {
    contember_file 2021-09-14-143228-articles "
        {\"modification\": \"createEnum\", \"enumName\": \"articleState\", \"values\": [\"draft\", \"public\"]},
        $(entity Article article), $(entity Category category), $(entity Tag tag),
        $(column Article publishedAt published_at timestamptz), $(column Category name name text),
        {\"modification\": \"createColumn\", \"entityName\": \"Article\", \"field\": {\"name\": \"state\",
          \"columnName\": \"state\", \"nullable\": false, \"type\": \"Enum\", \"columnType\": \"articleState\"}},
        {\"modification\": \"createRelation\", \"entityName\": \"Article\", \"owningSide\": {\"name\": \"category\",
          \"nullable\": true, \"type\": \"ManyHasOne\", \"target\": \"Category\", \"inversedBy\": \"articles\",
          \"joiningColumn\": {\"columnName\": \"category_id\", \"onDelete\": \"restrict\"}},
          \"inverseSide\": {\"name\": \"articles\", \"type\": \"OneHasMany\", \"target\": \"Article\", \"ownedBy\": \"category\"}},
        {\"modification\": \"createRelation\", \"entityName\": \"Article\", \"owningSide\": {\"type\": \"ManyHasMany\",
          \"name\": \"tags\", \"target\": \"Tag\", \"joiningTable\": {\"tableName\": \"article_tags\",
          \"joiningColumn\": {\"columnName\": \"article_id\", \"onDelete\": \"cascade\"},
          \"inverseJoiningColumn\": {\"columnName\": \"tag_id\", \"onDelete\": \"cascade\"}}}},
        {\"modification\": \"createUniqueConstraint\", \"entityName\": \"Category\",
          \"unique\": {\"fields\": [\"name\"], \"name\": \"unique_Category_name_a3e587\"}}"
}

@test "tables and columns have the names that the file gives them" {
    articles
    run -0 gmig execute
    assert_equal "$(columns_of article)" "id published_at state category_id"
    assert_equal "$(columns_of article_tags)" "article_id tag_id"
    run -0 postgres_query "$POSTGRES_URL" "SELECT pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'article'::regclass AND contype = 'f'"
    assert_output "FOREIGN KEY (category_id) REFERENCES category(id) DEFERRABLE"
    run -0 gmig status
    assert_output --partial "2021-09-14-143228-articles"
}

@test "later files go by entities and fields, and can be taken back" {
    articles
    contember_file 2021-09-15-080000-more '
        {"modification": "updateFieldName", "entityName": "Article", "fieldName": "publishedAt",
          "newFieldName": "publicSince", "columnName": "public_since"},
        {"modification": "updateEntityName", "entityName": "Category", "newEntityName": "Section",
          "tableName": "section"},
        {"modification": "updateRelationOnDelete", "entityName": "Article", "fieldName": "category",
          "onDelete": "set null"},
        {"modification": "updateEntityOrderBy", "entityName": "Article"},
        {"modification": "removeUniqueConstraint", "entityName": "Section", "unique": {"fields": ["name"]}},
        {"modification": "removeField", "entityName": "Article", "fieldName": "tags"}'
    run -0 gmig execute
    assert_equal "$(columns_of article)" "id public_since state category_id"
    assert_equal "$(columns_of section)" "id name"
    assert_equal "$(columns_of article_tags)" ""
    run -0 gmig rollback -n 1 --accept-data-loss
    assert_equal "$(columns_of article)" "id published_at state category_id"
    assert_equal "$(columns_of article_tags)" "article_id tag_id"
}

@test "what concerns its runtime is told by name, and not executed" {
    contember_file 2021-09-14-143228-a "$(entity Article article),
        {\"modification\": \"patchAclSchema\", \"patch\": []}"
    run -0 gmig status
    assert_output --partial "patchAclSchema concerns Contember's runtime"
    assert_output --partial "migrations/2021-09-14-143228-a.json:6:"
    run -3 gmig execute
    assert_output --partial "patchAclSchema concerns Contember's runtime"
    assert_equal "$(columns_of article)" ""
}

@test "another name, and a program, are passed over with a warning" {
    articles
    echo "export default 1" >migrations/2021-09-15-080000-fill.ts
    echo "{}" >migrations/articles.json
    run -0 gmig status
    assert_output --partial "gmig runs no programs of Contember's"
    assert_output --partial "Contember's names are YYYY-MM-DD-HHMMSS-LABEL.json"
}

@test "new writes a file as Contember names it" {
    articles
    run -0 gmig new "add links"
    assert_file_exists migrations/2026-11-20-100000-add-links.json
    run -0 gmig execute
    assert_line "executed 2 migrations in local"
}

@test "blame tells of Contember's migrations, through a table that gets another name; revert has no words for them" {
    articles
    contember_file 2021-09-15-100000-posts '{"modification": "updateEntityTableName", "entityName": "Article", "tableName": "post"},
        {"modification": "updateColumnName", "entityName": "Article", "fieldName": "publishedAt", "columnName": "released_at"}'
    run -0 --separate-stderr gmig blame post
    assert_line --index 0 "table public.post"
    assert_line --regexp '^  released_at +2021-09-15-100000-posts'
    assert_line "    rename table public.article to public.post"
    assert_line "    rename column public.post.published_at to released_at"
    assert_line --partial "create table public.article"
    run -9 gmig revert @
    assert_output --partial "the layout contember holds modifications of its own model"
}
