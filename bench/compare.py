"""gostatic beside a pure parse and other tools on one tree, in one run on one machine, as ratios of CPU.

Usage: ``python bench/compare.py [--rounds N] [--go FOLDER] [--without NAME,...] FOLDER [PATTERN ...]``. Works on a copy, since it
changes files. Measured are, as medians of the rounds:

- parse: tree-sitter on exactly the files that are analysed;
- cold: a check that knows nothing; 2 processes: the same with ``--jobs 2``; whole: one that also writes the cache;
- unchanged: the check again; comment, statement: again after a comment, a statement in one file;
- hook: ``--changed-only`` on three files after a check of the whole; hook comment, hook statement: with a comment in each, a
  statement in each that has a function, since then; hook again: the last once more;
- gofmt -l on the files; go vet with an empty build cache and again; staticcheck, semgrep, ast-grep where they are installed.

CPU counts all processes. Ratios compare across machines, seconds do not.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
_FUNCTION = re.compile(rb"^func .*\{\n", re.MULTILINE)


class Cost(NamedTuple):
    """CPU and wall seconds of a command, and its exit status."""

    cpu: float
    wall: float
    status: int


class Tree:
    """The copy that is measured on, with the environment of the commands."""

    def __init__(self, root: Path, patterns: list[str], go: str, scratch: Path) -> None:
        self.root, self.patterns, self.go, self.scratch = root, patterns, go, scratch
        paths = [str(ROOT), str(ROOT / "rules"), os.environ.get("PYTHONPATH", "")]
        self.environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
            "PATH": os.pathsep.join(path for path in (go, os.environ.get("PATH", "")) if path),
            "GOTOOLCHAIN": "local",
            "GOPROXY": "off",
        }
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed has been compiled
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        for words in (["init", "-q"], ["add", "-A", "-f"], [*identity, "commit", "-q", "-m", "measured"]):
            subprocess.run(["git", *words], cwd=root, check=True)

    def run(self, *command: str, stdin: bytes = b"", **environment: str) -> Cost:
        """Runs a command in the tree; what it writes is dropped."""
        before = os.times()
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            done = subprocess.run(
                command,
                cwd=self.root,
                env={**self.environment, **environment},
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        after = os.times()
        cpu = after.children_user + after.children_system - before.children_user - before.children_system
        return Cost(cpu, after.elapsed - before.elapsed, done.returncode)

    def check(self, *words: str, cache: str = "off") -> Cost:
        """A check."""
        command = [sys.executable, "-m", "gostatic", "check", "--isolated", *words]
        return self.run(*command, GOSTATIC_CACHE_DIR=cache)

    def files(self) -> list[str]:
        """The files that a check analyses."""
        done = subprocess.run(
            [sys.executable, "-m", "gostatic", "files", "--null", *self.patterns],
            cwd=self.root,
            env=self.environment,
            stdout=subprocess.PIPE,
            check=True,
        )
        return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _changed(path: Path, change: Callable[[bytes], bytes], measure: Callable[[], Cost]) -> Cost:
    """What a measure costs while a file is changed."""
    text = path.read_bytes()
    path.write_bytes(change(text))
    try:
        return measure()
    finally:
        path.write_bytes(text)


def _comment(text: bytes) -> bytes:
    """The text with a comment behind it."""
    return text + b"\n// one more line\n"


def _statement(text: bytes) -> bytes:
    """The text with a statement in its first function, if there is one."""
    found = _FUNCTION.search(text)
    if found is None:
        return text
    return text[: found.end()] + b"\t_ = 17\n" + text[found.end() :]


def _measures(tree: Tree, files: list[str]) -> dict[str, Callable[[], Cost]]:
    cache = str(tree.scratch / "cache")
    names = b"\0".join(os.fsencode(name) for name in files)
    # A file in the middle that has a function.
    half = len(files) // 2
    middle = next(
        path for name in files[half:] + files[:half] if _FUNCTION.search((path := tree.root / name).read_bytes())
    )
    three = [files[len(files) * part // 4] for part in (1, 2, 3)]
    script = str(ROOT / "bench" / "parse_only.py")
    whole = tree.patterns

    def fresh() -> Cost:
        shutil.rmtree(cache, ignore_errors=True)
        return tree.check(*whole, cache=cache)

    def again() -> Cost:
        return tree.check(*whole, cache=cache)

    def hook() -> Cost:
        return tree.check("--changed-only", *three, cache=cache)

    def hook_after(change: Callable[[bytes], bytes], measure: Callable[[], Cost]) -> Cost:
        for name in three[:-1]:
            measure = partial(_changed, tree.root / name, change, measure)
        return _changed(tree.root / three[-1], change, measure)

    def informed() -> Cost:
        again()
        return hook()

    def twice() -> Cost:
        hook()
        return hook()

    def vet() -> Cost:
        shutil.rmtree(tree.scratch / "go", ignore_errors=True)
        return warm_vet()

    def warm_vet() -> Cost:
        return tree.run("go", "vet", *whole, GOCACHE=str(tree.scratch / "go"))

    measures: dict[str, Callable[[], Cost]] = {
        "parse": lambda: tree.run(sys.executable, script, stdin=names),
        "cold": lambda: tree.check("--jobs", "1", *whole),
        "2 processes": lambda: tree.check("--jobs", "2", *whole),
        "whole": fresh,
        "unchanged": again,
        "comment": lambda: _changed(middle, _comment, again),
        "statement": lambda: _changed(middle, _statement, again),
        "hook": informed,
        "hook comment": lambda: hook_after(_comment, hook),
        "hook statement": lambda: hook_after(_statement, hook),
        "hook again": lambda: hook_after(_statement, twice),
    }
    if shutil.which("gofmt", path=tree.environment["PATH"]):
        measures["gofmt -l"] = lambda: tree.run("xargs", "-0", "gofmt", "-l", stdin=names)
    if shutil.which("go", path=tree.environment["PATH"]):
        measures["go vet"] = vet
        measures["go vet again"] = warm_vet
    others = {
        "staticcheck": ("staticcheck", *whole),
        "ast-grep": ("ast-grep", "run", "--lang", "go", "--pattern", "go func() { $$$ }()", "."),
        "semgrep": ("semgrep", "scan", "--metrics=off", "--lang", "go", "--pattern", "go func() { ... }()", "."),
    }
    for name, command in others.items():
        if shutil.which(command[0], path=tree.environment["PATH"]):
            measures[name] = lambda command=command: tree.run(*command)  # type: ignore[misc]
    return measures


def main() -> int:
    """Measures and prints a table; 2 when a check fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("folder")
    parser.add_argument("patterns", nargs="*", default=["./..."])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--go", default="", help="folder of the Go commands")
    parser.add_argument("--without", default="", metavar="NAME,...", help="measures to leave out")
    chosen = parser.parse_args()
    without = set(chosen.without.split(","))
    with tempfile.TemporaryDirectory(prefix="gostatic-") as scratch:
        root = Path(scratch, "tree")
        shutil.copytree(chosen.folder, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
        tree = Tree(root, chosen.patterns, chosen.go, Path(scratch))
        files = tree.files()
        size = sum((root / name).stat().st_size for name in files)
        print(
            f"{len(files)} files, {size / 1e6:.1f} MB, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}", flush=True
        )
        costs: dict[str, list[Cost]] = {}
        for _ in range(chosen.rounds):
            for name, measure in _measures(tree, files).items():
                if name not in without:
                    costs.setdefault(name, []).append(measure())
    parse = statistics.median(cost.cpu for cost in costs["parse"])
    print(f"{'':<16}{'CPU s':>9}{'x parse':>9}{'wall s':>9}")
    for name, measured in costs.items():
        cpu = statistics.median(cost.cpu for cost in measured)
        wall = statistics.median(cost.wall for cost in measured)
        status = measured[-1].status
        print(f"{name:<16}{cpu:>9.2f}{cpu / parse:>9.2f}{wall:>9.2f}{'' if status in (0, 1) else f'  status {status}'}")
    return 0 if all(cost.status in (0, 1) for cost in costs.get("cold", ())) else 2


if __name__ == "__main__":
    sys.exit(main())
