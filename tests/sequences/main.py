#!/usr/bin/env python3
"""Random sequences of what users do, with gmig held against its laws after each step.

    main.py --gmig PROGRAM --dialect sqlite|postgresql [--sequences N] [--steps N] [--seed N]
            [--only SEED] [--keep] [--tell]

Sequences are made from seeds: SEED, SEED + 1, … A sequence that fails is shortened by leaving out
steps, and told as commands. --only runs one seed; --keep leaves its folder and says where it is.
GMIG_SEQUENCES, GMIG_STEPS and GMIG_SEED stand for the options; GMIG_NIGHTLY=1 makes it 500
sequences (PostgreSQL: 60). PostgreSQL: run this by tests/support/with-postgres.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import shutil
import sys
import tempfile
import time
import traceback

import git_steps  # noqa: F401  (registers its steps)
import gmig_steps  # noqa: F401
import selftest
import shrink
import steps
from oracle import Broken
from world import World

DEFAULTS = {"sqlite": (60, 30), "postgresql": (10, 20)}
NIGHTLY = {"sqlite": 500, "postgresql": 60}
TRANSCRIPT_LINES = 400
KINDS = ("done", "idle", "refused", "killed", "-")


class Run:
    """One sequence in a world of its own."""

    def __init__(self, options, seed):
        self.options = options
        self.seed = seed
        self.fault = None
        self.step = 0
        self.outcomes, self.transcript = [], []

    def go(self, sequence):
        folder = tempfile.mkdtemp(prefix=f"gmig-sequence-{self.seed}.")
        world = None
        try:
            world = World(folder, self.options.gmig, self.options.dialect, self.seed)
            for self.step, (name, number) in enumerate(sequence):
                steps.take(world, name, number)
        except Broken as fault:
            self.fault = fault
        except Exception:  # pylint: disable=broad-except
            self.fault = Broken("the test itself stumbles", traceback.format_exc())
        finally:
            if world:
                self.outcomes, self.transcript = world.outcomes, world.transcript
                world.close()
            if self.options.keep:
                print(f"seed {self.seed}: {folder}", flush=True)
            else:
                shutil.rmtree(folder, ignore_errors=True)
        return self


def run_seed(options, seed):
    sequence = steps.sequence(seed, options.steps, options.dialect)
    run = Run(options, seed).go(sequence)
    if options.tell:
        print("\n".join(run.transcript), flush=True)
    return run.seed, run.outcomes, run.fault and (run.fault.what, str(run.fault)), run.step


def tell_failure(options, seed, what, step):
    """Shortens what failed, and prints it."""
    whole = steps.sequence(seed, options.steps, options.dialect)[:step + 1]

    def fails(sequence):
        run = Run(options, seed).go(sequence)
        return run.fault is not None and run.fault.what == what

    short = shrink.shorter(whole, fails, options.shrink)
    run = Run(options, seed).go(short)
    print(f"\nseed {seed}: {what}\n{len(short)} of {len(whole)} steps are enough"
          f" ({', '.join(name for name, _ in short)}):\n")
    print("\n".join(run.transcript[-TRANSCRIPT_LINES:]))
    print(f"\n{run.fault or 'it does not fail any more'}\n", flush=True)


def table(outcomes):
    counts = collections.defaultdict(collections.Counter)
    for name, outcome in outcomes:
        counts[name][outcome if outcome in KINDS else "refused"] += 1
        counts[name][outcome] += outcome not in KINDS
    print(f"{'':32}{'done':>6}{'idle':>6}{'refused':>9}{'killed':>8}{'no use':>8}  by exit code")
    for name in sorted(counts, key=lambda each: (each.startswith("gmig "), each)):
        count = counts[name]
        codes = ", ".join(f"{code[5:]}: {count[code]}" for code in sorted(count) if
                          code.startswith("exit ") and count[code])
        print(f"{name:32}{count['done']:6}{count['idle']:6}{count['refused']:9}"
              f"{count['killed']:8}{count['-']:8}  {codes}".rstrip())
    return counts


def unreached(counts, dialect):
    """The steps without which a run proves nothing."""
    return [f"{name} {kind}" for name, kind in selftest.IMPORTANT if not counts[name][kind]
            and (dialect == "sqlite" or name in selftest.FEW and kind != "refused"
                 and (kind == "done" or name == "crash"))]


def options_of_run():
    parser = argparse.ArgumentParser()
    parser.add_argument("--gmig", default=os.environ.get("GMIG", "gmig"))
    parser.add_argument("--dialect", choices=sorted(DEFAULTS), default="sqlite")
    parser.add_argument("--sequences", type=int, default=os.environ.get("GMIG_SEQUENCES"))
    parser.add_argument("--steps", type=int, default=os.environ.get("GMIG_STEPS"))
    parser.add_argument("--seed", type=int, default=os.environ.get("GMIG_SEED", 1))
    parser.add_argument("--only", type=int)
    parser.add_argument("--shrink", type=int, default=120, help="seconds for shortening a failure")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--tell", action="store_true", help="print what every sequence does")
    options = parser.parse_args()
    sequences, length = DEFAULTS[options.dialect]
    if os.environ.get("GMIG_NIGHTLY") == "1":
        sequences = NIGHTLY[options.dialect]
    options.full = not (options.sequences or options.steps or options.only)
    options.sequences = int(options.sequences or sequences)
    options.steps = int(options.steps or length)
    if not shutil.which(options.gmig):
        parser.error(f"{options.gmig} is no program")
    options.gmig = pathlib.Path(shutil.which(options.gmig)).absolute()
    return options


def use_memory():
    """The worlds are thousands of small files that nobody keeps."""
    if "TMPDIR" not in os.environ and os.access("/dev/shm", os.W_OK) and (
            shutil.disk_usage("/dev/shm").free > 1 << 30):
        tempfile.tempdir = "/dev/shm"


def main():
    options = options_of_run()
    use_memory()
    started = time.monotonic()
    seeds = [options.only] if options.only is not None else range(
        options.seed, options.seed + options.sequences)
    selftest.run(options)
    outcomes, failures = [], []
    with concurrent.futures.ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for done in concurrent.futures.as_completed(
                [pool.submit(run_seed, options, seed) for seed in seeds]):
            seed, told, fault, step = done.result()
            outcomes += told
            if fault:
                failures.append((seed, fault[0], step))
                print(f"seed {seed} fails at step {step + 1}: {fault[1][:3000]}\n", flush=True)
    counts = table(outcomes)
    print(f"{options.dialect}: {len(seeds)} sequences of {options.steps} steps from seed"
          f" {seeds[0]}, {len(failures)} failed ({time.monotonic() - started:.0f} s)", flush=True)
    for what in sorted({what for _, what, _ in failures}):
        seed, _, step = min((each for each in failures if each[1] == what),
                            key=lambda each: each[2])
        tell_failure(options, seed, what, step)
    missed = unreached(counts, options.dialect) if options.full else []
    if missed:
        print(f"never reached: {', '.join(missed)}")
    sys.exit(1 if failures or missed else 0)


if __name__ == "__main__":
    main()
