#!/usr/bin/env python3
"""generate.py FOLDER COUNT [native|golang-migrate]: writes COUNT migrations into FOLDER.

Each has one statement in about ten lines; a block of twenty is one CREATE TABLE, fourteen ADD
COLUMN and five CREATE INDEX. Both layouts hold the same SQL, which both databases understand.
"""
import datetime
import hashlib
import pathlib
import sys

BLOCK = 20
ID_LETTERS = "klmnopqrstuvwxyz"
START = datetime.datetime(2020, 1, 1)


def parts(number):
    """Slug, up and down part of migration `number`, from 0."""
    block, place = divmod(number, BLOCK)
    table = f"t{block + 1:04d}"
    if place == 0:
        up = (f"CREATE TABLE {table} (\n    id INTEGER PRIMARY KEY,\n    name TEXT NOT NULL,\n"
              "    amount INTEGER NOT NULL DEFAULT 0,\n    created_at TEXT\n);\n")
        return f"create-{table}", up, f"DROP TABLE {table};\n"
    if place <= 14:
        column = f"c{place:02d}"
        up = f"ALTER TABLE {table}\n    ADD COLUMN {column} INTEGER\n    DEFAULT {place}\n;\n"
        return f"add-{table}-{column}", up, f"ALTER TABLE {table} DROP COLUMN {column};\n"
    index = f"{table}_i{place:02d}"
    up = f"CREATE INDEX {index}\n    ON {table} (\n    c{place - 14:02d},\n    name\n);\n"
    return f"index-{table}-i{place:02d}", up, f"DROP INDEX {index};\n"


def comment(number):
    return (f"-- migration {number + 1} of a generated history\n"
            "-- for measuring, one statement each\n-- both databases understand it\n")


def identity(number):
    digest = hashlib.sha256(str(number).encode()).digest()
    return "".join(ID_LETTERS[byte % 16] for byte in digest[:12])


def write_native(folder, count):
    parent = "none"
    for number in range(count):
        slug, up, _ = parts(number)
        stamp = (START + datetime.timedelta(minutes=number)).strftime("%Y-%m-%d-%H%M%S")
        header = f"-- gmig: id={identity(number)} parent={parent}\n"
        (folder / f"{stamp}-{slug}.sql").write_text(header + comment(number) + up)
        parent = identity(number)
    (folder / "gmig.head").write_text(parent + "\n")


def write_golang_migrate(folder, count):
    for number in range(count):
        slug, up, down = parts(number)
        stem = f"{number + 1:06d}_{slug.replace('-', '_')}"
        (folder / f"{stem}.up.sql").write_text(comment(number) + up)
        (folder / f"{stem}.down.sql").write_text(down)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    write = {"native": write_native, "golang-migrate": write_golang_migrate}
    write[sys.argv[3] if len(sys.argv) > 3 else "native"](folder, int(sys.argv[2]))


if __name__ == "__main__":
    main()
