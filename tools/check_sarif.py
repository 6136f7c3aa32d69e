"""Whether SARIF logs are what GitHub code scanning wants: ``python tools/check_sarif.py --root REPOSITORY FILE...``.

Three judges: the JSON schema of SARIF 2.1.0 (errata 01), Microsoft's multitool with GitHub's rules (from npm; left out, and
said so, where npm is missing), and what neither looks at: GitHub's limits, relative paths of files that exist below the root,
one-line regions inside the text counted in UTF-16 units, fingerprints that equal those of GitHub's upload action and are unique
per rule and file, rules with help, results sorted by severity. Prints a table, then a line per objection; the exit status is 1
when there is an error among them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import sarif_multitool

from gostatic.report.line_hash import line_hashes

SCHEMA = Path(__file__).resolve().parents[1] / "tests" / "report" / "data" / "sarif-schema-2.1.0.json"

# What GitHub takes (beyond it the upload is refused) and shows.
MAX_UPLOAD = 10 * 1000 * 1000  # bytes, compressed
MAX_RUNS = 20
MAX_RESULTS, SHOWN_RESULTS = 25_000, 5_000
MAX_RULES = 25_000
MAX_LOCATIONS = 100
MAX_FLOW_LOCATIONS = 1_000
MAX_FLOWS = 4
MAX_TAGS = 10
MAX_TEXT, MAX_NAME = 1_024, 255

LEVELS = ("error", "warning", "note")
PRECISIONS = ("very-high", "high", "medium", "low")
SEVERITIES = ("error", "warning", "recommendation")
_FINGERPRINT = re.compile(r"[0-9a-f]{1,16}:[1-9][0-9]*")
_LINK = re.compile(r"\]\((\d+)\)")


def main() -> int:
    """Judges the logs and prints what there is against them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", required=True, help="the repository that the paths count from")
    parser.add_argument("--no-multitool", action="store_true", help="leave out the npm package")
    parser.add_argument("files", nargs="+", metavar="FILE")
    chosen = parser.parse_args()
    validator = jsonschema.Draft4Validator(json.loads(SCHEMA.read_text("utf-8")))
    program = None if chosen.no_multitool else _multitool()
    failed = False
    for file in chosen.files:
        text = Path(file).read_bytes()
        log = json.loads(text)
        found = [f"schema: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(log)]
        found += [f"github: {each}" for each in _objections(log, chosen.root)]
        size = len(gzip.compress(text, 6))
        if size > MAX_UPLOAD:
            found.append(f"github: {size} bytes compressed, more than {MAX_UPLOAD}")
        told = sarif_multitool.objections(program, Path(file).resolve()) if program is not None else []
        found += [f"multitool: {rule}: {message[:200]}" for level, rule, message in told if level == "error"]
        results = [result for run in log["runs"] for result in run["results"]]
        rules = sum(len(run["tool"]["driver"]["rules"]) for run in log["runs"])
        others = len({rule for level, rule, _ in told if level != "error"})
        print(
            f"{file}: {len(results)} results, {rules} rules, {len(text)} bytes ({size} compressed): {len(found)} errors"
            f"{f', {others} kinds of further remarks of the multitool' if program is not None else ''}"
        )
        for each in found[:50]:
            print(f"  {each}")
        failed = failed or bool(found)
    return int(failed)


def _objections(log: dict[str, Any], root: str) -> Iterator[str]:
    try:
        yield from _Judge(log, root).objections()
    except LookupError as error:  # required, whatever the schema says of it
        yield f"there is no {error}"


def _multitool() -> Path | None:
    try:
        return sarif_multitool.install(Path(__file__).resolve().parents[1] / ".cache")
    except FileNotFoundError:
        print("npm is not installed: the multitool is left out", file=sys.stderr)
        return None


class _Judge:
    """What GitHub wants of one log."""

    def __init__(self, log: dict[str, Any], root: str) -> None:
        self.log = log
        self.root = os.path.realpath(root)
        self.lines: dict[str, list[str] | None] = {}
        self.hashes: dict[str, tuple[str, ...]] = {}

    def objections(self) -> Iterator[str]:
        """All that is wrong, in the order of the log."""
        if self.log.get("version") != "2.1.0" or not self.log.get("$schema"):
            yield "no $schema, or a version other than 2.1.0"
        if not 1 <= len(self.log["runs"]) <= MAX_RUNS:
            yield f"{len(self.log['runs'])} runs"
        if self.root in json.dumps(self.log):
            yield "the path of the repository on this machine is in the log"
        for run in self.log["runs"]:
            yield from self.run(run)

    def run(self, run: dict[str, Any]) -> Iterator[str]:
        """A run: its tool, its limits, then its rules and results."""
        driver, results = run["tool"]["driver"], run["results"]
        if not driver.get("name") or not (driver.get("semanticVersion") or driver.get("version")):
            yield "the tool has no name or version"
        if run.get("columnKind") != "utf16CodeUnits":
            yield "columnKind is not utf16CodeUnits"
        if not run.get("automationDetails", {}).get("id", "").endswith("/"):
            yield "automationDetails.id does not end in /"
        if len(results) > MAX_RESULTS or len(driver["rules"]) > MAX_RULES:
            yield f"{len(results)} results, {len(driver['rules'])} rules"
        ranks = [LEVELS.index(result["level"]) for result in results]
        if len(results) > SHOWN_RESULTS and ranks != sorted(ranks):
            yield "more results than are shown, and not the worst first"
        for rule in driver["rules"]:
            yield from (f"rule {rule['id']}: {each}" for each in self.rule(rule))
        seen: set[tuple[str, str, str]] = set()
        for number, result in enumerate(results):
            place = f"result {number} ({result['ruleId']})"
            yield from (f"{place}: {each}" for each in self.result(result, driver["rules"]))
            where = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            key = (result["ruleId"], where, result.get("partialFingerprints", {}).get("primaryLocationLineHash", ""))
            if key in seen:
                yield f"{place}: another result of the rule in {where} has its fingerprint"
            seen.add(key)

    def rule(self, rule: dict[str, Any]) -> Iterator[str]:
        """A rule's texts and properties."""
        for name in ("shortDescription", "fullDescription"):
            if not 0 < len(rule[name]["text"]) <= MAX_TEXT:
                yield f"{name} has {len(rule[name]['text'])} characters"
        if not rule["help"].get("text") or not rule["help"].get("markdown"):
            yield "no help"
        if not 0 < len(rule["name"]) <= MAX_NAME or rule["name"] == rule["id"]:
            yield f"name {rule['name']!r}"
        properties = rule["properties"]
        if rule["defaultConfiguration"]["level"] not in LEVELS or properties["precision"] not in PRECISIONS:
            yield "level or precision is no word of GitHub's"
        if properties["problem.severity"] not in SEVERITIES or len(properties["tags"]) > MAX_TAGS:
            yield "problem.severity is no word of GitHub's, or too many tags"

    def result(self, result: dict[str, Any], rules: list[dict[str, Any]]) -> Iterator[str]:
        """A result: message, rule, level, places, fingerprint, flows."""
        message = result["message"].get("text", "")
        if not message.strip() or "\n" in message.partition(". ")[0]:
            yield "no message, or its first sentence runs over lines"
        if rules[result["ruleIndex"]]["id"] != result["ruleId"] or result.get("level") not in LEVELS:
            yield "ruleIndex, ruleId and level do not fit"
        related = result.get("relatedLocations", [])
        flows = [flow for code in result.get("codeFlows", []) for flow in code["threadFlows"]]
        steps = [step["location"] for flow in flows for step in flow["locations"]]
        if not 1 <= len(result["locations"]) <= MAX_LOCATIONS or len(related) > MAX_LOCATIONS:
            yield f"{len(result['locations'])} locations, {len(related)} related ones"
        if len(result.get("codeFlows", [])) > MAX_FLOWS or len(steps) > MAX_FLOW_LOCATIONS:
            yield f"{len(result.get('codeFlows', []))} code flows with {len(steps)} locations"
        ids = [location["id"] for location in related]
        if len(set(ids)) != len(ids) or {int(each) for each in _LINK.findall(message)} != set(ids):
            yield f"the message links {_LINK.findall(message)}, the related locations are {ids}"
        for location in (*result["locations"], *related, *steps):
            yield from self.place(location["physicalLocation"])
        yield from self.fingerprint(result)

    def place(self, place: dict[str, Any]) -> Iterator[str]:
        """A place: a file below the root, and a region of one line that lies in its text."""
        uri, region = place["artifactLocation"]["uri"], place["region"]
        path = unquote(uri)
        if path.startswith(("/", "./")) or "\\" in uri or ":" in uri or ".." in path.split("/"):
            yield f"uri {uri!r} is not relative to the root"
            return
        lines = self.text(path)
        if lines is None:
            yield f"there is no file {path!r}, or it lies behind a link"
            return
        start, end = region["startLine"], region["endLine"]
        if start != end or not 1 <= start <= len(lines):
            yield f"{path}: lines {start} to {end} of {len(lines)}"
            return
        width = len(lines[start - 1].encode("utf-16-le")) // 2
        if not 1 <= region["startColumn"] <= region["endColumn"] <= width + 1:
            yield f"{path}:{start}: columns {region['startColumn']} to {region['endColumn']} of {width}"

    def fingerprint(self, result: dict[str, Any]) -> Iterator[str]:
        """The fingerprint must be the one that the upload action would compute."""
        place = result["locations"][0]["physicalLocation"]
        path = unquote(place["artifactLocation"]["uri"])
        given = result.get("partialFingerprints", {}).get("primaryLocationLineHash", "")
        if _FINGERPRINT.fullmatch(given) is None:
            yield f"fingerprint {given!r}"
        elif self.text(path) is not None:
            if path not in self.hashes:
                self.hashes[path] = line_hashes(Path(self.root, path).read_bytes())
            wanted = self.hashes[path][place["region"]["startLine"] - 1]
            if wanted != given:
                yield f"fingerprint {given!r}, not {wanted!r}"

    def text(self, path: str) -> list[str] | None:
        """The lines of a file without their ends, None when there is none."""
        if path not in self.lines:
            full = os.path.join(self.root, path)
            if not os.path.isfile(full) or os.path.realpath(full) != full:
                self.lines[path] = None
            else:
                text = Path(full).read_bytes().removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace")
                self.lines[path] = [line.removesuffix("\r") for line in text.split("\n")]
        return self.lines[path]


if __name__ == "__main__":
    sys.exit(main())
