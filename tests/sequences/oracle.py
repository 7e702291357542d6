"""What has to hold: after each step, and of each command of gmig. Nothing here asks gmig but
`gmig status`, which is held against what is known otherwise."""

import dataclasses
import difflib
import re

import writing
from databases import DoesNotReplay
from sqlite_engine import tokens

TOLD_OPTIONS = {"--checkout", "--force", "--out-of-order", "--dry-run", "--all", "--to", "-n",
                "--executed", "--pending", "--abort", "--continue", "--new-id"}
REFUSALS = {1, 2, 3, 4, 5, 8, 9, 10}
KNOWN_CODES = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
USER_ROWS = 1000


@dataclasses.dataclass
class Command:
    arguments: tuple
    fault: str
    ran: object
    before: object
    after: object

    def __str__(self):
        return f"gmig {' '.join(self.arguments)} ({self.ran.code})\n{self.ran.out}{self.ran.err}"

    def has(self, option):
        return option in self.arguments


class Broken(Exception):
    """Something does not hold. `what` is the same for the same fault, whatever the names are."""

    def __init__(self, what, detail=""):
        super().__init__(f"{what}\n{detail}" if detail else what)
        self.what = what


def broken(what, *details):
    raise Broken(what, "\n".join(str(detail) for detail in details))


def difference(wanted, got):
    """Of two dictionaries, as lines."""
    lines = []
    for name in sorted(wanted.keys() | got.keys(), key=str):
        if wanted.get(name) != got.get(name):
            lines += difflib.unified_diff(
                str(wanted.get(name, "")).splitlines(), str(got.get(name, "")).splitlines(),
                f"{name} as wanted", f"{name} as found", lineterm="", n=1)
    return "\n".join(lines)


def parts_of(snapshot):
    return {"files": snapshot.files, "index": snapshot.index,
            "HEAD": {"HEAD": snapshot.head, "commit": snapshot.commit},
            "ledger": ledger_by_id(snapshot), "schema": snapshot.schema}


def ledger_by_id(snapshot):
    return {row["id"]: row for row in snapshot.ledger}


def require_same(what, before, after, leaving_out=()):
    wanted, got = parts_of(before), parts_of(after)
    for part in wanted:
        if part not in leaving_out and wanted[part] != got[part]:
            broken(f"{what}: {part}", difference(wanted[part], got[part]))


# After each step

def hold_schema(world, snapshot):
    """The schema is what the ledger's texts build."""
    if any(row["state"] != "done" for row in snapshot.ledger):
        return
    try:
        wanted = world.database.build([row["up_text"] for row in snapshot.ledger])
    except DoesNotReplay as error:
        broken("the ledger's texts do not replay", error)
    if wanted != snapshot.schema:
        broken("the schema is not what the ledger says", difference(wanted, snapshot.schema))


EXECUTED = {"executed", "renamed", "edited-cosmetic"}


def state_wanted(migration, row):
    if row is None:
        return {"pending", "out-of-order"}
    if row["state"] != "done":
        return {"interrupted"}
    return EXECUTED if same_text(migration, row) else {"edited"}


def same_text(migration, row):
    mode = "off" if migration.transaction_off else "on"
    return (tokens(migration.up) == tokens(row["up_text"]) and mode == row["transaction_mode"])


def hold_status(world, snapshot):
    """`gmig status` says of each migration what files and ledger say."""
    ran = world.gmig("status", "--json")
    told = ran.json()
    migrations = snapshot.migrations()
    if ran.code not in (0, 1, 3, 7):
        broken(f"status ends with {ran.code}", ran.out, ran.err)
    if ran.code == 3 or not told or "error" in told:
        if writing.is_sound(migrations):
            broken("status cannot read sound files", ran.out, ran.err)
        return
    errors = [each for each in told["findings"] if each["severity"] == "error"]
    if (ran.code == 1) != bool(errors):
        broken("status's exit code is not what its findings are", ran.code, told["findings"])
    if not writing.is_sound(migrations):
        return
    states = {each["id"]: each["state"] for each in told["migrations"]}
    rows = ledger_by_id(snapshot)
    for migration in migrations:
        wanted = state_wanted(migration, rows.pop(migration.id, None))
        if states.get(migration.id) not in wanted:
            broken("status tells another state", migration.name, wanted, states.get(migration.id))
    for migration_id in rows:
        if states.get(migration_id) not in ("missing", "other-branch", "interrupted"):
            broken("status tells another state of what has no file", migration_id, states)


