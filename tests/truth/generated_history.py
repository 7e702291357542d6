"""Generated histories whose merges are clean or dirty by construction.

A History is one repository: main, and branches that each add migrations or do one thing wrong.
Clean ones are merged into main, as a merge, squashed, or as two at once; dirty ones beside it.
"""

import dataclasses
import pathlib
import random
import subprocess

LETTERS = "klmnopqrstuvwxyz"


@dataclasses.dataclass(frozen=True)
class Migration:
    number: int  # when it was made; versions and stamps grow with it
    name: str
    files: tuple  # (path, text), the up part first
    id: str = ""


@dataclasses.dataclass(frozen=True)
class State:
    """A commit: its tree, and the migrations in it, in order."""
    mark: int
    files: dict
    migrations: tuple


@dataclasses.dataclass(frozen=True)
class Case:
    kind: str
    base: int
    head: int
    merge: int
    wanted: frozenset  # "GM101 name": must be found, at severity error
    allowed: frozenset = frozenset()  # codes of errors that come with it
    git_merges: bool = True  # whether the merge is what git makes of the two

    def commits(self, names):
        return names[self.base], names[self.head], names[self.merge]


def sql(number, kind="INTEGER"):
    return f"CREATE TABLE t{number} (\n    id {kind} PRIMARY KEY,\n    label TEXT NOT NULL\n);\n"


class Native:
    name, config = "gmig", '{"layout": "gmig"}\n'

    def make(self, number, slug, before, text=None):
        identity = "".join(LETTERS[(number >> 4 * i) % 16] for i in range(12))
        parent = before[-1].id if before else "none"
        minutes = number
        stem = f"2026-{1 + minutes // 40320:02d}-{1 + minutes // 1440 % 28:02d}-" \
               f"{minutes // 60 % 24:02d}{minutes % 60:02d}00-{slug}"
        up = f"-- gmig: id={identity} parent={parent}\n\n{text or sql(number)}"
        return Migration(number, stem, ((f"migrations/{stem}.sql", up),), identity)

    def head_file(self, migrations):
        return {"migrations/gmig.head": migrations[-1].id + "\n"} if migrations else {}


class Foreign:
    def head_file(self, migrations):
        return {}


class Numbered(Foreign):
    name, config = "golang-migrate", '{"layout": "golang-migrate"}\n'

    def make(self, number, slug, before, text=None):
        stem = f"{number:06d}_{slug}"
        return Migration(number, stem, ((f"migrations/{stem}.up.sql", text or sql(number)),
                                        (f"migrations/{stem}.down.sql", f"DROP TABLE t{number};\n")))


class Stamped(Foreign):
    name, config = "sqlx", '{"layout": "sqlx", "dialect": "postgresql"}\n'

    def make(self, number, slug, before, text=None):
        stem = f"{20260101000000 + number}_{slug}"
        return Migration(number, stem, ((f"migrations/{stem}.sql", text or sql(number)),))


class Folders(Foreign):
    name, config = "diesel", '{"layout": "diesel", "dialect": "postgresql"}\n'

    def make(self, number, slug, before, text=None):
        stem = f"2026-01-{1 + number // 1440:02d}-{number // 60 % 24:02d}{number % 60:02d}00_{slug}"
        return Migration(number, stem, ((f"migrations/{stem}/up.sql", text or sql(number)),
                                        (f"migrations/{stem}/down.sql", f"DROP TABLE t{number};\n")))


LAYOUTS = (Native, Numbered, Stamped, Folders)


