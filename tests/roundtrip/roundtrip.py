#!/usr/bin/env python3
"""Holds `gmig diff` against databases that a history has built.

    roundtrip.py --repository CLONE --folder FOLDER --layout LAYOUT --dialect DIALECT
                 [--states N] [--gmig PROGRAM] [--back]

Takes N states (20) spread over the first-parent history of FOLDER in CLONE (which is only read).
For each consecutive pair, what `gmig diff --from OLDER --to NEWER` prints is run on a database that
was made by replaying the older state; the result has to be what replaying the newer one gives.
`--back` does the same for each pair the other way round as well.

Neither replaying nor comparing is done by gmig: the files are run by the engine's own shell in the
order of their layout, and the databases are compared as the engine describes them, columns by name.
Another order of columns is counted, and no fault. PostgreSQL: run this by
tests/support/with-postgres.

Prints a line for each pair, differences in full, and ends with 1 when there is one.
"""

import argparse
import difflib
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time


def fail(message):
    sys.exit(f"roundtrip.py: {message}")


class Repository:
    """A clone of one's own of the repository, with a gmig.json."""

    def __init__(self, source, path, folder):
        self.path = path
        self.folder = folder
        subprocess.run(["git", "clone", "--quiet", "--shared", source, path], check=True)

    def git(self, *arguments):
        done = subprocess.run(["git", *arguments], cwd=self.path, capture_output=True, check=True)
        return done.stdout.decode()

    def commits(self):
        """The commits whose folders all differ."""
        commits, trees = [], set()
        log = self.git("log", "--first-parent", "--reverse", "--format=%H", "--", self.folder)
        for commit in log.split():
            tree = self.git("rev-parse", "--verify", f"{commit}:{self.folder}").strip()
            if tree not in trees:
                trees.add(tree)
                commits.append(commit)
        return commits

    def files(self, commit):
        """What is in the folder at a commit: path below the folder -> text."""
        prefix = self.folder.rstrip("/") + "/"
        listed = self.git("ls-tree", "-r", "-z", commit, "--", prefix)
        files = {}
        for entry in filter(None, listed.split("\0")):
            about, path = entry.split("\t", 1)
            files[path[len(prefix):]] = self.git("cat-file", "blob", about.split()[2])
        return files


def in_transaction(text):
    return f"BEGIN;\n{text}\n;COMMIT;\n"


def diesel(files):
    ups = {path[:-len("/up.sql")]: text for path, text in files.items() if path.endswith("/up.sql")}

    def run(name):
        outside = re.search(r"run_in_transaction\s*=\s*false", files.get(f"{name}/metadata.toml", ""))
        return ups[name] if outside else in_transaction(ups[name])

    return [(name, run(name)) for name in
            sorted(ups, key=lambda name: (name.split("_")[0].replace("-", ""), name))]


def golang_migrate(files):
    ups = [path for path in files if path.endswith(".up.sql")]
    return [(path, files[path]) for path in sorted(ups, key=lambda path: int(path.split("_")[0]))]


def native(files):
    """The up part alone; a file that says so runs outside a transaction."""
    ups = []
    for path in sorted(files):
        if path.endswith(".sql"):
            up = re.split(r"^-- gmig: (?:down|verify)\b", files[path], flags=re.M)[0]
            outside = re.search(r"^-- gmig:.*\btransaction=off", up, flags=re.M)
            ups.append((path, up if outside else in_transaction(up)))
    return ups


LAYOUTS = {"diesel": diesel, "golang-migrate": golang_migrate, "gmig": native}


class RoundTrip:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.engine = importlib.import_module(f"{options.dialect}_engine").Engine(folder)
        self.repository = Repository(options.repository, folder / "clone", options.folder)
        self.made = {}
        self.faults = self.reordered = 0
        config = {"migrations": options.folder, "layout": options.layout,
                  "dialect": options.dialect,
                  "environments": {"local": {"url": self.engine.server_url(), "kind": "local"}}}
        (folder / "clone" / "gmig.json").write_text(json.dumps(config))

    def build(self, commit):
        """Makes the database of a state; whether its migrations execute at all."""
        name = f"state_{len(self.made)}"
        self.engine.make(name)
        fault = self.engine.replay(
            name, LAYOUTS[self.options.layout](self.repository.files(commit)))
        if fault:
            self.engine.drop(name)
            print(f"{commit[:10]} does not execute: {fault.splitlines()[0]}", flush=True)
            return False
        self.made[commit] = name
        return True

    def states(self):
        """Commits evenly spread, the last among them, each with its database. Histories have states
        that never executed: the next one that does is taken for it."""
        commits = self.repository.commits()
        wanted = min(self.options.states, len(commits))
        if wanted < 2:
            fail(f"{self.options.folder} has {len(commits)} states")
        places = [i * (len(commits) - 1) // (wanted - 1) for i in range(wanted)]
        for place, following in zip(places, places[1:] + [len(commits)]):
            next(filter(self.build, commits[place:following]), None)
        return list(self.made)

    def difference(self, older, newer):
        done = subprocess.run(
            [self.options.gmig, "diff", "--from", older, "--to", newer, "--as", "sql", "--no-rename",
             "--accept-data-loss"], cwd=self.repository.path, capture_output=True, text=True)
        if done.returncode != 0:
            return None, f"gmig diff ended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout, ""

    def go(self, older, newer):
        """One pair; what is wrong, "" for nothing."""
        source, target = self.made[older], self.made[newer]
        script, fault = self.difference(older, newer)
        if fault:
            return fault
        trial = self.engine.copy(source, "trial")
        try:
            fault = self.engine.apply(trial, script)
            if fault:
                return f"{fault}\n{script}"
            return self.compare(trial, target, script)
        finally:
            self.engine.drop(trial)

    def compare(self, trial, target, script):
        got, wanted = self.engine.objects(trial), self.engine.objects(target)
        lines = []
        for name in sorted(got.keys() | wanted.keys()):
            lines += difflib.unified_diff(
                wanted.get(name, "").splitlines(), got.get(name, "").splitlines(),
                f"{name} as replayed", f"{name} as changed", lineterm="")
        if lines:
            return "\n".join(lines + ["by", script])
        orders = self.engine.column_orders(target)
        self.reordered += sum(columns != orders[table]
                              for table, columns in self.engine.column_orders(trial).items())
        return ""

    def run(self):
        states = self.states()
        pairs = list(zip(states, states[1:]))
        if self.options.back:
            pairs += [(newer, older) for older, newer in pairs]
        for older, newer in pairs:
            started = time.monotonic()
            fault = self.go(older, newer)
            print(f"{older[:10]} -> {newer[:10]}: {'differs' if fault else 'same'}"
                  f" ({time.monotonic() - started:.1f} s)", flush=True)
            if fault:
                self.faults += 1
                print(fault, flush=True)
        print(f"{len(pairs)} pairs of {len(states)} states: {self.faults} differ;"
              f" {self.reordered} tables with columns in another order")
        return 1 if self.faults else 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--repository", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--layout", required=True, choices=sorted(LAYOUTS))
    parser.add_argument("--dialect", required=True)
    parser.add_argument("--states", type=int, default=20)
    parser.add_argument("--gmig", default="gmig")
    parser.add_argument("--back", action="store_true")
    options = parser.parse_args()
    options.repository = os.path.abspath(options.repository)
    with tempfile.TemporaryDirectory(prefix="gmig-roundtrip.") as folder:
        sys.exit(RoundTrip(options, pathlib.Path(folder)).run())


if __name__ == "__main__":
    main()
