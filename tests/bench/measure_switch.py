#!/usr/bin/env python3
"""Measures `gmig switch` between two branches on SQLite: scripts/bench calls it.

Both branches add so many migrations to a common one (a table and an index each). The yardstick is one
sqlite3 process that runs the same down and up parts on a file beside it, one BEGIN and COMMIT each,
with the settings that both have by default. Both go forth and back by turns; whole processes. The
goal is 1.3 times the yardstick.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ENVIRONMENT = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
               "GIT_AUTHOR_NAME": "Ann", "GIT_AUTHOR_EMAIL": "ann@example.org",
               "GIT_COMMITTER_NAME": "Ann", "GIT_COMMITTER_EMAIL": "ann@example.org"}


def migration_id(number):
    letters = ""
    for _ in range(12):
        letters = chr(ord("k") + number % 16) + letters
        number //= 16
    return letters


class Branch:
    """Migrations of one branch, each as its parts."""

    def __init__(self, name, first, count):
        self.name = name
        self.parts = []
        for number in range(first, first + count):
            table = f"{name}_{number}"
            self.parts.append((
                number, f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, label TEXT NOT NULL, made_at INTEGER);\n"
                        f"CREATE INDEX {table}_label ON {table} (label);\n",
                f"DROP TABLE {table};\n"))

    def write(self, folder, parent):
        for number, up, down in self.parts:
            own = migration_id(number)
            name = f"2026-11-20-{number // 3600:02}{number // 60 % 60:02}{number % 60:02}-{self.name}"
            (folder / f"{name}.sql").write_text(f"-- gmig: id={own} parent={parent}\n{up}-- gmig: down\n{down}")
            parent = own
        (folder / "gmig.head").write_text(parent + "\n")
        return parent

    def ups(self):
        return [up for _, up, _ in self.parts]

    def downs(self):
        return [down for _, _, down in reversed(self.parts)]


def timed(command, folder, text=None):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, input=text, capture_output=True, text=True, env=ENVIRONMENT)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return elapsed


def in_transactions(parts):
    return "".join(f"BEGIN;\n{part}COMMIT;\n" for part in parts)


def make_repository(folder, gmig, base, branches):
    git = lambda *arguments: timed(["git", *arguments], folder)
    git("init", "-q", "-b", "main")
    (folder / "gmig.json").write_text(json.dumps({
        "migrations": "migrations", "dialect": "sqlite",
        "environments": {"local": {"url": "sqlite:dev.db", "kind": "local"}}}))
    (folder / ".gitignore").write_text("*.db*\n")
    (folder / "migrations").mkdir()
    root = base.write(folder / "migrations", "none")
    git("add", "-A")
    git("commit", "-q", "-m", "base")
    for branch in branches:
        git("switch", "-q", "-c", branch.name, "main")
        branch.write(folder / "migrations", root)
        git("add", "-A")
        git("commit", "-q", "-m", branch.name)
    timed([gmig, "switch", branches[0].name], folder)
    timed(["sqlite3", "plain.db"], folder, in_transactions(base.ups() + branches[0].ups()))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmig", required=True)
    parser.add_argument("--runs", type=int, default=11)
    parser.add_argument("--migrations", type=int, default=50)
    options = parser.parse_args()
    base = Branch("base", 1, 1)
    branches = [Branch("here", 1000, options.migrations), Branch("there", 2000, options.migrations)]
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place).resolve()
        make_repository(folder, options.gmig, base, branches)
        times = {"gmig switch": [], "one sqlite3 process": []}
        for run in range(options.runs):
            left, right = branches if run % 2 == 0 else reversed(branches)
            times["gmig switch"].append(timed([options.gmig, "switch", "-q", right.name], folder))
            times["one sqlite3 process"].append(
                timed(["sqlite3", "plain.db"], folder, in_transactions(left.downs() + right.ups())))
        print(f"{options.migrations} migrations out and {options.migrations} in, SQLite, medians of {options.runs}")
        medians = {name: statistics.median(values) for name, values in times.items()}
        for name, median in medians.items():
            print(f"  {name:40} {median * 1000:7.1f} ms")
        ratio = medians["gmig switch"] / medians["one sqlite3 process"]
        print(f"  ratio {ratio:.2f} (goal: 1.3)")


if __name__ == "__main__":
    main()
