"""What stands in a database, read without gmig, and what a list of texts builds in an empty one."""

import html
import json
import os
import pathlib
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "roundtrip"))
from sqlite_engine import Engine as SqliteDescription  # noqa: E402

PROJECT = "default"


class Look:
    """schema: name -> description. ledger: the rows in the order of execution, as dictionaries.
    rows: table -> id -> column -> value."""

    def __init__(self, schema, ledger, rows):
        self.schema = schema
        self.ledger = ledger
        self.rows = rows


class DoesNotReplay(Exception):
    pass


class Sqlite:
    dialect = "sqlite"

    def __init__(self, folder, _name):
        self.path = folder / "dev.db"
        self.url = "sqlite:dev.db"
        self.built = {}

    def drop(self):
        pass

    def execute(self, text):
        """By hand; whether it went. All or nothing."""
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            connection.executescript(f"BEGIN;\n{text}\n;COMMIT;")
            return True
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return False
        finally:
            connection.close()

    def settle(self):
        """A killed process holds nothing here."""

    @staticmethod
    def described(connection):
        return {label: text for label, text in SqliteDescription(None).described(connection)
                if not re.match(r"\w+ gmig_", label)}

    def look(self):
        connection = sqlite3.connect(self.path, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            tables = [row[0] for row in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table'")]
            ledger = []
            if "gmig_ledger" in tables:
                ledger = [dict(row) for row in connection.execute(
                    "SELECT * FROM gmig_ledger WHERE project = ? ORDER BY sequence", [PROJECT])]
            rows = {table: {row["id"]: dict(row) for row in
                            connection.execute(f"SELECT * FROM {table}")}
                    for table in tables if not table.startswith(("gmig_", "sqlite_"))}
            connection.row_factory = None
            return Look(self.described(connection), ledger, rows)
        finally:
            connection.close()

    def build(self, texts):
        """The schema that these texts make, one after the other."""
        key = tuple(texts)
        if key not in self.built:
            connection = sqlite3.connect(":memory:", isolation_level=None)
            for text in texts:
                try:
                    connection.executescript(text)
                except sqlite3.Error as error:
                    raise DoesNotReplay(f"{error} in\n{text}") from error
            self.built[key] = self.described(connection)
            connection.close()
        return self.built[key]


def as_json(query):
    """A query's rows as JSON, in XML, for that can be had of tables whose names are data."""
    return f"query_to_xml({query}, false, false, '')::text"


def from_json(text):
    found = re.search(r"<j>(.*?)</j>", text or "", re.S)
    return json.loads(html.unescape(found.group(1))) if found else []


CATALOG = """
SELECT 'column ' || c.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
                 pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated)
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v')
   AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'index ' || indexrelid::regclass,
       pg_get_indexdef(indexrelid) || ' ' || indisvalid
  FROM pg_index JOIN pg_class c ON c.oid = indrelid
 WHERE c.relnamespace = 'public'::regnamespace
UNION ALL SELECT 'view ' || relname, pg_get_viewdef(oid) FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind = 'v'
UNION ALL SELECT 'table ' || relname, relkind::text FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S')
"""
SCHEMA = f"(SELECT coalesce(json_agg(s), '[]') FROM ({CATALOG}) AS s (label, description))"
LEDGER = f"""(SELECT CASE WHEN to_regclass('gmig.ledger') IS NOT NULL THEN {as_json(
    f"'SELECT json_agg(t ORDER BY sequence) AS j FROM gmig.ledger t WHERE project = ''{PROJECT}'''"
)} END)"""
ROWS = f"""(SELECT coalesce(json_object_agg(relname, {as_json(
    "format('SELECT json_agg(t) AS j FROM public.%I t', relname)")}), '{{}}')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')"""


class Postgresql:
    dialect = "postgresql"
    built = {}

    def __init__(self, _folder, name):
        server = os.environ.get("GMIG_TEST_POSTGRES")
        if not server:
            sys.exit("GMIG_TEST_POSTGRES is not set: run this by tests/support/with-postgres")
        self.name = name
        self.scratch = f"{name}_scratch"
        self.url = server.replace("/postgres?", f"/{name}?")
        for each in (self.name, self.scratch):
            self.psql("postgres", f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)',
                      f'CREATE DATABASE "{each}" TEMPLATE template0')

    def drop(self):
        for each in (self.name, self.scratch):
            self.psql("postgres", f'DROP DATABASE IF EXISTS "{each}" WITH (FORCE)')

    def psql(self, database, *commands, text=None):
        arguments = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
        for command in commands:
            arguments += ["-c", command]
        done = subprocess.run(
            arguments, input=text, capture_output=True, text=True, check=False,
            env=dict(os.environ, PGOPTIONS="-c client_min_messages=error"))
        if done.returncode != 0:
            raise DoesNotReplay(done.stderr)
        return done.stdout

    def execute(self, text):
        try:
            self.psql(self.name, text=f"BEGIN;\n{text}\n;COMMIT;\n")
            return True
        except DoesNotReplay:
            return False

    def settle(self):
        """Until the server has noticed that a killed process is gone."""
        self.psql("postgres", "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                  f" WHERE datname = '{self.name}'")

    def look(self):
        schema, ledger, rows = json.loads(self.psql(
            self.name, f"SELECT json_build_array({SCHEMA}, {LEDGER}, {ROWS})"))
        return Look({each["label"]: each["description"] for each in schema}, from_json(ledger),
                    {table: {row["id"]: row for row in from_json(text)}
                     for table, text in rows.items()})

    def build(self, texts):
        key = tuple(texts)
        if key not in self.built:
            script = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n" + "\n;\n".join(texts)
            try:
                schema = self.psql(self.scratch, text=f"{script}\n;\nSELECT {SCHEMA};\n")
            except DoesNotReplay as error:
                raise DoesNotReplay(f"{error} in\n" + "\n".join(texts)) from error
            self.built[key] = {each["label"]: each["description"] for each in json.loads(schema)}
        return self.built[key]


ENGINES = {"sqlite": Sqlite, "postgresql": Postgresql}