def hold_nothing_left(world):
    """Nothing is begun and not ended."""
    for name in ("journal", "rebase"):
        if (world.state_folder() / name).exists():
            broken(f"left over: {name}", (world.state_folder() / name).read_bytes()[:400])
    ran = world.gmig("op", "log", "--json")
    for line in ran.json().get("operations", []):
        if not line["finished"]:
            broken("left over: an operation that has not ended", line)


def after_step(world):
    snapshot = world.look()
    hold_schema(world, snapshot)
    hold_status(world, snapshot)


# Each command

def judge(world, command):
    code = command.ran.code
    if command.fault and code == -9:
        keep_rows(command)
        return
    if code not in KNOWN_CODES:
        broken(f"{command.arguments[0]} ends with {code}", command)
    keep_rows(command)
    keep_published(world, command)
    if not leaves_hand_work(world, command):
        hold_schema(world, command.after)
    if world.unsettled:
        return
    if code in REFUSALS or command.has("--dry-run"):
        require_same(f"{command.arguments[0]} was refused and changed something",
                     command.before, command.after)
    if code == 0 and not command.has("--dry-run"):
        promise = PROMISES.get(command.arguments[0])
        if promise:
            promise(world, command)


def leaves_hand_work(world, command):
    """Whether somebody has yet to take back by hand what was done by hand before."""
    if command.arguments[0] == "mark":
        return command.ran.code != 0
    return command.arguments[0] == "undo" and command.ran.json().get("operation") in world.hand_work


def keep_rows(command):
    """Without consent no row of the user's goes, nor a column or table with some."""
    if command.has("--accept-data-loss"):
        return
    before = ledger_by_id(command.before)
    # What a migration itself drops when it is executed is its author's business.
    dropped = "".join(row["up_text"] for row in command.after.ledger if row["id"] not in before
                      and "DROP " in row["up_text"])
    for table, rows in command.before.rows.items():
        theirs = {key: row for key, row in rows.items() if key >= USER_ROWS and key < 100000}
        left = command.after.rows.get(table, {})
        if re.search(rf"\b{table}\b", dropped):
            continue
        for key, row in theirs.items():
            if key not in left:
                broken(f"{command.arguments[0]} lost rows without consent", table, key, command)
            lost = {column for column, value in row.items()
                    if value is not None and column not in left[key]}
            renamed = set(left[key]) - set(row)
            if len(lost) > len(renamed):
                broken(f"{command.arguments[0]} lost a column without consent", table, lost,
                       command)


def keep_published(world, command):
    """What is published and executed is what it was, or what the others have."""
    if command.has("--checkout") or command.arguments[0] == "undo":
        return
    rows = ledger_by_id(command.before)
    theirs = {each.id: each for each in world.published()}
    after = {each.id: each for each in command.after.migrations()}
    for migration in command.before.migrations():
        if migration.id not in theirs or migration.id not in rows or migration.broken:
            continue
        now = after.get(migration.id)
        if now is None:
            broken(f"{command.arguments[0]} removed a published migration", migration.name, command)
        if now.up != migration.up and now.up != theirs[migration.id].up:
            broken(f"{command.arguments[0]} changed a published migration", migration.name, command)


def is_unmerged(snapshot):
    return any(stage != "0" for _, stage in snapshot.index)


def hold_head_file(world, command):
    """gmig.head names the one head, where there is one."""
    if not world.traits.tripwire or is_unmerged(command.after):
        return
    migrations = command.after.migrations()
    if not writing.is_whole(migrations) or len(writing.heads(migrations)) != 1:
        return
    named = command.after.files.get("migrations/gmig.head", b"").decode().strip()
    if named != writing.heads(migrations)[0]:
        broken(f"{command.arguments[0]} left gmig.head wrong", named, writing.heads(migrations))


def promised_execute(_world, command):
    if len(command.arguments) > 1 and command.arguments[1] in ("--to", "-n"):
        return
    rows = ledger_by_id(command.after)
    for migration in command.after.migrations():
        if migration.id not in rows or not same_text(migration, rows[migration.id]):
            broken("execute is done and a migration is not executed", migration.name, command)


def promised_rollback(_world, command):
    before, after = ledger_by_id(command.before), ledger_by_id(command.after)
    if set(after) - set(before):
        broken("rollback added rows", command)
    count = command.arguments[command.arguments.index("-n") + 1] if command.has("-n") else "1"
    if not command.has("--to") and len(before) - len(after) != min(int(count), len(before)):
        broken("rollback did not take back what it was asked to", command)


