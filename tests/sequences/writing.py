"""Migrations as text: reading files, and writing new ones and edits that fit what is there."""

import re
import sqlite3

HEADER = re.compile(r"^-- gmig: (?P<words>.*\bid=(?P<id>[k-z]{12})\b.*)$", re.M)
PART = re.compile(r"^-- gmig: (down|verify)\s*$", re.M)


class Migration:
    """A file, read without gmig's help. `broken` where it is not what gmig's layout wants."""

    def __init__(self, path, text):
        self.path = path
        self.name = path.rsplit("/", 1)[-1][:-len(".sql")]
        self.text = text
        header = HEADER.search(text)
        self.id = header and header.group("id")
        self.parents = header and re.findall(r"\bparent=(\w+)", header.group("words"))
        self.broken = not header or "<<<<<<<" in text or ">>>>>>>" in text
        parts = PART.split(text)
        self.up = parts[0]
        self.parts = dict(zip(parts[1::2], parts[2::2]))
        self.transaction_off = bool(header) and "transaction=off" in header.group("words")

    def statements(self):
        """Each stands on a line of its own, as everything here writes them."""
        return [line for line in self.up.splitlines() if line and not line.startswith("--")]

    def is_plain(self):
        """Whether it was written here."""
        return not self.transaction_off and all(map(has_inverse, self.statements()))


def read_migrations(files, folder="migrations/"):
    """In the order of their names; `files`: path -> bytes."""
    return [Migration(path, files[path].decode(errors="replace")) for path in sorted(files)
            if path.startswith(folder) and path.endswith(".sql")]


def is_sound(migrations):
    """Whether they are a set that one can say something about."""
    ids = [each.id for each in migrations]
    return not any(each.broken for each in migrations) and len(set(ids)) == len(ids)


def is_whole(migrations):
    """Whether, besides, each parent is there."""
    ids = {each.id for each in migrations} | {"none"}
    return is_sound(migrations) and all(set(each.parents) <= ids for each in migrations)


def heads(migrations):
    followed = {parent for each in migrations for parent in each.parents}
    return [each.id for each in migrations if each.id not in followed]


def in_order(migrations):
    """Parents before children, smaller names first; what has no way to a root comes last."""
    waiting, done, result = list(migrations), {"none"}, []
    while waiting:
        ready = [each for each in waiting if set(each.parents or []) <= done]
        chosen = min(ready or waiting, key=lambda each: each.name)
        waiting.remove(chosen)
        done.add(chosen.id)
        result.append(chosen)
    return result