class History:
    """Grows a history in memory; write() makes it a repository."""

    def __init__(self, layout, seed):
        self.layout, self.random = layout(), random.Random(f"{layout.name} {seed}")
        self.native = layout is Native
        self.commits, self.cases, self.clock = [], [], 0
        self.main = self.commit({"gmig.json": self.layout.config}, (), [])
        self.past = [self.main]
        for _ in range(3):
            self.main = self.add(self.main, 2)
            self.past.append(self.main)

    # ---- commits ---------------------------------------------------------------------------------

    def commit(self, files, migrations, parents, subject="a change"):
        self.commits.append((files, [parent.mark for parent in parents], subject))
        return State(len(self.commits), files, tuple(migrations))

    def with_head(self, files, migrations):
        return files | self.layout.head_file(migrations)

    def next_number(self):
        self.clock += 10
        return self.clock

    def slug(self):
        return self.random.choice(["users", "orders", "labels", "add-age", "drop-x"]).replace(
            "-", "-" if self.native else "_")

    def add(self, state, count):
        """Commits that add migrations behind `state`, other files between them."""
        for _ in range(count):
            made = self.layout.make(self.next_number(), self.slug(), state.migrations)
            state = self.add_one(state, made)
            if self.random.random() < 0.3:
                state = self.touch(state)
        return state

    def add_one(self, state, made, migrations=None):
        migrations = state.migrations + (made,) if migrations is None else migrations
        files = self.with_head(state.files | dict(made.files), migrations)
        return self.commit(files, migrations, [state], f"add {made.name}")

    def touch(self, state):
        path = f"src/f{self.random.randrange(1000)}_{len(self.commits)}.c"
        return self.commit(state.files | {path: f"int x{len(self.commits)};\n"}, state.migrations,
                           [state])

    def change(self, state, removed, added, migrations, subject):
        files = {path: text for path, text in state.files.items() if path not in removed}
        return self.commit(self.with_head(files | added, migrations), migrations, [state], subject)

    def merged(self, base, head, fork, parents):
        """What git makes of the two: here no path is changed on both sides otherwise."""
        files = dict(base.files)
        for path in fork.files.keys() | head.files.keys():
            if head.files.get(path) != fork.files.get(path):
                files.pop(path, None)
                if path in head.files:
                    files[path] = head.files[path]
        migrations = sorted({m.name: m for m in base.migrations + head.migrations}.values(),
                            key=lambda m: m.number)
        return self.commit(files, migrations, parents, "merge")

    # ---- clean -----------------------------------------------------------------------------------

    def fork(self):
        """Where a clean branch may begin: gmig's layout wants the base's head, the other tools'
        want only that what is added comes last."""
        if self.random.random() < 0.5:
            self.main = self.touch(self.main)
            self.past.append(self.main)
        usable = [state for state in self.past[-6:]
                  if not self.native or state.migrations == self.main.migrations]
        return self.random.choice(usable)

    def clean(self):
        fork = self.fork()
        head = self.add(self.touch(fork), self.random.randrange(4))
        kind = self.random.choice(["merge", "squash", "rebase", "octopus"])
        if kind == "rebase":
            fork, head = self.main, self.add(self.main, 1)
        parents = [self.main] if kind == "squash" else [self.main, head]
        if kind == "octopus":
            parents.append(self.touch(fork))
            base = self.merged(self.main, parents[2], fork, [self.main])
            result = self.merged(base, head, fork, parents)
        else:
            result = self.merged(self.main, head, fork, parents)
        self.cases.append(Case(f"clean {kind}", self.main.mark, head.mark, result.mark,
                               frozenset(), git_merges=kind != "octopus"))
        self.main = result
        self.past.append(result)

    # ---- dirty -----------------------------------------------------------------------------------

    def dirty(self, kind):
        fork = self.main
        target = self.random.choice(fork.migrations)
        head, wanted, allowed = getattr(self, kind)(fork, target)
        result = self.merged(self.main, head, fork, [self.main, head])
        self.cases.append(Case(kind, self.main.mark, head.mark, result.mark, frozenset(wanted),
                               frozenset(allowed)))
        self.main = self.touch(self.main)
        self.past.append(self.main)

    def dirty_kinds(self):
        return ["edit", "comment", "delete", "late", "lost_name"] + (
            ["copy", "no_id", "diverged"] if self.native else ["collision"])

    def edit(self, fork, target):
        path, text = target.files[0]
        head = self.change(fork, (), {path: text.replace("INTEGER", "BIGINT")}, fork.migrations,
                           "edit")
        return self.add(head, 1), [f"GM101 {target.name}"], []

    def comment(self, fork, target):
        path, text = target.files[0]
        head = self.change(fork, (), {path: text.replace(");\n", "); -- a comment\n")},
                           fork.migrations, "comment")
        return self.add(head, 1), [], []

    def delete(self, fork, target):
        left = tuple(one for one in fork.migrations if one != target)
        head = self.change(fork, dict(target.files), {}, left, "delete")
        return head, [f"GM102 {target.name}"], ["GM205", "GM202", "GM207"]

    def late(self, fork, target):
        """Behind the one before the last, with a number before the last's."""
        made = self.layout.make(fork.migrations[-1].number - 3, "late", fork.migrations[:-1])
        migrations = fork.migrations[:-1] + (made, fork.migrations[-1])
        return self.add_one(fork, made, migrations), [f"GM201 {made.name}"], ["GM202", "GM207"]

    def lost_name(self, fork, target):
        moved = tuple((path.replace(target.name, target.name + "s"), text)
                      for path, text in target.files)
        head = self.change(fork, dict(target.files), dict(moved), fork.migrations, "rename")
        if self.native:
            return head, [], []
        return head, [f"GM103 {target.name}s"], ["GM201", "GM203"]

    def collision(self, fork, target):
        made = self.layout.make(fork.migrations[-1].number, "second", fork.migrations)
        return self.add_one(fork, made), [f"GM203 {made.name}"], ["GM201"]

    def copy(self, fork, target):
        number = self.next_number()
        path, text = self.layout.make(number, "copy", fork.migrations).files[0]
        copied = target.files[0][1].replace("INTEGER", "BIGINT")
        head = self.change(fork, (), {path: copied}, fork.migrations, "copy")
        return head, [f"GM204 {pathlib.Path(path).stem}"], []

    def no_id(self, fork, target):
        path, text = target.files[0]
        head = self.change(fork, (), {path: text.split("\n", 1)[1]}, fork.migrations, "no header")
        return head, [f"GM107 {target.name}"], ["GM201", "GM202", "GM205", "GM207"]

    def diverged(self, fork, target):
        made = self.layout.make(self.next_number(), "aside", fork.migrations[:-1])
        head = self.add_one(fork, made, fork.migrations + (made,))
        return head, [f"GM202 {made.name}"], []

    # ---- writing ---------------------------------------------------------------------------------

    def write(self, folder):
        """Makes the repository, and returns the commits' names by mark."""
        subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
        stream = []
        for mark, (files, parents, subject) in enumerate(self.commits, 1):
            stream.append(f"commit refs/heads/all\nmark :{mark}\ncommitter Ann Author "
                          f"<ann@example.org> {1767225600 + 60 * mark} +0000\n"
                          f"data {len(subject)}\n{subject}\n")
            stream += [f"{'merge' if i else 'from'} :{parent}\n" for i, parent in enumerate(parents)]
            stream.append("deleteall\n")
            stream += [f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}\n"
                       for path, text in files.items()]
        marks = pathlib.Path(folder, ".git/marks")
        subprocess.run(["git", "fast-import", "--quiet", "--force", f"--export-marks={marks}"],
                       cwd=folder, input="".join(stream), text=True, check=True)
        pairs = (line.split() for line in marks.read_text().splitlines())
        return {int(mark[1:]): name for mark, name in pairs}
