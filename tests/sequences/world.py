"""One user's world: a clone with a database, a bare upstream, a teammate's clone, and the gmig."""

import dataclasses
import datetime
import json
import os
import pathlib
import random
import shlex
import shutil
import subprocess

import oracle
import writing
from databases import ENGINES
from oracle import Broken

START = datetime.datetime(2026, 11, 20, 10, 0, 0)
TICK = 20  # seconds between two processes
PATIENCE = 120


@dataclasses.dataclass
class Ran:
    code: int
    out: str
    err: str

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError:
            return {}


@dataclasses.dataclass
class Snapshot:
    """Everything that gmig may change."""

    files: dict
    index: dict
    head: str
    commit: str
    schema: dict
    ledger: list
    rows: dict

    def migrations(self):
        return writing.read_migrations(self.files)


@dataclasses.dataclass
class Traits:
    """What a sequence has from its beginning."""

    hooks: bool
    gate: bool
    tripwire: bool

    @staticmethod
    def of(seed):
        rng = random.Random(f"traits {seed}")
        return Traits(rng.random() < 0.3, rng.random() < 0.3, rng.random() < 0.8)


def environment_of(home):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("GMIG_", "GIT_", "PG", "XDG_"))
            and name not in ("DATABASE_URL", "EDITOR", "VISUAL")}
    settings = {"init.defaultBranch": "main", "gc.auto": "0", "advice.detachedHead": "false",
                "pull.rebase": "false"}
    for number, (key, value) in enumerate(settings.items()):
        kept |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return kept | {
        "HOME": str(home), "LC_ALL": "C", "TZ": "UTC", "TERM": "dumb", "GIT_EDITOR": "true",
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_COUNT": str(len(settings)),
        "GIT_TEMPLATE_DIR": str(home), "GIT_CEILING_DIRECTORIES": str(home.parent),
        "GIT_AUTHOR_NAME": "Ann Author", "GIT_AUTHOR_EMAIL": "ann@example.org",
        "GIT_COMMITTER_NAME": "Ann Author", "GIT_COMMITTER_EMAIL": "ann@example.org"}


