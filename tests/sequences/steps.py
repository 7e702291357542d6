"""The steps of a sequence: what there is, how often each is chosen, and taking one.

A step is a function of the world and of random numbers of its own, so that leaving one out changes
nothing about the others. It says how it went: "done", "refused", "killed", or "-" where it does not
apply to what is there. (A command of gmig may have been "idle", too: nothing to do.)
"""

import dataclasses
import random

import oracle


@dataclasses.dataclass
class Step:
    name: str
    weight: int
    act: object
    amid_git: bool   # also while git is in the middle of something
    dialect: str     # "" for any


STEPS = {}


def step(weight, amid_git=False, dialect=""):
    def register(act):
        name = act.__name__
        STEPS[name] = Step(name, weight, act, amid_git, dialect)
        return act
    return register


def outcome_of(ran):
    return {0: "done", -9: "killed"}.get(ran.code, "refused")


def sequence(seed, length, dialect):
    rng = random.Random(f"steps {seed}")
    known = [each for each in STEPS.values() if each.dialect in ("", dialect)]
    names = rng.choices([each.name for each in known], [each.weight for each in known], k=length)
    return [(name, rng.getrandbits(32)) for name in names]


def take(world, name, number):
    """One step, and what has to hold after it."""
    chosen = STEPS[name]
    rng = random.Random(number)
    if world.unfinished() and not chosen.amid_git:
        world.outcomes.append((name, "-"))
        return
    world.transcript.append(f"# {name}")
    outcome = chosen.act(world, rng) or "done"
    world.outcomes.append((name, outcome))
    if outcome == "-":
        world.transcript.append("# (does not apply)")
    oracle.after_step(world)
