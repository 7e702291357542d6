#!/usr/bin/env python3
"""generate_repository.py FOLDER MIGRATIONS COMMITS [native|golang-migrate]: a git repository.

main has COMMITS commits, every COMMITS/MIGRATIONS-th of which adds a migration; the others change
one of 400 sources. Three branches add two migrations each in four commits: `ahead` from main's
head; `aside` from two commits before, which changed sources only, so that it merges cleanly; `late`
from twenty commits before, with stamps that are earlier than main's last.
"""
import datetime
import pathlib
import subprocess
import sys

import generate

SOURCES = 400
FIRST_SECOND = 1577836800


class Import:
    """A stream for git fast-import; marks are commits."""

    def __init__(self, folder):
        subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
        self.process = subprocess.Popen(["git", "fast-import", "--quiet"], cwd=folder,
                                        stdin=subprocess.PIPE)
        self.marks = 0

    def data(self, text):
        encoded = text.encode()
        self.process.stdin.write(b"data %d\n%s\n" % (len(encoded), encoded))

    def commit(self, branch, parent, message, files):
        self.marks += 1
        self.process.stdin.write(
            f"commit refs/heads/{branch}\nmark :{self.marks}\ncommitter Perf <perf@example.org> "
            f"{FIRST_SECOND + 60 * self.marks} +0000\n".encode())
        self.data(message)
        if parent:
            self.process.stdin.write(f"from :{parent}\n".encode())
        for path, text in files:
            self.process.stdin.write(f"M 100644 inline {path}\n".encode())
            self.data(text)
        return self.marks

    def close(self):
        self.process.stdin.close()
        if self.process.wait() != 0:
            sys.exit("git fast-import failed")


class Layout:
    def __init__(self, name):
        self.native = name == "native"

    def files(self, number, parent, minutes):
        """What migration `number` behind `parent` (a number, or None) adds to the tree."""
        slug, up, down = generate.parts(number)
        if not self.native:
            stem = f"migrations/{minutes + 1:06d}_{slug.replace('-', '_')}"
            return [(f"{stem}.up.sql", generate.comment(number) + up), (f"{stem}.down.sql", down)]
        identity = generate.identity(number)
        follows = "none" if parent is None else generate.identity(parent)
        stamp = (generate.START + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%d-%H%M%S")
        header = f"-- gmig: id={identity} parent={follows}\n"
        return [(f"migrations/{stamp}-{slug}.sql", header + generate.comment(number) + up),
                ("migrations/gmig.head", identity + "\n")]


def source(number):
    return [(f"src/d{number % 20:02d}/f{number % SOURCES:03d}.c", f"int f{number};\n")]


def write_branch(stream, layout, branch, fork, numbers, minutes):
    parent, commit = fork
    for step in range(4):
        files = source(step)
        if step % 2:
            number = numbers + step // 2
            files = layout.files(number, parent, minutes + step // 2)
            parent = number
        commit = stream.commit(branch, commit, f"{branch} {step}", files)


def main(folder, migrations, commits, layout_name="native"):
    layout = Layout(layout_name)
    migrations, commits = int(migrations), int(commits)
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    stream = Import(folder)
    config = f'{{"layout": "{"gmig" if layout.native else layout_name}", "environments": {{}}}}\n'
    commit = stream.commit("main", 0, "a start", [("gmig.json", config)])
    every, count, forks = commits // migrations, 0, {}
    for number in range(1, commits):
        files = source(number)
        if number % every == 0 and count < migrations:
            files = layout.files(count, count - 1 if count else None, 2 * count)
            count += 1
        commit = stream.commit("main", commit, f"change {number}", files)
        forks[number] = (count - 1, commit)
    write_branch(stream, layout, "ahead", (count - 1, commit), count, 2 * count)
    write_branch(stream, layout, "aside", forks[commits - 3], count + 2, 2 * count)
    late = forks[commits - 20]
    write_branch(stream, layout, "late", late, count + 4, 2 * late[0] + 1)
    stream.close()
    subprocess.run(["git", "repack", "-adfq"], cwd=folder, check=True)
    subprocess.run(["git", "checkout", "-q", "-f", "main"], cwd=folder, check=True)


if __name__ == "__main__":
    if not 4 <= len(sys.argv) <= 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