class World:
    def __init__(self, folder, gmig, dialect, seed):
        self.folder = pathlib.Path(folder)
        self.gmig_program = str(gmig)
        self.traits = Traits.of(seed)
        self.mine, self.mate = self.folder / "mine", self.folder / "mate"
        self.upstream = self.folder / "upstream.git"
        (self.folder / "home").mkdir()
        self.environment = environment_of(self.folder / "home")
        self.clock = 0
        self.transcript = []
        self.outcomes = []
        # Number of an operation -> what was before and after it; nothing: not known.
        self.operations = {}
        self.unsettled = False  # a crash has not been recovered from yet
        self.killed = set()     # numbers of operations that were going on then
        self.hand_work = {}     # number of a mark -> what takes back what was done by hand with it
        self.next_row = 1000
        self.stashes = 0
        self.database = ENGINES[dialect](self.mine, f"gmig_sequence_{os.getpid()}")
        self.dialect = dialect
        self.set_up()

    def close(self):
        self.database.drop()

    # What is there at the beginning: two published migrations, nothing executed.

    def set_up(self):
        self.run(["git", "init", "-q", "--bare", self.upstream.name], self.folder)
        self.run(["git", "clone", "-q", self.upstream.name, "mine"], self.folder)
        config = {"migrations": "migrations", "dialect": self.dialect, "protected": ["main"],
                  "tripwire": self.traits.tripwire,
                  "environments": {"local": {"url": self.database.url, "kind": "local"}}}
        (self.mine / "migrations").mkdir()
        self.put("gmig.json", json.dumps(config, indent=1) + "\n")
        self.put(".gitignore", "/dev.db*\n")
        if self.traits.hooks:
            self.gmig("hooks", "install")
        rng = random.Random(0)
        for words in ("first", "second"):
            path = self.new_file(words)
            self.put(path, writing.compose(self.header(path), writing.create_table(
                rng, {}, self.dialect)))
            self.commit(words)
        self.git("push", "-q", "-u", "origin", "main", check=True)
        self.run(["git", "clone", "-q", self.upstream.name, "mate"], self.folder)
        if self.traits.gate:
            self.run([self.gmig_program, "hooks", "install"], self.upstream)

    # Running

    def run(self, command, where=None, fault=None):
        """One process, a while later than the last one."""
        self.clock += TICK
        now = (START + datetime.timedelta(seconds=self.clock)).strftime("%Y-%m-%dT%H:%M:%SZ")
        environment = dict(self.environment, GMIG_NOW=now, GIT_AUTHOR_DATE=now,
                           GIT_COMMITTER_DATE=now)
        if fault:
            environment["GMIG_FAULT"] = fault
        try:
            done = subprocess.run(command, cwd=where or self.mine, env=environment,
                                  stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=PATIENCE, check=False)
        except subprocess.TimeoutExpired as error:
            raise Broken(f"{command[1]} hangs", " ".join(command)) from error
        ran = Ran(done.returncode, done.stdout.decode(errors="replace"),
                  done.stderr.decode(errors="replace"))
        self.tell(command, where, fault, ran)
        return ran

    def tell(self, command, where, fault, ran):
        words = [shlex.quote(word) for word in map(str, command)]
        words[0] = words[0].rsplit("/", 1)[-1]
        place = f"(in {where.name}) " if where else ""
        killing = f"GMIG_FAULT={fault} " if fault else ""
        ended = f"    # {ran.code}" if ran.code else ""
        self.transcript.append(f"{place}$ {killing}{' '.join(words)}{ended}")
        if command[1:2] != ["status"]:
            output = ran.out if not ran.out.startswith("{") else ""
            self.transcript += [f"    {line}" for line in (output + ran.err).splitlines()[:14]]

    def git(self, *arguments, where=None, check=False):
        ran = self.run(["git", *arguments], where)
        if check and ran.code != 0:
            raise Broken(f"git {arguments[0]} fails", ran.out + ran.err)
        return ran

    def asked(self, *arguments, where=None):
        """What git says, without a line in the transcript."""
        done = subprocess.run(["git", *arguments], cwd=where or self.mine, env=self.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, check=False)
        return done.stdout.decode(errors="replace").strip() if done.returncode == 0 else ""

    def gmig(self, *arguments, where=None):
        """A command that is not held against anything."""
        return self.run([self.gmig_program, *arguments], where)

    def write(self, *arguments, fault=None):
        """A writing command of gmig, held against the laws and remembered for undo."""
        arguments = tuple(map(str, arguments))
        before, numbers = self.look(), self.operation_numbers()
        ran = self.run([self.gmig_program, *arguments], fault=fault)
        if ran.code == -9:
            self.database.settle()
        after = self.look()
        command = oracle.Command(arguments, fault, ran, before, after)
        self.count(command)
        oracle.judge(self, command)
        new = self.operation_numbers() - numbers
        for number in new:
            self.operations[number] = None if self.unsettled else (before, after)
        if ran.code == -9:
            self.unsettled, self.killed = True, self.killed | new
        elif ran.code == 0 and self.unsettled:
            self.recovered(arguments[0] == "recover", after)
        return ran

    def recovered(self, alone, after):
        """What was killed has been completed or taken back; `alone`: nothing else was done."""
        for number in self.killed:
            pair = self.operations[number]
            self.operations[number] = (pair[0], after) if pair and alone else None
        self.unsettled, self.killed = False, set()

    def count(self, command):
        options = sorted(word for word in command.arguments[1:]
                         if word.startswith("--") and word in oracle.TOLD_OPTIONS)
        label = " ".join(["gmig", command.arguments[0], *options])
        code = command.ran.code
        outcome = {0: "done", -9: "killed"}.get(code, f"exit {code}")
        if code == 0 and command.before == command.after:
            outcome = "idle"
        self.outcomes.append((label, outcome))

    # Looking

    def look(self):
        live = self.database.look()
        index = {}
        for line in self.asked("ls-files", "-s").splitlines():
            about, path = line.split("\t", 1)
            mode, blob, stage = about.split()
            index[path, stage] = f"{mode} {blob}"
        head = (self.mine / ".git" / "HEAD").read_text().strip()
        return Snapshot(self.files(), index, head, self.asked("rev-parse", "-q", "HEAD"),
                        live.schema, live.ledger, live.rows)

    def files(self):
        found = {}
        for folder, folders, names in os.walk(self.mine):
            if ".git" in folders:
                folders.remove(".git")
            for name in names:
                path = pathlib.Path(folder, name)
                if not name.startswith("dev.db"):
                    found[str(path.relative_to(self.mine))] = path.read_bytes()
        return found

    def migrations(self):
        return writing.read_migrations(self.files())

    def state_folder(self):
        return self.mine / ".git" / "gmig"

    def operation_numbers(self):
        folder = self.state_folder() / "operations"
        return {int(path.name) for path in folder.glob("*") if path.name.isdigit()}

    def last_operation(self, leaving_out=("undo",)):
        """Its number: the next to be taken back."""
        for line in self.gmig("op", "log", "--json").json().get("operations", []):
            if line["kind"] not in leaving_out and not line["undone_by"]:
                return line["number"]
        return None

    def unfinished(self):
        """What git is in the middle of; "" for nothing."""
        for name, command in [("rebase-merge", "rebase"), ("rebase-apply", "rebase"),
                              ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"),
                              ("REVERT_HEAD", "revert")]:
            if (self.mine / ".git" / name).exists():
                return command
        return ""

    def unmerged(self):
        return sorted(set(self.asked("diff", "--name-only", "--diff-filter=U").splitlines()))

    def is_clean(self):
        return not self.unfinished() and not self.asked("status", "--porcelain")

    def branch(self):
        return self.asked("symbolic-ref", "-q", "--short", "HEAD")

    def branches(self):
        return self.asked("for-each-ref", "--format=%(refname:short)", "refs/heads").split()

    def published(self):
        """The migrations that others have."""
        listed = self.asked("ls-tree", "-r", "--name-only", "origin/main", "migrations/").split()
        files = {path: self.asked("show", f"origin/main:{path}").encode() + b"\n"
                 for path in listed if path.endswith(".sql")}
        return writing.read_migrations(files)

    def at(self, revision):
        """The migrations of a commit."""
        listed = self.asked("ls-tree", "-r", "--name-only", revision, "migrations/").split()
        return writing.read_migrations({
            path: self.asked("show", f"{revision}:{path}").encode() + b"\n"
            for path in listed if path.endswith(".sql")})

    # Writing

    def put(self, path, text, where=None):
        ((where or self.mine) / path).write_text(text)
        self.transcript += [f"{f'(in {where.name}) ' if where else ''}$ cat >{path} <<'END'",
                            *text.splitlines(), "END"]

    def header(self, path, where=None):
        return ((where or self.mine) / path).read_text().splitlines()[0]

    def new_file(self, words, where=None):
        """A migration by `gmig new`; its path, "" where it was refused."""
        ran = self.gmig("new", words, where=where)
        return ran.out.strip().splitlines()[-1] if ran.code == 0 else ""

    def commit(self, words):
        self.git("add", "-A")
        return self.git("commit", "-q", "-m", words)

    def discard(self):
        """Back to the last commit, whatever was going on."""
        shutil.rmtree(self.mine / ".git" / "rebase-merge", ignore_errors=True)
        self.git("reset", "-q", "--hard")
        self.git("clean", "-q", "-d", "-f")
