"""Draws a sample of default findings for reading: ``sample_findings.py NAME=FINDINGS.json ... [--seed N] [--size N]``.

Takes the JSON outputs of ``gostatic check --format json`` on several trees. No rule gets more than a quarter of the sample;
the seed fixes the draw. Prints one Markdown table row per finding, with an empty column for the verdict, and counts per rule.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path


def main() -> None:
    """Reads the arguments and prints the sample."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("outputs", nargs="+", metavar="NAME=FILE")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=40)
    arguments = parser.parse_args()
    found = []
    for output in arguments.outputs:
        name, _, path = output.partition("=")
        for finding in json.loads(Path(path).read_text(encoding="utf-8"))["findings"]:
            if finding["profile"] == "default" and finding["suppressed"] is None:
                found.append((name, finding))
    print("total per rule:", dict(sorted(Counter(f["rule"] for _, f in found).items())))
    random.Random(arguments.seed).shuffle(found)
    taken: Counter[str] = Counter()
    rows = []
    for name, finding in found:
        if taken[finding["rule"]] < arguments.size // 4 and len(rows) < arguments.size:
            taken[finding["rule"]] += 1
            rows.append((name, finding))
    print("| tree | place | rule | message | verdict |\n|---|---|---|---|---|")
    for name, finding in sorted(rows, key=lambda row: (row[1]["rule"], row[0], row[1]["path"], row[1]["line"])):
        print(f"| {name} | {finding['path']}:{finding['line']} | {finding['rule']} | {finding['message']} | |")


if __name__ == "__main__":
    main()
