"""What a user, and a teammate, do with git and an editor."""

import writing
from steps import outcome_of, step


def own_migrations(world):
    """Those that upstream does not have."""
    theirs = {each.id for each in world.published()}
    return [each for each in world.migrations() if not each.broken and each.id not in theirs]


def write_new(world, rng, words, where=None):
    """A new migration that fits what is there; its path, "" where gmig refuses one."""
    files = (world.mate if where else world.mine) / "migrations"
    there = [writing.Migration(path.name, path.read_text()) for path in sorted(files.glob("*.sql"))]
    path = world.new_file(words, where)
    if path:
        header = world.header(path, where)
        world.put(path, writing.new_text(rng, header, writing.shape(there), world.dialect), where)
    return path


def words_of(rng, prefix):
    return f"{prefix} {rng.getrandbits(16):04x}"


@step(12)
def new_migration(world, rng):
    if world.branch() in ("", "main") and rng.random() < 0.8:
        new_branch(world, rng)
    if not write_new(world, rng, words_of(rng, "add")):
        return "refused"
    if rng.random() < 0.15:
        return "done"  # left for a later commit
    return outcome_of(world.commit("add a migration"))


@step(4)
def edit_migration(world, rng):
    return edit(world, rng, own_migrations(world))


def edit(world, rng, migrations):
    if not migrations:
        return "-"
    migration = migrations[-1] if rng.random() < 0.7 else rng.choice(migrations)
    others = [each for each in world.migrations() if each.name < migration.name]
    world.put(migration.path, writing.edited_text(rng, migration, writing.shape(others),
                                                  world.dialect))
    if rng.random() < 0.4:
        return outcome_of(world.commit("edit a migration"))
    return "done"


@step(2)
def commit_all(world, rng):
    if world.is_clean():
        return "-"
    return outcome_of(world.commit("what was left"))


@step(2)
def amend_commit(world, rng):
    if world.asked("rev-parse", "HEAD") == world.asked("rev-parse", "origin/main"):
        return "-"
    world.git("add", "-A")
    return outcome_of(world.git("commit", "-q", "--amend", "--no-edit"))


@step(5)
def new_branch(world, rng):
    name = f"b{rng.getrandbits(12):03x}"
    start = rng.choice([[], [], ["origin/main"]])
    return outcome_of(world.git("switch", "-q", "--no-track", "-c", name, *start))


@step(6)
def checkout(world, rng):
    others = [each for each in world.branches() if each != world.branch()]
    if not others:
        return "-"
    return outcome_of(world.git("checkout", "-q", rng.choice(others)))


@step(1)
def delete_branch(world, rng):
    others = [each for each in world.branches() if each not in ("main", world.branch())]
    if not others:
        return "-"
    world.git("branch", "-q", "-D", rng.choice(others))
    world.git("reflog", "expire", "--expire=now", "--all")
    return outcome_of(world.git("gc", "-q", "--prune=now"))


def resolve_files(world, rng):
    """By hand, as far as gmig leaves it to the user."""
    for path in world.unmerged():
        side = rng.choice(["--ours", "--theirs"])
        if world.git("checkout", side, "--", path).code != 0:
            world.git("rm", "-q", "--cached", "--", path)
            (world.mine / path).unlink(missing_ok=True)
        else:
            world.git("add", "--", path)


CONTINUE = {"merge": ["commit", "-q", "--no-edit"], "rebase": ["rebase", "--continue"],
            "cherry-pick": ["cherry-pick", "--continue"], "revert": ["revert", "--continue"]}


def settle(world, rng):
    """Out of what git is in the middle of, forwards if that can be."""
    for _ in range(6):
        kind = world.unfinished()
        if not kind:
            return "done"
        if world.write("rebase").code != 0 and world.unmerged():
            others = [path for path in world.unmerged() if not path.endswith("gmig.head")]
            resolve_files(world, rng)
            if others:
                world.write("rebase")
        ran = world.git(*CONTINUE[kind])
        if "empty" in ran.out + ran.err and world.unfinished() and kind != "merge":
            world.git(kind, "--skip")
    kind = world.unfinished()
    if kind:
        world.git(kind, "--abort")
    if world.unfinished():
        world.discard()
    return "refused"


def go_on(world, rng, ran):
    """After a git command that may have stopped at a conflict."""
    if not world.unfinished():
        return outcome_of(ran)
    luck = rng.random()
    if luck < 0.12:
        return "refused"  # left as it is, for the next steps to meet
    if luck < 0.22:
        world.git(world.unfinished(), "--abort")
        return "refused"
    return settle(world, rng)


