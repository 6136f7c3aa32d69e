"""See which source lines of the goker kernels really block: build them, run each, read the goroutineleak profile.

The kernels are 63 small programs on real bugs that ship with the Go distribution (1.27 and later) under
``src/runtime/testdata/testgoroutineleakprofile/goker``: one main package, one registered function per file. Each run
prints the profile of leaked goroutines. The innermost frame that lies in the kernel's file is the line where the
goroutine stays blocked; the outer frames are the calls it came through. Scheduling decides which of the goroutines
leak, so a kernel runs several times, under several values of GOMAXPROCS, and the lines are united.

Usage: ``python tools/observe_goker.py [--runs N] [--output FILE]``. Needs the Go toolchain (see ``observe_go``).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from observe_go import find_go, go_environment, go_version

#: Where the kernels lie below GOROOT.
KERNELS = Path("src/runtime/testdata/testgoroutineleakprofile/goker")

#: Seconds before a run of one kernel is given up: the slowest sleeps for one second and then prints 1,100 stacks.
RUN_LIMIT = 60.0

#: The values of GOMAXPROCS to run under: alone, as the usual small machine, and more than most build machines have.
PROCESSORS = ("1", "2", "4")

#: Runs after which a kernel that never leaked is given up. A few leak in one run out of ten.
PATIENCE = 60

_HEADER = re.compile(r"^goroutine \d+ \[(?P<reason>.*) \(leaked\)")
_FRAME = re.compile(r"^\t(?P<path>.*\.go):(?P<line>\d+)")
_REGISTERED = re.compile(r'^\tregister(?:Init)?\("(?P<name>\w+)"', re.MULTILINE)


def leaked_stacks(profile: str, file_name: str) -> list[tuple[str, list[int]]]:
    """The leaked goroutines of one profile: (wait reason, lines of FILE_NAME from the innermost frame outwards)."""
    found: list[tuple[str, list[int]]] = []
    for stack in profile.split("\n\n"):
        lines = stack.strip("\n").split("\n")
        header = _HEADER.match(lines[0])
        if header is None:
            continue
        frames: list[int] = []
        for index, line in enumerate(lines):
            frame = _FRAME.match(line)
            if frame is None or lines[index - 1].startswith("created by"):
                continue
            if os.path.basename(frame["path"]) == file_name:
                frames.append(int(frame["line"]))
        if frames:
            found.append((header["reason"], frames))
    return found


def observe(go: str, runs: int) -> dict[str, dict[str, object]]:
    """Build the kernels in a temporary folder and run each one RUNS times per setting; the lines by file name."""
    root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="goker-") as scratch:
        folder = Path(scratch, "goker")
        folder.mkdir()
        for source in sorted(Path(root, KERNELS).glob("*.go")):
            shutil.copyfile(source, folder / source.name)
        folder.joinpath("go.mod").write_text("module goker\n\ngo 1.27\n", encoding="utf-8")
        binary = Path(scratch, "goker.bin")
        environment = go_environment(Path(scratch))
        subprocess.run([go, "build", "-o", str(binary), "."], cwd=folder, env=environment, check=True)
        table: dict[str, dict[str, object]] = {}
        for source in sorted(folder.glob("*.go")):
            registered = _REGISTERED.search(source.read_text(encoding="utf-8"))
            if registered is not None and source.name != "main.go":
                table[source.name] = _observe_one(binary, registered["name"], source.name, runs, environment)
                print(source.name, json.dumps(table[source.name]), file=sys.stderr, flush=True)
        return table


def _observe_one(binary: Path, name: str, file_name: str, runs: int, environment: dict[str, str]) -> dict[str, object]:
    blocked: dict[int, set[str]] = {}
    via: set[int] = set()
    leaking = tried = 0
    plan = [processors for processors in PROCESSORS for _ in range(runs)]
    while plan or (leaking == 0 and tried < PATIENCE):
        processors = plan.pop(0) if plan else PROCESSORS[-1]
        tried += 1
        settings = {**environment, "GODEBUG": "asyncpreemptoff=1", "GOMAXPROCS": processors}
        try:
            run = subprocess.run([str(binary), name], capture_output=True, text=True, timeout=RUN_LIMIT, env=settings)
        except subprocess.TimeoutExpired:
            continue
        stacks = leaked_stacks(run.stdout, file_name)
        leaking += bool(stacks)
        for reason, frames in stacks:
            blocked.setdefault(frames[0], set()).add(reason)
            via.update(frames[1:])
    return {
        "blocked": {str(line): sorted(blocked[line]) for line in sorted(blocked)},
        "via": sorted(via - set(blocked)),
        "leaking_runs": leaking,
        "runs": tried,
    }


def main() -> int:
    """Run from the command line; exit status 0, or 2 without a toolchain."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3, help="runs of each kernel under each value of GOMAXPROCS")
    parser.add_argument("--output", type=Path, help="write the table here instead of to stdout")
    options = parser.parse_args()
    go = find_go()
    if go is None:
        print("observe_goker: no Go toolchain found", file=sys.stderr)
        return 2
    text = json.dumps({"go": go_version(go), "kernels": observe(go, options.runs)}, indent=1) + "\n"
    if options.output is None:
        sys.stdout.write(text)
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
