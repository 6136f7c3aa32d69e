"""How a baseline holds over real history: ``python tools/baseline_trial.py REPOSITORY [--commits 50] [--profile audit]``.

Takes a git repository with history (a bare one too). Of the last ``--commits`` commits on the first-parent line that
touch Go files, the oldest gets a baseline; every further one is checked against it. Printed per commit: findings, how
many the baseline covers, how many are new, how many entries no longer occur. A new finding is then looked at by its line:
"written" when the line was written since the first commit (or its file is), "untouched" when not. An untouched one is
either caused by a change elsewhere or an old finding that has come back, which a baseline must not let happen: these are
listed to be read, and one whose rule and line the first commit had in the same file counts as "resurfaced".

Every ``--inject``-th commit also gets a new hazard and, above the findings there are, lines that move them: the hazard
must be reported, and what moved must not. The exit status is 1 when an injected hazard is missed or anything resurfaced.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gostatic.cli.git import Repository
from gostatic.cli.new_code import changed_lines
from gostatic.engine.baseline import Baseline
from gostatic.engine.finding import Finding, RunResult
from gostatic.engine.options import Options
from gostatic.engine.precedence import PRECEDENCE
from gostatic.engine.run import analyse
from gostatic.project.load import load
from gostatic.project.workspace import BuildContext
from gostatic.rule import Profile
from gostatic_rules.registry import all_rules

HAZARD = """
type injectedHazard struct{ mu sync.Mutex }

func (h *injectedHazard) leave(early bool) int {
	h.mu.Lock()
	if early {
		return 1
	}
	h.mu.Unlock()
	return 0
}
"""
MOVED = "// Lines that were not there before.\n// They move what follows.\n\n"


def main() -> int:
    """Runs the trial and prints its table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository")
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--profile", default="audit", choices=("default", "audit"))
    parser.add_argument("--no-tests", action="store_true", help="leave out _test.go files")
    parser.add_argument("--inject", type=int, default=5, help="every how many commits a hazard is added (0: never)")
    chosen = parser.parse_args()
    commits = _commits(chosen.repository, chosen.commits)
    repository = Repository(chosen.repository, chosen.repository)
    options = Options(profile=Profile(chosen.profile), judge_suppressions=False)
    failed = False
    first: RunResult | None = None
    baseline = Baseline()
    print("commit      findings  covered  new  written  untouched  resurfaced  stale  injected")
    with tempfile.TemporaryDirectory(prefix="gostatic-") as folder:
        os.mkdir(Path(folder, ".git"))
        here: dict[str, str] = {}
        for number, commit in enumerate(commits):
            _check_out(repository, commit, Path(folder), here)
            inject = chosen.inject and number and number % chosen.inject == 0
            edited = _inject(Path(folder), baseline_files(first)) if inject and first else []
            result = analyse(load(["./..."], BuildContext(tests=not chosen.no_tests), folder), all_rules(), options)
            for path in edited:
                here.pop(path, None)  # written anew for the next commit
            if first is None:
                first, baseline = result, Baseline.of(result.findings, result.read)
            covered, rest = baseline.covered(result.findings, result, PRECEDENCE)
            new = [finding for index, finding in enumerate(result.findings) if index not in covered]
            injected = [finding for finding in new if "injectedHazard" in finding.function]
            new = [finding for finding in new if "injectedHazard" not in finding.function]
            untouched = [finding for finding in new if not _is_written(finding, first, result)]
            back = [finding for finding in untouched if _was_there(finding, first, result)]
            seen = "" if not edited else "reported" if injected else "MISSED"
            failed = failed or bool(back) or seen == "MISSED"
            print(
                f"{commit[:10]}  {len(result.findings):8}  {len(covered):7}  {len(new):3}  {len(new) - len(untouched):7}"
                f"  {len(untouched):9}  {len(back):10}  {sum(rest.counts.values()):5}  {seen}",
                flush=True,
            )
            for finding in untouched:
                print(f"    {_line(finding, result)}", flush=True)
            if edited:
                _restore(repository, commit, Path(folder), edited)
    return int(failed)


def baseline_files(first: RunResult | None) -> list[str]:
    """The files with findings in the first run, in order."""
    return list(dict.fromkeys(finding.diagnostic.span.file for finding in first.findings)) if first else []


def _commits(repository: str, count: int) -> list[str]:
    words = ["log", "--first-parent", f"-{count}", "--format=%H", "--", "*.go"]
    listed = subprocess.run(["git", "-C", repository, *words], capture_output=True, text=True, check=True)
    return listed.stdout.split()[::-1]


def _wanted(path: str) -> bool:
    return path.endswith(".go") or path.rpartition("/")[2] in ("go.mod", "go.work", "modules.txt")


def _check_out(repository: Repository, commit: str, folder: Path, here: dict[str, str]) -> None:
    """Makes the folder the commit's Go files; ``here`` are the objects it holds."""
    wanted = {blob.path: blob for blob in repository.files(commit) if _wanted(blob.path)}
    for path in [path for path in here if path not in wanted]:
        (folder / path).unlink()
        del here[path]
    for blob, text in repository.contents(blob for blob in wanted.values() if here.get(blob.path) != blob.oid):
        (folder / blob.path).parent.mkdir(parents=True, exist_ok=True)
        (folder / blob.path).write_bytes(text)
        here[blob.path] = blob.oid


def _inject(folder: Path, files: list[str]) -> list[str]:
    """Moves the lines of files with findings; the first that imports sync and still exists gets the hazard too."""
    edited = []
    added = False
    for path in files:
        try:
            text = (folder / path).read_text("utf-8")
        except OSError:
            continue
        if "//go:build" in text or "// +build" in text or "Code generated" in text:
            continue  # a comment above those would change what the file is
        if not added and '\t"sync"\n' in text:
            text += HAZARD
            added = True
        (folder / path).write_text(MOVED + text, "utf-8")
        edited.append(path)
    return edited if added else []


def _restore(repository: Repository, commit: str, folder: Path, edited: list[str]) -> None:
    wanted = [blob for blob in repository.files(commit) if blob.path in edited]
    for blob, text in repository.contents(wanted):
        (folder / blob.path).write_bytes(text)


def _number(finding: Finding, result: RunResult) -> int:
    span = finding.diagnostic.span
    return result.read(span.file).count(b"\n", 0, span.start) + 1


def _line(finding: Finding, result: RunResult) -> str:
    return (
        f"{finding.diagnostic.span.file}:{_number(finding, result)}: {finding.diagnostic.message} [{finding.rule.id}]"
    )


def _is_written(finding: Finding, first: RunResult, result: RunResult) -> bool:
    file = finding.diagnostic.span.file
    old = first.read(file)
    return not old or _number(finding, result) in changed_lines(old, result.read(file))


def _text(finding: Finding, result: RunResult) -> bytes:
    return result.read(finding.diagnostic.span.file).split(b"\n")[_number(finding, result) - 1].strip()


def _was_there(finding: Finding, first: RunResult, result: RunResult) -> bool:
    """Whether the first run had as many findings of the rule on such a line of the file as this one."""

    def alike(run: RunResult) -> int:
        return sum(
            other.rule.id == finding.rule.id
            and other.diagnostic.span.file == finding.diagnostic.span.file
            and _text(other, run) == _text(finding, result)
            for other in run.findings
        )

    return alike(first) >= alike(result)


if __name__ == "__main__":
    sys.exit(main())