def promised_rebase(world, command):
    if command.has("--abort"):
        return
    hold_head_file(world, command)
    migrations = command.after.migrations()
    if is_unmerged(command.after):
        return  # the rest is the user's to resolve
    if writing.is_whole(migrations) and len(writing.heads(migrations)) != 1:
        broken("rebase is done and there are several heads", writing.heads(migrations), command)


def promised_mark(_world, command):
    rows = ledger_by_id(command.after)
    there = any(migration.id in rows for migration in command.after.migrations()
                if migration.name == command.arguments[1])
    if there != command.has("--executed"):
        broken("mark is done and the fact is not stated", command)


def edited_since(snapshot):
    """What was edited since it was executed."""
    rows = ledger_by_id(snapshot)
    return {migration.id for migration in snapshot.migrations()
            if migration.id in rows and not same_text(migration, rows[migration.id])}


def promised_amend(_world, command):
    """What was named, and what was changed, has its new text in the ledger, or is gone."""
    if not writing.is_sound(command.before.migrations()):
        return  # one id with two texts
    before, rows = ledger_by_id(command.before), ledger_by_id(command.after)
    edited = edited_since(command.after)
    files = {each.id: each for each in command.after.migrations()}
    for migration in command.before.migrations():
        here = migration.id in rows
        if [migration.name] == list(command.arguments[1:2]) and migration.id in edited:
            broken("amend is done and the ledger has another text", migration.name, command)
        if here and rows[migration.id] != before[migration.id] and migration.id in edited:
            broken("amend changed a row to what no file says", migration.name, command)
        if migration.id in before and here != (migration.id in files):
            broken("amend took away a row or a file, and not both", migration.name, command)
    if set(rows) - set(before):
        broken("amend executed something", command)


def promised_switch(world, command):
    """The ledger has what the wanted tree has, no more and no less."""
    words = [word.replace("HEAD", command.before.commit) for word in command.arguments[1:]
             if not word.startswith("-")]
    wanted = world.at(words[0]) if words else command.after.migrations()
    if words and command.has("--checkout"):
        if command.after.commit != world.asked("rev-parse", words[0]):
            broken("switch --checkout is done and HEAD is elsewhere", command)
    rows = ledger_by_id(command.after)
    for migration in wanted:
        row = rows.get(migration.id)
        if row is None or not same_text(migration, row):
            broken("switch is done and a migration is not executed", migration.name, command)
    more = rows.keys() - {each.id for each in wanted}
    if more:
        broken("switch is done and the ledger has more", more, command)


def promised_files(world, command):
    hold_head_file(world, command)
    require_same(f"{command.arguments[0]} changed more than files", command.before, command.after,
                 leaving_out=("files", "index"))


def promised_revert(world, command):
    """What the newest migration did is gone from the schema once its inverse has run."""
    promised_files(world, command)
    migrations = writing.in_order(command.after.migrations())
    if not writing.is_sound(migrations) or migrations[-2].name != command.arguments[1]:
        return
    texts = [each.up for each in migrations]
    try:
        wanted = world.database.build(texts[:-2])
    except DoesNotReplay:
        return  # a history that nobody can execute
    try:
        got = world.database.build(texts)
    except DoesNotReplay as error:
        broken("what revert wrote does not execute", error)
    if wanted != got:
        broken("revert does not take back", difference(wanted, got), command)


def promised_undo(world, command):
    """Files, index, HEAD, ledger and schema are what they were before what was taken back; what
    has changed since by other hands is left as it is."""
    number = command.ran.json().get("operation")
    if number is None:
        require_same("undo had nothing to do and did something", command.before, command.after)
        return
    pair = world.operations.get(number)
    if pair is None:
        return
    before, after = pair
    now = command.before
    if now.ledger == after.ledger:
        require_same("undo does not restore", before, command.after, ("files", "index", "HEAD"))
    wanted, was, found = parts_of(before), parts_of(after), parts_of(command.after)
    present = parts_of(now)
    for part in ("files", "index", "HEAD", "ledger"):
        for name in wanted[part].keys() | was[part].keys() | present[part].keys():
            moved = wanted[part].get(name) != was[part].get(name)
            expected = (wanted if moved else present)[part].get(name)
            if found[part].get(name) != expected:
                broken(f"undo does not restore: {part}", name, "wanted:", expected, "found:",
                       found[part].get(name), command)


PROMISES = {"execute": promised_execute, "rollback": promised_rollback, "rebase": promised_rebase,
            "mark": promised_mark, "amend": promised_amend, "switch": promised_switch,
            "new": promised_files, "revert": promised_revert, "add": promised_files,
            "undo": promised_undo}
