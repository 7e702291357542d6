#!/usr/bin/env python3
"""Merges that are clean or dirty by construction, and what `gmig check` says of them.

    generated.py [SEED]        GMIG names the program

At least 200 clean ones, in gmig's own layout and three others, in which no error may be found, and
more than 50 with one thing wrong, which must be found by its code and name, and nothing that does
not follow from it. Each is asked with the merge as head, and with the branch as head (merged in
memory); that the two are the same folder, git itself says. A truth file of the numbered ones is then
given to agreement.py, which must agree with it, and must not when one line of it is wrong.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import generated_history as generated

HERE = pathlib.Path(__file__).parent
CLEAN, ROUNDS = 52, 3
GMIG = os.environ["GMIG"]
os.environ |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder, *arguments):
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True)
    return done.returncode, done.stdout.strip()


def errors_of(folder, base, head):
    done = subprocess.run([GMIG, "check", "--json", "--base", base, "--head", head], cwd=folder,
                          capture_output=True, text=True)
    if done.returncode not in (0, 1):
        return {f"exit {done.returncode}: {done.stderr}"}
    found = json.loads(done.stdout)["findings"]
    return {f"{one['code']} {one['migration']['name']}" for one in found
            if one["severity"] == "error"}


def judge(folder, case, names):
    """What is wrong with what gmig says of a case; nothing when it is right."""
    base, head, merge = case.commits(names)
    problems = []
    if case.git_merges:
        code, tree = git(folder, "merge-tree", "--write-tree", base, head)
        if code != 0 or tree != git(folder, "rev-parse", f"{merge}^{{tree}}")[1]:
            problems.append("the generator's merge is not git's")
    for title, result in (("the merge", merge), ("the branch", head)):
        found = errors_of(folder, base, result)
        missed = case.wanted - found
        extra = {one for one in found - case.wanted if one.split()[0] not in case.allowed}
        if missed or extra:
            problems.append(f"{title}: not found: {sorted(missed)}, found: {sorted(extra)}")
    return [f"{case.kind} {base[:10]} {head[:10]} {merge[:10]}: {problem}" for problem in problems]


def grow(layout, seed):
    history = generated.History(layout, seed)
    for number in range(CLEAN):
        history.clean()
        if number % (CLEAN // ROUNDS) == 0:
            for kind in history.dirty_kinds():
                history.dirty(kind)
    return history


# ---- a truth file --------------------------------------------------------------------------------

def view(executed, merged):
    """What a database that has executed everything of one tree faces in the other; both are
    {name: up part}, and a name's first six digits its version."""
    last = max(name[:6] for name in executed)
    versions = {name[:6]: name for name in executed}
    new = merged.keys() - executed.keys()
    edited = sorted(name for name in executed.keys() & merged.keys()
                    if executed[name] != merged[name])
    bare = {name: text.replace(" -- a comment", "") for name, text in merged.items()}
    return {"out_of_order": sorted(name for name in new if (name[:6], name) <
                                   (last, versions[last])),
            "edited": edited,
            "edited_semantic": [name for name in edited if bare[name] != executed[name]],
            "missing": sorted(executed.keys() - merged.keys()),
            "same_version_other_id": sorted(name for name in new if name[:6] in versions
                                            and versions[name[:6]] != name)}


def ups_of(files):
    return {pathlib.Path(path).name.removesuffix(".up.sql"): text for path, text in files.items()
            if path.endswith(".up.sql")}


def truth_of(history, names):
    truth = {"roots": ["migrations"], "layout": "L_num", "dialect": "sqlite", "merges": [],
             "merges_other_refs": [], "clean_merges": []}
    for case in history.cases:
        base, head, merge = case.commits(names)
        if not case.git_merges or case.kind == "clean squash":
            continue
        sides = [ups_of(history.commits[mark - 1][0]) for mark in (case.base, case.head, case.merge)]
        record = {"commit": merge, "parents": [base, head],
                  "view_from_parent1": view(sides[0], sides[2]),
                  "view_from_parent2": view(sides[1], sides[2])}
        is_clean = not any(record["view_from_parent1"].values()) and \
            not any(record["view_from_parent2"].values())
        truth["clean_merges" if is_clean else "merges"].append(record)
    return truth


def agreement(folder, truth):
    file = folder / "truth.json"
    file.write_text(json.dumps(truth))
    return subprocess.run([sys.executable, "-B", str(HERE / "agreement.py"), str(file),
                           str(folder), GMIG], capture_output=True, text=True)


def judge_agreement(folder, history, names):
    truth = truth_of(history, names)
    truth["merges"], truth["clean_merges"] = truth["merges"][-12:], truth["clean_merges"][-6:]
    done = agreement(folder, truth)
    if done.returncode != 0:
        return ["agreement.py: " + done.stdout + done.stderr]
    truth["merges"] = [record for record in truth["merges"]
                       if record["view_from_parent1"]["missing"]][:1]
    truth["merges"][0]["view_from_parent1"]["missing"] = []
    done = agreement(folder, truth)
    return [] if done.returncode == 1 and "DIFFERS" in done.stdout else \
        ["agreement.py agrees with what is wrong"]


def main(seed="1"):
    problems, counts = [], collections.Counter()
    with tempfile.TemporaryDirectory() as top:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for layout in generated.LAYOUTS:
                folder = pathlib.Path(top, layout.name)
                history = grow(layout, seed)
                names = history.write(folder)
                for found in pool.map(lambda case: judge(folder, case, names), history.cases):
                    problems += [f"{layout.name} {one}" for one in found]
                counts.update("clean" if case.kind.startswith("clean") else "dirty"
                              for case in history.cases)
                if layout is generated.Numbered:
                    problems += judge_agreement(folder, history, names)
    print(f"seed {seed}: {counts['clean']} clean merges, {counts['dirty']} dirty ones")
    print("\n".join(problems) or "all as they were made")
    return 1 if problems or counts["clean"] < 200 or counts["dirty"] < 50 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
