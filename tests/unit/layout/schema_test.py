"""docs/reference/gmig.schema.json is a valid schema, and takes and refuses the same samples as
gmig's parser (config_samples_test.cpp).  Usage: schema_test.py SCHEMA SAMPLES"""

import json
import pathlib
import sys

import jsonschema


def main(schema_path, samples):
    schema = json.loads(pathlib.Path(schema_path).read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    counts = {"good": 0, "bad": 0}
    wrong = []
    for expected in counts:
        for path in sorted(pathlib.Path(samples, expected).glob("*.json")):
            counts[expected] += 1
            problems = list(validator.iter_errors(json.loads(path.read_text(encoding="utf-8"))))
            if expected == "good" and problems:
                wrong.append(f"{path.name}: refused: {problems[0].message}")
            if expected == "bad" and not problems:
                wrong.append(f"{path.name}: taken")
    for line in wrong:
        print(line)
    if min(counts.values()) < 5:
        print("too few samples were found")
        return 1
    print(f"{counts['good']} good and {counts['bad']} bad samples")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
