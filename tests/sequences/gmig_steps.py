"""What a user does with gmig, with and without being killed at it."""

import git_steps
import oracle
import writing
from databases import DoesNotReplay
from steps import outcome_of, step
from world import TICK


def consent(rng, likely=0.7):
    return ["--accept-data-loss"] if rng.random() < likely else []


def planned(world, rng, *arguments):
    """A command, now and then after its dry run, which must tell the very plan."""
    if rng.random() > 0.25:
        return world.write(*arguments)
    tried = world.write(*arguments, "--dry-run", "--json")
    world.clock -= TICK  # names are made of the time
    ran = world.write(*arguments, "--json")
    if ran.code == 0 and tried.json().get("plan") != ran.json().get("plan"):
        oracle.broken(f"{arguments[0]} --dry-run prints another plan", tried.out, ran.out)
    return ran


def executed(world):
    return world.look().ledger


@step(14, amid_git=True)
def execute(world, rng):
    options = rng.choice([[]] * 6 + [["-n", "1"], ["--force"], ["--force"], ["--out-of-order"]])
    return outcome_of(planned(world, rng, "execute", *options))


@step(5)
def rollback(world, rng):
    rows = executed(world)
    if not rows:
        return "-"
    options = rng.choice([[], [], ["-n", "2"], ["--to", rng.choice(rows)["id"]]])
    return outcome_of(planned(world, rng, "rollback", *options, *consent(rng)))


def has_fallen_behind(world, rng):
    """A branch with something of its own, and mostly upstream has got something meanwhile."""
    if world.branch() == "main" or not git_steps.own_migrations(world):
        return False
    if rng.random() < 0.7:
        git_steps.teammate_pushes(world, rng)
        world.git("fetch", "-q", "origin")
    return True


@step(5)
def rebase(world, rng):
    if not has_fallen_behind(world, rng):
        return "-"
    return outcome_of(planned(world, rng, "rebase"))


def edited_executed(world, rng):
    """One's own migration, executed here, and edited now; nothing where there is none."""
    own = git_steps.own_migrations(world)
    if own and rng.random() < 0.7:
        world.write("execute")
    rows = {row["id"] for row in executed(world)}
    own = [each for each in own if each.id in rows]
    if not own or git_steps.edit(world, rng, own) == "-":
        return None
    edited = oracle.edited_since(world.look())
    return next((each for each in own if each.id in edited), own[-1])


@step(7)
def amend(world, rng):
    """An edit goes through the database, named or as the latest one."""
    migration = edited_executed(world, rng)
    if migration is None:
        return "-"
    words = [migration.name] if rng.random() < 0.7 else []
    return outcome_of(planned(world, rng, "amend", *words, *rng.choice([[], ["--no-rename"]]),
                              *consent(rng, 0.5)))


def somewhere(world, rng):
    return rng.choice([*world.branches(), *world.branches(), "origin/main", "HEAD~1"])


@step(8)
def switch(world, rng):
    """The database follows the work tree, or goes to another branch, with git or without."""
    luck = rng.random()
    if luck < 0.4:
        if rng.random() < 0.7:
            git_steps.checkout(world, rng)
        words = []
    else:
        words = [somewhere(world, rng), *(["--checkout"] if luck < 0.7 else [])]
    return outcome_of(planned(world, rng, "switch", *words, *consent(rng)))


TO_BE_UNDONE = [execute, execute, rollback, rollback, switch, switch, amend, amend, rebase]


@step(10, amid_git=True)
def undo(world, rng):
    """What gmig did just now is taken back, or what it did last; now and then several."""
    if rng.random() < 0.6 and not world.unfinished():
        if rng.choice(TO_BE_UNDONE)(world, rng) == "-":
            world.write("new", "to be undone")
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        ran = take_back(world, rng)
    return outcome_of(ran)


def take_back(world, rng):
    options = ["--json", *consent(rng, 0.8)]
    if rng.random() < 0.5:
        # A new file has mostly been written since, and stands in the way of what came before.
        number = world.last_operation(leaving_out=("undo", "new"))
        options += [str(number)] if number else []
    tried = world.write("undo", "--dry-run", *options) if rng.random() < 0.3 else None
    ran = world.write("undo", *options)
    if tried and ran.code == 0 and tried.json()["plan"] != ran.json()["plan"]:
        oracle.broken("undo --dry-run prints another plan", tried.out, ran.out)
    if ran.code == 0 and ran.json()["operation"] in world.hand_work:
        by_hand(world, world.hand_work[ran.json()["operation"]])
    return ran


