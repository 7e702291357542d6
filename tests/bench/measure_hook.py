#!/usr/bin/env python3
"""Measures `gmig hook pre-commit` beside git: scripts/bench calls it.

On a generated repository (generate_repository.py): a commit that touches no migration, one that adds
one, one that edits one; without shared facts, and with so many of them in this clone: kept, as every
commit but the first after they changed finds them, and read anew. `git diff-index`, which git runs
for any commit, stands beside them. The programs run in turn; medians of whole processes. The goals
for 10,000 migrations are 10 ms untouched and 25 ms touched.
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

import generate
import generate_repository

CACHE = pathlib.Path(".git/gmig/cache/shared-facts-default")
WHO = ["-c", "user.name=Perf", "-c", "user.email=perf@example.org"]


class Repository:
    def __init__(self, gmig, folder, migrations):
        self.gmig, self.folder, self.migrations = gmig, folder, migrations
        generate_repository.main(folder, migrations, migrations)
        config = {"environments": {"production": {"url": "sqlite:elsewhere.db", "kind": "production"}}}
        (folder / "gmig.json").write_text(json.dumps(config))
        self.git(*WHO, "commit", "-qam", "an environment")

    def git(self, *arguments):
        subprocess.run(["git", *arguments], cwd=self.folder, check=True)

    def share(self, count):
        """Executes so many elsewhere, which tells this clone."""
        self.git("update-ref", "-d", "refs/gmig/ledger")
        if count:
            subprocess.run([self.gmig, "-q", "execute", "-e", "production", "-y", "-n", str(count)],
                           cwd=self.folder, check=True)
        for file in self.folder.glob("elsewhere.db*"):
            file.unlink()
        self.git("reset", "-q", "--hard")

    def touch_nothing(self):
        (self.folder / "new.c").write_text("int new_one;\n")

    def add_one(self):
        head = self.folder / "migrations" / "gmig.head"
        identity = generate.identity(2 * self.migrations)
        (self.folder / "migrations" / "2099-01-01-000000-new.sql").write_text(
            f"-- gmig: id={identity} parent={head.read_text()}CREATE TABLE new_one (id INTEGER);\n")
        head.write_text(identity + "\n")

    def edit_one(self):
        edited = sorted((self.folder / "migrations").glob("*.sql"))[-1]
        edited.write_text(edited.read_text() + "-- An edit.\n")

    def stage(self, change):
        self.git("reset", "-q", "--hard")
        self.git("clean", "-qfd")
        change()
        self.git("add", "-A")

    def milliseconds(self, command):
        start = time.perf_counter()
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        elapsed = 1000 * (time.perf_counter() - start)
        if done.returncode not in (0, 1) or (command[0] == self.gmig and done.returncode != 0):
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout.decode()}")
        return elapsed


def measure(repository, what, facts, runs):
    hook = [repository.gmig, "hook", "pre-commit"]
    times = {"git diff-index": [], "gmig hook pre-commit": []}
    anew = []
    for _ in range(runs + 1):
        times["git diff-index"].append(
            repository.milliseconds(["git", "diff-index", "--cached", "--quiet", "HEAD"]))
        times["gmig hook pre-commit"].append(repository.milliseconds(hook))
        if (repository.folder / CACHE).exists():
            (repository.folder / CACHE).unlink()
            anew.append(repository.milliseconds(hook))
    if anew:
        times["with the facts read anew"] = anew
    for title, values in times.items():
        values = values[1:]  # the first run reads from the disk
        print(f"  {facts:6} facts  {what:10} {title:26} {statistics.median(values):7.1f} ms"
              f"   (min {min(values):.1f})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmig", required=True)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--migrations", type=int, default=10000)
    parser.add_argument("--facts", type=int, nargs="+", default=[0, 2000])
    options = parser.parse_args()
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    with tempfile.TemporaryDirectory() as top:
        print(f"pre-commit with {options.migrations} migrations")
        repository = Repository(options.gmig, pathlib.Path(top, "repository"), options.migrations)
        for facts in options.facts:
            repository.share(facts)
            for what, change in (("untouched", repository.touch_nothing), ("added", repository.add_one),
                                 ("edited", repository.edit_one)):
                repository.stage(change)
                measure(repository, what, facts, options.runs)


if __name__ == "__main__":
    main()