@step(6, amid_git=True)
def finish(world, rng):
    if not world.unfinished():
        return "-"
    return settle(world, rng)


@step(5)
def merge(world, rng):
    others = [each for each in world.branches() if each != world.branch()] + ["origin/main"]
    options = rng.choice([[], [], ["--no-ff"]])
    return go_on(world, rng, world.git("merge", "-q", *options, rng.choice(others)))


@step(4)
def git_rebase(world, rng):
    if world.branch() == "main":
        return "-"
    return go_on(world, rng, world.git("rebase", "-q", rng.choice(["origin/main", "main"])))


@step(3)
def cherry_pick(world, rng):
    commits = world.asked("rev-list", "--no-merges", "--max-count=8", "--all", "--not",
                          "HEAD").split()
    if not commits:
        return "-"
    return go_on(world, rng, world.git("cherry-pick", rng.choice(sorted(commits))))


@step(2)
def git_revert(world, rng):
    commits = world.asked("rev-list", "--no-merges", "--max-count=3", "HEAD", "--not",
                          "origin/main").split()
    if not commits:
        return "-"
    return go_on(world, rng, world.git("revert", "--no-edit", rng.choice(commits)))


@step(1)
def reset_back(world, rng):
    if world.asked("rev-parse", "HEAD") == world.asked("rev-parse", "origin/main"):
        return "-"
    return outcome_of(world.git("reset", "-q", "--hard", "HEAD~1"))


@step(3)
def stash(world, rng):
    if world.asked("stash", "list"):
        ran = world.git("stash", "pop", "-q")
        if ran.code != 0:
            world.discard()
            world.git("stash", "drop", "-q")
        return outcome_of(ran)
    if world.is_clean():
        return "-"
    return outcome_of(world.git("stash", "push", "-q", "-u"))


@step(4)
def pull(world, rng):
    if world.branch() == "main" and rng.random() < 0.5:
        return go_on(world, rng, world.git("pull", "-q", *rng.choice([[], ["--rebase"]])))
    return outcome_of(world.git("fetch", "-q", "origin"))


@step(3)
def push(world, rng):
    branch = world.branch()
    if not branch:
        return "-"
    return outcome_of(world.git("push", "-q", "--force-with-lease", "origin", branch)
                      if branch != "main" else world.git("push", "-q", "origin", "main"))


@step(5)
def land(world, rng):
    """A branch goes to main and is published, by a merge or squashed."""
    branch = world.branch()
    if branch in ("", "main") or not world.is_clean():
        return "-"
    world.git("fetch", "-q", "origin")
    ran = world.git("merge", "-q", "origin/main")
    if world.unfinished():
        settle(world, rng)
    elif ran.code == 0:
        world.write("rebase")
        world.commit("rebase")
    if not world.is_clean() or world.git("checkout", "-q", "main").code != 0:
        return "refused"
    world.git("pull", "-q", "--ff-only")
    if rng.random() < 0.4:
        ran = world.git("merge", "-q", "--squash", branch)
        ran = world.git("commit", "-q", "-m", "squashed") if ran.code == 0 else ran
    else:
        ran = world.git("merge", "-q", "--no-ff", branch)
    if ran.code == 0:
        ran = world.git("push", "-q", "origin", "main")
    if ran.code != 0:
        world.git("reset", "-q", "--hard", "origin/main")
    return outcome_of(ran)


@step(5, amid_git=True)
def teammate_pushes(world, rng):
    world.git("fetch", "-q", "origin", where=world.mate)
    world.git("reset", "-q", "--hard", "origin/main", where=world.mate)
    if not write_new(world, rng, words_of(rng, "mate"), world.mate):
        return "refused"
    world.git("add", "-A", where=world.mate)
    world.git("commit", "-q", "-m", "a teammate's", where=world.mate)
    return outcome_of(world.git("push", "-q", "origin", "HEAD:main", where=world.mate))


@step(1, amid_git=True)
def teammate_edits(world, rng):
    """What must not be done, and is: the last published migration is changed. A gate stops it."""
    world.git("fetch", "-q", "origin", where=world.mate)
    world.git("reset", "-q", "--hard", "origin/main", where=world.mate)
    path = sorted((world.mate / "migrations").glob("*.sql"))[-1]
    migration = writing.Migration(f"migrations/{path.name}", path.read_text())
    world.put(migration.path, writing.edited_text(rng, migration, {}, world.dialect), world.mate)
    world.git("commit", "-q", "-a", "-m", "an edit", where=world.mate)
    return outcome_of(world.git("push", "-q", "origin", "HEAD:main", where=world.mate))