@step(1, amid_git=True)
def recover(world, rng):
    return outcome_of(world.write("recover"))


@step(4, amid_git=True)
def user_rows(world, rng):
    """The application writes rows."""
    tables = sorted(world.look().rows)
    if not tables:
        return "-"
    script = ""
    for table in rng.sample(tables, min(2, len(tables))):
        world.next_row += 1
        script += f"INSERT INTO {table} (id) VALUES ({world.next_row});\n"
    return by_hand(world, script)


def by_hand(world, script):
    done = world.database.execute(script)
    world.transcript += ["$ by hand, in one transaction, on the database <<'END'" +
                         ("" if done else "    # refused"), *script.strip().splitlines(), "END"]
    return "done" if done else "refused"


@step(1)
def mark_executed(world, rng):
    """A DBA ran the first pending one by hand, and says so."""
    rows = {row["id"] for row in executed(world)}
    pending = [each for each in writing.in_order(world.migrations()) if each.id not in rows]
    if not pending or pending[0].broken or pending[0].transaction_off or not pending[0].id or (
            "down" not in pending[0].parts):
        return "-"
    if by_hand(world, pending[0].up) == "refused":
        return "refused"
    return mark(world, pending[0], "--executed", pending[0].parts["down"])


@step(1)
def mark_pending(world, rng):
    """A DBA took the newest one back by hand, and says so."""
    rows = executed(world)
    files = {each.id: each for each in world.migrations()}
    migration = files.get(rows[-1]["id"]) if rows else None
    if migration is None or migration.broken or migration.transaction_off or (
            not rows[-1]["down_text"]) or not oracle.same_text(migration, rows[-1]):
        return "-"
    if by_hand(world, rows[-1]["down_text"]) == "refused":
        return "refused"
    return mark(world, migration, "--pending", migration.up)


def mark(world, migration, option, back):
    """What was done by hand is taken back where gmig refuses, or when it is undone."""
    numbers = world.operation_numbers()
    ran = world.write("mark", migration.name, option, "--confirm", "local")
    if ran.code != 0:
        by_hand(world, back)
    for number in world.operation_numbers() - numbers:
        world.hand_work[number] = back
    return outcome_of(ran)


@step(4)
def revert(world, rng):
    """A new migration that is the inverse of one. One that drops a table is not kept, for what
    others build on that table meanwhile its down part would not bring back."""
    migrations = writing.in_order(world.migrations())
    if not migrations or any(each.broken for each in migrations) or not world.is_clean():
        return "-"
    chosen = migrations[-1] if rng.random() < 0.6 else rng.choice(migrations)
    own = [each.id for each in git_steps.own_migrations(world)]
    ran = world.write("revert", chosen.name, *consent(rng))
    if ran.code == 0 and chosen is not migrations[-1]:
        taken_back_again(world)
        world.discard()
    elif chosen.id not in own or "CREATE TABLE" in chosen.text or "DROP" in chosen.up:
        world.discard()
    elif ran.code == 0 and rng.random() < 0.5:
        world.commit("revert a migration")
    return outcome_of(ran)


def taken_back_again(world):
    """An inverse and its own inverse, run one after the other, change nothing. (What builds on the
    thing in other branches meanwhile is not known to them, so they are not kept.)"""
    migrations = writing.in_order(world.migrations())
    texts = [each.up for each in migrations]
    if not writing.is_whole(migrations) or "down" not in migrations[-1].parts:
        return
    try:
        wanted = world.database.build(texts[:-1])
    except DoesNotReplay:
        return
    got = world.database.build(texts + [migrations[-1].parts["down"]])
    if wanted != got:
        oracle.broken("the inverse of an inverse is something else",
                      oracle.difference(wanted, got), migrations[-1].text)


@step(1)
def copied_file(world, rng):
    """A migration is copied and made one of its own."""
    own = git_steps.own_migrations(world)
    if not own:
        return "-"
    copy = own[-1].path.replace(".sql", "-copy.sql")
    world.put(copy, own[-1].text)
    ran = world.write("add", "--new-id", copy)
    world.discard() if ran.code != 0 or rng.random() < 0.8 else None
    return outcome_of(ran)


