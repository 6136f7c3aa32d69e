"""Score the analyzer on the 63 goker kernels of the Go distribution against docs/goker-truth.json.

For each kernel: ``hit`` when a finding of a fitting rule stands at a blocked or causing line, ``near`` when it stands
at a call on the way to a blocked line, ``elsewhere`` when a fitting rule reports another line of the file, ``other``
when only rules that do not fit report, ``missed`` when nothing does. Only hits count.

Usage: ``python tools/score_goker.py [--profile audit] [--report FILE] [--details]``. ``--report`` scores a JSON report
made before instead of running the analyzer. Needs the Go toolchain's source (see ``observe_go``).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from observe_go import find_go
from observe_goker import KERNELS

ROOT = Path(__file__).resolve().parents[1]
TRUTH = ROOT / "docs" / "goker-truth.json"

VERDICTS = ("hit", "near", "elsewhere", "other", "missed")


def run_analyzer(goroot: Path, extra: list[str]) -> dict[str, Any]:
    """The JSON report on a copy of the kernels: their home is a testdata folder inside the standard library's module."""
    with tempfile.TemporaryDirectory(prefix="goker-") as scratch:
        folder = Path(scratch, "goker")
        folder.mkdir()
        for source in sorted((goroot / KERNELS).glob("*.go")):
            shutil.copyfile(source, folder / source.name)
        folder.joinpath("go.mod").write_text("module goker\n\ngo 1.27\n", encoding="utf-8")
        command = [sys.executable, "-m", "gostatic", "check", "--format", "json", "--isolated", *extra, "./..."]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "rules")))}
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment)
    sys.stderr.write(run.stderr)
    if run.returncode not in (0, 1):
        raise SystemExit(f"score_goker: the analyzer ended with status {run.returncode}")
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def verdict(truth: dict[str, Any], findings: list[tuple[str, int]]) -> str:
    """How one kernel fares, from the (rule, line) pairs reported in its file."""
    fitting = [line for rule, line in findings if rule in truth["rules"]]
    if any(line in truth["blocked"] or line in truth["cause"] for line in fitting):
        return "hit"
    if any(line in truth["via"] for line in fitting):
        return "near"
    if fitting:
        return "elsewhere"
    return "other" if findings else "missed"


def main() -> int:
    """Run from the command line; exit status 0 once the table is printed, 2 without the Go source."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--profile", default="default", choices=("default", "audit"))
    parser.add_argument("--report", type=Path, help="a JSON report to score instead of running the analyzer")
    parser.add_argument("--details", action="store_true", help="print every finding with its line")
    options = parser.parse_args()
    truth: dict[str, dict[str, Any]] = json.loads(TRUTH.read_text(encoding="utf-8"))
    if options.report is not None:
        report = json.loads(options.report.read_text(encoding="utf-8"))
    else:
        go = find_go()
        if go is None:
            print("score_goker: no Go toolchain found", file=sys.stderr)
            return 2
        root = subprocess.run([go, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
        report = run_analyzer(Path(root), ["--profile", options.profile])

    findings: dict[str, list[tuple[str, int]]] = {}
    for finding in report["findings"]:
        findings.setdefault(Path(finding["path"]).name, []).append((finding["rule"], finding["line"]))
    totals = dict.fromkeys(VERDICTS, 0)
    unfitting = 0
    for name in sorted(truth):
        reported = sorted(findings.get(name, []), key=lambda pair: (pair[1], pair[0]))
        kernel = truth[name]
        found = verdict(kernel, reported)
        totals[found] += 1
        unfitting += sum(rule not in kernel["rules"] for rule, _ in reported)
        told = ", ".join(f"{rule}:{line}" for rule, line in reported) if options.details or found != "hit" else ""
        print(f"{name.removesuffix('.go'):18} {found:10} {kernel['rules'][0]:31} {told}".rstrip())
    print()
    print(", ".join(f"{totals[each]} {each}" for each in VERDICTS), f"of {len(truth)};", end=" ")
    print(f"{unfitting} findings of rules that do not fit their kernel (true or not: read them)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
