"""Proves that the oracle sees what it is there to see: each case does by hand what must not be."""

import dataclasses
import pathlib
import shutil
import tempfile

import oracle
from oracle import Broken
from world import Ran, World

# The steps and commands without which a run of the usual size proves nothing, and how each must
# have gone at least once.
IMPORTANT = [
    *((name, "done") for name in [
        "new_migration", "edit_migration", "amend_commit", "checkout", "merge", "git_rebase",
        "cherry_pick", "git_revert", "land", "pull", "push", "stash", "teammate_pushes",
        "delete_branch", "user_rows", "gmig execute", "gmig rollback", "gmig rebase",
        "gmig recover", "gmig revert", "gmig amend", "gmig switch", "gmig switch --checkout",
        "gmig undo", "gmig mark --executed", "gmig mark --pending"]),
    *((name, "killed") for name in [
        "crash", "gmig execute", "gmig rollback", "gmig rebase", "gmig amend", "gmig switch",
        "gmig undo"]),
    *((name, "refused") for name in [
        "gmig execute", "gmig rollback", "gmig amend", "gmig switch", "gmig undo"])]
# What PostgreSQL's few sequences have to reach.
FEW = {"new_migration", "merge", "teammate_pushes", "user_rows", "gmig execute", "gmig rollback",
       "gmig switch", "gmig amend", "gmig undo", "crash"}


def sql(world, text):
    if world.dialect == "postgresql":
        text = text.replace("gmig_", "gmig.")
    if not world.database.execute(text):
        raise AssertionError(f"refused: {text}")


def first_table(world):
    return sorted(world.look().rows)[0]


def spoil_file(world, change):
    path = next((world.mine / "migrations").glob("*-first.sql"))
    path.write_text(change(path.read_text()))


def fake_gmig(world, script):
    path = world.folder / "fake"
    path.write_text(f"#!/bin/sh\n'{world.gmig_program}' \"$@\" | {script}\n")
    path.chmod(0o755)
    world.gmig_program = str(path)


def leave_journal(world):
    world.state_folder().mkdir(exist_ok=True)
    (world.state_folder() / "journal").write_text("begun")
    oracle.hold_nothing_left(world)


def after_step(spoil):
    def case(world):
        spoil(world)
        oracle.after_step(world)
    return case


def by_command(spoil, *arguments, code=0, output="{}"):
    """As if gmig had done it."""
    def case(world):
        before = world.look()
        spoil(world)
        ran = Ran(code, output, "")
        oracle.judge(world, oracle.Command(arguments, None, ran, before, world.look()))
    return case


def undone_otherwise(world):
    """An undo that left a file behind."""
    before = world.look()
    world.new_file("third")
    after = world.look()
    world.operations[1] = (before, after)
    ran = Ran(0, '{"operation": 1}', "")
    oracle.judge(world, oracle.Command(("undo",), None, ran, after, after))


def switched_not(world):
    world.git("switch", "-q", "-c", "other")
    path = world.new_file("third")
    world.put(path, world.header(path) + "\nCREATE TABLE more (id INTEGER PRIMARY KEY);\n")
    by_command(lambda world: None, "switch")(world)


CASES = [
    ("the schema is not what the ledger says", "a table is gone",
     after_step(lambda world: sql(world, f"DROP TABLE {first_table(world)}"))),
    ("the schema is not what the ledger says", "an index has come",
     after_step(lambda world: sql(world, f"CREATE INDEX more ON {first_table(world)} (c0)"))),
    ("the schema is not what the ledger says", "a column has come",
     after_step(lambda world: sql(world, f"ALTER TABLE {first_table(world)} ADD COLUMN more int"))),
    ("the schema is not what the ledger says", "a row of the ledger is gone",
     after_step(lambda world: sql(world, "DELETE FROM gmig_ledger WHERE sequence = 2 AND"
                                         " project = 'default'"))),
    ("the ledger's texts do not replay", "a text in the ledger is nonsense",
     after_step(lambda world: sql(world, "UPDATE gmig_ledger SET up_text = 'CREATE x'"
                                         " WHERE project = 'default'"))),
    ("status ends with 4", "a row of the ledger was edited",
     after_step(lambda world: sql(world, "UPDATE gmig_ledger SET executed_by = 'me'"))),
    ("status tells another state", "status calls everything pending",
     after_step(lambda world: fake_gmig(world, "sed 's/\"executed\"/\"pending\"/'"))),
    ("status's exit code is not what its findings are", "status hides what is wrong",
     after_step(lambda world: (spoil_file(world, lambda text: text.replace("c0", "c9")),
                               fake_gmig(world, "cat")))),
    ("left over: journal", "a journal stays", leave_journal),
    ("execute was refused and changed something: files", "a refused command writes a file",
     by_command(lambda world: world.put("more.txt", "x"), "execute", code=4)),
    ("execute was refused and changed something: index", "a refused command stages a file",
     by_command(lambda world: world.git("rm", "-q", "--cached", "gmig.json"), "execute", code=4)),
    ("new changed more than files: HEAD", "a command moves HEAD",
     by_command(lambda world: world.git("switch", "-q", "-c", "other"), "new")),
    ("execute lost rows without consent", "rows go",
     by_command(lambda world: sql(world, f"DELETE FROM {first_table(world)}"), "execute")),
    ("execute lost a column without consent", "a column goes",
     by_command(lambda world: sql(world, f"ALTER TABLE {first_table(world)} DROP COLUMN c0"),
                "execute")),
    ("rebase changed a published migration", "a published migration changes",
     by_command(lambda world: spoil_file(world, lambda text: text.replace("c0", "c9")), "rebase")),
    ("rebase removed a published migration", "a published migration goes",
     by_command(lambda world: next((world.mine / "migrations").glob("*-first.sql")).unlink(),
                "rebase")),
    ("rebase left gmig.head wrong", "gmig.head names another",
     by_command(lambda world: world.put("migrations/gmig.head", "kkkkkkkkkkkk\n"), "rebase")),
    ("execute ends with 70", "gmig breaks", by_command(lambda world: None, "execute", code=70)),
    ("rollback did not take back what it was asked to", "a rollback does nothing",
     by_command(lambda world: None, "rollback")),
    ("switch is done and a migration is not executed", "a switch does nothing", switched_not),
    ("undo does not restore: files", "an undo leaves a file", undone_otherwise),
]


def prepared(options):
    """A world in which all is well: two migrations executed, and a row of the user's."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="gmig-sequence-selftest."))
    world = World(folder, options.gmig, options.dialect, 0)
    world.traits = dataclasses.replace(world.traits, tripwire=True)
    world.write("execute")
    sql(world, f"INSERT INTO {first_table(world)} (id, c0) VALUES ({oracle.USER_ROWS + 1}, 1)")
    oracle.after_step(world)
    return world


def run(options):
    """Ends the program where the oracle is blind."""
    blind = []
    for what, label, case in CASES:
        world = prepared(options)
        try:
            case(world)
            blind.append(f"{label}: nothing was seen")
        except Broken as fault:
            if fault.what != what:
                blind.append(f"{label}: {what!r} was to be seen, not {fault}")
        finally:
            world.close()
            shutil.rmtree(world.folder, ignore_errors=True)
    if blind:
        raise SystemExit("the oracle is blind:\n" + "\n".join(blind))
    print(f"the oracle sees {len(CASES)} faults", flush=True)