@step(1)
def mistake(world, rng):
    """A migration that the database refuses, and its end."""
    if not world.is_clean():
        return "-"
    path = world.new_file("mistake")
    if not path:
        return "refused"
    world.put(path, world.header(path) + "\nCREATE TABLE made (id INTEGER PRIMARY KEY);\n"
              "INSERT INTO nowhere (id) VALUES (1);\n")
    ran = world.write("execute")
    world.discard()
    return outcome_of(ran)


POINTS = {
    "execute": ["execute.begin", "execute.statement", "execute.part", "execute.verify",
                "execute.check", "execute.ledger", "execute.before_commit",
                "execute.after_commit", "execute.intent", "execute.done"],
    "rollback": ["rollback.begin", "rollback.statement", "rollback.ledger",
                 "rollback.before_commit", "rollback.after_commit"],
    "switch": ["rollback.begin", "rollback.ledger", "rollback.after_commit", "execute.begin",
               "execute.before_commit", "execute.after_commit"],
    "amend": ["amend.begin", "amend.statement", "amend.part", "amend.ledger",
              "amend.before_commit", "amend.after_commit"],
    "rebase": ["rebase.recorded", "rebase.ledger_noted", "rebase.ledger_written", "rebase.files",
               "rebase.staged", "rebase.settled", "rebase.done", "journal.written",
               "journal.change", "journal.applied"],
    "revert": ["journal.written", "journal.change", "journal.applied"],
    "undo": ["undo.begin", "undo.ledger", "undo.before_commit", "undo.after_commit",
             "rollback.begin", "rollback.after_commit", "execute.before_commit",
             "rebase.ledger_restored", "rebase.files_back", "rebase.index_back"],
    "new": ["journal.written", "journal.change", "journal.applied"],
}
ALWAYS = ["operation.recorded", "operation.ledger", "operation.files"]
DATABASE_ONLY = {"execute", "rollback", "switch"}


def to_be_killed(world, rng, name):
    """A command's words; nothing where it does not apply."""
    if name == "rebase":
        if not git_steps.own_migrations(world):
            git_steps.new_migration(world, rng)
        return ["rebase"] if has_fallen_behind(world, rng) else None
    if name in ("undo", "rollback", "switch") and rng.random() < 0.5:
        world.write("execute")
    if name == "amend":
        migration = edited_executed(world, rng)
        return migration and ["amend", migration.name, "--no-rename", "--accept-data-loss"]
    if name == "undo":
        # What was done by hand would have to be taken back by hand.
        last = world.last_operation()
        return None if last in world.hand_work else ["undo", "--json", "--accept-data-loss"]
    if name == "switch":
        return ["switch", somewhere(world, rng), "--accept-data-loss",
                *rng.choice([[], ["--checkout"]])]
    return {"execute": ["execute", *rng.choice([[], ["--force"]])],
            "rollback": ["rollback", "-n", "2", "--accept-data-loss"],
            "revert": ["revert", "@"], "new": ["new", "begun"]}[name]


@step(14)
def crash(world, rng):
    """gmig is killed; the next command that writes brings everything in order."""
    name = rng.choice([*sorted(POINTS), "execute", "rebase", "rebase", "rebase", "amend", "amend",
                       "switch", "undo", "undo"])
    point = rng.choice(POINTS[name] + ALWAYS[:1 if name in DATABASE_ONLY else 3])
    arguments = to_be_killed(world, rng, name)
    if arguments is None:
        return "-"
    fault = f"{point}:{rng.choice([1, 1, 1, 1, 1, 2])}:kill"
    ran = world.write(*arguments, fault=fault)
    if ran.code != -9:
        if name == "revert":
            world.discard()
        return outcome_of(ran)
    if rng.random() < 0.6:
        settled = world.write("recover")
    else:
        settled = world.write(*rng.choice([["execute"], ["new", "after"], ["recover"],
                                           ["rollback", "--accept-data-loss"]]))
        settled = settled if settled.code == 0 else world.write("recover")
    if settled.code != 0:
        oracle.broken("a crash is not recovered from", settled.out, settled.err)
    oracle.hold_nothing_left(world)
    if name in ("new", "revert") and (name == "revert" or rng.random() < 0.7):
        world.discard()
    return "killed"
