#!/usr/bin/env python3
"""Measures `gmig diff` of a large PostgreSQL schema with itself: scripts/bench calls it.

A database of 1,000 tables and 10,000 columns is made; gmig compares it with itself, then with a copy
that has one more column: the plan has to be one statement. Whole processes; the CPU is gmig's own
(user and system), the server's is not in it. To be run beside a server: tests/support/with-postgres.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = ["integer NOT NULL", "text", "bigint DEFAULT 0", "timestamptz DEFAULT now()", "numeric(12,2)",
           "boolean NOT NULL DEFAULT false", "varchar(80) CHECK (c6 <> '')", "uuid", "jsonb", "date"]


def psql(url, text):
    subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url], input=text.encode(), check=True)


def table(number):
    columns = ", ".join(f"c{place} {kind}" for place, kind in enumerate(COLUMNS))
    parent = f", FOREIGN KEY (c0) REFERENCES t{number - 1} (c0)" if number else ""
    return (f"CREATE TABLE t{number} ({columns}, PRIMARY KEY (c0){parent});\n"
            f"CREATE INDEX i{number} ON t{number} (c1);\n")


def run(command, folder, expected):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    elapsed = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != expected:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr.decode()}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return elapsed, cpu, done.stdout


def measure(gmig, folder, runs, title, to, statements):
    command = [gmig, "diff", "--from", "env:local", "--to", to, "--exit-code", "--json"]
    times = []
    for _ in range(runs):
        elapsed, cpu, output = run(command, folder, 1 if statements else 0)
        times.append((elapsed, cpu))
        found = sum(len(change["statements"]) for change in json.loads(output)["changes"])
        if found != statements:
            sys.exit(f"{title}: {found} statements, and {statements} were expected")
    elapsed, cpu = (statistics.median(values) for values in zip(*times))
    print(f"  {title:40} {elapsed:6.2f} s, of which gmig's own CPU {cpu:5.2f} s, {statements} statements")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmig", required=True)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--tables", type=int, default=1000)
    options = parser.parse_args()
    server = os.environ.get("GMIG_TEST_POSTGRES") or sys.exit("run it with tests/support/with-postgres")
    urls = {name: server.replace("/postgres?", f"/{name}?") for name in ("large", "larger")}
    psql(server, "CREATE DATABASE large TEMPLATE template0")
    for first in range(0, options.tables, 100):
        psql(urls["large"], "".join(table(number) for number in range(first, min(first + 100, options.tables))))
    psql(server, "CREATE DATABASE larger TEMPLATE large")
    psql(urls["larger"], "ALTER TABLE t7 ADD COLUMN one_more integer")
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "gmig.json").write_text(json.dumps({
            "migrations": "migrations", "dialect": "postgresql", "environments": {
                name: {"url": url, "kind": "local"}
                for name, url in (("local", urls["large"]), ("other", urls["larger"]))}}))
        print(f"{options.tables} tables, {len(COLUMNS) * options.tables} columns")
        measure(options.gmig, folder, options.runs, "diff of a schema with itself", "env:local", 0)
        measure(options.gmig, folder, options.runs, "diff for one column more", "env:other", 1)


if __name__ == "__main__":
    main()
