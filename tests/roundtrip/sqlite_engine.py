"""SQLite for roundtrip.py: files made with Python's sqlite3 and described by SQLite's PRAGMAs.

What those leave out (checks, generated columns, expressions of indexes, views, triggers) is compared
by the tokens of its text.
"""

import re
import shutil
import sqlite3

TOKEN = re.compile(r"""
    (?P<skip>\s+|--[^\n]*|/\*.*?\*/)
  | (?P<string>'(?:[^']|'')*')
  | "(?P<double>(?:[^"]|"")*)" | `(?P<back>(?:[^`]|``)*)` | \[(?P<bracket>[^\]]*)\]
  | (?P<word>[^\W\d]\w*) | (?P<number>[\d.][\w.]*) | (?P<sign>.)
""", re.X | re.S)
CONSTANTS = {"null", "true", "false", "current_time", "current_date", "current_timestamp"}


def tokens(text):
    """Strings as they stand; names without their quotes and all words in lower case."""
    result = []
    for found in TOKEN.finditer(text or ""):
        kind, value = found.lastgroup, found.group(found.lastgroup)
        if kind == "double":
            value = value.replace('""', '"')
        elif kind == "back":
            value = value.replace("``", "`")
        if kind != "skip":
            result.append(value if kind == "string" else value.lower())
    return result


def closing(words, opening):
    depth = 0
    for at in range(opening, len(words)):
        depth += (words[at] == "(") - (words[at] == ")")
        if depth == 0:
            return at
    return len(words)


def in_brackets(words, before):
    """What stands in brackets behind this word, each time."""
    at = 0
    while at + 1 < len(words):
        if words[at] == before and words[at + 1] == "(":
            end = closing(words, at + 1)
            yield " ".join(words[at + 2:end])
            at = end
        at += 1


def index_expressions(words):
    """The parts of an index that are no plain columns, and its condition."""
    start = words.index("(")
    end = closing(words, start)
    parts, depth = [[]], 0
    for word in words[start + 1:end]:
        depth += (word == "(") - (word == ")")
        if word == "," and depth == 0:
            parts.append([])
        elif depth > 0 or word not in ("asc", "desc"):
            parts[-1].append(word)
    return [" ".join(part) for part in parts if "(" in part] + [" ".join(words[end + 1:])]


def default(value):
    """A name as a default is a string."""
    words = tokens(value)
    is_name = len(words) == 1 and not re.match(r"['\d.]|x'", value) and words[0] not in CONSTANTS
    return value if is_name else re.sub(r"^'(\w+)'$", r"\1", " ".join(words))


class Engine:
    def __init__(self, folder):
        self.folder = folder

    def path(self, name):
        return self.folder / f"{name}.db"

    def connect(self, name):
        return sqlite3.connect(self.path(name), isolation_level=None)

    def server_url(self):
        return f"sqlite:{self.path('local')}"

    def make(self, name):
        self.connect(name).close()

    def copy(self, source, name):
        shutil.copyfile(self.path(source), self.path(name))
        return name

    def drop(self, name):
        self.path(name).unlink()

    def replay(self, name, migrations):
        """What SQLite says against migrations; "" for nothing."""
        connection = self.connect(name)
        try:
            for label, text in migrations:
                try:
                    connection.executescript(text)
                except sqlite3.Error as error:
                    return f"{label}: {error}"
            return ""
        finally:
            connection.close()

    def apply(self, name, script):
        """What SQLite says against a script, run as a migration is; "" for nothing."""
        return self.replay(name, [("the script", f"BEGIN;\n{script}\n;COMMIT;\n")])

    def objects(self, name):
        connection = self.connect(name)
        try:
            return dict(self.described(connection))
        finally:
            connection.close()

    def described(self, connection):
        rows = connection.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT"
            " LIKE 'sqlite\\_%' ESCAPE '\\'").fetchall()
        for kind, label, table, sql in rows:
            words = tokens(sql)
            if kind == "table":
                yield f"table {label}", "\n".join(self.table(connection, label, words))
            elif kind == "index":
                about = [f"on {table}", *self.index(connection, label), *index_expressions(words)]
                yield f"index {label}", "\n".join(about)
            else:
                yield f"{kind} {label}", f"on {table}\n" + " ".join(words)

    def index(self, connection, name):
        return [" ".join(map(str, row)) for row in connection.execute(
            'SELECT coalesce(name, "<expression>"), "desc", lower(coll) FROM pragma_index_xinfo(?)'
            " WHERE key ORDER BY seqno", [name])]

    def table(self, connection, name, words):
        yield from map(str, connection.execute(
            "SELECT type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name = ?",
            [name]))
        columns = connection.execute(
            'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)',
            [name]).fetchall()
        for label, kind, not_null, value, key, hidden in sorted(columns):
            kind = " ".join(tokens(kind))
            value = "no default" if value is None else f"default {default(value)}"
            yield f"column {label} {kind} not_null={not_null} {value} pk={key} hidden={hidden}"
        yield from sorted({f"check {text}" for text in in_brackets(words, "check")})
        yield from sorted(f"as {text}" for text in in_brackets(words, "as"))
        yield from ["autoincrement"] * ("autoincrement" in words)
        yield from sorted(self.keys(connection, name))
        yield from sorted(self.references(connection, name))

    def keys(self, connection, table):
        """Its indexes; those of constraints have names that say nothing."""
        for name, unique, origin, partial in connection.execute(
                'SELECT name, "unique", origin, partial FROM pragma_index_list(?)', [table]
        ).fetchall():
            about = "; ".join(self.index(connection, name))
            label = name if origin == "c" else origin
            yield f"index {label} unique={unique} partial={partial} {about}"

    def references(self, connection, table):
        keys = {}
        for key, _, target, column, other, update, delete, match in connection.execute(
                "SELECT * FROM pragma_foreign_key_list(?) ORDER BY id, seq", [table]):
            keys.setdefault(key, [f"{target} {update} {delete} {match}"]).append(f"{column}>{other}")
        for about in keys.values():
            yield "references " + " ".join(about)

    def column_orders(self, name):
        connection = self.connect(name)
        try:
            tables = connection.execute(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
            return {table: [row[1] for row in
                            connection.execute("SELECT * FROM pragma_table_xinfo(?)", [table])]
                    for table, in tables.fetchall()}
        finally:
            connection.close()
