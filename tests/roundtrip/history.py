#!/usr/bin/env python3
"""Makes a small repository for roundtrip.py.

    history.py MIGRATIONS.sql FOLDER

MIGRATIONS.sql holds migrations one behind the other, each below a line `-- migration: NAME`; each is
a commit that adds it to FOLDER/migrations as a file of gmig's own layout.
"""

import os
import pathlib
import re
import subprocess
import sys

IDENTITY = {"GIT_AUTHOR_NAME": "gmig", "GIT_AUTHOR_EMAIL": "gmig@example.org",
            "GIT_COMMITTER_NAME": "gmig", "GIT_COMMITTER_EMAIL": "gmig@example.org",
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder, *arguments):
    subprocess.run(["git", *arguments], cwd=folder, env=dict(os.environ, **IDENTITY), check=True)


def main():
    text, folder = pathlib.Path(sys.argv[1]).read_text(), pathlib.Path(sys.argv[2])
    (folder / "migrations").mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    migrations = re.split(r"^-- migration: (.*)\n", text, flags=re.M)[1:]
    for at in range(0, len(migrations), 2):
        name = f"2026-01-01-{at // 2:06}-{migrations[at]}"
        (folder / "migrations" / f"{name}.sql").write_text(migrations[at + 1].strip() + "\n")
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--message", name)


if __name__ == "__main__":
    main()
