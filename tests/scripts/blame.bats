# gmig blame: which migration, commit and author made a table or a column, and changed it since.
load helper

setup() { start_test; }

start_history() {
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE article (id INTEGER PRIMARY KEY, title TEXT);
CREATE TABLE author (id INTEGER PRIMARY KEY);"
    commit "start"
    as_person "Bob Builder"
    write_migration 2026-11-20-091000-slug lmnopqrstuvw klmnopqrstuv "ALTER TABLE article ADD COLUMN slug TEXT NOT NULL DEFAULT '';
CREATE INDEX article_slug ON article (slug);"
    commit "slug"
    as_person "Ann Author"
    write_migration 2026-11-20-092000-author mnopqrstuvwx lmnopqrstuvw "ALTER TABLE author ADD COLUMN name TEXT;"
    commit "author"
    write_migration 2026-11-20-093000-rename nopqrstuvwxy mnopqrstuvwx "ALTER TABLE article RENAME TO post;
ALTER TABLE post RENAME COLUMN title TO heading;"
}

short() { git rev-parse --short=7 "$1"; }

@test "a table: a line for each column, then what made and changed it, newest first" {
    make_project
    start_history
    run -0 --separate-stderr gmig blame post
    assert_line --index 0 "table post"
    assert_line --index 1 "  id       2026-11-20-090000-start   $(short HEAD~2) Ann Author 2026-11-20"
    assert_line --index 2 "  heading  2026-11-20-093000-rename  not committed yet"
    assert_line --index 3 "  slug     2026-11-20-091000-slug    $(short HEAD~1) Bob Builder 2026-11-20"
    assert_line --index 4 "2026-11-20-093000-rename  not committed yet"
    assert_line --index 5 "    rename table article to post"
    assert_line --index 6 "    rename column post.title to heading"
    assert_line --index 7 "2026-11-20-091000-slug  $(short HEAD~1) Bob Builder 2026-11-20"
    assert_line --index 8 "    add column article.slug TEXT, not null, default ''"
    assert_line --index 9 "    create index article_slug on article (slug)"
    assert_line --index 10 "2026-11-20-090000-start  $(short HEAD~2) Ann Author 2026-11-20"
    assert_line --index 11 "    create table article"
    assert_equal "${#lines[@]}" 12
}

@test "a column: its own events, back through renames" {
    make_project
    start_history
    run -0 --separate-stderr gmig blame post.heading
    assert_output "column post.heading
2026-11-20-093000-rename  not committed yet
    rename column post.title to heading
2026-11-20-090000-start  $(short HEAD~2) Ann Author 2026-11-20
    create table article with title TEXT"
    run -0 --separate-stderr gmig blame POST.Slug
    assert_line --index 1 "2026-11-20-091000-slug  $(short HEAD~1) Bob Builder 2026-11-20"
    assert_equal "${#lines[@]}" 3
}

@test "by a name of then: said, and told of the present one" {
    make_project
    start_history
    run -0 gmig blame article
    assert_line "note: article is called post now"
    assert_line "table post"
    run -0 gmig blame article.title
    assert_line "note: title is called heading now"
    assert_line "column post.heading"
}

@test "REF: as that commit has it" {
    make_project
    start_history
    run -0 gmig blame article.title HEAD
    refute_output --partial called
    assert_line "column article.title"
    run -2 gmig blame post HEAD~1
    run -8 gmig blame post nowhere
}

@test "SQLite's rebuild keeps the table's identity" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT);"
    write_migration 2026-11-20-091000-rebuild lmnopqrstuvw klmnopqrstuv "CREATE TABLE new_a (id INTEGER PRIMARY KEY, x TEXT NOT NULL);
INSERT INTO new_a SELECT id, x FROM a;
DROP TABLE a;
ALTER TABLE new_a RENAME TO a;"
    write_migration 2026-11-20-092000-aside mnopqrstuvwx lmnopqrstuvw "ALTER TABLE a RENAME TO a_old;
CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT NOT NULL, y TEXT);
INSERT INTO a SELECT id, x, NULL FROM a_old;
DROP TABLE a_old;"
    run -0 --separate-stderr gmig blame a
    assert_output "table a
  id  2026-11-20-090000-start    not committed yet
  x   2026-11-20-091000-rebuild  not committed yet
  y   2026-11-20-092000-aside    not committed yet

2026-11-20-092000-aside  not committed yet
    add column a.y TEXT
2026-11-20-091000-rebuild  not committed yet
    alter column a.x: not null
2026-11-20-090000-start  not committed yet
    create table a"
}

@test "what took the name of a table that was moved aside is another one" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TABLE a (x);"
    write_migration 2026-11-20-091000-aside lmnopqrstuvw klmnopqrstuv "ALTER TABLE a RENAME TO a_old;
CREATE TABLE a (y);"
    run -0 --separate-stderr gmig blame a
    assert_line --index 2 --partial aside
    assert_line --index 3 "    create table a"
    assert_equal "${#lines[@]}" 4
    run -0 --separate-stderr gmig blame a_old
    assert_line "    rename table a to a_old"
    assert_line --partial 090000-start
}

