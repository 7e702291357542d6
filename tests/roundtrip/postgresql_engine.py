"""PostgreSQL for roundtrip.py: databases made with psql and described by pg_dump."""

import os
import re
import subprocess
import sys


def split_outside(text, mark):
    """The pieces of a text between marks that stand outside brackets and quotes."""
    pieces, depth, quote, start = [], 0, None, 0
    for at, letter in enumerate(text):
        if quote:
            quote = None if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == mark and depth == 0:
            pieces.append(text[start:at])
            start = at + 1
    return pieces + [text[start:]]


def sorted_columns(statement):
    """A CREATE TABLE (or the like) with what stands in its brackets one a line, sorted."""
    found = re.match(r"((?:CREATE|ALTER)[^(]*\()\n(.*)\n(\).*)", statement, flags=re.S)
    if not found:
        return statement, []
    columns = [column.strip() for column in split_outside(found.group(2), ",")]
    return "\n".join([found.group(1), *sorted(columns), found.group(3)]), columns


class Engine:
    def __init__(self, folder):
        self.folder = folder
        self.environment = dict(os.environ, PGOPTIONS="-c client_min_messages=error")
        self.url = os.environ.get("GMIG_TEST_POSTGRES")
        if not self.url:
            sys.exit("GMIG_TEST_POSTGRES is not set: run this by tests/support/with-postgres")

    def server_url(self):
        return self.url

    def call(self, *command, text=None):
        return subprocess.run(command, input=text, capture_output=True, text=True,
                              env=self.environment)

    def need(self, *command, text=None):
        done = self.call(*command, text=text)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def run(self, command, text=None):
        done = self.call(*command, text=text)
        return "" if done.returncode == 0 else done.stdout + done.stderr

    def psql(self, database):
        return ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]

    def make(self, name):
        self.need("createdb", name)

    def copy(self, source, name):
        self.need("createdb", "-T", source, name)
        return name

    def drop(self, name):
        self.need("dropdb", "--force", name)

    def replay(self, name, migrations):
        """What psql says against migrations; "" for nothing."""
        command = self.psql(name)
        for number, (label, text) in enumerate(migrations):
            # Named by number, since a label may hold anything.
            path = self.folder / f"replay-{number}.sql"
            path.write_text(f"-- {label}\n{text}")
            command += ["-f", str(path)]
        return self.run(command)

    def apply(self, name, script):
        """What psql says against a script, run as a migration is; "" for nothing."""
        return self.run([*self.psql(name), "-1", "-f", "-"], text=script)

    def dumped(self, name):
        """Kind, name and text of everything that pg_dump writes."""
        dump = self.need("pg_dump", "--schema-only", "--no-owner", name)
        entries = re.split(r"^--\n-- Name: (.*); Type: (.*); Schema: (.*); Owner: .*\n--\n", dump,
                           flags=re.M)[1:]
        for at in range(0, len(entries), 4):
            label, kind, schema, text = entries[at:at + 4]
            text = re.sub(r"^--\n-- PostgreSQL database dump complete.*", "", text, flags=re.M | re.S)
            # Settings of the dump's own, which stand before what first needs them.
            text = re.sub(r"^SET default_\w+ = .*;\n", "", text, flags=re.M)
            yield f"{kind} {schema}.{label}", text.strip()

    def objects(self, name):
        result = {}
        for label, text in self.dumped(name):
            # Grants to several have entries of one name; their order is of no account.
            result.setdefault(label, []).append(sorted_columns(text)[0])
        return {label: "\n".join(sorted(texts)) for label, texts in result.items()}

    def column_orders(self, name):
        return {label: sorted_columns(text)[1] for label, text in self.dumped(name)
                if label.startswith("TABLE ")}