def shape(migrations):
    """Table -> columns, as these migrations build them; what fails is passed over."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for migration in in_order(migrations):
        try:
            connection.executescript(migration.up.replace(" CONCURRENTLY", ""))
        except sqlite3.Error:
            pass
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {table: [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            for table, in tables}


def has_inverse(statement):
    return inverse(statement) is not None


def inverse(statement):
    """What takes one statement back; everything that is written here has an inverse."""
    word = r"(\w+)"
    for pattern, back in [
            (rf"CREATE TABLE {word}", r"DROP TABLE {0};"),
            (rf"CREATE VIEW {word}", r"DROP VIEW {0};"),
            (rf"CREATE TRIGGER {word}", r"DROP TRIGGER {0};"),
            (rf"CREATE INDEX CONCURRENTLY {word}", r"DROP INDEX CONCURRENTLY {0};"),
            (rf"CREATE (?:UNIQUE )?INDEX {word}", r"DROP INDEX {0};"),
            (rf"ALTER TABLE {word} ADD COLUMN {word}", r"ALTER TABLE {0} DROP COLUMN {1};"),
            (rf"ALTER TABLE {word} RENAME COLUMN {word} TO {word}",
             r"ALTER TABLE {0} RENAME COLUMN {2} TO {1};"),
            (rf"INSERT INTO {word} \(id\) VALUES \((\d+)\)", r"DELETE FROM {0} WHERE id = {1};")]:
        found = re.match(pattern, statement)
        if found:
            return back.format(*found.groups())
    return None


def compose(header, statements, down=True, verify=""):
    """The text of a migration behind its header line."""
    lines = [header, "", *statements]
    if down:
        lines += ["", "-- gmig: down", *map(inverse, reversed(statements))]
    if verify:
        lines += ["", "-- gmig: verify", verify]
    return "\n".join(lines) + "\n"


def name(rng, prefix):
    return f"{prefix}_{rng.getrandbits(20):05x}"


def create_table(rng, tables, _dialect):
    columns = ["id INTEGER PRIMARY KEY"]
    for at in range(rng.randint(1, 3)):
        columns.append(f"c{at} " + rng.choice(
            ["TEXT", "INTEGER", "TEXT DEFAULT 'x'", "INTEGER NOT NULL DEFAULT 0"]))
    if tables and rng.random() < 0.4:
        columns.append(f"other INTEGER REFERENCES {rng.choice(sorted(tables))} (id)")
    return [f"CREATE TABLE {name(rng, 't')} ({', '.join(columns)});"]


def add_column(rng, tables, _dialect):
    kind = rng.choice(["TEXT", "INTEGER DEFAULT 7", "TEXT NOT NULL DEFAULT 'n'"])
    return [f"ALTER TABLE {rng.choice(sorted(tables))} ADD COLUMN {name(rng, 'a')} {kind};"]


def create_index(rng, tables, _dialect):
    table = rng.choice(sorted(tables))
    return [f"CREATE INDEX {name(rng, 'i')} ON {table} ({rng.choice(tables[table])});"]


def create_view(rng, tables, _dialect):
    table = rng.choice(sorted(tables))
    columns = ", ".join(tables[table][:2])
    return [f"CREATE VIEW {name(rng, 'v')} AS SELECT {columns} FROM {table};"]


def create_trigger(rng, tables, dialect):
    if dialect != "sqlite":
        return create_index(rng, tables, dialect)
    table = rng.choice(sorted(tables))
    return [f"CREATE TRIGGER {name(rng, 'g')} AFTER DELETE ON {table} BEGIN SELECT old.id; END;"]


def insert_row(rng, tables, _dialect):
    table = rng.choice(sorted(tables))
    return [f"INSERT INTO {table} (id) VALUES ({rng.randrange(100000, 999999)});"]


def rename_column(rng, tables, dialect):
    table = rng.choice(sorted(tables))
    columns = [column for column in tables[table] if column.startswith("a_")]
    if not columns:
        return add_column(rng, tables, dialect)
    return [f"ALTER TABLE {table} RENAME COLUMN {rng.choice(columns)} TO {name(rng, 'a')};"]


def table_and_more(rng, tables, dialect):
    made = create_table(rng, tables, dialect)
    table = made[0].split()[2]
    return made + [f"CREATE INDEX {name(rng, 'i')} ON {table} (c0);"] + (
        add_column(rng, {table: ["id", "c0"]}, dialect) if rng.random() < 0.5 else [])


KINDS = [(create_table, 5), (add_column, 6), (create_index, 3), (create_view, 2),
         (create_trigger, 1), (insert_row, 2), (rename_column, 1), (table_and_more, 3)]


def new_statements(rng, tables, dialect):
    kinds = KINDS if tables else [(create_table, 1)]
    return rng.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])[0](
        rng, tables, dialect)


def new_text(rng, header, tables, dialect):
    """A migration that fits these tables. On PostgreSQL some run outside a transaction."""
    if dialect == "postgresql" and tables and rng.random() < 0.12:
        index = create_index(rng, tables, dialect)[0].replace("INDEX", "INDEX CONCURRENTLY", 1)
        return compose(header + " transaction=off", [index])
    statements = new_statements(rng, tables, dialect)
    verify = ""
    if statements[0].startswith("CREATE TABLE") and rng.random() < 0.3:
        verify = f"SELECT id FROM {statements[0].split()[2]} LIMIT 0;"
    return compose(header, statements, down=rng.random() > 0.08, verify=verify)


def with_column(rng, statement):
    return f"{statement[:-2]}, {name(rng, 'e')} {rng.choice(['TEXT', 'INTEGER DEFAULT 1'])});"


def without_column(statement):
    """Without its last column, if that is not the only one beside the key."""
    columns = statement[:-2].split(", ")
    return ", ".join(columns[:-1]) + ");" if len(columns) > 2 else statement


def other_default(rng, statement):
    return re.sub(r"DEFAULT ('\w*'|\d+)",
                  lambda found: f"DEFAULT 'd{rng.randrange(99)}'" if found.group(1)[0] == "'"
                  else f"DEFAULT {rng.randrange(99)}", statement, count=1)


def edited_statements(rng, statements, tables, dialect):
    if not statements:
        return new_statements(rng, tables, dialect)
    if rng.random() < 0.04:
        return []
    at = rng.randrange(len(statements))
    statement, before, after = statements[at], statements[:at], statements[at + 1:]
    if statement.startswith("CREATE TABLE") and rng.random() < 0.7:
        edit = rng.choice([with_column(rng, statement), without_column(statement),
                           other_default(rng, statement)])
        return before + [edit] + after
    if "DEFAULT" in statement and rng.random() < 0.5:
        return before + [other_default(rng, statement)] + after
    if after and rng.random() < 0.4:
        return statements[:-1]
    table = re.match(r"CREATE TABLE (\w+)", statement)
    known = {table.group(1): ["id"]} if table else tables
    more = [create_index, add_column] if known else [create_table]
    return statements + rng.choice(more)(rng, known, dialect)


def edited_text(rng, migration, tables, dialect):
    """The migration, changed in one of the ways in which people change theirs."""
    header = migration.text.splitlines()[0]
    if not migration.is_plain() or rng.random() < 0.12:
        return migration.text.replace(header, f"{header}\n-- remark {rng.randrange(999)}", 1)
    statements = edited_statements(rng, migration.statements(), tables, dialect)
    verify = migration.parts.get("verify", "").strip()
    return compose(header, statements, down="down" in migration.parts or rng.random() < 0.5,
                   verify=verify)
