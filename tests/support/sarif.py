#!/usr/bin/env python3
"""sarif.py FINDINGS.md: is standard input SARIF 2.1.0 as gmig may write it?

By the schema beside this file, and by what the standard says in words: a result's ruleIndex names
the rule of its ruleId, rules are there once and all used, a uriBaseId is declared. Each rule's help
names a section that FINDINGS.md has, or a page of docs/lint. Prints what is wrong, and ends with 1 if anything is.
"""

import json
import pathlib
import re
import sys

import jsonschema


def anchors_of(markdown):
    """The anchors of the headings, as GitHub and GitLab make them."""
    headings = re.findall(r"^#+ (.+)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def problems_of(log, schema, anchors, documentation):
    for problem in jsonschema.Draft7Validator(schema).iter_errors(log):
        yield f"{'/'.join(map(str, problem.absolute_path))}: {problem.message}"
    for run in log["runs"]:
        rules = run["tool"]["driver"]["rules"]
        results = run.get("results", [])
        used = {result["ruleId"] for result in results}
        if [rule["id"] for rule in rules] != sorted(used):
            yield "the rules are not those of the results, in order"
        for result in results:
            if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
                yield f"ruleIndex {result['ruleIndex']} is not {result['ruleId']}"
            for location in result["locations"]:
                base = location["physicalLocation"]["artifactLocation"]["uriBaseId"]
                if base not in run["originalUriBaseIds"]:
                    yield f"{base} is not declared"
        for rule in rules:
            anchor = re.search(r"findings\.md#([\w-]+)", rule["help"]["text"])
            page = re.search(r"docs/(lint/\w+\.md) ", rule["help"]["text"])
            if not (page and (documentation / page[1]).exists()) and not (
                anchor and anchor[1] in anchors
            ):
                yield f"{rule['id']}: its help names no section of the documentation"


def main(findings):
    schema = json.loads(pathlib.Path(__file__).with_name("sarif-2.1.0-parts.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    anchors = anchors_of(pathlib.Path(findings).read_text(encoding="utf-8"))
    documentation = pathlib.Path(findings).parent.parent
    problems = list(problems_of(json.load(sys.stdin), schema, anchors, documentation))
    print("\n".join(problems) or "valid")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
