#!/usr/bin/env python3
"""Measures gmig against the floor (floor.c): scripts/bench calls it beside a PostgreSQL server.

Each pair of programs runs in turn, so that what else the machine does meets both; what is printed
is the medians of whole processes, their ratio, and the most memory that gmig took.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


def measured(command, folder, environment):
    """Wall time of one run, and its peak memory in MB; ends the measurement when the command fails."""
    output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, environment, file_actions=[
        (os.POSIX_SPAWN_DUP2, output, 1), (os.POSIX_SPAWN_DUP2, output, 2)])
    _, status, usage = os.wait4(child, 0)
    elapsed = time.perf_counter() - start
    os.close(output)
    if status != 0:
        sys.exit(f"{' '.join(command)} failed:\n{(folder / 'output').read_text()}")
    return elapsed, usage.ru_maxrss / 1024


class Database:
    """Two databases, one for the floor and one for gmig, made anew before each execute."""

    def __init__(self, name, folder, admin_url=None):
        self.name, self.folder, self.admin_url = name, folder, admin_url

    def connection(self, who):
        if self.admin_url is None:
            return str(self.folder / f"{who}.db")
        return self.admin_url.replace("/postgres?", f"/bench_{who}?")

    def url(self, who):
        return ("" if self.admin_url else "sqlite:") + self.connection(who)

    def renew(self, who):
        if self.admin_url is None:
            for file in self.folder.glob(f"{who}.db*"):
                file.unlink()
            return
        for statement in (f"DROP DATABASE IF EXISTS bench_{who}", f"CREATE DATABASE bench_{who}"):
            subprocess.run(["psql", "-X", "-q", "-d", self.admin_url, "-c", statement], check=True,
                           stderr=subprocess.DEVNULL)


class Bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.migrations = folder / "migrations"
        self.environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C",
                            "GIT_CONFIG_GLOBAL": "/dev/null"}

    def make_project(self):
        subprocess.run([sys.executable, HERE / "generate.py", self.migrations,
                        str(self.options.migrations), self.options.layout], check=True)
        if self.options.git:
            for arguments in (["init", "-q"], ["add", "-A"],
                              ["-c", "user.name=b", "-c", "user.email=b@example.org",
                               "commit", "-q", "-m", "start"]):
                subprocess.run(["git", "-C", self.folder, *arguments], check=True,
                               env=self.environment)

    def configure(self, database):
        config = {"migrations": "migrations", "dialect": database.name,
                  "environments": {"local": {"url": database.url("gmig"), "kind": "local"}}}
        if self.options.layout != "native":
            config |= {"layout": self.options.layout, "mode": "adopt"}
        (self.folder / "gmig.json").write_text(json.dumps(config))

    def gmig(self, *arguments):
        return [self.options.gmig, "-C", str(self.folder), *arguments]

    def floor(self, database, action):
        return [str(pathlib.Path(self.options.floors) / f"floor-{database.name}"), action,
                database.connection("floor"), str(self.migrations)]

    def compare(self, what, runs, floor, gmig, before=lambda: None):
        times, most = {"floor": [], "gmig": []}, 0
        for _ in range(runs):
            before()
            times["floor"].append(measured(floor, self.folder, self.environment)[0])
            elapsed, megabytes = measured(gmig, self.folder, self.environment)
            times["gmig"].append(elapsed)
            most = max(most, megabytes)
        medians = {who: statistics.median(values) for who, values in times.items()}
        # A process starts with what its parent had: less than that is not seen.
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        most = f"{most:.0f}" if most > 1.02 * own else "-"
        print(f"{what:<24}{1000 * medians['floor']:>12.1f}{1000 * medians['gmig']:>12.1f}"
              f"{medians['gmig'] / medians['floor']:>9.2f}{most:>8}{runs:>7}", flush=True)

    def run_on(self, database):
        def renew():
            database.renew("floor")
            database.renew("gmig")

        self.configure(database)
        runs = self.options.runs
        self.compare(f"execute, {database.name}", runs, self.floor(database, "apply"),
                     self.gmig("execute", "-y"), renew)
        self.compare(f"status, {database.name}", 3 * runs, self.floor(database, "status"),
                     self.gmig("status"))


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench")
    parser.add_argument("-n", "--migrations", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--layout", choices=["native", "golang-migrate"], default="native")
    parser.add_argument("--git", action="store_true", help="in a git repository")
    parser.add_argument("--gmig", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--floors", required=True, help=argparse.SUPPRESS)
    options = parser.parse_args()

    folder = pathlib.Path(tempfile.mkdtemp(prefix="gmig-bench."))
    try:
        databases = [Database("sqlite", folder),
                     Database("postgresql", folder, os.environ["GMIG_TEST_POSTGRES"])]
        bench = Bench(options, folder)
        bench.make_project()
        print(f"{options.migrations} migrations, layout {options.layout}; medians of alternating "
              f"runs, in milliseconds\n\n{'':<24}{'floor':>12}{'gmig':>12}{'ratio':>9}{'MB':>8}{'runs':>7}")
        nothing = str(pathlib.Path(options.floors) / "floor-sqlite")
        bench.compare("--version", 10 * options.runs, [nothing, "nothing"],
                      [options.gmig, "--version"])
        for database in databases:
            bench.run_on(database)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
