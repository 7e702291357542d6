#!/usr/bin/env python3
"""Holds `gmig check` against the ground truth of a migration history.

    agreement.py TRUTH.json REPOSITORY [GMIG]

TRUTH.json tells, for each merge of a history, what a database that had executed everything of one
parent faces when its checkout becomes the merge: `view_from_parentN` with the ids that are
out_of_order, edited, missing and of the same_version_other_id; `clean_merges` where there is
nothing of the kind. REPOSITORY is a clone (bare or not) that has the commits.

Asked twice for each parent: with the merge as head, and with the other parent as head, where the
merge's folder is what git would have made of the two (then gmig merges in memory, and must find the
same). A merge that a person finished by hand says nothing about that.
Prints agreements and disagreements for each code, every disagreement by itself, and ends with 1
when there is one.
"""

import collections
import json
import subprocess
import sys

LAYOUTS = {"L_dir": "diesel", "L_num": "golang-migrate"}


class Checker:
    def __init__(self, truth, repository, gmig):
        self.repository = repository
        self.command = [gmig, "--json", "--migrations", truth["roots"][0],
                        "--layout", LAYOUTS[truth["layout"]], "--dialect", truth["dialect"]]

    def findings(self, base, head):
        command = self.command + ["check", "--base", base, "--head", head]
        done = subprocess.run(command, cwd=self.repository, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
        return json.loads(done.stdout)["findings"]


    def git(self, *arguments):
        return subprocess.run(["git", *arguments], cwd=self.repository, capture_output=True,
                              text=True)

    def folder(self, tree):
        return self.git("rev-parse", f"{tree}:{self.command[3]}").stdout.strip()

    def is_made_by_git(self, merge):
        merged = self.git("merge-tree", "--write-tree", *merge["parents"])
        tree = merged.stdout.split("\n", 1)[0]
        return merged.returncode == 0 and self.folder(tree) == self.folder(merge["commit"])


def found_by(findings):
    """What was found, in the truth's words: a set of names for each kind."""
    kinds = collections.defaultdict(set)
    for finding in findings:
        code, name = finding["code"], finding["migration"]["name"]
        if finding["severity"] == "information":
            continue
        if code == "GM201":
            kinds["out_of_order"].add(name)
        elif code in ("GM101", "GM106"):
            kinds["edited"].add(name)
            if code == "GM101":
                kinds["edited_semantic"].add(name)
        elif code == "GM102":
            kinds["missing"].add(name)
        elif code == "GM103":
            kinds["missing"].add(finding["other"]["name"])
            kinds["renamed_to"].add(name)
        elif code == "GM203" and finding["severity"] == "error":
            kinds["same_version_other_id"].add(name)
    return kinds


class Tally:
    KINDS = ("out_of_order", "edited", "edited_semantic", "missing", "same_version_other_id")

    def __init__(self, title):
        self.title = title
        self.agreed = collections.Counter()
        self.views = collections.Counter()
        self.differences = []

    def compare(self, where, view, findings):
        found = found_by(findings)
        for kind in self.KINDS:
            wanted = set(view[kind])
            self.agreed[kind] += len(wanted & found[kind])
            self.views["agreed" if wanted == found[kind] else "differing", kind] += 1
            for name in sorted(wanted - found[kind]):
                note = " (found as renamed)" if name in found["renamed_to"] else ""
                self.differences.append(f"{where} {kind}: not found: {name}{note}")
            for name in sorted(found[kind] - wanted):
                self.differences.append(f"{where} {kind}: found, not in the truth: {name}")

    def show(self):
        print(self.title)
        for kind in self.KINDS:
            print(f"  {kind:22} {self.agreed[kind]:4} found as the truth has them; "
                  f"{self.views['agreed', kind]:4} views agree, "
                  f"{self.views['differing', kind]} differ")
        for difference in self.differences:
            print("  DIFFERS " + difference)


def errors_in(findings):
    return [f for f in findings if f["severity"] == "error"]


def main(truth_file, repository, gmig="gmig"):
    with open(truth_file, encoding="utf-8") as file:
        truth = json.load(file)
    checker = Checker(truth, repository, gmig)
    as_head = Tally("the merge as head")
    in_memory = Tally("the other parent as head, merged in memory (where git makes the same)")
    for merge in truth["merges"] + truth["merges_other_refs"]:
        for number in (1, 2):
            base, other = merge["parents"][number - 1], merge["parents"][2 - number]
            view = merge[f"view_from_parent{number}"]
            where = f"{merge['commit'][:10]} from {base[:10]}"
            as_head.compare(where, view, checker.findings(base, merge["commit"]))
            if checker.is_made_by_git(merge):
                in_memory.compare(where, view, checker.findings(base, other))
    false_alarms = []
    for merge in truth["clean_merges"]:
        for base in merge["parents"]:
            for finding in errors_in(checker.findings(base, merge["commit"])):
                false_alarms.append(f"{merge['commit'][:10]} from {base[:10]}: {finding['message']}")
    as_head.show()
    in_memory.show()
    print(f"clean merges: {len(truth['clean_merges'])}, errors in them: {len(false_alarms)}")
    for alarm in false_alarms:
        print("  DIFFERS " + alarm)
    return 1 if as_head.differences or in_memory.differences or false_alarms else 0


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