@test "a table or column that is gone: which migration dropped it" {
    make_project
    start_history
    write_migration 2026-11-20-094000-drop opqrstuvwxyz nopqrstuvwxy "DROP TABLE author;
DROP INDEX article_slug;
ALTER TABLE post DROP COLUMN slug;"
    run -0 gmig blame author
    assert_line --index 0 "table author  (gone)"
    assert_line --index 1 --partial 094000-drop
    assert_line --index 2 "    drop table author"
    run -0 gmig blame author.name
    assert_line --index 0 "column author.name  (gone)"
    assert_line --index 2 "    drop table author"
    assert_line --index 4 "    add column author.name TEXT"
    run -0 gmig blame post.slug
    assert_line --index 0 "column post.slug  (gone)"
    assert_line --index 2 "    drop column post.slug"
    assert_line --index 4 --partial "add column article.slug"
}

@test "unknown names: refused with near ones" {
    make_project
    start_history
    run -2 gmig blame pst
    assert_output --partial "never make pst, did you mean post?"
    run -2 gmig blame post.headin
    assert_output --partial 'did you mean "heading"?'
    run -2 gmig blame post.nothing.like.it
    run -2 gmig blame ""
    run -2 gmig blame
}

@test "views and indexes, with their kind; a view's columns are its query's" {
    make_project
    start_history
    write_migration 2026-11-20-094000-view opqrstuvwxyz nopqrstuvwxy "CREATE VIEW headings AS SELECT heading FROM post;"
    write_migration 2026-11-20-095000-view pqrstuvwxyzk opqrstuvwxyz "DROP VIEW headings; CREATE VIEW headings AS SELECT id, heading FROM post;"
    run -0 gmig blame headings
    assert_line --index 0 "view headings"
    assert_line --index 1 --partial 095000-view
    assert_line --index 2 "    drop view headings"
    assert_line --index 3 "    create view headings"
    assert_line --index 4 --partial 094000-view
    run -2 gmig blame headings.id
    assert_output --partial "headings is a view"
    run -0 gmig blame article_slug
    assert_line --index 0 "index article_slug"
}

@test "a history that does not run is an error with its place, and nothing is told" {
    make_project
    start_history
    write_migration 2026-11-20-094000-wrong opqrstuvwxyz nopqrstuvwxy "ALTER TABLE nothing ADD COLUMN x;"
    run -6 gmig blame post
    assert_output --partial "the migrations of the work tree do not run from the beginning"
    assert_output --partial "migrations/2026-11-20-094000-wrong.sql:3:1"
    refute_output --partial "table post"
}

@test "--json" {
    make_project
    start_history
    run -0 --separate-stderr gmig blame post --json
    assert_equal "$(json '[.kind, .object, .column, .gone] | join(" ")')" "table post  false"
    assert_equal "$(json '.events[] | [.migration.id, .what, .committed] | join(" ")')" \
        "nopqrstuvwxy renamed false
lmnopqrstuvw changed true
klmnopqrstuv created true"
    assert_equal "$(json '.events[1].commit | [.commit, .author, .subject] | join("|")')" \
        "$(git rev-parse HEAD~1)|Bob Builder <bob@example.org>|slug"
    assert_equal "$(json '.columns[] | [.column, .last.migration.id] | join(" ")')" \
        "id klmnopqrstuv
heading nopqrstuvwxy
slug lmnopqrstuvw"
}

@test "quoted names, names with dots and with quotes in them" {
    make_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none 'CREATE TABLE "my table" ("a.b" TEXT);
CREATE TABLE "x.y" (z);
CREATE TABLE "it""s" (z);'
    write_migration 2026-11-20-091000-more lmnopqrstuvw klmnopqrstuv 'ALTER TABLE "it""s" RENAME z TO "Z z";
ALTER TABLE "my table" RENAME "a.b" TO "c.d";'
    run -0 --separate-stderr gmig blame "my table"
    assert_line --index 0 "table my table"
    run -0 --separate-stderr gmig blame '"my table"."c.d"'
    assert_line "    rename column my table.a.b to c.d"
    run -0 --separate-stderr gmig blame x.y
    assert_line --index 0 "table x.y"
    run -0 --separate-stderr gmig blame '"it""s"."Z z"'
    assert_line --index 0 "column it\"s.Z z"
    assert_line --index 2 --partial "rename column"
}

@test "the folder's former places, and a file that a later commit renamed" {
    make_project
    start_history
    git mv migrations/2026-11-20-091000-slug.sql migrations/2026-11-20-091001-slug.sql
    commit "rename the file"
    run -0 --separate-stderr gmig blame post.slug
    assert_line --index 1 "2026-11-20-091001-slug  $(short HEAD) Ann Author 2026-11-20"
    git mv migrations db
    jq '.migrations = ["db", "migrations"]' gmig.json >new.json
    mv new.json gmig.json
    commit "move"
    run -0 --separate-stderr gmig blame post.slug HEAD~1
    assert_line --index 1 --partial "2026-11-20-091001-slug"
}

