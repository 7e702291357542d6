#!/usr/bin/env python3
"""Measures `gmig check` and `gmig lint` of a branch beside git: scripts/bench calls it.

On generated repositories (generate_repository.py): a branch ahead of main, one aside that is merged
in memory, one that comes late and is found so. What git takes for the folder's difference and for
the merge of the whole tree stands beside it. The programs run in turn; medians of whole processes.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import generate_repository


def milliseconds(command, folder, expected):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    elapsed = 1000 * (time.perf_counter() - start)
    if done.returncode != expected:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    return elapsed


def check(gmig, branch):
    return [gmig, "check", "--base", "main", "--head", branch]


def lint(gmig, dialect, *arguments):
    return [gmig, "lint", "--dialect", dialect, *arguments]


def measure(gmig, folder, runs):
    programs = [
        ("git diff --name-status, folder", ["git", "diff", "--name-status", "main", "aside", "--",
                                            "migrations"], 0),
        ("git merge-tree, whole tree", ["git", "merge-tree", "--write-tree", "main", "aside"], 0),
        ("gmig check, ahead", check(gmig, "ahead"), 0),
        ("gmig check, merged in memory", check(gmig, "aside"), 0),
        ("gmig check, late, with commits", check(gmig, "late"), 1),
        ("gmig lint, SQLite, ahead", lint(gmig, "sqlite", "--base", "main", "--head", "ahead"), 0),
        ("gmig lint, PostgreSQL, ahead",
         lint(gmig, "postgresql", "--base", "main", "--head", "ahead"), 0),
        ("gmig lint --all, SQLite", lint(gmig, "sqlite", "--all"), 0),
        ("gmig lint --all, PostgreSQL", lint(gmig, "postgresql", "--all"), 0),
    ]
    times = {title: [] for title, _, _ in programs}
    for _ in range(runs + 1):
        for title, command, expected in programs:
            times[title].append(milliseconds(command, folder, expected))
    for title, values in times.items():
        values = values[1:]  # the first run reads from the disk
        print(f"  {title:32} {statistics.median(values):7.1f} ms   (min {min(values):.1f})")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmig", required=True)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--layout", default="native", choices=["native", "golang-migrate"])
    parser.add_argument("--repository", help="one that is there already")
    options = parser.parse_args()
    os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    if options.repository:
        measure(options.gmig, options.repository, options.runs)
        return
    with tempfile.TemporaryDirectory() as top:
        for migrations, commits in ((1000, 5000), (10000, 50000)):
            print(f"{migrations} migrations in {commits} commits, {options.layout}")
            folder = pathlib.Path(top, str(migrations))
            generate_repository.main(folder, migrations, commits, options.layout)
            measure(options.gmig, folder, options.runs)


if __name__ == "__main__":
    main()
