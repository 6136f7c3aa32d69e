"""Score gostatic on the programs of testdata/pairs and testdata/tempting, and compare with the committed table.

A faulty program says what should be reported, and where, in comments at the end of a line:

* ``// want "id|id"`` on the line where the report helps most, with the rule ids that tell the hazard truly;
* ``// or "id|id"`` on other lines at which a report tells the same hazard as truly;
* ``// needs: interface, closure``, a line of its own, names what has to be followed to see it: its capabilities.

The tool runs once over all programs with profile audit. A program is then

``found``   a finding of the default profile stands at one of its places
``audit``   only findings of the audit profile do
``missed``  none does

and whatever else the default profile reports, in a faulty program or in one that is right, is listed beside it.

Usage: ``python tools/score_pairs.py [--findings FILE] [--details] [--write]``. ``--findings`` reads ``gostatic check
--format json --profile audit`` from a file; ``--write`` renews docs/pairs.json and the table of docs/pairs.md. Exit
status 0 when the committed table says the same, 1 otherwise.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTDATA = ROOT / "testdata"
TABLE = ROOT / "docs" / "pairs.json"
PAGE = ROOT / "docs" / "pairs.md"
SEEN = ROOT / "docs" / "pairs-seen.json"

#: The families of programs: every faulty one, its mended twin, and those that are right but look wrong.
FOLDERS = ("pairs", "tempting")

#: Where docs/pairs.md keeps the generated table.
TABLE_START, TABLE_END = "<!-- table -->\n", "<!-- end of table -->\n"

_PLACE = re.compile(r"// (?P<kind>want|or) (?P<ids>(?:\"[^\"]*\" ?)+)")
_QUOTED = re.compile(r'"(?P<ids>[a-z0-9|-]+)"')
_NEEDS = re.compile(r"^// needs: (?P<what>.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Program:
    """One program: its folder below testdata, the places where it may be reported (path, line, rule id) and what it needs.

    ``places`` is empty for a program that is right. ``rule`` is the first id of its first want comment.
    """

    name: str
    places: frozenset[tuple[str, int, str]]
    rule: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One finding, as the JSON report has it; ``path`` is relative to testdata."""

    path: str
    line: int
    rule: str
    profile: str
    message: str

    def __str__(self) -> str:
        return f"{self.rule} {self.path.split('/', 2)[2]}:{self.line}"


def programs() -> list[Program]:
    """All programs of testdata/pairs and testdata/tempting, in path order."""
    return [_program(folder) for top in FOLDERS for folder in sorted((TESTDATA / top).iterdir()) if folder.is_dir()]


def _program(folder: Path) -> Program:
    places: set[tuple[str, int, str]] = set()
    rule, needs = "", ""
    for path in sorted(folder.rglob("*.go")):
        text = path.read_text(encoding="utf-8")
        if said := _NEEDS.search(text):
            needs = said["what"]
        for number, line in enumerate(text.splitlines(), 1):
            for place in _PLACE.finditer(line):
                ids = [each for quoted in _QUOTED.finditer(place["ids"]) for each in quoted["ids"].split("|")]
                places.update((path.relative_to(TESTDATA).as_posix(), number, each) for each in ids)
                if place["kind"] == "want" and not rule:
                    rule = ids[0]
    return Program(
        name=folder.relative_to(TESTDATA).as_posix(),
        places=frozenset(places),
        rule=rule,
        needs=tuple(word.strip() for word in needs.split(",") if word.strip()),
    )


def run_tool() -> list[Found]:
    """The findings of one run of the tool over each module of programs."""
    found: list[Found] = []
    for top in FOLDERS:
        command = [sys.executable, "-m", "gostatic", "check", "./...", "--isolated", "--format=json", "--profile=audit"]
        run = subprocess.run(command, cwd=TESTDATA / top, capture_output=True, text=True)
        if run.returncode not in (0, 1):
            raise RuntimeError(f"gostatic ended with status {run.returncode}:\n{run.stderr}")
        found.extend(read_findings(run.stdout, top))
    return found


def read_findings(report: str, top: str = "") -> list[Found]:
    """The findings of a JSON report that nothing silences.

    Paths start at the repository, or, in a copy of the sources that is none, at the folder TOP that was checked.
    """
    return [
        Found(
            path=_below_testdata(each["path"].replace("\\", "/"), top),
            line=each["line"],
            rule=each["rule"],
            profile=each["profile"],
            message=each["message"],
        )
        for each in json.loads(report)["findings"]
        if each["suppressed"] is None
    ]


def _below_testdata(path: str, top: str) -> str:
    _, inside, rest = path.rpartition("testdata/")
    return rest if inside or not top else f"{top}/{path}"


def results(all_programs: list[Program], found: list[Found]) -> dict[str, dict[str, object]]:
    """What the committed table holds: for each program its status and the default findings that stand elsewhere.

    A program that is right and silent has no entry.
    """
    table: dict[str, dict[str, object]] = {}
    for program in all_programs:
        own = [each for each in found if each.path.startswith(program.name + "/")]
        hits = [each for each in own if (each.path, each.line, each.rule) in program.places]
        other = sorted(str(each) for each in own if each not in hits and each.profile == "default")
        row: dict[str, object] = {}
        if program.places:
            default = any(each.profile == "default" for each in hits)
            row.update(rule=program.rule, status="found" if default else "audit" if hits else "missed")
        if other:
            row["other"] = other
        if row:
            table[program.name] = row
    return table