@test "a shallow clone does not know its older commits, and says so" {
    make_project
    start_history
    commit "rename"
    git clone -q --depth 1 "file://$PWD" ../shallow
    cd ../shallow
    run -0 --separate-stderr gmig blame post.slug
    assert_line --index 1 "2026-11-20-091000-slug  commit not known here"
}

@test "JSON migrations: made, altered and renamed" {
    make_project
    printf '{"formatVersion": 1, "modifications": [%s]}\n' '{"modification": "createEntity", "entity":
        {"name": "article", "primary": {"columns": ["id"]}, "fields": {"id": {"type": "integer"}, "title": {"type": "text"}}}}' \
        >migrations/2026-11-20-090000-a.json
    printf '{"formatVersion": 1, "modifications": [%s]}\n' '{"modification": "updateFieldName", "entityName": "article",
        "fieldName": "title", "newFieldName": "heading"}, {"modification": "updateEntityName", "entityName": "article", "newEntityName": "post"}' \
        >migrations/2026-11-20-091000-b.json
    gmig add -q
    run -0 --separate-stderr gmig blame post.heading
    assert_line --index 1 --partial 091000-b
    assert_line --index 2 "    rename column post.title to heading"
    assert_line --index 3 --partial 090000-a
    run -0 --separate-stderr gmig blame post
    assert_line "    rename table article to post"
}

@test "in another tool's layout, and without a repository" {
    mkdir -p migrations
    echo "CREATE TABLE a (x);" >migrations/000001_make_a.up.sql
    echo "ALTER TABLE a ADD COLUMN y;" >migrations/000002_add_y.up.sql
    run -0 --separate-stderr gmig blame a.y --layout golang-migrate --dialect sqlite --migrations migrations
    assert_output "column a.y
000002_add_y  commit not known here
    add column a.y"
}

@test "PostgreSQL: schemas, quoted names, moves, what a DO renames" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none 'CREATE SCHEMA app;
CREATE TABLE app.article (id int PRIMARY KEY, title text);
CREATE TABLE "a.b" ("c" int, d text CHECK (length(d) > 0));'
    commit "start"
    write_migration 2026-11-20-091000-move lmnopqrstuvw klmnopqrstuv 'CREATE SCHEMA archive;
ALTER TABLE app.article SET SCHEMA archive;'
    write_migration 2026-11-20-092000-do mnopqrstuvwx lmnopqrstuvw 'DO $$ BEGIN ALTER TABLE archive.article RENAME title TO heading; END $$;'
    write_migration 2026-11-20-093000-schema nopqrstuvwxy mnopqrstuvwx 'ALTER SCHEMA archive RENAME TO old;
ALTER TABLE "a.b" RENAME COLUMN "c" TO "C d";'
    run -0 --separate-stderr gmig blame old.article
    assert_line --index 0 "table old.article"
    assert_line --index 1 --regexp '^  id +2026-11-20-090000-start'
    assert_line --index 2 --regexp '^  heading +2026-11-20-092000-do'
    assert_line "    rename table archive.article to old.article"
    assert_line "    rename column archive.article.title to heading"
    assert_line "    rename table app.article to archive.article"
    assert_line "    create table app.article"
    run -0 --separate-stderr gmig blame article.heading
    assert_line --index 0 "column old.article.heading"
    run -0 --separate-stderr gmig blame '"a.b"."C d"'
    assert_line --index 0 'column public.a.b.C d'
    assert_line --index 2 '    rename column public.a.b.c to C d'
    run -0 --separate-stderr gmig blame 'old.article.heading' --json
    assert_equal "$(json '.events | length')" 2
}

@test "PostgreSQL: types, functions, and what CASCADE takes along" {
    make_postgres_project
    write_migration 2026-11-20-090000-start klmnopqrstuv none "CREATE TYPE mood AS ENUM ('good');
CREATE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT 2 * x';
CREATE TABLE a (id serial PRIMARY KEY, m mood, b int REFERENCES a (id));"
    write_migration 2026-11-20-091000-value lmnopqrstuvw klmnopqrstuv "ALTER TYPE mood ADD VALUE 'bad';"
    write_migration 2026-11-20-092000-type mnopqrstuvwx lmnopqrstuvw "ALTER TYPE mood RENAME TO feeling;"
    write_migration 2026-11-20-093000-twice nopqrstuvwxy mnopqrstuvwx "CREATE OR REPLACE FUNCTION twice(x int) RETURNS int LANGUAGE sql AS 'SELECT x + x';"
    write_migration 2026-11-20-094000-drop opqrstuvwxyz nopqrstuvwxy "DROP TYPE feeling CASCADE;"
    run -0 gmig blame feeling
    assert_line --index 0 "type public.feeling  (gone)"
    assert_line "    rename type public.mood to public.feeling"
    assert_line --partial "with 'bad'"
    run -0 gmig blame twice
    assert_line --index 0 "function public.twice"
    assert_line --index 1 --partial 093000-twice
    run -0 gmig blame a.m
    assert_line --index 0 "column public.a.m  (gone)"
    assert_line --index 1 --partial 094000-drop
}
