"""Baseline files: ``gostatic baseline create|update|prune``, and what ``check --baseline`` makes of one."""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from gostatic.base.problem import Problem, ProblemKind
from gostatic.cli.exits import CLEAN, FAILED, UsageError
from gostatic.cli.terminal import note
from gostatic.engine.baseline import MAX_BYTES, Baseline, BaselineError, Entry
from gostatic.engine.finding import RunResult
from gostatic.engine.options import Options
from gostatic.engine.precedence import PRECEDENCE

DEFAULT_FILE = ".gostatic-baseline.json"


def read(path: str, shown: str) -> Baseline:
    """The baseline in the file at ``path``, called ``shown`` in messages. Raises ``UsageError``."""
    try:
        if not os.path.isfile(path):
            raise UsageError(f"{shown}: there is no such baseline; `gostatic baseline create` writes one")
        with open(path, "rb") as file:
            return Baseline.parse(file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        raise UsageError(f"{shown}: cannot be read: {getattr(error, 'strerror', None) or 'no path'}") from None
    except BaselineError as error:
        raise UsageError(f"{shown}: {error}") from None


def applied(
    result: RunResult, baseline: Baseline, shown: str, packages: Collection[str], options: Options
) -> RunResult:
    """The result with the findings that the baseline covers marked, and a problem for each entry that no longer occurs.

    ``packages`` are the import paths of the packages that were analysed whole: entries of others are not judged.
    """
    standing = [finding for finding in result.findings if finding.suppressed is None]
    covered, rest = baseline.covered(standing, result, PRECEDENCE)
    ids = {id(standing[index]) for index in covered}
    findings = tuple(
        replace(finding, suppressed=f"in the baseline {shown}", suppressed_by="baseline")
        if id(finding) in ids
        else finding
        for finding in result.findings
    )
    # The file's place in the tree, as problems have it, or its name as it was given.
    stale = [
        Problem(ProblemKind.BASELINE, "", 0, f"{shown}: no longer occurs{_times(rest, entry)}: {_said(entry)}")
        for entry in sorted(rest.counts)
        if _is_stale(rest, entry, packages, result, options)
    ]
    return replace(result, findings=findings, problems=(*result.problems, *stale))


def baseline(words: Sequence[str]) -> int:
    """``gostatic baseline``: writes the file from what a check finds now."""
    from gostatic.cli.arguments import parse_baseline
    from gostatic.cli.check import analysed, planned
    from gostatic.cli.source import has_failed, tell, working_folder

    action, given, arguments = parse_baseline(words)
    cwd = working_folder()
    plan = planned(arguments, cwd)
    shown, path = place(given, plan.settings.baseline, plan.settings.path, cwd)
    shown = shown or DEFAULT_FILE
    path = path or os.path.join(cwd, DEFAULT_FILE)
    if action == "create" and os.path.lexists(path):
        raise UsageError(f"{shown}: is there already; `gostatic baseline update` writes it anew")
    old = Baseline() if action == "create" else read(path, shown)
    result, packages = analysed(arguments, plan, cwd)
    tell(result.problems, result.root, cwd)
    if has_failed(result.problems):
        note(f"error: {shown} is not written")
        return FAILED
    standing = [finding for finding in result.findings if finding.suppressed is None]
    covered, rest = old.covered(standing, result, PRECEDENCE)
    stale = [entry for entry in rest.counts if _is_stale(rest, entry, packages, result, plan.options)]
    new = Baseline()
    if action == "prune":
        for entry, count in old.counts.items():
            kept = count - (rest.counts.get(entry, 0) if entry in stale else 0)
            new.add(entry, kept, old.profiles[entry])
    else:
        new = Baseline.of(standing, result.read)
        # What was not looked at this time stays as it was.
        for entry, count in rest.counts.items():
            if entry not in stale:
                new.add(entry, count, rest.profiles[entry])
    _write(path, shown, new)
    added = 0 if action == "prune" else len(standing) - len(covered)
    gone = sum(rest.counts[entry] for entry in stale)
    held = sum(new.counts.values())
    note(f"{shown}: {held} {'finding' if held == 1 else 'findings'}; {added} added, {gone} removed")
    if action == "create" and not plan.settings.baseline:
        note(f'note: use it with `--baseline {shown}`, or for every check with baseline = "{shown}" in .gostatic.toml')
    return CLEAN


def place(given: str, configured: str, config_path: str, cwd: str) -> tuple[str, str]:
    """How a baseline is called in messages, and its path: the command line's, else the configuration's, else ("", "")."""
    if given:
        return given, os.path.join(cwd, given)
    if configured:
        path = os.path.join(os.path.dirname(config_path), configured)
        return os.path.relpath(path, cwd).replace(os.sep, "/"), path
    return "", ""


def _is_stale(rest: Baseline, entry: Entry, packages: Collection[str], result: RunResult, options: Options) -> bool:
    from gostatic.rule import Profile

    if not any(rule.id == entry.rule for rule in result.rules):
        return False
    if rest.profiles[entry] == Profile.AUDIT.value and not options.may_show(Profile.AUDIT):
        return False
    return entry.package in packages


def _times(rest: Baseline, entry: Entry) -> str:
    count = rest.counts[entry]
    return f" ({count} times)" if count > 1 else ""


def _said(entry: Entry) -> str:
    return f"{entry.rule} in {entry.package}{'.' if entry.function else ''}{entry.function}"


def _write(path: str, shown: str, new: Baseline) -> None:
    """Writes the whole file or nothing."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        with open(temporary, "x", encoding="ascii", newline="\n") as file:
            file.write(new.text())
        os.replace(temporary, os.path.realpath(path))
    except (OSError, ValueError) as error:
        with suppress(OSError, ValueError):  # it may never have been made
            os.unlink(temporary)
        raise UsageError(f"cannot write {shown}: {getattr(error, 'strerror', None) or 'no path'}") from None
