"""A cold check against a pure parse of exactly the same files, in one run on one machine.

Usage: ``python bench/cold_run.py [--rounds N] [--jobs N] [--folder DIR] PATTERN ...``. Prints, per round and as medians, the
CPU of the parse, the CPU of ``gostatic check`` (all its processes, start-up included), the ratio, the wall time, and the peak
memory: of the largest process, and of all processes together (sampled; shared pages counted once; Linux only).

Ratios compare across machines, seconds do not. On a busy machine even CPU times move: see that nothing else runs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

SAMPLE_SECONDS = 0.1


class Run(NamedTuple):
    """One run of the check: CPU and wall seconds, peak megabytes of one process and of all, exit status, closing line."""

    cpu: float
    wall: float
    largest_mb: float
    together_mb: float
    status: int
    closing: str


def main() -> int:
    """Measures and prints; 2 when the check fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], allow_abbrev=False)
    parser.add_argument("patterns", nargs="+", metavar="PATTERN")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--jobs", default="")
    parser.add_argument("--folder", default=".", help="folder to run in")
    chosen = parser.parse_args()

    python = ", ".join(f"{name} {version(name)}" for name in ("tree-sitter", "tree-sitter-go"))
    print(f"CPython {platform.python_version()}, {python}, {os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    names = _files(chosen.patterns, chosen.folder)
    ratios: list[float] = []
    runs: list[Run] = []
    parse: dict[str, float] = {}
    for number in range(1, chosen.rounds + 1):
        parse = _parse(names, chosen.folder)
        run = _check([*chosen.patterns, *(["--jobs", chosen.jobs] if chosen.jobs else [])], chosen.folder)
        if run.status not in (0, 1):
            print(f"gostatic check ended with {run.status}: {run.closing}")
            return 2
        runs.append(run)
        ratios.append(run.cpu / parse["cpu"] if parse["cpu"] else 0.0)
        print(
            f"round {number}: parse {parse['cpu']:.2f} s CPU; check {run.cpu:.2f} s CPU ({ratios[-1]:.2f} x parse), "
            f"{run.wall:.2f} s wall, {run.largest_mb:.0f} MB largest process, {run.together_mb:.0f} MB together"
        )
    million_lines = parse["lines"] / 1e6
    together = statistics.median(run.together_mb for run in runs)
    print(f"{parse['files']:.0f} files, {parse['bytes'] / 1e6:.1f} MB, {million_lines:.3f} million lines")
    print(
        f"median: {statistics.median(run.cpu for run in runs):.2f} s CPU = {statistics.median(ratios):.2f} x parse"
        + (f", {together / million_lines:.0f} MB per million lines" if million_lines else "")
    )
    print(runs[-1].closing)
    return 0


def _gostatic(*words: str) -> list[str]:
    return [sys.executable, "-m", "gostatic", *words]


def _environment() -> dict[str, str]:
    """The caller's, with the checkout this script lies in importable, and no results from earlier runs."""
    root = Path(__file__).resolve().parents[1]
    paths = [str(root), str(root / "rules"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "GOSTATIC_CACHE_DIR": "off",
    }


def _files(patterns: list[str], folder: str) -> bytes:
    done = subprocess.run(
        _gostatic("files", "--null", *patterns), cwd=folder, env=_environment(), stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def _parse(names: bytes, folder: str) -> dict[str, float]:
    script = str(Path(__file__).with_name("parse_only.py").resolve())
    done = subprocess.run([sys.executable, script], cwd=folder, input=names, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def _check(words: list[str], folder: str) -> Run:
    before = time.monotonic()
    process = subprocess.Popen(
        _gostatic("check", *words),
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    closing = [b""]

    def drain() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            closing[0] = line

    reader = threading.Thread(target=drain)
    reader.start()
    together = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        together = max(together, _together_mb(process.pid))
        time.sleep(SAMPLE_SECONDS)
    reader.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(
        cpu=usage.ru_utime + usage.ru_stime,
        wall=time.monotonic() - before,
        largest_mb=usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024 * 1024),
        together_mb=together or usage.ru_maxrss / 1024,
        status=process.returncode,
        closing=closing[0].decode("utf-8", "replace").strip(),
    )


def _together_mb(pid: int) -> float:
    """The proportional set size of a process and its descendants, 0 where the system does not tell."""
    kilobytes = 0
    pending = [pid]
    while pending:
        each = pending.pop()
        try:
            for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    kilobytes += int(line.split()[1])
            pending += [int(child) for child in Path(f"/proc/{each}/task/{each}/children").read_text().split()]
        except (OSError, ValueError):
            continue  # it has ended since it was listed
    return kilobytes / 1024


if __name__ == "__main__":
    sys.exit(main())