def read_table() -> dict[str, dict[str, object]]:
    """The committed table."""
    table: dict[str, dict[str, object]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def differences(before: dict[str, dict[str, object]], now: dict[str, dict[str, object]]) -> list[str]:
    """One line for each program of which the committed table says something else."""
    return [
        f"{name}: the table says {json.dumps(before.get(name))}, the tool says {json.dumps(now.get(name))}"
        for name in sorted({*before, *now})
        if before.get(name) != now.get(name)
    ]


#: What may become of a faulty program, from worst to best.
STATUSES = ("missed", "audit", "found")


def losses(before: dict[str, dict[str, object]], now: dict[str, dict[str, object]]) -> list[str]:
    """One line for each program that is judged worse than the committed table says, or that the table does not know."""
    lost = []
    for name, row in sorted(now.items()):
        old = before.get(name, {})
        if "status" in row and _rank(row) < _rank(old):
            lost.append(f"{name}: was {old.get('status', 'not in the table')}, is {row['status']}")
        lost += [f"{name}: {each} is new" for each in _other(row) if each not in _other(old)]
    return lost


def _rank(row: dict[str, object]) -> int:
    status = row.get("status")
    return STATUSES.index(status) if isinstance(status, str) else len(STATUSES)


def summary(all_programs: list[Program], table: dict[str, dict[str, object]]) -> str:
    """Recall by capability and by rule, and the false alarms."""
    faulty = [each for each in all_programs if each.places]
    lines = [_tally("faulty programs", faulty, table), "", "by capability:"]
    for need in sorted({need for each in faulty for need in each.needs}):
        lines.append(_tally("  " + need, [each for each in faulty if need in each.needs], table))
    lines += ["", "by rule:"]
    for rule in sorted({each.rule for each in faulty}):
        lines.append(_tally("  " + rule, [each for each in faulty if each.rule == rule], table))
    for title, start in (("mended", "pairs/"), ("tempting", "tempting/")):
        right = [each for each in all_programs if not each.places and each.name.startswith(start)]
        alarms = [each.name for each in right if each.name in table]
        lines += ["", f"{title}: {len(right)}, with false alarms: {len(alarms)}"]
        lines += [f"  {name}: {'; '.join(map(str, _other(table[name])))}" for name in alarms]
    wrong = [each.name for each in faulty if "other" in table[each.name]]
    lines += ["", f"findings elsewhere in faulty programs: {sum(len(_other(table[name])) for name in wrong)}"]
    lines += [f"  {name}: {'; '.join(map(str, _other(table[name])))}" for name in wrong]
    return "\n".join(lines) + "\n"


def _other(row: dict[str, object]) -> list[object]:
    other = row.get("other", [])
    return other if isinstance(other, list) else []


def _tally(title: str, some: list[Program], table: dict[str, dict[str, object]]) -> str:
    statuses = [table[each.name]["status"] for each in some]
    audit = statuses.count("audit")
    return f"{title:44} {statuses.count('found'):3} of {len(some):3}" + (f" and {audit} in audit" if audit else "")


def page_table(all_programs: list[Program], table: dict[str, dict[str, object]]) -> str:
    """The Markdown table of the faulty programs, with what each was seen to do."""
    seen = json.loads(SEEN.read_text(encoding="utf-8"))
    lines = ["| program | rule | to be followed | seen | tool |", "| --- | --- | --- | --- | --- |"]
    for each in all_programs:
        if each.places:
            shows = seen.get(each.name, {}).get("seen", "?")
            name = each.name.removeprefix("pairs/").removesuffix("_bad")
            lines.append(f"| {name} | {each.rule} | {', '.join(each.needs)} | {shows} | {table[each.name]['status']} |")
    return "\n".join(lines) + "\n"


def _write(all_programs: list[Program], table: dict[str, dict[str, object]]) -> None:
    rows = [f"{json.dumps(name)}: {json.dumps(table[name])}" for name in sorted(table)]
    TABLE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    start, rest = page.split(TABLE_START)
    end = rest.split(TABLE_END)[1]
    PAGE.write_text(start + TABLE_START + page_table(all_programs, table) + TABLE_END + end, encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; see the module's docstring for the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--findings", type=Path, help="a JSON report over both folders instead of a run")
    parser.add_argument("--details", action="store_true", help="also list what is missed")
    parser.add_argument("--write", action="store_true", help="renew the committed table")
    options = parser.parse_args(arguments)
    found = read_findings(options.findings.read_text(encoding="utf-8")) if options.findings else run_tool()
    all_programs = programs()
    table = results(all_programs, found)
    print(summary(all_programs, table), end="")
    if options.details:
        for each in all_programs:
            if each.places and table[each.name]["status"] != "found":
                print(f"{table[each.name]['status']}: {each.name} ({each.rule}; {', '.join(each.needs)})")
    if options.write:
        _write(all_programs, table)
        return 0
    changed = differences(read_table(), table)
    print(f"\n{len(changed)} differ from docs/pairs.json", *changed, sep="\n")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
